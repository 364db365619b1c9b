import {
  CLOSE_GOING_AWAY,
  CLOSE_INTERNAL_ERROR,
  CLOSE_POLICY_VIOLATION,
  CLOSE_TRY_AGAIN_LATER,
  parseFrame,
  Peer,
} from './peer.js';
import {FrameQueue} from './frame-queue.js';
import {ServiceError} from '../errors.js';
import {unauthorized} from '../identity/sessions.js';
import {LIVE_FRAMES_LIMIT} from '../limits.js';
import type {LiveHub, Listener} from './hub.js';
import type {Counted, LiveLimits} from './live-limits.js';
import type {Presence} from './presence.js';
import type {TypingSign} from './signs.js';
import type {Typing} from './typing.js';
import type {ConversationChange} from './wake-ups.js';
import type {UserConversations} from '../conversations/user-conversations.js';
import type {App} from '../apps/apps.js';
import type {Session} from '../identity/session-token.js';
import type {Sessions} from '../identity/sessions.js';
import type {Meters} from '../metrics/meters.js';
import type {ServiceFrame} from 'helpshift-chat/protocol';
import type {WebSocket} from 'ws';

/** The parts that all connections of users share. */
export interface UserConnectionParts {
  readonly hub: LiveHub;
  readonly limits: LiveLimits;
  readonly sessions: Sessions;
  readonly userConversations: UserConversations;
  readonly typing: Typing;
  readonly presence: Presence;
  /** Whether a page of this origin may use an app. */
  readonly mayUseApp: (app: App, page: Page) => boolean;
  readonly meters: Meters;
  readonly onError: (error: unknown) => void;
}

/** The page that opened a connection. */
export interface Page {
  readonly origin: string | undefined;
  /** The service's own origin, as the page addressed it; `undefined` when that is not known. */
  readonly ownOrigin: string | undefined;
}

const TOO_MANY_CONNECTIONS = 'too many connections are open; try again later';
const TOO_MANY_FRAMES = 'too many frames';

/**
 * The live connection of a user. Its first frame carries the session token, because an address would be logged; a later
 * frame carries the renewed token. There are many connections, so each keeps little, and nothing of its request.
 */
export class UserConnection implements Listener {
  readonly #parts: UserConnectionParts;
  readonly #peer: Peer;
  readonly #page: Page;
  readonly #counted: Counted;
  #session: Session | undefined;
  /** An older client does not know signs, and would sync after each. */
  #wantsTyping = false;
  #wantsPresence = false;
  #waitingFrames = 0;
  // A renewal must not overtake the authentication before it, nor a frame an earlier one.
  readonly #queue = new FrameQueue();

  /** @param address - `addressKey` of the client's. */
  constructor(socket: WebSocket, page: Page, address: string, parts: UserConnectionParts) {
    this.#parts = parts;
    this.#page = page;
    this.#peer = new Peer(socket, parts.meters);
    this.#counted = parts.limits.enter(address);
    socket.on('close', () => {
      parts.hub.remove(this);
      parts.limits.leave(this.#counted);
    });
    if (!parts.limits.admitUnknown(this.#counted)) {
      this.#refuse(CLOSE_TRY_AGAIN_LATER, TOO_MANY_CONNECTIONS);
      return;
    }
    parts.hub.addUnauthenticated(this);
    socket.on('message', (data: unknown) => this.#receive(data));
  }

  changed(change: ConversationChange): void {
    this.#inOrder(() => this.#tell(change));
  }

  look(version?: number): void {
    // In order: a frame that is read just now may tell of a newer version.
    this.#inOrder(async () => this.#send(version === undefined ? {type: 'look'} : {type: 'pong', version}));
  }

  sessionEnded(): void {
    this.#session = undefined;
    this.#peer.closeUnauthorized();
  }

  goAway(): void {
    this.#peer.close(CLOSE_GOING_AWAY, 'the service is going away');
  }

  checkPeer(): void {
    this.#peer.check();
  }

  typing(sign: TypingSign): void {
    if (this.#wantsTyping) this.#inOrder(() => this.#tellTyping(sign));
  }

  presenceChanged(): void {
    if (!this.#session || !this.#wantsPresence) return;
    this.#send({type: 'presence', isThere: this.#parts.presence.isThere(this.#session.domain)});
  }

  #receive(data: unknown): void {
    if (!this.#peer.isOpen) return;
    // Each frame costs a query. A flood of them must not keep others waiting.
    if (this.#waitingFrames >= LIVE_FRAMES_LIMIT) {
      this.#parts.meters.refused('live-frames-waiting');
      this.#refuse(CLOSE_POLICY_VIOLATION, TOO_MANY_FRAMES);
      return;
    }
    if (this.#session && !this.#parts.limits.takeFrame(this.#counted, this.#session)) {
      this.#refuse(CLOSE_POLICY_VIOLATION, TOO_MANY_FRAMES);
      return;
    }
    this.#waitingFrames++;
    this.#inOrder(async () => {
      this.#waitingFrames--;
      if (this.#peer.isOpen) await this.#handle(data);
    });
  }

  #inOrder(step: () => Promise<void>): void {
    this.#queue.add(() => step().catch((error: unknown) => this.#fail(error)));
  }

  async #handle(data: unknown): Promise<void> {
    const frame = parseFrame(data);
    const isAuthentication = frame?.['type'] === 'authenticate';
    if (this.#session && !isAuthentication) {
      if (frame?.['type'] === 'ping') await this.#answer('pong', this.#session);
      if (frame?.['type'] === 'typing') await this.#parts.typing.userTypes(this.#session);
      return;
    }
    const token = isAuthentication ? frame['sessionToken'] : undefined;
    const wants: readonly unknown[] = Array.isArray(frame?.['wants']) ? frame['wants'] : [];
    this.#wantsTyping = wants.includes('typing');
    this.#wantsPresence = wants.includes('presence');
    await this.#authenticate(typeof token === 'string' ? token : '');
  }

  async #authenticate(token: string): Promise<void> {
    const {hub, limits, sessions, mayUseApp} = this.#parts;
    // The token is here in time. A check that takes long, because the database is slow, is no refusal.
    if (!this.#session) hub.remove(this);
    const session = sessions.read(token);
    if (!session) throw unauthorized();
    const isSameUser = this.#session?.ownerId === session.ownerId;
    // Before the database is asked. `#receive` has counted the frame of a session that is known.
    if (!this.#session && !limits.takeFrame(this.#counted, session)) {
      this.#refuse(CLOSE_POLICY_VIOLATION, TOO_MANY_FRAMES);
      return;
    }
    if (!isSameUser && !limits.hasRoom(this.#counted, session)) {
      this.#refuse(CLOSE_TRY_AGAIN_LATER, TOO_MANY_CONNECTIONS);
      return;
    }
    const app = await sessions.requireValid(session);
    if (!this.#peer.isOpen) return;
    if (!mayUseApp(app, this.#page)) {
      this.#end(CLOSE_POLICY_VIOLATION, 'this app is not used on the origin of this page');
      return;
    }
    if (!limits.admit(this.#counted, session, isSameUser)) {
      this.#refuse(CLOSE_TRY_AGAIN_LATER, TOO_MANY_CONNECTIONS);
      return;
    }
    hub.addUser(this, session);
    this.#session = session;
    // After `addUser`: a change from now on makes a frame, and the version holds all before.
    await this.#answer('ready', session);
  }

  async #answer(type: 'ready' | 'pong', session: Session): Promise<void> {
    const {userConversations, presence} = this.#parts;
    const version = await userConversations.newestVersion(session);
    if (type === 'pong' || !this.#wantsPresence) this.#send({type, version});
    else this.#send({type, version, isThere: presence.isThere(session.domain)});
  }

  async #tell({id, entry}: ConversationChange): Promise<void> {
    const {sessions, userConversations, hub} = this.#parts;
    const session = this.#session;
    if (!session) return;
    const conversation = await userConversations.readFrom(session, id, entry);
    // After the read: a session that has ended by now gets nothing.
    if (!(await sessions.isValid(session))) {
      hub.remove(this);
      this.sessionEnded();
    } else if (conversation && this.#session === session) {
      this.#send({type: 'changed', conversation});
    }
  }

  async #tellTyping({id, agentName}: TypingSign): Promise<void> {
    const session = this.#session;
    if (!session || agentName === undefined || !(await this.#parts.sessions.isValid(session))) return;
    if (this.#session === session) this.#send({type: 'typing', conversationId: id, name: agentName});
  }

  #send(frame: ServiceFrame): void {
    this.#peer.send(frame);
  }

  #fail(error: unknown): void {
    if (error instanceof ServiceError) {
      this.#parts.hub.remove(this);
      this.sessionEnded();
    } else {
      this.#parts.onError(error);
      this.#end(CLOSE_INTERNAL_ERROR, 'something went wrong in the service');
    }
  }

  #refuse(code: number, reason: string): void {
    this.#session = undefined;
    this.#parts.hub.remove(this);
    this.#peer.refuse(code, reason, this.#parts.limits.refusalPauseMs);
  }

  #end(code: number, reason: string): void {
    this.#session = undefined;
    this.#parts.hub.remove(this);
    this.#peer.close(code, reason);
  }
}
