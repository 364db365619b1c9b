import {ServiceError} from '../errors.js';
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
  /** Whether the compatible form of the user auth token is accepted beside the strict one. */
  readonly compatibleTokens: boolean;
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

export async function findApp(db: Database, {domain, platformId}: AppKey): Promise<App | undefined> {
  const row = await db
    .selectFrom('apps')
    .selectAll()
    .where('domain', '=', domain)
    .where('platform_id', '=', platformId)
    .executeTakeFirst();
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

/** Lists the active keys of an app, the newest last. */
export async function listSecretKeys(db: Database, {domain, platformId}: AppKey): Promise<SecretKey[]> {
  return db
    .selectFrom('secret_keys')
    .select(['id', 'secret'])
    .where('domain', '=', domain)
    .where('platform_id', '=', platformId)
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .execute();
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
    compatibleTokens: row.compatible_tokens === 1,
    origins: JSON.parse(row.origins) as string[],
  };
}
