import {emailKey} from 'helpshift-chat/protocol';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/** A logged-in user, as stored. */
export interface KnownUser {
  readonly id: string;
  readonly userId: string | null;
  readonly userEmail: string | null;
  readonly userName: string | null;
  readonly lastSeenAt: number;
}

/** The stored users that a claim may mean. */
export interface Candidates {
  /** The user with the claim's `userId`. */
  readonly byUserId?: KnownUser | undefined;
  /**
   * Among the users with the claim's e-mail address: the one without a `userId`, else the one with the latest visit.
   */
  readonly byEmail?: KnownUser | undefined;
}

/** The changes that a claim makes to a user's row. */
export type UserChanges = Partial<Pick<KnownUser, 'userId' | 'userEmail' | 'userName'>>;

/**
 * Chooses the user that a claim means; `undefined` when a new user is needed. Rules: "What to provide as user
 * identifiers" in the specification. A `userId` decides before an e-mail address. An address leads to a user with
 * another `userId` only when the claim has no `userId`.
 */
export function chooseUser(claim: LoggedInClaim, {byUserId, byEmail}: Candidates): KnownUser | undefined {
  if (byUserId) return byUserId;
  if (claim.userId === undefined) return byEmail;
  return byEmail?.userId === null ? byEmail : undefined;
}

/**
 * Compares a claim with the stored user, and returns the values that differ. A value that the claim does not have stays
 * as it is.
 */
export function changesOf(user: KnownUser, claim: LoggedInClaim): UserChanges {
  const {userId, userEmail, userName} = claim;
  return {
    ...(userId !== undefined && userId !== user.userId && {userId}),
    ...(userEmail !== undefined && userEmail !== user.userEmail && {userEmail}),
    ...(userName !== undefined && userName !== user.userName && {userName}),
  };
}

/** The columns that hold an address. */
export function emailColumns(userEmail: string | null): {user_email: string | null; user_email_key: string | null} {
  return {user_email: userEmail, user_email_key: userEmail === null ? null : emailKey(userEmail)};
}
