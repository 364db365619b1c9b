import {SYNC_KNOWN_LIMIT} from '../protocol/limits.js';
import {parseServiceFrame, parseSync, type ReadFrame, type ReadSync, type ReadSynced} from '../protocol/parse.js';
import type {Beginning, EntryPage, NewAnswer, NewMessage, SendMessagesRequest, SyncRequest} from '../protocol/wire.js';
import {
  type Answered,
  changed,
  type ChatState,
  earlierPosition,
  EMPTY_CHAT,
  lacksNewest,
  readMarks,
  withAllSeen,
  withConversations,
  without,
  type WrittenMessage,
} from './chat-state.js';
import {coalesce} from './coalesce.js';
import {type ChatError, isChatError} from './errors.js';
import {keepLiveConnection} from './live-connection.js';
import {knownOf} from './log.js';
import {nextBatch, type Outgoing, type Queue, withStatus, withWritten} from './outgoing.js';
import type {Polling} from './polling.js';
import {randomId} from './random-id.js';
import {readInPieces} from './read-in-pieces.js';
import {requestAsUser} from './request-as-user.js';
import {endPauses, retry} from './retry.js';
import {ServiceClock} from './service-clock.js';
import type {EndAtService, UserSession} from './user-session.js';

/** What a chat reports to its owner, beside its state. */
export interface ChatListener {
  readonly changed: (state: ChatState) => void;
  readonly failed: (error: ChatError) => void;
  /** The service answers again. */
  readonly recovered: () => void;
  /** An entry came that only a newer client can show. */
  readonly unknownEntry: () => void;
  /** The session has ended, and so many messages could not be sent before. */
  readonly notSent: (count: number) => void;
  /** Whether the page can be seen. */
  readonly isVisible: () => boolean;
}

// The service need not know of each message that the user sees.
const READ_MARK_INTERVAL_MS = 1000;

/**
 * One user's chat: reads the conversations, keeps them up to date, sends what the user writes. The service's log is the
 * truth; what a frame tells is taken when it follows without a gap, else it only starts a read. Ends with its session.
 */
export class Chat {
  readonly #session: UserSession;
  readonly #listener: ChatListener;
  readonly #sync = coalesce(() => this.#syncUntilAnswered());
  readonly #clock = new ServiceClock();
  #state = EMPTY_CHAT;
  /** The user's newest version that is held here; `undefined` before the first answer. */
  #version: number | undefined;
  /** The newest version that the service has told of. */
  #toldVersion = 0;
  #isSyncing = false;
  /** The entries that the next sync reads, whatever is known. */
  #page: EntryPage | undefined;
  #isOpen = false;
  #isSending = false;
  #isMarking = false;
  /** Reads what is new while there is no live connection. */
  #polling: Polling | undefined;
  #pollingEnd: AbortController | undefined;

  constructor(session: UserSession, listener: ChatListener) {
    this.#session = session;
    this.#listener = listener;
    session.handOver = (end) => void this.#handOver(end);
  }

  get state(): ChatState {
    return this.#state;
  }

  /** The service's time, as far as it is known: milliseconds since 1970. */
  get now(): number {
    this.#clock.hearLead(this.#session.clockLead ?? -Infinity);
    return this.#clock.now();
  }

  /** Reads the chat and stays connected until the session ends. A closed panel needs no entries, only what is unread. */
  start(isOpen: boolean): void {
    const {app, signal} = this.#session;
    this.#isOpen = isOpen;
    if (isOpen) this.#page = {};
    void this.#sync();
    void keepLiveConnection<ReadFrame>({
      url: `${app.serviceUrl.replace(/^http/, 'ws')}/v1/live`,
      signal,
      parse: parseServiceFrame,
      session: this.#session,
      unauthorized: (token) => token && this.#session.dropToken(token),
      up: () => {
        this.#stopPolling();
        this.#setOnline();
      },
      down: () => void this.#startPolling(),
      frame: (frame) => this.#handleFrame(frame),
    });
  }

  /** Says whether the panel is open. When it opens, the newest entries are read, unless they are here. */
  setOpen(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#readNewest();
  }

  /** Reads older entries, if there are any. Returns false when it does not, also while another page is being read. */
  readEarlier(): boolean {
    const before = earlierPosition(this.#state);
    if (!before || this.#page) return false;
    this.#page = {before};
    void this.#sync();
    return true;
  }

  /**
   * Writes a message. It waits in the queue until the service has stored it.
   *
   * @param beginning - Used if the message begins a conversation.
   */
  send(text: string, beginning?: Beginning): void {
    this.#write({text, ...(beginning && {beginning})});
  }

  /** Answers what the chat asks at the end of a conversation. The answer waits as a message does. */
  answer(answer: Omit<NewAnswer, 'id'>): void {
    this.#write({text: '', answer});
  }

  #write(written: Omit<WrittenMessage, 'id' | 'writtenAt'>): void {
    const message: WrittenMessage = {id: randomId(), writtenAt: this.now, ...written};
    this.#set(changed(this.#state, {queue: withWritten(this.#state.queue, message)}));
    void this.#sendWaiting();
  }

  /** Sends a refused message again. The id stays the same, so the message cannot be stored twice. */
  retry(id: string): void {
    this.#mark(id, 'waiting');
    void this.#sendWaiting();
  }

  /** The user has seen all that is here. */
  markSeen(): void {
    this.#set(withAllSeen(this.#state));
    this.#sendReadMarks();
  }

  #set(state: ChatState): void {
    // A late answer of an ended session must draw nothing.
    if (this.#session.signal.aborted) return;
    this.#state = state;
    this.#listener.changed(state);
  }

  #mark(id: string, status: 'waiting' | 'failed'): void {
    this.#set(changed(this.#state, {queue: withStatus(this.#state.queue, id, status)}));
  }

  /** Forgets an answer that the service refuses: the conversation has changed meanwhile, and the chat asks for what it is now. */
  #drop(id: string): void {
    this.#set(changed(this.#state, {queue: this.#state.queue.filter((item) => item.id !== id)}));
    void this.#sync();
  }

  #sendReadMarks(): void {
    if (this.#isMarking || this.#session.signal.aborted || !readMarks(this.#state).length) return;
    this.#isMarking = true;
    void this.#sync();
    setTimeout(() => {
      this.#isMarking = false;
      this.#sendReadMarks();
    }, READ_MARK_INTERVAL_MS);
  }

  #readNewest(): void {
    // While a page of older entries is on its way, its end calls this again.
    if (!this.#isOpen || this.#page?.before || (this.#state.hasPage && !lacksNewest(this.#state))) return;
    this.#page = {};
    void this.#sync();
  }

  async #syncUntilAnswered(): Promise<void> {
    this.#isSyncing = true;
    this.#toldVersion = 0;
    try {
      await retry(() => this.#alone(() => this.#ask()), this.#session.signal, this.#handleFailure);
      // A frame told of something newer while the answer was on its way.
      if (this.#toldVersion > (this.#version ?? 0)) void this.#sync();
    } catch (error) {
      if (this.#session.signal.aborted) return;
      // Another error: a part of the code that the session needs did not load.
      if (isChatError(error)) this.#listener.failed(error);
      const isEarlier = this.#page?.before;
      this.#page = undefined;
      if (isEarlier) this.#readNewest();
      if (this.#state.phase === 'loading') this.#set(changed(this.#state, {phase: 'failed'}));
    } finally {
      this.#isSyncing = false;
    }
  }

  /** Reads once. Takes a page and read marks along. */
  async #ask(waitMs = 0, signal = this.#session.signal): Promise<void> {
    const page = this.#page;
    const read = readMarks(this.#state);
    const known = this.#state.runs.slice(-SYNC_KNOWN_LIMIT).map(knownOf);
    const body: SyncRequest = {known, ...(page && {page}), ...(read.length && {read}), ...(waitMs && {waitMs})};
    const {conversations, restart, version} = await this.#request('/v1/sync', body, signal, waitMs);
    if (page === this.#page) this.#page = undefined;
    this.#version = version ?? this.#version;
    const {state, isCurrent} = this.#join(without(this.#state, restart), conversations, 'synced');
    const before = page?.before;
    this.#set(
      changed(state, {
        phase: 'ready',
        hasPage: state.hasPage || (page && !before) || !state.runs.length,
      }),
    );
    this.#listener.recovered();
    if (page && !isCurrent) void this.#sync();
    // Entries that a page does not give are not asked for again and again.
    if (!page || before) this.#readNewest();
  }

  /** Takes what the service says of conversations. */
  #join(state: ChatState, conversations: readonly ReadSynced[], source: 'told' | 'synced'): Answered {
    for (const entry of conversations.flatMap(({entries}) => entries)) {
      this.#clock.hear(entry.time);
      if (entry.author.kind === 'unknown' || entry.content.kind === 'unknown') this.#listener.unknownEntry();
    }
    return withConversations(state, conversations, source);
  }

  /** Takes a frame, or the answer to a send. Reads when it does not follow what is held. */
  #takeTold(conversations: readonly ReadSynced[]): boolean {
    const {state, isCurrent} = this.#join(this.#state, conversations, 'told');
    this.#set(state);
    if (!isCurrent) void this.#sync();
    this.#readNewest();
    return isCurrent;
  }

  #handleFrame(frame: ReadFrame): void {
    if (frame.type === 'changed') {
      // Frames come in order. The answer to a send may tell of the last change alone.
      const isCurrent = this.#takeTold([frame.conversation]);
      if (isCurrent && this.#version !== undefined) {
        this.#version = Math.max(this.#version, frame.conversation.version);
      }
    } else if (frame.type === 'unknown') void this.#sync();
    else if (this.#isSyncing) this.#toldVersion = frame.version ?? 0;
    else if (frame.version !== this.#version) void this.#sync();
  }

  /** Sends what waits, in the order in which it was written. */
  async #sendWaiting(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (;;) {
        const batch = nextBatch(this.#state.queue);
        if (!batch.length) return;
        await this.#send(batch);
        // The service has accepted them without saying what became of them. The next event tries again, not this loop.
        if (batch.some((message) => this.#isWaiting(message))) return;
      }
    } catch {
      // The session has ended, and with it this queue.
    } finally {
      this.#isSending = false;
    }
  }

  #isWaiting(message: Outgoing<WrittenMessage>): boolean {
    return this.#state.queue.includes(message);
  }

  /** Sends messages with one request. After a refusal each one alone: one that is wrong must not hold the others. */
  async #send(batch: Queue<WrittenMessage>): Promise<void> {
    const {signal} = this.#session;
    const attempt = async (): Promise<readonly ReadSynced[]> => {
      // A frame may have said that they are stored, when the answer of an earlier attempt was lost.
      const left = batch.filter((message) => this.#isWaiting(message));
      const body: SendMessagesRequest = {messages: left.map(toRequest)};
      return left.length ? (await this.#request('/v1/messages', body, signal)).conversations : [];
    };
    try {
      this.#takeTold(await retry(() => this.#alone(attempt), signal, this.#handleFailure));
    } catch (error) {
      signal.throwIfAborted();
      const [first, ...others] = batch;
      if (others.length) for (const message of batch) await this.#send([message]);
      else if (first) {
        // Another tab, or an agent, was faster. That is no fault.
        const isLate = first.answer && isChatError(error) && error.code === 'conflict';
        if (isChatError(error) && !isLate) this.#listener.failed(error);
        if (first.answer) this.#drop(first.id);
        else this.#mark(first.id, 'failed');
      }
    }
  }

  /** Gives the service what waits, as much as one request can carry, with the end of the session. */
  async #handOver(end: EndAtService): Promise<void> {
    const {queue} = this.#state;
    const batch = nextBatch(queue);
    const texts = batch.filter(({answer}) => !answer).map(({id, text}) => ({id, text}));
    let lost = queue.filter(({status, answer}) => status === 'waiting' && !answer).length;
    // A service that refuses what it gets has ended nothing. An answer may not fit any more, and a long beginning does not fit into a
    // request that outlives the page: the texts matter most.
    for (const messages of batch.length ? [batch.map(toRequest), texts, []] : [[]]) {
      try {
        await end(messages);
        if (messages.length) lost -= texts.length;
        break;
      } catch {
        // The next list is shorter.
      }
    }
    if (lost) this.#listener.notSent(lost);
  }

  #request(path: string, body: object, signal: AbortSignal, waitMs?: number): Promise<ReadSync> {
    return requestAsUser(this.#session, path, parseSync, {body, waitMs, read: readInPieces, signal});
  }

  /** Runs a request of another kind than the polling's, which makes room for it. */
  async #alone<T>(request: () => Promise<T>): Promise<T> {
    const release = this.#polling?.hold();
    try {
      return await request();
    } finally {
      release?.();
    }
  }

  async #startPolling(): Promise<void> {
    if (this.#pollingEnd) return;
    const {app, signal} = this.#session;
    const end = (this.#pollingEnd = new AbortController());
    try {
      // Not on a page that is being left: a request would keep it out of the back/forward cache.
      await new Promise((resolve) => setTimeout(resolve));
      const {Polling} = await import('./polling.js');
      if (end.signal.aborted) return;
      this.#polling = new Polling({
        signal: AbortSignal.any([signal, end.signal]),
        serviceUrl: app.serviceUrl,
        isVisible: this.#listener.isVisible,
        // While requests fail, an answer that is held back would hide that the service is there again.
        sync: (waitMs, signal) => this.#ask(this.#state.connection === 'online' ? waitMs : 0, signal),
        succeeded: () => this.#setOnline(),
        failed: (error) => {
          this.#listener.failed(error);
          this.#setOffline();
        },
      });
    } catch {
      // Its code did not load. The next attempt to connect asks for it again.
      if (!end.signal.aborted) this.#stopPolling();
      this.#setOffline();
    }
  }

  #stopPolling(): void {
    this.#pollingEnd?.abort();
    this.#pollingEnd = this.#polling = undefined;
  }

  readonly #handleFailure = (error: ChatError): void => {
    this.#listener.failed(error);
    // With a live connection the service is there, and only busy.
    if (this.#pollingEnd && error.status === undefined) this.#setOffline();
  };

  #setOnline(): void {
    const {connection} = this.#state;
    if (connection === 'online') return;
    this.#set(changed(this.#state, {connection: 'online'}));
    // What waits for another attempt need not wait longer.
    if (connection === 'offline') endPauses();
  }

  #setOffline(): void {
    if (this.#state.connection !== 'offline') this.#set(changed(this.#state, {connection: 'offline'}));
  }
}

function toRequest({id, text, beginning, answer}: WrittenMessage): NewMessage | NewAnswer {
  return answer ? {id, ...answer} : {id, text, ...(beginning && {beginning})};
}
