import {PUBLIC_SETTINGS} from 'helpshift-chat/protocol';
import {readStoredSettings} from './stored-settings.js';
import {prepareQuery} from '../database/prepare-query.js';
import {ServiceError} from '../errors.js';
import type {Param} from '../database/prepare-query.js';
import type {AllAppSettings, AppSettings} from 'helpshift-chat/protocol';
import type {AppsTable, Database} from '../database/schema.js';
import type {Selectable} from 'kysely';

/** The key of an app. */
export interface AppKey {
  readonly domain: string;
  readonly platformId: string;
}

/** One `platformId` in a domain, with its settings. */
export interface App extends AppKey, AllAppSettings {
  /** Grows when a change of the settings ends sessions. */
  readonly epoch: number;
}

/** A secret key that is active. */
export interface SecretKey {
  readonly id: string;
  readonly secret: string;
}

/** Returns the name of an app in commands and messages. */
export function appName({domain, platformId}: AppKey): string {
  return `${domain}/${platformId}`;
}

const queryApp = prepareQuery((db, param: Param<AppKey>) =>
  db
    .selectFrom('apps')
    .selectAll()
    .where('domain', '=', param('domain'))
    .where('platform_id', '=', param('platformId')),
);

export async function findApp(db: Database, {domain, platformId}: AppKey): Promise<App | undefined> {
  const [row] = await queryApp(db, {domain, platformId});
  return row && toApp(row);
}

/** Finds an app. Throws `unknown_app`. */
export async function requireApp(db: Database, key: AppKey): Promise<App> {
  return toApp(await requireAppRow(db, key));
}

/** Finds the row of an app. Throws `unknown_app`. */
export async function requireAppRow(db: Database, {domain, platformId}: AppKey): Promise<Selectable<AppsTable>> {
  const [row] = await queryApp(db, {domain, platformId});
  if (!row) throw new ServiceError('unknown_app', 'There is no app with this domain and platformId.');
  return row;
}

export async function listApps(db: Database): Promise<App[]> {
  return (await db.selectFrom('apps').selectAll().execute()).map(toApp);
}

const querySecretKeys = prepareQuery((db, param: Param<AppKey>) =>
  db
    .selectFrom('secret_keys')
    .select(['id', 'secret'])
    .where('domain', '=', param('domain'))
    .where('platform_id', '=', param('platformId'))
    .where('deleted_at', 'is', null)
    .where('secret', 'is not', null)
    .$narrowType<{secret: string}>()
    .orderBy('created_at'),
);

/** Lists the active keys of an app, the newest last. */
export async function listSecretKeys(db: Database, {domain, platformId}: AppKey): Promise<SecretKey[]> {
  return querySecretKeys(db, {domain, platformId});
}

export function toApp(row: Selectable<AppsTable>): App {
  return {
    domain: row.domain,
    platformId: row.platform_id,
    ...readStoredSettings(row.settings).settings,
    epoch: row.epoch,
  };
}

/** What anyone may know of an app. */
export function publicSettingsOf(app: App): AppSettings {
  const names = Object.keys(PUBLIC_SETTINGS) as (keyof AppSettings)[];
  return Object.fromEntries(names.map((name) => [name, app[name]])) as unknown as AppSettings;
}
