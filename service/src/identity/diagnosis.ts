import {createHash, createHmac} from 'node:crypto';
import {identify} from 'helpshift-chat/protocol';
import {signedText, strictSignedText} from 'helpshift-chat/token';
import {hmacSha256} from './digest.js';
import {verifyUserAuthToken} from './verification.js';
import type {Diagnosis, Mistake} from './diagnosis-result.js';
import type {TokenIdentifiers} from 'helpshift-chat/token';

export type {Diagnosis, Mistake} from './diagnosis-result.js';

/** What a site passes to the element, for a check by the site's developer. */
export interface DiagnosisRequest extends TokenIdentifiers {
  readonly token: string;
  readonly fullPrivacy: boolean;
}

/** A key that the token may have been made with. */
export interface CandidateKey {
  readonly id: string;
  readonly secret: string;
  /** `other-app`: an active key of another app of this domain. */
  readonly standing: 'active' | 'deleted' | 'other-app';
}

/** One possible way to do a step, with the mistake that it is. The correct way has no mistake. */
interface Way<T> {
  readonly value: T;
  readonly mistake?: Mistake;
}

// A shorter beginning could match by chance.
const TRUNCATED_AT_LEAST_CHARS = 12;

// The longest token that a mistake makes has about 100 characters (hexadecimal in base64, URL-encoded). A long text
// would block the event loop.
const TOKEN_LIMIT_CHARS = 1000;

/**
 * Checks a user auth token, and finds the mistake that explains a wrong one. It tries the known mistakes, alone and
 * combined, and returns the smallest combination that gives this token. Rule: "How do I test that I have User Identity
 * Verification set up correctly?" in the specification.
 */
export function diagnoseToken(
  request: DiagnosisRequest,
  keys: readonly CandidateKey[],
  rules: {readonly compatibleTokens: boolean},
): Diagnosis {
  const {claim, issues} = identify(request);
  if (claim.kind === 'anonymous') return {valid: false, mistakes: ['user-is-anonymous'], issues};
  const identifiers = {userId: claim.userId, userEmail: claim.userEmail};
  const active = keys.filter(({standing}) => standing === 'active');
  const verification = verifyUserAuthToken({token: request.token, identifiers}, active, rules);
  if (verification.accepted) return {valid: true, keyId: verification.keyId, form: verification.form, issues};
  return {valid: false, mistakes: findMistakes(request, identifiers, keys, rules), issues};
}

function findMistakes(
  request: DiagnosisRequest,
  identifiers: TokenIdentifiers,
  keys: readonly CandidateKey[],
  {compatibleTokens}: {readonly compatibleTokens: boolean},
): readonly Mistake[] {
  if (!request.token.trim()) return ['token-missing'];
  let best: readonly Mistake[] | undefined;
  const forms = request.token.length > TOKEN_LIMIT_CHARS ? [] : (['compatible', 'strict'] as const);
  for (const form of forms) {
    const tokens = tokenWays(request.token, form);
    for (const digest of digestWays(request, identifiers, keys, form)) {
      const token = tokens.find(({value}) => value.fits(digest.value));
      if (!token) continue;
      const mistakes = [
        ...(form === 'compatible' && !compatibleTokens ? (['compatible-form-is-off'] as const) : []),
        ...token.mistakes,
        ...digest.mistakes,
      ];
      if (!best || mistakes.length < best.length) best = mistakes;
    }
  }
  const hasActiveKey = keys.some(({standing}) => standing === 'active');
  return best ?? [hasActiveKey ? 'unknown' : 'no-active-key'];
}

interface TokenReading {
  readonly value: {fits(digest: Buffer): boolean};
  readonly mistakes: readonly Mistake[];
}

/** The possible readings of the token: how it was encoded and how it was passed on. */
function tokenWays(token: string, form: 'compatible' | 'strict'): readonly TokenReading[] {
  const readings: TokenReading[] = [];
  for (const {text, mistakes} of passedOnWays(token)) {
    const hasPrefix = text.startsWith('v1.');
    const body = hasPrefix ? text.slice(3) : text;
    const prefixMistake: readonly Mistake[] =
      hasPrefix === (form === 'strict')
        ? []
        : [hasPrefix ? 'strict-prefix-on-compatible-form' : 'strict-prefix-missing'];
    for (const {value, mistake} of encodingWays(body, form)) {
      readings.push({value, mistakes: [...mistakes, ...prefixMistake, ...(mistake ? [mistake] : [])]});
    }
  }
  return readings;
}

/** The changes that a token may suffer between the site's server and the element. */
function passedOnWays(token: string): readonly {text: string; mistakes: readonly Mistake[]}[] {
  const ways: {text: string; mistakes: readonly Mistake[]}[] = [{text: token, mistakes: []}];
  const trimmed = token.trim();
  if (trimmed !== token) ways.push({text: trimmed, mistakes: ['token-has-white-space']});
  const unquoted = /^(["'])(.*)\1$/.exec(trimmed)?.[2];
  if (unquoted !== undefined) ways.push({text: unquoted, mistakes: ['token-is-quoted']});
  const decoded = decodeUrl(trimmed);
  if (decoded !== trimmed) ways.push({text: decoded, mistakes: ['token-is-url-encoded']});
  if (trimmed.includes(' ')) {
    ways.push({text: trimmed.replaceAll(' ', '+'), mistakes: ['token-lost-its-plus-signs']});
  }
  return ways;
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone `%`: nothing was encoded.
  }
}

function encodingWays(body: string, form: 'compatible' | 'strict'): readonly Way<TokenReading['value']>[] {
  const bare = body.replace(/=+$/, '');
  const ownEncoding = form === 'strict' ? 'base64url' : 'base64';
  const write = (digest: Buffer, encoding: 'base64' | 'base64url' | 'hex') =>
    digest.toString(encoding).replace(/=+$/, '');
  return [
    {value: {fits: (digest) => write(digest, ownEncoding) === bare}},
    {value: {fits: (digest) => write(digest, 'base64url') === bare}, mistake: 'token-is-base64url'},
    {value: {fits: (digest) => write(digest, 'hex') === bare.toLowerCase()}, mistake: 'token-is-hex'},
    {
      value: {fits: (digest) => Buffer.from(digest.toString('hex')).toString('base64').replace(/=+$/, '') === bare},
      mistake: 'token-is-base64-of-hex',
    },
    {
      value: {
        fits: (digest) =>
          bare.length >= TRUNCATED_AT_LEAST_CHARS &&
          write(digest, ownEncoding) !== bare &&
          write(digest, ownEncoding).startsWith(bare),
      },
      mistake: 'token-truncated',
    },
  ];
}

interface DigestReading {
  readonly value: Buffer;
  readonly mistakes: readonly Mistake[];
}

/** The digests that the site's server may have computed, likely ones first. */
function* digestWays(
  request: DiagnosisRequest,
  identifiers: TokenIdentifiers,
  keys: readonly CandidateKey[],
  form: 'compatible' | 'strict',
): Generator<DigestReading> {
  const texts = textWays(request, identifiers, form);
  for (const key of keys) {
    const standing: readonly Mistake[] =
      key.standing === 'active' ? [] : [key.standing === 'deleted' ? 'key-deleted' : 'key-of-another-app'];
    // A domain can have hundreds of other apps, so each of their keys is only tried in the correct way.
    const isOwn = key.standing !== 'other-app';
    for (const text of texts) {
      for (const secret of isOwn ? secretWays(key.secret) : [rightSecret(key.secret)]) {
        for (const digest of isOwn ? hashWays(secret.value, text.value) : [rightHash(secret.value, text.value)]) {
          const mistakes = [text.mistake, secret.mistake, digest.mistake].filter((mistake) => mistake !== undefined);
          yield {value: digest.value, mistakes: [...standing, ...mistakes]};
        }
      }
    }
  }
}

const SEPARATORS = [' ', ':', '|', ',', ', ', '-', '_', '.', ';', '/', '&', '\n'];

function textWays(
  request: DiagnosisRequest,
  identifiers: TokenIdentifiers,
  form: 'compatible' | 'strict',
): readonly Way<string>[] {
  const write = form === 'strict' ? strictSignedText : signedText;
  const {userId, userEmail} = identifiers;
  const right = write(identifiers);
  const ways: Way<string>[] = [{value: right}, {value: `${right}\n`, mistake: 'signed-with-line-break'}];
  if (request.fullPrivacy && request.userEmail) {
    const both = write({userId: request.userId, userEmail: request.userEmail});
    ways.push({value: both, mistake: 'signed-despite-full-privacy'});
  }
  if (userId && userEmail) {
    ways.push({value: write({userId}), mistake: 'signed-user-id-alone'});
    ways.push({value: write({userEmail}), mistake: 'signed-user-email-alone'});
    ways.push({value: write({userId: userEmail, userEmail: userId}), mistake: 'signed-in-swapped-order'});
    for (const separator of form === 'compatible' ? SEPARATORS : []) {
      ways.push({value: userId + separator + userEmail, mistake: 'signed-with-separator'});
    }
  }
  const lowerEmail = userEmail?.toLowerCase();
  if (lowerEmail !== userEmail) {
    ways.push({value: write({userId, userEmail: lowerEmail}), mistake: 'signed-lower-cased-email'});
  }
  const lowerId = userId?.toLowerCase();
  if (lowerId !== userId) {
    ways.push({value: write({userId: lowerId, userEmail}), mistake: 'signed-lower-cased-user-id'});
  }
  return ways;
}

function rightSecret(secret: string): Way<string | Buffer> {
  return {value: secret};
}

function secretWays(secret: string): readonly Way<string | Buffer>[] {
  const ways: Way<string | Buffer>[] = [
    rightSecret(secret),
    {value: `${secret}\n`, mistake: 'secret-with-line-break'},
    {value: `${secret}\r\n`, mistake: 'secret-with-line-break'},
    {value: ` ${secret}`, mistake: 'secret-with-white-space'},
    {value: `${secret} `, mistake: 'secret-with-white-space'},
  ];
  if (/^[\w+/-]+=*$/.test(secret)) {
    ways.push({value: Buffer.from(secret, 'base64'), mistake: 'secret-base64-decoded'});
  }
  if (/^([\da-f]{2})+$/i.test(secret)) ways.push({value: Buffer.from(secret, 'hex'), mistake: 'secret-hex-decoded'});
  return ways;
}

function rightHash(secret: string | Buffer, text: string): Way<Buffer> {
  return {value: hmacSha256(secret, text)};
}

function hashWays(secret: string | Buffer, text: string): readonly Way<Buffer>[] {
  const hmac = (algorithm: string) => createHmac(algorithm, secret).update(text).digest();
  const sha256 = (...parts: (string | Buffer)[]) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  return [
    rightHash(secret, text),
    {value: createHmac('sha256', text).update(secret).digest(), mistake: 'key-and-text-swapped'},
    {value: sha256(text), mistake: 'hash-without-key'},
    {value: sha256(secret, text), mistake: 'hash-without-key'},
    {value: sha256(text, secret), mistake: 'hash-without-key'},
    {value: hmac('sha1'), mistake: 'another-hash-function'},
    {value: hmac('sha384'), mistake: 'another-hash-function'},
    {value: hmac('sha512'), mistake: 'another-hash-function'},
    {value: hmac('md5'), mistake: 'another-hash-function'},
  ];
}
