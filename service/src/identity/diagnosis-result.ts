import type {IdentityIssue} from 'helpshift-chat/protocol';

/** A mistake that developers make with user auth tokens. `diagnosis-texts.ts` has an explanation for each. */
export type Mistake =
  // What the page passes
  | 'user-is-anonymous'
  | 'token-missing'
  | 'token-has-white-space'
  | 'token-is-quoted'
  | 'token-is-url-encoded'
  | 'token-lost-its-plus-signs'
  | 'token-truncated'
  | 'token-is-hex'
  | 'token-is-base64url'
  | 'token-is-base64-of-hex'
  | 'strict-prefix-missing'
  | 'strict-prefix-on-compatible-form'
  | 'compatible-form-is-off'
  // What was signed
  | 'signed-user-id-alone'
  | 'signed-user-email-alone'
  | 'signed-despite-full-privacy'
  | 'signed-in-swapped-order'
  | 'signed-with-separator'
  | 'signed-lower-cased-email'
  | 'signed-lower-cased-user-id'
  | 'signed-with-line-break'
  /** Found in the database, not in the token: the text belongs to another pair of identifiers. */
  | 'signed-text-taken'
  // What it was signed with
  | 'no-active-key'
  | 'key-deleted'
  | 'key-of-another-app'
  | 'secret-with-line-break'
  | 'secret-with-white-space'
  | 'secret-base64-decoded'
  | 'secret-hex-decoded'
  | 'key-and-text-swapped'
  | 'hash-without-key'
  | 'another-hash-function'
  | 'unknown';

/** The result of a diagnosis. */
export type Diagnosis =
  | {
      readonly valid: true;
      readonly keyId: string;
      readonly form: 'compatible' | 'strict';
      readonly issues: readonly IdentityIssue[];
    }
  | {readonly valid: false; readonly mistakes: readonly Mistake[]; readonly issues: readonly IdentityIssue[]};
