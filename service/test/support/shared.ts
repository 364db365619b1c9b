/** What the tests of one `describe` share, or what has to be closed in an order. It closes the newest first. */
export class Shared {
  readonly #closers: (() => unknown)[] = [];

  after(close: () => unknown): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
