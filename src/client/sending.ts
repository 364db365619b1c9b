import type {NewAnswer, NewAttachment, NewMessage} from '../protocol/wire.js';
import {appKey} from './app-address.js';
import type {WrittenMessage} from './chat-state.js';
import {coalesce} from './coalesce.js';
import {type ChatError, isChatError} from './errors.js';
import {inTurn} from './in-turn.js';
import {tellOtherTabs} from './other-tabs.js';
import {Outbox} from './outbox.js';
import {bytesOf, nextBatch, type Outgoing, type Queue, withKept, withStatus, withWritten} from './outgoing.js';
import {KEEP_LIMIT_MS, READ_LIMIT_MS} from './records.js';
import {retry} from './retry.js';
import type {EndAtService, UserSession} from './user-session.js';
import {within} from './within.js';

type NewItem = NewMessage | NewAttachment | NewAnswer;

/** What `Sending` needs of the chat, whose state holds the queue. */
export interface SendingParts {
  readonly session: UserSession;
  readonly queue: () => Queue<WrittenMessage>;
  readonly setQueue: (queue: Queue<WrittenMessage>) => void;
  /** Whether the entry of this message is held. */
  readonly isHeld: (id: string) => boolean;
  /** Sends messages with one request, and takes the answer. Rejects with a `ChatError`, or with the reason of the session's end. */
  readonly post: (messages: readonly NewItem[], mayOutlivePage: boolean) => Promise<void>;
  /** A request has failed. Another one follows. */
  readonly failed: (error: ChatError) => void;
  /** The service has refused a message. */
  readonly refused: (error: ChatError) => void;
  /** An answer of the user does not fit any more, and was forgotten. */
  readonly dropped: () => void;
  /** The draft that was kept. */
  readonly restoredDraft: (draft: string) => void;
  /** Files that were not uploaded completely are kept. */
  readonly foundFiles: () => void;
  /** How many files are not uploaded completely. */
  readonly waitingFiles: () => number;
  /** Whether the newest message could be kept in this browser. */
  readonly kept: (isKept: boolean) => void;
  /** The user has gone, and so many messages could not be sent before. */
  readonly notSent: (count: number) => void;
}

const DRAFT_INTERVAL_MS = 200;

// After a change of page the next page of that tab takes its files first: the user looks at it.
const TAKE_FILES_AFTER_MS = 5000;

// Browsers let at most 64 KiB of a page's requests outlive it, and log-out needs 50 kB of them.
const OUTLIVING_LIMIT_BYTES = 10_000;

/**
 * Sends what one user writes, in the order in which it was written, and keeps it in the browser until the service has stored it. Tabs of one user
 * send one after the other, each what all of them wrote. Ends with the session.
 */
export class Sending {
  /** Sends what waits. Never rejects. */
  readonly send = coalesce(() => this.#sendAll());
  /** Resolves when what was kept is in the queue. Never rejects. */
  restored: Promise<unknown> = Promise.resolve();
  readonly #parts: SendingParts;
  #outbox: Outbox | undefined;
  /** Resolves after everything that was to be kept before. */
  #keeping: Promise<unknown> = this.restored;
  #draft: ReturnType<typeof setTimeout> | undefined;
  #isForgotten = false;
  /** How many messages could not be handed over at the end of the session. */
  #lost = 0;
  /** What is on its way in a request that outlives the page. */
  #outliving: Queue<WrittenMessage> = [];

  constructor(parts: SendingParts) {
    this.#parts = parts;
    const {session} = parts;
    session.handOver = (end) => void this.#handOver(end);
    session.forget = () => this.#forget();
    addEventListener('pagehide', () => this.#leave(), {signal: session.signal});
  }

  /** Sends what was kept before this page, as soon as the service has accepted the user. */
  start(): void {
    const accepted = this.#parts.session.token();
    const restored = accepted.then(() => this.#restore()).catch(() => {});
    this.#keeping = restored;
    this.restored = accepted.then(() => within(restored, READ_LIMIT_MS)).catch(() => {});
  }

  /** Goes on with what a tab has left that is gone now. */
  async takeOver(): Promise<void> {
    void this.send();
    const kept = await within(this.#outbox?.read(), READ_LIMIT_MS).catch(() => {});
    if (kept?.hasFiles)
      setTimeout(() => this.#parts.session.signal.aborted || this.#parts.foundFiles(), TAKE_FILES_AFTER_MS);
  }

  /** Adds a message to the queue, and sends it. Resolves when it is kept, or cannot be. */
  async write(message: WrittenMessage): Promise<void> {
    const {queue, setQueue, kept} = this.#parts;
    clearTimeout(this.#draft);
    setQueue(withWritten(queue(), message));
    void this.send();
    kept(await this.#keep((outbox) => outbox.add(message)));
  }

  /** Sends a refused message again. The id stays the same, so the message cannot be stored twice. */
  retry(id: string): void {
    this.#mark(id, 'waiting');
    void this.send();
  }

  /** Keeps the text that the user has not sent. */
  keepDraft(draft: string): void {
    clearTimeout(this.#draft);
    this.#draft = setTimeout(() => void this.#keep((outbox) => outbox.keepDraft(draft)), DRAFT_INTERVAL_MS);
  }

  /** Follows a change of the queue: what the service has stored, or has refused for ever, is not kept any longer. */
  follow(before: Queue<WrittenMessage>, after: Queue<WrittenMessage>): void {
    const statusOf = new Map(after.map(({id, status}) => [id, status]));
    const changed = before.filter(({id, status}) => statusOf.get(id) !== status).map(({id}) => id);
    if (!changed.length) return;
    void this.#keep((outbox) =>
      outbox.change((message) => {
        if (!changed.includes(message.id)) return message;
        const status = statusOf.get(message.id) ?? 'stored';
        return status === 'stored' ? undefined : {...message, isFailed: status === 'failed'};
      }),
    );
  }

  async #sendAll(): Promise<void> {
    const {session, failed} = this.#parts;
    try {
      while (await retry(() => this.#inTurn(() => this.#sendOnce()), session.signal, failed));
    } catch {
      // The session has ended, and with it this queue.
    }
  }

  /** Sends the first messages that wait. Returns whether there may be more. */
  async #sendOnce(): Promise<boolean> {
    await this.#adopt();
    const batch = nextBatch(this.#parts.queue());
    if (!batch.length) return false;
    try {
      await this.#post(batch);
    } catch (error) {
      await this.#handleRefusal(batch, error);
    }
    // The service may accept them without saying what became of them. The next event tries again, not this loop.
    return !batch.some((message) => this.#isWaiting(message));
  }

  async #post(batch: Queue<WrittenMessage>): Promise<void> {
    const messages = batch.map(toRequest);
    const mayOutlivePage = bytesOf(messages) < OUTLIVING_LIMIT_BYTES;
    this.#outliving = mayOutlivePage ? batch : [];
    try {
      await this.#parts.post(messages, mayOutlivePage);
    } finally {
      this.#outliving = [];
    }
  }

  /** Sends each message of a refused batch alone: one that is wrong must not hold the others. */
  async #handleRefusal([first, ...others]: Queue<WrittenMessage>, error: unknown): Promise<void> {
    const {session, refused} = this.#parts;
    session.signal.throwIfAborted();
    if (!first || (isChatError(error) && error.retryable)) throw error;
    if (others.length) {
      for (const message of [first, ...others].filter((message) => this.#isWaiting(message))) {
        await this.#post([message]).catch((reason: unknown) => this.#handleRefusal([message], reason));
      }
      return;
    }
    // Another tab, or an agent, was faster. That is no fault.
    const isLate = first.answer && isChatError(error) && error.code === 'conflict';
    if (isChatError(error) && !isLate) refused(error);
    if (first.answer) this.#drop(first.id);
    else this.#mark(first.id, 'failed');
  }

  #isWaiting(message: Outgoing<WrittenMessage>): boolean {
    return this.#parts.queue().includes(message);
  }

  #mark(id: string, status: 'waiting' | 'failed'): void {
    this.#parts.setQueue(withStatus(this.#parts.queue(), id, status));
  }

  /** Forgets an answer that the service refuses: the conversation has changed meanwhile, and the chat asks for what it is now. */
  #drop(id: string): void {
    this.#parts.setQueue(this.#parts.queue().filter((item) => item.id !== id));
    this.#parts.dropped();
  }

  async #restore(): Promise<void> {
    const {session, queue, setQueue, restoredDraft, foundFiles} = this.#parts;
    const outbox = new Outbox(session.app, session.userKey ?? '');
    const {messages, draft, hasFiles} = await outbox.open();
    if (session.signal.aborted) return;
    this.#outbox = outbox;
    if (messages.length) setQueue(withKept(queue(), messages));
    if (draft) restoredDraft(draft);
    if (hasFiles) foundFiles();
    void this.send();
  }

  /** Takes what was written in other tabs. Those that wrote it announce it. */
  async #adopt(): Promise<void> {
    const {session, queue, setQueue, isHeld} = this.#parts;
    // What was kept before this page comes first.
    await this.restored;
    const kept = (await within(this.#outbox?.read(), READ_LIMIT_MS).catch(() => {}))?.messages ?? [];
    session.signal.throwIfAborted();
    const stored = kept.filter(({id}) => isHeld(id));
    // The tab that wrote it was closed before it heard of that.
    if (stored.length)
      void this.#keep((outbox) => outbox.change((message) => (isHeld(message.id) ? undefined : message)));
    const all = withKept(
      queue(),
      kept.filter((message) => !stored.includes(message)).map((message) => ({...message, isForeign: true})),
    );
    if (all !== queue()) setQueue(all);
  }

  /** Keeps something, after all that was to be kept before. Resolves to false where the browser keeps nothing. */
  async #keep(work: (outbox: Outbox) => Promise<void>): Promise<boolean> {
    const done = this.#keeping.then(async () => {
      if (!this.#outbox) return false;
      await work(this.#outbox);
      return true;
    });
    this.#keeping = done.catch(() => {});
    return (await within(done, KEEP_LIMIT_MS).catch(() => false)) ?? false;
  }

  /** Sends what waits with a request that outlives the page, as much as one can carry. What it does not bring is kept. */
  #leave(): void {
    const {session, queue, waitingFiles} = this.#parts;
    const batch = nextBatch(queue());
    if (batch.length || waitingFiles()) tellOtherTabs(session.app);
    if (batch.every((message) => this.#outliving.includes(message))) return;
    this.#parts.post(batch.map(toRequest), true).catch(() => {});
  }

  /** The user has gone: nothing is kept. */
  #forget(): void {
    clearTimeout(this.#draft);
    this.#isForgotten = true;
    void this.#keep((outbox) => outbox.clear());
    this.#tellLost();
  }

  #tellLost(): void {
    if (this.#isForgotten && this.#lost) this.#parts.notSent(this.#lost);
  }

  /** Gives the service what waits, as much as one request can carry, with the end of the session. */
  async #handOver(end: EndAtService): Promise<void> {
    const queue = this.#parts.queue();
    const batch = nextBatch(queue);
    const texts = batch.filter(({answer}) => !answer).map(toShortRequest);
    let lost = queue.filter(({status, answer}) => status === 'waiting' && !answer).length + this.#parts.waitingFiles();
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
    this.#lost = lost;
    this.#tellLost();
  }

  /** Waits until no other tab of the app sends. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const {app, signal} = this.#parts.session;
    return inTurn(`helpshift-chat outbox ${appKey(app)}`, signal, work);
  }
}

function toRequest({answer, beginning, ...message}: WrittenMessage): NewItem {
  return answer ? {id: message.id, ...answer} : {...toShortRequest(message), ...(beginning && {beginning})};
}

function toShortRequest({id, text, file}: WrittenMessage): NewMessage | NewAttachment {
  return file ? {id, fileId: file.fileId} : {id, text};
}
