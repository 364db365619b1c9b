import {UPLOADS_AT_ONCE_LIMIT} from '../limits.js';

/** Counts the requests that bring bytes of files. Each one keeps a file open, and some memory. */
export class UploadsAtOnce {
  readonly #countOf = new Map<string, number>();

  /** @returns What to call at the end; `undefined` when there are too many. */
  enter(key: string): (() => void) | undefined {
    const count = this.#countOf.get(key) ?? 0;
    if (count >= UPLOADS_AT_ONCE_LIMIT) return undefined;
    this.#countOf.set(key, count + 1);
    return () => {
      const left = (this.#countOf.get(key) ?? 1) - 1;
      if (left) this.#countOf.set(key, left);
      else this.#countOf.delete(key);
    };
  }
}
