import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';
import {Announcer} from '../../../inbox/state/announcer.js';
import {INITIAL_STATE, type InboxState} from '../../../inbox/state/state.js';
import {makeHead, READY} from '../support/fixtures.js';

/** The state in which these conversations have so many messages, and none is read. */
function stateWith(numbers: Readonly<Record<string, number>>): InboxState {
  const heads = new Map(Object.entries(numbers).map(([id, lastNumber]) => [id, makeHead({id, lastNumber})]));
  return {...INITIAL_STATE, lists: {...INITIAL_STATE.lists, open: READY}, heads};
}

describe('Announcer', () => {
  let announced: string[];
  let announcer: Announcer;

  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout']});
    announced = [];
    announcer = new Announcer((messages) => {
      announced.push(messages.map(({head, count}) => `${head.id}: ${count}`).join(', '));
    });
    announcer.follow(INITIAL_STATE);
    announcer.follow(stateWith({c1: 3}));
  });

  afterEach(() => mock.timers.reset());

  it('announces what arrives after the list was loaded, and nothing twice', () => {
    announcer.follow(stateWith({c1: 4}));
    announcer.follow(stateWith({c1: 4}));
    mock.timers.tick(5000);
    announcer.follow(stateWith({c1: 4}));
    assert.deepEqual(announced, ['c1: 1']);
  });

  it('combines what arrives within a second', () => {
    announcer.follow(stateWith({c1: 4}));
    for (const number of [5, 6, 7]) announcer.follow(stateWith({c1: number, c2: 1}));
    assert.deepEqual(announced, ['c1: 1']);
    mock.timers.tick(1000);
    assert.deepEqual(announced, ['c1: 1', 'c1: 3, c2: 1']);
  });

  it('announces files that were added, and those that failed, once each', () => {
    const news: unknown[] = [];
    const filesAnnouncer = new Announcer((_messages, files) => news.push(files));
    const file = {id: 'f', name: 'a.png', bytes: 1, mediaType: '', uploadedBytes: 0, fileId: undefined, isSent: false};
    const withFiles = (...problems: readonly ('too-large' | undefined)[]): InboxState => ({
      ...stateWith({}),
      uploads: new Map([['c1', problems.map((problem, index) => ({...file, id: `f${index}`, problem}))]]),
    });
    filesAnnouncer.follow(INITIAL_STATE);
    filesAnnouncer.follow(stateWith({}));
    filesAnnouncer.follow(withFiles(undefined, undefined));
    mock.timers.tick(1000);
    filesAnnouncer.follow(withFiles(undefined, 'too-large'));
    mock.timers.tick(1000);
    filesAnnouncer.follow(withFiles(undefined, 'too-large'));
    filesAnnouncer.follow(withFiles('too-large'));
    mock.timers.tick(1000);
    assert.deepEqual(news, [
      {added: 2, failed: []},
      {added: 0, failed: ['a.png']},
      {added: 0, failed: ['a.png']},
    ]);
  });

  it('announces nothing after a cancel', () => {
    announcer.follow(stateWith({c1: 4}));
    announcer.follow(stateWith({c1: 5}));
    announcer.cancel();
    mock.timers.tick(5000);
    assert.deepEqual(announced, ['c1: 1']);
  });
});
