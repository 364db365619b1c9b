import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {sql} from 'kysely';
import {changeApp, createApp, createSecretKey, deleteSecretKey} from '../../src/apps/app-administration.js';
import {createAgent, deleteAgent, listAgents, setAgentPassword} from '../../src/agents/agent-administration.js';
import {Agents} from '../../src/agents/agents.js';
import {trailOfAgent} from '../../src/audit/audit.js';
import {readAudit} from '../../src/audit/read-audit.js';
import {createFirstApp, prepareAdministrator} from '../../src/first-start.js';
import {moveAddresses} from '../../src/identity/move-addresses.js';
import {runHere} from '../support/command.js';
import {newDatabase} from '../support/test-database.js';
import {
  APP,
  CHEAP,
  DEFAULT_SETTINGS,
  openTestDatabase,
  PASSWORD,
  resolveProved,
  startTestService,
  storeSettings,
  TestClock,
} from '../support/test-service.js';
import type {AuditEvent} from '../../contract/audit.js';
import type {AgentAppsResponse, AgentKeyResponse} from '../../contract/apps.js';
import type {Store} from '../../src/database/engine.js';

const SECRET = 'a secret that the site brought along';
const ANN = {id: 'ann-1', name: 'Ann'};

/** All events, the oldest first. Those of one moment are in no order. */
async function eventsOf({db}: Pick<Store, 'db'>): Promise<readonly AuditEvent[]> {
  const {events} = await readAudit(db, {limit: 1000});
  return events.toReversed();
}

/** What happened, without ids and times. */
const summary = ({kind, app, subject, changes}: AuditEvent): unknown[] => [
  kind,
  app && `${app.domain}/${app.platformId}`,
  subject,
  ...changes.map(({name, before, after}) => ({[name]: [before, after]})),
];

async function start(t: TestContext) {
  const store = await openTestDatabase(t);
  const clock = new TestClock();
  // Each change has a time of its own, so that the order is known.
  const trail = trailOfAgent(ANN, () => (clock.advance(1), clock.time));
  return {store, trail, agents: new Agents(store, clock.now)};
}

describe('the audit log', () => {
  it('has each setting of an app that was changed, before and after', async (t) => {
    const {store, trail} = await start(t);
    const key = await createApp(store, APP, {origins: ['https://a.example'], secret: SECRET}, trail);
    await changeApp(store, APP, () => ({verification: false, origins: [], compatibleTokens: 'all', title: ''}), trail);
    await changeApp(store, APP, () => ({verification: false}), trail);
    const [created, withKey, changed, ...others] = await eventsOf(store);
    assert.ok(created && withKey && changed);
    const settings = {...DEFAULT_SETTINGS, origins: ['https://a.example']};
    assert.deepEqual(
      [created.kind, created.changes],
      ['app-created', Object.entries(settings).map(([name, after]) => ({name, after}))],
    );
    assert.deepEqual(summary(withKey), [
      'key-created',
      'acme/web',
      key.id,
      {broughtAlong: [undefined, true]},
      {wasDeletedBefore: [undefined, false]},
    ]);
    assert.deepEqual(summary(changed), [
      'app-changed',
      'acme/web',
      undefined,
      {verification: [true, false]},
      {compatibleTokens: ['none', 'all']},
      {origins: [['https://a.example'], []]},
    ]);
    assert.deepEqual([changed.actor, others], [{kind: 'agent', ...ANN}, []]);
  });

  it('says that a stored setting could not be used before', async (t) => {
    const {store, trail} = await start(t);
    await createApp(store, APP, {}, trail);
    await storeSettings(store, {verification: 'perhaps'});
    await changeApp(store, APP, () => ({verification: true}), trail);
    assert.deepEqual((await eventsOf(store)).at(-1)?.changes, [{name: 'verification', before: null, after: true}]);
  });

  it('has the keys that were made and deleted', async (t) => {
    const {store, trail} = await start(t);
    const first = await createApp(store, APP, {}, trail);
    await deleteSecretKey(store, APP, first.id, trail);
    const again = await createSecretKey(store, APP, first.secret, trail);
    const [, made, deleted, back] = (await eventsOf(store)).map(summary);
    assert.deepEqual(made?.slice(3), [{broughtAlong: [undefined, false]}, {wasDeletedBefore: [undefined, false]}]);
    assert.deepEqual(deleted, ['key-deleted', 'acme/web', first.id]);
    assert.deepEqual(back?.slice(2), [
      again.id,
      {broughtAlong: [undefined, true]},
      {wasDeletedBefore: [undefined, true]},
    ]);
  });

  it('has the agents that were created and deleted, and whose password was set', async (t) => {
    const {store, trail, agents} = await start(t);
    await createApp(store, APP, {}, trail);
    const email = 'Bob@acme.example';
    await createAgent(store, agents, {email, name: 'Bob', domain: 'acme', passwordHash: 'none'}, trail);
    const [bob = assert.fail()] = await listAgents(store.db);
    await setAgentPassword(store, agents, bob, 'other', trail);
    await deleteAgent(store, bob.id, trail);
    await deleteAgent(store, bob.id, trail);
    assert.deepEqual((await eventsOf(store)).slice(2).map(summary), [
      [
        'agent-created',
        null,
        email,
        {name: [undefined, 'Bob']},
        {role: [undefined, 'agent']},
        {domain: [undefined, 'acme']},
      ],
      ['agent-password-set', null, email],
      ['agent-deleted', null, email],
    ]);
  });

  it('has what the service makes at its first start, and a password from the environment', async (t) => {
    const {store, agents} = await start(t);
    const {now} = new TestClock();
    const prepare = (password?: string) =>
      prepareAdministrator(store, agents, {email: 'admin@localhost', password, passwordCost: CHEAP}, now);
    await createFirstApp(store, now);
    await prepare();
    await prepare(PASSWORD);
    await prepare(PASSWORD);
    const events = await eventsOf(store);
    assert.deepEqual(events.map(({kind}) => kind).toSorted(), [
      'agent-created',
      'agent-password-set',
      'app-created',
      'key-created',
    ]);
    assert.ok(events.every(({actor}) => actor.kind === 'service'));
  });

  it('has each user whose address was moved, by an id alone', async (t) => {
    const {store, trail} = await start(t);
    await createApp(store, APP, {}, trail);
    const id = await resolveProved(store, APP, {kind: 'logged-in', userId: 'ann@one.example'}, 0);
    await moveAddresses(store, APP, false, trail);
    assert.equal((await eventsOf(store)).length, 2);
    await moveAddresses(store, APP, true, trail);
    assert.deepEqual((await eventsOf(store)).slice(2).map(summary), [['user-address-moved', 'acme/web', id]]);
    assert.doesNotMatch(JSON.stringify(await eventsOf(store)), /one\.example/);
  });

  it('has nothing of a change that was not stored, and a change that cannot be recorded is not stored', async (t) => {
    const {store, trail} = await start(t);
    const key = await createApp(store, APP, {}, trail);
    const before = await eventsOf(store);
    await assert.rejects(createApp(store, APP, {}, trail));
    await assert.rejects(changeApp(store, APP, () => ({origins: ['nonsense']}), trail));
    await assert.rejects(deleteSecretKey(store, APP, 'nonsense', trail));
    assert.deepEqual(await eventsOf(store), before);

    await sql`alter table audit rename to away`.execute(store.db);
    await assert.rejects(changeApp(store, APP, () => ({verification: false}), trail));
    await assert.rejects(deleteSecretKey(store, APP, key.id, trail));
    await sql`alter table away rename to audit`.execute(store.db);
    const {settings} = await store.db.selectFrom('apps').select('settings').executeTakeFirstOrThrow();
    assert.match(settings, /"verification":true/);
    const {deleted_at: deletedAt} = await store.db.selectFrom('secret_keys').selectAll().executeTakeFirstOrThrow();
    assert.equal(deletedAt, null);
  });

  it('names the agent who changes something in the inbox', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent({email: 'ann@acme.example', name: 'Ann'});
    const ask = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
      service.ask({method, url: `/v1/agent/apps${path}`, headers, ...(payload && {payload})});
    service.clock.advance(1000);
    await ask('PATCH', '/acme/web', {verification: false});
    service.clock.advance(1000);
    const {key, secret} = (await ask('POST', '/acme/web/keys', {})).json<AgentKeyResponse>();
    service.clock.advance(1000);
    await ask('DELETE', `/acme/web/keys/${key.id}`);
    const events = (await eventsOf(service.engine)).filter(
      ({actor, kind}) => actor.kind === 'agent' && kind !== 'agent-logged-in',
    );
    assert.deepEqual(
      events.map(({kind, time}) => [kind, time]),
      [
        ['app-changed', service.clock.time - 2000],
        ['key-created', service.clock.time - 1000],
        ['key-deleted', service.clock.time],
      ],
    );
    const [ann] = await listAgents(service.engine.db);
    for (const {actor} of events) assert.deepEqual(actor, {kind: 'agent', id: ann?.id, name: 'Ann'});
    assert.ok(!JSON.stringify(events).includes(secret));
    assert.equal((await ask('POST', '/list')).json<AgentAppsResponse>().apps[0]?.verification, false);
  });

  it('says which changes were made by a command, and holds no secret and no password', async (t) => {
    const database = await newDatabase(t);
    const input = `${SECRET}\n`;
    for (const [args, given] of [
      ['app create acme/web --secret-stdin', input],
      ['app set acme/web --verification off'],
      ['key create acme/web --json'],
      ['agent create bob@acme.example --name Bob --administrator --password-stdin', `${PASSWORD}\n`],
    ] as const) {
      assert.equal((await runHere(database.environment, args.split(' '), given)).code, 0, args);
    }
    const store = await database.open();
    const events = await eventsOf(store);
    assert.deepEqual(events.map(({kind}) => kind).toSorted(), [
      'agent-created',
      'app-changed',
      'app-created',
      'key-created',
      'key-created',
    ]);
    assert.ok(events.every(({actor}) => actor.kind === 'command'));
    const stored = JSON.stringify(await store.db.selectFrom('audit').selectAll().execute());
    const secrets = await store.db.selectFrom('secret_keys').select('secret').execute();
    assert.equal(secrets.length, 2);
    for (const text of [PASSWORD, ...secrets.map(({secret}) => secret ?? assert.fail())])
      assert.ok(!stored.includes(text));
  });
});
