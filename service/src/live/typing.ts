import {RateLimiter} from '../rate-limiter.js';
import {TYPING_RATE} from '../limits.js';
import type {LiveHub} from './hub.js';
import type {TypingSign} from './signs.js';
import type {Agents, LoggedInAgent} from '../agents/agents.js';
import type {MonotonicClock} from '../clock.js';
import type {AgentConversations} from '../conversations/agent-conversations.js';
import type {UserConversations} from '../conversations/user-conversations.js';
import type {Session} from '../identity/session-token.js';
import type {Sessions} from '../identity/sessions.js';

export interface TypingParts {
  readonly hub: LiveHub;
  readonly sessions: Sessions;
  readonly agents: Agents;
  readonly userConversations: UserConversations;
  readonly agentConversations: AgentConversations;
  readonly monotonic: MonotonicClock;
  /** Tells the other processes. */
  readonly tellOthers: (sign: TypingSign) => void;
}

/** Passes on who types: agents hear of the users whom they may see, and a user hears of the agent who answers them. */
export class Typing {
  readonly #parts: TypingParts;
  readonly #limiter: RateLimiter;

  constructor(parts: TypingParts) {
    this.#parts = parts;
    this.#limiter = new RateLimiter(TYPING_RATE, parts.monotonic);
  }

  /** A user types. Nobody hears of it before the user's first message: there is no conversation yet. */
  async userTypes(session: Session): Promise<void> {
    const {sessions, userConversations} = this.#parts;
    if (this.#limiter.take(session.id)) return;
    const id = await userConversations.findOngoing(session);
    if (id === undefined || !(await sessions.isValid(session))) return;
    const {domain, ownerId} = session;
    await this.#publish({kind: 'typing', domain, ownerId, id});
  }

  /** An agent types an answer. Nothing happens where the agent could not send it. */
  async agentTypes(agent: LoggedInAgent, id: string): Promise<void> {
    const {agents, agentConversations} = this.#parts;
    if (this.#limiter.take(agent.sessionId)) return;
    const conversation = await agentConversations.findOpen(agent, id);
    if (!conversation || !(await agents.findValidSessions([agent.sessionId])).size) return;
    await this.#publish({kind: 'typing', ...conversation, agentName: agent.name});
  }

  /** Tells a sign of any process to the listeners of this one. */
  async receive(sign: TypingSign): Promise<void> {
    const {hub, agents} = this.#parts;
    if (sign.agentName !== undefined) {
      hub.tellTyping(sign);
      return;
    }
    // With one query for all of them: a session that has ended by now gets nothing.
    const sessionIds = hub.listAgentSessions(sign.domain);
    const valid = await agents.findValidSessions(sessionIds);
    hub.tellTyping(sign, valid);
  }

  async #publish(sign: TypingSign): Promise<void> {
    this.#parts.tellOthers(sign);
    await this.receive(sign);
  }
}
