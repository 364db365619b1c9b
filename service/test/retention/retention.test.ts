import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {AUDIT_DAYS} from '../../src/limits.js';
import {removeOverdueEvents} from '../../src/retention/remove-events.js';
import {Retention} from '../../src/retention/retention.js';
import {addApp, knownOf, startTestService, storeSettings, type TestService} from '../support/test-service.js';
import type {AppChanges} from '../../src/apps/stored-settings.js';

/** These conversations have no files. */
const FILES = {removeAll: async (): Promise<void> => undefined};

const DAY_MS = 24 * 60 * 60 * 1000;

async function start(t: TestContext, app: AppChanges): Promise<TestService> {
  return startTestService(t, {app});
}

/** Removes what is overdue. */
async function tidy({engine, clock}: TestService): Promise<void> {
  await new Retention({store: engine, clock: clock.now, auditDays: AUDIT_DAYS, files: FILES}).run();
}

/** Ends the conversation with this id as an agent does. */
async function reject(service: TestService, agent: Record<string, string>, id: string): Promise<void> {
  await service.append(agent, id, {kind: 'rejected'});
}

async function counts(service: TestService): Promise<object> {
  const names = ['users', 'conversations', 'entries', 'notes'] as const;
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await service.count(name)]))) as object;
}

const NOTHING = {users: 0, conversations: 0, entries: 0, notes: 0};

describe('keepEndedConversations', () => {
  it('removes an ended conversation with its logs after its days, and no open one; clients learn to start over', async (t) => {
    const service = await start(t, {keepEndedConversations: 3, askResolution: false});
    const agent = await service.agent();
    const [ann, ben] = [await service.logIn('ann'), await service.logIn('ben')];
    const ended = (await service.send(ann, 'hello')).conversation;
    const open = (await service.send(ben, 'hello')).conversation;
    await service.append(agent, ended.id, {kind: 'note', text: 'a note'});
    await reject(service, agent, ended.id);
    service.clock.advance(3 * DAY_MS - 1000);
    await tidy(service);
    assert.equal(await service.count('conversations'), 2);
    service.clock.advance(2000);
    await tidy(service);
    assert.deepEqual(await counts(service), {users: 2, conversations: 1, entries: 1, notes: 0});
    assert.equal((await service.agentList(await service.agent({email: 'b@acme.example'})))[0]?.id, open.id);

    const again = await service.logIn('ann');
    const answer = await service.sync(again, {known: [knownOf(ended)]});
    assert.deepEqual([answer.restart, answer.conversations], [[ended.id], []]);
    await service.send(again, 'hello again');
    assert.deepEqual(await service.texts(again), ['hello again']);
  });

  it('keeps for ever what no setting names, also in another app of the domain', async (t) => {
    const service = await start(t, {keepEndedConversations: 0, keepAnonymousUsers: 0});
    await addApp(service.engine, {platformId: 'other', keepEndedConversations: 1, keepAnonymousUsers: 1});
    const agent = await service.agent();
    for (const token of [await service.logIn('ann'), await service.visit()]) {
      await reject(service, agent, (await service.send(token, 'hello')).conversation.id);
    }
    service.clock.advance(4000 * DAY_MS);
    await tidy(service);
    assert.deepEqual([await service.count('conversations'), await service.count('users')], [2, 2]);
  });
});

describe('keepAnonymousUsers', () => {
  it('removes an anonymous user with their conversations, but never while they can come back or one is open', async (t) => {
    const service = await start(t, {keepAnonymousUsers: 1});
    const visitor = await service.visit();
    const agent = await service.agent();
    await reject(service, agent, (await service.send(visitor, 'hello')).conversation.id);
    const {conversation} = await service.send(visitor, 'hello again');
    service.clock.advance(9 * DAY_MS);
    await tidy(service);
    assert.deepEqual([await service.count('users'), await service.count('conversations')], [1, 2]);
    await reject(service, agent, conversation.id);
    await tidy(service);
    assert.equal(await service.count('users'), 1);
    service.clock.advance(8 * DAY_MS);
    await tidy(service);
    assert.deepEqual(await counts(service), NOTHING);
  });

  it('keeps an anonymous user for the week in which they can come back, and every logged-in user', async (t) => {
    const service = await start(t, {keepAnonymousUsers: 1});
    const agent = await service.agent();
    for (const token of [await service.visit(), await service.logIn('ann')]) {
      await reject(service, agent, (await service.send(token, 'hello')).conversation.id);
    }
    service.clock.advance(7 * DAY_MS);
    await tidy(service);
    assert.equal(await service.count('users'), 2);
    service.clock.advance(DAY_MS);
    await tidy(service);
    assert.deepEqual(await counts(service), {users: 1, conversations: 1, entries: 3, notes: 0});
  });

  it('goes on over many batches', async (t) => {
    const service = await start(t, {keepAnonymousUsers: 0});
    const token = await service.visit();
    const {conversation} = await service.send(token, 'hello');
    await reject(service, await service.agent(), conversation.id);
    const [user] = await service.engine.db.selectFrom('users').selectAll().execute();
    const others = Array.from({length: 120}, (_, n) => ({...user!, id: `user ${n}`, created_at: user!.created_at + n}));
    await service.engine.db.insertInto('users').values(others).execute();
    service.clock.advance(9 * DAY_MS);
    await storeSettings(service.engine, {keepAnonymousUsers: 2});
    await tidy(service);
    assert.deepEqual(await counts(service), NOTHING);
  });
});

describe('AUDIT_DAYS', () => {
  /** Fills in events: one in each second of the first 20 minutes, and one now. */
  async function startWithEvents(t: TestContext): Promise<TestService> {
    const service = await start(t, {});
    const {engine, clock} = service;
    await engine.db.deleteFrom('audit').execute();
    const times = [...Array.from({length: 1200}, (_, n) => clock.time + n * 1000), clock.time + 31 * DAY_MS];
    const event = {kind: 'app-changed', actor: '{"kind":"command"}', domain: null, platform_id: null, details: '{}'};
    await engine.db
      .insertInto('audit')
      .values(times.map((time) => ({...event, time, id: `event ${time}`})))
      .execute();
    clock.advance(31 * DAY_MS);
    return service;
  }

  const timesIn = async ({engine}: TestService): Promise<number[]> =>
    (await engine.db.selectFrom('audit').select('time').orderBy('time').execute()).map(({time}) => time);

  it('removes the events that are older, over many batches; 0 keeps them for ever', async (t) => {
    const service = await startWithEvents(t);
    const {engine, clock} = service;
    await new Retention({store: engine, clock: clock.now, auditDays: 0, files: FILES}).run();
    assert.equal((await timesIn(service)).length, 1201);
    await new Retention({store: engine, clock: clock.now, auditDays: 30, files: FILES}).run();
    assert.deepEqual(await timesIn(service), [clock.time]);
  });

  it('removes a limited number at a time, the oldest first, and tells how late that is', async (t) => {
    const service = await startWithEvents(t);
    const {engine, clock} = service;
    const dueBefore = clock.time - 30 * DAY_MS;
    const swept = await engine.write([], (trx) => removeOverdueEvents(trx, {limit: 500, dueBefore}));
    const left = await timesIn(service);
    assert.deepEqual([left.length, swept.next, swept.overdueMs], [701, left[0]! - 1000, DAY_MS]);
  });
});
