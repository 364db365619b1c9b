import {FrameQueue} from './frame-queue.js';
import {CLOSE_GOING_AWAY, CLOSE_INTERNAL_ERROR, parseFrame, Peer} from './peer.js';
import type {LiveHub, Listener} from './hub.js';
import type {Meters} from '../metrics/meters.js';
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
  readonly meters: Meters;
  readonly onError: (error: unknown) => void;
}

type ReadChange = (change: ConversationChange) => Promise<SyncedAgentConversation | undefined>;

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

  constructor(socket: WebSocket, agent: LoggedInAgent, parts: AgentConnectionParts) {
    this.#parts = parts;
    this.#agent = agent;
    this.#peer = new Peer(socket, parts.meters);
    parts.hub.addAgent(this, agent);
    socket.on('close', () => parts.hub.remove(this));
    socket.on('message', (data: unknown) => {
      if (this.#peer.takeFrame() && parseFrame(data)?.['type'] === 'ping') this.#send({type: 'pong'});
    });
    this.#send({type: 'ready'});
  }

  changed(change: ConversationChange): void {
    this.#queue.add(() => this.#tell(change).catch((error: unknown) => this.#fail(error)));
  }

  look(): void {
    this.#send({type: 'look'});
  }

  sessionEnded(): void {
    this.#peer.closeUnauthorized();
  }

  goAway(): void {
    this.#peer.close(CLOSE_GOING_AWAY, 'the service is going away');
  }

  checkPeer(): void {
    this.#peer.check();
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
