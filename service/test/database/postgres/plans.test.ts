import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {pathsOfAdministrator, pathsOfOneDomain} from '../../support/all-paths.js';
import {fillDatabase, FILLING_SETTINGS} from '../../support/filled-database.js';
import {
  CONNECTED_USERS,
  ENTRIES,
  LARGE_TABLES,
  RETURNING_USERS,
  SHARED_EMAIL,
  SMALL_DOMAIN,
} from '../../support/filled-rows.js';
import {pathsOfHub} from '../../support/hub-paths.js';
import {pathsOfRetention} from '../../support/job-paths.js';
import {blocksOf, PLAN_LIMITS, planProblems} from '../../support/plan-problems.js';
import {createDatabaseWithApp, startRecordedService} from '../../support/recorded-service.js';
import {askPostgres, startPostgres} from '../../support/servers/postgres.js';
import {tablesOf, type RunStatement} from '../../support/statements.js';
import type {PlanLimits} from '../../support/plan-problems.js';

const LARGE: ReadonlySet<string> = new Set(LARGE_TABLES);

/** The statements with other limits, and why. */
const EXCEPTIONS: readonly {sql: RegExp; why: string; limits: Partial<PlanLimits>; mayBeMissing?: true}[] = [
  {
    sql: /^insert into "audit"/,
    why: 'the first row after the filling makes a full table longer, and its four indexes',
    limits: {writtenBlocks: 200},
  },
  {
    sql: /^select .* from "secret_keys" where \("deleted_at" is null or/,
    why: 'an administrator looks for the app of a token: each key may be the right one',
    limits: {sortedRows: Infinity},
  },
  {
    sql: /^select "owner_id" as "ownerId", count/,
    why: 'the versions of all conversations of 500 users',
    limits: {sortedRows: 5000},
  },
  {
    sql: /^update "secret_keys" set "secret" = \$1 .*"deleted_at" < \$2/,
    why: 'a job looks at all keys from time to time',
    limits: {writtenBlocks: 1000},
    // At the start the jobs run all at once, and one may fail on a busy computer.
    mayBeMissing: true,
  },
  {
    sql: /^select "id", "owner_id", "status", "activity" from "conversations" where .*"owner_id" in/,
    why: 'retention looks for the conversations of 50 users at once, and most of them have one',
    limits: {readBlocks: 1000},
  },
  {
    sql: /^update "conversations" set "version" = "version" where .*"activity" <=/,
    why: 'retention locks up to 100 conversations at once, and each new version of a row goes into ten indexes',
    limits: {writtenBlocksOfRow: 60},
  },
  {
    sql: /^delete from "attachments" where .*"conversation_id" in/,
    why: 'retention looks for the files of up to 100 conversations, and most of them have none',
    limits: {writtenBlocks: 1000},
  },
  {
    sql: /^delete from "notes" where .*"conversation_id" in/,
    why: 'retention looks for the notes of up to 100 conversations, and most of them have none',
    limits: {writtenBlocks: 1000},
  },
];

function limitsOf({text}: RunStatement): PlanLimits {
  return {...PLAN_LIMITS, ...EXCEPTIONS.find(({sql}) => sql.test(text))?.limits};
}

/** What is wrong with the statements, each problem once. The catalogue's own tables are PostgreSQL's concern. */
function problemsOf(statements: readonly RunStatement[]): string[] {
  const own = statements.filter((statement) => !tablesOf(statement).some((table) => table.startsWith('pg_')));
  const problems = own.flatMap((one) =>
    planProblems(one, LARGE, limitsOf(one)).map((problem) => `${problem}: ${one.text}`),
  );
  return [...new Set(problems)];
}

describe('the statements on two million entries', () => {
  it('use indexes, and read little more than they answer', async (t) => {
    const url = await createDatabaseWithApp(await startPostgres(t, {settings: FILLING_SETTINGS}));
    const startedAt = performance.now();
    await fillDatabase(t, url);
    t.diagnostic(`filled in ${Math.round((performance.now() - startedAt) / 1000)} s`);
    const [{entries} = assert.fail()] = await askPostgres<{entries: string}>(
      url,
      'select count(*) as entries from entries',
    );
    assert.ok(Number(entries) >= ENTRIES, entries);

    const {service, recorder, atStart, connect} = await startRecordedService(t, url);
    const paths = {service, connect, userIds: RETURNING_USERS, sharedEmail: SHARED_EMAIL, smallDomain: SMALL_DOMAIN};
    await pathsOfOneDomain(paths);
    await pathsOfAdministrator(paths);
    await pathsOfHub(service, CONNECTED_USERS);
    await pathsOfRetention(service);
    const statements = [...atStart, ...recorder.take()];
    for (const {sql, why, mayBeMissing} of EXCEPTIONS)
      assert.ok(mayBeMissing || statements.some(({text}) => sql.test(text)), why);
    const most = Math.max(...statements.map(({plan}) => blocksOf(plan)));
    t.diagnostic(`${statements.length} statements, ${most} blocks at the most`);
    assert.deepEqual(problemsOf(statements), []);

    // It would find a missing index.
    await askPostgres(url, 'drop index conversations_list_closed');
    await service.agentList(await service.agent({email: 'last@one.example', domain: SMALL_DOMAIN}), 'closed');
    assert.match(String(problemsOf(recorder.take())), /rows of conversations that it does not use/);
  });
});
