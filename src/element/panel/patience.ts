/** Reports a state that lasts longer than a limit. */
export class Patience {
  isOver = false;
  readonly #limitMs: number;
  readonly #onOver: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limitMs: number, onOver: () => void) {
    this.#limitMs = limitMs;
    this.#onOver = onOver;
  }

  /** Starts the time when the state begins, and stops it when the state ends. */
  update(isLasting: boolean): void {
    if (!isLasting) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.isOver = false;
    } else
      this.#timer ??= setTimeout(() => {
        this.isOver = true;
        this.#onOver();
      }, this.#limitMs);
  }
}
