import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {isAnswer, mayFollow, nextStatus, SEND_LIMIT} from 'helpshift-chat/protocol';
import {ENGINE} from '../support/test-database.js';
import {answering, startTestService, SYNC, type TestService} from '../support/test-service.js';
import type {AgentEntryRequest} from '../../contract/conversations.js';
import type {
  Conversation,
  ConversationStatus,
  Entry,
  NewAnswer,
  NewMessage,
  SendMessagesResponse,
  SyncedConversation,
  SyncResponse,
} from 'helpshift-chat/protocol';

const ENDLESS = {burst: Infinity, perSecond: 1};

/** A client of a user, as simple as one can be. It loses answers when it is told to, and then tries again. */
class Client {
  readonly #service: TestService;
  readonly #session: string;
  /** What it holds, by conversation: the newest head, and an unbroken run of entries up to it. */
  readonly held = new Map<string, {head: Conversation; entries: Entry[]}>();
  /** All texts in the order in which they were written. */
  readonly written: string[] = [];
  #outbox: NewMessage[] = [];
  #stored: NewMessage[] = [];

  constructor(service: TestService, session: string) {
    this.#service = service;
    this.#session = session;
  }

  /** Writes, and sends what waits, as much as one request holds. When the answer is lost, it waits for the next time. */
  async send(count: number, isLost: boolean): Promise<void> {
    for (let index = 0; index < count; index++) {
      const text = `text ${randomUUID()}`;
      this.written.push(text);
      this.#outbox.push({id: randomUUID(), text});
    }
    const messages = this.#outbox.slice(0, SEND_LIMIT);
    if (!messages.length) return;
    const response = await this.#post('/v1/messages', {messages});
    assert.ok(response.statusCode === 201 || response.statusCode === 200, response.body);
    if (isLost) return;
    this.#outbox = this.#outbox.filter((one) => !messages.includes(one));
    this.#stored = messages;
    const answered = response.json<SendMessagesResponse>().conversations.flatMap(({entries}) => entries);
    const ids = new Set(messages.map(({id}) => id));
    assert.deepEqual(
      answered.filter(({id}) => ids.has(id)).map(({id}) => id),
      messages.map(({id}) => id),
      'the answer holds all that was sent, in order',
    );
  }

  async sendAll(): Promise<void> {
    while (this.#outbox.length) await this.send(0, false);
  }

  /** Answers what is asked at the end of a conversation, whether it is asked or not. Some send the answer twice. */
  async answer(index: number, content: NewAnswer['content'], isRepeated: boolean): Promise<void> {
    const ids = [...this.held.keys()];
    const id = ids[index % (ids.length || 1)];
    if (id === undefined) return;
    const request = answering(id, content);
    const {statusCode: first, body} = await this.#service.as(this.#session, request);
    assert.ok(first === 201 || first === 409, body);
    if (first === 409 || !isRepeated) return;
    const again = await this.#service.as(this.#session, request);
    const entriesOf = (text: string) =>
      (JSON.parse(text) as SendMessagesResponse).conversations.map((one) => one.entries);
    assert.deepEqual([again.statusCode, entriesOf(again.body)], [200, entriesOf(body)]);
  }

  /** Sends once more what is stored. Nothing may change. */
  async repeat(): Promise<void> {
    if (!this.#stored.length) return;
    const response = await this.#post('/v1/messages', {messages: this.#stored});
    assert.equal(response.statusCode, 200, response.body);
  }

  async sync(marks: readonly {id: string; number: number}[] = []): Promise<void> {
    const known = [...this.held.values()].map(({head, entries}) => {
      const last = entries.at(-1);
      return {
        id: head.id,
        version: head.version,
        number: last?.number ?? head.lastNumber,
        entryId: last?.id ?? head.lastId,
      };
    });
    const response = await this.#post(SYNC.url, {known, read: marks});
    assert.equal(response.statusCode, 200, response.body);
    assert.doesNotMatch(response.body, /note/);
    const {conversations, restart} = response.json<SyncResponse>();
    assert.equal(restart, undefined);
    for (const one of conversations) this.#take(one);
  }

  /** Pages back until all is held. */
  async readAll(): Promise<void> {
    await this.sync();
    const [newest] = [...this.held.values()].sort((a, b) => b.head.ordinal - a.head.ordinal);
    if (!newest) return;
    for (let before = {id: newest.head.id, number: newest.head.lastNumber + 1}; ;) {
      const {conversations} = (await this.#post(SYNC.url, {page: {before}})).json<SyncResponse>();
      const [first] = conversations;
      if (!first) return;
      for (const {entries, ...head} of conversations) {
        const one = this.held.get(head.id) ?? {head, entries: []};
        const [oldest = Infinity] = one.entries.map(({number}) => number);
        this.held.set(head.id, {head, entries: [...entries.filter(({number}) => number < oldest), ...one.entries]});
      }
      before = {id: first.id, number: first.entries[0]!.number};
    }
  }

  #take({entries, ...head}: SyncedConversation): void {
    assertUnbroken(entries);
    const before = this.held.get(head.id);
    if (before) {
      assert.ok(head.version > before.head.version, 'a version only grows');
      assert.ok(head.readNumber >= before.head.readNumber, 'a mark never goes back');
    }
    const held = before?.entries ?? [];
    const next = (held.at(-1)?.number ?? 0) + 1;
    const joined = entries[0] && entries[0].number > next ? [...entries] : [...held, ...entries];
    if (joined.length) assert.deepEqual([joined.at(-1)?.number, joined.at(-1)?.id], [head.lastNumber, head.lastId]);
    assertUnbroken(joined);
    this.held.set(head.id, {head, entries: joined});
  }

  #post(url: string, payload: object) {
    return this.#service.as(this.#session, {method: 'POST', url, payload});
  }
}

function assertUnbroken(entries: readonly Entry[]): void {
  const [first] = entries;
  assert.deepEqual(
    entries.map(({number}) => number),
    entries.map((_, index) => (first?.number ?? 0) + index),
  );
}

type Step =
  | {readonly do: 'send'; readonly client: number; readonly count: number; readonly isLost: boolean}
  | {readonly do: 'repeat'; readonly client: number}
  | {readonly do: 'sync'; readonly client: number}
  | {readonly do: 'mark'; readonly client: number; readonly conversation: number; readonly number: number}
  | {
      readonly do: 'answer';
      readonly client: number;
      readonly conversation: number;
      readonly content: NewAnswer['content'];
      readonly isRepeated: boolean;
    }
  | {readonly do: 'append'; readonly conversation: number; readonly kind: AgentKind; readonly isRepeated: boolean};
type AgentKind = 'text' | 'card' | 'note' | 'resolved' | 'rejected' | 'reopened';

const CLIENTS = 4;
const client = fc.nat(CLIENTS - 1);
const conversation = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({do: fc.constant('send' as const), client, count: fc.nat(30), isLost: fc.boolean()}),
  },
  {
    weight: 3,
    arbitrary: fc.record({do: fc.constantFrom<'repeat' | 'sync'>('repeat', 'sync'), client}),
  },
  {
    weight: 2,
    arbitrary: fc.record({do: fc.constant('mark' as const), client, conversation, number: fc.nat(100)}),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      client,
      conversation,
      content: fc.oneof(
        fc.constant({kind: 'ended' as const}),
        fc.record({
          kind: fc.constant('rated' as const),
          rating: fc.integer({min: 1, max: 5}),
          feedback: fc.constant('ok'),
        }),
      ),
      isRepeated: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      conversation,
      kind: fc.constantFrom<AgentKind>('text', 'card', 'note', 'resolved', 'resolved', 'rejected', 'reopened'),
      isRepeated: fc.boolean(),
    }),
  },
);
/** Steps of one list begin at the same time. */
const story = fc.array(fc.array(step, {minLength: 1, maxLength: 5}), {maxLength: 25});

describe('the log of conversations', () => {
  it('is the same for every client and in the database, whatever users and agents do', async (t) => {
    const service = await startTestService(t, {rateLimits: {sessions: ENDLESS}});
    const headers = await service.agent();
    const {db} = service.engine;
    let run = 0;

    const append = async (
      ownerIds: readonly string[],
      {conversation: index, kind, isRepeated}: Step & {do: 'append'},
    ) => {
      const rows = await db
        .selectFrom('conversations')
        .select('id')
        .where('owner_id', 'in', ownerIds)
        .orderBy('activity', 'desc')
        .limit(4)
        .execute();
      const id = rows[index % (rows.length || 1)]?.id;
      if (id === undefined) return;
      const text = `answer ${randomUUID()}`;
      const texts = {text: {text}, note: {text}, card: {text, actions: [{kind: 'call', label: 'Call', target: '1'}]}};
      const more = Object.hasOwn(texts, kind) ? texts[kind as keyof typeof texts] : {};
      const content = {kind, ...more} as AgentEntryRequest['content'];
      const body = {id: randomUUID(), content};
      const statuses: number[] = [];
      for (let time = 0; time < (isRepeated ? 2 : 1); time++) {
        statuses.push((await service.asAgent(headers, `conversations/${id}/entries`, body)).statusCode);
      }
      const [first, second = first === 201 ? 200 : first] = statuses;
      assert.ok(first === 201 || (first === 409 && kind !== 'note'), `${kind}: ${first}`);
      // What was refused may be allowed a moment later, when others write at the same time.
      assert.ok(first === 409 || second === 200, `${kind}: ${statuses.join()}`);
    };

    await fc.assert(
      fc.asyncProperty(story, async (rounds) => {
        run += 1;
        const users = [`ann ${run}`, `bob ${run}`];
        const clients: Client[] = [];
        for (let index = 0; index < CLIENTS; index++) {
          clients.push(new Client(service, await service.logIn(users[index % 2]!)));
        }
        const owners = await db.selectFrom('users').select(['id', 'user_id']).where('user_id', 'in', users).execute();
        const ownerIds = owners.map(({id}) => id);
        for (const steps of rounds) {
          // A client does one thing after the other.
          const busy = new Map<number, Promise<void>>();
          const work = steps.map((one) => {
            if (one.do === 'append') return append(ownerIds, one);
            const who = clients[one.client]!;
            const before = busy.get(one.client) ?? Promise.resolve();
            const next = before.then(() => {
              if (one.do === 'send') return who.send(one.count, one.isLost);
              if (one.do === 'repeat') return who.repeat();
              if (one.do === 'sync') return who.sync();
              if (one.do === 'answer') return who.answer(one.conversation, one.content, one.isRepeated);
              const ids = [...who.held.keys()];
              const id = ids[one.conversation % (ids.length || 1)] ?? randomUUID();
              return who.sync([{id, number: one.number}]);
            });
            busy.set(one.client, next);
            return next;
          });
          await Promise.all(work);
        }
        for (const who of clients) await who.sendAll();
        for (const who of clients) await who.readAll();

        for (const [index, user] of users.entries()) {
          const ownerId = owners.find((one) => one.user_id === user)?.id ?? assert.fail();
          const ofUser = clients.filter((_, one) => one % 2 === index);
          await assertSame(service, ownerId, ofUser);
        }
      }),
      {numRuns: ENGINE === 'postgres' ? 20 : 40},
    );
  });
});

/** Compares what clients of a user hold with the database, and with the rules. */
async function assertSame(service: TestService, ownerId: string, clients: readonly Client[]): Promise<void> {
  const {db} = service.engine;
  const rows = await db
    .selectFrom('conversations')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .orderBy('ordinal')
    .execute();
  const texts: string[] = [];
  for (const [index, row] of rows.entries()) {
    const stored = await db
      .selectFrom('entries')
      .selectAll()
      .where('conversation_id', '=', row.id)
      .orderBy('number')
      .execute();
    assert.deepEqual([row.ordinal, stored.length], [index + 1, row.last_number]);
    const seen = clients[0]?.held.get(row.id)?.entries ?? [];
    assert.deepEqual(
      stored.map(({number, id, content, author_kind: kind}) => ({
        number,
        id,
        content: JSON.parse(content) as unknown,
        kind,
      })),
      seen.map(({number, id, content, author}) => ({number, id, content, kind: author.kind})),
    );
    for (const other of clients) {
      assert.deepEqual(other.held.get(row.id), clients[0]?.held.get(row.id));
      assert.deepEqual(other.held.get(row.id)?.head.version, row.version);
    }
    assertUnbroken(seen);
    assert.equal(seen[0]?.number, 1);
    const status = statusAfter(seen);
    assert.equal(row.status, status);
    assert.ok(status === 'ended' || index === rows.length - 1, 'only the newest has not ended');
    const unread = seen.filter((entry) => entry.number > row.user_read && isAnswer(entry)).length;
    assert.equal(row.user_unread, unread);
    assert.ok(row.user_read <= row.last_number && row.agent_read <= row.last_number);
    texts.push(
      ...seen.flatMap(({content, author}) => (content.kind === 'text' && author.kind === 'user' ? [content.text] : [])),
    );
  }
  assert.equal(new Set(texts).size, texts.length, 'each message is stored once');
  for (const {written} of clients) {
    const own = new Set(written);
    assert.deepEqual(
      texts.filter((text) => own.has(text)),
      written,
      'the messages of a client are stored in their order',
    );
  }
}

/** The status after a log, each entry of which may follow the ones before it. */
function statusAfter(log: readonly Entry[]): ConversationStatus {
  let status: ConversationStatus = 'open';
  for (const entry of log) {
    const {author, content} = entry;
    assert.ok(mayFollow(status, author.kind, content), `${content.kind} of ${author.kind} after ${status}`);
    assert.ok(status !== 'rejected' || author.kind === 'system', 'a rejected conversation ends at once');
    status = nextStatus(status, entry);
  }
  assert.notEqual(status, 'rejected');
  const kinds = log.map(({content}) => content.kind);
  const ratings = kinds.filter((kind) => kind === 'rated').length;
  assert.ok(ratings <= (kinds.includes('rejected') ? 0 : 1), kinds.join());
  return status;
}
