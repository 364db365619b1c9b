import {WAIT_SPACING_MS} from '../limits.js';
import type {LiveHub, Listener} from './hub.js';
import type {MonotonicClock} from '../clock.js';
import type {LoggedInAgent} from '../identity/agents.js';
import type {Session} from '../identity/session-token.js';

/** The requests that wait for a change: the long poll of a page that can open no WebSocket. */
export class Waits {
  readonly #hub: LiveHub;
  readonly #monotonic: MonotonicClock;
  /** When each session gets its next answer at the earliest. */
  readonly #dueAt = new Map<string, number>();

  constructor(hub: LiveHub, monotonic: MonotonicClock) {
    this.#hub = hub;
    this.#monotonic = monotonic;
  }

  /**
   * Begins to listen for changes that the user can see. Call it before the database is read, so that no change gets lost in
   * between. `end` must be called.
   */
  ofUser(session: Session): Wait {
    const wait = new Wait((listener) => this.#hub.remove(listener));
    this.#hub.addUser(wait, session);
    return wait;
  }

  /** The same for the conversations that an agent sees. */
  ofAgent(agent: LoggedInAgent): Wait {
    const wait = new Wait((listener) => this.#hub.remove(listener));
    this.#hub.addAgent(wait, agent);
    return wait;
  }

  /** Puts some time between two answers to one session: many changes at once become one answer. */
  async space(sessionId: string): Promise<void> {
    const now = this.#monotonic();
    const dueAt = Math.max(this.#dueAt.get(sessionId) ?? 0, now);
    this.#dueAt.set(sessionId, dueAt + WAIT_SPACING_MS);
    setTimeout(() => this.#forget(sessionId), 2 * WAIT_SPACING_MS).unref();
    if (dueAt > now) await new Promise((resolve) => setTimeout(resolve, dueAt - now));
  }

  #forget(sessionId: string): void {
    if ((this.#dueAt.get(sessionId) ?? Infinity) <= this.#monotonic()) this.#dueAt.delete(sessionId);
  }
}

/** One request that waits. */
export class Wait implements Listener {
  readonly #remove: (wait: Wait) => void;
  #hasChanged = false;
  #isOver = false;
  #resolve: (() => void) | undefined;

  constructor(remove: (wait: Wait) => void) {
    this.#remove = remove;
  }

  /**
   * Waits for a change since the last call, or since the wait began. Resolves with false when there was none: the time is over,
   * `signal` was aborted, the session has ended, or the service ends.
   */
  async next(limitMs: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#hasChanged && !this.#isOver && !signal.aborted && limitMs > 0) {
      await new Promise<void>((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', finish);
          resolve();
        };
        const timer = setTimeout(finish, limitMs);
        signal.addEventListener('abort', finish);
        this.#resolve = finish;
      });
    }
    const hasChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hasChanged;
  }

  end(): void {
    this.#remove(this);
  }

  changed(): void {
    this.#hasChanged = true;
    this.#resolve?.();
  }

  sessionEnded(): void {
    this.goAway();
  }

  goAway(): void {
    this.#isOver = true;
    this.#resolve?.();
  }

  checkPeer(): void {
    // The request has a limit of its own.
  }
}
