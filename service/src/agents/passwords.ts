import {randomBytes, scrypt, timingSafeEqual} from 'node:crypto';

/** How much work one guess of a password takes. */
export interface PasswordCost {
  /** log2 of scrypt's N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP's Password Storage Cheat Sheet: 64 MiB, about a fifth of a second. */
const DEFAULT_COST: PasswordCost = {logN: 16, r: 8, p: 2};
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * Hashes a password for storage: `scrypt$logN$r$p$salt$hash`. The hash contains its cost, so that the cost can be
 * raised later.
 */
export async function hashPassword(password: string, cost: PasswordCost = DEFAULT_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  return ['scrypt', cost.logN, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Checks a password. Without a stored hash it does the same work, so that the time does not show whether an account
 * exists.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, logN, r, p, salt = '', hash = ''] = stored?.split('$') ?? [];
  const cost = stored === undefined ? DEFAULT_COST : {logN: Number(logN), r: Number(r), p: Number(p)};
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost);
  const expected = stored === undefined ? Buffer.alloc(HASH_BYTES) : Buffer.from(hash, 'base64url');
  return timingSafeEqual(derived, expected) && stored !== undefined;
}

function derive(password: string, salt: Buffer, {logN, r, p}: PasswordCost): Promise<Buffer> {
  const N = 2 ** logN;
  const options = {N, r, p, maxmem: 128 * N * r * 2};
  return new Promise((resolve, reject) => {
    // Two systems can send different code points for the same typed password.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
