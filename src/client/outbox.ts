import {OUTBOX_LIFE_MS} from '../protocol/limits.js';
import {isCount, isShape, isString} from '../protocol/parse-fields.js';
import {type AppAddress, appKey} from './app-address.js';
import {hasDatabase, OUTBOX_DATABASE} from './browser-databases.js';
import type {WrittenMessage} from './chat-state.js';
import type {WrittenFile} from './outgoing.js';
import {eachRecord, transactIn} from './records.js';

/** A written message as it is kept. */
export type KeptMessage = WrittenMessage & {
  /** The service has refused it. Default: false */
  readonly isFailed?: boolean;
};

/** What is kept of one user. */
export interface Kept {
  /** In the order in which they were written, in all tabs. */
  readonly messages: readonly KeptMessage[];
  /** The text that the user has not sent. */
  readonly draft: string;
  /** Whether files are kept that are not uploaded completely: `KeptFiles`. */
  readonly hasFiles: boolean;
}

/** `[app, user, number]` of a message; `[app, user, 'draft']` of the draft; `[app, user, 'file …']` of a file that is being uploaded. */
type Key = readonly [app: string, user: string, place: number | string];

const DRAFT = 'draft';

const isFresh = (record: unknown): boolean =>
  isShape<{keptAt: number}>({keptAt: isCount})(record) && Math.abs(Date.now() - record.keptAt) < OUTBOX_LIFE_MS;

const isFile = isShape<WrittenFile>({fileId: isString, name: isString, mediaType: isString, bytes: isCount});
const isWritten = isShape<WrittenMessage>({id: isString, text: isString, writtenAt: isCount});
const isMessage = (record: unknown): record is WrittenMessage =>
  isWritten(record) && (record.file === undefined || isFile(record.file));
const isDraft = isShape<{draft: string}>({draft: isString});

/** The place of a file, by the id of its message. */
export const placeOfFile = (id: string): string => `file ${id}`;

/**
 * What one user has written and the service has not stored yet, and the user's draft. It is kept in this browser, so it outlives
 * the page; tabs of one user share it. Each function rejects where the browser keeps nothing.
 */
export class Outbox {
  readonly #app: string;
  readonly #user: string;

  /** @param user - The opaque key of the session's answer. */
  constructor(app: AppAddress, user: string) {
    this.#app = appKey(app);
    this.#user = user;
  }

  /** Reads what is kept. Removes what is over seven days old, and what other users of the app have left. */
  async open(): Promise<Kept> {
    return (await hasDatabase(OUTBOX_DATABASE)) ? this.#read(true) : {messages: [], draft: '', hasFiles: false};
  }

  /** Reads what is kept. */
  read(): Promise<Kept> {
    return this.#read(false);
  }

  /** Keeps a message after all others, in the place of the draft, or of the file. */
  async add(message: WrittenMessage): Promise<void> {
    await transact((records) => {
      const newest = records.openKeyCursor(this.#range(0, Infinity), 'prev');
      newest.onsuccess = () => {
        const number = newest.result ? ((newest.result.key as unknown as Key)[2] as number) : 0;
        records.put({...message, keptAt: Date.now()}, this.#key(number + 1));
        records.delete(this.#key(message.file ? placeOfFile(message.id) : DRAFT));
      };
    });
  }

  /** Changes the messages that are kept: what becomes `undefined` is removed. */
  async change(next: (message: KeptMessage) => KeptMessage | undefined): Promise<void> {
    await transact((records) =>
      eachRecord(records, this.#range(0, Infinity), (cursor) => {
        // What only a newer version can read stays as it is.
        if (!isMessage(cursor.value)) return;
        const changed = next(cursor.value);
        if (!changed) cursor.delete();
        else if (changed !== cursor.value) cursor.update(changed);
      }),
    );
  }

  async keepDraft(draft: string): Promise<void> {
    await transact((records) => {
      if (draft) records.put({draft, keptAt: Date.now()}, this.#key(DRAFT));
      else records.delete(this.#key(DRAFT));
    });
  }

  /** Removes all that is kept of the user. */
  async clear(): Promise<void> {
    await transact((records) => void records.delete(this.#range(0, [])));
  }

  async #read(removesOthers: boolean): Promise<Kept> {
    const messages: KeptMessage[] = [];
    let draft = '';
    let hasFiles = false;
    await transact((records) =>
      eachRecord(records, rangeOf(this.#app), (cursor) => {
        const value: unknown = cursor.value;
        const [, user] = cursor.key as unknown as Key;
        if (user !== this.#user) {
          if (removesOthers) cursor.delete();
        } else if (!isFresh(value)) cursor.delete();
        else if (isDraft(value)) ({draft} = value);
        else if (!isMessage(value)) hasFiles ||= 'file' in (value as object);
        else if (!messages.some(({id}) => id === value.id)) messages.push(value);
      }),
    );
    return {messages, draft, hasFiles};
  }

  #key(place: number | string): IDBValidKey {
    return [this.#app, this.#user, place];
  }

  /** In IndexedDB numbers come before texts, and texts before lists. */
  #range(from: number, to: number | []): IDBKeyRange {
    return IDBKeyRange.bound([this.#app, this.#user, from], [this.#app, this.#user, to]);
  }
}

/** Removes all that is kept of all users of the app. Never rejects. */
export async function forgetKept(app: AppAddress): Promise<void> {
  await transact((records) => void records.delete(rangeOf(appKey(app)))).catch(() => {});
}

const rangeOf = (app: string): IDBKeyRange => IDBKeyRange.bound([app], [app, []]);

/** Works in one transaction on what is kept. Rejects where the browser keeps nothing. */
export const transact = (work: (records: IDBObjectStore) => void): Promise<void> => transactIn(OUTBOX_DATABASE, work);
