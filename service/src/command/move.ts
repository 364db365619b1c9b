import {existsSync} from 'node:fs';
import {defineCommand} from './command.js';
import {CommandError, UsageError} from './errors.js';
import {table} from './output.js';
import {ConfigError, isPostgresUrl, POSTGRES_URL_FORM, readConfig} from '../config.js';
import {isEqual, move as moveInstallation} from '../database/move/move.js';
import {databaseFile} from '../database/open-engine.js';
import {DatabaseUnavailableError} from '../database/errors.js';
import {ForeignTablesError} from '../database/migrations/index.js';
import {MoveError} from '../database/move/errors.js';
import {openMoveSource} from '../database/move/move-source.js';
import {openMoveTarget} from '../database/move/move-target.js';
import {startProblem} from '../database/postgres/start-problem.js';
import {FolderLockedError} from '../database/sqlite/lock-folder.js';
import type {Terminal} from './terminal.js';
import type {MoveListener, MoveOutcome} from '../database/move/move.js';
import type {MovePlan} from '../database/move/plan-move.js';
import type {MoveSource} from '../database/move/move-source.js';
import type {Database} from '../database/schema.js';

/** How often a line tells of the progress. */
const PROGRESS_INTERVAL_MS = 1_000;

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
  async ({options}, terminal) => {
    const config = readConfig(terminal.environment);
    const url = options.to ?? config.database?.url;
    if (url === undefined) throw new UsageError('--to', 'it is needed, unless DATABASE_URL is set');
    if (!isPostgresUrl(url)) throw new UsageError('--to', `expected an address as ${POSTGRES_URL_FORM}`);
    if (options.to !== undefined && new URL(url).password) {
      terminal.note('Everybody on this computer can see the password in --to; PGPASSWORD hides it.');
    }
    const source = await openSource(databaseFile(config));
    try {
      const name = options.to === undefined ? 'DATABASE_URL' : '--to';
      const target = await openTarget(url, name);
      try {
        const move = () => moveInstallation(source, target, listenerOf(terminal));
        return describe(await explainingFailure(name, move), terminal);
      } finally {
        await target.destroy();
      }
    } finally {
      await source.close();
    }
  },
);

async function openSource(file: string): Promise<MoveSource> {
  const place = JSON.stringify(file);
  if (!existsSync(file)) {
    throw new ConfigError('DATA_DIR', `there is no database at ${place}; set it to the folder that your service uses`);
  }
  try {
    return await openMoveSource(file);
  } catch (error) {
    if (error instanceof FolderLockedError) {
      throw new ConfigError('DATA_DIR', `a service is running on ${place}, or another move; stop it first`);
    }
    const isExplained = error instanceof MoveError || error instanceof ForeignTablesError;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError('DATA_DIR', `${place}: ${isExplained ? reason : `it cannot be read (${reason})`}`);
  }
}

async function openTarget(url: string, name: string): Promise<Database> {
  try {
    return await openMoveTarget(url);
  } catch (error) {
    const problem = error instanceof ForeignTablesError ? error.message : startProblem(error, url);
    throw problem === undefined ? error : new CommandError(`${name}: ${problem}`);
  }
}

async function explainingFailure<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MoveError) throw new CommandError(`${name}: ${error.message}`);
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    throw new CommandError(`${name}: ${error.message}; run the same command again, and the move goes on where it was`);
  }
}

const PLANS: Readonly<Record<MovePlan, string>> = {
  copy: 'Copying into the empty database.',
  'go-on': 'Going on with the move that was ended.',
  'copy-again': 'The installation has changed since the move began: copying all of it again.',
  compare: 'The move is finished. Comparing only.',
};

function listenerOf({note}: Terminal): MoveListener {
  let toldAt = -Infinity;
  return {
    planned: (plan) => note(PLANS[plan]),
    progress: (work, name, done, all) => {
      if (performance.now() - toldAt < PROGRESS_INTERVAL_MS) return;
      toldAt = performance.now();
      note(`${name}: ${work} ${done} of ${all}`);
    },
  };
}

/** @returns The exit code. */
function describe({plan, tables}: MoveOutcome, {print, note}: Terminal): number {
  const rows = tables.map((compared) => [
    compared.name,
    String(compared.source.rows),
    String(compared.target.rows),
    isEqual(compared) ? 'equal' : 'different',
  ]);
  print(table(['TABLE', 'DATA_DIR', 'POSTGRESQL', 'ROWS'], rows));
  if (tables.every(isEqual)) {
    print('\nThe move is finished: all rows are equal. Start the service with DATABASE_URL. DATA_DIR is as it was.\n');
    return 0;
  }
  note(plan === 'compare' ? CHANGED_SINCE : NOT_EQUAL);
  return 1;
}

const CHANGED_SINCE =
  'The two are different. That is right when a service or a command has changed one of them since the move.';
const NOT_EQUAL =
  'The copy is not equal, and no service starts on it. Drop the database, make it again, and move again; if that does not help, please report it.';
