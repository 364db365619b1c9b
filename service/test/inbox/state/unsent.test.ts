import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {EMPTY_DRAFT, EMPTY_THREAD, INITIAL_STATE, type Draft, type InboxState} from '../../../inbox/state/state.js';
import {
  answerState,
  leavingLoses,
  refusalNotice,
  statusChanges,
  unsentIds,
  unsentMarks,
  withRestored,
} from '../../../inbox/state/unsent.js';
import {makeEntries, makeHead} from '../support/fixtures.js';

const draft = (text: string): Draft => ({...EMPTY_DRAFT, text});
const message = (id: string, conversationId = 'c1') => ({id, text: id, conversationId, writtenAt: 1});
const withState = (more: Partial<InboxState>): InboxState => ({...INITIAL_STATE, ...more});

describe('the state of an answer', () => {
  const answer = {delivery: 'waiting', isNote: false} as const;
  const failed = {delivery: 'failed', isNote: false} as const;

  it('is “waiting” only while the service cannot be reached', () => {
    assert.equal(answerState(answer, 'lost', undefined), 'waiting');
    for (const connection of ['connecting', 'up'] as const) {
      assert.equal(answerState(answer, connection, undefined), 'sending');
    }
  });

  it('is “over” when no other try can succeed, but for a note another one can', () => {
    for (const status of ['rejected', 'ended'] as const) {
      assert.equal(answerState(failed, 'up', {status}), 'over');
      assert.equal(answerState({...failed, isNote: true}, 'up', {status}), 'failed');
    }
    for (const status of ['open', 'resolved', 'unknown'] as const) {
      assert.equal(answerState(failed, 'up', {status}), 'failed');
    }
  });

  it('is told by a notice where it is not shown', () => {
    const state = withState({openId: 'c1', heads: new Map([['c1', makeHead({status: 'ended'})]])});
    assert.equal(refusalNotice(state, 'c1', 'text'), 'answer-refused');
    assert.equal(refusalNotice(state, 'c1', 'note'), undefined);
    assert.equal(refusalNotice(state, 'c2', 'text'), 'message-not-sent');
  });
});

describe('what is not sent', () => {
  it('is counted by conversation: drafts, answers, notes and files', () => {
    const queues = {text: [], note: [{...message('n'), status: 'failed' as const}]};
    const stored = {...message('s'), status: 'stored' as const, number: 9};
    const state = withState({
      drafts: new Map([
        ['c1', draft('Hi')],
        ['c2', draft('  ')],
      ]),
      threads: new Map([
        ['c1', {...EMPTY_THREAD, queues}],
        ['c3', {...EMPTY_THREAD, queues}],
        ['c4', {...EMPTY_THREAD, queues: {text: [stored], note: []}}],
      ]),
      uploads: new Map([['c5', []]]),
    });
    assert.deepEqual([...unsentIds(state)].sort(), ['c1', 'c3', 'c5']);
    assert.deepEqual(Object.fromEntries(unsentMarks(state, new Map())), {c1: 'failed', c3: 'failed'});
  });

  it('is marked in the list, and the marks are the same object until one changes', () => {
    const state = withState({drafts: new Map([['c1', draft('Hi')]])});
    const marks = unsentMarks(state, new Map());
    assert.deepEqual(Object.fromEntries(marks), {c1: 'draft'});
    assert.equal(unsentMarks({...state, drafts: new Map([['c1', draft('Hi!')]])}, marks), marks);
    assert.equal(unsentMarks({...state, openId: 'c1'}, marks).size, 0);
  });

  it('is lost with the page only where the browser keeps nothing', () => {
    const state = withState({drafts: new Map([['c1', draft('Hi')]])});
    assert.equal(leavingLoses(state), false);
    assert.equal(leavingLoses({...state, isKept: false}), true);
    assert.equal(leavingLoses(withState({isKept: false})), false);
  });
});

describe('what was kept', () => {
  it('comes back, but not over what the agent has typed meanwhile', () => {
    const state = withState({drafts: new Map([['c1', draft('newer')]])});
    const drafts = new Map([
      ['c1', draft('older')],
      ['c2', draft('kept')],
    ]);
    const next = withRestored(state, {messages: [message('a'), {...message('b'), isFailed: true}], drafts});
    assert.deepEqual(
      [...next.drafts].map(([id, {text}]) => [id, text]),
      [
        ['c1', 'newer'],
        ['c2', 'kept'],
      ],
    );
    const statuses = next.threads.get('c1')?.queues.text.map(({id, status}) => `${id}: ${status}`);
    assert.deepEqual(statuses, ['a: waiting', 'b: failed']);
    assert.equal(withRestored(next, {messages: [message('a')], drafts}), next);
  });

  it('does not come back when its entry is here', () => {
    const [entry] = makeEntries(1, 1);
    assert.ok(entry);
    const thread = {...EMPTY_THREAD, run: {head: makeHead(), entries: [entry]}};
    const state = withState({threads: new Map([['c1', thread]])});
    assert.equal(withRestored(state, {messages: [message(entry.id)], drafts: new Map()}), state);
  });
});

it('a message that is in no queue any more is stored', () => {
  const thread = (...statuses: readonly ('waiting' | 'failed')[]) => ({
    ...EMPTY_THREAD,
    queues: {text: statuses.map((status, index) => ({...message(`m${index}`), status})), note: []},
  });
  const [before, after] = [new Map([['c1', thread('waiting', 'waiting')]]), new Map([['c1', thread('failed')]])];
  assert.deepEqual(Object.fromEntries(statusChanges(before, after)), {m0: 'failed', m1: 'stored'});
});
