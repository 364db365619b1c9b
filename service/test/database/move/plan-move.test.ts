import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {planMove, type MoveNote} from '../../../src/database/move/plan-move.js';

const SOURCE = {source: 'shop', contents: 'today'};
const UNFINISHED: MoveNote = {...SOURCE, run: 'x', isFinished: false};
const FINISHED: MoveNote = {...UNFINISHED, isFinished: true};

describe('planMove', () => {
  it('copies into an empty database, and into no other one that knows nothing of a move', () => {
    assert.equal(planMove(SOURCE, {note: undefined, isEmpty: true}), 'copy');
    assert.equal(planMove(SOURCE, {note: undefined, isEmpty: false}), undefined);
  });

  it('goes on where the same move has ended, and begins again when the installation has changed', () => {
    for (const isEmpty of [true, false]) {
      assert.equal(planMove(SOURCE, {note: UNFINISHED, isEmpty}), 'go-on');
      assert.equal(planMove({...SOURCE, contents: 'tomorrow'}, {note: UNFINISHED, isEmpty}), 'copy-again');
    }
  });

  it('changes nothing after the end', () => {
    for (const contents of ['today', 'tomorrow']) {
      assert.equal(planMove({...SOURCE, contents}, {note: FINISHED, isEmpty: false}), 'compare');
    }
  });

  it('does not touch what belongs to another installation', () => {
    for (const note of [UNFINISHED, FINISHED]) {
      assert.equal(planMove({...SOURCE, source: 'other'}, {note, isEmpty: false}), undefined);
    }
  });
});
