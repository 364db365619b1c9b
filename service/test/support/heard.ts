/** What a test has heard, in order. */
export class Heard<T> {
  readonly #items: T[] = [];
  #wake = (): void => undefined;

  tell(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** The next item that was not taken yet. */
  async next(): Promise<T> {
    while (!this.#items.length) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#items.shift() as T;
  }
}
