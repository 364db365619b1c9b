/** A service with one user or several, on a real port. It keeps the conversations in memory and follows the rules of the protocol. */
import type {EndSessionsRequest, SendMessagesRequest, SyncRequest} from '../../src/protocol/wire.js';
import {type LiveCall, ScriptedService, type ServiceCall} from './scripted-service.js';
import {UserLog} from './user-log.js';

export class ChatService extends ScriptedService {
  /** The log of its first user. */
  readonly log = this.addUser();
  /** Runs before the rules. Returns true when it has answered the request. */
  intercept: (call: ServiceCall) => boolean = () => false;
  /** The session tokens that the service accepts. */
  readonly tokens = new Set<string>();
  /** Whether changes are told on the live connections. */
  isTelling = true;
  /** What `ready` says beside the version. */
  readyFields: {readonly isThere?: boolean} = {};
  readonly #logs = new Map<string, UserLog>();
  readonly #authenticated = new Map<LiveCall, UserLog>();
  /** Calls that wait for a change. */
  #waiting: ServiceCall[] = [];

  /** Another user, without conversations. */
  addUser(): UserLog {
    const log = new UserLog();
    log.onChange = (conversation) => {
      for (const [live, ofUser] of this.#authenticated) {
        if (ofUser === log && !live.isClosed && this.isTelling) live.say({type: 'changed', conversation});
      }
      this.#answerWaiting();
    };
    return log;
  }

  override handleCall = (call: ServiceCall): void => {
    if (!this.intercept(call)) this.serve(call);
  };

  override handleFrame = (live: LiveCall): void => {
    // A connection receives events after it has sent an accepted session token.
    if (this.#authenticated.has(live)) return;
    const {sessionToken = ''} = live.frames[0] as {sessionToken?: string};
    const log = this.#logOf(sessionToken);
    this.#authenticated.set(live, log);
    live.say({type: 'ready', version: log.version, ...this.readyFields});
  };

  /** Begins a session. It is accepted until `endSessions`. */
  openSession(log = this.log): string {
    const token = `session ${this.tokens.size + 1} ${crypto.randomUUID()}`;
    this.tokens.add(token);
    this.#logs.set(token, log);
    return token;
  }

  endSessions(): void {
    this.tokens.clear();
    this.#answerWaiting();
  }

  /** Answers a request by the rules. */
  serve(call: ServiceCall): void {
    if (call.path === '/v1/sessions/end') this.#end(call, call.body as EndSessionsRequest);
    else if (!this.tokens.has(call.sessionToken ?? '')) call.refuse(401, 'unauthorized');
    else if (call.path === '/v1/sync') this.#sync(call, call.body as SyncRequest);
    else if (call.path === '/v1/messages') this.#send(call, call.body as SendMessagesRequest);
    else call.refuse(404, 'not_found');
  }

  /** Says the present version on all connections, as a pong does. */
  sayVersion(): void {
    for (const [live, {version}] of this.#authenticated) if (!live.isClosed) live.say({type: 'pong', version});
  }

  /** Breaks all live connections. */
  dropLives(): void {
    for (const live of this.lives) if (!live.isClosed) live.drop();
  }

  #logOf(token = ''): UserLog {
    return this.#logs.get(token) ?? this.log;
  }

  #sync(call: ServiceCall, request: SyncRequest): void {
    const answer = this.#logOf(call.sessionToken).sync(request);
    const isNothing = answer.conversations.length === 0 && !answer.restart;
    if (request.waitMs && isNothing && !request.page && !request.read) this.#waiting.push(call);
    else call.answer(200, answer);
  }

  #answerWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) if (!call.isOver) this.serve(call);
  }

  #send(call: ServiceCall, request: SendMessagesRequest): void {
    const answer = this.#logOf(call.sessionToken).send(request);
    if (answer) call.answer(201, answer);
    else call.refuse(409, 'conflict');
  }

  #end(call: ServiceCall, {sessionTokens, messages = []}: EndSessionsRequest): void {
    if (messages.length > 0 && !this.tokens.has(sessionTokens[0] ?? '')) {
      call.refuse(401, 'unauthorized');
      return;
    }
    if (messages.length > 0 && !this.#logOf(sessionTokens[0]).send({messages})) {
      call.refuse(409, 'conflict');
      return;
    }
    for (const token of sessionTokens) this.tokens.delete(token);
    call.answer(204);
  }
}

/** Starts a service with one user for one test; stops it after the test. */
export async function startChatService(test: {after(stop: () => void): void}): Promise<ChatService> {
  const service = new ChatService();
  await service.start();
  test.after(() => service.stop());
  return service;
}
