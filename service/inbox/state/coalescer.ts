/** Runs one task at a time for each key. A task that is asked for while it runs, runs once more after that. */
export class Coalescer {
  readonly #running = new Map<string, {isWantedAgain: boolean}>();

  /** `task` must not reject. */
  async run(key: string, task: () => Promise<void>): Promise<void> {
    const running = this.#running.get(key);
    if (running) {
      running.isWantedAgain = true;
      return;
    }
    const current = {isWantedAgain: true};
    this.#running.set(key, current);
    while (current.isWantedAgain) {
      current.isWantedAgain = false;
      await task();
    }
    this.#running.delete(key);
  }
}
