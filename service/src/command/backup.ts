import {existsSync, statSync} from 'node:fs';
import {defineCommand} from './command.js';
import {requireDatabaseFile} from './database.js';
import {CommandError, UsageError} from './errors.js';
import {connectionOptions, quote} from './postgres-tools.js';
import {readConfig} from '../config.js';
import {copyDatabase} from '../database/sqlite/copy-database.js';
import {openToRead} from '../database/sqlite/open-to-read.js';

export const backup = defineCommand(
  {
    name: 'backup',
    summary: 'Copies the database in DATA_DIR to a new file, while the service runs',
    positionals: ['FILE'],
    options: {},
  },
  async ({positionals: [file]}, terminal) => {
    const config = readConfig(terminal.environment);
    if (config.database) {
      const command = `pg_dump --format=custom --file=${quote(file)} ${connectionOptions(config.database.url)}`;
      throw new CommandError(
        `DATABASE_URL: PostgreSQL has a program for backups, which asks for the password: ${command}`,
      );
    }
    const database = openToRead(requireDatabaseFile(config));
    try {
      if (existsSync(file)) throw new UsageError('FILE', `there is a file at ${JSON.stringify(file)}; name a new one`);
      copyDatabase(database, file);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new CommandError(`FILE: no backup was made at ${JSON.stringify(file)} (${(error as Error).message})`);
    } finally {
      database.close();
    }
    terminal.print(`Backed up to ${JSON.stringify(file)}: ${statSync(file).size} bytes.\n`);
    terminal.note('It holds secret keys and conversations: keep it as private as the database.');
  },
);
