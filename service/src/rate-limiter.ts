import {isIPv6} from 'node:net';
import type {MonotonicClock} from './clock.js';
import type {Rate} from './limits.js';

/** The number of buckets that starts a search for full buckets, which are deleted. */
const SWEEP_SIZE = 10_000;

/** A rate limit for each key. */
export interface Limiter {
  /** Takes a token. @returns 0, or the seconds until there is a token. */
  take(key: string): number | Promise<number>;
  /** Gives back the token that was just taken. */
  giveBack(key: string): void | Promise<void>;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets in memory, one for each key. Processes do not share them, and a restart empties them. */
export class RateLimiter implements Limiter {
  readonly #rate: Rate;
  readonly #clock: MonotonicClock;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = SWEEP_SIZE;

  constructor(rate: Rate, clock: MonotonicClock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  take(key: string): number {
    const bucket = this.#fill(this.#buckets.get(key) ?? {tokens: this.#rate.burst, at: this.#clock()});
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#sweepAt) this.#sweep();
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / this.#rate.perSecond);
    bucket.tokens -= 1;
    return 0;
  }

  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket) bucket.tokens += 1;
  }

  #fill(bucket: Bucket): Bucket {
    const now = this.#clock();
    const elapsedSeconds = (now - bucket.at) / 1000;
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + elapsedSeconds * this.#rate.perSecond);
    bucket.at = now;
    return bucket;
  }

  #sweep(): void {
    for (const [key, bucket] of this.#buckets) {
      if (this.#fill(bucket).tokens >= this.#rate.burst) this.#buckets.delete(key);
    }
    // Under a flood from many addresses, not every request may search all buckets.
    this.#sweepAt = Math.max(SWEEP_SIZE, this.#buckets.size * 2);
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
