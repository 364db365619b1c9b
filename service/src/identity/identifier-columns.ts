import {emailKey} from 'helpshift-chat/protocol';
import {sha256} from '../digest.js';
import type {UsersTable} from '../database/schema.js';

/** Returns the digest by which a user with this `userId` is found: 43 characters, whatever the length of the `userId`. */
export function userIdDigest(userId: string): string {
  return sha256(userId);
}

/** Returns the digest by which users with this address are found, in upper or lower case. */
export function emailDigest(email: string): string {
  return sha256(emailKey(email));
}

/** Returns the columns of a `userId`, or of a user without one. */
export function userIdColumns(userId: string | null): Pick<UsersTable, 'user_id' | 'user_id_digest'> {
  return {user_id: userId, user_id_digest: userId === null ? null : userIdDigest(userId)};
}

/** Returns the columns of an address by which its user is found, or of a user without an address. */
export function emailColumns(email: string | null): Pick<UsersTable, 'user_email' | 'user_email_digest'> {
  return {user_email: email, user_email_digest: email === null ? null : emailDigest(email)};
}
