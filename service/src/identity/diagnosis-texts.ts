import type {Mistake} from './diagnosis-result.js';

/** A problem and its solution. */
export interface MistakeText {
  readonly problem: string;
  readonly remedy: string;
}

/** The explanation of each mistake, in English, for the command line and the inbox. */
export const MISTAKE_TEXTS: Readonly<Record<Mistake, MistakeText>> = {
  'user-is-anonymous': {
    problem: 'The identifiers make an anonymous user, who needs no token.',
    remedy: 'Pass a user id or an e-mail address that keeps the rules; an anonymous user is never verified.',
  },
  'token-missing': {
    problem: 'There is no token.',
    remedy: 'Have your server make one and pass it as user-auth-token together with the identifiers.',
  },
  'token-has-white-space': {
    problem: 'The token has white space or a line break at its start or end.',
    remedy: 'Trim it: shell commands as `openssl` and `base64` end their output with a line break.',
  },
  'token-is-quoted': {
    problem: 'The token has quotation marks around it.',
    remedy: 'Pass its value, not its JSON.',
  },
  'token-is-url-encoded': {
    problem: 'The token is URL-encoded (%2B, %2F, %3D).',
    remedy: 'Decode it once before it is passed to the element.',
  },
  'token-lost-its-plus-signs': {
    problem: 'The token has spaces where plus signs were: it went through an address without being encoded.',
    remedy: 'Send it in a response body, or encode it for the address.',
  },
  'token-truncated': {
    problem: 'The token is cut off at its end.',
    remedy: 'Pass all of it: 43 characters, or 44 with padding (46 in the strict form).',
  },
  'token-is-hex': {
    problem: 'The token is written in hexadecimal.',
    remedy: 'Write the digest in base64: digest("base64"), base64_encode with raw output, Base64.strict_encode64 …',
  },
  'token-is-base64url': {
    problem: 'The token is written in base64url (with - and _).',
    remedy: 'Use standard base64 (with + and /) for this form.',
  },
  'token-is-base64-of-hex': {
    problem: 'The token is the base64 of a hexadecimal digest.',
    remedy: 'Take the raw bytes of the digest (in PHP: hash_hmac(…, true)) and write those in base64.',
  },
  'strict-prefix-missing': {
    problem: 'The token is of the strict form, without its beginning "v1.".',
    remedy: 'Pass "v1." followed by the base64url.',
  },
  'strict-prefix-on-compatible-form': {
    problem: 'The token begins with "v1." although it is of the compatible form.',
    remedy: 'Leave "v1." away, or sign the text of the strict form.',
  },
  'compatible-form-is-off': {
    problem: 'This app takes the strict form of the token only.',
    remedy: 'Make tokens of the strict form (form: "strict"), or allow the compatible form for this app.',
  },
  'signed-user-id-alone': {
    problem: 'The token was made from the user id alone, but an e-mail address is passed as well.',
    remedy: 'Sign the user id followed by the address, or pass no address, or use full privacy.',
  },
  'signed-user-email-alone': {
    problem: 'The token was made from the e-mail address alone, but a user id is passed as well.',
    remedy: 'Sign the user id followed by the address.',
  },
  'signed-despite-full-privacy': {
    problem: 'The token was made from the user id and the e-mail address, but full privacy is on.',
    remedy: 'With full privacy, sign the user id alone.',
  },
  'signed-in-swapped-order': {
    problem: 'The token was made from the e-mail address followed by the user id.',
    remedy: 'Sign them the other way round: the user id first.',
  },
  'signed-with-separator': {
    problem: 'The token was made with a separator between user id and e-mail address.',
    remedy: 'Put nothing between them, or use the strict form.',
  },
  'signed-lower-cased-email': {
    problem: 'The token was made from the lower-cased e-mail address, but the page passes it otherwise.',
    remedy: 'Sign exactly the characters that the page passes.',
  },
  'signed-lower-cased-user-id': {
    problem: 'The token was made from the lower-cased user id, but the page passes it otherwise.',
    remedy: 'Sign exactly the characters that the page passes; user ids are case-sensitive.',
  },
  'signed-with-line-break': {
    problem: 'The signed text ends with a line break.',
    remedy: 'Leave it away (in a shell: printf %s instead of echo).',
  },
  'signed-text-taken': {
    problem: 'The token is right, but the same signed text already belongs to other identifiers.',
    remedy: 'The compatible form cannot tell "12" + "3ann@x.org" from "123" + "ann@x.org". Use the strict form.',
  },
  'no-active-key': {
    problem: 'This app has no active secret key, so nobody can be verified.',
    remedy: 'Create one: helpshift-chat key create.',
  },
  'key-deleted': {
    problem: 'The token was made with a secret key that has been deleted.',
    remedy: 'Give your server one of the active keys.',
  },
  'key-of-another-app': {
    problem: 'The token was made with a secret key of another app of this domain.',
    remedy: 'Use a key of this app, or the other platform id.',
  },
  'secret-with-line-break': {
    problem: 'The secret on your server ends with a line break.',
    remedy: 'Trim it where it is read: files and environment variables often end with one.',
  },
  'secret-with-white-space': {
    problem: 'The secret on your server begins or ends with a space.',
    remedy: 'Trim it where it is read.',
  },
  'secret-base64-decoded': {
    problem: 'Your server decodes the secret from base64 before it uses it.',
    remedy: 'Use the characters of the secret as they are (their UTF-8 bytes).',
  },
  'secret-hex-decoded': {
    problem: 'Your server decodes the secret from hexadecimal before it uses it.',
    remedy: 'Use the characters of the secret as they are (their UTF-8 bytes).',
  },
  'key-and-text-swapped': {
    problem: 'The secret and the text were swapped in the call.',
    remedy: 'The secret is the key of the HMAC, the identifiers are its message.',
  },
  'hash-without-key': {
    problem: 'The token is a plain SHA-256 hash, not an HMAC.',
    remedy: 'Use HMAC-SHA256 with the secret as its key.',
  },
  'another-hash-function': {
    problem: 'The token was made with another hash function than SHA-256.',
    remedy: 'Use HMAC-SHA256.',
  },
  unknown: {
    problem: 'The token does not fit these identifiers and any key of this app, in no way that is known.',
    remedy: 'Check that the secret belongs to this app, and that the identifiers are those that were signed.',
  },
};
