import {setImmediate as nextTurn, setTimeout as pause} from 'node:timers/promises';
import {
  GOODBYE_SPACING_MS,
  GOODBYE_SPREAD_LIMIT_MS,
  LIVE_AUTHENTICATE_LIMIT_MS,
  LIVE_PEER_CHECK_MS,
  PRESENCE_STEP,
} from '../limits.js';
import {addChange} from './wake-ups.js';
import type {TypingSign} from './signs.js';
import type {ConversationChange, PendingChanges, WakeUps} from './wake-ups.js';
import type {Clock, MonotonicClock} from '../clock.js';
import type {Agents, LoggedInAgent} from '../agents/agents.js';
import type {Session} from '../identity/session-token.js';
import type {Sessions} from '../identity/sessions.js';

/** Something that hears of changes for one session: an open connection, or a request that waits. */
export interface Listener {
  /** Something that this session may see has changed. */
  changed(change: ConversationChange): void;
  /** The session has ended. The hub has removed the listener. */
  sessionEnded(): void;
  /**
   * Something may have changed of which the process was not told.
   *
   * @param version - The newest version of the user's conversations. Absent: it does not say all, or the listener is an agent's.
   */
  look(version?: number): void;
  /** The service ends. */
  goAway(): void;
  /** Called from time to time. A connection ends when the other side does not answer any more. */
  checkPeer(): void;
  /** Somebody types whom this session may see. A request that waits is not told. */
  typing?(sign: TypingSign): void;
  /** The agents' presence has changed for this user. */
  presenceChanged?(): void;
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

/** How long one step takes in which listeners are told that the service ends. */
const GOODBYE_STEP_MS = 10;

/**
 * The listeners of this process, by user and agent. It passes wake-ups to those that may see the change, and tells a listener
 * when its session has ended. One timer checks all.
 */
export class LiveHub {
  readonly #parts: HubParts;
  /** Connections without a session, with the time when they are closed. */
  readonly #unauthenticated = new Map<Listener, number>();
  readonly #sessions = new Map<Listener, Session>();
  /** By the id of the user's row. Most users have one listener, and a set takes much memory. */
  readonly #listenersOf = new Map<string, Listener | Set<Listener>>();
  readonly #agents = new Map<Listener, LoggedInAgent>();
  /** The changes of this turn of the event loop, by conversation. */
  readonly #pending: PendingChanges = new Map();
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;
  #nextPeerCheckAt = 0;
  /** When the sessions were last known to be valid. */
  #checkedAt = 0;
  #unsubscribe: (() => void) | undefined;
  #hasStopped = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  start(): void {
    const {clock, monotonic, wakeUps, tickMs} = this.#parts;
    this.#checkedAt = clock();
    this.#nextPeerCheckAt = monotonic() + LIVE_PEER_CHECK_MS;
    this.#timer = setInterval(() => this.#check(), tickMs);
    this.#timer.unref();
    this.#unsubscribe = wakeUps.subscribe((change) => this.#tellSoon(change));
  }

  /**
   * Tells all listeners that the service ends, also those that come later. The more there are, the longer it takes, up to
   * `GOODBYE_SPREAD_LIMIT_MS`: thousands of clients must not come to another process at the same moment. They still hear
   * of changes until they are told. Resolves when all have been told.
   */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    const listeners = shuffle([...this.#unauthenticated.keys(), ...this.#sessions.keys(), ...this.#agents.keys()]);
    const spreadMs = Math.min(listeners.length * GOODBYE_SPACING_MS, GOODBYE_SPREAD_LIMIT_MS);
    const steps = Math.ceil(spreadMs / GOODBYE_STEP_MS);
    for (let step = 0; step < steps; step++) {
      if (step) await pause(GOODBYE_STEP_MS);
      const [from, to] = [step, step + 1].map((edge) => Math.round((listeners.length * edge) / steps));
      for (const listener of listeners.slice(from, to)) listener.goAway();
    }
    clearInterval(this.#timer);
    this.#unsubscribe?.();
  }

  addUnauthenticated(listener: Listener): void {
    this.#unauthenticated.set(listener, this.#parts.monotonic() + LIVE_AUTHENTICATE_LIMIT_MS);
    if (this.#hasStopped) listener.goAway();
  }

  /** Adds a listener of a user's session. An earlier session of the listener no longer counts. */
  addUser(listener: Listener, session: Session): void {
    this.remove(listener);
    this.#sessions.set(listener, session);
    const others = this.#listenersOf.get(session.ownerId);
    const all = others instanceof Set ? others.add(listener) : others ? new Set([others, listener]) : listener;
    this.#listenersOf.set(session.ownerId, all);
    if (this.#hasStopped) listener.goAway();
  }

  addAgent(listener: Listener, agent: LoggedInAgent): void {
    this.#agents.set(listener, agent);
    if (this.#hasStopped) listener.goAway();
  }

  remove(listener: Listener): void {
    this.#unauthenticated.delete(listener);
    this.#agents.delete(listener);
    const session = this.#sessions.get(listener);
    if (!session) return;
    this.#sessions.delete(listener);
    const all = this.#listenersOf.get(session.ownerId);
    if (all instanceof Set && all.size > 1) all.delete(listener);
    else this.#listenersOf.delete(session.ownerId);
  }

  /** How many listeners there are. */
  count(kind: 'users' | 'agents' | 'unauthenticated'): number {
    const listeners = {users: this.#sessions, agents: this.#agents, unauthenticated: this.#unauthenticated};
    return listeners[kind].size;
  }

  /** The number of listeners that a user has. */
  countOf({ownerId}: Pick<Session, 'ownerId'>): number {
    const all = this.#listenersOf.get(ownerId);
    return all instanceof Set ? all.size : Number(all !== undefined);
  }

  /** The users who have listeners: the ids of their rows, by domain. */
  listUsers(): ReadonlyMap<string, ReadonlySet<string>> {
    const users = new Map<string, Set<string>>();
    for (const {domain, ownerId} of this.#sessions.values()) {
      const ids = users.get(domain) ?? new Set();
      users.set(domain, ids.add(ownerId));
    }
    return users;
  }

  /** Tells the listeners of a user to look: `Listener.look`. */
  userShouldLook(user: {readonly domain: string; readonly ownerId: string}, version?: number): void {
    for (const listener of this.#listenersTo(user)) listener.look(version);
  }

  /** Tells all listeners of agents to look. */
  agentsShouldLook(): void {
    for (const listener of [...this.#agents.keys()]) listener.look();
  }

  /** The sessions of the agents who may see a domain, and have a live connection. */
  listAgentSessions(domain: string): readonly string[] {
    return this.#agentsWhoSee(domain).map(([, {sessionId}]) => sessionId);
  }

  /** Tells the conversation's user that an agent types, or agents that the user does. @param sessions - Those of agents that are valid. */
  tellTyping(sign: TypingSign, sessions: ReadonlySet<string> = new Set()): void {
    const ofAgents = this.#agentsWhoSee(sign.domain).filter(([, {sessionId}]) => sessions.has(sessionId));
    const listeners = sign.agentName === undefined ? ofAgents.map(([one]) => one) : this.#listenersTo(sign);
    for (const listener of listeners) listener.typing?.(sign);
  }

  /** Tells the users of some domains that the agents' presence has changed, some at a time. */
  async tellPresence(hasChanged: (domain: string) => boolean): Promise<void> {
    const listeners = [...this.#sessions].filter(([, {domain}]) => hasChanged(domain));
    for (let first = 0; first < listeners.length; first += PRESENCE_STEP) {
      if (first) await nextTurn();
      for (const [listener] of listeners.slice(first, first + PRESENCE_STEP)) listener.presenceChanged?.();
    }
  }

  /** Ends the listeners of a cleared anonymous user. */
  userEnded(user: {readonly domain: string; readonly ownerId: string}): void {
    for (const listener of this.#listenersTo(user)) this.#end(listener);
  }

  /** Ends the listeners of a session after log-out. */
  sessionEnded(session: Pick<Session, 'domain' | 'ownerId' | 'id'>): void {
    for (const listener of this.#listenersTo(session)) {
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

  /** Checks all, unless a check runs: while the database is slow, each takes a connection of its pool. */
  #check(): void {
    this.#checking ??= this.tick()
      .catch(this.#parts.onError)
      .finally(() => (this.#checking = undefined));
  }

  /** Many changes of a conversation in one turn of the event loop become one: each frame would hold what all of them stored. */
  #tellSoon(change: ConversationChange): void {
    if (!this.#pending.size) setImmediate(() => this.#tellPending());
    addChange(this.#pending, change);
  }

  #tellPending(): void {
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    for (const change of changes) this.#tell(change);
  }

  #tell(change: ConversationChange): void {
    const {audience, domain} = change;
    if (audience !== 'agents') for (const listener of this.#listenersTo(change)) listener.changed(change);
    for (const [listener] of this.#agentsWhoSee(domain)) listener.changed(change);
  }

  #agentsWhoSee(domain: string): readonly [Listener, LoggedInAgent][] {
    return [...this.#agents].filter(([, agent]) => agent.domain === null || agent.domain === domain);
  }

  // Both take the list before they query the database: the result says nothing about a session that began later.
  async #endSessions(): Promise<void> {
    const before = [...this.#sessions];
    const now = this.#parts.clock();
    // A minute more: another process may have another clock, and may commit late. The clock may have been set back.
    const since = Math.min(this.#checkedAt, now) - ENDED_OVERLAP_MS;
    const sessions = before.map(([, session]) => session);
    const isValid = await this.#parts.sessions.loadCheck(sessions, since);
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

  #listenersTo({domain, ownerId}: {readonly domain: string; readonly ownerId: string}): readonly Listener[] {
    const all = this.#listenersOf.get(ownerId);
    const listeners = all instanceof Set ? [...all] : all ? [all] : [];
    return listeners.filter((listener) => this.#sessions.get(listener)?.domain === domain);
  }

  #end(listener: Listener): void {
    this.remove(listener);
    listener.sessionEnded();
  }
}

/** Puts a list into a random order. */
function shuffle<T>(list: T[]): T[] {
  const ranked = list.map((item) => ({item, rank: Math.random()}));
  return ranked.sort((one, other) => one.rank - other.rank).map(({item}) => item);
}
