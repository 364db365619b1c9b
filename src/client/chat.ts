import {SYNC_KNOWN_LIMIT, TYPING_INTERVAL_MS, TYPING_LIFE_MS} from '../protocol/limits.js';
import {parseServiceFrame, parseSync, type ReadFrame, type ReadSync, type ReadSynced} from '../protocol/parse.js';
import type {Beginning, ClientFrame, EntryPage, NewAnswer, SendMessagesRequest, SyncRequest} from '../protocol/wire.js';
import {
  type Answered,
  changed,
  type ChatState,
  earlierPosition,
  EMPTY_CHAT,
  findEntry,
  lacksNewest,
  readMarks,
  withConversations,
  withSeen,
  without,
  type WrittenMessage,
} from './chat-state.js';
import {coalesce} from './coalesce.js';
import {type ChatError, isChatError} from './errors.js';
import {keepLiveConnection} from './live-connection.js';
import {knownOf} from './log.js';
import type {Polling} from './polling.js';
import {randomId} from './random-id.js';
import {readInPieces} from './read-in-pieces.js';
import {requestAsUser} from './request-as-user.js';
import {endPauses, retry} from './retry.js';
import {Sending} from './sending.js';
import {ServiceClock} from './service-clock.js';
import type {UserSession} from './user-session.js';

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
  /** As in `SendingParts`. */
  readonly foundFiles: () => void;
  readonly waitingFiles: () => number;
  /** What is written ends with the page, because the browser keeps nothing. */
  readonly notKept: () => void;
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
  readonly #sending: Sending;
  #state = EMPTY_CHAT;
  /** The user's newest version that is held here; `undefined` before the first answer. */
  #version: number | undefined;
  /** The newest version that the service has told of. */
  #toldVersion = 0;
  #isSyncing = false;
  /** The entries that the next sync reads, whatever is known. */
  #page: EntryPage | undefined;
  #isOpen = false;
  #isMarking = false;
  /** Sends a frame on the newest live connection. */
  #say: ((frame: ClientFrame) => void) | undefined;
  #typedAt = -Infinity;
  #typingEnd: ReturnType<typeof setTimeout> | undefined;
  /** Reads what is new while there is no live connection. */
  #polling: Polling | undefined;
  #pollingEnd: AbortController | undefined;

  constructor(session: UserSession, listener: ChatListener) {
    this.#session = session;
    this.#listener = listener;
    this.#sending = new Sending({
      ...listener,
      session,
      queue: () => this.#state.queue,
      setQueue: (queue) => this.#set(changed(this.#state, {queue})),
      isHeld: (id) => !!findEntry(this.#state, id),
      post: (messages, keepalive) => this.#post(messages, keepalive),
      failed: this.#handleFailure,
      refused: listener.failed,
      dropped: () => void this.#sync(),
      restoredDraft: (draft) => this.#set(changed(this.#state, {draft})),
      kept: (isKept) => this.#takeKept(isKept),
    });
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
    this.#sending.start();
    void this.#sync();
    void keepLiveConnection<ReadFrame>({
      url: `${app.serviceUrl.replace(/^http/, 'ws')}/v1/live`,
      signal,
      parse: parseServiceFrame,
      session: this.#session,
      unauthorized: (token) => token && this.#session.dropToken(token),
      up: (say) => {
        this.#say = say;
        this.#stopPolling();
        this.#setOnline();
      },
      down: () => {
        this.#setSigns(undefined, false);
        void this.#startPolling();
      },
      frame: (frame) => this.#handleFrame(frame),
    });
  }

  /** Says whether entries are shown, in an open panel or beside the launcher. Then the newest are read, unless they are here. */
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
   * Writes a message. It waits in the queue until the service has stored it. Resolves when it outlives the page, or cannot.
   *
   * @param beginning - Used if the message begins a conversation.
   * @param attached - The message is a file that is uploaded, and has this id. The text is its name.
   */
  send(text: string, beginning?: Beginning, attached?: Required<Pick<WrittenMessage, 'id' | 'file'>>): Promise<void> {
    return this.#write({text, ...(beginning && {beginning}), ...attached});
  }

  /** Answers what the chat asks at the end of a conversation. The answer waits as a message does. */
  answer(answer: Omit<NewAnswer, 'id'>): void {
    void this.#write({text: '', answer});
  }

  #write(written: Omit<WrittenMessage, 'id' | 'writtenAt'> & {readonly id?: string}): Promise<void> {
    return this.#sending.write({id: randomId(), writtenAt: Math.round(this.now), ...written});
  }

  /** Goes on with what a tab of this browser has left that is gone now. */
  takeOver(): void {
    void this.#sending.takeOver();
  }

  /** Sends a refused message again. */
  retry(id: string): void {
    this.#sending.retry(id);
  }

  /** Keeps the text that the user has not sent: it outlives the page. */
  keepDraft(draft: string): void {
    this.#sending.keepDraft(draft);
  }

  /** The user has seen the log up to this entry. */
  markSeen(entryId: string): void {
    const state = withSeen(this.#state, entryId);
    if (state.unreadCount === this.#state.unreadCount) return;
    this.#set(state);
    this.#sendReadMarks();
  }

  /** The user types a message. The service is told from time to time, if there is a live connection. */
  typing(): void {
    const now = performance.now();
    if (!this.#say || now - this.#typedAt < TYPING_INTERVAL_MS) return;
    this.#typedAt = now;
    this.#say({type: 'typing'});
  }

  /** Takes who types, and whether an agent is there. */
  #setSigns(typing: string | undefined, isThere = this.#state.isThere): void {
    clearTimeout(this.#typingEnd);
    if (typing) this.#typingEnd = setTimeout(() => this.#setSigns(undefined), TYPING_LIFE_MS);
    const {state} = this;
    if (typing !== state.typing || isThere !== state.isThere) this.#set(changed(state, {typing, isThere}));
  }

  #set(state: ChatState): void {
    // A late answer of an ended session must draw nothing.
    if (this.#session.signal.aborted) return;
    const before = this.#state.queue;
    this.#state = state;
    this.#sending.follow(before, state.queue);
    this.#listener.changed(state);
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
      // The page's own first message must not follow one that is kept.
      await this.#sending.restored;
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
    const {conversations, restart, version} = await this.#request('/v1/sync', body, signal, {waitMs});
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
    else if (frame.type === 'typing') {
      // The first of two who type stays until their message, so that the names do not take turns.
      if (!this.#state.typing || this.#state.typing === frame.name) this.#setSigns(frame.name);
    } else if (frame.type === 'presence') this.#setSigns(this.#state.typing, frame.isThere);
    else {
      if (frame.type === 'ready') this.#setSigns(undefined, frame.isThere);
      if (this.#isSyncing) this.#toldVersion = frame.version ?? 0;
      else if (frame.version !== this.#version) void this.#sync();
    }
  }

  async #post(messages: SendMessagesRequest['messages'], keepalive: boolean): Promise<void> {
    const body: SendMessagesRequest = {messages};
    const {signal} = this.#session;
    this.#takeTold((await this.#alone(() => this.#request('/v1/messages', body, signal, {keepalive}))).conversations);
  }

  #takeKept(isKept: boolean): void {
    if (isKept === this.#state.isKept) return;
    this.#set(changed(this.#state, {isKept}));
    if (!isKept) this.#listener.notKept();
  }

  #request(
    path: string,
    body: object,
    signal: AbortSignal,
    options: {readonly waitMs?: number; readonly keepalive?: boolean},
  ): Promise<ReadSync> {
    return requestAsUser(this.#session, path, parseSync, {body, read: readInPieces, signal, ...options});
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
