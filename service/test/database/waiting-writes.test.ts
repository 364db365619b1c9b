import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {DatabaseUnavailableError} from '../../src/database/errors.js';
import {GroupCommit as PostgresGroupCommit} from '../../src/database/postgres/group-commit.js';
import {GroupCommit as SqliteGroupCommit} from '../../src/database/sqlite/group-commit.js';
import {WAITING_WRITES_LIMIT} from '../../src/limits.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import type {EngineMeters} from '../../src/database/engine.js';
import type {Database} from '../../src/database/schema.js';
import type {LimitName} from '../../src/limits.js';
import type {Dialect} from 'kysely';

/** A database whose transactions never end. */
const silent = {transaction: () => ({execute: () => new Promise(() => undefined)})} as unknown as Database;

type Write = () => Promise<void>;

function writesOnSqlite(meters: EngineMeters): Write {
  const group = new SqliteGroupCommit(silent, meters);
  return () => group.write(async () => undefined);
}

function writesOnPostgres(meters: EngineMeters): Write {
  const group = new PostgresGroupCommit({db: silent, dialect: {} as Dialect, groupsAtOnce: 0, meters});
  return () => group.write([], async () => undefined);
}

describe('a write for which too many others wait', () => {
  for (const [name, open] of [
    ['SQLite', writesOnSqlite],
    ['PostgreSQL', writesOnPostgres],
  ] as const) {
    it(`is refused, on ${name}`, async () => {
      const refused: LimitName[] = [];
      const write = open({...NO_METERS, refused: (limit) => void refused.push(limit)});
      for (let count = 0; count < WAITING_WRITES_LIMIT; count++) void write();
      const next = write().then(
        () => assert.fail('it was accepted'),
        (error: unknown) => error,
      );
      const waits = new Promise((resolve) => setImmediate(resolve, 'it waits'));
      assert.ok((await Promise.race([next, waits])) instanceof DatabaseUnavailableError);
      assert.deepEqual(refused, ['waiting-writes']);
    });
  }
});
