import {FrameQueue} from './frame-queue.js';
import {CLOSE_GOING_AWAY, CLOSE_INTERNAL_ERROR, parseFrame, Peer} from './peer.js';
import type {LiveHub, Listener} from './hub.js';
import type {Meters} from '../metrics/meters.js';
import type {Presence} from './presence.js';
import type {TypingSign} from './signs.js';
import type {Typing} from './typing.js';
import type {ConversationChange} from './wake-ups.js';
import type {SyncedAgentConversation} from '../../contract/conversations.js';
import type {AgentFrame} from '../../contract/live.js';
import type {AgentConversations} from '../conversations/agent-conversations.js';
import type {Agents, LoggedInAgent} from '../agents/agents.js';
import type {WebSocket} from 'ws';

/** The parts that all connections of agents share. */
export interface AgentConnectionParts {
  readonly hub: LiveHub;
  readonly agents: Agents;
  readonly read: ReadChange;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly meters: Meters;
  readonly onError: (error: unknown) => void;
}

type ReadChange = (change: ConversationChange) => Promise<SyncedAgentConversation | undefined>;

/** The longest id of a conversation. None has a NUL: PostgreSQL refuses even to look for one. */
const ID = /^[^\0]{1,100}$/;

/** Makes a function that reads each change once, for all agents who see it. */
export function readOnce(conversations: AgentConversations): ReadChange {
  const reads = new WeakMap<ConversationChange, ReturnType<ReadChange>>();
  return (change) => {
    const read = reads.get(change) ?? conversations.readFrom(change);
    reads.set(change, read);
    return read;
  };
}

/** The live connection of an inbox. The agent is known before the upgrade. */
export class AgentConnection implements Listener {
  readonly #parts: AgentConnectionParts;
  readonly #agent: LoggedInAgent;
  readonly #peer: Peer;
  readonly #queue = new FrameQueue();
  /** The inbox knows signs. An older one would read after each. */
  #knowsSigns = false;

  constructor(socket: WebSocket, agent: LoggedInAgent, parts: AgentConnectionParts) {
    this.#parts = parts;
    this.#agent = agent;
    this.#peer = new Peer(socket, parts.meters);
    parts.hub.addAgent(this, agent);
    socket.on('close', () => {
      parts.hub.remove(this);
      this.#leave();
    });
    socket.on('message', (data: unknown) => {
      if (this.#peer.takeFrame()) this.#handle(parseFrame(data));
    });
    this.#send({type: 'ready'});
  }

  changed(change: ConversationChange): void {
    this.#queue.add(() => this.#tell(change).catch((error: unknown) => this.#fail(error)));
  }

  look(): void {
    this.#send({type: 'look'});
  }

  typing({id}: TypingSign): void {
    if (this.#knowsSigns) this.#send({type: 'typing', id});
  }

  sessionEnded(): void {
    this.#leave();
    this.#peer.closeUnauthorized();
  }

  goAway(): void {
    this.#peer.close(CLOSE_GOING_AWAY, 'the service is going away');
  }

  checkPeer(): void {
    this.#peer.check();
  }

  #handle(frame: ReturnType<typeof parseFrame>): void {
    const {typing, presence, onError} = this.#parts;
    switch (frame?.['type']) {
      case 'ping':
        return this.#send({type: 'pong'});
      case 'presence':
        this.#knowsSigns = true;
        return presence.set(this, this.#agent.domain, frame['isThere'] === true);
      case 'typing': {
        const id = frame['id'];
        // A sign may be lost: a failure ends no connection.
        if (typeof id === 'string' && ID.test(id))
          this.#queue.add(() => typing.agentTypes(this.#agent, id).catch(onError));
      }
    }
  }

  #leave(): void {
    this.#parts.presence.set(this, this.#agent.domain, false);
  }

  async #tell(change: ConversationChange): Promise<void> {
    const {read, agents, hub} = this.#parts;
    const conversation = await read(change);
    // After the read: a session that has ended by now gets nothing.
    const valid = await agents.findValidSessions([this.#agent.sessionId]);
    if (!valid.size) {
      hub.remove(this);
      this.sessionEnded();
    } else if (conversation) {
      this.#send({type: 'changed', conversation});
    }
  }

  #send(frame: AgentFrame): void {
    this.#peer.send(frame);
  }

  #fail(error: unknown): void {
    this.#parts.onError(error);
    this.#parts.hub.remove(this);
    this.#peer.close(CLOSE_INTERNAL_ERROR, 'something went wrong in the service');
  }
}
