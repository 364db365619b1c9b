import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ChatError, isChatError} from '../../src/client/errors.js';

describe('ChatError', () => {
  it('gives the code, whether a retry can help, and the cause', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new ChatError('unreachable', 'No answer', {retryable: true, cause});
    assert.ok(error instanceof Error);
    assert.deepEqual(
      [error.name, error.code, error.message, error.retryable],
      ['ChatError', 'unreachable', 'No answer', true],
    );
    assert.equal(error.cause, cause);
  });
});

describe('isChatError', () => {
  it('recognises a ChatError, also from another copy of this package', async () => {
    assert.equal(isChatError(new ChatError('timed_out', '', {retryable: true})), true);
    // The built package, beside its source.
    const address = new URL('../../dist/client/errors.js', import.meta.url).href;
    const copy = (await import(address)) as {ChatError: typeof ChatError};
    const foreign = new copy.ChatError('timed_out', '', {retryable: true});
    assert.equal(foreign instanceof ChatError, false);
    assert.equal(isChatError(foreign), true);
  });

  it('rejects everything else', () => {
    const others = [new Error('ChatError'), new DOMException('', 'AbortError'), 'ChatError', 7, {}, null, undefined];
    for (const other of others) assert.equal(isChatError(other), false);
  });
});
