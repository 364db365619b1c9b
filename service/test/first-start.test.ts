import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {createFirstApp, DEMO_APP, prepareAdministrator} from '../src/first-start.js';
import {loadInstallationKey} from '../src/identity/installation-key.js';
import {Agents} from '../src/agents/agents.js';
import {findApp, listSecretKeys} from '../src/apps/apps.js';
import {addApp, CHEAP, logInAgent, openTestDatabase, DEFAULT_SETTINGS} from './support/test-service.js';

const EMAIL = 'admin@localhost';

async function start(t: TestContext) {
  const store = await openTestDatabase(t);
  const agents = new Agents(store, Date.now);
  const prepare = (password?: string, email = EMAIL) =>
    prepareAdministrator(store, agents, {email, password, passwordCost: CHEAP}, Date.now);
  return {store, agents, prepare};
}

describe('createFirstApp', () => {
  it('makes one app that verifies its users, with a random key', async (t) => {
    const {store} = await start(t);
    await createFirstApp(store, Date.now);
    assert.deepEqual(await findApp(store.db, DEMO_APP), {
      domain: 'bar',
      platformId: 'foo',
      ...DEFAULT_SETTINGS,
      compatibleTokens: 'cautious',
      epoch: 0,
    });
    const keys = await listSecretKeys(store.db, DEMO_APP);
    assert.equal(keys.length, 1);
    assert.match(keys[0]?.secret ?? '', /^[\w-]{43}$/);
    await createFirstApp(store, Date.now);
    assert.deepEqual(await listSecretKeys(store.db, DEMO_APP), keys);
  });

  it('makes no app when there is one already', async (t) => {
    const {store} = await start(t);
    await addApp(store);
    await createFirstApp(store, Date.now);
    assert.equal(await findApp(store.db, DEMO_APP), undefined);
  });
});

describe('loadInstallationKey', () => {
  it('makes 256 bits once', async (t) => {
    const [one, two] = [await start(t), await start(t)];
    const key = await loadInstallationKey(one.store.db, 'session-key');
    assert.equal(key.length, 32);
    assert.deepEqual(await loadInstallationKey(one.store.db, 'session-key'), key);
    assert.notDeepEqual(await loadInstallationKey(two.store.db, 'session-key'), key);
  });
});

describe('prepareAdministrator', () => {
  it('makes one with a random password, and prints it once', async (t) => {
    const {agents, prepare} = await start(t);
    const password = await prepare();
    assert.match(password ?? '', /^[\w-]{20}$/);
    assert.equal((await logInAgent(agents, EMAIL, password ?? ''))?.agent.role, 'administrator');
    assert.equal(await prepare(), undefined);
  });

  it('makes one with the given password, and does not print it', async (t) => {
    const {agents, prepare} = await start(t);
    assert.equal(await prepare('given password'), undefined);
    assert.ok(await logInAgent(agents, EMAIL, 'given password'));
  });

  it('gives an existing one the new password, and ends their sessions', async (t) => {
    const {agents, prepare} = await start(t);
    await prepare('first password');
    const session = await logInAgent(agents, EMAIL, 'first password');
    await prepare('first password');
    assert.ok(await agents.find(session?.token ?? ''));
    await prepare('second password');
    assert.equal(await agents.find(session?.token ?? ''), undefined);
    assert.equal(await logInAgent(agents, EMAIL, 'first password'), undefined);
    assert.ok(await logInAgent(agents, EMAIL.toUpperCase(), 'second password'));
  });

  it('adds another one for another address and password', async (t) => {
    const {agents, prepare} = await start(t);
    await prepare('first password');
    await prepare('second password', 'ann@example.com');
    assert.ok(await logInAgent(agents, EMAIL, 'first password'));
    assert.ok(await logInAgent(agents, 'ann@example.com', 'second password'));
  });

  it('changes nothing when only the address has changed', async (t) => {
    const {agents, prepare} = await start(t);
    await prepare('first password');
    assert.equal(await prepare(undefined, 'ann@example.com'), undefined);
    assert.ok(await logInAgent(agents, EMAIL, 'first password'));
  });
});
