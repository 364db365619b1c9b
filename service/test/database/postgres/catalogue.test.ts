import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {pathsOfAdministrator, pathsOfOneDomain} from '../../support/all-paths.js';
import {pathsOfHub} from '../../support/hub-paths.js';
import {createDatabaseWithApp, startRecordedService} from '../../support/recorded-service.js';
import {askPostgres, startPostgres} from '../../support/servers/postgres.js';
import {recordStatements, tablesOfAllDomains, type RunStatement} from '../../support/statements.js';

/** Tables whose keys do not begin with the domain, and why. A distributed database keeps a copy of them on each of its servers. */
const TABLES_OF_ALL_DOMAINS: Readonly<Record<string, string>> = {
  installation: 'the values of the installation itself',
  agents: 'an address belongs to one agent of the installation, and an administrator sees all domains',
  agent_sessions: 'belong to agents',
  audit: 'administrators read it, and most of it is about no app',
  downloads: 'the address of a download names no domain, and is valid for a minute',
  rate_limits: 'counts by network address, before anything says which domain an agent belongs to',
  kysely_migration: 'which migrations have run',
  kysely_migration_lock: 'a lock that Kysely needs',
};

/** What must have the domain first: PostgreSQL checks it over all rows. */
interface CheckedKey {
  readonly table: string;
  readonly name: string;
  readonly kind: 'unique index' | 'foreign key';
  readonly columns: readonly string[];
}

const CHECKED_KEYS = `
  select i.indrelid::regclass::text as table, i.indexrelid::regclass::text as name, 'unique index' as kind,
    array(select pg_get_indexdef(i.indexrelid, k, false) from generate_series(1, i.indnkeyatts) k order by k) as columns
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where i.indisunique and c.relnamespace = current_schema()::regnamespace
  union all
  select f.conrelid::regclass::text, f.conname, 'foreign key',
    array(select a.attname::text || '=' || b.attname
      from unnest(f.conkey, f.confkey) with ordinality as k (own, other, position)
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.own
      join pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.other order by k.position)
  from pg_constraint f
  where f.contype = 'f' and f.connamespace = current_schema()::regnamespace
  order by 1, 2`;

const TABLES = `
  select c.relname as name, exists (
    select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indrelid = c.oid and i.indisprimary and a.attname = 'domain') as "hasDomain"
  from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace`;

/** A statement that reads all domains. */
interface ReadsAllDomains {
  readonly sql: RegExp;
  readonly why: string;
}

/** The statements that may read all domains, beside those for a user, or for an agent of one domain. */
const START: readonly ReadsAllDomains[] = [
  {
    sql: /^select max\("activity"\) .* where status = 'open'$/,
    why: 'the clock of the lists begins after all that is stored',
  },
  {sql: /^select max\("activity"\) .* where status <> 'open'$/, why: 'the same'},
  {sql: /^select \* from "apps"$/, why: 'the stored settings of all apps are checked'},
  {sql: /^delete from "ended_sessions"/, why: 'a job removes what is over'},
  {
    sql: /^select .* from "attachments" where state <> 'sent' and "created_at" <\s/,
    why: 'a job removes what was not sent',
  },
  {sql: /^update "secret_keys" set "secret" = \$1 .*"deleted_at" < \$2/, why: 'a job erases old secrets'},
];
const ADMINISTRATOR: readonly ReadsAllDomains[] = [
  {sql: /from "conversations" as "c" .* where c\.waiting_since is not null/, why: 'a list of the inbox'},
  {sql: /from "conversations" as "c" .* where c\.status = 'open'/, why: 'a list of the inbox'},
  {sql: /from "conversations" as "c" .* where c\.status <> 'open'/, why: 'a list of the inbox'},
  {sql: /from "conversations" as "c" .* where "c"\."id" = \$1/, why: 'a conversation is named by its id alone'},
  {sql: /^select \* from "attachments" where "id" = \$1/, why: 'a file is named by its id alone'},
  {sql: /^select \* from "apps"$/, why: 'the list of all apps'},
  {sql: /^select .* from "secret_keys" where "deleted_at" is null$/, why: 'the list of all apps'},
  {
    sql: /^select .* from "secret_keys" where \("deleted_at" is null or/,
    why: 'finds the app that a token was made for',
  },
];

describe('the keys of the tables on PostgreSQL', () => {
  it('begin with the domain, so that a distributed database can keep the rows of a domain together', async (t) => {
    const url = await createDatabaseWithApp(await startPostgres(t));
    const keys = await askPostgres<CheckedKey>(url, CHECKED_KEYS);
    const wrong = keys.filter(({columns: [first]}) => first !== 'domain' && first !== 'domain=domain');
    assert.deepEqual(
      wrong.filter(({table}) => !(table in TABLES_OF_ALL_DOMAINS)),
      [],
    );
    const right = new Set(keys.filter((key) => !wrong.includes(key)).map(({table, kind}) => `${table}: ${kind}`));
    for (const table of ['users', 'conversations', 'entries', 'notes', 'beginnings', 'attachments']) {
      assert.ok(right.has(`${table}: unique index`) && right.has(`${table}: foreign key`), table);
    }

    // Each table has such a primary key, or a reason. No reason is left over.
    const tables = await askPostgres<{name: string; hasDomain: boolean}>(url, TABLES);
    const without = tables.filter(({hasDomain}) => !hasDomain).map(({name}) => name);
    assert.deepEqual(without.toSorted(), Object.keys(TABLES_OF_ALL_DOMAINS).toSorted());
  });
});

describe('the statements on PostgreSQL', () => {
  it('name their domain, unless they are for all domains', async (t) => {
    const url = await createDatabaseWithApp(await startPostgres(t));
    const names = (await askPostgres<{name: string}>(url, TABLES)).map(({name}) => name);
    const tables = new Set(names.filter((name) => !(name in TABLES_OF_ALL_DOMAINS)));
    const {service, recorder, atStart, connect, listUnasked} = await startRecordedService(t, url);
    const wrongIn = (statements: readonly RunStatement[]): Set<string> =>
      new Set(statements.filter((one) => tablesOfAllDomains(one, tables).length).map(({text}) => text));
    const assertExplained = (statements: readonly RunStatement[], exceptions: readonly ReadsAllDomains[]): void => {
      const wrong = [...wrongIn(statements)];
      assert.deepEqual(
        wrong.filter((text) => !exceptions.some(({sql}) => sql.test(text))),
        [],
      );
      // No exception is left over.
      assert.deepEqual(
        exceptions.filter(({sql}) => !wrong.some((text) => sql.test(text))),
        [],
      );
    };

    assertExplained(atStart, START);

    const paths = {service, connect, userIds: ['ann'], sharedEmail: 'office@one.example', smallDomain: 'other'};
    await pathsOfOneDomain(paths);
    await pathsOfHub(service);
    const ofOneDomain = recorder.take();
    assertExplained(ofOneDomain, []);
    for (const table of tables)
      assert.ok(
        ofOneDomain.some(({text}) => text.includes(table)),
        table,
      );

    await pathsOfAdministrator(paths);
    assertExplained(recorder.take(), ADMINISTRATOR);
    assert.deepEqual(await listUnasked(), []);
  });

  it('are known to be wrong by how PostgreSQL runs them', async (t) => {
    const url = await createDatabaseWithApp(await startPostgres(t));
    const recorder = await recordStatements(t, url);
    const isWrong = async (statement: string): Promise<boolean> => {
      await askPostgres(recorder.url, statement);
      const [run = assert.fail('it is not recorded')] = recorder.take();
      return tablesOfAllDomains(run, new Set(['users', 'conversations'])).length > 0;
    };
    const join = 'select from conversations c join users u on u.id = c.owner_id and';
    for (const right of [
      `select from users where id = 'a' and (domain = 'b' and kind = 'c')`,
      `select from users where domain in ('a', 'b')`,
      `${join} u.domain = c.domain where c.domain = 'a'`,
      `update users set user_name = (select id from conversations c where c.domain = 'a') where domain = 'a'`,
    ]) {
      assert.equal(await isWrong(right), false, right);
    }
    for (const wrong of [
      `select from users where id = 'domain = ''a'''`,
      `select from users where domain = 'a' or id = 'b'`,
      `select from users where domain <> 'a'`,
      `select from users where domain = platform_id`,
      `${join} u.platform_id = c.domain where c.domain = 'a'`,
      `${join} u.domain = c.domain`,
      `update users set user_name = (select id from conversations c limit 1) where domain = 'a'`,
      `delete from users where domain in (select domain from apps)`,
    ]) {
      assert.equal(await isWrong(wrong), true, wrong);
    }
  });
});
