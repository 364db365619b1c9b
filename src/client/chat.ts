import {MESSAGE_TEXT_LIMIT_CHARS} from '../protocol/limits.js';
import {parseConversations, parseMessages, parseSentMessage} from '../protocol/parse.js';
import type {Contact, Conversation, Message, SendMessageRequest} from '../protocol/wire.js';
import {
  type ChatAction,
  type ChatState,
  EMPTY_CHAT,
  lastKnownSequence,
  type OutgoingMessage,
  reduceChat,
} from './chat-state.js';
import {type ChatError, isChatError} from './errors.js';
import {keepLiveConnection} from './live-connection.js';
import {randomId} from './random-id.js';
import {retry} from './retry.js';
import {requestService, type ServiceRequest} from './service-request.js';
import type {EndAtService, UserSession} from './user-session.js';

// Browsers let at most 64 KiB of a page's requests outlive it.
const HAND_OVER_LIMIT_BYTES = 50_000;

/** What a chat reports to its owner, beside its state. */
export interface ChatListener {
  changed(state: ChatState): void;
  /** The service has stored a message that was written here. */
  messageStored(message: Message): void;
  readonly failed: (error: ChatError) => void;
  /** The service answers again. */
  recovered(): void;
  /** The session has ended, and so many messages could not be sent before. */
  notSent(count: number): void;
}

/**
 * One user's chat: reads the conversations, keeps them up to date, sends what the user writes. The service's rows are the
 * truth; a live event only starts a read. Ends with its session.
 */
export class Chat {
  /** The longest text of one message, in UTF-16 code units. */
  readonly textLimit = MESSAGE_TEXT_LIMIT_CHARS;
  readonly #session: UserSession;
  readonly #listener: ChatListener;
  #state = EMPTY_CHAT;
  #reading: Promise<boolean> | undefined;
  #mustReadAgain = false;
  #isSending = false;

  constructor(session: UserSession, listener: ChatListener) {
    this.#session = session;
    this.#listener = listener;
    session.handOver = (end) => void this.#handOver(end);
  }

  get state(): ChatState {
    return this.#state;
  }

  /** Reads the chat and stays connected until the session ends. */
  start(): void {
    void this.#read();
    void keepLiveConnection(this.#session, {
      online: () => {
        this.#dispatch({type: 'connection-changed', connection: 'online'});
        void this.#read().then((isRead) => isRead && this.#listener.recovered());
        void this.#sendWaiting();
      },
      offline: () => this.#dispatch({type: 'connection-changed', connection: 'offline'}),
      frame: (frame) => {
        if (frame.type === 'conversation-changed') void this.#read();
      },
    });
  }

  /** Writes a message. It waits in the outbox until the service has stored it. */
  send(text: string, contact?: Contact): void {
    const message: OutgoingMessage = {
      id: randomId(),
      text,
      createdAt: Date.now(),
      status: 'waiting',
      ...(contact && {contact}),
    };
    this.#dispatch({type: 'message-written', message});
    void this.#sendWaiting();
  }

  /** Sends a refused message again. The id stays the same, so the message cannot be stored twice. */
  retry(id: string): void {
    this.#dispatch({type: 'message-marked', id, status: 'waiting'});
    void this.#sendWaiting();
  }

  /** The user has seen all that is here. */
  markSeen(): void {
    for (const {id, readSequence} of this.#state.conversations) {
      const sequence = lastKnownSequence(this.#state, id);
      if (sequence <= readSequence) continue;
      this.#dispatch({type: 'messages-seen', conversationId: id, sequence});
      this.#request(`/v1/conversations/${id}/read`, () => true, {method: 'PUT', body: {sequence}}).catch(() => {
        // The next message that the user sees moves the mark past this one.
      });
    }
  }

  #dispatch(action: ChatAction): void {
    // A late answer of an ended session must draw nothing.
    if (this.#session.signal.aborted) return;
    this.#state = reduceChat(this.#state, action);
    this.#listener.changed(this.#state);
  }

  /** Reads what is new. Calls during a read start one more read after it. */
  #read(): Promise<boolean> {
    if (this.#reading) {
      this.#mustReadAgain = true;
      return this.#reading;
    }
    this.#reading = this.#readUntilCurrent().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readUntilCurrent(): Promise<boolean> {
    try {
      do {
        this.#mustReadAgain = false;
        await retry(() => this.#readOnce(), this.#session.signal, this.#listener.failed);
      } while (this.#mustReadAgain);
      this.#dispatch({type: 'phase-changed', phase: 'ready'});
      return true;
    } catch (error) {
      if (this.#session.signal.aborted || !isChatError(error)) return false;
      this.#listener.failed(error);
      if (this.#state.phase === 'loading') this.#dispatch({type: 'phase-changed', phase: 'failed'});
      return false;
    }
  }

  async #readOnce(): Promise<void> {
    const {conversations} = await this.#request('/v1/conversations', parseConversations);
    this.#dispatch({type: 'conversations-read', conversations});
    for (const conversation of conversations) await this.#readMessages(conversation);
  }

  async #readMessages({id, lastSequence}: Conversation): Promise<void> {
    for (;;) {
      const after = lastKnownSequence(this.#state, id);
      if (after >= lastSequence) return;
      const {messages} = await this.#request(`/v1/conversations/${id}/messages?after=${after}`, parseMessages);
      this.#dispatch({type: 'messages-read', messages});
      // The service gave nothing new, although it said there is more. Wait for the next event; do not ask for ever.
      if (lastKnownSequence(this.#state, id) === after) return;
    }
  }

  /** Sends what waits, one after the other, so that messages are stored in the order in which they were written. */
  async #sendWaiting(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (;;) {
        const next = this.#state.outbox.find(({status}) => status === 'waiting');
        if (!next) return;
        await this.#sendOne(next);
        // The message is stored, but an earlier one could not be read. The next event tries again, not this loop.
        if (this.#state.outbox.includes(next)) return;
      }
    } catch {
      // The session has ended, and with it this outbox.
    } finally {
      this.#isSending = false;
    }
  }

  async #sendOne(outgoing: OutgoingMessage): Promise<void> {
    const body = toRequest(outgoing);
    const {signal} = this.#session;
    try {
      const {message, conversation} = await retry(
        () => this.#request('/v1/messages', parseSentMessage, {method: 'POST', body}),
        signal,
        this.#listener.failed,
      );
      this.#dispatch({type: 'conversations-read', conversations: [conversation]});
      this.#dispatch({type: 'messages-read', messages: [message]});
      this.#listener.messageStored(message);
      // Another author wrote meanwhile: read the messages between.
      if (lastKnownSequence(this.#state, conversation.id) < message.sequence) await this.#read();
    } catch (error) {
      signal.throwIfAborted();
      if (isChatError(error)) this.#listener.failed(error);
      this.#dispatch({type: 'message-marked', id: body.id, status: 'failed'});
    }
  }

  /** Gives the service what waits, as much as one request can carry, with the end of the session. */
  async #handOver(end: EndAtService): Promise<void> {
    const waiting = this.#state.outbox.filter(({status}) => status === 'waiting').map(toRequest);
    let room = HAND_OVER_LIMIT_BYTES;
    const fitting = waiting.filter((message) => (room -= new Blob([JSON.stringify(message)]).size) >= 0);
    let lost = waiting.length;
    try {
      await end(fitting);
      lost -= fitting.length;
    } catch {
      // A service that refused the messages has ended nothing.
      if (fitting.length) end([]).catch(() => {});
    }
    if (lost) this.#listener.notSent(lost);
  }

  /** Sends a request with the session token. If the service no longer accepts the token, sends it again with a new one. */
  async #request<T>(
    path: string,
    parse: (body: unknown) => T | undefined,
    options: Omit<ServiceRequest, 'signal' | 'sessionToken'> = {},
  ): Promise<T> {
    const {app, signal} = this.#session;
    const ask = async (sessionToken: string) =>
      requestService(app.serviceUrl + path, parse, {...options, sessionToken, signal});
    const token = await this.#session.token();
    try {
      return await ask(token);
    } catch (error) {
      if (!isChatError(error) || error.code !== 'unauthorized') throw error;
      this.#session.dropToken(token);
      return ask(await this.#session.token());
    }
  }
}

function toRequest({id, text, contact}: OutgoingMessage): SendMessageRequest {
  return {id, text, ...(contact && {contact})};
}
