import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {
  AGENT_NAME_LIMIT_CHARS,
  createAgent,
  deleteAgent,
  findAgent,
  listAgents,
  PASSWORD_LIMIT_CHARS,
  requirePassword,
} from '../../src/agents/agent-administration.js';
import {Agents} from '../../src/agents/agents.js';
import {trailOfCommand} from '../../src/audit/audit.js';
import {hashPassword} from '../../src/agents/passwords.js';
import {addApp, CHEAP, logInAgent, openTestDatabase, PASSWORD, TestClock} from '../support/test-service.js';
import type {ServiceError} from '../../src/errors.js';

async function start(t: TestContext) {
  const store = await openTestDatabase(t);
  await addApp(store);
  const clock = new TestClock();
  const agents = new Agents(store, clock.now);
  const trail = trailOfCommand(clock.now);
  const passwordHash = await hashPassword(PASSWORD, CHEAP);
  const create = (agent: {email?: string; name?: string; domain?: string} = {}) =>
    createAgent(store, agents, {email: 'Alex@acme.example', name: 'Alex', passwordHash, ...agent}, trail);
  return {store, db: store.db, agents, create, clock, trail};
}

describe('createAgent', () => {
  it('adds an agent of a domain, or an administrator', async (t) => {
    const {db, agents, create, clock} = await start(t);
    await create({domain: 'acme'});
    await create({email: 'boss@acme.example', name: 'Boss'});
    const [alex, boss] = await listAgents(db);
    assert.deepEqual(
      {...alex, id: ''},
      {
        id: '',
        email: 'Alex@acme.example',
        name: 'Alex',
        role: 'agent',
        domain: 'acme',
        createdAt: clock.time,
      },
    );
    assert.deepEqual([boss?.role, boss?.domain], ['administrator', null]);
    assert.ok(await logInAgent(agents, 'alex@ACME.example', PASSWORD));
  });

  const refused: readonly [string, object, string | undefined][] = [
    ['an invalid address', {email: 'alex'}, 'email'],
    ['no name', {name: ''}, 'name'],
    ['a name with white space around', {name: ' Alex'}, 'name'],
    ['a name with a line break', {name: 'Al\nex'}, 'name'],
    ['a long name', {name: 'x'.repeat(AGENT_NAME_LIMIT_CHARS + 1)}, 'name'],
    ['a domain without an app', {domain: 'acne'}, 'domain'],
  ];
  for (const [what, agent, field] of refused) {
    it(`refuses ${what}`, async (t) => {
      const {db, create} = await start(t);
      await assert.rejects(create(agent), (error: ServiceError) => error.field === field);
      assert.deepEqual(await listAgents(db), []);
    });
  }

  it('refuses the address of another agent, in any case', async (t) => {
    const {db, create} = await start(t);
    await create();
    await assert.rejects(create({email: 'ALEX@acme.example'}), /already/);
    assert.equal((await listAgents(db)).length, 1);
  });
});

describe('deleteAgent', () => {
  it('ends only the sessions of that agent', async (t) => {
    const {store, db, agents, create, trail} = await start(t);
    await create();
    await create({email: 'boss@acme.example'});
    const alex = await logInAgent(agents, 'alex@acme.example', PASSWORD);
    const boss = await logInAgent(agents, 'boss@acme.example', PASSWORD);
    const record = await findAgent(db, 'ALEX@acme.example');
    assert.equal(await deleteAgent(store, record?.id ?? '', trail), true);
    assert.equal(await deleteAgent(store, record?.id ?? '', trail), false);
    assert.equal(await agents.find(alex?.token ?? ''), undefined);
    assert.ok(await agents.find(boss?.token ?? ''));
  });
});

describe('requirePassword', () => {
  it('accepts 8 to 1000 characters', () => {
    requirePassword('x'.repeat(8));
    requirePassword('x'.repeat(PASSWORD_LIMIT_CHARS));
    for (const password of ['', 'x'.repeat(7), 'x'.repeat(PASSWORD_LIMIT_CHARS + 1)]) {
      assert.throws(() => requirePassword(password), /password of at/);
    }
  });
});
