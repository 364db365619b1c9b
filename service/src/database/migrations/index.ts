import {Migrator} from 'kysely';
import {MIGRATIONS} from './list.js';
import type {Database} from '../schema.js';
/** The tables of a database are not ours, or not of this version. The message says what to do. */
export class ForeignTablesError extends Error {
  override readonly name = 'ForeignTablesError';
}

/**
 * Brings the tables up to date. Throws a `ForeignTablesError` and changes nothing when they are another program's or a newer
 * version's. Throws when a migration fails.
 */
export async function migrate(db: Database): Promise<void> {
  await requireOwnTables(db);
  const migrator = new Migrator({db, provider: {getMigrations: async () => MIGRATIONS}});
  const {error} = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('The tables could not be brought up to date', {cause: error});
}

/** Whether the tables are those of this version. Throws a `ForeignTablesError` like `migrate`. Changes nothing. */
export async function hasAllMigrations(db: Database): Promise<boolean> {
  const names = Object.keys(MIGRATIONS);
  // The notes alone are read faster than the names of all tables. They are missing in a new database.
  if (String(await listDone(db).catch(() => [])) === String(names)) return true;
  const done = await requireOwnTables(db);
  return names.every((name) => done.includes(name));
}

/** The table in which the migrator notes what it has done. */
const NOTES_TABLE = 'kysely_migration';

/** @returns The names of the migrations that were done. */
async function requireOwnTables(db: Database): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({withInternalKyselyTables: true});
  const names = tables.map(({name}) => name);
  const done = names.includes(NOTES_TABLE) ? await listDone(db) : [];
  const [firstName = ''] = Object.keys(MIGRATIONS);
  const unknown = done.filter((name) => !(name in MIGRATIONS));
  if (done.includes(firstName)) {
    if (!unknown.length) return done;
    throw new ForeignTablesError(
      `a newer version of the service has changed its tables (${unknown.join(', ')}); run that version`,
    );
  }
  if (unknown.length || names.includes('users') || names.includes('apps')) {
    throw new ForeignTablesError('it holds the tables of another program; name an empty database');
  }
  return done;
}

async function listDone(db: Database): Promise<string[]> {
  const rows = await db
    .withTables<{kysely_migration: {name: string}}>()
    .selectFrom(NOTES_TABLE)
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map(({name}) => name);
}
