import {SYNC_WAIT_LIMIT_MS} from '../protocol/limits.js';
import {type ChatError, isChatError} from './errors.js';
import {pause} from './retry.js';

export interface PollingOptions {
  /** Ends the polling. */
  readonly signal: AbortSignal;
  /** The service's address. Of all tabs of this browser that use it, one at a time waits there. */
  readonly serviceUrl: string;
  /** Whether the page can be seen. */
  readonly isVisible: () => boolean;
  /**
   * Reads what is new. The service may hold its answer back for so long, until there is something. Rejects with a
   * `ChatError`, or with the reason of `signal`.
   */
  readonly sync: (waitMs: number, signal: AbortSignal) => Promise<unknown>;
  /** A request was answered; also one that the service wants to be sent later. */
  readonly succeeded: () => void;
  /** A request failed. Another one follows. */
  readonly failed: (error: ChatError) => void;
}

// Requests begin so long after each other. With the way to the service an answer shows within 3 s.
const VISIBLE_INTERVAL_MS = 1500;
const HIDDEN_INTERVAL_MS = 30_000;

const TOO_MANY_REQUESTS = 429;

/**
 * Reads what is new while no live connection can be opened, with one request at a time.
 *
 * Browsers allow six connections to one server for all of their tabs. So only a page that can be seen asks often, and one
 * tab alone waits for an answer at the service, the one that gets a lock. The others, and pages without locks, ask without
 * waiting.
 */
export class Polling {
  readonly #options: PollingOptions;
  #request = new AbortController();
  #holds = 0;
  #onRelease = (): void => {};

  constructor(options: PollingOptions) {
    this.#options = options;
    void this.#run();
  }

  /** Aborts the request, and sends none until the returned function is called: a message may need the connection. */
  hold(): () => void {
    this.#holds++;
    this.#request.abort();
    return () => {
      this.#holds--;
      this.#onRelease();
    };
  }

  async #run(): Promise<void> {
    const {signal, succeeded, failed} = this.#options;
    let failures = 0;
    for (let began = -Infinity; ;) {
      await this.#untilDue(began);
      if (signal.aborted) return;
      began = performance.now();
      this.#request = new AbortController();
      try {
        await this.#ask(AbortSignal.any([signal, this.#request.signal]));
        failures = 0;
        succeeded();
      } catch (error) {
        // A request that was aborted says nothing of the network.
        if (signal.aborted || !isChatError(error)) continue;
        if (error.status === TOO_MANY_REQUESTS) succeeded();
        else failed(error);
        await pause(failures++, signal, {retryAfterMs: error.retryAfterMs});
      }
    }
  }

  /** Waits until the next request may begin. */
  async #untilDue(began: number): Promise<void> {
    const {signal, isVisible} = this.#options;
    while (!signal.aborted) {
      const interval = isVisible() ? VISIBLE_INTERVAL_MS : HIDDEN_INTERVAL_MS;
      const restMs = began + interval - performance.now();
      if (restMs <= 0 && !this.#holds) return;
      await new Promise<void>((resolve) => {
        const over = new AbortController();
        const timer = setTimeout(() => finish(), Math.max(restMs, 0) || HIDDEN_INTERVAL_MS);
        const finish = (this.#onRelease = () => {
          clearTimeout(timer);
          over.abort();
          resolve();
        });
        addEventListener('visibilitychange', finish, over);
        signal.addEventListener('abort', finish, over);
      });
    }
  }

  /** Sends one request, and waits at the service if the page can be seen and gets the lock. */
  async #ask(signal: AbortSignal): Promise<void> {
    const {serviceUrl, sync, isVisible} = this.#options;
    const locks = isVisible() ? (globalThis.navigator as Navigator | undefined)?.locks : undefined;
    let asked: Promise<unknown> | undefined;
    await locks
      ?.request(`helpshift-chat ${serviceUrl}`, {ifAvailable: true}, (lock) => lock && (asked = this.#wait(signal)))
      // In a sandboxed frame there are no locks. What the request itself says follows below.
      .catch(() => {});
    await (asked ?? sync(0, signal));
  }

  /** Waits at the service, as long as the page can be seen. */
  async #wait(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    addEventListener('visibilitychange', () => this.#options.isVisible() || this.#request.abort(), over);
    await this.#options.sync(SYNC_WAIT_LIMIT_MS, signal).finally(() => over.abort());
  }
}
