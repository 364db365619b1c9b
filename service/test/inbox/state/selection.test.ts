import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {REJECT_LIMIT} from '../../../contract/conversations.js';
import {connectFakes} from '../support/connect-fakes.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {FakeFeed} from '../support/fake-feed.js';
import {FakeService} from '../support/fake-service.js';
import {makeEntries, makeHead, UNAUTHORIZED, UNREACHABLE} from '../support/fixtures.js';
import {settle, untilState} from '../support/store-waits.js';

describe('the selected conversations', () => {
  let service: FakeService;
  let feed: FakeFeed;
  let store: InboxStore;

  beforeEach(() => {
    service = new FakeService();
    feed = new FakeFeed();
    store = new InboxStore();
    connectFakes(store, {api: service, startFeed: feed.start});
  });

  async function logIn(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      service.add(makeHead({id: `c${index}`, activity: index}), makeEntries(1, 1));
    }
    store.dispatch({type: 'start'});
    await untilState(store, ({lists}) => lists.open.status === 'ready');
    store.dispatch({type: 'choose-selecting', isOn: true});
  }

  const select = (...ids: string[]): void => store.dispatch({type: 'select-conversations', ids, isSelected: true});
  const selected = (): string[] => [...store.state.selection.ids];
  const rejections = (): number[] =>
    service.calls.filter((call) => call.startsWith('reject ')).map((call) => call.split(' ').length - 1);

  async function rejectAll(): Promise<void> {
    store.dispatch({type: 'reject-selected'});
    await untilState(store, ({selection}) => selection.rejection?.isRunning === false);
    await settle();
  }

  it('stay selected when the list changes, until they leave it', async () => {
    await logIn(3);
    select('c0', 'c1', 'c2');
    feed.options.frame({type: 'changed', conversation: service.write('c1', 'more')});
    assert.deepEqual(selected(), ['c0', 'c1', 'c2']);
    feed.options.frame({type: 'changed', conversation: service.change('c1', {kind: 'resolved'})});
    assert.deepEqual(selected(), ['c0', 'c2']);
    store.dispatch({type: 'select-conversations', ids: ['c0'], isSelected: false});
    assert.deepEqual(selected(), ['c2']);
    store.dispatch({type: 'choose-filter', name: 'closed'});
    assert.deepEqual(selected(), [], 'the agent does not see them any more');
  });

  it('are never those that the list does not show', async () => {
    await logIn(1);
    select('c0', 'c7');
    assert.deepEqual(selected(), ['c0']);
    store.dispatch({type: 'choose-selecting', isOn: false});
    assert.deepEqual(selected(), []);
  });

  it('are rejected with few requests, and others take their place', async () => {
    const count = REJECT_LIMIT + 20;
    service.pageLimit = count;
    await logIn(count + 5);
    const shown = [...store.state.heads.keys()];
    assert.equal(shown.length, count);
    select(...shown);
    await rejectAll();
    assert.deepEqual(rejections(), [REJECT_LIMIT, 20]);
    assert.deepEqual(store.state.selection.rejection, {isRunning: false, total: count, rejected: count});
    assert.deepEqual(selected(), []);
    const open = [...store.state.heads.values()].filter(({status}) => status === 'open');
    assert.equal(open.length, 5, 'the list was read again');
  });

  it('are counted when they could not be rejected', async () => {
    await logIn(3);
    select('c0', 'c1', 'c2');
    service.change('c1', {kind: 'resolved'});
    await rejectAll();
    assert.deepEqual(store.state.selection.rejection, {isRunning: false, total: 3, rejected: 2});
    select('c1');
    assert.equal(store.state.selection.rejection, undefined, 'an old result is not shown any more');
  });

  it('stay selected when the service does not answer', async () => {
    await logIn(2);
    select('c0', 'c1');
    service.failure = {name: 'reject', error: UNREACHABLE};
    await rejectAll();
    assert.deepEqual(store.state.selection.rejection, {isRunning: false, total: 2, rejected: 0});
    assert.deepEqual(selected(), ['c0', 'c1']);
  });

  it('are rejected once, however often the agent asks', async () => {
    await logIn(2);
    select('c0', 'c1');
    service.held = 'reject';
    store.dispatch({type: 'reject-selected'});
    store.dispatch({type: 'reject-selected'});
    service.release();
    await untilState(store, ({selection}) => selection.rejection?.isRunning === false);
    assert.deepEqual(rejections(), [2]);
  });

  it('are forgotten with the session', async () => {
    await logIn(2);
    select('c0', 'c1');
    service.failure = {name: 'reject', error: UNAUTHORIZED};
    store.dispatch({type: 'reject-selected'});
    await untilState(store, ({session}) => session.status === 'logged-out');
    assert.deepEqual(store.state.selection, {isOn: false, ids: new Set(), rejection: undefined});
  });
});
