import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {LIVE_AUTHENTICATE_LIMIT_MS, LIVE_PEER_CHECK_MS} from '../limits.js';
import type {Peer} from './peer.js';
import type {Clock} from '../clock.js';
import type {ConversationChange} from '../conversations/agent-conversations.js';
import type {Agents, LoggedInAgent} from '../identity/agents.js';
import type {Session} from '../identity/session-token.js';
import type {Sessions} from '../identity/sessions.js';

export interface HubParts {
  readonly sessions: Sessions;
  readonly agents: Agents;
  readonly clock: Clock;
  /** How often the connections are checked. */
  readonly tickMs: number;
  /** Called when a check fails, for example because the database is locked. The next tick checks again. */
  readonly onError: (error: unknown) => void;
}

const ENDED_OVERLAP_MS = 60_000;

/** The connections that a change is sent to. */
export type Audience = 'everybody' | 'user' | 'agents';

/**
 * The open connections of this process, by user and agent. It sends wake-ups: a wake-up may be lost, a message never
 * is. One timer checks all connections.
 */
export class LiveHub {
  readonly #parts: HubParts;
  /** Connections without a session, with the time when they are closed. */
  readonly #unauthenticated = new Map<Peer, number>();
  readonly #sessions = new Map<Peer, Session>();
  readonly #usersPeers = new Map<string, Set<Peer>>();
  readonly #agents = new Map<Peer, LoggedInAgent>();
  #timer: NodeJS.Timeout | undefined;
  #nextPeerCheckAt = 0;
  /** When the sessions were last known to be valid. */
  #checkedAt = 0;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#checkedAt = this.#parts.clock();
    this.#nextPeerCheckAt = this.#checkedAt + LIVE_PEER_CHECK_MS;
    this.#timer = setInterval(() => void this.tick().catch(this.#parts.onError), this.#parts.tickMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  addUnauthenticated(peer: Peer): void {
    this.#unauthenticated.set(peer, this.#parts.clock() + LIVE_AUTHENTICATE_LIMIT_MS);
  }

  /** Assigns a connection to the user of a session. An earlier assignment ends. */
  addUser(peer: Peer, session: Session): void {
    this.remove(peer);
    this.#sessions.set(peer, session);
    const key = userKey(session);
    const peers = this.#usersPeers.get(key) ?? new Set();
    this.#usersPeers.set(key, peers.add(peer));
  }

  addAgent(peer: Peer, agent: LoggedInAgent): void {
    this.#agents.set(peer, agent);
  }

  remove(peer: Peer): void {
    this.#unauthenticated.delete(peer);
    this.#agents.delete(peer);
    const session = this.#sessions.get(peer);
    if (!session) return;
    this.#sessions.delete(peer);
    const peers = this.#usersPeers.get(userKey(session));
    peers?.delete(peer);
    if (!peers?.size) this.#usersPeers.delete(userKey(session));
  }

  conversationChanged({domain, ownerId, id, lastSequence}: ConversationChange, audience: Audience = 'everybody'): void {
    const frame = {type: 'conversation-changed', conversationId: id, lastSequence} as const;
    if (audience !== 'agents') {
      for (const peer of this.#usersPeers.get(userKey({domain, ownerId})) ?? []) peer.send(frame);
    }
    if (audience === 'user') return;
    for (const [peer, agent] of this.#agents) {
      if (agent.domain === null || agent.domain === domain) peer.send(frame);
    }
  }

  /** Closes the connections of a cleared anonymous user. */
  userEnded(user: {readonly domain: string; readonly ownerId: string}): void {
    for (const peer of [...(this.#usersPeers.get(userKey(user)) ?? [])]) this.#end(peer);
  }

  /** Closes the connections of a session after log-out. */
  sessionEnded({domain, ownerId, id}: Pick<Session, 'domain' | 'ownerId' | 'id'>): void {
    for (const peer of [...(this.#usersPeers.get(userKey({domain, ownerId})) ?? [])]) {
      if (this.#sessions.get(peer)?.id === id) this.#end(peer);
    }
  }

  /** Closes the connections of an agent's session after log-out. */
  agentLoggedOut(sessionId: string): void {
    for (const [peer, agent] of this.#agents) {
      if (agent.sessionId === sessionId) this.#end(peer);
    }
  }

  /** Closes the connections whose session has ended, and pings the others from time to time. */
  async tick(): Promise<void> {
    const now = this.#parts.clock();
    for (const [peer, until] of this.#unauthenticated) {
      if (until <= now) this.#end(peer);
    }
    await this.#endSessions();
    await this.#endAgents();
    if (now < this.#nextPeerCheckAt) return;
    this.#nextPeerCheckAt = now + LIVE_PEER_CHECK_MS;
    for (const peers of [this.#sessions, this.#agents]) {
      for (const peer of peers.keys()) peer.check();
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
    for (const [peer, session] of before) {
      if (this.#sessions.get(peer) === session && !isValid(session)) this.#end(peer);
    }
  }

  async #endAgents(): Promise<void> {
    const before = [...this.#agents];
    if (!before.length) return;
    const valid = await this.#parts.agents.findValidSessions(before.map(([, agent]) => agent.sessionId));
    for (const [peer, agent] of before) {
      if (!valid.has(agent.sessionId)) this.#end(peer);
    }
  }

  #end(peer: Peer): void {
    this.remove(peer);
    peer.close(LIVE_CLOSE_UNAUTHORIZED, 'no session, or it has ended');
  }
}

function userKey({domain, ownerId}: {readonly domain: string; readonly ownerId: string}): string {
  return JSON.stringify([domain, ownerId]);
}
