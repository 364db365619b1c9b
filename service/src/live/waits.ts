import {WAIT_SPACING_MS} from '../limits.js';
import type {LiveHub, Listener} from './hub.js';
import type {LiveLimits} from './live-limits.js';
import type {MonotonicClock} from '../clock.js';
import type {LoggedInAgent} from '../agents/agents.js';
import type {Session} from '../identity/session-token.js';

/** The requests that wait for a change: the long poll of a page that can open no WebSocket. */
export class Waits {
  readonly #hub: LiveHub;
  readonly #limits: LiveLimits;
  readonly #monotonic: MonotonicClock;
  /** When each session gets its next answer at the earliest. */
  readonly #dueAt = new Map<string, number>();

  constructor(hub: LiveHub, limits: LiveLimits, monotonic: MonotonicClock) {
    this.#hub = hub;
    this.#limits = limits;
    this.#monotonic = monotonic;
  }

  /**
   * Begins to listen for changes that the user can see. Call it before the database is read, so that no change gets lost in
   * between. `end` must be called.
   *
   * @param address - `addressKey` of the client's.
   * @returns `undefined` when the user, or the address, has too many connections and waiting requests.
   */
  ofUser(session: Session, address: string): Wait | undefined {
    const counted = this.#limits.enter(address);
    if (!this.#limits.admit(counted, session)) {
      this.#limits.leave(counted);
      return undefined;
    }
    const wait = new Wait((listener) => {
      this.#hub.remove(listener);
      this.#limits.leave(counted);
    });
    this.#hub.addUser(wait, session);
    return wait;
  }

  /** The same for the conversations that an agent sees. */
  ofAgent(agent: LoggedInAgent): Wait {
    const wait = new Wait((listener) => this.#hub.remove(listener));
    this.#hub.addAgent(wait, agent);
    return wait;
  }

  /**
   * Puts some time between two answers to one session, so that many changes at once become one answer.
   *
   * @returns How long the caller has to wait before it reads its answer, in milliseconds.
   */
  reserveAnswer(sessionId: string): number {
    const now = this.#monotonic();
    const dueAt = Math.max(this.#dueAt.get(sessionId) ?? 0, now);
    this.#dueAt.set(sessionId, dueAt + WAIT_SPACING_MS);
    setTimeout(() => this.#forget(sessionId), dueAt - now + 2 * WAIT_SPACING_MS).unref();
    return dueAt - now;
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
  #onChange: (() => void) | undefined;
  #onEnd: (() => void) | undefined;

  constructor(remove: (wait: Wait) => void) {
    this.#remove = remove;
  }

  /**
   * Waits for a change since the last call, or since the wait began. Resolves with false when there was none: the time is over,
   * `signal` was aborted, the session has ended, or the service ends.
   */
  async next(limitMs: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#hasChanged) await this.#sleep(limitMs, signal, true);
    const hasChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hasChanged;
  }

  /** Waits for some time, whatever changes. Resolves early when `signal` is aborted, the session has ended, or the service ends. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    await this.#sleep(ms, signal, false);
  }

  end(): void {
    this.#remove(this);
  }

  changed(): void {
    this.#hasChanged = true;
    this.#onChange?.();
  }

  look(): void {
    this.changed();
  }

  sessionEnded(): void {
    this.goAway();
  }

  goAway(): void {
    this.#isOver = true;
    this.#onEnd?.();
  }

  checkPeer(): void {
    // The request has a limit of its own.
  }

  async #sleep(ms: number, signal: AbortSignal, endsWithChange: boolean): Promise<void> {
    if (this.#isOver || signal.aborted || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        this.#onChange = this.#onEnd = undefined;
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal.addEventListener('abort', finish);
      this.#onEnd = finish;
      if (endsWithChange) this.#onChange = finish;
    });
  }
}
