import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {connectFakes} from '../support/connect-fakes.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {FakeService} from '../support/fake-service.js';
import {SESSIONS, UNAUTHORIZED, UNREACHABLE} from '../support/fixtures.js';
import {settle, untilState} from '../support/store-waits.js';

describe("the page of an agent's sessions", () => {
  let service: FakeService;
  let store: InboxStore;

  beforeEach(() => {
    service = new FakeService();
    store = new InboxStore();
    connectFakes(store, {api: service});
  });

  const calls = (name: string): string[] => service.calls.filter((call) => call.startsWith(name));

  async function open(): Promise<void> {
    store.dispatch({type: 'start'});
    await untilState(store, ({session}) => session.status === 'logged-in');
    store.dispatch({type: 'open-sessions'});
    await untilState(store, ({sessions}) => sessions.list !== 'loading');
  }

  it('reads them each time, and nowhere else', async () => {
    await open();
    assert.deepEqual(store.state.sessions.sessions, SESSIONS);
    store.dispatch({type: 'open-conversation', id: undefined});
    assert.equal(calls('sessions').length, 1);
    store.dispatch({type: 'open-sessions'});
    await settle();
    assert.equal(calls('sessions').length, 2);
  });

  it('reads them after a log-in on this page', async () => {
    service.failure = {name: 'session', error: UNAUTHORIZED};
    store.dispatch({type: 'open-sessions'});
    store.dispatch({type: 'start'});
    await untilState(store, ({session}) => session.status === 'logged-out');
    service.failure = undefined;
    store.dispatch({type: 'log-in', email: 'ada@example.com', password: 'right'});
    await untilState(store, ({sessions}) => sessions.list === 'ready');
    assert.deepEqual(store.state.sessions.sessions, SESSIONS);
  });

  it('tries again when they could not be read', async () => {
    service.failure = {name: 'sessions', error: UNREACHABLE};
    await open();
    assert.equal(store.state.sessions.list, 'failed');
    service.failure = undefined;
    store.dispatch({type: 'reload-sessions'});
    await untilState(store, ({sessions}) => sessions.list === 'ready');
  });

  it('ends some, once, and shows what is left', async () => {
    await open();
    service.held = 'endSessions';
    store.dispatch({type: 'end-sessions', ids: ['s2']});
    store.dispatch({type: 'end-sessions', ids: ['s3']});
    assert.deepEqual(store.state.sessions.ending, ['s2']);
    service.release();
    await untilState(store, ({sessions}) => sessions.result === 'ended');
    assert.deepEqual(
      store.state.sessions.sessions.map(({id}) => id),
      ['s1', 's3'],
    );
    assert.deepEqual(calls('endSessions'), ['endSessions s2']);
  });

  it('says when one could not be ended', async () => {
    await open();
    service.failure = {name: 'endSessions', error: UNREACHABLE};
    store.dispatch({type: 'end-sessions', ids: ['s2']});
    await untilState(store, ({sessions}) => sessions.result === 'not-ended');
    assert.deepEqual(store.state.sessions.sessions, SESSIONS);
    assert.deepEqual(store.state.sessions.ending, []);
  });

  it('forgets them with the session', async () => {
    await open();
    service.failure = {name: 'endSessions', error: UNAUTHORIZED};
    store.dispatch({type: 'end-sessions', ids: ['s2']});
    await untilState(store, ({session}) => session.status === 'logged-out');
    assert.deepEqual(store.state.sessions.sessions, []);
  });
});
