import {compatibleSignedText, strictSignedText} from 'helpshift-chat/token';
import {right, wrong} from './way.js';
import type {Way} from './way.js';
import type {TokenForm} from '../verification.js';
import type {Mistake} from '../../../contract/diagnosis-texts.js';
import type {TokenIdentifiers} from 'helpshift-chat/token';

/** What a site's server knows of a user, and may have signed. */
export interface SignedUser {
  /** The identifiers that the token must be made from. */
  readonly identifiers: TokenIdentifiers;
  /** An address that must not be signed, because of full privacy. */
  readonly privateEmail?: string | undefined;
  /** Names of the user. No token covers a name. */
  readonly names: readonly string[];
  /** Identifiers that the service has stored for this user, and that the page does not pass. */
  readonly storedIds: readonly string[];
  readonly storedEmails: readonly string[];
}

/** The texts that the site's server may have signed, with at most `limit` mistakes, the likely ones first. */
export function possibleTexts(form: TokenForm, user: SignedUser, limit: number): readonly Way<Buffer>[] {
  const found = new Map<string, Way<Buffer>>();
  const layouts = form === 'strict' ? STRICT_LAYOUTS : COMPATIBLE_LAYOUTS;
  for (const identifiers of identifierWays(user)) {
    for (const layout of layouts(identifiers.value, user.names)) {
      for (const bytes of byteWays(layout.value)) {
        const mistakes = [...identifiers.mistakes, ...layout.mistakes, ...bytes.mistakes];
        const key = bytes.value.toString('latin1');
        const known = found.get(key);
        if (mistakes.length > limit || (known && known.mistakes.length <= mistakes.length)) continue;
        found.set(key, {value: bytes.value, mistakes});
      }
    }
  }
  return [...found.values()].sort((a, b) => a.mistakes.length - b.mistakes.length);
}

/** What a program writes for a value that it does not have. */
const MISSING_VALUES = ['undefined', 'null', 'None', 'nil', '<nil>'];

function identifierWays(user: SignedUser): readonly Way<TokenIdentifiers>[] {
  const {userId, userEmail} = user.identifiers;
  const ways: Way<TokenIdentifiers>[] = [right(user.identifiers)];
  const add = (identifiers: TokenIdentifiers, ...mistakes: readonly [Mistake, ...Mistake[]]) =>
    ways.push(wrong(identifiers, ...mistakes));

  if (userId && userEmail) {
    add({userId}, 'signed-user-id-alone');
    add({userEmail}, 'signed-user-email-alone');
  } else {
    for (const missing of MISSING_VALUES) {
      add({userId: userId ?? missing, userEmail: userEmail ?? missing}, 'signed-with-missing-value');
    }
  }
  if (user.privateEmail) {
    add({userId, userEmail: user.privateEmail}, 'signed-despite-full-privacy');
    add({userEmail: user.privateEmail}, 'signed-despite-full-privacy', 'signed-user-email-alone');
  }
  const lowerEmail = userEmail?.toLowerCase();
  if (lowerEmail !== userEmail) add({userId, userEmail: lowerEmail}, 'signed-lower-cased-email');
  const lowerId = userId?.toLowerCase();
  if (lowerId !== userId) add({userId: lowerId, userEmail}, 'signed-lower-cased-user-id');
  if (lowerEmail !== userEmail && lowerId !== userId) {
    add({userId: lowerId, userEmail: lowerEmail}, 'signed-lower-cased-email', 'signed-lower-cased-user-id');
  }
  for (const unicodeForm of ['NFC', 'NFD']) {
    const otherId = userId?.normalize(unicodeForm);
    if (otherId !== userId) add({userId: otherId, userEmail}, 'signed-in-another-unicode-form');
  }
  for (const stored of user.storedEmails) {
    add({userId, userEmail: stored}, 'signed-stored-email');
    if (userId) add({userEmail: stored}, 'signed-stored-email', 'signed-user-email-alone');
  }
  for (const stored of user.storedIds) {
    add({userId: stored, userEmail}, 'signed-stored-user-id');
    if (userEmail) add({userId: stored}, 'signed-stored-user-id', 'signed-user-id-alone');
    for (const email of user.storedEmails) {
      add({userId: stored, userEmail: email}, 'signed-stored-email', 'signed-stored-user-id');
    }
  }
  return ways;
}

type Layouts = (identifiers: TokenIdentifiers, names: readonly string[]) => readonly Way<string>[];

const SEPARATORS = [' ', ':', '|', ',', ', ', '-', '_', '.', ';', '/', '&', '\n'];

const COMPATIBLE_LAYOUTS: Layouts = ({userId, userEmail}, names) => {
  const ways = [right(compatibleSignedText({userId, userEmail}))];
  if (userId && userEmail) {
    ways.push(wrong(userEmail + userId, 'signed-in-swapped-order'));
    for (const separator of SEPARATORS) ways.push(wrong(userId + separator + userEmail, 'signed-with-separator'));
  }
  const [id, email] = [userId ?? '', userEmail ?? ''];
  for (const name of names) {
    for (const text of [id + email + name, id + name + email, name + id + email]) {
      ways.push(wrong(text, 'signed-with-user-name'));
    }
  }
  return ways;
};

/** Written in place of a line feed: `\n` that a program took literally, the line break of Windows, and so on. */
const WRONG_LINE_BREAKS = ['\\n', '\r\n', '\0', '', ' ', ':'];

const STRICT_LAYOUTS: Layouts = ({userId, userEmail}, names) => {
  const text = strictSignedText({userId, userEmail});
  const [head = '', id = '', email = ''] = text.split('\n');
  const ways = [right(text)];
  for (const lineBreak of WRONG_LINE_BREAKS) {
    ways.push(wrong([head, id, email].join(lineBreak), 'strict-text-has-wrong-line-breaks'));
  }
  ways.push(wrong(`${id}\n${email}`, 'strict-text-lacks-its-first-line'));
  if (!id || !email) ways.push(wrong(`${head}\n${id}${email}`, 'strict-text-lacks-an-empty-line'));
  ways.push(wrong(`${head}\n${email}\n${id}`, 'signed-in-swapped-order'));
  ways.push(wrong(`${head}\0${JSON.stringify([id || null, email || null])}`, 'old-strict-form'));
  for (const json of jsonTexts({userId, userEmail}, names)) ways.push(wrong(json, 'signed-json'));
  for (const name of names) {
    for (const lines of [`${id}\n${email}\n${name}`, `${id}\n${name}\n${email}`]) {
      ways.push(wrong(`${head}\n${lines}`, 'signed-with-user-name'));
    }
  }
  return ways;
};

/** The JSON that a server may sign in the place of the text, such as the body of its answer. */
function jsonTexts({userId, userEmail}: TokenIdentifiers, names: readonly string[]): readonly string[] {
  const user = {userId, userEmail};
  const withNames = names.map((userName) => ({...user, userName}));
  const compact = [user, {user_id: userId, user_email: userEmail}, ...withNames].map((body) => JSON.stringify(body));
  // Python writes spaces.
  const spaced = [
    userId && `"userId": ${JSON.stringify(userId)}`,
    userEmail && `"userEmail": ${JSON.stringify(userEmail)}`,
  ];
  return [...compact, `{${spaced.filter(Boolean).join(', ')}}`];
}

/** The bytes that a text may have become. */
function byteWays(text: string): readonly Way<Buffer>[] {
  const bytes = Buffer.from(text);
  const ways = [right(bytes)];
  for (const end of ['\n', '\r\n']) ways.push(wrong(Buffer.from(text + end), 'signed-with-line-break'));
  ways.push(wrong(Buffer.from(text, 'utf16le'), 'signed-in-utf-16'));
  // Java's "UTF-16" begins with a byte order mark, and the higher byte comes first.
  ways.push(wrong(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), 'signed-in-utf-16'));
  if (bytes.length === text.length) return ways;

  const inLatin1 = Buffer.from(text.replace(/[^\0-\xff]/gu, '?'), 'latin1');
  const inAscii = Buffer.from(text.replace(/[^\0-\x7f]/gu, '?'), 'latin1');
  ways.push(wrong(inLatin1, 'signed-in-latin-1'), wrong(inAscii, 'signed-in-latin-1'));
  ways.push(wrong(Buffer.from(bytes.toString('latin1')), 'signed-in-utf-8-twice'));
  return ways;
}
