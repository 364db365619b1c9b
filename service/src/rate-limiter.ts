import {isIPv6} from 'node:net';
import type {MonotonicClock} from './clock.js';
import type {Rate} from './limits.js';

/** The most keys that a limiter remembers. One key takes about 200 bytes. */
const KEYS_LIMIT = 50_000;

/** A rate limit for each key. */
export interface Limiter {
  /** Takes a token. @returns 0, or the seconds until there is a token. */
  take(key: string): number | Promise<number>;
  /** Gives back the token that was just taken. */
  giveBack(key: string): void | Promise<void>;
}

/** The tokens of one key. */
export interface Bucket {
  /** Below 0 when the key owes tokens. */
  tokens: number;
  /** When they were counted, by the monotonic clock. */
  at: number;
}

/** Adds the tokens of the time that has passed. */
export function fillBucket(bucket: Bucket, {burst, perSecond}: Rate, now: number): Bucket {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
  bucket.at = now;
  return bucket;
}

/**
 * Token buckets in memory, one for each key. Processes do not share them, and a restart empties them. It remembers a limited number
 * of keys: those that were used last.
 */
export class RateLimiter implements Limiter {
  readonly #rate: Rate;
  readonly #clock: MonotonicClock;
  // Two halves, so that nothing has to be searched for the key that was used longest ago: when one half is full, the other is dropped.
  #recent = new Map<string, Bucket>();
  #older = new Map<string, Bucket>();

  constructor(rate: Rate, clock: MonotonicClock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** The number of keys that it remembers now. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /**
   * Takes tokens when there is one. A request that costs more than there are is served, and the key owes the rest: so a request that
   * costs more than a burst is possible.
   *
   * @returns 0, or the seconds until there is a token. Then nothing was taken.
   */
  take(key: string, cost = 1): number {
    if (this.#isEndless) return 0;
    const bucket = this.#use(key);
    const waitSeconds = this.#waitOf(bucket);
    if (!waitSeconds) bucket.tokens -= cost;
    return waitSeconds;
  }

  /** Takes tokens also when there are none: the key owes them. */
  owe(key: string, cost: number): void {
    if (!this.#isEndless) this.#use(key).tokens -= cost;
  }

  giveBack(key: string): void {
    const bucket = this.#find(key);
    if (bucket) bucket.tokens += 1;
  }

  /** Takes nothing. @returns 0, or the seconds until there is a token. */
  look(key: string): number {
    const bucket = this.#find(key);
    return bucket ? this.#waitOf(this.#fill(bucket)) : 0;
  }

  get #isEndless(): boolean {
    return this.#rate.burst === Infinity;
  }

  #waitOf({tokens}: Bucket): number {
    const missing = 1 - tokens;
    // Many small additions are not exact. The time that a caller was told must be enough.
    return missing > 1e-9 ? Math.ceil(missing / this.#rate.perSecond) : 0;
  }

  #use(key: string): Bucket {
    const bucket = this.#fill(this.#find(key) ?? {tokens: this.#rate.burst, at: this.#clock()});
    this.#older.delete(key);
    this.#recent.set(key, bucket);
    if (this.#recent.size >= KEYS_LIMIT / 2) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    return bucket;
  }

  #find(key: string): Bucket | undefined {
    return this.#recent.get(key) ?? this.#older.get(key);
  }

  #fill(bucket: Bucket): Bucket {
    return fillBucket(bucket, this.#rate, this.#clock());
  }
}

/** Returns the key of a network address. IPv6 addresses are assigned in blocks of 64 bits, so one block is one key. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  if (address.toLowerCase().startsWith('::ffff:') && address.includes('.')) return address.slice('::ffff:'.length);
  const [head = '', tail] = address.split('::');
  const groups = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}

/** Returns the network of an address, for people and for counts: 24 bits of an IPv4 address, 48 of an IPv6 address. */
export function networkOf(address: string): string {
  const key = addressKey(address);
  if (key.includes(':')) return `${key.split(':').slice(0, 3).join(':')}::/48`;
  return `${key.split('.').slice(0, 3).join('.')}.0/24`;
}
