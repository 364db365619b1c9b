import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Action} from '../../inbox/state/actions.js';
import {reduce} from '../../inbox/state/reduce.js';
import {INITIAL_STATE, type InboxState} from '../../inbox/state/state.js';
import {InboxStore} from '../../inbox/state/store.js';
import {ADA, makeConversation, makeMessages} from './support/fixtures.js';

function after(...actions: readonly Action[]): InboxState {
  return actions.reduce(reduce, INITIAL_STATE);
}

const LOGGED_IN: Action = {type: 'logged-in', agent: ADA};

describe('logging in and out', () => {
  it('keeps no password in the state', () => {
    const state = after({type: 'log-in', email: 'ada@example.com', password: 'a secret'});
    assert.deepEqual(state.session, {status: 'logged-out', isLoggingIn: true});
  });

  it('explains why it failed', () => {
    const state = after(
      {type: 'log-in', email: 'ada@example.com', password: 'x'},
      {type: 'logged-out', notice: 'wrong-credentials'},
    );
    assert.deepEqual(state.session, {status: 'logged-out', isLoggingIn: false, notice: 'wrong-credentials'});
  });

  it('removes everything that the agent has seen or written', () => {
    const state = after(
      {type: 'open-conversation', id: 'c1'},
      LOGGED_IN,
      {type: 'conversation-received', conversation: makeConversation(), asOf: 1},
      {type: 'thread-received', id: 'c1', messages: makeMessages(1, 1)},
      {type: 'change-draft', id: 'c1', text: 'A draft'},
      {type: 'logged-out'},
    );
    assert.deepEqual(state, {
      ...INITIAL_STATE,
      openId: 'c1',
      session: {status: 'logged-out', isLoggingIn: false},
    });
  });
});

describe('lists', () => {
  it('are loading, then ready, and stay ready while they are loaded again', () => {
    assert.equal(after(LOGGED_IN).lists.open, 'loading');
    const ready = after(LOGGED_IN, {type: 'list-received', status: 'open', conversations: [], asOf: 1});
    assert.equal(ready.lists.open, 'ready');
    assert.equal(reduce(ready, {type: 'choose-filter', status: 'open'}).lists.open, 'ready');
    assert.equal(reduce(ready, {type: 'choose-filter', status: 'resolved'}).lists.resolved, 'loading');
  });

  it('can be loaded again after a failure', () => {
    const failed = after(LOGGED_IN, {type: 'list-failed', status: 'open'});
    assert.equal(failed.lists.open, 'failed');
    assert.equal(reduce(failed, {type: 'reload-list'}).lists.open, 'loading');
  });
});

describe('a conversation', () => {
  it('shows its known part while it is loaded again', () => {
    const state = after(
      {type: 'open-conversation', id: 'c1'},
      {type: 'thread-received', id: 'c1', messages: makeMessages(1, 2)},
      {type: 'open-conversation', id: undefined},
      {type: 'open-conversation', id: 'c1'},
    );
    assert.equal(state.threads.get('c1')?.status, 'ready');
    assert.equal(state.threads.get('c1')?.messages.length, 2);
  });

  it('that does not exist differs from one that could not be loaded', () => {
    const missing = after({type: 'thread-failed', id: 'c1', isMissing: true});
    const failed = after({type: 'thread-failed', id: 'c1', isMissing: false});
    assert.equal(missing.threads.get('c1')?.status, 'not-found');
    assert.equal(failed.threads.get('c1')?.status, 'failed');
  });

  it("may have the id of an object's inherited property", () => {
    for (const id of ['__proto__', 'constructor', 'toString']) {
      const state = after({type: 'open-conversation', id}, {type: 'change-draft', id, text: 'Hi'});
      assert.equal(state.threads.get(id)?.status, 'loading');
      assert.equal(state.drafts.get(id), 'Hi');
      assert.equal(state.threads.size, 1);
    }
  });

  it('keeps its draft until the draft is sent or emptied', () => {
    const drafted = after({type: 'change-draft', id: 'c1', text: 'Hi'}, {type: 'open-conversation', id: 'c2'});
    assert.equal(drafted.drafts.get('c1'), 'Hi');
    assert.equal(reduce(drafted, {type: 'change-draft', id: 'c1', text: ''}).drafts.has('c1'), false);
    assert.equal(reduce(drafted, {type: 'send-message', conversationId: 'c1', text: 'Hi'}).drafts.has('c1'), false);
  });

  it("changes its status only after the service's answer", () => {
    const asked = after(
      {type: 'conversation-received', conversation: makeConversation(), asOf: 1},
      {type: 'change-status', id: 'c1', status: 'resolved'},
    );
    assert.equal(asked.conversations.get('c1')?.conversation.status, 'open');
    assert.deepEqual([...asked.changing], ['c1']);
    const answered = [
      {
        type: 'conversation-received' as const,
        conversation: makeConversation({status: 'resolved'}),
        asOf: 2,
      },
      {type: 'status-change-ended' as const, id: 'c1'},
    ].reduce<InboxState>(reduce, asked);
    assert.equal(answered.conversations.get('c1')?.conversation.status, 'resolved');
    assert.equal(answered.changing.size, 0);
  });

  it('shows that its earlier messages could not be loaded, and can load them again', () => {
    const state = after({type: 'load-earlier', id: 'c1'}, {type: 'earlier-failed', id: 'c1'});
    assert.equal(state.threads.get('c1')?.isLoadingEarlier, false);
    assert.equal(state.notice, 'earlier-not-loaded');
    assert.equal(reduce(state, {type: 'dismiss-notice'}).notice, undefined);
  });
});

describe('InboxStore', () => {
  it('notifies subscribers of changes only, until they leave', () => {
    const store = new InboxStore();
    let calls = 0;
    const leave = store.subscribe(() => (calls += 1));
    store.dispatch({type: 'connection-ready'});
    store.dispatch({type: 'log-out'});
    assert.equal(calls, 1);
    leave();
    store.dispatch({type: 'connection-lost'});
    assert.equal(calls, 1);
    assert.equal(store.state.connection, 'lost');
  });

  it('has a frozen state', () => {
    const store = new InboxStore();
    store.dispatch({type: 'connection-ready'});
    assert.ok(Object.isFrozen(store.state));
  });
});
