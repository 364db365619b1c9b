import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {parseNotices} from '../../../inbox/api/parse-notices.js';

describe('the notices of the service', () => {
  it('are read; one of a newer service is left out, and nonsense is refused', () => {
    const notices = [{code: 'of a newer service'}, {code: 'proxy-not-trusted', since: 1}, {}, 'x'];
    assert.deepEqual(parseNotices({notices}), ['proxy-not-trusted']);
    assert.deepEqual(parseNotices({notices: []}), []);
    assert.equal(parseNotices({}), undefined);
  });
});
