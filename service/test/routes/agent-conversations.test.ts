import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {
  addApp,
  assertError,
  knownOf,
  setVerification,
  startTestService,
  storeSettings,
  type TestService,
} from '../support/test-service.js';
import type {AgentListName, SyncedAgentConversation} from '../../contract/conversations.js';

type Headers = Record<string, string>;

function append(
  service: TestService,
  headers: Headers,
  conversationId: string,
  content: unknown,
  id: unknown = randomUUID(),
) {
  return service.asAgent(headers, `conversations/${conversationId}/entries`, {id, content});
}

const text = (value: string) => ({kind: 'text', text: value});
/** What a conversation began with when the page gave nothing. */
const NOTHING = {fields: [], tags: [], pageUrl: null};
const note = (value: string) => ({kind: 'note', text: value}) as const;

const card = (...actions: readonly object[]) => ({kind: 'card', text: 'Choose', actions});
const ACTION = {kind: 'link', label: 'Open', target: 'https://a.example/'};

/** A conversation with its newest entries, as an agent reads it. */
async function read(service: TestService, headers: Headers, id: string): Promise<SyncedAgentConversation> {
  const [conversation] = (await service.agentSync(headers, {page: {id}})).conversations;
  return conversation ?? assert.fail('the conversation is missing');
}

async function ids(service: TestService, headers: Headers, name: AgentListName): Promise<string[]> {
  return (await service.agentList(headers, name)).map(({id}) => id);
}

describe('a list of the inbox', () => {
  it('shows the user and the newest message', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.logIn('captain', 'captain@x.org');
    const {conversation} = await service.send(session, 'x'.repeat(250));
    const [shown, ...others] = await service.agentList(headers);
    assert.deepEqual(others, []);
    assert.deepEqual(shown, {
      id: conversation.id,
      domain: 'acme',
      platformId: 'web',
      version: conversation.version,
      status: 'open',
      lastNumber: 1,
      lastId: conversation.lastId,
      lastNote: 0,
      readNumber: 0,
      userReadNumber: 1,
      waitingSince: shown?.waitingSince,
      activity: shown?.activity,
      lastTime: service.clock.time,
      preview: {author: 'user', text: 'x'.repeat(200)},
      user: {
        kind: 'logged-in',
        userId: 'captain',
        userIdVerified: true,
        userEmail: 'captain@x.org',
        userEmailVerified: true,
        userName: null,
      },
      contact: {name: null, email: null},
    });
    const waiting = (shown?.waitingSince ?? 0) - service.clock.time;
    assert.ok(waiting >= 0 && waiting < 10, `${waiting} ms`);
    const {entries, notes, beginning, ...head} = await read(service, headers, conversation.id);
    assert.deepEqual([head, entries, notes], [shown, conversation.entries, []]);
    assert.deepEqual(beginning, NOTHING);
  });

  it("separates verified, unverified and anonymous users, and the user's own answers", async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    const headers = await service.agent();
    const unverified = (await service.session({userId: 'captain', userName: 'Captain'})).sessionToken;
    await service.send(unverified, 'a');
    const visitor = await service.visit();
    const messages = [{id: randomUUID(), text: 'b', beginning: {contact: {name: 'Ann', email: 'ann@x.org'}}}];
    await service.as(visitor, {method: 'POST', url: '/v1/messages', payload: {messages}});
    const shown = await service.agentList(headers);
    const byText = Object.fromEntries(shown.map(({preview, user, contact}) => [preview.text, {user, contact}]));
    assert.deepEqual(byText['a'], {
      user: {
        kind: 'logged-in',
        userId: 'captain',
        userIdVerified: false,
        userEmail: null,
        userEmailVerified: false,
        userName: 'Captain',
      },
      contact: {name: null, email: null},
    });
    assert.deepEqual(byText['b'], {
      user: {
        kind: 'anonymous',
        userId: null,
        userIdVerified: false,
        userEmail: null,
        userEmailVerified: false,
        userName: null,
      },
      contact: {name: 'Ann', email: 'ann@x.org'},
    });
  });

  it('does not call a conversation verified after a message from an unverified session', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const verified = await service.logIn('captain');
    await service.send(verified, 'it is me');
    assert.equal((await service.agentList(headers))[0]?.user.userIdVerified, true);
    await storeSettings(service.engine, {verification: false});
    await service.send((await service.session({userId: 'captain'})).sessionToken, 'it is me, believe me');
    await storeSettings(service.engine, {verification: true});
    await service.send(verified, 'who was that?');
    assert.equal((await service.agentList(headers))[0]?.user.userIdVerified, false);
  });

  it('does not call a conversation verified that an unverified session began', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const verified = await service.logIn('captain', 'captain@x.org');
    await setVerification(service.engine, false);
    await service.send((await service.session({userId: 'captain'})).sessionToken, 'it is me, believe me');
    await setVerification(service.engine, true);
    await service.send(verified, 'who was that?');
    const {userIdVerified, userEmailVerified} = (await service.agentList(headers))[0]!.user;
    assert.deepEqual([userIdVerified, userEmailVerified], [false, false]);
  });

  it('is sorted by newest activity: open ones, and closed ones', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const visitors = [await service.visit(), await service.visit(), await service.visit()];
    const begun: string[] = [];
    for (const visitor of visitors) {
      service.clock.advance(1);
      begun.push((await service.send(visitor, 'hello')).conversation.id);
    }
    const [first = '', second = '', third = ''] = begun;
    service.clock.advance(1);
    await service.send(visitors[0] ?? '', 'again');
    assert.deepEqual(await ids(service, headers, 'open'), [first, third, second]);
    await service.append(headers, third, {kind: 'resolved'});
    assert.deepEqual(await ids(service, headers, 'open'), [first, second]);
    assert.deepEqual(await ids(service, headers, 'closed'), [third]);
    await service.append(headers, second, {kind: 'rejected'});
    assert.deepEqual(await ids(service, headers, 'closed'), [second, third]);
  });

  it('never cuts an emoji in half', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    await service.send(await service.visit(), `${'x'.repeat(199)}🙂`);
    assert.equal((await service.agentList(headers))[0]?.preview.text, 'x'.repeat(199));
  });

  it('refuses an unknown list', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const payload = {list: {name: 'lost'}};
    assertError(await service.asAgent(headers, 'sync', payload), 400, 'invalid_request', 'list.name');
  });
});

describe('an agent', () => {
  it('answers, and the user reads it', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent({name: 'Alex'});
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    service.clock.advance(5);
    const response = await append(service, headers, conversation.id, text('hi'));
    assert.equal(response.statusCode, 201);
    const answered = response.json<SyncedAgentConversation>();
    const [entry] = answered.entries;
    assert.deepEqual(answered.entries, [
      {
        number: 2,
        id: entry?.id,
        author: {kind: 'agent', name: 'Alex'},
        content: {kind: 'text', text: 'hi'},
        time: service.clock.time,
      },
    ]);
    assert.deepEqual([answered.lastNumber, answered.lastId, answered.readNumber], [2, entry?.id, 0]);
    assert.deepEqual(answered.preview, {author: 'agent', text: 'hi'});
    assert.equal(answered.waitingSince, null);
    const [news] = await service.news(session, conversation);
    assert.deepEqual([news?.entries, news?.unreadCount], [[entry], 1]);
    assert.deepEqual(await read(service, headers, conversation.id), {
      ...answered,
      beginning: NOTHING,
      entries: [...conversation.entries, entry],
    });
  });

  it('stores an answer once, also when it is sent again', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const {conversation} = await service.send(await service.visit(), 'hello');
    const id = randomUUID();
    const responses = await Promise.all([1, 2, 3].map(() => append(service, headers, conversation.id, text('hi'), id)));
    assert.deepEqual(responses.map(({statusCode}) => statusCode).toSorted(), [200, 200, 201]);
    assert.equal(new Set(responses.map(({body}) => body)).size, 1);
    assert.equal(await service.count('entries'), 2);
  });

  it('cannot use an id again for something else, or in another conversation', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const one = (await service.send(await service.visit(), 'hello')).conversation.id;
    const two = (await service.send(await service.visit(), 'hello')).conversation.id;
    const id = randomUUID();
    assert.equal((await append(service, headers, one, text('hi'), id)).statusCode, 201);
    assertError(await append(service, headers, two, text('hi'), id), 409, 'conflict', 'id');
    for (const other of [text('ho'), note('hi'), {kind: 'resolved'}]) {
      assertError(await append(service, headers, one, other, id), 409, 'conflict', 'id');
    }
    assert.equal((await append(service, headers, one, text('hi'), id)).statusCode, 200);
    assert.deepEqual([await service.count('entries'), await service.count('notes')], [3, 0]);
  });

  it('numbers messages without a gap while the user writes too', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {id} = (await service.send(session, 'hello')).conversation;
    await Promise.all(
      Array.from({length: 20}, (_, index) =>
        index % 2 ? service.send(session, `user ${index}`) : service.append(headers, id, `agent ${index}`),
      ),
    );
    const {entries} = await read(service, headers, id);
    assert.deepEqual(
      entries.map(({number}) => number),
      Array.from({length: 21}, (_, index) => index + 1),
    );
  });

  it('moves the read mark only forward, and never beyond the newest message', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {id} = (await service.send(session, 'one')).conversation;
    await service.send(session, 'two');
    const marks = async (number: number) => {
      await service.agentSync(headers, {read: [{id, number}]});
      return (await read(service, headers, id)).readNumber;
    };
    assert.deepEqual([await marks(1), await marks(0), await marks(9)], [1, 1, 2]);
    assert.equal((await service.append(headers, id, 'hi')).readNumber, 3);
    await service.send(session, 'three');
    // This answer had waited on its way.
    assert.equal((await service.append(headers, id, 'hi')).readNumber, 3);
  });

  it('keeps the read mark where it is when an agent rejects, or answers, a conversation that nobody had open', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {id} = (await service.send(session, 'one')).conversation;
    await service.append(headers, id, 'hi');
    await service.ask({method: 'POST', url: '/v1/agent/conversations/reject', headers, payload: {ids: [id]}});
    const [seen] = (await service.sync(session, {})).conversations;
    assert.deepEqual([seen?.status, seen?.agentReadNumber], ['ended', 0]);
  });

  it('leaves notes that agents read, in their order among the entries', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent({name: 'Alex'});
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const id = randomUUID();
    const first = await append(service, headers, conversation.id, note('he is angry'), id);
    await service.send(session, 'two');
    await service.append(headers, conversation.id, note('calm again'));
    const {notes, entries, lastNote, waitingSince} = await read(service, headers, conversation.id);
    const common = {author: {kind: 'agent', name: 'Alex'}, time: service.clock.time};
    assert.deepEqual(notes, [
      {...common, number: 1, id, content: note('he is angry'), after: 1},
      {...common, number: 2, id: notes[1]?.id, content: note('calm again'), after: 2},
    ]);
    assert.deepEqual([entries.map(({number}) => number), lastNote], [[1, 2], 2]);
    assert.notEqual(waitingSince, null, 'a note is no answer');
    const again = await append(service, headers, conversation.id, note('he is angry'), id);
    assert.deepEqual([first.statusCode, again.statusCode], [201, 200]);
    assert.deepEqual(again.json<SyncedAgentConversation>().notes, [notes[0]]);
    const known = [{...knownOf(conversation), number: 2, entryId: entries[1]!.id, note: 1}];
    const {conversations} = await service.agentSync(headers, {known});
    assert.deepEqual([conversations[0]?.entries, conversations[0]?.notes], [[], [notes[1]]]);
  });

  it('says so when another note has the number that a client knows, as after the restore of a backup', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const {notes, version} = await service.append(headers, conversation.id, note('he is angry'));
    const known = {...knownOf(conversation), version, note: 1};
    const [same, other] = await Promise.all([
      service.agentSync(headers, {known: [{...known, noteId: notes[0]!.id}]}),
      service.agentSync(headers, {known: [{...known, noteId: randomUUID()}]}),
    ]);
    assert.deepEqual([same.conversations, same.restart], [[], undefined]);
    assert.deepEqual([other.conversations.map(({id}) => id), other.restart], [[conversation.id], [conversation.id]]);
  });

  it('leaves a note also in a conversation that has ended', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    await service.append(headers, conversation.id, {kind: 'rejected'});
    await service.send(session, 'two');
    const {status, notes} = await service.append(headers, conversation.id, note('spam'));
    assert.deepEqual([status, notes.length], ['ended', 1]);
  });

  it('sends a card, which the user reads as an answer', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const given = card(
      {kind: 'link', label: ' Track\nyour order ', target: ' https://shop.example/orders/7?a=b#c '},
      {kind: 'call', label: 'Call us', target: '+1 (555) 010-0'},
      {kind: 'link', label: 'Write', target: 'mailto:help@shop.example'},
    );
    const content = card(
      {kind: 'link', label: 'Track your order', target: 'https://shop.example/orders/7?a=b#c'},
      {kind: 'call', label: 'Call us', target: '+1 (555) 010-0'},
      {kind: 'link', label: 'Write', target: 'mailto:help@shop.example'},
    );
    const id = randomUUID();
    const responses = [
      await append(service, headers, conversation.id, given, id),
      await append(service, headers, conversation.id, given, id),
    ];
    assert.deepEqual(
      responses.map(({statusCode}) => statusCode),
      [201, 200],
    );
    const other = card({kind: 'call', label: 'Call us', target: '1'});
    assertError(await append(service, headers, conversation.id, other, id), 409, 'conflict', 'id');
    const stored = responses[0]!.json<SyncedAgentConversation>();
    assert.deepEqual([stored.entries[0]?.content, stored.waitingSince], [content, null]);
    assert.deepEqual(stored.preview, {author: 'agent', text: 'Choose'});
    const [news] = await service.news(session, conversation);
    assert.deepEqual([news?.entries[0]?.content, news?.unreadCount], [content, 1]);
    await service.append(headers, conversation.id, 'and a text');
    const mark = {id: conversation.id, number: 1};
    await service.sync(session, {read: [mark]});
    assert.equal((await service.sync(session)).conversations[0]?.unreadCount, 2);
    await service.sync(session, {read: [{...mark, number: 2}]});
    assert.equal((await service.sync(session)).conversations[0]?.unreadCount, 1);
  });

  for (const text of ['a text', 5, null]) {
    it(`stores nothing beside a change of the status: ${text}`, async (t) => {
      const service = await startTestService(t);
      const [alex, session] = [await service.agent(), await service.visit()];
      const {id} = (await service.send(session, 'hello')).conversation;
      const content = {kind: 'resolved', text};
      const url = `conversations/${id}/entries`;
      const response = await service.asAgent(alex, url, {id: randomUUID(), content});
      assert.equal(response.statusCode, 201, response.body);
      assert.deepEqual((await service.entries(session)).at(-1)?.content, {kind: 'resolved'});
    });
  }

  it('gets the field of a target that is not allowed, and what is', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const {conversation} = await service.send(await service.visit(), 'one');
    for (const [kind, target, rule] of [
      ['link', 'javascript:alert(1)', /https:\/\/, http:\/\/, mailto: or tel:/],
      ['link', 'data:text/html,x', /https:\/\//],
      ['link', 'shop.example', /https:\/\//],
      ['link', '//shop.example', /https:\/\//],
      ['link', 'https://', /https:\/\//],
      ['link', 'java\0script:alert(1)', /https:\/\//],
      ['call', 'call me', /phone number/],
      ['call', 'tel:1', /phone number/],
    ] as const) {
      const content = card({kind: 'call', label: 'fine', target: '1'}, {kind, label: 'x', target});
      const response = await append(service, headers, conversation.id, content);
      assertError(response, 400, 'invalid_request', 'content.actions.1.target');
      assert.match(response.body, rule);
    }
    assert.equal(await service.count('entries'), 1);
  });

  for (const [field, id, content] of [
    ['content.text', randomUUID(), text(' ')],
    ['content.text', randomUUID(), text('x'.repeat(10_001))],
    ['content.text', randomUUID(), note('\0')],
    ['content.text', randomUUID(), text('')],
    ['content.text', randomUUID(), {kind: 'text'}],
    ['content.text', randomUUID(), {kind: 'text', text: 5}],
    ['content.kind', randomUUID(), {kind: 'ended'}],
    ['content.kind', randomUUID(), {kind: 'rated', rating: 5, feedback: ''}],
    ['content.actions', randomUUID(), {kind: 'card', text: 'x'}],
    ['content.actions', randomUUID(), {kind: 'card', text: 'x', actions: []}],
    ['content.actions', randomUUID(), card(...Array.from({length: 6}, () => ACTION))],
    ['content.text', randomUUID(), {...card(ACTION), text: ' '}],
    ['content.actions.0.kind', randomUUID(), card({...ACTION, kind: 'reply'})],
    ['content.actions.0.label', randomUUID(), card({...ACTION, label: ' '})],
    ['content.actions.0.label', randomUUID(), card({...ACTION, label: 'x'.repeat(81)})],
    ['content.actions.0.target', randomUUID(), card({...ACTION, target: ''})],
    ['content.actions.0.target', randomUUID(), card({...ACTION, target: `https://a.example/${'x'.repeat(2000)}`})],
    ['content.actions.0.target', randomUUID(), card({kind: 'link', label: 'x'})],
    ['content', randomUUID(), 'resolved'],
    ['content', randomUUID(), null],
    ['id', 'x', text('x')],
    ['id', 5, text('x')],
  ] as const) {
    it(`gets an error for ${JSON.stringify([id, content]).slice(0, 80)}`, async (t) => {
      const service = await startTestService(t);
      const headers = await service.agent();
      const {conversation} = await service.send(await service.visit(), 'one');
      const response = await append(service, headers, conversation.id, content, id);
      assert.equal(response.statusCode, 400, response.body);
      assert.match(response.json<{error: {field: string}}>().error.field, new RegExp(`^${field}(\\.|$)`));
      assert.deepEqual([await service.count('entries'), await service.count('notes')], [1, 0]);
    });
  }
});

describe('an agent of one domain', () => {
  it("cannot distinguish another domain's conversation from a missing one", async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    await addApp(service.engine, {domain: 'other', verification: false, secrets: []});
    const mine = await service.send((await service.session({userId: 'ann'})).sessionToken, 'to acme');
    const theirs = await service.send(
      (await service.session({userId: 'ann', domain: 'other'})).sessionToken,
      'to other',
    );
    const agent = await service.agent({email: 'agent@acme.example', domain: 'acme'});
    const administrator = await service.agent({email: 'admin@acme.example'});

    assert.deepEqual(await ids(service, agent, 'open'), [mine.conversation.id]);
    assert.deepEqual(await ids(service, administrator, 'open'), [theirs.conversation.id, mine.conversation.id]);

    const missing = randomUUID();
    const known = {...knownOf(theirs.conversation), note: 0};
    for (const attempt of [
      (id: string) => service.asAgent(agent, 'sync', {page: {id}}),
      (id: string) => service.asAgent(agent, 'sync', {page: {id, before: 2}}),
      (id: string) => service.asAgent(agent, 'sync', {known: [{...known, id}]}),
      (id: string) => service.asAgent(agent, 'sync', {known: [{...known, id}], waitMs: 1}),
      (id: string) => service.asAgent(agent, 'sync', {read: [{id, number: 1}]}),
      (id: string) => append(service, agent, id, text('x')),
      (id: string) => append(service, agent, id, card(ACTION)),
      (id: string) => append(service, agent, id, note('x')),
      (id: string) => append(service, agent, id, {kind: 'resolved'}),
    ]) {
      const [foreign, unknown] = [await attempt(theirs.conversation.id), await attempt(missing)];
      assert.equal(foreign.statusCode, unknown.statusCode);
      assert.equal(foreign.body.replaceAll(theirs.conversation.id, missing), unknown.body);
      assert.ok(!foreign.body.includes('to other'));
    }
    assertError(await append(service, agent, theirs.conversation.id, text('x')), 404, 'not_found');
    assert.equal((await read(service, administrator, theirs.conversation.id)).readNumber, 0);
    await service.append(administrator, theirs.conversation.id, 'x');
  });
});

describe('a request without a session', () => {
  it('cannot read or write', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const origin = {origin: 'http://localhost:80'};
    for (const headers of [origin, {...origin, authorization: `Bearer ${session}`}]) {
      const responses = [
        await service.asAgent(headers, 'sync', {list: {name: 'open'}}),
        await service.asAgent(headers, 'sync', {page: {id: conversation.id}, waitMs: 10}),
        await append(service, headers, conversation.id, text('x')),
        await append(service, headers, conversation.id, {kind: 'resolved'}),
      ];
      for (const response of responses) assertError(response, 401, 'unauthorized');
    }
    assert.equal(await service.count('entries'), 1);
  });
});
