import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {isAnswer, mayFollow, nextStatus} from '../../src/protocol/conversation-life.js';
import type {Author, Content, ConversationStatus, ReadConversation, ReadEntry} from '../../src/protocol/log.js';

const STATUSES: readonly ConversationStatus[] = ['open', 'resolved', 'rejected', 'ended'];
const AUTHORS: readonly Author['kind'][] = ['user', 'agent', 'bot', 'system'];
const KINDS: readonly Content['kind'][] = [
  'text',
  'card',
  'attachment',
  'resolved',
  'rejected',
  'reopened',
  'ended',
  'rated',
];

function contentOf(kind: Content['kind']): Content {
  if (kind === 'rated') return {kind, rating: 5, feedback: ''};
  if (kind === 'card') return {kind, text: 'hello', actions: []};
  if (kind === 'attachment') return {kind, fileId: 'f', name: 'a.txt', mediaType: 'text/plain', bytes: 1};
  return kind === 'text' ? {kind, text: 'hello'} : {kind};
}

const status = fc.constantFrom(...STATUSES);
const author = fc.constantFrom(...AUTHORS);
const content = fc.constantFrom(...KINDS).map(contentOf);
/** Also what a client makes of what only a newer service sends. */
const anyContent: fc.Arbitrary<ReadEntry['content']> = fc.oneof(content, fc.constant({kind: 'unknown'} as const));
const anyStatus: fc.Arbitrary<ReadConversation['status']> = fc.oneof(status, fc.constant('unknown' as const));

describe('nextStatus', () => {
  it('is what the life of a conversation allows', () => {
    const changes = STATUSES.flatMap((before) =>
      KINDS.map((kind) => [before, kind, nextStatus(before, {content: contentOf(kind)})] as const),
    ).filter(([before, , after]) => before !== after);
    assert.deepEqual(changes, [
      ['open', 'resolved', 'resolved'],
      ['open', 'rejected', 'rejected'],
      ['resolved', 'reopened', 'open'],
      ['resolved', 'ended', 'ended'],
      ['rejected', 'ended', 'ended'],
    ]);
  });

  it('never leaves a status that it does not know, and keeps the status for a content that it does not know', () => {
    fc.assert(
      fc.property(anyStatus, anyContent, (before, one) => {
        const after = nextStatus(before, {content: one});
        if (before === 'unknown' || one.kind === 'unknown') assert.equal(after, before);
        else assert.ok(STATUSES.includes(after as ConversationStatus), after);
      }),
    );
  });

  it('ends for good: nothing follows "ended", whatever comes', () => {
    fc.assert(
      fc.property(status, fc.array(anyContent), (first, entries) => {
        const statuses = entries.reduce<ConversationStatus[]>(
          (before, one) => [...before, nextStatus(before.at(-1)!, {content: one})],
          [first],
        );
        const end = statuses.indexOf('ended');
        assert.ok(end < 0 || statuses.slice(end).every((one) => one === 'ended'), statuses.join());
      }),
    );
  });
});

describe('mayFollow', () => {
  it('allows a change of the status exactly where it changes the status', () => {
    fc.assert(
      fc.property(status, author, content, (before, who, one) => {
        if (['text', 'card', 'attachment', 'rated'].includes(one.kind)) return;
        assert.equal(mayFollow(before, who, one), nextStatus(before, {content: one}) !== before);
      }),
    );
  });

  it('allows texts in an open conversation, and those of agents after a colleague has resolved it', () => {
    const placesOf = (kind: Content['kind']) =>
      STATUSES.flatMap((before) =>
        AUTHORS.filter((who) => mayFollow(before, who, contentOf(kind))).map((who) => `${who} in ${before}`),
      );
    assert.deepEqual(placesOf('attachment'), placesOf('text'));
    assert.deepEqual(placesOf('text'), [
      'user in open',
      'agent in open',
      'bot in open',
      'system in open',
      'agent in resolved',
    ]);
  });

  it("allows nothing after the end but the user's rating, which follows nothing else", () => {
    fc.assert(
      fc.property(status, author, content, (before, who, one) => {
        const isRating = one.kind === 'rated';
        if (isRating || before === 'ended') {
          assert.equal(mayFollow(before, who, one), isRating && before === 'ended' && who === 'user');
        }
      }),
    );
  });
});

describe('isAnswer', () => {
  it('counts texts, cards and attachments of agents and bots alone', () => {
    const answers = AUTHORS.flatMap((kind) =>
      KINDS.filter((one) => isAnswer({author: {kind, name: ''}, content: contentOf(one)})).map(
        (one) => `${kind} ${one}`,
      ),
    );
    assert.deepEqual(answers, [
      'agent text',
      'agent card',
      'agent attachment',
      'bot text',
      'bot card',
      'bot attachment',
    ]);
    assert.equal(isAnswer({author: {kind: 'unknown'}, content: contentOf('text')}), false);
    assert.equal(isAnswer({author: {kind: 'bot'}, content: {kind: 'unknown'}}), false);
  });
});
