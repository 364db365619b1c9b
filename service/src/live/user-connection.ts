import {LIVE_CLOSE_UNAUTHORIZED} from 'helpshift-chat/protocol';
import {CLOSE_INTERNAL_ERROR, CLOSE_POLICY_VIOLATION, parseFrame, Peer} from './peer.js';
import {ServiceError} from '../errors.js';
import type {LiveHub} from './hub.js';
import type {App} from '../identity/apps.js';
import type {Sessions} from '../identity/sessions.js';
import type {WebSocket} from 'ws';

/** The parts that all connections of users share. */
export interface UserConnectionParts {
  readonly hub: LiveHub;
  readonly sessions: Sessions;
  /** Whether a page of this origin may use an app. */
  readonly mayUseApp: (app: App, page: Page) => boolean;
  readonly onError: (error: unknown) => void;
}

/** The page that opened a connection. */
export interface Page {
  readonly origin: string | undefined;
  /** The service's own origin, as the page addressed it. */
  readonly ownOrigin: string;
}

/**
 * The live connection of a user. Its first frame carries the session token, because an address would be logged; a later
 * frame carries the renewed token. There are many connections, so each keeps little, and nothing of its request.
 */
export class UserConnection {
  readonly #parts: UserConnectionParts;
  readonly #peer: Peer;
  readonly #page: Page;
  #isKnown = false;
  #handled: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, page: Page, parts: UserConnectionParts) {
    this.#parts = parts;
    this.#page = page;
    this.#peer = new Peer(socket);
    parts.hub.addUnauthenticated(this.#peer);
    socket.on('close', () => parts.hub.remove(this.#peer));
    // Frames are handled one after the other: a renewal must not overtake the authentication before it.
    socket.on('message', (data: unknown) => {
      this.#handled = this.#handled.then(() => this.#handle(data)).catch((error: unknown) => this.#fail(error));
    });
  }

  async #handle(data: unknown): Promise<void> {
    const frame = parseFrame(data);
    const isAuthentication = frame?.['type'] === 'authenticate';
    if (this.#isKnown && !isAuthentication) {
      if (frame?.['type'] === 'ping') this.#peer.send({type: 'pong'});
      return;
    }
    const token = isAuthentication ? frame['sessionToken'] : undefined;
    await this.#authenticate(typeof token === 'string' ? token : '');
  }

  async #authenticate(token: string): Promise<void> {
    const {hub, sessions, mayUseApp} = this.#parts;
    const {session, app} = await sessions.authenticate(token);
    if (!this.#peer.isOpen) return;
    if (!mayUseApp(app, this.#page)) {
      this.#end(CLOSE_POLICY_VIOLATION, 'this app is not used on the origin of this page');
      return;
    }
    hub.addUser(this.#peer, session);
    this.#isKnown = true;
    this.#peer.send({type: 'ready'});
  }

  #fail(error: unknown): void {
    if (error instanceof ServiceError) {
      this.#end(LIVE_CLOSE_UNAUTHORIZED, 'the session is not accepted');
    } else {
      this.#parts.onError(error);
      this.#end(CLOSE_INTERNAL_ERROR, 'something went wrong in the service');
    }
  }

  #end(code: number, reason: string): void {
    this.#parts.hub.remove(this.#peer);
    this.#peer.close(code, reason);
  }
}
