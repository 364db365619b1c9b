import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {MESSAGE_TEXT_LIMIT_CHARS, SEND_LIMIT} from 'helpshift-chat/protocol';
import {
  answering,
  assertError,
  linesOf,
  newCredential,
  startTestService,
  textsOf,
  type TestService,
} from '../support/test-service.js';
import type {NewMessage, SendMessagesResponse} from 'helpshift-chat/protocol';

const message = (text: string, id: string = randomUUID()): NewMessage => ({id, text});

function post(service: TestService, session: string, messages: unknown) {
  return service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
}

describe('POST /v1/messages', () => {
  it('begins a conversation, and continues it', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const id = randomUUID();
    const response = await post(service, session, [message(' hello ', id)]);
    assert.equal(response.statusCode, 201);
    const {conversations} = response.json<SendMessagesResponse>();
    const [first] = conversations;
    const entry = {number: 1, id, author: {kind: 'user'}, content: {kind: 'text', text: ' hello '}};
    assert.deepEqual(conversations, [
      {
        id: first?.id,
        ordinal: 1,
        version: first?.version,
        status: 'open',
        lastNumber: 1,
        lastId: id,
        readNumber: 1,
        unreadCount: 0,
        agentReadNumber: 0,
        entries: [{...entry, time: service.clock.time}],
      },
    ]);

    const second = await service.send(session, 'are you there?');
    assert.deepEqual([second.conversation.id, second.entry.number], [first?.id, 2]);
    assert.ok(second.conversation.version > (first?.version ?? Infinity));
    assert.deepEqual(await service.entries(session), [...(first?.entries ?? []), second.entry]);
  });

  it('stores a list in its order, with one answer', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const texts = Array.from({length: SEND_LIMIT}, (_, index) => `text ${index}`);
    const response = await post(
      service,
      session,
      texts.map((text) => message(text)),
    );
    assert.equal(response.statusCode, 201);
    const [conversation, ...others] = response.json<SendMessagesResponse>().conversations;
    assert.deepEqual([textsOf(conversation), others], [texts, []]);
    assert.deepEqual([conversation?.lastNumber, conversation?.lastId], [SEND_LIMIT, conversation?.entries.at(-1)?.id]);
    assert.deepEqual(await service.texts(session), texts.slice(-50));
  });

  it('stores an id once, and answers 200 with the stored entry', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const one = message('hello');
    const first = await post(service, session, [one]);
    service.clock.advance(5000);
    const again = await post(service, session, [one]);
    assert.deepEqual([first.statusCode, again.statusCode], [201, 200]);
    assert.deepEqual(again.json(), first.json());
    assert.equal(await service.count('entries'), 1);
  });

  it('refuses another text with a stored id, and changes nothing', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const one = message('hello');
    const first = await post(service, session, [one]);
    const list = [message('new'), {...one, text: 'something else'}, message('newer')];
    assertError(await post(service, session, list), 409, 'conflict', 'messages.1.id');
    assert.deepEqual(
      (await service.sync(session, {page: {}})).conversations,
      first.json<SendMessagesResponse>().conversations,
    );
  });

  const answer = {conversationId: 'c', content: {kind: 'ended'}};
  for (const [name, extra] of Object.entries({
    'a content that is none': {content: 5},
    'an empty content': {content: null, conversationId: 'c'},
    'a content that only an agent may write': {...answer, content: {kind: 'rejected', rating: 1, feedback: ''}},
    'a rating that is none': {...answer, content: {kind: 'rated', rating: 'x', feedback: ''}},
  })) {
    it(`ignores beside a message ${name}`, async (t) => {
      const service = await startTestService(t);
      const session = await service.visit();
      const {id: conversationId} = (await service.send(session, 'one')).conversation;
      const given = 'conversationId' in extra ? {...extra, conversationId} : extra;
      const response = await post(service, session, [{id: randomUUID(), text: 'two', ...given}]);
      assert.equal(response.statusCode, 201, response.body);
      assert.deepEqual(
        (await service.entries(session)).map(({content}) => content.kind),
        ['text', 'text'],
      );
    });
  }

  for (const [name, extra] of Object.entries({
    'a text that is none': {text: 5},
    'an empty text': {text: ''},
    'a beginning that is none': {text: 'hello', beginning: {tags: 5}},
  })) {
    it(`ignores beside an answer ${name}`, async (t) => {
      const service = await startTestService(t);
      const [alex, session] = [await service.agent(), await service.visit()];
      const {id: conversationId} = (await service.send(session, 'hello')).conversation;
      await service.append(alex, conversationId, {kind: 'resolved'});
      const response = await post(service, session, [{...answer, id: randomUUID(), conversationId, ...extra}]);
      assert.equal(response.statusCode, 201, response.body);
      assert.deepEqual(await service.texts(session), ['hello']);
    });
  }

  it('takes an id in another case as another id', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const id = 'abcdefab-cdef-4bcd-8fab-cdefabcdefab';
    await service.send(session, 'lower', id);
    await service.send(session, 'upper', id.toUpperCase());
    assert.deepEqual(await service.texts(session), ['lower', 'upper']);
  });

  it('stores a message once that a list holds twice', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const [one, two] = [message('one'), message('two')];
    const response = await post(service, session, [one, two, one]);
    assert.equal(response.statusCode, 201);
    const [conversation] = response.json<SendMessagesResponse>().conversations;
    assert.deepEqual(textsOf(conversation), ['one', 'two']);
    assertError(await post(service, session, [message('x', two.id), two]), 409, 'conflict', 'messages.0.id');
    const other = message('three');
    assertError(await post(service, session, [other, {...other, text: 'four'}]), 409, 'conflict', 'messages.1.id');
    assert.deepEqual(await service.texts(session), ['one', 'two']);
  });

  it('stores what is new in a list of which a part is stored, and answers with the entries of all in order', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const [one, two, three] = [message('one'), message('two'), message('three')];
    await post(service, session, [one, two]);
    const response = await post(service, session, [three, two, one]);
    assert.equal(response.statusCode, 201);
    const [conversation] = response.json<SendMessagesResponse>().conversations;
    assert.deepEqual(textsOf(conversation), ['one', 'two', 'three']);
    assert.deepEqual(await service.texts(session), ['one', 'two', 'three']);
  });

  it('stores nothing of a list with one message that is not valid', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const list = [message('one'), message(' '), message('three')];
    assertError(await post(service, session, list), 400, 'invalid_request', 'messages.1.text');
    assert.equal(await service.count('conversations'), 0);
  });

  it('answers a message that is sent again also after its conversation has ended', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const one = message('one');
    const {conversation} = await service.send(session, one.text, one.id);
    await service.append(headers, conversation.id, {kind: 'resolved'});
    const again = await post(service, session, [one]);
    assert.equal(again.statusCode, 200);
    const [stored] = again.json<SendMessagesResponse>().conversations;
    assert.deepEqual([stored?.status, stored?.lastNumber, textsOf(stored)], ['resolved', 2, ['one']]);
    await service.as(session, answering(conversation.id, {kind: 'ended'}));
    // A list of which the first message is in a conversation that has ended.
    const list = await post(service, session, [one, message('two')]);
    assert.equal(list.statusCode, 201);
    assert.deepEqual(list.json<SendMessagesResponse>().conversations.map(linesOf), [['one'], ['two']]);
    assert.equal(await service.count('conversations'), 2);
  });

  it('stores many messages at once without a gap, in one conversation', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const ids = Array.from({length: 30}, () => randomUUID());
    await Promise.all([...ids, ...ids].map((id) => service.send(session, `text of ${id}`, id)));
    assert.equal(await service.count('conversations'), 1);
    const stored = await service.entries(session);
    assert.deepEqual(
      stored.map(({number}) => number),
      ids.map((_, index) => index + 1),
    );
    assert.deepEqual(stored.map(({id}) => id).toSorted(), ids.toSorted());
  });

  it('separates two authors with the same id: two users, and a user and an agent', async (t) => {
    const service = await startTestService(t);
    const id = randomUUID();
    const [one, two] = [await service.visit(), await service.visit()];
    const first = await service.send(one, 'one', id);
    const second = await service.send(two, 'two', id);
    assert.deepEqual(second.entry.content, {kind: 'text', text: 'two'});
    assert.notEqual(first.conversation.id, second.conversation.id);
    await service.append(await service.agent(), first.conversation.id, 'three', id);
    assert.deepEqual([await service.texts(one), await service.texts(two)], [['one', 'three'], ['two']]);
  });

  it('stores the answers to the Identity Bot only at the start of a conversation', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const contacts = async () =>
      service.engine.db.selectFrom('conversations').select(['contact_name', 'contact_email']).execute();
    await post(service, session, [{...message('a'), beginning: {contact: {name: ' Ann ', email: ' ann@x.org '}}}]);
    await post(service, session, [{...message('b'), beginning: {contact: {name: 'Bob'}}}]);
    assert.deepEqual(await contacts(), [{contact_name: 'Ann', contact_email: 'ann@x.org'}]);
    const [user] = await service.engine.db.selectFrom('users').select(['user_name', 'user_email']).execute();
    assert.deepEqual(user, {user_name: null, user_email: null});
  });

  it('stores no such answers with full privacy', async (t) => {
    const service = await startTestService(t);
    const {sessionToken} = await service.session({anonymousCredential: newCredential(), fullPrivacy: true});
    await post(service, sessionToken, [{...message('a'), beginning: {contact: {name: 'Ann', email: 'ann@x.org'}}}]);
    const contact = service.engine.db.selectFrom('conversations').select(['contact_name', 'contact_email']);
    assert.deepEqual(await contact.execute(), [{contact_name: null, contact_email: null}]);
  });

  it('accepts the longest text, and refuses one character more', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const longest = '€'.repeat(MESSAGE_TEXT_LIMIT_CHARS);
    await service.send(session, longest);
    assert.deepEqual(await service.texts(session), [longest]);
    assertError(await post(service, session, [message(`${longest}€`)]), 400, 'invalid_request', 'messages.0.text');
    // Counted like in a text area: an emoji counts as two.
    const emoji = '🙂'.repeat(MESSAGE_TEXT_LIMIT_CHARS / 2 + 1);
    assertError(await post(service, session, [message(emoji)]), 400, 'invalid_request', 'messages.0.text');
    assert.equal(await service.count('entries'), 1);
  });

  it('keeps any text unchanged: markup, quotes, right-to-left, line ends', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const text = `<script>alert(1)</script> ' "; -- \u202etxt\u0007 \r\n שלום 👩‍👩‍👧 {"a":1}`;
    await service.send(session, text);
    assert.deepEqual(await service.texts(session), [text]);
  });

  it('repairs text that no database can store: NUL is removed, half an emoji becomes U+FFFD', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation, entry} = await service.send(session, 'a\0b\ud83dc🙂');
    assert.deepEqual(textsOf(conversation), ['ab\ufffdc🙂']);
    assert.deepEqual(await service.entries(session), [entry]);
  });

  it('takes a repaired text for the same when it is sent again', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const one = message('a\0b\ud83dc');
    for (const status of [201, 200]) assert.equal((await post(service, session, [one])).statusCode, status);
  });

  const id = randomUUID();
  const rating = (feedback: string) => ({id, conversationId: 'x', content: {kind: 'rated', rating: 5, feedback}});
  const bad: readonly [string, unknown, string][] = [
    ['no id', {text: 'x'}, '0.id'],
    ['an id that is not a UUID', {id: 'x', text: 'x'}, '0.id'],
    ['an id that is a number', {id: 1, text: 'x'}, '0.id'],
    ['an id with a line end', {id: `${id}\n`, text: 'x'}, '0.id'],
    ['no text', {id}, '0.text'],
    ['an empty text', {id, text: ''}, '0.text'],
    ['a blank text', {id, text: ' \n\t\u00a0'}, '0.text'],
    ['a text of NULs', {id, text: '\0\0'}, '0.text'],
    ['a text that is a list', {id, text: ['x']}, '0.text'],
    ['a contact that is a text', {id, text: 'x', beginning: {contact: 'Ann'}}, '0.beginning.contact'],
    ['a name that is a number', {id, text: 'x', beginning: {contact: {name: 1}}}, '0.beginning.contact.name'],
    [
      'a name that is too long',
      {id, text: 'x', beginning: {contact: {name: 'x'.repeat(256)}}},
      '0.beginning.contact.name',
    ],
    [
      'a name of too many emoji',
      {id, text: 'x', beginning: {contact: {name: '🙂'.repeat(128)}}},
      '0.beginning.contact.name',
    ],
    ['an invalid address', {id, text: 'x', beginning: {contact: {email: 'ann'}}}, '0.beginning.contact.email'],
    ['a beginning that is a text', {id, text: 'x', beginning: 'x'}, '0.beginning'],
    ['tags that are a text', {id, text: 'x', beginning: {tags: 'x'}}, '0.beginning.tags'],
    ['a tag that is a number', {id, text: 'x', beginning: {tags: ['x', 7]}}, '0.beginning.tags.1'],
    ['an address of a page that is a number', {id, text: 'x', beginning: {pageUrl: 7}}, '0.beginning.pageUrl'],
    ['an answer without a conversation', {id, content: {kind: 'ended'}}, '0.conversationId'],
    ['an answer without an id', {conversationId: 'x', content: {kind: 'ended'}}, '0.id'],
    ['an answer of an unknown kind', {id, conversationId: 'x', content: {kind: 'reopened'}}, '0.content.kind'],
    ['an answer without a content', {id, conversationId: 'x', content: null}, '0.content'],
    ...[0, 6, 4.5, -1, '5', null, undefined].map((rating): [string, unknown, string] => [
      `the rating ${String(rating)} (${typeof rating})`,
      {id, conversationId: 'x', content: {kind: 'rated', rating, feedback: ''}},
      '0.content.rating',
    ]),
    ['a rating without feedback', {id, conversationId: 'x', content: {kind: 'rated', rating: 5}}, '0.content.feedback'],
    ['too much feedback', rating('x'.repeat(2001)), '0.content.feedback'],
    ['feedback of too many emoji', rating('🙂'.repeat(1001)), '0.content.feedback'],
    ['a message that is a text', 'x', '0'],
    ['a message that is null', null, '0'],
  ];
  for (const [name, one, field] of bad) {
    it(`refuses ${name}, and stores nothing`, async (t) => {
      const service = await startTestService(t);
      assertError(await post(service, await service.visit(), [one]), 400, 'invalid_request', `messages.${field}`);
      assert.deepEqual([await service.count('users'), await service.count('conversations')], [0, 0]);
    });
  }

  const tooMany = Array.from({length: SEND_LIMIT + 1}, () => message('x'));
  for (const [name, messages] of Object.entries({
    none: [],
    'too many': tooMany,
    'no list': message('x'),
    nothing: null,
  })) {
    it(`refuses ${name}`, async (t) => {
      const service = await startTestService(t);
      assertError(await post(service, await service.visit(), messages), 400, 'invalid_request', 'messages');
    });
  }
});

describe("the browser's cache", () => {
  it('gets no messages of users: it would outlive their log-out', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const sent = await post(service, session, [message('a secret')]);
    const read = await service.as(session, {method: 'POST', url: '/v1/sync', payload: {page: {}}});
    assert.match(read.body, /a secret/);
    for (const {headers} of [sent, read]) assert.equal(headers['cache-control'], 'no-store');
  });
});
