import {defineCommand} from './command.js';
import {UsageError} from './errors.js';
import {isPostgresUrl, POSTGRES_URL_FORM, readConfig} from '../config.js';

export const move = defineCommand(
  {
    name: 'move',
    summary: 'Copies the installation in DATA_DIR into a PostgreSQL database, and compares all rows',
    positionals: [],
    options: {
      to: {
        kind: 'text',
        value: 'URL',
        help: 'an empty database, as postgres://user@host:5432/database, with the password in PGPASSWORD; default: DATABASE_URL',
      },
    },
  },
  async ({options: {to}}, terminal) => {
    const config = readConfig(terminal.environment);
    const url = to ?? config.database?.url;
    if (url === undefined) throw new UsageError('--to', 'it is needed, unless DATABASE_URL is set');
    if (!isPostgresUrl(url)) throw new UsageError('--to', `expected an address as ${POSTGRES_URL_FORM}`);
    if (to !== undefined && new URL(url).password) {
      terminal.note('Everybody on this computer can see the password in --to; PGPASSWORD hides it.');
    }
    // Imported here, so that the other commands do not load the code of PostgreSQL.
    const {moveInstallation} = await import('./move-installation.js');
    return moveInstallation(config, {url, name: to === undefined ? 'DATABASE_URL' : '--to'}, terminal);
  },
);
