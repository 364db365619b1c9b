import type {IdentityIssue} from 'helpshift-chat/protocol';

/** A mistake that developers make with user auth tokens. `diagnosis-texts.ts` has an explanation for each. */
export type Mistake =
  // What the page passes
  | 'user-is-anonymous'
  | 'token-missing'
  | 'token-is-a-missing-value'
  | 'token-is-the-secret'
  | 'token-has-white-space'
  | 'token-is-quoted'
  | 'token-is-url-encoded'
  | 'token-is-url-encoded-twice'
  | 'token-is-json-escaped'
  | 'token-is-html-escaped'
  | 'token-lost-its-plus-signs'
  | 'token-has-bearer-prefix'
  | 'token-has-algorithm-prefix'
  | 'token-truncated'
  | 'token-altered'
  | 'token-has-superfluous-padding'
  | 'token-has-wrong-length'
  // How the digest is written
  | 'token-is-hex'
  | 'token-is-base64url'
  | 'token-is-base64-of-hex'
  | 'token-is-double-base64'
  | 'strict-prefix-missing'
  | 'strict-prefix-on-compatible-form'
  // What the app accepts
  | 'compatible-form-is-off'
  | 'ambiguous-token'
  // What was signed
  | 'old-strict-form'
  | 'signed-json'
  | 'strict-text-lacks-its-first-line'
  | 'strict-text-lacks-an-empty-line'
  | 'strict-text-has-wrong-line-breaks'
  | 'signed-user-id-alone'
  | 'signed-user-email-alone'
  | 'signed-despite-full-privacy'
  | 'signed-in-swapped-order'
  | 'signed-with-separator'
  | 'signed-with-missing-value'
  | 'signed-with-user-name'
  | 'signed-lower-cased-email'
  | 'signed-lower-cased-user-id'
  | 'signed-in-another-unicode-form'
  | 'signed-stored-email'
  | 'signed-stored-user-id'
  | 'signed-with-line-break'
  | 'signed-in-latin-1'
  | 'signed-in-utf-16'
  | 'signed-in-utf-8-twice'
  // What it was signed with
  | 'no-active-key'
  | 'key-deleted'
  | 'key-of-another-app'
  | 'key-of-another-domain'
  | 'key-id-in-place-of-secret'
  | 'secret-is-not-set'
  | 'secret-with-line-break'
  | 'secret-with-white-space'
  | 'secret-is-quoted'
  | 'secret-with-byte-order-mark'
  | 'secret-base64-decoded'
  | 'secret-base64-encoded'
  | 'secret-hex-decoded'
  | 'secret-in-utf-16'
  | 'stored-secret-is-not-trimmed'
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
