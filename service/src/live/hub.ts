import {LIVE_AUTHENTICATE_LIMIT_MS, LIVE_PEER_CHECK_MS} from '../limits.js';
import type {ConversationChange, WakeUps} from './wake-ups.js';
import type {Clock, MonotonicClock} from '../clock.js';
import type {Agents, LoggedInAgent} from '../identity/agents.js';
import type {Session} from '../identity/session-token.js';
import type {Sessions} from '../identity/sessions.js';

/** Something that hears of changes for one session: an open connection, or a request that waits. */
export interface Listener {
  /** Something that this session may see has changed. */
  changed(change: ConversationChange): void;
  /** The session has ended. The hub has removed the listener. */
  sessionEnded(): void;
  /** The service ends. */
  goAway(): void;
  /** Called from time to time. A connection ends when the other side does not answer any more. */
  checkPeer(): void;
}

export interface HubParts {
  readonly sessions: Sessions;
  readonly agents: Agents;
  readonly wakeUps: WakeUps;
  readonly clock: Clock;
  /** For durations: a clock that is never set back. */
  readonly monotonic: MonotonicClock;
  /** How often the sessions are checked. */
  readonly tickMs: number;
  /** Called when a check fails, for example because the database is locked. The next tick checks again. */
  readonly onError: (error: unknown) => void;
}

const ENDED_OVERLAP_MS = 60_000;

/**
 * The listeners of this process, by user and agent. It passes wake-ups to those that may see the change, and tells a listener
 * when its session has ended. One timer checks all.
 */
export class LiveHub {
  readonly #parts: HubParts;
  /** Connections without a session, with the time when they are closed. */
  readonly #unauthenticated = new Map<Listener, number>();
  readonly #sessions = new Map<Listener, Session>();
  readonly #listenersOf = new Map<string, Set<Listener>>();
  readonly #agents = new Map<Listener, LoggedInAgent>();
  #timer: NodeJS.Timeout | undefined;
  #nextPeerCheckAt = 0;
  /** When the sessions were last known to be valid. */
  #checkedAt = 0;
  #unsubscribe: (() => void) | undefined;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  start(): void {
    const {clock, monotonic, wakeUps, tickMs, onError} = this.#parts;
    this.#checkedAt = clock();
    this.#nextPeerCheckAt = monotonic() + LIVE_PEER_CHECK_MS;
    this.#timer = setInterval(() => void this.tick().catch(onError), tickMs);
    this.#timer.unref();
    this.#unsubscribe = wakeUps.subscribe((change) => this.#tell(change));
  }

  /** Tells all listeners that the service ends. */
  stop(): void {
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    for (const listeners of [this.#unauthenticated, this.#sessions, this.#agents]) {
      for (const listener of [...listeners.keys()]) listener.goAway();
    }
  }

  addUnauthenticated(listener: Listener): void {
    this.#unauthenticated.set(listener, this.#parts.monotonic() + LIVE_AUTHENTICATE_LIMIT_MS);
  }

  /** Adds a listener of a user's session. An earlier session of the listener no longer counts. */
  addUser(listener: Listener, session: Session): void {
    this.remove(listener);
    this.#sessions.set(listener, session);
    const key = userKey(session);
    const listeners = this.#listenersOf.get(key) ?? new Set();
    this.#listenersOf.set(key, listeners.add(listener));
  }

  addAgent(listener: Listener, agent: LoggedInAgent): void {
    this.#agents.set(listener, agent);
  }

  remove(listener: Listener): void {
    this.#unauthenticated.delete(listener);
    this.#agents.delete(listener);
    const session = this.#sessions.get(listener);
    if (!session) return;
    this.#sessions.delete(listener);
    const key = userKey(session);
    const listeners = this.#listenersOf.get(key);
    listeners?.delete(listener);
    if (!listeners?.size) this.#listenersOf.delete(key);
  }

  /** Ends the listeners of a cleared anonymous user. */
  userEnded(user: {readonly domain: string; readonly ownerId: string}): void {
    for (const listener of [...this.#listenersTo(user)]) this.#end(listener);
  }

  /** Ends the listeners of a session after log-out. */
  sessionEnded(session: Pick<Session, 'domain' | 'ownerId' | 'id'>): void {
    for (const listener of [...this.#listenersTo(session)]) {
      if (this.#sessions.get(listener)?.id === session.id) this.#end(listener);
    }
  }

  /** Ends the listeners of an agent's session after log-out. */
  agentLoggedOut(sessionId: string): void {
    for (const [listener, agent] of [...this.#agents]) {
      if (agent.sessionId === sessionId) this.#end(listener);
    }
  }

  /** Ends the listeners whose session has ended, and checks the other side of the others from time to time. */
  async tick(): Promise<void> {
    const now = this.#parts.monotonic();
    for (const [listener, until] of this.#unauthenticated) {
      if (until <= now) this.#end(listener);
    }
    await this.#endSessions();
    await this.#endAgents();
    if (now < this.#nextPeerCheckAt) return;
    this.#nextPeerCheckAt = now + LIVE_PEER_CHECK_MS;
    for (const listeners of [this.#sessions, this.#agents]) {
      for (const listener of [...listeners.keys()]) listener.checkPeer();
    }
  }

  #tell(change: ConversationChange): void {
    const {audience, domain} = change;
    if (audience !== 'agents') for (const listener of [...this.#listenersTo(change)]) listener.changed(change);
    if (audience === 'user') return;
    for (const [listener, agent] of [...this.#agents]) {
      if (agent.domain === null || agent.domain === domain) listener.changed(change);
    }
  }

  // Both take the list before they query the database: the result says nothing about a session that began later.
  async #endSessions(): Promise<void> {
    const before = [...this.#sessions];
    const now = this.#parts.clock();
    // A minute more: another process may have another clock, and may commit late.
    const since = this.#checkedAt - ENDED_OVERLAP_MS;
    const isValid = before.length ? await this.#parts.sessions.loadCheck(since) : () => true;
    this.#checkedAt = now;
    for (const [listener, session] of before) {
      if (this.#sessions.get(listener) === session && !isValid(session)) this.#end(listener);
    }
  }

  async #endAgents(): Promise<void> {
    const before = [...this.#agents];
    if (!before.length) return;
    const valid = await this.#parts.agents.findValidSessions(before.map(([, agent]) => agent.sessionId));
    for (const [listener, agent] of before) {
      if (!valid.has(agent.sessionId)) this.#end(listener);
    }
  }

  #listenersTo(user: {readonly domain: string; readonly ownerId: string}): ReadonlySet<Listener> {
    return this.#listenersOf.get(userKey(user)) ?? NOBODY;
  }

  #end(listener: Listener): void {
    this.remove(listener);
    listener.sessionEnded();
  }
}

const NOBODY: ReadonlySet<Listener> = new Set();

function userKey({domain, ownerId}: {readonly domain: string; readonly ownerId: string}): string {
  return JSON.stringify([domain, ownerId]);
}
