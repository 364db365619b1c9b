import {existsSync} from 'node:fs';
import {CommandError} from './errors.js';
import {table} from './output.js';
import {ConfigError} from '../config.js';
import {DatabaseUnavailableError} from '../database/errors.js';
import {ForeignTablesError} from '../database/migrations/index.js';
import {MoveError} from '../database/move/errors.js';
import {openMoveSource} from '../database/move/move-source.js';
import {openMoveTarget} from '../database/move/move-target.js';
import {isEqual, move} from '../database/move/move.js';
import {databaseFile} from '../database/open-engine.js';
import {startProblem} from '../database/postgres/start-problem.js';
import {FolderLockedError} from '../database/sqlite/lock-folder.js';
import type {Terminal} from './terminal.js';
import type {Config} from '../config.js';
import type {MoveListener, MoveOutcome} from '../database/move/move.js';
import type {MovePlan} from '../database/move/plan-move.js';
import type {MoveSource} from '../database/move/move-source.js';
import type {Database} from '../database/schema.js';

/** How often a line tells of the progress. */
const PROGRESS_INTERVAL_MS = 1_000;

/** A PostgreSQL database, and the option or variable that names it. */
interface TargetName {
  /** May hold a password: never in a message. */
  readonly url: string;
  readonly name: string;
}

/** Moves the embedded database into another one, and prints what came of it. @returns The exit code. */
export async function moveInstallation(config: Config, to: TargetName, terminal: Terminal): Promise<number> {
  const source = await openSource(databaseFile(config));
  try {
    const target = await openTarget(to);
    try {
      const outcome = await explainingFailure(to, () => move(source, target, listenerOf(terminal)));
      return describe(outcome, terminal);
    } finally {
      await target.destroy();
    }
  } finally {
    await source.close();
  }
}

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

async function openTarget({url, name}: TargetName): Promise<Database> {
  try {
    return await openMoveTarget(url);
  } catch (error) {
    const isExplained = error instanceof MoveError || error instanceof ForeignTablesError;
    const problem = isExplained ? error.message : startProblem(error, url);
    throw problem === undefined ? error : new CommandError(`${name}: ${problem}`);
  }
}

async function explainingFailure<T>({name}: TargetName, work: () => Promise<T>): Promise<T> {
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
  let toldAt = performance.now();
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
    print(
      '\nThe move is finished: all rows are equal. Start the service with DATABASE_URL. DATA_DIR is as it was: the attachments stay there, so keep it, or copy its folder attachments.\n',
    );
    return 0;
  }
  note(plan === 'compare' ? CHANGED_SINCE : NOT_EQUAL);
  return 1;
}

const CHANGED_SINCE =
  'The two are different. That is right when a service or a command has changed one of them since the move.';
const NOT_EQUAL =
  'The copy is not equal, and no service starts on it. Drop the database, make it again, and move again; if that does not help, please report it.';
