import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {ENTRY_PAGE_LIMIT, SYNC_KNOWN_LIMIT, SYNC_WAIT_LIMIT_MS} from 'helpshift-chat/protocol';
import {
  addApp,
  assertError,
  knownOf,
  startTestService,
  SYNC,
  textsOf,
  type TestService,
} from '../support/test-service.js';
import type {Entry, EntryPage} from 'helpshift-chat/protocol';

/** Pages back from the newest entry to the first one. @returns The entries of each page. */
async function pagesBack(service: TestService, session: string): Promise<(readonly Entry[])[]> {
  const pages: (readonly Entry[])[] = [];
  for (let before: EntryPage['before'] | undefined; ;) {
    const {conversations} = await service.sync(session, {page: before ? {before} : {}});
    const [first] = conversations.filter(({entries}) => entries.length);
    if (!first) return pages;
    pages.push(conversations.flatMap(({entries}) => entries));
    before = {id: first.id, number: first.entries[0]!.number};
  }
}

async function sendMany(service: TestService, session: string, texts: readonly string[]): Promise<void> {
  for (let start = 0; start < texts.length; start += 50) {
    const messages = texts.slice(start, start + 50).map((text) => ({id: randomUUID(), text}));
    const response = await service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
    assert.equal(response.statusCode, 201, response.body);
  }
}

const numbered = (count: number): string[] => Array.from({length: count}, (_, index) => `text ${index + 1}`);

describe('POST /v1/sync', () => {
  it('answers about a user without conversations', async (t) => {
    const service = await startTestService(t);
    assert.deepEqual(await service.sync(await service.visit()), {conversations: [], version: 0});
  });

  it('tells a head without entries to a client that knows nothing', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    assert.deepEqual(await service.sync(session), {
      conversations: [{...conversation, entries: []}],
      version: conversation.version,
    });
  });

  it('has nothing to tell a client that knows all', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    assert.deepEqual(await service.sync(session, {known: [knownOf(conversation)]}), {
      conversations: [],
      version: conversation.version,
    });
  });

  it('pages back through all entries, a page at a time', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const texts = numbered(2 * ENTRY_PAGE_LIMIT + 5);
    await sendMany(service, session, texts);
    const pages = await pagesBack(service, session);
    assert.deepEqual(
      pages.map(({length}) => length),
      [ENTRY_PAGE_LIMIT, ENTRY_PAGE_LIMIT, 5],
    );
    assert.deepEqual(textsOf({entries: pages.reverse().flat()}), texts);
  });

  it('tells the version of all conversations, but not with older entries', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    assert.equal((await service.sync(session, {page: {}})).version, conversation.version);
    const before = {id: conversation.id, number: 1};
    assert.deepEqual(await service.sync(session, {page: {before}}), {conversations: []});
  });

  it('refuses a list of 10,000 conversations by its size', async (t) => {
    const service = await startTestService(t);
    const payload = {known: Array(10_000).fill({id: randomUUID(), version: 1, number: 1, entryId: randomUUID()})};
    assertError(await service.as(await service.visit(), {...SYNC, payload}), 413, 'payload_too_large');
  });

  const known = {id: 'x', version: 1, number: 1, entryId: 'x'};
  const bad: readonly [object, string][] = [
    [{known: Array(SYNC_KNOWN_LIMIT + 1).fill(known)}, 'known'],
    [{known: Array(10_000).fill(0)}, 'known.0'],
    [{known: {}}, 'known'],
    [{known: [{...known, id: ''}]}, 'known.0.id'],
    [{known: [{...known, id: 5}]}, 'known.0.id'],
    [{known: [known, {...known, version: -1}]}, 'known.1.version'],
    [{known: [{...known, version: 2 ** 53}]}, 'known.0.version'],
    [{known: [{...known, number: 1.5}]}, 'known.0.number'],
    [{known: [{...known, number: '1'}]}, 'known.0.number'],
    [{known: [{...known, number: null}]}, 'known.0.number'],
    [{known: [{...known, entryId: undefined}]}, 'known.0.entryId'],
    [{page: 'all'}, 'page'],
    [{page: {before: 5}}, 'page.before'],
    [{page: {before: {id: 'x', number: -1}}}, 'page.before.number'],
    [{page: {before: {id: 'x', number: 0.5}}}, 'page.before.number'],
    [{page: {before: {number: 1}}}, 'page.before.id'],
    [{read: [{id: 'x', number: -1}]}, 'read.0.number'],
    [{read: [{id: 'x', number: 1.5}]}, 'read.0.number'],
    [{read: [{id: 'x', number: '1'}]}, 'read.0.number'],
    [{read: [{id: 'x', number: null}]}, 'read.0.number'],
    [{read: [{id: 'x', number: 2 ** 53}]}, 'read.0.number'],
    [{waitMs: -1}, 'waitMs'],
    [{waitMs: 0.5}, 'waitMs'],
    [{waitMs: SYNC_WAIT_LIMIT_MS + 1}, 'waitMs'],
    [{waitMs: 2 * 60 * 60 * 1000}, 'waitMs'],
    [{waitMs: '1000'}, 'waitMs'],
    [{waitMs: null}, 'waitMs'],
  ];
  for (const [payload, field] of bad) {
    it(`refuses ${JSON.stringify(payload).slice(0, 60)}`, async (t) => {
      const service = await startTestService(t);
      const session = await service.visit();
      assertError(await service.as(session, {...SYNC, payload}), 400, 'invalid_request', field);
    });
  }
});

describe('the read mark of a user', () => {
  it('never goes back, and never beyond the newest entry', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'x');
    for (const text of ['one', 'two', 'three']) await service.append(headers, conversation.id, text);
    const marks = async (number: number) => {
      const {conversations} = await service.sync(session, {read: [{id: conversation.id, number}]});
      return [conversations[0]?.readNumber, conversations[0]?.unreadCount];
    };
    assert.deepEqual(await marks(0), [1, 3]);
    assert.deepEqual(await marks(2), [2, 2]);
    assert.deepEqual(await marks(1), [2, 2]);
    assert.deepEqual(await marks(99), [4, 0]);
    assert.deepEqual(await marks(3), [4, 0]);
    const {version} = await service.sync(session);
    await marks(4);
    assert.equal((await service.sync(session)).version, version, 'a mark that changes nothing is no change');
  });

  it("moves with the user's own texts, but not past an agent's unseen text", async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    assert.equal((await service.send(session, 'two')).conversation.readNumber, 2);
    await service.append(await service.agent(), conversation.id, 'hi');
    // This message had waited in an outbox.
    const late = await service.send(session, 'is anybody there?');
    assert.deepEqual([late.conversation.readNumber, late.conversation.unreadCount], [2, 1]);
  });
});

describe('a user', () => {
  it('"no matter which device or browser": sees the same conversation in a second one', async (t) => {
    const service = await startTestService(t);
    const {conversation} = await service.send(await service.logIn('captain', 'captain@x.org'), 'hello');
    const second = await service.logIn('captain', 'captain@x.org');
    assert.deepEqual((await service.sync(second, {page: {}})).conversations, [conversation]);
  });

  it('"available only to them": cannot tell another user\'s conversation from one that does not exist', async (t) => {
    const service = await startTestService(t);
    const ann = await service.logIn('ann', 'ann@x.org');
    const {conversation} = await service.send(ann, 'a secret of ann');
    await service.append(await service.agent(), conversation.id, 'an answer');
    const others = [await service.logIn('bob'), await service.visit(), await service.logIn('Ann')];
    for (const other of others) {
      for (const ask of [
        (id: string) => ({known: [{...knownOf(conversation), id}]}),
        (id: string) => ({known: [{...knownOf(conversation), id}], waitMs: 1}),
        (id: string) => ({page: {before: {id, number: 2}}}),
        (id: string) => ({page: {}, known: [{...knownOf(conversation), id}]}),
        (id: string) => ({read: [{id, number: 2}]}),
      ]) {
        const answers: string[] = [];
        for (const id of [conversation.id, randomUUID()]) {
          const {body, headers} = await service.as(other, {...SYNC, payload: ask(id)});
          const kept = {...headers, date: undefined};
          answers.push(JSON.stringify([body, kept]).replaceAll(id, 'THE ID'));
        }
        assert.equal(answers[0], answers[1]);
        assert.ok(!answers.join().includes('secret'));
      }
    }
    assert.equal((await service.sync(ann)).conversations[0]?.readNumber, 1);
  });

  it("cannot access the same user's conversation in another app", async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    await addApp(service.engine, {platformId: 'ios', verification: false, secrets: []});
    const onWeb = (await service.session({userId: 'ann'})).sessionToken;
    const onPhone = (await service.session({userId: 'ann', platformId: 'ios'})).sessionToken;
    const {conversation} = await service.send(onWeb, 'hello');
    assert.deepEqual(await service.sync(onPhone), {conversations: [], version: 0});
    const {conversations, restart} = await service.sync(onPhone, {known: [knownOf(conversation)], page: {}});
    assert.deepEqual([conversations, restart], [[], [conversation.id]]);
  });
});
