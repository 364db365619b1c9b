import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {
  isUnread,
  listedConversations,
  newMessages,
  unreadCount,
  withConversation,
  withList,
  withRead,
} from '../../inbox/state/conversations.js';
import {INITIAL_STATE, type InboxState} from '../../inbox/state/state.js';
import type {AgentConversation} from '../../src/agent-wire.js';
import {makeConversation} from './support/fixtures.js';

type Conversations = InboxState['conversations'];

function known(...conversations: readonly AgentConversation[]): Conversations {
  return new Map(conversations.map((conversation) => [conversation.id, {conversation, asOf: 1}]));
}

function stateWith(conversations: Conversations, fields: Partial<InboxState> = {}): InboxState {
  return {...INITIAL_STATE, lists: {open: 'ready', resolved: 'ready'}, conversations, ...fields};
}

describe('withConversation', () => {
  it('uses the newer answer', () => {
    const next = makeConversation({lastSequence: 2});
    const result = withConversation(known(makeConversation()), {conversation: next, asOf: 2});
    assert.deepEqual(result.get('c1'), {conversation: next, asOf: 2});
  });

  it('drops an answer to an earlier request', () => {
    const before = withConversation(new Map(), {conversation: makeConversation({status: 'resolved'}), asOf: 5});
    assert.equal(withConversation(before, {conversation: makeConversation(), asOf: 4}), before);
  });

  it('drops an answer with fewer messages', () => {
    const before = known(makeConversation({lastSequence: 3}));
    assert.equal(withConversation(before, {conversation: makeConversation({lastSequence: 2}), asOf: 9}), before);
  });

  it('never makes a read message unread', () => {
    const before = known(makeConversation({agentReadSequence: 1}));
    const late = makeConversation({agentReadSequence: 0});
    const result = withConversation(before, {conversation: late, asOf: 2});
    assert.equal(result.get('c1')?.conversation.agentReadSequence, 1);
  });
});

describe('withList', () => {
  it('drops conversations of this status that are not in the new list', () => {
    const before = known(makeConversation({id: 'gone'}), makeConversation({id: 'other', status: 'resolved'}));
    const result = withList(before, 'open', [makeConversation({id: 'new'})], 2, undefined);
    assert.deepEqual([...result.keys()].sort(), ['new', 'other']);
  });

  it('keeps the open conversation, and a conversation that changed after the request for the list', () => {
    const before = withConversation(known(makeConversation({id: 'read'})), {
      conversation: makeConversation({id: 'later'}),
      asOf: 7,
    });
    const result = withList(before, 'open', [], 2, 'read');
    assert.deepEqual([...result.keys()].sort(), ['later', 'read']);
  });
});

describe('withRead', () => {
  it('only goes forward', () => {
    const before = known(makeConversation({lastSequence: 4, agentReadSequence: 3}));
    assert.equal(withRead(before, 'c1', 2), before);
    assert.equal(withRead(before, 'unknown', 2), before);
    assert.equal(withRead(before, 'c1', 4).get('c1')?.conversation.agentReadSequence, 4);
  });
});

describe('listedConversations', () => {
  it('contains the conversations of the filter, newest activity first', () => {
    const conversations = known(
      makeConversation({id: 'old', updatedAt: 1}),
      makeConversation({id: 'new', updatedAt: 3}),
      makeConversation({id: 'done', updatedAt: 2, status: 'resolved'}),
    );
    const ids = (filter: InboxState['filter']): string[] =>
      listedConversations(stateWith(conversations, {filter})).map(({id}) => id);
    assert.deepEqual(ids('open'), ['new', 'old']);
    assert.deepEqual(ids('resolved'), ['done']);
  });
});

describe('unread conversations', () => {
  const answered = makeConversation({id: 'answered', preview: {senderKind: 'agent', text: 'Hi'}});
  const read = makeConversation({id: 'read', agentReadSequence: 1});

  it('have an unread message of the user', () => {
    assert.equal(isUnread(makeConversation()), true);
    assert.equal(isUnread(read), false);
    assert.equal(isUnread(answered), false);
  });

  it('are counted while they are open', () => {
    const resolved = makeConversation({id: 'resolved', status: 'resolved'});
    assert.equal(unreadCount(stateWith(known(makeConversation(), answered, read, resolved))), 1);
  });
});

describe('newMessages', () => {
  const before = stateWith(known(makeConversation({agentReadSequence: 1})));
  const after = stateWith(known(makeConversation({lastSequence: 2, agentReadSequence: 1})));

  const counts = (previous: InboxState, next: InboxState): Record<string, number> =>
    Object.fromEntries(newMessages(previous, next).map(({conversation, count}) => [conversation.id, count]));

  it('names a conversation with a new message of the user', () => {
    assert.deepEqual(counts(before, after), {c1: 1});
  });

  it('counts new messages, except those that an agent has read', () => {
    const three = makeConversation({lastSequence: 4, agentReadSequence: 1});
    assert.deepEqual(counts(before, stateWith(known(three))), {c1: 3});
    const oneRead = makeConversation({lastSequence: 4, agentReadSequence: 2});
    assert.deepEqual(counts(before, stateWith(known(oneRead))), {c1: 2});
    const unknownBefore = makeConversation({id: 'c2', lastSequence: 9, agentReadSequence: 7});
    assert.deepEqual(counts(before, stateWith(known(unknownBefore))), {c2: 2});
  });

  it('counts the same message once', () => {
    assert.deepEqual(counts(after, {...after, conversations: new Map(after.conversations)}), {});
  });

  it('ignores the open conversation: its own log announces messages', () => {
    assert.deepEqual(newMessages(before, {...after, openId: 'c1'}), []);
  });

  it('ignores the first list', () => {
    assert.deepEqual(newMessages({...INITIAL_STATE}, after), []);
  });

  it('ignores an answer of an agent', () => {
    const answered = makeConversation({lastSequence: 2, preview: {senderKind: 'agent', text: 'Hi'}});
    assert.deepEqual(newMessages(before, stateWith(known(answered))), []);
  });
});
