import {eachRecord, transactIn, type Written} from 'helpshift-chat/client';
import {
  type CardAction,
  type Check,
  isBoolean,
  isCount,
  isOneOf,
  isShape,
  isString,
  OUTBOX_LIFE_MS,
} from 'helpshift-chat/protocol';
import type {Draft} from '../state/state.js';

/** The IndexedDB database of what agents have written and the service has not stored yet. */
export const AGENT_OUTBOX_DATABASE = 'helpshift-chat-inbox';

/** An answer or a note as it is kept. */
export interface KeptMessage extends Written {
  readonly conversationId: string;
  /** The service has refused it. Default: false */
  readonly isFailed?: boolean;
}

/** What is kept of one agent. */
export interface Kept {
  /** In the order in which they were written, in all tabs. */
  readonly messages: readonly KeptMessage[];
  /** By conversation. */
  readonly drafts: ReadonlyMap<string, Draft>;
}

/** `[agent, 'message', number]` of an answer or a note; `[agent, 'draft', conversation]` of the texts that are being written. */
type Key = readonly [agent: string, kind: 'message' | 'draft', place: number | string];

const isFresh = (record: unknown): boolean =>
  isShape<{keptAt: number}>({keptAt: isCount})(record) && Math.abs(Date.now() - record.keptAt) < OUTBOX_LIFE_MS;

const isAction = isShape<CardAction>({kind: isOneOf('link', 'call'), label: isString, target: isString});
const isActions: Check<CardAction[]> = (value): value is CardAction[] => Array.isArray(value) && value.every(isAction);

const isText = isShape<KeptMessage>({conversationId: isString, id: isString, text: isString, writtenAt: isCount});
const isMessage = (value: unknown): value is KeptMessage => {
  if (!isText(value)) return false;
  const {actions, isNote, isFailed} = value;
  return (!actions || isActions(actions)) && [isNote, isFailed].every((flag) => flag === undefined || isBoolean(flag));
};

const isDraft = isShape<Draft>({mode: isOneOf('text', 'note'), text: isString, note: isString, actions: isActions});

/**
 * What one agent has written and the service has not stored yet, and the agent's drafts. It is kept in this browser, so it outlives the
 * page; tabs of one agent share it. Each function rejects where the browser keeps nothing.
 */
export class AgentOutbox {
  readonly agentId: string;

  constructor(agentId: string) {
    this.agentId = agentId;
  }

  /** Reads what is kept. Removes what is over seven days old, of all agents. */
  async read(): Promise<Kept> {
    const messages: KeptMessage[] = [];
    const drafts = new Map<string, Draft>();
    await transact((records) =>
      eachRecord(records, null, (cursor) => {
        const value: unknown = cursor.value;
        const [agent, kind, place] = cursor.key as unknown as Key;
        if (!isFresh(value)) cursor.delete();
        else if (agent !== this.agentId) return;
        else if (kind === 'message' && isMessage(value)) messages.push(value);
        else if (kind === 'draft' && isDraft(value)) drafts.set(String(place), value);
        // A newer version has written the others, or somebody has edited them. They are removed after seven days.
      }),
    );
    return {messages, drafts};
  }

  /** Keeps a message after all others, and in the same moment what is left of the draft that it was. */
  async add(message: KeptMessage, draft: Draft | undefined): Promise<void> {
    await transact((records) => {
      const newest = records.openKeyCursor(this.#range('message'), 'prev');
      newest.onsuccess = () => {
        const place = newest.result ? (newest.result.key as unknown as Key)[2] : 0;
        records.put({...message, keptAt: Date.now()}, this.#key('message', Number(place) + 1));
        this.#putDraft(records, message.conversationId, draft);
      };
    });
  }

  /** Changes the messages that are kept: what becomes `undefined` is removed. */
  async change(next: (message: KeptMessage) => KeptMessage | undefined): Promise<void> {
    await transact((records) =>
      eachRecord(records, this.#range('message'), (cursor) => {
        const value: unknown = cursor.value;
        if (!isMessage(value)) return;
        const changed = next(value);
        if (!changed) cursor.delete();
        else if (changed !== value) cursor.update(changed);
      }),
    );
  }

  /** Keeps drafts, by conversation; `undefined`: there is none any more. */
  async keepDrafts(drafts: ReadonlyMap<string, Draft | undefined>): Promise<void> {
    await transact((records) => drafts.forEach((draft, id) => this.#putDraft(records, id, draft)));
  }

  /** Removes all that is kept of the agent. */
  async clear(): Promise<void> {
    await transact((records) => void records.delete(IDBKeyRange.bound([this.agentId], [this.agentId, []])));
  }

  #putDraft(records: IDBObjectStore, conversationId: string, draft: Draft | undefined): void {
    const key = this.#key('draft', conversationId);
    if (draft) records.put({...draft, keptAt: Date.now()}, key);
    else records.delete(key);
  }

  #key(...[kind, place]: readonly [kind: Key[1], place: Key[2]]): IDBValidKey {
    return [this.agentId, kind, place];
  }

  /** In IndexedDB lists come after all numbers and texts. */
  #range(kind: Key[1]): IDBKeyRange {
    return IDBKeyRange.bound([this.agentId, kind], [this.agentId, kind, []]);
  }
}

const transact = (work: (records: IDBObjectStore) => void): Promise<void> => transactIn(AGENT_OUTBOX_DATABASE, work);
