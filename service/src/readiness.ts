/** Whether this process takes part in the work. `GET /readyz` tells the proxies in front of it. */
export class Readiness {
  #isEnding = false;

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Says from now on that the process will end, so that proxies send their requests to others. */
  end(): void {
    this.#isEnding = true;
  }
}
