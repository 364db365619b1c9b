import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {type ChatState, EMPTY_CHAT, withConversations, withSeen} from '../../../src/client/chat-state.js';
import {newestUnread} from '../../../src/element/preview/newest-unread.js';
import {RAE, sampleEntry, sampleHead, sampleSynced, SYSTEM} from '../../support/chat-samples.js';

describe('newestUnread', () => {
  const answered = [1, 2, 3].map((number) => sampleEntry({number, author: number === 1 ? {kind: 'user'} : RAE}));
  const holding = (...synced: Parameters<typeof withConversations>[1]): ChatState =>
    withConversations(EMPTY_CHAT, synced, 'synced').state;
  const twoUnread = sampleSynced(answered, {readNumber: 1, unreadCount: 2});

  it('is the newest answer that the user has not seen', () => {
    assert.equal(newestUnread(holding(twoUnread))?.id, 'c1-3');
  });

  it('is no message of the user, and no change of the conversation', () => {
    const own = sampleEntry({number: 4});
    const resolved = sampleEntry({number: 5, author: SYSTEM, content: {kind: 'resolved'}});
    const state = holding(sampleSynced([...answered, own, resolved], {readNumber: 1, unreadCount: 2}));
    assert.equal(newestUnread(state)?.id, 'c1-3');
  });

  it('is none when all are seen here or at the service', () => {
    assert.equal(newestUnread(withSeen(holding(twoUnread), 'c1-3')), undefined);
    assert.equal(newestUnread(holding(sampleSynced(answered, {readNumber: 3}))), undefined);
  });

  it('may be in an earlier conversation', () => {
    const later = sampleSynced([sampleEntry({number: 1}, 'c2')], {id: 'c2', ordinal: 2});
    assert.equal(newestUnread(holding(twoUnread, later))?.id, 'c1-3');
  });

  it('is unknown until the newest entries have been read', () => {
    const later = {...sampleHead({id: 'c2', ordinal: 2, lastNumber: 2, unreadCount: 1}), entries: []};
    assert.equal(newestUnread(holding(later)), undefined);
    assert.equal(newestUnread(holding(twoUnread, later)), undefined);
  });
});
