/** Notices when something has lasted for long. */
export class Patience {
  isOver = false;
  readonly #limitMs: number;
  readonly #onOver: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limitMs: number, onOver: () => void) {
    this.#limitMs = limitMs;
    this.#onOver = onOver;
  }

  /** Says whether it lasts. */
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
