import {randomBytes, randomUUID} from 'node:crypto';
import {appName, findApp, listSecretKeys, requireApp, requireAppRow, toApp} from './apps.js';
import {changeStoredSettings, checkChanges, newStoredSettings, readStoredSettings} from './stored-settings.js';
import {
  type AllAppSettings,
  APP_SETTINGS,
  type CompatibleTokens,
  PRIVATE_SETTINGS,
  type SettingName,
} from 'helpshift-chat/protocol';
import {recordChange} from '../audit/audit.js';
import {hmacSha256} from '../digest.js';
import {loadInstallationKey} from '../identity/installation-key.js';
import {appWriteKey} from '../identity/write-keys.js';
import {ServiceError} from '../errors.js';
import type {App, AppKey, SecretKey} from './apps.js';
import type {AppChanges} from './stored-settings.js';
import type {AuditDetails, AuditTrail} from '../audit/audit.js';
import type {Store} from '../database/engine.js';
import type {AppsTable, Database, DatabaseTransaction} from '../database/schema.js';
import type {Selectable} from 'kysely';

export interface NewApp extends AppChanges {
  /** A secret that the site already has. Absent: a random one is made. */
  readonly secret?: string | undefined;
}

/** A secret key, active or deleted. */
export interface KeyRecord {
  readonly id: string;
  /** Null when it was erased, some time after the key was deleted. */
  readonly secret: string | null;
  readonly createdAt: number;
  /** When it was deleted; null while it is active. */
  readonly deletedAt: number | null;
}

const KEY_COLUMNS = ['id', 'secret', 'created_at as createdAt', 'deleted_at as deletedAt'] as const;

export interface NewKey extends SecretKey {
  /** The app had deleted this secret before: the tokens that were made with it are valid again. */
  readonly wasDeletedBefore: boolean;
}

/** An app as its administrators see it. */
export interface AppRecord extends App {
  /** The active keys, the newest last. */
  readonly keys: readonly KeyRecord[];
}

/** HMAC accepts any key, but an attacker could find a short one by trying. */
const SECRET_MIN_CHARS = 16;
export const SECRET_LIMIT_CHARS = 1000;
const MADE_SECRET_BYTES = 32;

/** Domain and platform id are parts of URLs, where `.` and `..` have another meaning. */
const APP_PART = /^[a-z\d][\w.-]{0,99}$/i;

/**
 * Makes an app with its first secret key.
 *
 * Throws `invalid_request` when the app exists already, or with the field of an invalid value.
 */
export async function createApp(store: Store, app: AppKey, settings: NewApp, trail: AuditTrail): Promise<NewKey> {
  requireNewApp(app, settings);
  return store.write([appWriteKey(app)], async (trx) => {
    if (await findApp(trx, app)) {
      throw new ServiceError('invalid_request', `There is an app ${appName(app)} already.`);
    }
    return insertApp(trx, app, settings, trail);
  });
}

/** Checks the values of a new app. Throws `invalid_request` with the field of an invalid value. */
export function requireNewApp(app: AppKey, {secret, ...changes}: NewApp): void {
  requireAppName(app);
  checkChanges(changes);
  if (secret !== undefined) requireSecret(secret);
}

/** Inserts an app and its first key. Throws `invalid_request` with the field of an invalid value. */
export async function insertApp(
  trx: DatabaseTransaction,
  app: AppKey,
  {secret, ...changes}: NewApp,
  trail: AuditTrail,
): Promise<NewKey> {
  const key = {domain: app.domain, platform_id: app.platformId};
  const settings = newStoredSettings(checkChanges(changes));
  await trx
    .insertInto('apps')
    .values({...key, settings, epoch: 0, created_at: trail.clock()})
    .execute();
  await recordChange(trx, trail, {kind: 'app-created', app, details: {after: readStoredSettings(settings).settings}});
  return insertKey(trx, app, secret, trail);
}

/**
 * Changes settings of an app. `changesOf` gets the app as it is, inside the same transaction. Sessions that the app would
 * no longer make end, also if the settings are put back.
 *
 * Throws `unknown_app`, or `invalid_request` with the field of an invalid value. Then nothing is changed.
 */
export async function changeApp(
  store: Store,
  key: AppKey,
  changesOf: (app: App) => AppChanges,
  trail: AuditTrail,
): Promise<App> {
  return store.write([appWriteKey(key)], async (trx) => {
    const row = await requireAppRow(trx, key);
    const app = toApp(row);
    const changes = checkChanges(changesOf(app));
    if (!Object.keys(changes).length) return app;
    const settings = changeStoredSettings(row.settings, changes);
    const details = differenceOf(row.settings, settings);
    if (details) await recordChange(trx, trail, {kind: 'app-changed', app: key, details});
    await trx
      .updateTable('apps')
      .set({
        settings,
        epoch: endsSessions(row, changes) ? app.epoch + 1 : app.epoch,
      })
      .where('domain', '=', key.domain)
      .where('platform_id', '=', key.platformId)
      .execute();
    return requireApp(trx, key);
  });
}

/** The settings that differ, for the audit log; `undefined` when none does. A value that could not be used is null. */
function differenceOf(before: string, after: string): Pick<AuditDetails, 'before' | 'after'> | undefined {
  const [one, other] = [before, after].map((stored) => {
    const {settings, unusable} = readStoredSettings(stored);
    return {...settings, ...Object.fromEntries(unusable.map((name) => [name, null]))};
  }) as [AllAppSettings, AllAppSettings];
  const names = (Object.keys(APP_SETTINGS) as SettingName[]).filter(
    (name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  );
  const pick = (settings: AllAppSettings) => Object.fromEntries(names.map((name) => [name, settings[name]]));
  return names.length ? {before: pick(one), after: pick(other)} : undefined;
}

/**
 * Whether sessions began that would not begin with the new settings. For a stored value that cannot be used, this assumes the
 * least strict value, because the earlier value is unknown.
 */
function endsSessions(
  {settings: stored}: Selectable<AppsTable>,
  {verification, compatibleTokens}: AppChanges,
): boolean {
  const {settings, unusable} = readStoredSettings(stored);
  const didVerify = settings.verification && !unusable.includes('verification');
  const accepted = unusable.includes('compatibleTokens') ? 'all' : settings.compatibleTokens;
  const isVerificationNew = verification === true && !didVerify;
  return isVerificationNew || (compatibleTokens !== undefined && rankOf(compatibleTokens) < rankOf(accepted));
}

function rankOf(value: CompatibleTokens): number {
  return PRIVATE_SETTINGS.compatibleTokens.values.indexOf(value);
}

/** Lists all apps, or the apps of one domain, sorted by name. */
export async function listAppRecords(db: Database, domain?: string): Promise<AppRecord[]> {
  let apps = db.selectFrom('apps').selectAll();
  let keys = db.selectFrom('secret_keys').select(['domain', 'platform_id', ...KEY_COLUMNS]);
  if (domain !== undefined) [apps, keys] = [apps.where('domain', '=', domain), keys.where('domain', '=', domain)];
  const keysOf = new Map<string, KeyRecord[]>();
  for (const {domain, platform_id: platformId, ...key} of await keys.where('deleted_at', 'is', null).execute()) {
    const name = appName({domain, platformId});
    keysOf.set(name, [...(keysOf.get(name) ?? []), key]);
  }
  return (await apps.execute())
    .map((row) => toApp(row))
    .map((app) => ({...app, keys: (keysOf.get(appName(app)) ?? []).toSorted((a, b) => a.createdAt - b.createdAt)}))
    .toSorted((a, b) => (appName(a) < appName(b) ? -1 : 1));
}

/**
 * Adds an active key. `secret` is a secret that the site already has; absent: a random one is made.
 *
 * Throws `unknown_app`, or `invalid_request` when the app has this secret already, or with the field `secret` when it
 * is invalid.
 */
export async function createSecretKey(
  store: Store,
  app: AppKey,
  secret: string | undefined,
  trail: AuditTrail,
): Promise<NewKey> {
  return store.write([appWriteKey(app)], async (trx) => {
    await requireApp(trx, app);
    return insertKey(trx, app, secret, trail);
  });
}

/** Lists the active and the deleted keys of an app, the newest last. Throws `unknown_app`. */
export async function listKeyRecords(db: Database, app: AppKey): Promise<KeyRecord[]> {
  await requireApp(db, app);
  return db
    .selectFrom('secret_keys')
    .select(KEY_COLUMNS)
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .orderBy('created_at')
    .execute();
}

/**
 * Deletes a key. It verifies no user any more, and the sessions that it verified end: requests are refused at once,
 * open connections are closed within `LIVE_TICK_MS`.
 *
 * Throws `unknown_app` or `not_found`. @returns The number of active keys that remain.
 */
export async function deleteSecretKey(store: Store, app: AppKey, id: string, trail: AuditTrail): Promise<number> {
  return store.write([appWriteKey(app)], async (trx) => {
    const key = (await listKeyRecords(trx, app)).find((record) => record.id === id);
    if (!key) throw new ServiceError('not_found', `${appName(app)} has no key with this id.`);
    if (key.deletedAt !== null) throw new ServiceError('not_found', 'This key has been deleted already.');
    await trx
      .updateTable('secret_keys')
      .set({deleted_at: trail.clock()})
      .where('domain', '=', app.domain)
      .where('platform_id', '=', app.platformId)
      .where('id', '=', id)
      .execute();
    await recordChange(trx, trail, {kind: 'key-deleted', app, details: {subject: id}});
    return (await listSecretKeys(trx, app)).length;
  });
}

/** Explains why a secret is invalid; `undefined` when it is valid. The explanation does not contain the secret. */
export function secretProblem(secret: string): string | undefined {
  const length = [...secret].length;
  if (length < SECRET_MIN_CHARS) return `The secret has ${length} characters; at least ${SECRET_MIN_CHARS} are needed.`;
  if (length > SECRET_LIMIT_CHARS) return `The secret has more than ${SECRET_LIMIT_CHARS} characters.`;
  if (/[\p{Cc}\p{Surrogate}]/u.test(secret)) return 'The secret holds a line break or another control character.';
  return undefined;
}

/** Erases the secrets of keys that were deleted before a time. Their ids and digests stay. */
export async function eraseDeletedSecrets(db: Database, deletedBefore: number): Promise<void> {
  await db
    .updateTable('secret_keys')
    .set({secret: null})
    .where('domain', 'in', (eb) => eb.selectFrom('apps').select('domain'))
    .where('deleted_at', '<', deletedBefore)
    .where('secret', 'is not', null)
    .execute();
}

async function insertKey(
  trx: DatabaseTransaction,
  app: AppKey,
  given: string | undefined,
  trail: AuditTrail,
): Promise<NewKey> {
  const now = trail.clock();
  if (given !== undefined) requireSecret(given);
  const key = {id: randomUUID(), secret: given ?? randomBytes(MADE_SECRET_BYTES).toString('base64url')};
  const digest = await digestOf(trx, key.secret);
  const same = await trx
    .selectFrom('secret_keys')
    .select(['id', 'deleted_at'])
    .where('domain', '=', app.domain)
    .where('platform_id', '=', app.platformId)
    .where('secret_digest', '=', digest)
    .execute();
  const active = same.find((other) => other.deleted_at === null);
  if (active) throw new ServiceError('invalid_request', `The app has this secret already, as ${active.id}.`);
  // The newest key is used to make tokens, also after the clock was set back.
  const newest = (await listKeyRecords(trx, app)).at(-1);
  await trx
    .insertInto('secret_keys')
    .values({
      domain: app.domain,
      platform_id: app.platformId,
      ...key,
      secret_digest: digest,
      created_at: newest ? Math.max(now, newest.createdAt + 1) : now,
      deleted_at: null,
    })
    .execute();
  const wasDeletedBefore = same.length > 0;
  const after = {broughtAlong: given !== undefined, wasDeletedBefore};
  await recordChange(trx, trail, {kind: 'key-created', app, details: {subject: key.id, after}});
  return {...key, wasDeletedBefore};
}

async function digestOf(db: Database, secret: string): Promise<string> {
  return hmacSha256(await loadInstallationKey(db, 'secret-digest-key'), secret).toString('base64url');
}

function requireAppName(app: AppKey): void {
  for (const field of ['domain', 'platformId'] as const) {
    if (APP_PART.test(app[field])) continue;
    const rule = '1 to 100 letters, digits, dots, hyphens and underscores, a letter or digit first';
    throw new ServiceError('invalid_request', `The ${field} cannot be used: expected ${rule}.`, field);
  }
}

function requireSecret(secret: string): void {
  const problem = secretProblem(secret);
  if (problem !== undefined) throw new ServiceError('invalid_request', problem, 'secret');
}
