import {
  PASSWORD_CHECKS_AT_ONCE,
  PASSWORD_CHECKS_WAITING_LIMIT,
  PASSWORD_CHECKS_WAITING_LIMIT_OF_ADDRESS,
} from '../limits.js';

interface WaitingCheck {
  readonly address: string;
  readonly begin: () => void;
}

/**
 * Runs few checks of passwords at the same time. Each takes much memory, and a thread that files and names are read with too,
 * so many at once would stop the whole process.
 */
export class PasswordChecks {
  /** The addresses of the checks that run. */
  readonly #running: string[] = [];
  readonly #waiting: WaitingCheck[] = [];

  /**
   * Runs a check, now or when it is its turn.
   *
   * @param address - Who asks: `addressKey`.
   * @returns `undefined` when too many wait already; then the check does not run.
   */
  run<T>(address: string, check: () => Promise<T>): Promise<T> | undefined {
    if (this.#running.length < PASSWORD_CHECKS_AT_ONCE) return this.#begin(address, check);
    const own = this.#waiting.filter((one) => one.address === address).length;
    const isFull = this.#waiting.length >= PASSWORD_CHECKS_WAITING_LIMIT;
    if (isFull || own >= PASSWORD_CHECKS_WAITING_LIMIT_OF_ADDRESS) return undefined;
    return new Promise((resolve, reject) => {
      this.#waiting.push({address, begin: () => void this.#begin(address, check).then(resolve, reject)});
    });
  }

  async #begin<T>(address: string, check: () => Promise<T>): Promise<T> {
    this.#running.push(address);
    try {
      return await check();
    } finally {
      this.#running.splice(this.#running.indexOf(address), 1);
      this.#beginNext();
    }
  }

  /** One address that asks again and again does not keep the others waiting: they come first. */
  #beginNext(): void {
    const other = this.#waiting.findIndex(({address}) => !this.#running.includes(address));
    const [next] = this.#waiting.splice(Math.max(0, other), 1);
    next?.begin();
  }
}
