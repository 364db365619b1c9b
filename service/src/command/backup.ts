import {existsSync, statSync} from 'node:fs';
import {defineCommand} from './command.js';
import {requireDatabaseFile} from './database.js';
import {CommandError, UsageError} from './errors.js';
import {connectionOptions, quote} from './postgres-tools.js';
import {copyAttachments} from '../attachments/copy-attachments.js';
import {readConfig} from '../config.js';
import {attachmentsFolder} from '../database/open-engine.js';
import {copyDatabase} from '../database/sqlite/copy-database.js';
import {openToRead} from '../database/sqlite/open-to-read.js';

export const backup = defineCommand(
  {
    name: 'backup',
    summary:
      'Copies the database in DATA_DIR to a new file, and its attachments to FILE.attachments, while the service runs',
    positionals: ['FILE'],
    options: {},
  },
  async ({positionals: [file]}, terminal) => {
    const config = readConfig(terminal.environment);
    if (config.database) {
      const command = `pg_dump --format=custom --file=${quote(file)} ${connectionOptions(config.database.url)}`;
      throw new CommandError(
        `DATABASE_URL: attachments are files in ${JSON.stringify(attachmentsFolder(config))}: copy that folder, after the database. ` +
          `PostgreSQL has a program for the database, which asks for the password: ${command}`,
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
    const folder = `${file}.attachments`;
    const copied = await copyAttachments(attachmentsFolder(config), folder).catch((error: Error) => {
      throw new CommandError(
        `FILE: the database was backed up, and not all attachments, to ${JSON.stringify(folder)} (${error.message})`,
      );
    });
    if (copied.files) {
      terminal.print(`Attachments in ${JSON.stringify(folder)}: ${copied.files} files, ${copied.bytes} bytes.\n`);
    }
    terminal.note('It holds secret keys and conversations: keep it as private as the database.');
  },
);
