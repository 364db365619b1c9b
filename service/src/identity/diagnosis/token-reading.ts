import {isMissingValue} from 'helpshift-chat/protocol';
import {STRICT_PREFIX} from 'helpshift-chat/token';
import {right, wrong} from './way.js';
import type {Way} from './way.js';
import type {Mistake} from '../../../contract/diagnosis-texts.js';
import type {TokenForm} from '../verification.js';

/** The longest text that a mistake makes of a token has about 200 characters. A long text would block the event loop. */
const TOKEN_LIMIT_CHARS = 1000;

/** How many changes to the token, one after the other, are taken back. */
const CHANGES_LIMIT = 3;

/** The shortest beginning of a digest that can be recognised. A shorter one could match by chance. */
const BEGINNING_BYTES = 9;

/** One way to read the token's text: as a digest, or as the beginning of one. */
interface TokenReading {
  readonly hasStrictPrefix: boolean;
  /** The length of what was read, in bytes. */
  readonly length: number;
  /** The first bytes of it. */
  readonly beginning: string;
  /** The mistakes that this reading supposes. */
  readonly mistakes: readonly Mistake[];
  /** Returns all mistakes of the token if it was made from this digest. */
  readonly match: (digest: Buffer) => readonly Mistake[] | undefined;
}

/** Every way to read a token, found by the digest that it may have been made from. */
export class TokenReadings {
  /** The likely ones first. */
  readonly all: readonly TokenReading[];
  readonly #held: ReadonlySet<string | undefined>;
  readonly #byBeginning = new Map<string, TokenReading[]>();

  constructor(token: string) {
    const passed = token.length > TOKEN_LIMIT_CHARS ? [] : passedTexts(token);
    this.#held = new Set(
      passed.flatMap(({value}) => [value, withoutPrefix(value), decodeBase64(withoutPrefix(value))]),
    );
    this.all = passed.flatMap(readText).sort((a, b) => a.mistakes.length - b.mistakes.length);
    for (const reading of this.all) {
      const same = this.#byBeginning.get(reading.beginning);
      if (same) same.push(reading);
      else this.#byBeginning.set(reading.beginning, [reading]);
    }
  }

  /** Returns the mistakes between this digest and the token, the fewest; `undefined` when the token is of another digest. */
  explain(digest: Buffer, form: TokenForm): readonly Mistake[] | undefined {
    let fewest: readonly Mistake[] | undefined;
    for (const {hasStrictPrefix, match} of this.#byBeginning.get(beginningOf(digest)) ?? []) {
      const matched = match(digest);
      const mistakes = matched && [...matched, ...prefixMistakes(form, hasStrictPrefix)];
      if (mistakes && (!fewest || weightOf(mistakes) < weightOf(fewest))) fewest = mistakes;
    }
    return fewest;
  }

  /** Whether the token is the text of a value that was not there, or not there yet. */
  get isMissingValue(): boolean {
    return [...this.#held].some((text) => text !== undefined && (isMissingValue(text) || text === '[object Promise]'));
  }

  /** Whether the token is this text, also in base64 or after the strict form's beginning. */
  holds(text: string): boolean {
    return this.#held.has(text);
  }
}

/** That something altered the token explains little, so every other explanation is better. */
function weightOf(mistakes: readonly Mistake[]): number {
  return mistakes.length + (mistakes.includes('token-altered') ? 10 : 0);
}

/** The mistakes that the beginning `v1.`, or its absence, is in a form. */
export function prefixMistakes(form: TokenForm, hasStrictPrefix: boolean): readonly Mistake[] {
  if (hasStrictPrefix === (form === 'strict')) return [];
  return [hasStrictPrefix ? 'strict-prefix-on-compatible-form' : 'strict-prefix-missing'];
}

function withoutPrefix(text: string): string {
  return text.startsWith(STRICT_PREFIX) ? text.slice(STRICT_PREFIX.length) : text;
}

function readText({value: text, mistakes: changes}: Way<string>): readonly TokenReading[] {
  return writtenDigests(withoutPrefix(text)).flatMap(({value: written, mistakes}) => {
    const bytes = Buffer.from(written.digits, written.encoding);
    if (bytes.length < BEGINNING_BYTES) return [];
    const known = [...changes, ...mistakes];
    return {
      hasStrictPrefix: text.startsWith(STRICT_PREFIX),
      length: bytes.length,
      beginning: beginningOf(bytes),
      mistakes: known,
      match: (digest: Buffer) => {
        const differences = compare(written, digest);
        return differences && [...known, ...differences];
      },
    };
  });
}

function beginningOf(digest: Buffer): string {
  return digest.toString('latin1', 0, BEGINNING_BYTES);
}

type Undo = (text: string) => string;

/** The changes that a token may suffer between the site's server and the element, and how to take each back. */
const UNDOS: readonly (readonly [Mistake, Undo])[] = [
  ['token-has-white-space', (text) => text.trim()],
  ['token-has-white-space', (text) => text.replace(/\s/g, '')],
  ['token-is-quoted', (text) => /^(["'`])(.*)\1$/s.exec(text.trim())?.[2] ?? text],
  ['token-is-url-encoded', decodeUrl],
  ['token-is-url-encoded-twice', (text) => decodeUrl(decodeUrl(text))],
  ['token-lost-its-plus-signs', (text) => text.replaceAll(' ', '+')],
  ['token-lost-its-plus-signs', (text) => text.trim().replaceAll(' ', '+')],
  ['token-is-json-escaped', (text) => text.replace(/\\u00([\da-f]{2})/gi, fromHex).replace(/\\([/"\\])/g, '$1')],
  ['token-is-html-escaped', (text) => text.replace(/&#x([\da-f]{2});/gi, fromHex).replace(/&#(\d\d);/g, fromDecimal)],
  ['token-has-bearer-prefix', (text) => text.replace(/^\s*bearer[ :]+/i, '')],
  ['token-has-algorithm-prefix', (text) => text.replace(/^\s*(?:hmac-?)?sha-?256[=:]/i, '')],
  ['token-is-double-base64', (text) => (decodeBase64(text)?.startsWith(STRICT_PREFIX) && decodeBase64(text)) || text],
];

function fromHex(_match: string, code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16));
}

function fromDecimal(_match: string, code: string): string {
  return String.fromCharCode(Number(code));
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone `%`: nothing was encoded.
  }
}

/** Returns the text that was written in base64; `undefined` when it is no text but bytes. */
function decodeBase64(text: string): string | undefined {
  if (!/^[\w+/-]{16,}=*\s*$/.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return /^[\x20-\x7e]+\s*$/.test(decoded) ? decoded.trim() : undefined;
}

/** The texts that the site's server may have made, each with the fewest changes that give this token. */
function passedTexts(token: string): readonly Way<string>[] {
  const found = new Map<string, readonly Mistake[]>([[token, []]]);
  // The map grows during the loop: what one change gives is tried with the next one.
  for (const [text, changes] of found) {
    if (changes.length === CHANGES_LIMIT) break;
    for (const [mistake, undo] of UNDOS) {
      const before = undo(text);
      if (!found.has(before)) found.set(before, [mistake, ...changes]);
    }
  }
  return [...found].map(([value, changes]) => ({value, mistakes: [...new Set(changes)]}));
}

interface WrittenDigest {
  readonly encoding: 'base64' | 'hex';
  /** The digits, in standard base64 or in lower-case hexadecimal. */
  readonly digits: string;
  /** The number of `=`. */
  readonly padding: number;
  /** What comes after it; it does not belong to the digest. */
  readonly rest: string;
}

/** The ways in which the site's server may have written a digest. */
function writtenDigests(body: string): readonly Way<WrittenDigest>[] {
  const ways = plainDigests(body);
  const inner = decodeBase64(body);
  if (inner === undefined) return ways;
  for (const {value} of plainDigests(inner)) {
    ways.push(wrong(value, value.encoding === 'hex' ? 'token-is-base64-of-hex' : 'token-is-double-base64'));
  }
  return ways;
}

function plainDigests(body: string): Way<WrittenDigest>[] {
  const ways: Way<WrittenDigest>[] = [];
  const [, letters = '', padding = '', rest = ''] = /^([\w+/-]*)(=*)(.*)$/s.exec(body) ?? [];
  const digits = letters.replaceAll('-', '+').replaceAll('_', '/');
  const written = {encoding: 'base64', digits, padding: padding.length, rest} as const;
  ways.push(digits === letters ? right(written) : wrong(written, 'token-is-base64url'));
  const [hex = ''] = /^[\da-f]*/i.exec(body) ?? [];
  const hexRest = body.slice(hex.length);
  ways.push(wrong({encoding: 'hex', digits: hex.toLowerCase(), padding: 0, rest: hexRest}, 'token-is-hex'));
  return ways;
}

/** Returns what is wrong with a written digest; `undefined` when it was made from another digest. */
function compare({encoding, digits, padding, rest}: WrittenDigest, digest: Buffer): readonly Mistake[] | undefined {
  const expected = digest.toString(encoding).replace(/=+$/, '');
  if (digits === expected) {
    if (rest) return ['token-altered'];
    const expectedPadding = encoding === 'hex' ? 0 : (3 - (digest.length % 3)) % 3;
    return padding > expectedPadding ? ['token-has-superfluous-padding'] : [];
  }
  if (expected.startsWith(digits)) return [rest ? 'token-altered' : 'token-truncated'];
  const beginningDigits = encoding === 'hex' ? BEGINNING_BYTES * 2 : (BEGINNING_BYTES * 4) / 3;
  return digits.startsWith(expected.slice(0, beginningDigits)) ? ['token-altered'] : undefined;
}
