/** Runs the work of one connection in order, one piece after the other. */
export class FrameQueue {
  readonly #onError: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch(this.#onError);
  }
}
