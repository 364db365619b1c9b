import {withDatabase, type CommandContext} from './database.js';
import {CommandError, UsageError} from './errors.js';
import {printable} from './output.js';
import {listAppRecords} from '../apps/app-administration.js';
import {appName, findApp} from '../apps/apps.js';
import type {Terminal} from './terminal.js';
import type {Database} from '../database/schema.js';
import type {App, AppKey} from '../apps/apps.js';

/** The argument that names an app. */
export const APP_ARGUMENT = 'DOMAIN/PLATFORM_ID';

/** The most apps that the error about an unknown app lists. */
const NAMED_APPS_LIMIT = 10;

/** Parses the argument that names an app. Throws a `UsageError`. */
export function parseAppArgument(value: string): AppKey {
  const [, domain, platformId] = /^([^/]+)\/(.+)$/s.exec(value) ?? [];
  if (domain === undefined || platformId === undefined) {
    throw new UsageError(APP_ARGUMENT, 'expected a domain and a platform id with a slash between them, as bar/foo');
  }
  return {domain, platformId};
}

/** Runs `work` with the named app. Throws a `UsageError`, or a `CommandError` that lists the existing apps. */
export async function withApp<T>(
  terminal: Terminal,
  name: string,
  work: (context: CommandContext & {readonly app: App}) => Promise<T>,
): Promise<T> {
  const key = parseAppArgument(name);
  return withDatabase(terminal, {}, async (context) => {
    const {db} = context.engine;
    const app = await findApp(db, key);
    if (!app) throw new CommandError(printable(await describeMissing(db, key)));
    return work({...context, app});
  });
}

async function describeMissing(db: Database, key: AppKey): Promise<string> {
  const ofDomain = await listAppRecords(db, key.domain);
  const apps = ofDomain.length ? ofDomain : await listAppRecords(db);
  const names = apps.slice(0, NAMED_APPS_LIMIT).map(appName);
  const more = apps.length > names.length ? `, … (${apps.length})` : '';
  const whose = ofDomain.length ? 'this domain has' : 'this domain has none; there are';
  return `There is no app ${appName(key)}; ${whose}: ${names.join(', ') || 'none'}${more}`;
}
