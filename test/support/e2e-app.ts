/** Makes apps and changes their stored data beside a running service, with the service's own code. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {sql} from 'kysely';
import type {DatabaseEngine} from '../../service/src/database/engine.js';
import {readConfig} from '../../service/src/config.js';
import {openEngine} from '../../service/src/database/open-engine.js';
import {
  createApp as createAppWithKey,
  deleteSecretKey,
  listKeyRecords,
} from '../../service/src/apps/app-administration.js';
import {trailOfCommand} from '../../service/src/audit/audit.js';
import type {AppChanges} from '../../service/src/apps/stored-settings.js';
import {createUserAuthToken} from '../../src/token/index.js';

/** The settings of a service, as an operator gives them. They name its database. */
type Settings = Readonly<Record<string, string>>;

/** The settings of an app. Missing settings have the defaults of a new app. */
export type AppOptions = AppChanges;

export interface TestApp {
  readonly domain: string;
  readonly platformId: string;
  /** The app's only secret key. */
  readonly secret: string;
}

/** The element's attributes for a user. */
export type ChatUser = Partial<Record<'user-id' | 'user-email' | 'user-name' | 'user-auth-token', string>>;

/** Makes an app as the command and the inbox do, with unique names. */
export function createApp(settings: Settings, options: AppOptions = {}): Promise<TestApp> {
  return withDatabase(settings, async (engine) => {
    const app = {domain: `domain-${randomUUID()}`, platformId: `platform-${randomUUID()}`};
    const {secret} = await createAppWithKey(engine, app, options, trailOfCommand(Date.now));
    return {...app, secret};
  });
}

/** Keys, addresses and texts: the service must never print these. */
export function storedSecrets(settings: Settings): Promise<string[]> {
  return withDatabase(settings, async ({db}) => {
    const [keys, users, entries] = await Promise.all([
      db.selectFrom('secret_keys').select('secret').execute(),
      db.selectFrom('users').select('user_email').execute(),
      db.selectFrom('entries').select('content').execute(),
    ]);
    const values = [
      ...keys.map(({secret}) => secret),
      ...users.map(({user_email: email}) => email),
      ...entries.map(({content}) => (JSON.parse(content) as {text?: string}).text ?? null),
    ];
    return values.filter((value) => value !== null);
  });
}

/** A user with a valid user auth token. Default: a new user with an id and no address. */
export async function verifiedUser(
  {secret}: TestApp,
  {userId = `user-${randomUUID()}`, userEmail, userName}: {userId?: string; userEmail?: string; userName?: string} = {},
): Promise<ChatUser> {
  return {
    'user-id': userId,
    ...(userEmail !== undefined && {'user-email': userEmail}),
    ...(userName !== undefined && {'user-name': userName}),
    'user-auth-token': await createUserAuthToken({secret, userId, ...(userEmail !== undefined && {userEmail})}),
  };
}

/**
 * The stored texts of a domain's only conversation, in order, as `user: Hello`. Asserts that their numbers have no gap.
 */
export function storedTexts(settings: Settings, domain: string): Promise<readonly string[]> {
  return withDatabase(settings, async ({db}) => {
    const entries = await db.selectFrom('entries').selectAll().where('domain', '=', domain).orderBy('number').execute();
    assert.deepEqual(
      entries.map(({number}) => number),
      entries.map((_, index) => index + 1),
    );
    return entries.map(({author_kind, content}) => `${author_kind}: ${(JSON.parse(content) as {text: string}).text}`);
  });
}

/** Deletes all keys of an app, as an administrator does. */
export function deleteKeys(settings: Settings, app: TestApp): Promise<void> {
  return withDatabase(settings, async (engine) => {
    for (const {id} of await listKeyRecords(engine.db, app))
      await deleteSecretKey(engine, app, id, trailOfCommand(Date.now));
  });
}

/** Makes an app's anonymous users older: moves their times back by `byMs`. */
export function ageAnonymousUsers(settings: Settings, app: TestApp, byMs: number): Promise<void> {
  return withDatabase(settings, (engine) =>
    engine.write([], async (trx) => {
      // Only this test changes the column; the service's type of it does not allow a change.
      await sql`update users set created_at = created_at - ${byMs} where domain = ${app.domain} and kind = 'anonymous'`.execute(
        trx,
      );
    }),
  );
}

/**
 * Adds entries to a conversation up to a number, as if an agent and the user had written them over time: `Entry 2` and so on.
 * The user has seen all of them.
 */
export function lengthenConversation(settings: Settings, id: string, last: number): Promise<void> {
  return withDatabase(settings, (engine) =>
    engine.write([], async (trx) => {
      const {domain, owner_id, last_number} = await trx
        .selectFrom('conversations')
        .select(['domain', 'owner_id', 'last_number'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const timeOf = (number: number): number => Date.now() - (last - number) * 60_000;
      // What is there becomes older as well: a day that follows a later one has no line of its own.
      await sql`update entries set time = ${timeOf(last_number)} where domain = ${domain} and conversation_id = ${id}`.execute(
        trx,
      );
      let lastId = '';
      for (let number = last_number + 1; number <= last; number++) {
        lastId = randomUUID();
        const byAgent = Math.floor(number / 3) % 2 === 0;
        const row = {
          domain,
          conversation_id: id,
          number,
          id: lastId,
          author_kind: byAgent ? 'agent' : 'user',
          author_id: byAgent ? 'agent' : owner_id,
          author_name: byAgent ? 'Support' : null,
          kind: 'text',
          content: JSON.stringify({kind: 'text', text: `Entry ${number}`}),
          time: timeOf(number),
        } as const;
        await trx.insertInto('entries').values(row).execute();
      }
      await trx
        .updateTable('conversations')
        .set((eb) => ({
          last_number: last,
          last_id: lastId,
          user_read: last,
          user_unread: 0,
          version: eb('version', '+', 1),
          preview_text: `Entry ${last}`,
        }))
        .where('domain', '=', domain)
        .where('id', '=', id)
        .execute();
    }),
  );
}

async function withDatabase<T>(settings: Settings, work: (engine: DatabaseEngine) => Promise<T>): Promise<T> {
  const engine = await openEngine(readConfig(settings));
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
