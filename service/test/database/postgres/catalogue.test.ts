import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openPostgres} from '../../../src/database/postgres/postgres-engine.js';
import {askPostgres, startPostgres} from '../../support/servers/postgres.js';

/** Tables whose keys do not begin with the domain, and why. A distributed database keeps a copy of them on each of its servers. */
const TABLES_OF_ALL_DOMAINS: Readonly<Record<string, string>> = {
  installation: 'the values of the installation itself',
  agents: 'an address belongs to one agent of the installation, and an administrator sees all domains',
  agent_sessions: 'belong to agents',
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

describe('the keys of the tables on PostgreSQL', () => {
  it('begin with the domain, so that a distributed database can keep the rows of a domain together', async (t) => {
    const server = await startPostgres(t);
    const url = await server.createDatabase('chat');
    const engine = await openPostgres({url, listenUrl: url, poolSize: 3});
    await engine.close();

    const keys = await askPostgres<CheckedKey>(url, CHECKED_KEYS);
    const wrong = keys.filter(({columns: [first]}) => first !== 'domain' && first !== 'domain=domain');
    assert.deepEqual(
      wrong.filter(({table}) => !(table in TABLES_OF_ALL_DOMAINS)),
      [],
    );
    const right = new Set(keys.filter((key) => !wrong.includes(key)).map(({table, kind}) => `${table}: ${kind}`));
    for (const table of ['users', 'conversations', 'entries', 'notes', 'beginnings']) {
      assert.ok(right.has(`${table}: unique index`) && right.has(`${table}: foreign key`), table);
    }

    // Each table has such a primary key, or a reason. No reason is left over.
    const tables = await askPostgres<{name: string; hasDomain: boolean}>(url, TABLES);
    const without = tables.filter(({hasDomain}) => !hasDomain).map(({name}) => name);
    assert.deepEqual(without.toSorted(), Object.keys(TABLES_OF_ALL_DOMAINS).toSorted());
  });
});
