import type {DatabaseEngine} from '../database/engine.js';
import type {Readiness} from '../readiness.js';
import type {Logger} from 'pino';

/** How long the end may take. Requests that wait for the database are refused at once. */
const END_LIMIT_MS = 15_000;

interface Ending {
  readonly engine: Pick<DatabaseEngine, 'lost'>;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** Closes the service and the database. */
  readonly close: () => Promise<void>;
}

/**
 * Ends the process with code 1 when its database was deleted, replaced or damaged. Standard error says why in one sentence. A new start
 * finds what is there, or makes a new database, so it must be a decision of the operator or of what they have set up.
 */
export function endWhenLost({engine, readiness, log, close}: Ending): void {
  void engine.lost.then(async ({message}) => {
    process.exitCode = 1;
    process.stderr.write(`helpshift-chat: ${message}\n`);
    readiness.end();
    setTimeout(() => process.exit(), END_LIMIT_MS).unref();
    await close().catch(() => undefined);
    log.fatal('stopped, because the database is lost');
  });
}
