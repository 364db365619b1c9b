import type {IdentityIssue} from 'helpshift-chat/protocol';

/** An explanation of each issue for the site's developer, in English, for the command line and the inbox. */
export const ISSUE_TEXTS: Readonly<Record<IdentityIssue, string>> = {
  USER_ID_NOT_A_STRING: 'The user id is not a string.',
  USER_ID_TOO_LONG: 'The user id is longer than 750 characters.',
  USER_ID_HAS_OUTER_WHITE_SPACE: 'The user id begins or ends with white space.',
  USER_ID_NOT_WELL_FORMED: 'The user id holds half a character or a NUL.',
  USER_EMAIL_NOT_A_STRING: 'The e-mail address is not a string.',
  USER_EMAIL_TOO_LONG: 'The e-mail address is longer than 320 characters.',
  USER_EMAIL_HAS_OUTER_WHITE_SPACE: 'The e-mail address begins or ends with white space.',
  USER_EMAIL_INVALID: 'The e-mail address is not a valid one.',
  USER_NAME_NOT_A_STRING: 'The user name is not a string; it is left out.',
  USER_ID_LOOKS_LIKE_EMAIL: 'The user id looks like an e-mail address: pass addresses as user-email, without user-id.',
};
