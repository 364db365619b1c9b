import {
  PASSWORD_CHECKS_AT_ONCE,
  PASSWORD_CHECKS_WAITING_LIMIT,
  PASSWORD_CHECKS_WAITING_LIMIT_OF_ADDRESS,
} from '../limits.js';

/** Who wants a password to be checked. */
export interface CheckSource {
  /** A result of `addressKey`. */
  readonly address: string;
  /** Whether the agent has logged in in this browser before. */
  readonly isKnown: boolean;
}

interface WaitingCheck extends CheckSource {
  readonly begin: () => void;
}

/**
 * Runs few checks of passwords at the same time. Each takes much memory, and a thread that files and names are read with too,
 * so many at once would stop the whole process.
 */
export class PasswordChecks {
  /** The addresses of the checks that run. */
  readonly #running: string[] = [];
  #waiting: readonly WaitingCheck[] = [];

  /** Runs a check, now or when it is its turn. @returns `undefined` when too many wait already; then the check does not run. */
  run<T>(source: CheckSource, check: () => Promise<T>): Promise<T> | undefined {
    if (this.#running.length < PASSWORD_CHECKS_AT_ONCE) return this.#begin(source, check);
    // Strangers who fill the queue leave room for browsers that are known.
    const alike = this.#waiting.filter(({isKnown}) => isKnown === source.isKnown);
    const own = alike.filter(({address}) => address === source.address);
    const isFull = alike.length >= PASSWORD_CHECKS_WAITING_LIMIT;
    if (isFull || own.length >= PASSWORD_CHECKS_WAITING_LIMIT_OF_ADDRESS) return undefined;
    return new Promise((resolve, reject) => {
      const begin = (): void => void this.#begin(source, check).then(resolve, reject);
      this.#waiting = [...this.#waiting, {...source, begin}];
    });
  }

  async #begin<T>({address}: CheckSource, check: () => Promise<T>): Promise<T> {
    this.#running.push(address);
    try {
      return await check();
    } finally {
      this.#running.splice(this.#running.indexOf(address), 1);
      this.#beginNext();
    }
  }

  /** Begins the next check: first those of known browsers, then those of addresses without a running check. So one address cannot keep others waiting. */
  #beginNext(): void {
    const next =
      this.#waiting.find(({isKnown}) => isKnown) ??
      this.#waiting.find(({address}) => !this.#running.includes(address)) ??
      this.#waiting[0];
    this.#waiting = this.#waiting.filter((one) => one !== next);
    next?.begin();
  }
}
