/** A part of the panel with its own code, loaded when it is first needed. */
export class LatePart {
  hasFailed = false;
  readonly #load: () => Promise<unknown>;
  readonly #onChange: () => void;
  #loading: Promise<void> | undefined;

  /**
   * @param load - Imports the part's code.
   * @param onChange - Called when the part has loaded or has failed to load.
   */
  constructor(load: () => Promise<unknown>, onChange: () => void) {
    this.#load = load;
    this.#onChange = onChange;
  }

  /** Loads the part, once. After a failure it does nothing until `tryAgain()`. */
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

  tryAgain(): void {
    this.hasFailed = false;
    this.#loading = undefined;
    this.need();
    this.#onChange();
  }
}
