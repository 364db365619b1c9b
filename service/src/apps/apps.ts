import {prepareQuery} from '../database/prepare-query.js';
import {ServiceError} from '../errors.js';
import type {CompatibleTokens} from '../../contract/compatible-tokens.js';
import type {Param} from '../database/prepare-query.js';
import type {AppSettings} from 'helpshift-chat/protocol';
import type {AppsTable, Database} from '../database/schema.js';
import type {Selectable} from 'kysely';

/** The key of an app. */
export interface AppKey {
  readonly domain: string;
  readonly platformId: string;
}

/** One `platformId` in a domain, with its settings. */
export interface App extends AppKey {
  readonly settings: AppSettings;
  /** Whether logged-in users need a user auth token. */
  readonly verification: boolean;
  readonly compatibleTokens: CompatibleTokens;
  /** Grows when a change of the settings ends sessions. */
  readonly epoch: number;
  /** The origins of the pages that use the app, compared exactly; `*` for all pages. */
  readonly origins: readonly string[];
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
  const app = await findApp(db, key);
  if (!app) throw new ServiceError('unknown_app', 'There is no app with this domain and platformId.');
  return app;
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
    settings: {
      greeting: row.greeting,
      identityBot: {name: row.identity_bot_name === 1, email: row.identity_bot_email === 1},
    },
    verification: row.verification === 1,
    compatibleTokens: row.compatible_tokens,
    epoch: row.epoch,
    origins: JSON.parse(row.origins) as string[],
  };
}
