import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {recordAudit} from '../../src/audit/audit.js';
import {auditPages, readAudit} from '../../src/audit/read-audit.js';
import {readCursor, writeCursor} from '../../src/cursor.js';
import {APP, openTestDatabase} from '../support/test-service.js';
import type {AuditKind} from '../../contract/audit.js';
import type {AuditQuery} from '../../src/audit/read-audit.js';

const OTHER = {...APP, platformId: 'other'};
const KINDS: readonly AuditKind[] = ['app-changed', 'key-created', 'agent-created', 'log-ins-refused'];

/** Events of four kinds, three at each moment. Every second one is about an app. */
async function filled(t: TestContext) {
  const {db} = await openTestDatabase(t);
  const apps = [APP, undefined, OTHER, undefined];
  for (let n = 0; n < 24; n++) {
    const kind = KINDS[n % 4] ?? assert.fail();
    const app = apps[Math.floor(n / 4) % 4];
    const details = {subject: String(n)};
    await recordAudit(db, {kind, actor: {kind: 'command'}, app, details}, Math.floor(n / 3));
  }
  const subjectsOf = async (query: Omit<AuditQuery, 'limit'>): Promise<number[]> => {
    const subjects: number[] = [];
    for await (const page of auditPages(db, {...query, limit: 5})) {
      assert.ok(page.length <= 5);
      const times = page.map(({time}) => time);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
      subjects.push(...page.map(({subject}) => Number(subject)));
    }
    return subjects;
  };
  return {db, subjectsOf};
}

/** The numbers of events, the newest first; those of one moment in any order. */
const all = (fits: (n: number) => boolean): number[] => Array.from({length: 24}, (_, n) => n).filter(fits);
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

describe('readAudit', () => {
  it('reads each event once, page by page, the newest first, also those of one moment', async (t) => {
    const {subjectsOf} = await filled(t);
    assert.deepEqual(
      sorted(await subjectsOf({})),
      all(() => true),
    );
  });

  it('reads the events of some kinds, of an app, and since a time', async (t) => {
    const {subjectsOf} = await filled(t);
    assert.deepEqual(
      sorted(await subjectsOf({kinds: ['app-changed', 'key-created']})),
      all((n) => n % 4 < 2),
    );
    assert.deepEqual(
      sorted(await subjectsOf({app: OTHER})),
      all((n) => Math.floor(n / 4) % 4 === 2),
    );
    assert.deepEqual(
      sorted(await subjectsOf({kinds: ['agent-created', 'app-changed'], app: APP, since: 1})),
      all((n) => n % 2 === 0 && Math.floor(n / 4) % 4 === 0 && n >= 3),
    );
    assert.deepEqual(await subjectsOf({kinds: []}), []);
  });

  it('reads no event twice when others come meanwhile', async (t) => {
    const {db} = await filled(t);
    const first = await readAudit(db, {limit: 10});
    await recordAudit(db, {kind: 'app-changed', actor: {kind: 'command'}}, 100);
    const second = await readAudit(db, {limit: 100, before: first.next});
    const ids = [...first.events, ...second.events].map(({id}) => id);
    assert.deepEqual([ids.length, new Set(ids).size, second.next], [24, 24, undefined]);
  });

  it('reads what a newer service has written', async (t) => {
    const {db} = await openTestDatabase(t);
    const actor = JSON.stringify({kind: 'robot', model: 'x'});
    const row = {time: 1, id: 'a', kind: 'moon-landed', actor, domain: null, platform_id: null, details: '{"new":1}'};
    await db.insertInto('audit').values(row).execute();
    const [event] = (await readAudit(db, {limit: 10})).events;
    assert.deepEqual([event?.kind, event?.actor.kind, event?.changes], ['moon-landed', 'robot', []]);
  });
});

describe('a cursor', () => {
  it('leads back to its place', () => {
    const place = {order: 12, id: 'x/ü'};
    assert.deepEqual(readCursor(writeCursor(place), 'after'), place);
  });

  for (const [what, cursor] of Object.entries({
    'no JSON': 'x',
    'no place': Buffer.from('[1]').toString('base64url'),
    'an id with NUL': Buffer.from('[1,"\\u0000"]').toString('base64url'),
    'half a number': Buffer.from('[1.5,"a"]').toString('base64url'),
  })) {
    it(`is refused with its field when it holds ${what}`, () => {
      assert.throws(() => readCursor(cursor, 'after'), /^ServiceError: after: is not the `next` of a page$/);
    });
  }
});
