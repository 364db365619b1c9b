/** A problem and its solution. */
export interface MistakeText {
  readonly problem: string;
  readonly remedy: string;
}

/** The mistakes that developers make with user auth tokens. Each has an explanation, in English, for the command line and the inbox. */
export const MISTAKE_TEXTS = {
  // What the page passes
  'user-is-anonymous': {
    problem: 'The identifiers make an anonymous user, who needs no token.',
    remedy: 'Pass a user ID or an e-mail address that keeps the rules; an anonymous user is never verified.',
  },
  'token-missing': {
    problem: 'There is no token.',
    remedy: 'Have your server make one and pass it as user-auth-token together with the identifiers.',
  },
  'token-is-a-missing-value': {
    problem:
      'The token is the text of a missing value, such as "undefined", "[object Promise]" or an unfilled template.',
    remedy: 'Pass the token itself. In JavaScript, await it: createUserAuthToken returns a promise.',
  },
  'token-is-the-secret': {
    problem: 'THE TOKEN IS A SECRET KEY. It is public now: everybody who sees the page can be any of your users.',
    remedy: 'Delete this key at once and make another. Keep that on your server, and pass the HMAC made with it.',
  },
  'token-has-white-space': {
    problem: 'The token has white space or a line break at its start, at its end or in it.',
    remedy: 'Remove it: shell commands such as `openssl` and `base64` end their output with a line break.',
  },
  'token-is-quoted': {
    problem: 'The token has quotation marks around it.',
    remedy: 'Pass its value, not its JSON.',
  },
  'token-is-url-encoded': {
    problem: 'The token is URL-encoded (%2B, %2F, %3D).',
    remedy: 'Decode it once before it is passed to the element.',
  },
  'token-is-url-encoded-twice': {
    problem: 'The token is URL-encoded twice (%252B, %252F, %253D).',
    remedy: 'Encode it only once for an address, and decode it before it is passed to the element.',
  },
  'token-is-json-escaped': {
    problem: 'The token has escapes of JSON in it (\\/ or \\u002B).',
    remedy: 'Read it with a JSON parser; do not cut it out of the text.',
  },
  'token-is-html-escaped': {
    problem: 'The token has escapes of HTML in it (&#x2F; or &#x3D;).',
    remedy: 'In a script, write it as JSON, without HTML escapes. In an attribute, escape it only once.',
  },
  'token-lost-its-plus-signs': {
    problem: 'The token has spaces where plus signs were: it went through an address without being encoded.',
    remedy: 'Send it in a response body, or encode it for the address.',
  },
  'token-has-bearer-prefix': {
    problem: 'The token begins with "Bearer".',
    remedy: 'Pass the token alone.',
  },
  'token-has-algorithm-prefix': {
    problem: 'The token begins with the name of the hash function, such as "sha256=".',
    remedy: 'Pass only what follows this name.',
  },
  'token-truncated': {
    problem: 'The token is cut off at its end.',
    remedy:
      'Pass all of it: 44 characters of base64, or 43 without the "=", and "v1." before them in the strict form. Is a database column too short?',
  },
  'token-altered': {
    problem: 'The token begins right and ends wrong: something changed it or was added to it.',
    remedy: 'Compare it with what your server made, and pass exactly that.',
  },
  'token-has-superfluous-padding': {
    problem: 'The token ends with too many "=".',
    remedy: 'Remove those that your program adds: a token ends with one "=" or with none.',
  },
  'token-has-wrong-length': {
    problem: 'The token has the wrong length: it is cut off, or something was added to it, or it is something else.',
    remedy:
      'A token has 44 characters of base64, or 43 without the "=", and "v1." before them in the strict form. Compare it with what your server made.',
  },
  // How the digest is written
  'token-is-hex': {
    problem: 'The token is written in hexadecimal.',
    remedy: 'Write the digest in base64: digest("base64"), base64_encode with raw output, Base64.strict_encode64 …',
  },
  'token-is-base64url': {
    problem: 'The token is written in base64url (with - and _).',
    remedy: 'Use standard base64 (with + and /).',
  },
  'token-is-base64-of-hex': {
    problem: 'The token is the base64 of a hexadecimal digest.',
    remedy: 'Take the raw bytes of the digest (in PHP: hash_hmac(…, true)) and write those in base64.',
  },
  'token-is-double-base64': {
    problem: 'The token is written in base64 twice.',
    remedy: 'Write the raw bytes of the digest in base64 once; some functions return base64 already.',
  },
  'strict-prefix-missing': {
    problem: 'The token is of the strict form, without its beginning "v1.".',
    remedy: 'Pass "v1." followed by the base64.',
  },
  'strict-prefix-on-compatible-form': {
    problem: 'The token begins with "v1." although it is of the compatible form.',
    remedy: 'Sign the text of the strict form: helpshift-chat.v1, user ID and e-mail address, each on its own line.',
  },
  // What the app accepts
  'compatible-form-is-off': {
    problem: 'This app takes the strict form of the token only.',
    remedy: 'Make tokens of the strict form, or allow the compatible form for this app (compatible-tokens).',
  },
  'ambiguous-token': {
    problem: 'The token is ambiguous (ambiguous-token): in the compatible form, another user can have the same one.',
    remedy: 'Make tokens of the strict form: helpshift-chat.v1, user ID and e-mail address, each on its own line.',
  },
  // What was signed
  'old-strict-form': {
    problem: 'The token is of an old strict form, which signed JSON.',
    remedy:
      'Sign helpshift-chat.v1, user ID and e-mail address, each on its own line, and write it in standard base64.',
  },
  'signed-json': {
    problem: 'The token was made from JSON.',
    remedy: 'Sign plain text: helpshift-chat.v1, user ID and e-mail address, each on its own line.',
  },
  'strict-text-lacks-its-first-line': {
    problem: 'The signed text lacks its first line.',
    remedy: 'Begin it with helpshift-chat.v1 and a line feed.',
  },
  'strict-text-lacks-an-empty-line': {
    problem: 'The signed text lacks the line of the identifier that is not given.',
    remedy: 'Write the line feed in every case: "helpshift-chat.v1\\n" + user ID + "\\n" + e-mail address.',
  },
  'strict-text-has-wrong-line-breaks': {
    problem: 'The lines of the signed text are not separated by a line feed.',
    remedy: 'Put one line feed (byte 0A) between them: "\\n" in double quotation marks in PHP, Ruby and Perl.',
  },
  'signed-user-id-alone': {
    problem: 'The token was made from the user ID alone, but an e-mail address is passed as well.',
    remedy: 'Sign both, or pass no address, or use full privacy.',
  },
  'signed-user-email-alone': {
    problem: 'The token was made from the e-mail address alone, but a user ID is passed as well.',
    remedy: 'Sign the user ID and then the address.',
  },
  'signed-despite-full-privacy': {
    problem: 'The token was made with the e-mail address, but full privacy is on.',
    remedy: 'With full privacy, sign the user ID alone.',
  },
  'signed-in-swapped-order': {
    problem: 'The token was made from the e-mail address followed by the user ID.',
    remedy: 'Sign them the other way round: the user ID first.',
  },
  'signed-with-separator': {
    problem: 'The token was made with a separator between user ID and e-mail address.',
    remedy: 'Use the strict form. (In the compatible form, nothing is between them.)',
  },
  'signed-with-missing-value': {
    problem:
      'The token was made with a text such as "undefined", "null" or "None" for the identifier that is not given.',
    remedy: 'Sign the empty string for an identifier that is not given.',
  },
  'signed-with-user-name': {
    problem: 'The token was made with the name of the user.',
    remedy: 'Sign the user ID and the e-mail address, and nothing else.',
  },
  'signed-lower-cased-email': {
    problem: 'The token was made from the lower-cased e-mail address, but the page passes it otherwise.',
    remedy: 'Sign exactly the characters that the page passes.',
  },
  'signed-lower-cased-user-id': {
    problem: 'The token was made from the lower-cased user ID, but the page passes it otherwise.',
    remedy: 'Sign exactly the characters that the page passes; user ids are case-sensitive.',
  },
  'signed-in-another-unicode-form': {
    problem: 'The token was made from the user ID in another Unicode form (NFC or NFD): é can be one character or two.',
    remedy: 'Sign exactly the characters that the page passes.',
  },
  'signed-stored-email': {
    problem: 'The token was made with an e-mail address that is stored for this user, but the page does not pass it.',
    remedy: 'Pass the address that your server signs, letter by letter, or sign only what the page passes.',
  },
  'signed-stored-user-id': {
    problem: 'The token was made with the user ID that is stored for this address, but the page does not pass it.',
    remedy: 'Pass the user ID that your server signs, or sign only what the page passes.',
  },
  'signed-with-line-break': {
    problem: 'The signed text ends with a line break.',
    remedy: 'Remove it (in a shell: printf %s instead of echo).',
  },
  'signed-in-latin-1': {
    problem: 'The text was signed in Latin-1 or ASCII.',
    remedy: 'Sign its UTF-8 bytes.',
  },
  'signed-in-utf-16': {
    problem: 'The text was signed in UTF-16.',
    remedy: 'Sign its UTF-8 bytes (in C#: Encoding.UTF8, not Encoding.Unicode).',
  },
  'signed-in-utf-8-twice': {
    problem: 'The text was encoded in UTF-8 twice before it was signed.',
    remedy: 'Encode it once (in PHP: without utf8_encode).',
  },
  // What it was signed with
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
  'key-of-another-domain': {
    problem: 'The token was made with a secret key of another domain of this installation.',
    remedy: 'Use a key of this app, or the other domain and its platform id.',
  },
  'key-id-in-place-of-secret': {
    problem: "The token was made with the key's id, not with its secret.",
    remedy: 'Use the secret: helpshift-chat key list --show-secrets shows it beside the id.',
  },
  'secret-is-not-set': {
    problem: 'The secret on your server is empty, the text of a missing value, or the example of the documentation.',
    remedy: 'Give your server the secret of an active key; look whether the name of its setting is spelt right.',
  },
  'secret-with-line-break': {
    problem: 'The secret on your server ends with a line break.',
    remedy: 'Trim it where it is read: files and environment variables often end with one.',
  },
  'secret-with-white-space': {
    problem: 'The secret on your server begins or ends with a space.',
    remedy: 'Trim it where it is read.',
  },
  'secret-is-quoted': {
    problem: 'The secret on your server has quotation marks around it.',
    remedy: 'Remove them: some readers of environment files keep them.',
  },
  'secret-with-byte-order-mark': {
    problem: 'The secret on your server begins with a byte order mark, which you cannot see.',
    remedy: 'Save its file as UTF-8 without BOM, or remove U+FEFF where the secret is read.',
  },
  'secret-base64-decoded': {
    problem: 'Your server decodes the secret from base64 before it uses it.',
    remedy: 'Use the characters of the secret as they are (their UTF-8 bytes).',
  },
  'secret-base64-encoded': {
    problem: 'Your server encodes the secret in base64 before it uses it.',
    remedy: 'Use the characters of the secret as they are (their UTF-8 bytes).',
  },
  'secret-hex-decoded': {
    problem: 'Your server decodes the secret from hexadecimal before it uses it.',
    remedy: 'Use the characters of the secret as they are (their UTF-8 bytes).',
  },
  'secret-in-utf-16': {
    problem: 'Your server uses the UTF-16 bytes of the secret.',
    remedy: 'Use its UTF-8 bytes (in C#: Encoding.UTF8, not Encoding.Unicode).',
  },
  'stored-secret-is-not-trimmed': {
    problem: 'This app has the secret with white space or quotation marks around it; your server has it without them.',
    remedy: 'Add the secret to this app again, without them, and delete this key.',
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
  unexplained: {
    problem: 'The token fits no key of this app for these identifiers, and no known mistake explains it.',
    remedy:
      'Look, on your server, at the text that it signs: helpshift-chat.v1, user ID and e-mail address, each on its own line. Then compare the last four characters of its secret with those of the active keys. helpshift-chat token makes the right token.',
  },
} satisfies Readonly<Record<string, MistakeText>>;

export type Mistake = keyof typeof MISTAKE_TEXTS;
