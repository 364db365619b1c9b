/**
 * The identity rules: they turn what a page gives into a claim. The same code runs in the element and in the service,
 * and the service never trusts the page's result. Rules: "What to provide as user identifiers" and "How to provide
 * user's information" in the specification.
 */

/** The longest `userId`, in Unicode code points. A longer one makes the user anonymous. */
export const USER_ID_LIMIT_CHARS = 750;

/**
 * The longest `userEmail`: 64 characters, `@`, 255 characters. The HTML standard sets no limit, but no address that
 * receives mail is longer, and a database index needs a limit.
 */
export const USER_EMAIL_LIMIT_CHARS = 320;

/** A `userName` is cut to this many Unicode code points. */
export const USER_NAME_LIMIT_CHARS = 255;

/** The values that a page gives. A property can hold a value of any type. */
export interface UserFields {
  userId?: unknown;
  userEmail?: unknown;
  userName?: unknown;
  /** Full privacy: `userEmail` and `userName` count as absent. */
  fullPrivacy?: boolean;
  /** Only for the issue `USER_AUTH_TOKEN_WITHOUT_USER`: a token identifies nobody. */
  userAuthToken?: unknown;
}

/** The user's name for agents, at most 255 code points; absent when unknown. */
interface Named {
  readonly userName?: string;
}

/** A user without identifiers. */
export interface AnonymousClaim extends Named {
  readonly kind: 'anonymous';
}

/** A user with at least one identifier, exactly as the page gave it: the user auth token signs these characters. */
export type LoggedInClaim = Named & {readonly kind: 'logged-in'} & (
    {readonly userId: string; readonly userEmail?: string} | {readonly userId?: never; readonly userEmail: string}
  );

/** The user that the page names. */
export type UserClaim = AnonymousClaim | LoggedInClaim;

/**
 * A broken identity rule, or what is allowed and looks like a mistake (the last three). The names are stable: sites may
 * compare them.
 */
export type IdentityIssue =
  | 'USER_ID_NOT_A_STRING'
  | 'USER_ID_TOO_LONG'
  | 'USER_ID_HAS_OUTER_WHITE_SPACE'
  | 'USER_ID_NOT_WELL_FORMED'
  | 'USER_ID_HAS_CONTROL_CHARACTER'
  | 'USER_ID_IS_A_MISSING_VALUE'
  | 'USER_EMAIL_NOT_A_STRING'
  | 'USER_EMAIL_TOO_LONG'
  | 'USER_EMAIL_HAS_OUTER_WHITE_SPACE'
  | 'USER_EMAIL_INVALID'
  | 'USER_NAME_NOT_A_STRING'
  | 'USER_ID_LOOKS_LIKE_EMAIL'
  | 'USER_EMAIL_ALONE_WITH_FULL_PRIVACY'
  | 'USER_AUTH_TOKEN_WITHOUT_USER';

/** A claim, and the issues for the page's developer. */
export interface Identification {
  readonly claim: UserClaim;
  readonly issues: readonly IdentityIssue[];
}

// https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
const VALID_EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

// A lone surrogate has no UTF-8 form, so two different ids would sign the same bytes.
const LONE_SURROGATE = /\p{Surrogate}/u;
// The strict form of the user auth token separates the identifiers by a line break.
const CONTROL_CHARACTER = /\p{Cc}/u;
// PostgreSQL cannot store NUL.
const EVERY_UNSTORABLE = /\p{Surrogate}|\0/gu;

// What a program writes for a value that it does not have, or a template that nobody has filled in.
const MISSING_VALUE = /^(?:undefined|null|NaN|None|\[object Object\]|\{\{.*\}\}|\$\{.*\}|<%.*%>)$/s;

/**
 * Whether the HTML standard accepts `value` for `<input type=email>`. White space around an address is not accepted.
 */
export function isEmail(value: string): boolean {
  return value.length <= USER_EMAIL_LIMIT_CHARS && VALID_EMAIL.test(value);
}

/** Returns an address in the form for comparison, without case. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

/**
 * Whether an identifier is the text of a missing value, for example `undefined` or `{{ user.id }}`. As a `userId` it
 * would make one user of all visitors. The list is closed and case-sensitive.
 */
export function isMissingValue(identifier: string): boolean {
  return MISSING_VALUE.test(identifier);
}

export function hasControlCharacter(identifier: string): boolean {
  return CONTROL_CHARACTER.test(identifier);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function userIdIssue(value: unknown): IdentityIssue | undefined {
  if (typeof value !== 'string') return 'USER_ID_NOT_A_STRING';
  // The first test avoids the slow spread for long texts: a code point has at most two units.
  if (value.length > USER_ID_LIMIT_CHARS * 2 || [...value].length > USER_ID_LIMIT_CHARS) return 'USER_ID_TOO_LONG';
  if (value !== value.trim()) return 'USER_ID_HAS_OUTER_WHITE_SPACE';
  if (LONE_SURROGATE.test(value)) return 'USER_ID_NOT_WELL_FORMED';
  if (hasControlCharacter(value)) return 'USER_ID_HAS_CONTROL_CHARACTER';
  return isMissingValue(value) ? 'USER_ID_IS_A_MISSING_VALUE' : undefined;
}

function userEmailIssue(value: unknown): IdentityIssue | undefined {
  if (typeof value !== 'string') return 'USER_EMAIL_NOT_A_STRING';
  if (value.length > USER_EMAIL_LIMIT_CHARS) return 'USER_EMAIL_TOO_LONG';
  if (value !== value.trim()) return 'USER_EMAIL_HAS_OUTER_WHITE_SPACE';
  return isEmail(value) ? undefined : 'USER_EMAIL_INVALID';
}

/**
 * Applies the identity rules. Never throws.
 *
 * An identifier that breaks a rule makes the user anonymous, whatever else is given; a name never does. What looks like a
 * mistake, for example a `userId` that is an e-mail address, is accepted, and `issues` mentions it.
 */
export function identify(fields: UserFields): Identification {
  const {userId, fullPrivacy} = fields;
  const userEmail = fullPrivacy ? undefined : fields.userEmail;
  const issues: IdentityIssue[] = [];

  const named = nameOf(fullPrivacy ? undefined : fields.userName, issues);
  const refusals = [isGiven(userId) && userIdIssue(userId), isGiven(userEmail) && userEmailIssue(userEmail)].filter(
    (issue) => !!issue,
  );
  if (refusals.length) return {claim: {kind: 'anonymous', ...named}, issues: [...refusals, ...issues]};

  const email = isGiven(userEmail) ? (userEmail as string) : undefined;
  if (isGiven(userId)) {
    const id = userId as string;
    if (isEmail(id)) issues.push('USER_ID_LOOKS_LIKE_EMAIL');
    return {claim: {kind: 'logged-in', userId: id, ...(email && {userEmail: email}), ...named}, issues};
  }
  if (email) return {claim: {kind: 'logged-in', userEmail: email, ...named}, issues};
  if (isGiven(fields.userEmail)) issues.push('USER_EMAIL_ALONE_WITH_FULL_PRIVACY');
  else if (fields.userAuthToken && typeof fields.userAuthToken === 'string')
    issues.push('USER_AUTH_TOKEN_WITHOUT_USER');
  return {claim: {kind: 'anonymous', ...named}, issues};
}

function nameOf(value: unknown, issues: IdentityIssue[]): Named {
  if (!isGiven(value)) return {};
  if (typeof value !== 'string') {
    issues.push('USER_NAME_NOT_A_STRING');
    return {};
  }
  const characters = [...value.replace(EVERY_UNSTORABLE, '')];
  const userName = characters.slice(0, USER_NAME_LIMIT_CHARS).join('').trim();
  return userName ? {userName} : {};
}
