/** Code that loads when it is first needed. */
export class LatePart {
  hasFailed = false;
  readonly #load: () => Promise<unknown>;
  readonly #onChange: () => void;
  #loading: Promise<void> | undefined;

  /**
   * @param load - Imports the code.
   * @param onChange - Called when it has loaded or has failed to load.
   */
  constructor(load: () => Promise<unknown>, onChange: () => void) {
    this.#load = load;
    this.#onChange = onChange;
  }

  /** Loads the code, once. After a failure it does nothing until `tryAgain()`. */
  need(): void {
    this.#loading ??= this.#load()
      .then(
        () => {},
        () => {
          this.hasFailed = true;
        },
      )
      .then(this.#onChange);
  }

  /** Loads the code, also when it has failed to load before. */
  needAgain(): void {
    if (this.hasFailed) this.tryAgain();
    else this.need();
  }

  tryAgain(): void {
    this.hasFailed = false;
    this.#loading = undefined;
    this.need();
    this.#onChange();
  }
}
