import {PRESENCE_GRACE_MS, PRESENCE_LIFE_MS, PRESENCE_TELL_MS, PRESENCE_TICK_MS} from '../limits.js';
import type {PresenceSign} from './signs.js';
import type {MonotonicClock} from '../clock.js';

/** What agents see: a domain; null: all domains. */
type Sight = string | null;

export interface PresenceParts {
  readonly monotonic: MonotonicClock;
  /** Default: `PRESENCE_TICK_MS`. */
  readonly tickMs?: number | undefined;
  /** Tells the other processes. */
  readonly tellOthers: (sign: PresenceSign) => void;
  /** Tells the users of this process who may see it. */
  readonly tellUsers: (hasChanged: (domain: string) => boolean) => void;
}

/**
 * Knows in which domains an agent looks at the inbox, in any process. Users hear of it with some delay, so that an agent who loads
 * the page again changes nothing for thousands of them.
 */
export class Presence {
  readonly #parts: PresenceParts;
  /** The connections of this process whose agents look. */
  readonly #here = new Map<object, Sight>();
  /** What other processes have told. By process and sight. */
  readonly #elsewhere = new Map<string, {readonly sight: Sight; readonly heardAt: number}>();
  /** When an agent was there last. */
  readonly #lastThereAt = new Map<Sight, number>();
  /** What users are told now. */
  #shown: ReadonlySet<Sight> = new Set();
  #nextTellAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), this.#parts.tickMs ?? PRESENCE_TICK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether the users of a domain are told that an agent is there. */
  isThere(domain: string): boolean {
    return isSeen(this.#shown, domain);
  }

  /** An agent of this process looks at the inbox, or no longer. */
  set(connection: object, sight: Sight, isThere: boolean): void {
    const before = this.#isHere(sight);
    if (isThere) this.#here.set(connection, sight);
    else this.#here.delete(connection);
    if (before !== isThere && this.#isHere(sight) === isThere) this.#tellOthers(sight, isThere);
  }

  /** Takes what another process tells of its agents. */
  hear({domain, isThere}: PresenceSign, from: string): void {
    const key = JSON.stringify([from, domain]);
    if (isThere) this.#elsewhere.set(key, {sight: domain, heardAt: this.#parts.monotonic()});
    else this.#elsewhere.delete(key);
  }

  /** Looks who is there, and tells users and other processes what they should know. */
  tick(): void {
    const now = this.#parts.monotonic();
    const here = new Set(this.#here.values());
    if (now >= this.#nextTellAt) {
      this.#nextTellAt = now + PRESENCE_TELL_MS;
      for (const sight of here) this.#tellOthers(sight, true);
    }
    for (const [key, {sight, heardAt}] of this.#elsewhere) {
      if (now - heardAt >= PRESENCE_LIFE_MS) this.#elsewhere.delete(key);
      else here.add(sight);
    }
    for (const sight of here) this.#lastThereAt.set(sight, now);
    for (const [sight, at] of this.#lastThereAt) if (now - at >= PRESENCE_GRACE_MS) this.#lastThereAt.delete(sight);
    const before = this.#shown;
    if (this.#lastThereAt.size === before.size && [...before].every((sight) => this.#lastThereAt.has(sight))) return;
    const after = (this.#shown = new Set(this.#lastThereAt.keys()));
    this.#parts.tellUsers((domain) => isSeen(before, domain) !== isSeen(after, domain));
  }

  #isHere(sight: Sight): boolean {
    return [...this.#here.values()].includes(sight);
  }

  #tellOthers(domain: Sight, isThere: boolean): void {
    this.#parts.tellOthers({kind: 'presence', domain, isThere});
  }
}

function isSeen(sights: ReadonlySet<Sight>, domain: string): boolean {
  return sights.has(null) || sights.has(domain);
}
