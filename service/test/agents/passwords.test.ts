import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import {syncBuiltinESMExports} from 'node:module';
import {describe, it} from 'node:test';
import {hashPassword, isPassword} from '../../src/agents/passwords.js';
import {CHEAP} from '../support/test-service.js';

describe('a password', () => {
  it('matches only its own hash', async () => {
    const hash = await hashPassword('correct horse', CHEAP);
    assert.equal(await isPassword('correct horse', hash), true);
    assert.equal(await isPassword('correct horsf', hash), false);
    assert.equal(await isPassword('', hash), false);
  });

  it('never has the same hash twice, and is not part of it', async () => {
    const hashes = [await hashPassword('correct horse', CHEAP), await hashPassword('correct horse', CHEAP)];
    assert.notEqual(hashes[0], hashes[1]);
    assert.match(hashes[0] ?? '', /^scrypt\$4\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  });

  it('is the same in both Unicode forms', async () => {
    assert.equal(await isPassword('u\u0308ber', await hashPassword('\u00fcber', CHEAP)), true);
  });

  it('costs 64 MiB, and is checked with the cost in its hash', async () => {
    const hash = await hashPassword('correct horse');
    assert.match(hash, /^scrypt\$16\$8\$2\$/);
    assert.equal(await isPassword('correct horse', hash), true);
  });

  it('does not match a missing hash, with the same work: the time does not show whether an account exists', async (t) => {
    const hash = await hashPassword('correct horse');
    const derive = t.mock.method(crypto, 'scrypt');
    syncBuiltinESMExports();
    t.after(() => {
      derive.mock.restore();
      syncBuiltinESMExports();
    });
    for (const stored of [hash, undefined]) assert.equal(await isPassword('', stored), false);
    const [known, unknown, ...more] = derive.mock.calls.map((call) => call.arguments.slice(2, 4));
    assert.deepEqual(unknown, known);
    assert.deepEqual(more, []);
  });
});
