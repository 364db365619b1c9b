/** Code that loads when it is first needed. */
export class LatePart<T = unknown> {
  hasFailed = false;
  /** What has loaded. */
  value: T | undefined;
  readonly #load: () => Promise<T>;
  readonly #onChange: (value: T | undefined) => void;
  #loading: Promise<void> | undefined;

  /**
   * @param load - Imports the code, and gives what is needed of it.
   * @param onChange - Called when it has loaded or has failed to load, with what has loaded.
   */
  constructor(load: () => Promise<T>, onChange: (value: T | undefined) => void = () => {}) {
    this.#load = load;
    this.#onChange = onChange;
  }

  /** Loads the code, once. After a failure it does nothing until `tryAgain()`. */
  need(): void {
    this.#loading ??= this.#load()
      .then(
        (value) => {
          this.value = value;
        },
        () => {
          this.hasFailed = true;
        },
      )
      .then(() => this.#onChange(this.value));
  }

  /** Loads the code, also once more when it did not load before. */
  needAgain(): void {
    if (this.hasFailed) this.tryAgain();
    else this.need();
  }

  tryAgain(): void {
    this.hasFailed = false;
    this.#loading = undefined;
    this.need();
    this.#onChange(this.value);
  }
}
