/**
 * Which user auth tokens of the compatible form an app accepts beside those of the strict form. The compatible form has
 * no separator: `1` + `23ann@x.org` and `123` + `ann@x.org` sign the same text, so one token fits both users.
 *
 * - `none`: no token. The default.
 * - `cautious`: a token that proves which user is meant, and a token for a `userId` with an address while no other user
 *   can be meant. For sites that move here with the tokens that they have.
 * - `all`: every token, as Helpshift does. Without risk only where a site signs addresses alone, and never a `userId`.
 */
export type CompatibleTokens = 'none' | 'cautious' | 'all';

/** All values of the setting. Each accepts what the ones before it accept. */
export const COMPATIBLE_TOKENS: readonly CompatibleTokens[] = ['none', 'cautious', 'all'];
