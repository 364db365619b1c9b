/** A service with one user. It keeps the conversations in memory and follows the rules of the protocol. */
import type {
  Conversation,
  EndSessionsRequest,
  Message,
  MessageSender,
  SendMessageRequest,
} from '../../src/protocol/wire.js';
import {MESSAGE_PAGE_LIMIT} from '../../src/protocol/limits.js';
import {RAE, USER} from './chat-samples.js';
import {type LiveCall, ScriptedService, type ServiceCall} from './scripted-service.js';
import {until} from './until.js';

export class ChatService extends ScriptedService {
  conversations: Conversation[] = [];
  readonly messages: Message[] = [];
  /** Runs before the rules. Returns true when it has answered the request. */
  intercept: (call: ServiceCall) => boolean = () => false;
  /** The session tokens that the service accepts. */
  readonly tokens = new Set<string>();
  #time = 1000;
  readonly #authenticated = new Set<LiveCall>();

  override handleCall = (call: ServiceCall): void => {
    if (!this.intercept(call)) this.serve(call);
  };

  override handleLive = (live: LiveCall): void => {
    // A connection receives events after it has sent an accepted session token.
    void until(() => live.isClosed || live.frames.length > 0, 'the first frame of a live connection').then(() => {
      if (live.isClosed) return;
      this.#authenticated.add(live);
      live.say({type: 'ready'});
    });
  };

  /** Begins a session. It is accepted until `endSessions`. */
  openSession(): string {
    const token = `session ${this.tokens.size + 1} ${crypto.randomUUID()}`;
    this.tokens.add(token);
    return token;
  }

  endSessions(): void {
    this.tokens.clear();
  }

  /** Answers a request by the rules. */
  serve(call: ServiceCall): void {
    if (call.path === '/v1/sessions/end') {
      this.#end(call, call.body as EndSessionsRequest);
      return;
    }
    if (!this.tokens.has(call.sessionToken ?? '')) {
      call.refuse(401, 'unauthorized');
      return;
    }
    const {pathname, searchParams} = new URL(call.path, 'http://service');
    const [, , , id = '', what] = pathname.split('/');
    if (call.method === 'POST' && pathname === '/v1/messages') {
      call.answer(201, this.#storeSent(call.body as SendMessageRequest));
    } else if (pathname === '/v1/conversations') {
      call.answer(200, {conversations: this.conversations});
    } else if (what === 'messages') {
      const after = Number(searchParams.get('after'));
      const newer = this.messages.filter(({conversationId, sequence}) => conversationId === id && sequence > after);
      call.answer(200, {messages: newer.slice(0, MESSAGE_PAGE_LIMIT)});
    } else if (call.method === 'PUT' && what === 'read') {
      const {sequence} = call.body as {sequence: number};
      this.#change(id, ({readSequence}) => ({readSequence: Math.max(readSequence, sequence)}));
      call.answer(204);
    } else {
      call.refuse(404, 'not_found');
    }
  }

  /** Stores an agent's message, and notifies all connections. */
  writeAsAgent(text: string): Message {
    return this.store(RAE, text);
  }

  /** Stores a message in the open conversation, or in a new one, and notifies all connections. */
  store(sender: MessageSender, text: string, id: string = crypto.randomUUID()): Message {
    const createdAt = this.#time++;
    let conversation = this.conversations.find(({status}) => status === 'open');
    if (!conversation) {
      conversation = {
        id: `c${this.conversations.length + 1}`,
        status: 'open',
        lastSequence: 0,
        readSequence: 0,
        createdAt,
      };
      this.conversations.push(conversation);
    }
    const {id: conversationId} = conversation;
    const message = {id, conversationId, sequence: conversation.lastSequence + 1, sender, text, createdAt};
    this.messages.push(message);
    this.#change(conversationId, () => ({lastSequence: message.sequence}));
    this.#tell(conversationId);
    return message;
  }

  resolve(conversationId: string): void {
    this.#change(conversationId, () => ({status: 'resolved'}));
    this.#tell(conversationId);
  }

  /** Breaks all live connections. */
  dropLives(): void {
    for (const live of this.lives) if (!live.isClosed) live.drop();
  }

  #end(call: ServiceCall, {sessionTokens, messages = []}: EndSessionsRequest): void {
    if (messages.length > 0 && !this.tokens.has(sessionTokens[0] ?? '')) {
      call.refuse(401, 'unauthorized');
      return;
    }
    for (const message of messages) this.#storeSent(message);
    for (const token of sessionTokens) this.tokens.delete(token);
    call.answer(204);
  }

  #storeSent({id, text}: SendMessageRequest): {message: Message; conversation: Conversation} {
    const message = this.messages.find((stored) => stored.id === id) ?? this.store(USER, text, id);
    return {message, conversation: this.#conversation(message.conversationId)};
  }

  #conversation(id: string): Conversation {
    const conversation = this.conversations.find((one) => one.id === id);
    if (!conversation) throw new Error(`No conversation ${id}`);
    return conversation;
  }

  #change(id: string, change: (old: Conversation) => Partial<Conversation>): void {
    const old = this.#conversation(id);
    this.conversations = this.conversations.map((one) => (one === old ? {...old, ...change(old)} : one));
  }

  #tell(conversationId: string): void {
    const {lastSequence} = this.#conversation(conversationId);
    for (const live of this.#authenticated) {
      if (!live.isClosed) live.say({type: 'conversation-changed', conversationId, lastSequence});
    }
  }
}

/** Starts a service with one user for one test; stops it after the test. */
export async function startChatService(test: {after(stop: () => void): void}): Promise<ChatService> {
  const service = new ChatService();
  await service.start();
  test.after(() => service.stop());
  return service;
}
