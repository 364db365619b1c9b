/**
 * Lets so many lines of a log through in each interval, and tells at its end how many were left out: a flood of requests must
 * not fill the disk.
 */
export class LineLimit {
  readonly #lines: number;
  readonly #intervalMs: number;
  readonly #tellLeftOut: (count: number) => void;
  #count = 0;
  #interval: NodeJS.Timeout | undefined;

  constructor(lines: number, intervalMs: number, tellLeftOut: (count: number) => void) {
    this.#lines = lines;
    this.#intervalMs = intervalMs;
    this.#tellLeftOut = tellLeftOut;
  }

  add(write: () => void): void {
    this.#interval ??= setTimeout(() => this.end(), this.#intervalMs).unref();
    this.#count += 1;
    if (this.#count <= this.#lines) write();
  }

  /** Ends the interval: tells what was left out. */
  end(): void {
    clearTimeout(this.#interval);
    this.#interval = undefined;
    const leftOut = this.#count - this.#lines;
    this.#count = 0;
    if (leftOut > 0) this.#tellLeftOut(leftOut);
  }
}
