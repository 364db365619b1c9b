import {emailKey} from 'helpshift-chat/protocol';
import {emailDigest, userIdDigest} from '../identity/identifier-columns.js';
import type {AppKey} from '../apps/apps.js';
import type {Database} from '../database/schema.js';

/** What a person's request names them by. */
export type UserQuery =
  | {readonly by: 'user-id'; readonly userId: string}
  /** Also users who gave the address in the chat, and users whom it does not lead to any more. */
  | {readonly by: 'user-email'; readonly userEmail: string}
  /** The id of a user's row. */
  | {readonly by: 'id'; readonly id: string};

/** How many rows are read at once, where no index leads to an address. */
const PAGE_ROWS = 1000;

/** Finds the users of an app. @returns The ids of their rows, in order. */
export async function findUsers(db: Database, app: AppKey, query: UserQuery): Promise<string[]> {
  switch (query.by) {
    case 'user-id':
      return idsOf(await usersOf(db, app).where('user_id_digest', '=', userIdDigest(query.userId)).execute());
    case 'id':
      return idsOf(await usersOf(db, app).where('id', '=', query.id).execute());
    case 'user-email':
      return findByEmail(db, app, query.userEmail);
    default:
      return query satisfies never;
  }
}

async function findByEmail(db: Database, app: AppKey, email: string): Promise<string[]> {
  const key = emailKey(email);
  const led = await usersOf(db, app).where('user_email_digest', '=', emailDigest(email)).execute();
  const found = new Set(led.map(({id}) => id));
  for (const id of await findReleased(db, app, key)) found.add(id);
  for (const id of await findByContact(db, app, key)) found.add(id);
  return [...found].sort();
}

/** The users who have the address, while nothing leads from it to them. */
async function findReleased(db: Database, app: AppKey, key: string): Promise<string[]> {
  const rows = await usersOf(db, app)
    .select('user_email')
    .where('user_email', 'is not', null)
    .where('user_email_digest', 'is', null)
    .execute();
  return idsOf(rows.filter(({user_email: email}) => email !== null && emailKey(email) === key));
}

/** The users who gave the address to the Identity Bot. */
async function findByContact(db: Database, {domain, platformId}: AppKey, key: string): Promise<string[]> {
  const found: string[] = [];
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('conversations')
      .select(['id', 'owner_id', 'contact_email'])
      .where('domain', '=', domain)
      .where('platform_id', '=', platformId)
      .where('contact_email', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE_ROWS)
      .execute();
    for (const {owner_id: id, contact_email: email} of rows) {
      if (email !== null && emailKey(email) === key) found.push(id);
    }
    const last = rows.at(-1);
    if (!last) return found;
    after = last.id;
  }
}

function usersOf(db: Database, {domain, platformId}: AppKey) {
  return db.selectFrom('users').select('id').where('domain', '=', domain).where('platform_id', '=', platformId);
}

function idsOf(rows: readonly {readonly id: string}[]): string[] {
  return rows.map(({id}) => id).sort();
}
