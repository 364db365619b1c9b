import {inTurn, KEEP_LIMIT_MS, READ_LIMIT_MS, within} from 'helpshift-chat/client';
import type {AgentOutbox, Kept, KeptMessage} from '../outbox/agent-outbox.js';
import type {Action} from './actions.js';
import type {SessionTools} from './session.js';
import type {Draft, InboxState} from './state.js';
import {Throttle} from './throttle.js';
import {draftChanges, hasText, isStored, statusChanges} from './unsent.js';

const DRAFT_INTERVAL_MS = 200;

/** Keeps what an agent has written in this browser until the service has stored it, and brings it back, for one log-in. */
export class Keeping {
  readonly #tools: Pick<SessionTools, 'dispatch' | 'getState' | 'signal'>;
  readonly #outbox: AgentOutbox;
  readonly #throttle = new Throttle(DRAFT_INTERVAL_MS, () => this.#keepDrafts());
  /** Those that have changed and are not kept yet. */
  readonly #drafts = new Map<string, Draft | undefined>();
  #isForgotten = false;

  constructor(outbox: AgentOutbox, tools: Pick<SessionTools, 'dispatch' | 'getState' | 'signal'>) {
    this.#outbox = outbox;
    this.#tools = tools;
  }

  /** Brings back what was written before this page, and in other tabs. */
  async restore(): Promise<void> {
    const kept = await this.#read();
    this.#tools.dispatch({type: 'writing-restored', ...kept});
  }

  /** Waits until no other tab of the agent sends from this queue, and takes what they have written in it. Then it works. */
  inTurn<T>(queue: string, work: () => Promise<T>): Promise<T> {
    return inTurn(`helpshift-chat inbox ${this.#outbox.agentId} ${queue}`, this.#tools.signal, async () => {
      await this.adopt();
      return work();
    });
  }

  /** Takes the answers and notes that other tabs of the agent have kept since. */
  async adopt(): Promise<void> {
    const {messages} = await this.#read();
    this.#tools.dispatch({type: 'writing-restored', messages, drafts: new Map()});
  }

  /** Follows what the agent writes, and what has become of it. */
  follow(action: Action, state: InboxState, before: InboxState): void {
    // What comes from there is kept already.
    if (action.type === 'writing-restored') return;
    for (const [id, draft] of draftChanges(before.drafts, state.drafts)) this.#drafts.set(id, draft);
    if (action.type === 'message-written') this.#add({...action.message, conversationId: action.conversationId}, state);
    // A draft that is sent is kept until the message takes its place.
    else if (action.type !== 'send-message' && this.#drafts.size) this.#throttle.run();
    this.#followStatus(statusChanges(before.threads, state.threads));
  }

  /** The session is over. What is written stays for the next one, unless the agent has logged out. */
  end(): void {
    this.#throttle.cancel();
    this.#keepDrafts();
  }

  /** Removes everything: the agent has logged out. */
  async forget(): Promise<void> {
    const done = this.#keep((outbox) => outbox.clear());
    this.#isForgotten = true;
    await done;
  }

  async #read(): Promise<Kept> {
    const {signal, getState} = this.#tools;
    const read = this.#outbox.read().catch(() => undefined);
    const kept = (await within(read, READ_LIMIT_MS)) ?? {messages: [], drafts: new Map<string, Draft>()};
    signal.throwIfAborted();
    const {threads} = getState();
    const stored = kept.messages.filter((message) => {
      const thread = threads.get(message.conversationId);
      return thread && isStored(thread, message);
    });
    this.#followStatus(new Map(stored.map(({id}) => [id, 'stored'] as const)));
    return kept;
  }

  #add(message: KeptMessage, {drafts}: InboxState): void {
    const {conversationId} = message;
    this.#drafts.delete(conversationId);
    void this.#keep((outbox) => outbox.add(message, keptDraft(drafts.get(conversationId))));
  }

  #followStatus(changes: ReturnType<typeof statusChanges>): void {
    if (!changes.size) return;
    void this.#keep((outbox) =>
      outbox.change((message) => {
        const status = changes.get(message.id);
        if (status === 'stored') return undefined;
        return status === undefined ? message : {...message, isFailed: status === 'failed'};
      }),
    );
  }

  #keepDrafts(): void {
    if (!this.#drafts.size) return;
    const drafts = new Map([...this.#drafts].map(([id, draft]) => [id, keptDraft(draft)]));
    this.#drafts.clear();
    void this.#keep((outbox) => outbox.keepDrafts(drafts));
  }

  async #keep(work: (outbox: AgentOutbox) => Promise<void>): Promise<void> {
    if (this.#isForgotten) return;
    const done = work(this.#outbox).then(
      () => true,
      () => false,
    );
    this.#tools.dispatch({type: 'writing-kept', isKept: (await within(done, KEEP_LIMIT_MS)) ?? false});
  }
}

function keptDraft(draft: Draft | undefined): Draft | undefined {
  return draft && hasText(draft) ? draft : undefined;
}
