import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {createQueryId, sql} from 'kysely';
import {readAgentList} from '../../src/conversations/agent-list.js';
import {AGENT_LIST_PAGE_LIMIT} from '../../src/limits.js';
import {addApp, assertError, startTestService, type TestService} from '../support/test-service.js';
import type {AgentConversation, AgentListName} from '../../contract/conversations.js';
import type {LoggedInAgent} from '../../src/agents/agents.js';
import type {DatabaseEngine} from '../../src/database/engine.js';
import type {CompiledQuery, RootOperationNode} from 'kysely';

const COUNT = 1_000;

/** A user with one conversation for each number, in two domains; each third one is closed. */
async function fill(service: TestService, count = COUNT): Promise<void> {
  const {db} = service.engine;
  await addApp(service.engine, {domain: 'other', secrets: []});
  const domainOf = (index: number): string => (index % 2 ? 'acme' : 'other');
  const idOf = (index: number): string => `c${String((index * 7919) % count).padStart(4, '0')}`;
  const at = service.clock.time - 10 * count;
  await db.transaction().execute(async (trx) => {
    for (let index = 0; index < count; index++) {
      const user = {domain: domainOf(index), id: `u${index}`, platform_id: 'web', kind: 'anonymous'} as const;
      const none = {user_id_proof: 0, user_email_proof: 0} as const;
      await trx
        .insertInto('users')
        .values({...user, ...none, created_at: at, last_seen_at: at})
        .execute();
      const isOpen = index % 3 > 0;
      await trx
        .insertInto('conversations')
        .values({
          domain: domainOf(index),
          id: idOf(index),
          platform_id: 'web',
          owner_id: `u${index}`,
          ordinal: 1,
          status: isOpen ? 'open' : 'resolved',
          verified: 0,
          version: at + index,
          last_number: 0,
          last_id: '',
          last_note: 0,
          user_read: 0,
          user_unread: 0,
          agent_read: 0,
          // Several at the same time: another process may give the same times.
          activity: at + Math.floor(index / 4),
          waiting_since: isOpen ? at - Math.floor(index / 4) : null,
          preview_author: 'user',
          preview_text: `text ${index}`,
          preview_time: at,
        })
        .execute();
    }
  });
}

/** Reads a list to its end. `between`: called before each page but the first. */
async function readAll(
  service: TestService,
  headers: Record<string, string>,
  name: AgentListName,
  between?: () => Promise<void>,
): Promise<AgentConversation[]> {
  const all: AgentConversation[] = [];
  for (let after: string | undefined; ;) {
    const {list} = await service.agentSync(headers, {list: {name, ...(after !== undefined && {after})}});
    assert.ok(list && list.conversations.length <= AGENT_LIST_PAGE_LIMIT);
    all.push(...list.conversations);
    if (list.next === undefined) return all;
    after = list.next;
    await between?.();
  }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function assertOnce(conversations: readonly AgentConversation[], count: number): void {
  assert.deepEqual([conversations.length, new Set(conversations.map(({id}) => id)).size], [count, count]);
}

describe('a list of the inbox', () => {
  it('has each of 1,000 conversations once: of one domain for an agent, of all for an administrator', async (t) => {
    const service = await startTestService(t);
    await fill(service);
    const agent = await service.agent({email: 'agent@acme.example', domain: 'acme'});
    const administrator = await service.agent({email: 'admin@acme.example'});
    for (const [name, mine, all] of [
      ['open', 333, 666],
      ['waiting', 333, 666],
      ['closed', 167, 334],
    ] as const) {
      const ofAgent = await readAll(service, agent, name);
      const ofAdministrator = await readAll(service, administrator, name);
      assertOnce(ofAgent, mine);
      assertOnce(ofAdministrator, all);
      assert.ok(ofAgent.every(({domain}) => domain === 'acme'));
      const times = ofAdministrator.map(({version, waitingSince}) => (name === 'waiting' ? waitingSince! : -version));
      const sorted = name === 'waiting' ? times.toSorted((a, b) => a - b) : undefined;
      if (sorted) assert.deepEqual(times, sorted, 'the longest waiting come first');
      else assert.ok(Math.abs(times[0]!) > Math.abs(times.at(-1)!), 'the newest come first');
    }
  });

  it('loses none and repeats none of those that stay as they are while others change', async (t) => {
    const service = await startTestService(t);
    await fill(service, 400);
    const headers = await service.agent();
    const before = await service.agentList(headers, 'open');
    const moving = new Set<string>();
    const users = await Promise.all(Array.from({length: 5}, () => service.visit()));
    let round = 0;
    const found = await readAll(service, headers, 'open', async () => {
      round += 1;
      // New ones begin, one that was read gets an answer, one that is still to come is resolved, another moves up.
      await service.send(users[round % 5]!, `new ${round}`);
      await service.append(headers, before[round]!.id, 'an answer');
      const {db} = service.engine;
      const rest = await db
        .selectFrom('conversations')
        .select('id')
        .where('status', '=', 'open')
        .where('last_number', '=', 0)
        .orderBy('activity')
        .limit(2)
        .execute();
      for (const [index, {id}] of rest.entries()) {
        moving.add(id);
        await service.append(headers, id, index ? 'another answer' : {kind: 'resolved'});
      }
    });
    assert.ok(round > 3);
    const staying = found.filter(({id}) => !moving.has(id));
    const expected = 266 - moving.size;
    assertOnce(staying, expected);
  });

  it('of those who wait loses and repeats none while others are answered, and while the answered write again', async (t) => {
    const service = await startTestService(t);
    await fill(service, 400);
    const headers = await service.agent();
    const before = await readAll(service, headers, 'waiting');
    const answered = new Set<string>();
    let count = 0;
    const found = await readAll(service, headers, 'waiting', async () => {
      for (const index of [count, 200 + count]) {
        answered.add(before[index]!.id);
        await service.append(headers, before[index]!.id, 'an answer');
      }
      count += 1;
      await service.send(await service.visit(), 'new');
    });
    const ids = new Set(before.map(({id}) => id));
    const staying = found.filter(({id}) => ids.has(id) && !answered.has(id));
    assertOnce(staying, 266 - answered.size);
    assertOnce(found, found.length);
  });

  it('is left out of the answer only while the client holds the same page', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const read = async (tag?: string) =>
      (await service.agentSync(headers, {list: {name: 'open', ...(tag !== undefined && {tag})}})).list;
    let tag = (await read())?.tag;
    assert.equal(await read(tag), undefined);
    for (const change of [
      () => service.send(session, 'again'),
      () => service.append(headers, conversation.id, {kind: 'note', text: 'a note'}),
      () => service.agentSync(headers, {read: [{id: conversation.id, number: 2}]}),
      () => service.append(headers, conversation.id, {kind: 'resolved'}),
    ]) {
      await change();
      const list = await read(tag);
      assert.ok(list && list.tag !== tag);
      ({tag} = list);
      assert.equal(await read(tag), undefined);
    }
  });

  for (const after of [
    '',
    'x',
    '💥',
    encode(null),
    encode([]),
    encode({}),
    encode(['1', 'x']),
    encode([1.5, 'x']),
    encode([1]),
    encode([1, 2]),
    encode([2 ** 53, 'x']),
    encode([null, 'x']),
  ]) {
    it(`refuses the cursor ${JSON.stringify(after)}`, async (t) => {
      const service = await startTestService(t);
      const headers = await service.agent();
      const payload = {list: {name: 'open', after}};
      assertError(await service.asAgent(headers, 'sync', payload), 400, 'invalid_request', 'list.after');
    });
  }

  it('gives an agent no other domain, whatever the cursor says', async (t) => {
    const service = await startTestService(t);
    await fill(service, 20);
    const headers = await service.agent({domain: 'acme'});
    for (const cursor of [
      [Number.MAX_SAFE_INTEGER, 'zzz'],
      [Number.MAX_SAFE_INTEGER, "' or 1=1 --"],
    ]) {
      const {list} = await service.agentSync(headers, {list: {name: 'open', after: encode(cursor)}});
      assert.ok(list?.conversations.length && list.conversations.every(({domain}) => domain === 'acme'));
    }
  });
});

/** Explains a query. PostgreSQL reads a few rows without an index, so it is told to avoid that. */
async function explain({name, db}: DatabaseEngine, query: CompiledQuery): Promise<string> {
  return db.transaction().execute(async (trx) => {
    if (name === 'postgres') {
      for (const way of ['seqscan', 'bitmapscan', 'sort']) await sql.raw(`set local enable_${way} = off`).execute(trx);
    }
    const text = `explain ${name === 'sqlite' ? 'query plan ' : ''}${query.sql}`;
    const {rows} = await trx.executeQuery<Record<string, unknown>>({...query, sql: text});
    return rows.map((row) => Object.values(row).join(' ')).join('\n');
  });
}

describe('the query of a list', () => {
  const agent = (domain: string | null): LoggedInAgent => ({
    id: randomUUID(),
    email: 'a@x.org',
    name: 'A',
    role: domain === null ? 'administrator' : 'agent',
    domain,
    sessionId: 'session',
    expiresAt: Infinity,
  });

  for (const name of ['waiting', 'open', 'closed'] as const) {
    for (const [who, domain] of [
      ['an agent', 'acme'],
      ['an administrator', null],
    ] as const) {
      it(`"${name}" of ${who} uses its index, without a sort`, async (t) => {
        const service = await startTestService(t);
        await fill(service, 20);
        const {db} = service.engine;
        // As after the first start, and as when the planner knows the sizes of the tables.
        for (const mustAnalyze of [false, true]) {
          if (mustAnalyze) await sql`analyze`.execute(db);
          const queries: RootOperationNode[] = [];
          const watched = db.withPlugin({
            transformQuery: ({node}) => {
              queries.push(node);
              return node;
            },
            transformResult: async ({result}) => result,
          });
          const first = await readAgentList(watched, agent(domain), {name});
          const after = encode([first.conversations[2]?.lastTime, 'x']);
          await readAgentList(watched, agent(domain), {name, after});
          assert.equal(queries.length, 2);
          // PostgreSQL may find a few rows of a domain in the index of all.
          const isOfAll = domain === null ? '_of_all' : service.engine.name === 'postgres' ? '(_of_all)?' : '';
          const index = `conversations_list_${name}${isOfAll}`;
          for (const node of queries) {
            const plan = await explain(service.engine, db.getExecutor().compileQuery(node, createQueryId()));
            assert.match(plan, new RegExp(`(SCAN|SEARCH|Scan) .*\\b${index}\\b`, 'i'), plan);
            assert.doesNotMatch(plan, /TEMP B-TREE|Sort|Seq Scan on conversations/, plan);
          }
        }
      });
    }
  }
});
