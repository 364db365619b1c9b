import {emailKey} from 'helpshift-chat/protocol';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

/** A logged-in user as the database knows them. */
export interface KnownUser {
  readonly id: string;
  readonly userId: string | null;
  readonly userEmail: string | null;
  readonly userName: string | null;
  readonly lastSeenAt: number;
}

/** Who could be meant by a claim. */
export interface Candidates {
  /** The user with the claim's `userId`. */
  readonly byUserId?: KnownUser | undefined;
  /** Of the users with the claim's e-mail address: the one without a `userId`, else the one seen last. */
  readonly byEmail?: KnownUser | undefined;
}

/** What a user's row is to hold after the claim. */
export type UserChanges = Partial<Pick<KnownUser, 'userId' | 'userEmail' | 'userName'>>;

/**
 * Finds the user that a claim means; `undefined`: nobody yet. Rules: "What to provide as user identifiers" in the
 * specification. A `userId` goes before an e-mail address; an address leads to a user with another `userId` only when
 * the claim has none.
 */
export function chooseUser(claim: LoggedInClaim, {byUserId, byEmail}: Candidates): KnownUser | undefined {
  if (byUserId) return byUserId;
  if (claim.userId === undefined) return byEmail;
  return byEmail?.userId === null ? byEmail : undefined;
}

/** What the claim tells about the user that was not known, or was known otherwise. What it does not say stays. */
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
