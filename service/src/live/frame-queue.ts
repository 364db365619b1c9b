/** Runs the work of one connection in order, one step after the other. An idle queue keeps nothing: there are many. */
export class FrameQueue {
  #last: Promise<void> | undefined;

  /** `step` must not reject. */
  add(step: () => Promise<void>): void {
    const run = async (before: Promise<void> | undefined): Promise<void> => {
      await before;
      await step();
      if (this.#last === done) this.#last = undefined;
    };
    const done = run(this.#last);
    this.#last = done;
  }
}
