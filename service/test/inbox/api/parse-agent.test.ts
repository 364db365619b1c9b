import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  holdsUnknown,
  isUnknownHead,
  parseAgent,
  parseAgentFrame,
  parseAgentSync,
  parseSyncedHead,
} from '../../../inbox/api/parse-agent.js';
import {ADA, BEGINNING, makeEntry, makeHead, makeNote, makeUser} from '../support/fixtures.js';

const HEAD = makeHead({contact: {name: 'Ann', email: null}});
const SYNCED = {...HEAD, entries: [makeEntry(1)], notes: [makeNote(1)]};

describe('an answer of the service', () => {
  it('is read, also with fields that this version does not know', () => {
    assert.deepEqual(parseAgent(ADA), ADA);
    assert.equal(parseAgent({...ADA, later: 1})?.name, 'Ada');
    assert.deepEqual(parseSyncedHead(SYNCED), {head: HEAD, entries: [makeEntry(1)], notes: [makeNote(1)]});
    assert.equal(parseSyncedHead({...SYNCED, later: 1})?.head.id, 'c1');
    assert.deepEqual(
      parseAgentSync({
        conversations: [SYNCED],
        restart: ['c2'],
        list: {conversations: [HEAD], next: 'cursor', tag: 'tag'},
      }),
      {
        conversations: [{head: HEAD, entries: [makeEntry(1)], notes: [makeNote(1)]}],
        restart: ['c2'],
        list: {heads: [HEAD], unreadable: 0, next: 'cursor', tag: 'tag'},
      },
    );
    assert.deepEqual(parseAgentSync({conversations: []}), {conversations: [], restart: [], list: undefined});
    const answered = {...SYNCED, waitingSince: null};
    assert.equal(parseSyncedHead(answered)?.head.waitingSince, null);
  });

  it('is refused when a field is missing or has another type', () => {
    for (const name of Object.keys(HEAD)) {
      if (name === 'status') continue;
      assert.equal(parseSyncedHead({...SYNCED, [name]: true}), undefined, name);
      const {[name as keyof typeof SYNCED]: _field, ...others} = SYNCED;
      assert.equal(parseSyncedHead(others), undefined, name);
    }
    for (const name of Object.keys(ADA)) assert.equal(parseAgent({...ADA, [name]: 1}), undefined, name);
    for (const name of Object.keys(makeUser())) {
      assert.equal(parseSyncedHead({...SYNCED, user: {...makeUser(), [name]: 1}}), undefined, name);
    }
    assert.equal(parseAgentSync({}), undefined);
    assert.equal(parseAgentSync(null), undefined);
  });

  it('counts the conversations of a list that cannot be read, and shows the others', () => {
    const list = {conversations: [HEAD, {id: 'x'}, null, {...HEAD, user: {...HEAD.user, kind: 'robot'}}], tag: 'tag'};
    const page = parseAgentSync({conversations: [{id: 'x'}, SYNCED], list});
    assert.deepEqual(page?.list?.heads, [HEAD]);
    assert.equal(page?.list?.unreadable, 3);
    assert.equal(page?.conversations.length, 1);
  });

  it('is read value by value: what only a newer service knows is unknown', () => {
    const newer = {
      ...SYNCED,
      status: 'sleeping',
      preview: {author: 'robot', text: 'Hi'},
      entries: [makeEntry(1), {...makeEntry(2), content: {kind: 'card'}}, {...makeEntry(3), author: {kind: 'robot'}}],
      notes: [{...makeNote(1), content: {kind: 'assigned'}}, {...makeNote(2), author: {kind: 'robot'}}, {number: 3}],
    };
    const synced = parseSyncedHead(newer);
    assert.ok(synced);
    assert.equal(synced.head.status, 'unknown');
    assert.deepEqual(synced.head.preview, {author: 'unknown', text: 'Hi'});
    assert.deepEqual(
      synced.entries.map(({author, content}) => `${author.kind} ${content.kind}`),
      ['user text', 'user unknown', 'unknown text'],
    );
    assert.deepEqual(
      synced.notes.map(({author, content}) => `${author.kind} ${content.kind}`),
      ['agent unknown', 'unknown note'],
    );
    assert.equal(isUnknownHead(synced.head), true);
    assert.equal(holdsUnknown(synced), true);
    assert.equal(holdsUnknown({head: HEAD, entries: synced.entries.slice(0, 1), notes: []}), false);
    assert.equal(holdsUnknown({head: HEAD, entries: synced.entries.slice(0, 2), notes: []}), true);
    assert.equal(holdsUnknown({head: HEAD, entries: [], notes: synced.notes}), true);
  });

  it('holds what the conversation began with, also fields of a type that only a newer service knows', () => {
    assert.deepEqual(parseSyncedHead({...SYNCED, beginning: BEGINNING})?.beginning, BEGINNING);
    const newer = {
      ...BEGINNING,
      fields: [
        {key: 'a', type: 'colour', value: 'red'},
        {key: 'b', type: 'date'},
      ],
    };
    assert.deepEqual(parseSyncedHead({...SYNCED, beginning: newer})?.beginning, {
      ...BEGINNING,
      fields: [{key: 'a', type: 'unknown', value: 'red'}],
    });
    const unreadable = parseSyncedHead({...SYNCED, beginning: {tags: 'vip'}});
    assert.equal(unreadable?.head.id, 'c1');
    assert.equal(unreadable.beginning, undefined);
  });

  it('puts entries and notes in order', () => {
    const numbers = [3, 1, 2];
    const synced = parseSyncedHead({
      ...SYNCED,
      entries: [...numbers, 2].map((number) => makeEntry(number)),
      notes: numbers.map((number) => makeNote(number)),
    });
    assert.deepEqual(
      synced?.entries.map(({number}) => number),
      [1, 2, 3],
    );
    assert.deepEqual(
      synced.notes.map(({number}) => number),
      [1, 2, 3],
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseAgent(value);
        parseSyncedHead(value);
        parseSyncedHead({...SYNCED, entries: [value], notes: [value]});
        parseAgentSync(value);
        parseAgentSync({conversations: [value], restart: [value], list: value});
        parseAgentFrame(value);
      }),
    );
  });
});

describe('a frame', () => {
  it('is a signal, or tells of a conversation', () => {
    for (const type of ['ready', 'pong', 'look']) assert.deepEqual(parseAgentFrame(JSON.stringify({type})), {type});
    const frame = parseAgentFrame(JSON.stringify({type: 'changed', conversation: SYNCED}));
    assert.deepEqual(frame, {type: 'changed', conversation: parseSyncedHead(SYNCED)});
  });

  it('is unknown when it is noise, or when its conversation cannot be read', () => {
    for (const data of ['', '{', 'null', '{"type":"typing"}', '{"type":"changed","conversation":{"id":"c1"}}']) {
      assert.deepEqual(parseAgentFrame(data), {type: 'unknown'}, data);
    }
  });
});
