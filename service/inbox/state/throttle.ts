/** Runs a task at once, but not more often than each `intervalMs`: what is asked for meanwhile becomes one later run. */
export class Throttle {
  readonly #intervalMs: number;
  readonly #task: () => void;
  #isResting = false;
  #isAskedFor = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(intervalMs: number, task: () => void) {
    this.#intervalMs = intervalMs;
    this.#task = task;
  }

  run(): void {
    this.#isAskedFor = true;
    if (!this.#isResting) this.#runNow();
  }

  /** Forgets what was asked for. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#isResting = this.#isAskedFor = false;
  }

  #runNow(): void {
    this.#isAskedFor = false;
    this.#isResting = true;
    this.#timer = setTimeout(() => {
      this.#isResting = false;
      if (this.#isAskedFor) this.#runNow();
    }, this.#intervalMs);
    this.#task();
  }
}
