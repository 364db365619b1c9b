import {Migrator} from 'kysely';
import type {Database} from '../schema.js';
import * as first from './0001-first.js';
import * as beginnings from './0002-beginnings.js';

/** All migrations, in the order of their names. A released migration never changes; a new one follows it. */
const MIGRATIONS = {'0001-first': first, '0002-beginnings': beginnings};

/** Brings the tables up to date. Several processes may call it at once. Throws when a migration fails. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({db, provider: {getMigrations: async () => MIGRATIONS}});
  const {error} = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('The tables could not be brought up to date', {cause: error});
}
