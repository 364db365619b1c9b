import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {CompiledQuery} from 'kysely';
import {
  ENTRY_PAGE_LIMIT,
  ENTRY_PAGE_LIMIT_BYTES,
  SYNC_CONVERSATIONS_LIMIT,
  SYNC_KNOWN_LIMIT,
  SYNC_WAIT_LIMIT_MS,
} from 'helpshift-chat/protocol';
import {
  addApp,
  assertError,
  knownOf,
  linesOf,
  openTestDatabase,
  serveDatabase,
  startTestService,
  SYNC,
  textsOf,
  type TestService,
} from '../support/test-service.js';
import {ANSWER_ENTRIES_LIMIT_BYTES} from '../../src/limits.js';
import type {Database} from '../../src/database/schema.js';
import type {Conversation, Entry, EntryPage, SyncRequest} from 'helpshift-chat/protocol';

/** Copies all rows to a database without any, as a backup does. */
async function copyRows(from: Database, to: Database): Promise<void> {
  const tables = [
    'installation',
    'apps',
    'secret_keys',
    'users',
    'conversations',
    'beginnings',
    'entries',
    'notes',
  ] as const;
  for (const table of [...tables, 'agents', 'agent_sessions'] as const) {
    const rows = await from.selectFrom(table).selectAll().execute();
    if (rows.length > 0) await to.insertInto(table).values(rows).execute();
  }
}

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

function bytesOf(entries: readonly Entry[]): number {
  return Buffer.byteLength(JSON.stringify(entries));
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

  it('pages back through several conversations, also where a page ends with one', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const expected: string[] = [];
    for (const [index, count] of [3, ENTRY_PAGE_LIMIT - 5, 1, ENTRY_PAGE_LIMIT + 20, 2].entries()) {
      const texts = Array.from({length: count}, (_, one) => `${index}: ${one}`);
      await sendMany(service, session, texts);
      const [newest] = (await service.sync(session)).conversations.slice(-1);
      await service.append(headers, newest!.id, {kind: 'rejected'});
      expected.push(...texts);
    }
    const pages = await pagesBack(service, session);
    assert.deepEqual(textsOf({entries: [...pages].reverse().flat()}), expected);
    // Each conversation has two entries more, "rejected" and "ended".
    assert.equal(pages.flat().length, expected.length + 10);
    for (const page of pages.slice(0, -1)) assert.equal(page.length, ENTRY_PAGE_LIMIT);
  });

  it('pages back through entries that are too large for a full page', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const texts = Array.from({length: 12}, (_, index) => `${index} ${'€'.repeat(9_990)}`);
    for (const [index, text] of texts.entries()) {
      const {conversation} = await service.send(session, text);
      // Conversations of one, two and three large entries.
      if ([0, 2, 5, 6, 8].includes(index)) await service.append(headers, conversation.id, {kind: 'rejected'});
    }
    const pages = await pagesBack(service, session);
    assert.deepEqual(textsOf({entries: [...pages].reverse().flat()}), texts);
    // The last entry of a page may be longer than what is left.
    for (const page of pages) assert.ok(bytesOf(page.slice(1)) <= ENTRY_PAGE_LIMIT_BYTES, `${bytesOf(page)} bytes`);
  });

  it('tells the entries that are new in a known conversation, and its head', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    await service.append(headers, conversation.id, 'two');
    await service.append(headers, conversation.id, {kind: 'resolved'});
    const {conversations, version} = await service.sync(session, {known: [knownOf(conversation)]});
    assert.deepEqual(conversations.map(linesOf), [['two', '[resolved]']]);
    const [{status, lastNumber, lastId, unreadCount, readNumber, entries} = assert.fail()] = conversations;
    assert.deepEqual([status, lastNumber, lastId], ['resolved', 3, entries[1]?.id]);
    assert.deepEqual([readNumber, unreadCount, version], [1, 1, conversations[0]?.version]);
    // A read mark alone is a new version without entries.
    await service.sync(session, {read: [{id: conversation.id, number: 2}]});
    const [marked] = await service.news(session, conversations[0]!);
    assert.deepEqual([marked?.readNumber, marked?.unreadCount, marked?.entries], [2, 0, []]);
  });

  it('tells entries to a client that knows the newest head and lost the entries', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const first = await service.send(session, 'one');
    const second = await service.send(session, 'two');
    const known = [{...knownOf(first.conversation), version: second.conversation.version}];
    assert.deepEqual((await service.sync(session, {known})).conversations.map(linesOf), [['two']]);
  });

  it('tells the newest part when more is new than one answer holds: by number', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'first');
    const texts = numbered(ENTRY_PAGE_LIMIT + 1);
    await sendMany(service, session, texts);
    const [news] = await service.news(session, conversation);
    assert.deepEqual(textsOf(news), texts.slice(1));
    assert.equal(news?.entries.at(-1)?.id, news?.lastId);
    const known = [
      {id: conversation.id, version: 1, number: 2, entryId: (await pagesBack(service, session))[1]![1]!.id},
    ];
    assert.deepEqual(textsOf((await service.sync(session, {known})).conversations[0]), texts.slice(1));
  });

  it('tells the newest part when more is new than one answer holds: by size, but one entry at least', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'first');
    const texts = Array.from({length: 8}, (_, index) => `${index} ${'€'.repeat(9_990)}`);
    for (const text of texts) await service.send(session, text);
    const [news] = await service.news(session, conversation);
    assert.deepEqual(textsOf(news), texts.slice(-3));
    assert.equal(news?.entries.at(-1)?.id, news?.lastId);
    assert.ok(bytesOf(news?.entries ?? []) <= ENTRY_PAGE_LIMIT_BYTES);
  });

  it('covers the 20 newest conversations, and those that the client knows', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const all: Conversation[] = [];
    for (let index = 0; index < SYNC_CONVERSATIONS_LIMIT + 4; index++) {
      const {conversation} = await service.send(session, `text ${index}`);
      await service.append(headers, conversation.id, {kind: 'rejected'});
      all.push(conversation);
    }
    const ordinals = async (request: SyncRequest) =>
      (await service.sync(session, request)).conversations.map(({ordinal}) => ordinal);
    const newest = Array.from({length: SYNC_CONVERSATIONS_LIMIT}, (_, index) => index + 5);
    assert.deepEqual(await ordinals({}), newest);
    assert.deepEqual(await ordinals({known: [all[1]!, all[3]!].map(knownOf)}), [2, 4, ...newest]);
    // A known one that is current is left out, whether it is new or old.
    const {conversations} = await service.sync(session, {known: [all[1]!, all[23]!].map(knownOf)});
    const known = [conversations[0]!, conversations.at(-1)!].map(knownOf);
    assert.deepEqual(await ordinals({known}), newest.slice(0, -1));
  });

  it('ends by size also when many conversations have news, and the client reads the rest by pages', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const all: Conversation[] = [];
    const texts = ['1', '2', '3'].map((name) => name + '€'.repeat(9_990));
    for (let index = 0; index < 8; index++) {
      const {conversation} = await service.send(session, 'first');
      await sendMany(service, session, texts);
      await service.append(headers, conversation.id, {kind: 'rejected'});
      all.push(conversation);
    }
    const {conversations, restart = []} = await service.sync(session, {known: all.map(knownOf)});
    const bytes = Buffer.byteLength(JSON.stringify(conversations));
    assert.ok(bytes < ANSWER_ENTRIES_LIMIT_BYTES + ENTRY_PAGE_LIMIT_BYTES + 10_000, `${bytes} bytes`);
    // Each head is there. The newest conversations have their entries, and of the others the head alone counts.
    assert.deepEqual(
      conversations.map(({id}) => id),
      all.map(({id}) => id),
    );
    assert.deepEqual(
      restart.toSorted(),
      all
        .slice(0, 2)
        .map(({id}) => id)
        .toSorted(),
    );
    assert.deepEqual(
      conversations.map(({entries}) => entries.length),
      [0, 0, 5, 5, 5, 5, 5, 5],
    );
    const read = (await pagesBack(service, session)).flat();
    assert.equal(read.length, 8 * 6);
  });

  it('answers once about a conversation that is named twice', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    await service.send(session, 'two');
    const one = knownOf(conversation);
    const {conversations, restart} = await service.sync(session, {known: [one, one, one]});
    assert.deepEqual([conversations.map(linesOf), restart], [[['two']], undefined]);
    const unknown = {...one, id: randomUUID()};
    assert.deepEqual((await service.sync(session, {known: [unknown, unknown]})).restart, [unknown.id]);
  });

  it('begins again with a client that knows the future, or another entry', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const one = knownOf(conversation);
    for (const known of [
      {...one, version: one.version + 1},
      {...one, version: Number.MAX_SAFE_INTEGER},
      {...one, number: 2, entryId: randomUUID()},
      {...one, number: Number.MAX_SAFE_INTEGER},
      {...one, number: 0},
      {...one, entryId: randomUUID()},
    ]) {
      const {conversations, restart} = await service.sync(session, {known: [known]});
      assert.deepEqual([conversations, restart], [[{...conversation, entries: []}], [conversation.id]]);
    }
  });

  it('begins again after a backup was put back, whatever was written before and since', async (t) => {
    const lost = await startTestService(t);
    const headers = await lost.agent();
    const session = await lost.logIn('ann');
    const kept = await lost.send(session, 'kept');
    const backup = await openTestDatabase(t);
    await copyRows(lost.engine.db, backup.db);

    const second = (await lost.send(session, 'lost')).conversation;
    await lost.append(headers, kept.conversation.id, {kind: 'rejected'});
    const next = await lost.send(session, 'lost as well');
    lost.clock.advance(60_000);

    const service = await serveDatabase(t, backup, lost.clock);
    const known = [second, next.conversation].map(knownOf);
    const before = await service.sync(session, {known});
    assert.deepEqual(before.restart?.toSorted(), known.map(({id}) => id).toSorted());
    assert.deepEqual(before.conversations, [{...kept.conversation, entries: []}]);

    // Another entry gets the number of the lost one.
    await service.send(session, 'after the backup');
    const after = await service.sync(session, {known: [knownOf(second)], page: {}});
    assert.deepEqual([after.restart, after.conversations.map(linesOf)], [[second.id], [['kept', 'after the backup']]]);
    // A client that had not seen what was lost goes on as if nothing had happened.
    const current = await service.sync(session, {known: [knownOf(kept.conversation)]});
    assert.deepEqual([current.restart, current.conversations.map(linesOf)], [undefined, [['after the backup']]]);
  });

  it('holds each head together with its entries while others write', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'first');
    await service.send(session, 'second');
    const {db} = service.engine;
    const execute = db.executeQuery.bind(db);
    for (const request of [{known: [knownOf(conversation)]}, {page: {}}]) {
      // Somebody writes just before each list of entries is read.
      const mock = t.mock.method(db, 'executeQuery', async (query: CompiledQuery) => {
        if (/from "entries".*order by/.test(query.sql)) await service.send(session, 'in between');
        return execute(query);
      });
      const {conversations} = await service.sync(session, request);
      mock.mock.restore();
      const last = conversations[0]?.entries.at(-1);
      assert.deepEqual([last?.number, last?.id], [conversations[0]?.lastNumber, conversations[0]?.lastId]);
      await service.send(session, 'after');
    }
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

  it('in an older conversation is a new version, too', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    await service.append(headers, conversation.id, 'an answer');
    await service.append(headers, conversation.id, {kind: 'rejected'});
    await service.send(session, 'two');
    const {version = assert.fail()} = await service.sync(session);
    const marked = await service.sync(session, {read: [{id: conversation.id, number: 2}]});
    assert.ok((marked.version ?? 0) > version);
    assert.equal((await service.sync(session)).version, marked.version);
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
