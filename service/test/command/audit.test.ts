import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {recordAudit} from '../../src/audit/audit.js';
import {createApp, changeApp} from '../../src/apps/app-administration.js';
import {runHere} from '../support/command.js';
import {newDatabase} from '../support/test-database.js';
import {APP} from '../support/test-service.js';
import type {AuditEvent} from '../../contract/audit.js';

const START = Date.UTC(2026, 0, 1);

async function commands(t: TestContext) {
  const database = await newDatabase(t);
  const engine = await database.open();
  let now = START;
  const trail = {actor: {kind: 'agent', id: 'ann-1', name: 'Ann\u202e'}, clock: () => (now += 1000)} as const;
  await createApp(engine, APP, {}, trail);
  await changeApp(engine, APP, () => ({verification: false, origins: ['https://a.example']}), trail);
  const hc = (...args: string[]) => runHere(database.environment, ['audit', 'list', ...args]);
  return {engine, hc};
}

describe('helpshift-chat audit list', () => {
  it('prints a line for each event, the newest first, with nothing that moves the cursor', async (t) => {
    const {engine, hc} = await commands(t);
    const details = {reason: 'wrong-credentials', network: '203.0.113.0/24', count: 7};
    await recordAudit(engine.db, {kind: 'log-ins-refused', actor: {kind: 'service'}, details}, START + 60_000);
    const {code, printed} = await hc();
    assert.equal(code, 0);
    const lines = printed.split('\n');
    assert.deepEqual(lines.slice(0, 2), [
      '2026-01-01T00:01:00Z  log-ins-refused      wrong-credentials  from 203.0.113.0/24  7 times  by the service',
      '2026-01-01T00:00:05Z  app-changed          acme/web  verification on → off; origin - → https://a.example  by Ann\\u{202e}',
    ]);
    assert.equal(lines.length, 5);
  });

  it('prints what is asked for: an app, a kind or a group, a time, a number', async (t) => {
    const {engine, hc} = await commands(t);
    const actor = {kind: 'command'} as const;
    await recordAudit(engine.db, {kind: 'agent-deleted', actor, details: {subject: 'bob@acme.example'}}, START + 9000);
    const kinds = async (...args: string[]): Promise<string[]> =>
      (JSON.parse((await hc('--json', ...args)).printed) as AuditEvent[]).map(({kind}) => kind);
    assert.deepEqual(await kinds('--limit', '2'), ['agent-deleted', 'app-changed']);
    assert.deepEqual(await kinds('--kind', 'agents'), ['agent-deleted']);
    assert.deepEqual(await kinds('--kind', 'app-created'), ['app-created']);
    assert.equal((await kinds('--app', 'acme/web')).length, 3);
    assert.deepEqual(await kinds('--since', '2026-01-01T00:00:05Z'), ['agent-deleted', 'app-changed']);
    assert.deepEqual(await kinds('--since', '2026-01-02'), []);
    assert.match((await hc('--since', '2026-01-02')).printed, /^There is nothing/);
  });

  it('prints a long log page by page, as one JSON', async (t) => {
    const {engine, hc} = await commands(t);
    for (let n = 0; n < 120; n++) {
      await recordAudit(engine.db, {kind: 'agent-logged-in', actor: {kind: 'service'}, details: {count: n}}, n);
    }
    const events = JSON.parse((await hc('--json', '--kind', 'log-ins', '--limit', '110')).printed) as AuditEvent[];
    assert.deepEqual(
      events.map(({count}) => count),
      Array.from({length: 110}, (_, n) => 119 - n),
    );
    assert.equal(String(events[0]?.time), '1970-01-01T00:00:00Z');
  });

  it('names the option that is wrong', async (t) => {
    const {hc} = await commands(t);
    for (const [args, problem] of [
      [['--kind', 'weather'], /--kind: expected one of log-ins, refusals, apps, /],
      [['--since', 'yesterday'], /--since: expected a time as 2026-11-30 /],
      [['--since', '2026-13-01'], /--since: /],
      [['--limit', '0'], /--limit: expected a number from 1/],
      [['--app', 'acme'], /DOMAIN\/PLATFORM_ID: /],
    ] as const) {
      const {code, notes} = await hc(...args);
      assert.equal(code, 2);
      assert.match(notes.join('\n'), problem);
    }
    assert.match(
      (await hc('--app', 'acme/none')).notes.join('\n'),
      /There is no app acme\/none; this domain has: acme\/web/,
    );
  });
});
