import type {IdentityIssue} from 'helpshift-chat/protocol';

/** An explanation of each issue for the site's developer, in English, for the command line and the inbox. */
export const ISSUE_TEXTS: Readonly<Record<IdentityIssue, string>> = {
  USER_ID_NOT_A_STRING: 'The user ID is not a string: pass it as text, for example "42" in place of 42.',
  USER_ID_TOO_LONG: 'The user ID is longer than 750 characters: pass a shorter one.',
  USER_ID_HAS_OUTER_WHITE_SPACE:
    'The user ID begins or ends with white space: trim it before your server signs it and before the page passes it.',
  USER_ID_NOT_WELL_FORMED:
    'The user ID holds half a character (a lone surrogate): it was cut in the middle. Pass all of it.',
  USER_ID_HAS_CONTROL_CHARACTER:
    'The user ID holds a line break, a tab or another control character: pass an id without it.',
  USER_ID_IS_A_MISSING_VALUE:
    'The user ID is the text of a missing value, such as "undefined", "null" or an unfilled template: leave user-id out until the page knows it.',
  USER_EMAIL_NOT_A_STRING: 'The e-mail address is not a string: pass it as text.',
  USER_EMAIL_TOO_LONG: 'The e-mail address is longer than 320 characters: leave it out.',
  USER_EMAIL_HAS_OUTER_WHITE_SPACE:
    'The e-mail address begins or ends with white space: trim it before your server signs it and before the page passes it.',
  USER_EMAIL_INVALID:
    'The e-mail address is not a valid one: pass the address alone, such as ann@example.com, without a name or brackets.',
  USER_NAME_NOT_A_STRING: 'The user name is not a string; it is left out. Pass it as text.',
  USER_ID_LOOKS_LIKE_EMAIL: 'The user ID looks like an e-mail address: pass addresses as user-email, without user-id.',
  USER_EMAIL_ALONE_WITH_FULL_PRIVACY:
    'Full privacy is on, so the e-mail address does not count: pass a user ID as well, or switch full privacy off.',
  USER_AUTH_TOKEN_WITHOUT_USER:
    'There is a token but no user ID and no e-mail address: a token alone names nobody. Pass the identifiers that it was made from.',
};
