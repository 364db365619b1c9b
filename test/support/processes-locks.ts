/** Locks that a test takes in the database, so that a process stands still at a place that the test has chosen. */
import assert from 'node:assert/strict';
import pg from 'pg';
import {askPostgres} from '../../service/test/support/servers/postgres.js';
import type {Owner} from '../../service/test/support/servers/server-process.js';
import {eventually} from './e2e-eventually.js';

/** Begins a transaction with a statement that takes a lock. @returns A function that gives the lock back. */
export async function takeLock(owner: Owner, url: string, statement: string): Promise<() => Promise<void>> {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  const release = async (): Promise<void> => {
    closed ??= client.end();
    await closed;
  };
  let closed: Promise<void> | undefined;
  owner.after(release);
  await client.query(`begin; ${statement}`);
  return release;
}

const COMMIT_LOCK = 4711;

/**
 * Makes each commit of an entry wait until the returned function is called: nobody knows whether what was sent is stored.
 */
export async function holdCommits(owner: Owner, url: string): Promise<() => Promise<void>> {
  await askPostgres(
    url,
    `create or replace function hold_commit() returns trigger language plpgsql as
       $$ begin perform pg_advisory_xact_lock_shared(${COMMIT_LOCK}); return null; end $$;
     drop trigger if exists hold_commit on entries;
     create constraint trigger hold_commit after insert on entries deferrable initially deferred
       for each row execute function hold_commit()`,
  );
  return takeLock(owner, url, `select pg_advisory_xact_lock(${COMMIT_LOCK})`);
}

/** Resolves when so many statements of the service wait for a lock. */
export async function untilWaiting(url: string, statements = 1): Promise<void> {
  await eventually(async () => {
    const rows = await askPostgres(
      url,
      `select pid from pg_stat_activity
         where datname = current_database() and application_name = 'helpshift-chat' and wait_event_type = 'Lock'`,
    );
    assert.ok(rows.length >= statements, `${rows.length} statements wait for a lock`);
  });
}
