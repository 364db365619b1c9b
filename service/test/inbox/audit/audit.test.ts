import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {reduceAudit} from '../../../inbox/audit/audit-reduce.js';
import {INITIAL_AUDIT} from '../../../inbox/audit/audit-state.js';
import {parseAudit} from '../../../inbox/audit/parse-audit.js';
import {connectFakes} from '../support/connect-fakes.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {FakeApps} from '../support/fake-apps.js';
import {CHANGED, makeEvent, NEWER, REFUSED} from '../support/audit-fixtures.js';
import {ADA, ADMINISTRATOR} from '../support/fixtures.js';
import {settle, untilState} from '../support/store-waits.js';
import type {AuditAction} from '../../../inbox/audit/audit-actions.js';
import type {AuditState} from '../../../inbox/audit/audit-state.js';

const EVENTS = [1, 2, 3, 4, 5].map((number) => makeEvent(number));

function start() {
  const store = new InboxStore();
  const apps = new FakeApps();
  apps.events = EVENTS;
  connectFakes(store, {appsApi: apps});
  const audit = (): AuditState => store.state.settings.audit ?? assert.fail('the audit log is not open');
  const isReady = () => store.state.settings.audit?.status === 'ready';
  return {store, apps, audit, isReady};
}

describe('the page of the audit log', () => {
  it('loads the newest events after the log-in, then older ones', async () => {
    const {store, audit, isReady} = start();
    store.dispatch({type: 'open-audit'});
    assert.equal(store.state.page, 'settings');
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    await untilState(store, isReady);
    assert.deepEqual(audit().events, EVENTS.slice(0, 2));
    for (const count of [4, 5]) {
      store.dispatch({type: 'show-older-events'});
      store.dispatch({type: 'show-older-events'});
      await untilState(store, () => audit().older === 'idle');
      assert.deepEqual(audit().events, EVENTS.slice(0, count));
    }
    assert.equal(audit().next, undefined);
    store.dispatch({type: 'open-settings'});
    assert.equal(store.state.settings.audit, undefined);
  });

  it('asks for nothing while nobody, or an agent who is no administrator, is logged in', async () => {
    const {store, audit} = start();
    store.dispatch({type: 'open-audit'});
    store.dispatch({type: 'logged-in', agent: ADA});
    await settle();
    assert.equal(audit().status, 'loading');
  });

  it('keeps no event of the agent who was logged in before, and stays open', async () => {
    const {store, audit, isReady} = start();
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    store.dispatch({type: 'open-audit'});
    await untilState(store, isReady);
    store.dispatch({type: 'logged-out'});
    assert.deepEqual(audit(), INITIAL_AUDIT);
  });

  it('shows what the filter says, and loads again after a failure', async () => {
    const {store, apps, audit, isReady} = start();
    apps.events = [CHANGED, REFUSED, NEWER];
    apps.isFailing = true;
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    store.dispatch({type: 'open-audit'});
    await untilState(store, () => audit().status === 'failed');
    apps.isFailing = false;
    store.dispatch({type: 'choose-audit-filter', filter: {group: 'refusals'}});
    await untilState(store, isReady);
    assert.deepEqual(audit().events, [REFUSED]);
    store.dispatch({type: 'reload-audit'});
    assert.deepEqual([audit().status, audit().filter], ['loading', {group: 'refusals'}]);
  });
});

describe('reduceAudit', () => {
  const loaded: AuditState = {...INITIAL_AUDIT, status: 'ready', events: EVENTS, next: '5'};

  it('ignores what came for an earlier filter', () => {
    const filter = {group: 'apps'} as const;
    for (const action of [
      {type: 'audit-received', filter: {}, events: [], next: undefined},
      {type: 'audit-failed', filter: {}},
      {type: 'older-events-received', filter: {}, events: [], next: undefined},
      {type: 'older-events-failed', filter: {}},
    ] satisfies AuditAction[]) {
      const state = reduceAudit(loaded, {type: 'choose-audit-filter', filter});
      assert.equal(reduceAudit(state, action), state);
    }
  });

  it('keeps the events when older ones do not come', () => {
    const failed = reduceAudit(loaded, {type: 'older-events-failed', filter: loaded.filter});
    assert.deepEqual(failed, {...loaded, older: 'failed'});
    assert.equal(reduceAudit(failed, {type: 'show-older-events'})?.older, 'loading');
  });
});

describe('parseAudit', () => {
  it('keeps a kind and an actor that only a newer service knows, and leaves out what is no event', () => {
    const newer = {...NEWER, actor: {kind: 'robot'}};
    const page = parseAudit({events: [{...newer, further: 1}, {id: 'x'}, null], next: 'more'});
    assert.deepEqual(page, {events: [{...newer, actor: {kind: 'unknown'}}], next: 'more'});
    assert.equal(parseAudit({}), undefined);
  });
});
