/** Ends what a benchmark has started, the last first. */
export class ServerOwner {
  readonly #closes: (() => unknown)[] = [];

  constructor() {
    // Servers keep their data in the system's folder for temporary files, which may be in memory; this one is on a disk.
    process.env['TMPDIR'] ??= '/var/tmp';
  }

  after(close: () => unknown): void {
    this.#closes.unshift(close);
  }

  async end(): Promise<void> {
    for (const close of this.#closes) await close();
  }
}
