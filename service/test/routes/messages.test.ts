import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {MESSAGE_PAGE_LIMIT, MESSAGE_TEXT_LIMIT_CHARS} from 'helpshift-chat/protocol';
import {addApp, assertError, newCredential, startTestService, type TestService} from '../support/test-service.js';
import type {ConversationsResponse, Message, MessagesResponse, SendMessageResponse} from 'helpshift-chat/protocol';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

async function conversations(service: TestService, session: string): Promise<ConversationsResponse['conversations']> {
  return (await service.as(session, {url: '/v1/conversations'})).json<ConversationsResponse>().conversations;
}

async function messages(
  service: TestService,
  session: string,
  id: string,
  after?: number,
): Promise<readonly Message[]> {
  const url = `/v1/conversations/${id}/messages${after === undefined ? '' : `?after=${after}`}`;
  return (await service.as(session, {url})).json<MessagesResponse>().messages;
}

function post(service: TestService, session: string, payload: object) {
  return service.as(session, {method: 'POST', url: '/v1/messages', payload});
}

async function resolve(service: TestService, id: string): Promise<void> {
  await service.engine.db.updateTable('conversations').set({status: 'resolved'}).where('id', '=', id).execute();
}

describe('POST /v1/messages', () => {
  it('starts a conversation, and continues it', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const id = randomUUID();
    const response = await post(service, session, {id, text: ' hello '});
    assert.equal(response.statusCode, 201);
    const {message, conversation} = response.json<SendMessageResponse>();
    const createdAt = service.clock.time;
    assert.deepEqual(conversation, {id: conversation.id, status: 'open', lastSequence: 1, readSequence: 1, createdAt});
    assert.deepEqual(message, {
      id,
      conversationId: conversation.id,
      sequence: 1,
      sender: {kind: 'user'},
      text: ' hello ',
      createdAt,
    });

    const second = await service.send(session, 'are you there?');
    assert.equal(second.message.sequence, 2);
    assert.deepEqual(second.conversation, {...conversation, lastSequence: 2, readSequence: 2});
    assert.deepEqual(await conversations(service, session), [second.conversation]);
    assert.deepEqual(await messages(service, session, conversation.id), [message, second.message]);
  });

  it('starts another one after the last was resolved', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const first = await service.send(session, 'one');
    await resolve(service, first.conversation.id);
    service.clock.advance(1);
    const second = await service.send(session, 'two');
    assert.equal(second.message.sequence, 1);
    assert.deepEqual(
      (await conversations(service, session)).map(({id, status}) => [id, status]),
      [
        [first.conversation.id, 'resolved'],
        [second.conversation.id, 'open'],
      ],
    );
  });

  it('stores an id once, and answers 200 with the stored message', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const id = randomUUID();
    const first = await post(service, session, {id, text: 'hello'});
    service.clock.advance(5000);
    const again = await post(service, session, {id, text: 'something else'});
    assert.deepEqual([first.statusCode, again.statusCode], [201, 200]);
    assert.deepEqual(again.json(), first.json());
    assert.equal(await service.count('messages'), 1);
  });

  it('answers a retry with the stored message, also after the conversation was resolved', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const id = randomUUID();
    const {message, conversation} = await service.send(session, 'hello', id);
    await resolve(service, conversation.id);
    const again = await post(service, session, {id, text: 'hello'});
    assert.equal(again.statusCode, 200);
    assert.deepEqual(again.json(), {message, conversation: {...conversation, status: 'resolved'}});
    assert.equal(await service.count('conversations'), 1);
  });

  it('stores many messages at once without a gap, in one conversation', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const ids = Array.from({length: 30}, () => randomUUID());
    await Promise.all([...ids, ...ids].map((id) => service.send(session, `text of ${id}`, id)));
    const [conversation, ...others] = await conversations(service, session);
    assert.deepEqual(others, []);
    const stored = await messages(service, session, conversation?.id ?? '');
    assert.deepEqual(
      stored.map(({sequence}) => sequence),
      ids.map((_, index) => index + 1),
    );
    assert.deepEqual(stored.map(({id}) => id).toSorted(), ids.toSorted());
  });

  it('separates two senders with the same id', async (t) => {
    const service = await startTestService(t);
    const id = randomUUID();
    const [one, two] = [await service.visit(), await service.visit()];
    const first = await service.send(one, 'one', id);
    const second = await service.send(two, 'two', id);
    assert.equal(second.message.text, 'two');
    assert.notEqual(first.conversation.id, second.conversation.id);
  });

  it('stores the answers to the Identity Bot only at the start of a conversation', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const contacts = async () =>
      service.engine.db.selectFrom('conversations').select(['contact_name', 'contact_email']).execute();
    await post(service, session, {id: randomUUID(), text: 'a', contact: {name: ' Ann ', email: ' ann@x.org '}});
    await post(service, session, {id: randomUUID(), text: 'b', contact: {name: 'Bob'}});
    assert.deepEqual(await contacts(), [{contact_name: 'Ann', contact_email: 'ann@x.org'}]);
    const [user] = await service.engine.db.selectFrom('users').select(['user_name', 'user_email']).execute();
    assert.deepEqual(user, {user_name: null, user_email: null});
  });

  it('stores no such answers with full privacy', async (t) => {
    const service = await startTestService(t);
    const {sessionToken} = await service.session({anonymousCredential: newCredential(), fullPrivacy: true});
    await post(service, sessionToken, {id: randomUUID(), text: 'a', contact: {name: 'Ann', email: 'ann@x.org'}});
    const contact = service.engine.db.selectFrom('conversations').select(['contact_name', 'contact_email']);
    assert.deepEqual(await contact.execute(), [{contact_name: null, contact_email: null}]);
  });

  it('accepts the longest text, and refuses one character more', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const longest = '€'.repeat(MESSAGE_TEXT_LIMIT_CHARS);
    assert.equal((await service.send(session, longest)).message.text, longest);
    const response = await post(service, session, {id: randomUUID(), text: `${longest}€`});
    assertError(response, 400, 'invalid_request', 'text');
    // Counted like in a text area: an emoji counts as two.
    const emoji = '🙂'.repeat(MESSAGE_TEXT_LIMIT_CHARS / 2 + 1);
    assertError(await post(service, session, {id: randomUUID(), text: emoji}), 400, 'invalid_request', 'text');
    assert.equal(await service.count('messages'), 1);
  });

  it('keeps any text unchanged: markup, quotes, right-to-left, line ends', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const text = `<script>alert(1)</script> ' "; -- \u202etxt\u0007 \r\n שלום 👩‍👩‍👧 {"a":1}`;
    const {conversation} = await service.send(session, text);
    assert.equal((await messages(service, session, conversation.id))[0]?.text, text);
  });

  it('repairs text that no database can store: NUL is removed, half an emoji becomes U+FFFD', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation, message} = await service.send(session, 'a\0b\ud83dc🙂');
    assert.equal(message.text, 'ab\ufffdc🙂');
    assert.deepEqual(await messages(service, session, conversation.id), [message]);
  });

  const id = randomUUID();
  const bad: readonly [string, object, string][] = [
    ['no id', {text: 'x'}, 'id'],
    ['an id that is not a UUID', {id: 'x', text: 'x'}, 'id'],
    ['an id that is a number', {id: 1, text: 'x'}, 'id'],
    ['no text', {id}, 'text'],
    ['an empty text', {id, text: ''}, 'text'],
    ['a blank text', {id, text: ' \n\t\u00a0'}, 'text'],
    ['a text of NULs', {id, text: '\0\0'}, 'text'],
    ['a text that is a list', {id, text: ['x']}, 'text'],
    ['a contact that is a text', {id, text: 'x', contact: 'Ann'}, 'contact'],
    ['a name that is a number', {id, text: 'x', contact: {name: 1}}, 'contact.name'],
    ['a name that is too long', {id, text: 'x', contact: {name: 'x'.repeat(256)}}, 'contact.name'],
    ['a name of too many emoji', {id, text: 'x', contact: {name: '🙂'.repeat(128)}}, 'contact.name'],
    ['an invalid address', {id, text: 'x', contact: {email: 'ann'}}, 'contact.email'],
  ];
  for (const [name, body, field] of bad) {
    it(`refuses ${name}, and stores nothing`, async (t) => {
      const service = await startTestService(t);
      assertError(await post(service, await service.visit(), body), 400, 'invalid_request', field);
      assert.deepEqual([await service.count('users'), await service.count('conversations')], [0, 0]);
    });
  }
});

describe('GET /v1/conversations/:id/messages', () => {
  it('returns the messages after a number, a page at a time', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const total = MESSAGE_PAGE_LIMIT + 5;
    const sent = await Promise.all(Array.from({length: total}, (_, index) => service.send(session, `text ${index}`)));
    const id = sent[0]?.conversation.id ?? '';
    const sequences = async (after?: number) =>
      (await messages(service, session, id, after)).map(({sequence}) => sequence);
    assert.deepEqual(
      await sequences(),
      Array.from({length: MESSAGE_PAGE_LIMIT}, (_, index) => index + 1),
    );
    assert.deepEqual(await sequences(MESSAGE_PAGE_LIMIT), [201, 202, 203, 204, 205]);
    assert.deepEqual(await sequences(total), []);
    assert.deepEqual(await sequences(999_999), []);
  });

  for (const after of ['-1', 'x', '1.5', '', '1e3', '9'.repeat(16)]) {
    it(`refuses after=${after}`, async (t) => {
      const service = await startTestService(t);
      const session = await service.visit();
      const {conversation} = await service.send(session, 'x');
      const url = `/v1/conversations/${conversation.id}/messages?after=${after}`;
      assertError(await service.as(session, {url}), 400, 'invalid_request', 'after');
    });
  }
});

describe('PUT /v1/conversations/:id/read', () => {
  it('never goes back, and never beyond the newest message', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'x');
    const url = `/v1/conversations/${conversation.id}/read`;
    const read = async (sequence: number) => {
      const response = await service.as(session, {method: 'PUT', url, payload: {sequence}});
      assert.deepEqual([response.statusCode, response.body], [204, '']);
      return (await conversations(service, session))[0]?.readSequence;
    };
    await service.engine.db.updateTable('conversations').set({user_read_sequence: 0, last_sequence: 3}).execute();
    assert.deepEqual([await read(2), await read(1), await read(99), await read(0)], [2, 2, 3, 3]);
  });

  for (const sequence of [-1, 1.5, '1', null, 2 ** 53]) {
    it(`refuses ${JSON.stringify(sequence)}`, async (t) => {
      const service = await startTestService(t);
      const session = await service.visit();
      const {conversation} = await service.send(session, 'x');
      const url = `/v1/conversations/${conversation.id}/read`;
      const response = await service.as(session, {method: 'PUT', url, payload: {sequence}});
      assertError(response, 400, 'invalid_request', 'sequence');
    });
  }
});

describe('the read mark of a user', () => {
  it("moves with the user's own messages, but not past an agent's unseen message", async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const readSequence = async () => (await conversations(service, session))[0]?.readSequence;
    await service.send(session, 'two');
    assert.equal(await readSequence(), 2);
    const url = `/v1/agent/conversations/${conversation.id}/messages`;
    const payload = {id: randomUUID(), text: 'hi'};
    await service.ask({method: 'POST', url, headers: await service.agent(), payload});
    // This message had waited in an outbox.
    await service.send(session, 'is anybody there?');
    assert.equal(await readSequence(), 2);
  });
});

describe('a user', () => {
  it('"no matter which device or browser": sees the same conversation in a second one', async (t) => {
    const service = await startTestService(t);
    const {conversation} = await service.send(await service.logIn('captain', 'captain@x.org'), 'hello');
    const second = await service.logIn('captain', 'captain@x.org');
    assert.deepEqual(await conversations(service, second), [conversation]);
  });

  it('"available only to them": cannot tell another user\'s conversation from one that does not exist', async (t) => {
    const service = await startTestService(t);
    const ann = await service.logIn('ann', 'ann@x.org');
    const {conversation} = await service.send(ann, 'a secret of ann');
    const others = [await service.logIn('bob'), await service.visit(), await service.logIn('Ann')];
    for (const other of others) {
      assert.deepEqual(await conversations(service, other), []);
      const answers = await Promise.all(
        [conversation.id, UNKNOWN].flatMap((id) => [
          service.as(other, {url: `/v1/conversations/${id}/messages`}),
          service.as(other, {method: 'PUT', url: `/v1/conversations/${id}/read`, payload: {sequence: 1}}),
        ]),
      );
      for (const answer of answers) assertError(answer, 404, 'not_found');
      assert.equal(new Set(answers.map((answer) => answer.body)).size, 1);
    }
    assert.equal(await service.count('conversations'), 1);
    assert.equal((await conversations(service, ann))[0]?.readSequence, 1);
  });

  it("cannot access the same user's conversation in another app", async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    await addApp(service.engine, {platformId: 'ios', verification: false, secrets: []});
    const onWeb = (await service.session({userId: 'ann'})).sessionToken;
    const onPhone = (await service.session({userId: 'ann', platformId: 'ios'})).sessionToken;
    const {conversation} = await service.send(onWeb, 'hello');
    assert.deepEqual(await conversations(service, onPhone), []);
    assertError(await service.as(onPhone, {url: `/v1/conversations/${conversation.id}/messages`}), 404, 'not_found');
  });
});

describe("the browser's cache", () => {
  it('gets no messages of users: it would outlive their log-out', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const sent = await post(service, session, {id: randomUUID(), text: 'a secret'});
    const {conversation} = sent.json<SendMessageResponse>();
    const urls = ['/v1/conversations', `/v1/conversations/${conversation.id}/messages`];
    const answers = [sent, ...(await Promise.all(urls.map((url) => service.as(session, {url}))))];
    for (const {headers} of answers) assert.equal(headers['cache-control'], 'no-store');
  });
});
