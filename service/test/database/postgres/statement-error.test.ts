import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import pg from 'pg';
import {DatabaseUnavailableError} from '../../../src/database/errors.js';
import {explainError, StatementError} from '../../../src/database/postgres/statement-error.js';

function failure(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('Key (email)=(ann@example.com) exists', 100, 'error'), {
    code,
    severity: 'ERROR',
  });
}

describe('explainError', () => {
  for (const [code, what] of [
    ['08006', 'a connection that broke'],
    ['53100', 'a full disk'],
    ['53200', 'no memory'],
    ['53300', 'too many connections'],
    ['25006', 'a read-only server'],
    ['25P03', 'a transaction that did nothing for too long'],
    ['25P04', 'a transaction that took too long'],
    ['55P03', 'a lock that others keep for too long'],
    ['57014', 'a statement that took too long'],
    ['57P01', 'a server that stops'],
    ['57P02', 'a server that has crashed'],
    ['57P03', 'a server that recovers from a crash'],
    ['58030', 'a file that cannot be read or written'],
    ['58P01', 'a file that is missing'],
    ['28P01', 'a password that was changed'],
    ['3D000', 'a database that was deleted'],
    ['XX001', 'a damaged table'],
    ['XX002', 'a damaged index'],
  ] as const) {
    it(`says that the database is unavailable: ${what}`, () => {
      const error = explainError(failure(code));
      assert.ok(error instanceof DatabaseUnavailableError);
      assert.match(error.message, new RegExp(code));
    });
  }

  it('says that a statement was wrong, without a value of it', () => {
    const error = explainError(failure('23505'));
    assert.ok(error instanceof StatementError);
    assert.doesNotMatch(error.message, /ann/);
  });
});
