import {createHash, createHmac} from 'node:crypto';
import {possibleTexts} from './signed-text.js';
import {prefixMistakes} from './token-reading.js';
import {right, wrong} from './way.js';
import type {SignedUser} from './signed-text.js';
import type {Way} from './way.js';
import type {Mistake} from '../../../contract/diagnosis-texts.js';
import type {TokenForm} from '../verification.js';

/** A key that the token may have been made with. */
export interface CandidateKey {
  readonly id: string;
  readonly secret: string;
  /**
   * `other-app`: an active key of another app of this domain; `other-domain`: of an app of another domain; `not-set`: no
   * key, but what a server signs with when it has none.
   */
  readonly standing: 'active' | 'deleted' | 'not-set' | 'other-app' | 'other-domain';
}

/** A digest that the site's server may have computed. */
export interface PossibleDigest extends Way<Buffer> {
  readonly form: TokenForm;
}

/** What is known of the token before its digest is searched. */
export interface DigestSearch {
  readonly user: SignedUser;
  readonly keys: readonly CandidateKey[];
  readonly hasStrictPrefix: boolean;
  /** The lengths that its digest may have, in bytes, if it was not cut off. */
  readonly digestLengths: ReadonlySet<number>;
}

/** The most mistakes in what was signed, with what, and how. A wrong key or prefix is one of them. */
const MISTAKES_LIMIT = 2;

/** The most digests of one search, about 40 ms of work: enough for six active keys. An app can have any number of keys. */
export const DIGESTS_LIMIT = 6000;

/** What may be wrong with the use of a key, beside the key itself. */
const DOUBTS = {
  active: {mistake: undefined, inText: true, inSecret: true},
  deleted: {mistake: 'key-deleted', inText: true, inSecret: true},
  'not-set': {mistake: 'secret-is-not-set', inText: true, inSecret: false},
  // An installation can have thousands of other apps.
  'other-app': {mistake: 'key-of-another-app', inText: true, inSecret: false},
  'other-domain': {mistake: 'key-of-another-domain', inText: false, inSecret: false},
} as const satisfies Record<
  CandidateKey['standing'],
  {mistake: Mistake | undefined; inText: boolean; inSecret: boolean}
>;

const STANDINGS = Object.keys(DOUBTS) as readonly CandidateKey['standing'][];

/** The secret of a server that has none: a setting that is not there, and the example of docs/identity.md. */
const SECRETS_NOT_SET = ['', 'undefined', 'null', 'None', 'my-secret-key'].map((secret): CandidateKey => ({
  id: '',
  secret,
  standing: 'not-set',
}));

/**
 * Lists the digests that the site's server may have computed: first those without a mistake, then those with one, then
 * those with two; at most `DIGESTS_LIMIT`.
 */
export function* possibleDigests(search: DigestSearch): Generator<PossibleDigest> {
  let left = DIGESTS_LIMIT;
  const forms = (['strict', 'compatible'] as const).map((form) => {
    const prefix = prefixMistakes(form, search.hasStrictPrefix).length;
    return {form, prefix, texts: possibleTexts(form, search.user, MISTAKES_LIMIT - prefix)};
  });
  const known = [...search.keys, ...SECRETS_NOT_SET];
  const keys = STANDINGS.flatMap((standing) => known.filter((key) => key.standing === standing));
  for (let count = 0; count <= MISTAKES_LIMIT; count += 1) {
    for (const key of keys) {
      for (const {form, prefix, texts} of forms) {
        const remaining = count - prefix - (key.standing === 'active' ? 0 : 1);
        for (const {text, secret, hash, mistakes} of recipes(key, texts, remaining, search.digestLengths)) {
          if (left-- === 0) return;
          yield {value: hash.compute(secret, text), mistakes, form};
        }
      }
    }
  }
}

/** What a digest is computed from. */
interface Recipe {
  readonly text: Buffer;
  readonly secret: Buffer;
  readonly hash: HashFunction;
  readonly mistakes: readonly Mistake[];
}

/** The ways to compute a digest with a key, with exactly `count` mistakes beside the key's own. */
function* recipes(
  {id, secret: stored, standing}: CandidateKey,
  texts: readonly Way<Buffer>[],
  count: number,
  digestLengths: ReadonlySet<number>,
): Generator<Recipe> {
  if (count < 0) return;
  const {mistake, inText, inSecret} = DOUBTS[standing];
  const secrets = inSecret ? secretWays(stored, id) : [right(Buffer.from(stored))];
  // Another function together with another mistake is only likely if it gives as many bytes as the token has.
  const hashes = inSecret ? HASHES.filter(({value}) => count < 2 || digestLengths.has(value.length)) : [HMAC_SHA256];
  for (const text of inText ? texts : texts.slice(0, 1)) {
    const besideText = count - text.mistakes.length;
    if (besideText < 0) return; // The texts with the fewest mistakes come first.
    for (const secret of secrets) {
      for (const hash of hashes) {
        if (secret.mistakes.length + hash.mistakes.length !== besideText) continue;
        const mistakes = [...text.mistakes, ...secret.mistakes, ...hash.mistakes];
        if (mistake) mistakes.unshift(mistake);
        yield {text: text.value, secret: secret.value, hash: hash.value, mistakes};
      }
    }
  }
}

/** The bytes that the site's server may have used as the secret. */
function secretWays(secret: string, keyId: string): readonly Way<Buffer>[] {
  const ways = [right(Buffer.from(secret))];
  const add = (mistake: Mistake, ...values: readonly (string | Buffer)[]) => {
    for (const value of values) ways.push(wrong(Buffer.from(value as string), mistake));
  };
  add('secret-with-line-break', `${secret}\n`, `${secret}\r\n`);
  add('secret-with-white-space', ` ${secret}`, `${secret} `);
  add('secret-is-quoted', `"${secret}"`, `'${secret}'`);
  add('secret-with-byte-order-mark', `\uFEFF${secret}`);
  add('secret-base64-encoded', Buffer.from(secret).toString('base64'));
  add('secret-in-utf-16', Buffer.from(secret, 'utf16le'));
  add('key-id-in-place-of-secret', keyId);
  const trimmed = secret.replace(/^[\s\uFEFF"']+/, '').trimEnd();
  if (/^[\w+/-]+=*$/.test(secret)) add('secret-base64-decoded', Buffer.from(secret, 'base64'));
  if (/^([\da-f]{2})+$/i.test(secret)) add('secret-hex-decoded', Buffer.from(secret, 'hex'));
  if (trimmed !== secret) add('stored-secret-is-not-trimmed', trimmed, trimmed.replace(/["']$/, ''));
  return ways;
}

interface HashFunction {
  /** The length of its result, in bytes. */
  readonly length: number;
  compute(secret: Buffer, text: Buffer): Buffer;
}

const HMAC_SHA256 = right(hmac('sha256', 32));

/** The functions that the site's server may have called. */
const HASHES: readonly Way<HashFunction>[] = [
  HMAC_SHA256,
  wrong({length: 32, compute: (secret, text) => HMAC_SHA256.value.compute(text, secret)}, 'key-and-text-swapped'),
  wrong({length: 32, compute: (_secret, text) => sha256(text)}, 'hash-without-key'),
  wrong({length: 32, compute: (secret, text) => sha256(secret, text)}, 'hash-without-key'),
  wrong({length: 32, compute: (secret, text) => sha256(text, secret)}, 'hash-without-key'),
  wrong(hmac('sha1', 20), 'another-hash-function'),
  wrong(hmac('sha384', 48), 'another-hash-function'),
  wrong(hmac('sha512', 64), 'another-hash-function'),
  wrong(hmac('md5', 16), 'another-hash-function'),
];

function hmac(algorithm: string, length: number): HashFunction {
  return {length, compute: (secret, text) => createHmac(algorithm, secret).update(text).digest()};
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
