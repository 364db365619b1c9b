import {randomUUID} from 'node:crypto';
import type {Database} from '../service/src/database/schema.js';

/** A user with an open conversation. */
export interface BareUser {
  readonly id: string;
  readonly conversationId: string;
}

/** The first number of a bare entry. The entries of a bare server, which counts, are below it. */
export const FIRST_BARE_NUMBER = 1_000_000;

/** Adds an app with so many users to the service's tables, past the service. */
export async function fillBareTables(db: Database, count: number): Promise<BareUser[]> {
  const now = Date.now();
  await db
    .insertInto('apps')
    .values({domain: 'bench', platform_id: 'bench', settings: '{}', epoch: 0, created_at: now})
    .execute();
  const users = Array.from({length: count}, (_, index) => ({id: `user-${index}`, conversationId: randomUUID()}));
  for (const {id, conversationId} of users) {
    await db
      .insertInto('users')
      .values({
        domain: 'bench',
        id,
        platform_id: 'bench',
        kind: 'anonymous',
        user_id_proof: 0,
        user_email_proof: 0,
        created_at: now,
        last_seen_at: now,
      })
      .execute();
    await db
      .insertInto('conversations')
      .values({
        domain: 'bench',
        id: conversationId,
        platform_id: 'bench',
        owner_id: id,
        ordinal: 1,
        status: 'open',
        verified: 1,
        version: 0,
        last_number: 0,
        last_id: '',
        last_note: 0,
        user_read: 0,
        user_unread: 0,
        agent_read: 0,
        activity: now,
        preview_author: 'user',
        preview_text: '',
        preview_time: now,
      })
      .execute();
  }
  return users;
}
