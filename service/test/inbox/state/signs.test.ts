import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';
import {TYPING_INTERVAL_MS, TYPING_LIFE_MS} from 'helpshift-chat/protocol';
import type {InboxFrame} from '../../../contract/live.js';
import type {Action} from '../../../inbox/state/actions.js';
import {AWAY_AFTER_MS, Signs} from '../../../inbox/state/signs.js';

describe('the signs of an inbox', () => {
  let now: number;
  let said: InboxFrame[];
  let dispatched: Action[];
  let over: AbortController;
  let signs: Signs;

  const say = (frame: InboxFrame): void => void said.push(frame);
  const taken = <T>(list: T[]): T[] => list.splice(0);
  const pass = (ms: number): void => {
    now += ms;
    mock.timers.tick(ms);
  };
  const draft = (text: string, {id = 'c1', kind = 'text'}: {id?: string; kind?: 'text' | 'note'} = {}): void =>
    signs.run({type: 'change-draft', id, kind, text});
  const look = (isVisible: boolean): void => signs.run({type: 'set-page-visible', isVisible});
  const start = (isVisible: boolean): void => {
    over = new AbortController();
    signs = new Signs({dispatch: (action) => void dispatched.push(action), isVisible, signal: over.signal});
    signs.up(say);
  };

  beforeEach(() => {
    now = 1000;
    said = [];
    dispatched = [];
    mock.timers.enable({apis: ['setTimeout']});
    mock.method(performance, 'now', () => now);
    start(true);
    taken(said);
    taken(dispatched);
  });

  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it('say that the agent types an answer, at most once in three seconds for a conversation, and never of a note', () => {
    draft('H');
    draft('He');
    draft('Between us', {kind: 'note'});
    draft('');
    pass(TYPING_INTERVAL_MS - 1);
    draft('Hel');
    assert.deepEqual(taken(said), [{type: 'typing', id: 'c1'}]);
    draft('Good day', {id: 'c2'});
    assert.deepEqual(taken(said), [{type: 'typing', id: 'c2'}]);
    pass(TYPING_INTERVAL_MS);
    draft('Good day!', {id: 'c2'});
    assert.deepEqual(taken(said), [{type: 'typing', id: 'c2'}]);
  });

  it('say that the agent is away when the page has been hidden for a minute, and is back at once', () => {
    look(false);
    pass(AWAY_AFTER_MS - 1);
    look(true);
    look(false);
    pass(AWAY_AFTER_MS - 1);
    assert.deepEqual(said, []);
    pass(1);
    assert.deepEqual(taken(said), [{type: 'presence', isThere: false}]);
    look(true);
    assert.deepEqual(taken(said), [{type: 'presence', isThere: true}]);
  });

  it('say on each connection whether the agent is there', () => {
    signs.up(say);
    assert.deepEqual(taken(said), [{type: 'presence', isThere: true}]);
    look(false);
    pass(AWAY_AFTER_MS);
    taken(said);
    signs.up(say);
    assert.deepEqual(taken(said), [{type: 'presence', isThere: false}]);
    start(false);
    assert.deepEqual(taken(said), [{type: 'presence', isThere: false}]);
  });

  it('hear of a user who types for six seconds, and longer with each further word of it', () => {
    signs.hear('c1');
    pass(TYPING_LIFE_MS - 1);
    signs.hear('c1');
    signs.hear('c2');
    taken(dispatched);
    pass(TYPING_LIFE_MS - 1);
    assert.deepEqual(dispatched, []);
    pass(1);
    assert.deepEqual(taken(dispatched), [
      {type: 'typing-ended', id: 'c1'},
      {type: 'typing-ended', id: 'c2'},
    ]);
  });

  it('forget all who type when the connection is lost or replaced', () => {
    for (const change of [() => signs.down(), () => signs.up(say)]) {
      signs.hear('c1');
      taken(dispatched);
      change();
      assert.deepEqual(taken(dispatched), [{type: 'typing-ended'}]);
      pass(TYPING_LIFE_MS);
      assert.deepEqual(dispatched, []);
    }
  });

  it('say and hear nothing after the log-out', () => {
    signs.hear('c1');
    look(false);
    taken(dispatched);
    over.abort();
    pass(AWAY_AFTER_MS);
    assert.deepEqual([said, dispatched], [[], []]);
  });
});
