import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {Agents} from '../../src/agents/agents.js';
import {runHere} from '../support/command.js';
import {newDatabase} from '../support/test-database.js';
import {logInAgent} from '../support/test-service.js';

const EMAIL = 'Alex@acme.example';
const PASSWORD = 'correct horse battery staple';

async function commands(t: TestContext) {
  const database = await newDatabase(t);
  const hc = (args: readonly string[], input = '') => runHere(database.environment, args, input);
  await hc(['app', 'create', 'acme/web']);
  const engine = await database.open();
  const agents = new Agents(engine, Date.now);
  const list = async () => JSON.parse((await hc(['agent', 'list', '--json'])).printed) as Record<string, string>[];
  return {hc, agents, list};
}

describe('helpshift-chat agent', () => {
  it('adds an agent, prints a new password once, and replaces it', async (t) => {
    const {hc, agents, list} = await commands(t);
    const made = await hc(['agent', 'create', EMAIL, '--name', 'Alex', '--domain', 'acme']);
    const [, password = ''] =
      /^Alex@acme\.example can log in to the inbox with (\S{20})\nThis/.exec(made.printed) ?? [];
    const session = await logInAgent(agents, EMAIL, password);
    assert.equal(session?.agent.role, 'agent');
    assert.deepEqual(
      (await list()).map(({email, name, role, domain}) => [email, name, role, domain]),
      [[EMAIL, 'Alex', 'agent', 'acme']],
    );
    assert.match((await hc(['agent', 'list'])).printed, /^Alex@acme\.example +Alex +agent +acme +\d{4}-/m);

    const changed = await hc(['agent', 'set-password', 'alex@acme.example', '--password-stdin'], `${PASSWORD}\n`);
    assert.equal(changed.printed, `${EMAIL} can log in to the inbox with the password that you gave.\n`);
    assert.equal(await agents.find(session?.token ?? ''), undefined);
    assert.ok(await logInAgent(agents, EMAIL, PASSWORD));
  });

  it('adds an administrator with a given password, and warns when the last administrator is deleted', async (t) => {
    const {hc, agents, list} = await commands(t);
    const args = ['agent', 'create', EMAIL, '--name', 'Alex', '--administrator', '--password-stdin', '--json'];
    assert.deepEqual(JSON.parse((await hc(args, PASSWORD)).printed), {email: EMAIL});
    assert.equal((await logInAgent(agents, EMAIL, PASSWORD))?.agent.role, 'administrator');
    assert.deepEqual(await hc(args, PASSWORD), {
      code: 1,
      printed: '',
      notes: ['helpshift-chat: There is an agent with this e-mail address already.'],
    });
    const deleted = await hc(['agent', 'delete', EMAIL]);
    assert.deepEqual([deleted.code, deleted.printed], [0, 'Deleted.\n']);
    assert.match(deleted.notes.join(), /^No administrator is left\./);
    assert.deepEqual(await list(), []);
    assert.equal((await hc(['agent', 'list'])).printed, 'There is no agent.\n');
  });

  it('explains a wrong argument, and adds no agent', async (t) => {
    const {hc, list} = await commands(t);
    const create = ['agent', 'create'];
    const refused: readonly [string[], number, RegExp][] = [
      [[...create, 'alex', '--name', 'A', '--administrator'], 2, /^helpshift-chat: agent create: EMAIL: A valid/],
      [[...create, EMAIL, '--name', ' ', '--administrator'], 2, /^helpshift-chat: agent create: --name: A name of/],
      [[...create, EMAIL, '--name', 'A', '--domain', 'acne'], 2, /: --domain: There is no app .* apps: acme\.$/],
      [['agent', 'delete', EMAIL], 1, /^helpshift-chat: There is no agent with this e-mail address/],
      [['agent', 'set-password', EMAIL], 1, /^helpshift-chat: There is no agent with this e-mail address/],
    ];
    for (const [args, code, message] of refused) {
      const outcome = await hc(args);
      assert.equal(outcome.code, code);
      assert.match(outcome.notes.join('\n'), message);
    }
    assert.deepEqual(await list(), []);
  });
});
