/** Controls the page's idle time: the page is busy until the test says otherwise. */
class Idle {
  #waiting: {readonly work: () => void; readonly limitMs: number}[] = [];
  readonly #request = window.requestIdleCallback.bind(window);

  /** Whether a callback waits for idle time. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  hold(): void {
    this.#waiting = [];
    window.requestIdleCallback = (work, {timeout = Infinity} = {}) =>
      this.#waiting.push({work: () => work({didTimeout: false, timeRemaining: () => 50}), limitMs: timeout});
  }

  letGo(): void {
    window.requestIdleCallback = this.#request;
  }

  /** Makes the page idle: the waiting callbacks run. */
  begin(): void {
    this.#run(() => true);
  }

  /** Lets the time limit of the idle callbacks pass on a busy page. */
  reachLimit(): void {
    this.#run(({limitMs}) => Number.isFinite(limitMs));
  }

  /** Removes the browser's idle callbacks. */
  remove(): void {
    Reflect.deleteProperty(window, 'requestIdleCallback');
  }

  #run(isDue: (one: {readonly limitMs: number}) => boolean): void {
    const due = this.#waiting.filter(isDue);
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const {work} of due) work();
  }
}

/** Keeps the page busy during each test of a `describe`. */
export function useIdle(): Idle {
  const idle = new Idle();
  beforeEach(() => idle.hold());
  afterEach(() => idle.letGo());
  return idle;
}
