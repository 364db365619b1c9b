import {existsSync, statSync} from 'node:fs';
import {defineCommand} from './command.js';
import {CommandError, UsageError} from './errors.js';
import {connectionOptions, quote} from './postgres-tools.js';
import {copyAttachments} from '../attachments/copy-attachments.js';
import {ConfigError, readConfig} from '../config.js';
import {attachmentsFolder, databaseFile, makeDataFolder} from '../database/open-engine.js';
import {UnusableBackupError} from '../database/sqlite/check-backup.js';
import {FolderLockedError} from '../database/sqlite/lock-folder.js';
import {restoreDatabase} from '../database/sqlite/restore-database.js';
import type {Terminal} from './terminal.js';

export const restore = defineCommand(
  {
    name: 'restore',
    summary: 'Checks a backup, and puts a copy of it in the place of the database in DATA_DIR, with its attachments',
    positionals: ['FILE'],
    options: {},
  },
  async ({positionals: [file]}, terminal) => {
    const config = readConfig(terminal.environment);
    if (config.database) {
      const command = `pg_restore --no-owner --exit-on-error ${connectionOptions(config.database.url)} ${quote(file)}`;
      throw new CommandError(
        `DATABASE_URL: attachments are files in ${JSON.stringify(attachmentsFolder(config))}: copy them back there. ` +
          `PostgreSQL has a program for the database, which fills an empty one: ${command}`,
      );
    }
    const place = JSON.stringify(file);
    if (!existsSync(file)) throw new UsageError('FILE', `there is no file at ${place}`);
    if (!statSync(file).isFile()) throw new UsageError('FILE', `${place} is no file`);
    makeDataFolder(config);
    const database = databaseFile(config);
    try {
      const before = await restoreDatabase(file, database, new Date());
      terminal.print(`Restored from ${place}. Start the service.\n`);
      if (before !== undefined) {
        terminal.print(
          `The database before is ${JSON.stringify(before)}. Remove it when you do not need it any more.\n`,
        );
      }
      await restoreAttachments(terminal, file, attachmentsFolder(config), before);
      terminal.note(
        'What was ended after the backup is not ended any more: see "After the restore" in docs/operate.md.',
      );
    } catch (error) {
      if (error instanceof UnusableBackupError) throw new UsageError('FILE', `${place}: ${error.message}`);
      if (!(error instanceof FolderLockedError)) throw error;
      throw new ConfigError('DATA_DIR', `a service is running on ${JSON.stringify(database)}; stop it first`);
    }
  },
);

/**
 * Puts the attachments of a backup beside those that are there. The ones that only the database before knows are removed after a day, so they
 * get a second name beside it.
 */
async function restoreAttachments(
  terminal: Terminal,
  backup: string,
  folder: string,
  before: string | undefined,
): Promise<void> {
  const [, mark] = /(\.before-[^/\\]*)$/.exec(before ?? '') ?? [];
  if (mark !== undefined) {
    const kept = await copyAttachments(folder, folder + mark, {isLinkNeeded: true});
    if (kept.files) terminal.print(`The attachments before are in ${JSON.stringify(folder + mark)}.\n`);
  }
  const {files} = await copyAttachments(`${backup}.attachments`, folder);
  if (files) terminal.print(`Restored ${files} files of attachments.\n`);
}
