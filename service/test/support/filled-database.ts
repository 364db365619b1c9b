import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {AGENTS, APP_NAME, AROUND_NOW, FILLINGS, LARGE_TABLES, type LargeTable} from './filled-rows.js';
import {askPostgres} from './servers/postgres.js';
import {APP, SECRET} from './test-service.js';
import type {Owner} from './servers/server-process.js';

const APPS = 10_000;

/** Settings of a server that is filled fast: it writes no log of what is copied into an empty table. */
export const FILLING_SETTINGS = {
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '256MB',
  maintenance_work_mem: '512MB',
  checkpoint_timeout: '1h',
  max_wal_size: '16GB',
};

/** Fills a database that has an app. Its server runs on this computer. */
export async function fillDatabase(owner: Owner, url: string): Promise<void> {
  await askPostgres(url, SMALL_TABLES);
  const {foreignKeys, indexes} = await readKeys(url);
  for (const {table, name} of foreignKeys) await askPostgres(url, `alter table ${table} drop constraint ${name}`);
  for (const {table, name, constraint} of indexes) {
    await askPostgres(url, constraint === null ? `drop index ${name}` : `alter table ${table} drop constraint ${name}`);
  }
  for (const table of LARGE_TABLES) await copy(owner, url, table);
  await runBeside(
    url,
    indexes.map(({definition}) => definition),
  );
  for (const {table, name, constraint} of indexes) {
    if (constraint === null) continue;
    await askPostgres(url, `alter table ${table} add constraint ${name} ${constraint} using index ${name}`);
  }
  for (const {table, name, definition} of foreignKeys) {
    await askPostgres(url, `alter table ${table} add constraint ${name} ${definition} not valid`);
  }
  await askPostgres(url, 'analyze');
}

const SMALL_TABLES = `
  insert into apps (domain, platform_id, settings, epoch, created_at)
    select ${APP_NAME.domain}, ${APP_NAME.platformId}, settings, 0, 0 from generate_series(0, ${APPS - 1}) n, apps
    on conflict do nothing;
  insert into secret_keys (domain, platform_id, id, secret, secret_digest, created_at)
    select domain, platform_id, 'key', '${SECRET}', 'digest', 0 from apps;
  insert into agents (email_key, id, email, name, role, domain, password_hash, created_at)
    select n || '@agent.example', 'agent-' || n, n || '@agent.example', 'Alex', 'agent', '${APP.domain}', 'none', 0
    from generate_series(0, ${AGENTS - 1}) n;
  insert into agent_sessions (token_hash, agent_id, created_at, expires_at)
    select id || '/' || n, id, 0, case n % 4 when 0 then ${AROUND_NOW.past} else ${AROUND_NOW.future} end
    from agents, generate_series(1, 20) n`;

interface Key {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

interface Index extends Key {
  /** Null for an index that is no constraint. */
  readonly constraint: 'primary key' | 'unique' | null;
}

/** Reads what makes it slow to fill the large tables. */
async function readKeys(url: string): Promise<{foreignKeys: readonly Key[]; indexes: readonly Index[]}> {
  const large = `any (array['${LARGE_TABLES.join("', '")}']::regclass[])`;
  const foreignKeys = await askPostgres<Key>(
    url,
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conrelid = ${large}`,
  );
  // Those that take longest first, so that both connections end at the same time.
  const indexes = await askPostgres<Index>(
    url,
    `select indrelid::regclass::text as table, indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition,
       case contype when 'p' then 'primary key' when 'u' then 'unique' end as constraint
     from pg_index left join pg_constraint on conindid = indexrelid and contype in ('p', 'u')
     where indrelid = ${large} order by indrelid = 'entries'::regclass desc`,
  );
  return {foreignKeys, indexes};
}

/** Fills a table by `COPY`: one connection writes the rows into a pipe, and another one reads them. */
async function copy(owner: Owner, url: string, table: LargeTable): Promise<void> {
  const {from, columns} = FILLINGS[table];
  const folder = mkdtempSync(join(tmpdir(), 'helpshift-chat-copy-'));
  owner.after(() => rmSync(folder, {recursive: true, force: true}));
  // The server is another user.
  chmodSync(folder, 0o755);
  const pipe = join(folder, table);
  spawnSync('mkfifo', ['-m', '666', pipe]);
  const types = await askPostgres<{name: string; type: string}>(
    url,
    `select attname as name, atttypid::regtype as type from pg_attribute where attrelid = '${table}'::regclass and attnum > 0`,
  );
  const values = types.map(({name, type}) => `(${columns[name]})::${type}`);
  // In the transaction that empties the table, the rows need no log, and count as old at once.
  await Promise.all([
    askPostgres(url, `copy (select ${values.join(', ')} from ${from}) to '${pipe}' (format binary)`),
    askPostgres(url, `begin; truncate ${table}; copy ${table} from '${pipe}' (format binary, freeze); commit`),
  ]);
}

/** Runs statements on two connections, each the next one that is left. */
async function runBeside(url: string, statements: readonly string[]): Promise<void> {
  const left = [...statements];
  const run = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await askPostgres(url, next);
  };
  await Promise.all([run(), run()]);
}
