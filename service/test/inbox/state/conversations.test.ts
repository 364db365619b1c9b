import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isUnread, newMessages, unreadCount, withHead} from '../../../inbox/state/conversations.js';
import {INITIAL_STATE, type InboxState} from '../../../inbox/state/state.js';
import type {AgentHead} from '../../../inbox/api/parse-agent.js';
import {makeHead, READY} from '../support/fixtures.js';

function known(...heads: readonly AgentHead[]): InboxState['heads'] {
  return new Map(heads.map((head) => [head.id, head]));
}

function stateWith(heads: InboxState['heads'], fields: Partial<InboxState> = {}): InboxState {
  return {...INITIAL_STATE, lists: {...INITIAL_STATE.lists, open: READY}, heads, ...fields};
}

describe('withHead', () => {
  it('takes newer versions only', () => {
    const before = known(makeHead({version: 3}));
    const next = makeHead({version: 4, status: 'resolved'});
    assert.equal(withHead(before, next).get('c1'), next);
    assert.equal(withHead(before, makeHead({version: 3})), before);
    assert.equal(withHead(before, makeHead({version: 2, status: 'resolved'})), before);
    assert.equal(withHead(new Map(), next).get('c1'), next);
  });
});

describe('unread conversations', () => {
  const answered = makeHead({id: 'answered', waitingSince: null});
  const read = makeHead({id: 'read', readNumber: 1});

  it('have an unread message, and a user who waits', () => {
    assert.equal(isUnread(makeHead()), true);
    assert.equal(isUnread(read), false);
    assert.equal(isUnread(answered), false);
  });

  it('are counted while they are open', () => {
    const resolved = makeHead({id: 'resolved', status: 'resolved'});
    assert.equal(unreadCount(stateWith(known(makeHead(), answered, read, resolved))), 1);
  });
});

describe('newMessages', () => {
  const before = stateWith(known(makeHead({readNumber: 1})));
  const after = stateWith(known(makeHead({lastNumber: 2, readNumber: 1})));

  const counts = (previous: InboxState, next: InboxState): Record<string, number> =>
    Object.fromEntries(newMessages(previous, next).map(({head, count}) => [head.id, count]));

  it('names a conversation with a new message of the user', () => {
    assert.deepEqual(counts(before, after), {c1: 1});
  });

  it('counts new messages, except those that an agent has read', () => {
    const three = makeHead({lastNumber: 4, readNumber: 1});
    assert.deepEqual(counts(before, stateWith(known(three))), {c1: 3});
    const oneRead = makeHead({lastNumber: 4, readNumber: 2});
    assert.deepEqual(counts(before, stateWith(known(oneRead))), {c1: 2});
    const unknownBefore = makeHead({id: 'c2', lastNumber: 9, readNumber: 7});
    assert.deepEqual(counts(before, stateWith(known(unknownBefore))), {c2: 2});
  });

  it('counts the same message once', () => {
    assert.deepEqual(counts(after, {...after, heads: new Map(after.heads)}), {});
  });

  it('ignores the open conversation: its own log announces messages', () => {
    assert.deepEqual(newMessages(before, {...after, openId: 'c1'}), []);
  });

  it('ignores the first list', () => {
    assert.deepEqual(newMessages({...INITIAL_STATE}, after), []);
  });

  it('ignores an answer of an agent', () => {
    const answered = makeHead({lastNumber: 2, waitingSince: null});
    assert.deepEqual(newMessages(before, stateWith(known(answered))), []);
  });
});
