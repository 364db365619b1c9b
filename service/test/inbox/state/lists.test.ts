import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {AgentHead, ListPage} from '../../../inbox/api/parse-agent.js';
import {listedHeads, type PageKind, withPage} from '../../../inbox/state/lists.js';
import {INITIAL_STATE, type InboxState} from '../../../inbox/state/state.js';
import type {AgentListName} from '../../../contract/conversations.js';
import {makeHead, makePage} from '../support/fixtures.js';

/** An open conversation with this place in the list. */
const at = (activity: number, fields: Partial<AgentHead> = {}): AgentHead =>
  makeHead({id: `c${activity}`, activity, ...fields});

function withHeads(...heads: readonly AgentHead[]): InboxState {
  return {...INITIAL_STATE, heads: new Map(heads.map((head) => [head.id, head]))};
}

interface Received {
  readonly name?: AgentListName;
  readonly kind?: PageKind;
  /** The state when the page was requested. Default: the state now */
  readonly asked?: InboxState;
}

function after(
  state: InboxState,
  page: ListPage,
  {name = 'open', kind = 'first', asked = state}: Received = {},
): InboxState {
  return {...state, ...withPage(state, {name, page, kind, before: asked.heads})};
}

const ids = (state: InboxState, filter: AgentListName = 'open'): string[] =>
  listedHeads({...state, filter}).map(({id}) => id);

describe('the lists', () => {
  const state = withHeads(
    at(1, {waitingSince: 5}),
    at(3, {waitingSince: 4}),
    at(2, {status: 'resolved', waitingSince: null}),
    at(4, {status: 'ended', waitingSince: null}),
    at(5, {waitingSince: null}),
    at(6, {status: 'unknown', waitingSince: null}),
  );

  it('hold who waits, longest first; what is open, and all that is not, newest activity first', () => {
    assert.deepEqual(ids(state, 'waiting'), ['c3', 'c1']);
    assert.deepEqual(ids(state, 'open'), ['c5', 'c3', 'c1']);
    assert.deepEqual(ids(state, 'closed'), ['c6', 'c4', 'c2']);
  });

  it('have one order also for heads of one time, as the service has', () => {
    const same = withHeads(makeHead({id: 'b'}), makeHead({id: 'a'}), makeHead({id: 'c'}));
    assert.deepEqual(ids(same, 'waiting'), ['a', 'b', 'c']);
    assert.deepEqual(ids(same, 'open'), ['c', 'b', 'a']);
  });
});

describe('a page of a list', () => {
  const first = after(INITIAL_STATE, makePage([at(9), at(8)], {next: 'cursor', tag: 'one'}));

  it('shows what it holds, and hides what is known from after its end', () => {
    assert.deepEqual(ids(first), ['c9', 'c8']);
    assert.deepEqual([first.lists.open.status, first.lists.open.tag], ['ready', 'one']);
    const far = {...first, heads: new Map(first.heads).set('c3', at(3))};
    assert.deepEqual(ids(far), ['c9', 'c8']);
    const near = {...first, heads: new Map(first.heads).set('c10', at(10))};
    assert.deepEqual(ids(near), ['c10', 'c9', 'c8'], 'a frame moves a head to its place');
  });

  it('is followed by the next one', () => {
    assert.equal(first.lists.open.rest?.cursor, 'cursor');
    const second = after(first, makePage([at(7), at(6)], {next: 'next'}), {kind: 'more'});
    assert.deepEqual(ids(second), ['c9', 'c8', 'c7', 'c6']);
    assert.equal(second.lists.open.rest?.cursor, 'next');
    const last = after(second, makePage([at(5)]), {kind: 'more'});
    assert.deepEqual(ids(last), ['c9', 'c8', 'c7', 'c6', 'c5']);
    assert.equal(last.lists.open.rest, undefined);
    assert.equal(last.lists.open.tag, 'one', 'the tag is that of the first page');
  });

  it('begins the list anew after changes were missed', () => {
    const second = after(first, makePage([at(7)]), {kind: 'more'});
    const again = after(second, makePage([at(9), at(8)], {next: 'cursor'}));
    assert.deepEqual(ids(again), ['c9', 'c8']);
    assert.equal(again.lists.open.rest?.cursor, 'cursor');
  });

  it('leaves the further pages when it is read again while nothing was missed', () => {
    const second = after(first, makePage([at(7)], {next: 'next'}), {kind: 'more'});
    const again = after(second, makePage([at(10), at(9)], {next: 'cursor'}), {kind: 'again'});
    assert.deepEqual(ids(again), ['c10', 'c9', 'c8', 'c7']);
    assert.equal(again.lists.open.rest?.cursor, 'next');
    const all = after(second, makePage([at(10), at(9)]), {kind: 'again'});
    assert.equal(all.lists.open.rest, undefined);
  });

  it('drops what it should hold and does not, apart from what has changed since the request and what is open', () => {
    const asked = withHeads(at(9), at(8), at(7), at(6));
    const now = {...asked, openId: 'c8', heads: new Map(asked.heads).set('c7', at(7, {version: 5}))};
    const received = after(now, makePage([at(6)], {next: 'cursor'}), {asked});
    assert.deepEqual(ids(received), ['c8', 'c7', 'c6']);
    const withFar = withHeads(at(6), at(2));
    const kept = after(withFar, makePage([at(6)], {next: 'cursor'}), {asked: withFar});
    assert.ok(kept.heads.has('c2'), 'what follows the page is none of its business');
  });

  it('does not undo what came after the request, and restores what a restored backup has', () => {
    const asked = withHeads(at(9, {version: 7}));
    const now = {...asked, heads: new Map([['c9', at(9, {version: 8, status: 'resolved'})]])};
    const late = after(now, makePage([at(9, {version: 7})]), {asked});
    assert.equal(late.heads.get('c9')?.version, 8);
    const restored = after(asked, makePage([at(9, {version: 3})]), {asked});
    assert.equal(restored.heads.get('c9')?.version, 3);
    assert.equal(
      after(asked, makePage([at(9, {version: 7})]), {asked}).heads.get('c9'),
      asked.heads.get('c9'),
      'the same version is the same object, so that its row is not drawn again',
    );
  });

  it('counts the conversations that cannot be read, over all pages', () => {
    const one = after(INITIAL_STATE, makePage([at(9)], {next: 'cursor', unreadable: 1}));
    const two = after(one, makePage([at(8)], {unreadable: 2}), {kind: 'more'});
    assert.equal(two.lists.open.unreadable, 3);
    assert.equal(after(two, makePage([at(9)])).lists.open.unreadable, 0);
  });

  it('can be followed although nothing of it can be read', () => {
    const none = after(INITIAL_STATE, makePage([], {next: 'cursor', unreadable: 2}));
    assert.deepEqual(ids({...none, heads: new Map([['c9', at(9)]])}), []);
    const second = after(none, makePage([at(8)]), {kind: 'more'});
    assert.deepEqual(ids(second), ['c8']);
  });
});

describe('page after page', () => {
  it('shows the whole list once and in order, whatever moves between', () => {
    const order = fc.uniqueArray(fc.integer({min: 1, max: 200}), {minLength: 1, maxLength: 60});
    fc.assert(
      fc.property(order, fc.array(fc.nat(59)), (activities, moves) => {
        // The service's side: the head of each conversation.
        const heads = new Map(activities.map((activity) => [`c${activity}`, at(activity)]));
        const sorted = (): AgentHead[] => [...heads.values()].sort((a, b) => b.activity - a.activity);
        let next = 1000;
        let state = INITIAL_STATE;
        const move = (index: number): void => {
          const head = [...heads.values()][index % heads.size];
          if (!head) return;
          const moved = {...head, activity: next, version: next++};
          heads.set(head.id, moved);
          state = {...state, heads: new Map(state.heads).set(head.id, moved)};
        };
        for (let isFirst = true; isFirst || state.lists.open.rest; isFirst = false) {
          const cursor = state.lists.open.rest?.cursor;
          const left = sorted().filter(({activity}) => cursor === undefined || activity < Number(cursor));
          const page = left.slice(0, 7);
          const last = left.length > 7 ? String(page.at(-1)?.activity) : undefined;
          const asked = state;
          move(moves.pop() ?? 0);
          state = after(state, makePage(page, {next: last}), {kind: isFirst ? 'first' : 'more', asked});
          move(moves.pop() ?? 0);
        }
        assert.deepEqual(
          ids(state),
          sorted().map(({id}) => id),
        );
      }),
    );
  });
});
