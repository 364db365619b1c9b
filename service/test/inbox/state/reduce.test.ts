import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Action} from '../../../inbox/state/actions.js';
import {reduce} from '../../../inbox/state/reduce.js';
import {EMPTY_DRAFT, INITIAL_STATE, type InboxState} from '../../../inbox/state/state.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {ADA, makeEntries, makeEntry, makePage, makeSynced} from '../support/fixtures.js';

function after(...actions: readonly Action[]): InboxState {
  return actions.reduce(reduce, INITIAL_STATE);
}

const LOGGED_IN: Action = {type: 'logged-in', agent: ADA};

/** The answer to the request for this conversation. */
function read(conversation = makeSynced(makeEntries(1, 2))): Action {
  return {type: 'synced', answer: {conversations: [conversation], restart: []}, asked: conversation.head.id};
}

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
    const message = {id: 'a', text: 'Hi', writtenAt: 1};
    const state = after(
      {type: 'open-conversation', id: 'c1'},
      LOGGED_IN,
      read(),
      {type: 'change-draft', id: 'c1', kind: 'note', text: 'A draft'},
      {type: 'message-written', conversationId: 'c1', kind: 'text', message},
      {type: 'logged-out'},
    );
    assert.deepEqual(state, {
      ...INITIAL_STATE,
      openId: 'c1',
      session: {status: 'logged-out', isLoggingIn: false},
    });
  });
});

describe('users who type', () => {
  const [c1, c2]: readonly Action[] = [
    {type: 'typing-heard', id: 'c1'},
    {type: 'typing-heard', id: 'c2'},
  ];
  const typingAfter = (...actions: readonly Action[]) => [...after(LOGGED_IN, c1!, c2!, ...actions).typing];
  const told = (author: 'user' | 'agent'): Action => ({
    type: 'told',
    conversation: makeSynced([
      makeEntry(3, {author: author === 'user' ? {kind: 'user'} : {kind: 'agent', name: 'Ada'}}),
    ]),
  });

  it('are known until they stop, one by one or all', () => {
    assert.deepEqual(typingAfter(), ['c1', 'c2']);
    assert.deepEqual(typingAfter({type: 'typing-ended', id: 'c1'}), ['c2']);
    assert.deepEqual(typingAfter({type: 'typing-ended'}), []);
    assert.deepEqual(typingAfter({type: 'logged-out'}), []);
  });

  it('have stopped when their message arrives, and not when an agent answers', () => {
    assert.deepEqual(typingAfter(told('agent')), ['c1', 'c2']);
    assert.deepEqual(typingAfter(told('user')), ['c2']);
  });

  it('change nothing when it is known already', () => {
    const state = after(LOGGED_IN, c1!);
    assert.equal(reduce(state, c1!), state);
    assert.equal(reduce(state, {type: 'typing-ended', id: 'c7'}), state);
    const none = after(LOGGED_IN);
    assert.equal(reduce(none, {type: 'typing-ended'}), none);
  });
});

describe('lists', () => {
  const received = {type: 'list-received', name: 'open', kind: 'first', before: new Map()} as const;

  it('are loading, then ready, and stay ready while they are loaded again', () => {
    assert.equal(after(LOGGED_IN).lists.open.status, 'loading');
    const ready = after(LOGGED_IN, {...received, page: makePage([])});
    assert.equal(ready.lists.open.status, 'ready');
    assert.equal(reduce(ready, {type: 'choose-filter', name: 'open'}).lists.open.status, 'ready');
    assert.equal(reduce(ready, {type: 'choose-filter', name: 'waiting'}).lists.waiting.status, 'loading');
  });

  it('can be loaded again after a failure', () => {
    const failed = after(LOGGED_IN, {type: 'list-failed', name: 'open'});
    assert.equal(failed.lists.open.status, 'failed');
    assert.equal(reduce(failed, {type: 'reload-list'}).lists.open.status, 'loading');
  });

  it('can be continued again after a failure', () => {
    const more = after({...received, page: makePage([], {next: 'cursor'})}, {type: 'show-more'});
    assert.equal(more.lists.open.isLoadingMore, true);
    const failed = reduce(more, {type: 'more-failed', name: 'open'});
    assert.equal(failed.lists.open.isLoadingMore, false);
    assert.equal(failed.notice, 'list-not-continued');
    assert.equal(failed.lists.open.rest?.cursor, 'cursor');
  });
});

describe('a conversation', () => {
  it('shows its known part while it is loaded again', () => {
    const state = after(
      {type: 'open-conversation', id: 'c1'},
      read(),
      {type: 'open-conversation', id: undefined},
      {type: 'open-conversation', id: 'c1'},
    );
    assert.equal(state.threads.get('c1')?.status, 'ready');
    assert.equal(state.threads.get('c1')?.run?.entries.length, 2);
  });

  it('that does not exist differs from one that could not be loaded', () => {
    const missing = after({type: 'thread-failed', id: 'c1', isMissing: true});
    const failed = after({type: 'thread-failed', id: 'c1', isMissing: false});
    assert.equal(missing.threads.get('c1')?.status, 'not-found');
    assert.equal(failed.threads.get('c1')?.status, 'failed');
  });

  it('is not loaded by an answer without it', () => {
    const state = after(
      {type: 'open-conversation', id: 'c1'},
      {type: 'synced', answer: {conversations: [], restart: []}, asked: 'c1'},
    );
    assert.equal(state.threads.get('c1')?.status, 'failed');
  });

  it('is forgotten when the service has another one, but for what the agent has written', () => {
    const message = {id: 'a', text: 'Hi', writtenAt: 1};
    const state = after(
      {type: 'open-conversation', id: 'c1'},
      read(makeSynced(makeEntries(1, 9))),
      {type: 'message-written', conversationId: 'c1', kind: 'text', message},
      {
        type: 'synced',
        answer: {conversations: [{...makeSynced(makeEntries(1, 3)), entries: []}], restart: ['c1']},
        asked: 'c1',
      },
    );
    assert.equal(state.heads.get('c1')?.lastNumber, 3);
    const thread = state.threads.get('c1');
    assert.deepEqual([thread?.status, thread?.run, thread?.queues.text.length], ['loading', undefined, 1]);
  });

  it("may have the id of an object's inherited property", () => {
    for (const id of ['__proto__', 'constructor', 'toString']) {
      const state = after({type: 'open-conversation', id}, {type: 'change-draft', id, kind: 'text', text: 'Hi'});
      assert.equal(state.threads.get(id)?.status, 'loading');
      assert.equal(state.drafts.get(id)?.text, 'Hi');
      assert.equal(state.threads.size, 1);
    }
  });

  it("changes its status only after the service's answer", () => {
    const asked = after(read(), {type: 'change-status', id: 'c1', change: 'resolved'});
    assert.equal(asked.heads.get('c1')?.status, 'open');
    assert.deepEqual([...asked.changing], ['c1']);
    const resolved = makeSynced([makeEntry(3, {content: {kind: 'resolved'}})], {status: 'resolved'});
    const answered = [
      {type: 'told' as const, conversation: resolved},
      {type: 'status-change-ended' as const, id: 'c1'},
    ].reduce<InboxState>(reduce, asked);
    assert.equal(answered.heads.get('c1')?.status, 'resolved');
    assert.equal(answered.changing.size, 0);
  });

  it('shows that its earlier messages could not be loaded, and can load them again', () => {
    const state = after({type: 'load-earlier', id: 'c1'}, {type: 'earlier-failed', id: 'c1'});
    assert.equal(state.threads.get('c1')?.earlier, 'failed');
    assert.equal(state.notice, 'earlier-not-loaded');
    assert.equal(reduce(state, {type: 'dismiss-notice'}).notice, undefined);
    assert.equal(reduce(state, {type: 'load-earlier', id: 'c1'}).threads.get('c1')?.earlier, 'loading');
  });
});

describe('a draft', () => {
  const draft = (state: InboxState) => state.drafts.get('c1');

  it('keeps the actions of a card until the answer is sent, also while a note is', () => {
    const actions = [{kind: 'call', label: 'Call us', target: '+1 555'}] as const;
    const drafted = after({type: 'change-draft-actions', id: 'c1', actions}, {type: 'open-conversation', id: 'c2'});
    assert.deepEqual(draft(drafted)?.actions, actions);
    const noted = reduce(drafted, {type: 'send-message', conversationId: 'c1', kind: 'note', text: 'A trick'});
    assert.deepEqual(draft(noted)?.actions, actions);
    assert.equal(
      draft(reduce(noted, {type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Hi'})),
      undefined,
    );
    assert.equal(draft(reduce(noted, {type: 'change-draft-actions', id: 'c1', actions: []})), undefined);
  });

  it('stays until it is sent or emptied', () => {
    const drafted = after(
      {type: 'change-draft', id: 'c1', kind: 'text', text: 'Hi'},
      {type: 'open-conversation', id: 'c2'},
    );
    assert.equal(draft(drafted)?.text, 'Hi');
    assert.equal(draft(reduce(drafted, {type: 'change-draft', id: 'c1', kind: 'text', text: ''})), undefined);
    const sent = reduce(drafted, {type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Hi'});
    assert.equal(draft(sent), undefined);
  });

  it('of a note is never that of an answer, also when the agent comes back to it', () => {
    const note = after(
      {type: 'change-draft', id: 'c1', kind: 'text', text: 'Half an answer'},
      {type: 'choose-mode', id: 'c1', mode: 'note'},
      {type: 'change-draft', id: 'c1', kind: 'note', text: 'A trick'},
      {type: 'open-conversation', id: 'c2'},
      {type: 'open-conversation', id: 'c1'},
    );
    assert.deepEqual(draft(note), {...EMPTY_DRAFT, mode: 'note', text: 'Half an answer', note: 'A trick'});
    const sent = reduce(note, {type: 'send-message', conversationId: 'c1', kind: 'note', text: 'A trick'});
    assert.deepEqual(draft(sent), {...EMPTY_DRAFT, text: 'Half an answer'});
  });
});

describe('InboxStore', () => {
  it('notifies subscribers of changes only, until they leave', () => {
    const store = new InboxStore();
    let calls = 0;
    const leave = store.subscribe(() => (calls += 1));
    store.dispatch({type: 'connection-up'});
    store.dispatch({type: 'connection-up'});
    store.dispatch({type: 'log-out'});
    assert.equal(calls, 1);
    leave();
    store.dispatch({type: 'connection-lost'});
    assert.equal(calls, 1);
    assert.equal(store.state.connection, 'lost');
  });

  it('has a frozen state', () => {
    const store = new InboxStore();
    store.dispatch({type: 'connection-up'});
    assert.ok(Object.isFrozen(store.state));
  });
});
