import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {followUpLink} from '../../src/protocol/follow-up.js';
import {parseFollowUp} from '../../src/protocol/parse-follow-up.js';

describe('followUpLink', () => {
  it('is the address of the page with the conversation in its fragment', () => {
    assert.equal(
      followUpLink('https://shop.example/cart?x=1', 'c1'),
      'https://shop.example/cart?x=1#helpshift-chat=c1',
    );
  });

  it('replaces a fragment, and an id stays within it', () => {
    const link = new URL(followUpLink('https://shop.example/#top', 'a b"<'));
    assert.deepEqual([link.pathname, link.hash], ['/', '#helpshift-chat=a%20b%22%3C']);
  });
});

describe('parseFollowUp', () => {
  it('reads what the service answers, also with further fields', () => {
    const answers = [
      {isOwn: true},
      {isOwn: false, originalState: 'anonymous', pageUrl: null},
      {isOwn: false, originalState: 'logged-in', pageUrl: 'https://shop.example/', more: 1},
    ];
    for (const answer of answers) assert.deepEqual(parseFollowUp(answer), answer);
  });

  it('reads nothing else', () => {
    const foreign = {isOwn: false, originalState: 'anonymous', pageUrl: null};
    const wrong = [
      undefined,
      null,
      'text',
      {},
      {isOwn: 'true'},
      {isOwn: false},
      {...foreign, originalState: 'verified'},
      {...foreign, originalState: undefined},
      {...foreign, pageUrl: undefined},
      {...foreign, pageUrl: 5},
    ];
    for (const value of wrong) assert.equal(parseFollowUp(value), undefined, JSON.stringify(value));
  });
});
