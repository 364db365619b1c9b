import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readAudit} from '../../src/audit/read-audit.js';
import {RefusalCounts} from '../../src/audit/refusal-counts.js';
import {APP, openTestDatabase, startTestService, TestClock} from '../support/test-service.js';
import type {AuditEvent} from '../../contract/audit.js';
import type {Refusal} from '../../src/audit/refusal-counts.js';
import type {Store} from '../../src/database/engine.js';

const REFUSAL: Refusal = {kind: 'log-ins-refused', reason: 'wrong-credentials', network: '203.0.113.0/24'};

async function eventsOf({db}: Pick<Store, 'db'>): Promise<readonly AuditEvent[]> {
  return (await readAudit(db, {limit: 10_000})).events;
}

const sum = (events: readonly AuditEvent[]): number => events.reduce((total, {count = 0}) => total + count, 0);

describe('RefusalCounts', () => {
  it('makes few rows of a flood from many networks, and counts each refusal', async (t) => {
    const store = await openTestDatabase(t);
    const {now} = new TestClock();
    const counts = new RefusalCounts();
    for (let n = 0; n < 10_000; n++) counts.add({...REFUSAL, network: `network ${n}`, app: APP});
    await counts.flush(store, now);
    const events = await eventsOf(store);
    assert.equal(events.length, 201);
    assert.equal(sum(events), 10_000);
    const [others, ...more] = events.filter(({network}) => network === 'other');
    assert.deepEqual([others?.count, others?.app, more], [9_800, null, []]);
  });

  it('makes one row of what one network is refused in a minute', async (t) => {
    const store = await openTestDatabase(t);
    const {now, time} = new TestClock();
    const counts = new RefusalCounts();
    for (let n = 0; n < 10_000; n++) counts.add(REFUSAL);
    await counts.flush(store, now);
    await counts.flush(store, now);
    const [event, ...others] = await eventsOf(store);
    const {kind, ...details} = REFUSAL;
    assert.deepEqual(event, {
      id: event?.id,
      time,
      kind,
      actor: {kind: 'service'},
      app: null,
      changes: [],
      ...details,
      count: 10_000,
    });
    assert.deepEqual(others, []);
  });

  it('keeps the counts when they could not be written, and those that came meanwhile', async (t) => {
    const store = await openTestDatabase(t);
    const {now} = new TestClock();
    const counts = new RefusalCounts();
    counts.add(REFUSAL);
    const failing: Store = {
      db: store.db,
      write: async () => {
        counts.add(REFUSAL);
        for (let n = 0; n < 300; n++) counts.add({...REFUSAL, network: `network ${n}`});
        throw new Error('the disk is full');
      },
    };
    await assert.rejects(counts.flush(failing, now), /the disk is full/);
    assert.deepEqual(await eventsOf(store), []);
    await counts.flush(store, now);
    const events = await eventsOf(store);
    assert.ok(events.length <= 201, String(events.length));
    assert.equal(sum(events), 302);
    assert.equal(events.find(({network}) => network === REFUSAL.network)?.count, 2);
  });
});

describe('the service', () => {
  it('writes at its end what was refused', async (t) => {
    const refusals = new RefusalCounts();
    const {app, engine} = await startTestService(t, {refusals});
    refusals.add(REFUSAL);
    await app.close();
    const events = (await eventsOf(engine)).filter(({kind}) => kind === REFUSAL.kind);
    assert.deepEqual(
      events.map(({count}) => count),
      [1],
    );
  });
});
