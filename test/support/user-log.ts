/** One user's conversations in memory, by the rules of the protocol: what a service keeps, without any network. */
import {isAnswer, mayFollow, nextStatus} from '../../src/protocol/conversation-life.js';
import {ENTRY_PAGE_LIMIT, SYNC_CONVERSATIONS_LIMIT} from '../../src/protocol/limits.js';
import type {Author, Content, Conversation, Entry} from '../../src/protocol/log.js';
import type {
  EntryPage,
  NewAnswer,
  SendMessagesRequest,
  SyncedConversation,
  SyncRequest,
  SyncResponse,
} from '../../src/protocol/wire.js';
import {RAE, SYSTEM, text, USER} from './chat-samples.js';

interface Row {
  head: Conversation;
  entries: Entry[];
}

export class UserLog {
  /** Called after each change, with the head and the new entries. */
  onChange: (changed: SyncedConversation) => void = () => {};
  #rows: Row[] = [];
  #version = 0;
  #time = 1000;

  get conversations(): readonly Conversation[] {
    return this.#rows.map(({head}) => head);
  }

  /** All entries of all conversations, in order. */
  get entries(): readonly Entry[] {
    return this.#rows.flatMap(({entries}) => entries);
  }

  /** The texts of all messages, in order. */
  get texts(): readonly string[] {
    return this.entries.flatMap(({content}) => (content.kind === 'text' ? [content.text] : []));
  }

  get version(): number {
    return this.#version;
  }

  /** An agent writes into the user's newest conversation; into a new one if there is none. */
  writeAsAgent(value: string): Entry {
    return this.write(RAE, value);
  }

  /** Someone writes into the newest conversation. */
  write(author: Author, value: string, time?: number): Entry {
    return this.#append(this.#rows.at(-1) ?? this.#begin(), author, text(value), undefined, time);
  }

  /** The user's message arrives. Every id is stored once. */
  writeAsUser(value: string, id: string = crypto.randomUUID()): Entry {
    const known = this.entries.find((entry) => entry.id === id);
    if (known) return known;
    const last = this.#rows.at(-1);
    if (last?.head.status === 'open') return this.#append(last, USER, text(value), id);
    if (last?.head.status === 'resolved') {
      this.#append(last, USER, {kind: 'reopened'});
      return this.#append(last, USER, text(value), id);
    }
    if (last && last.head.status !== 'ended') this.#append(last, SYSTEM, {kind: 'ended'});
    return this.#append(this.#begin(), USER, text(value), id);
  }

  /** The newest conversation changes, by an agent or by the service. */
  change(kind: 'resolved' | 'rejected' | 'reopened' | 'ended', author: Author = RAE): Entry {
    const row = this.#rows.at(-1);
    if (!row) throw new Error('There is no conversation');
    return this.#append(row, author, {kind});
  }

  /** Restores a backup: the newest entries of the newest conversation are gone. */
  loseEntries(count: number): void {
    const row = this.#rows.at(-1);
    if (!row) throw new Error('There is no conversation');
    row.entries = row.entries.slice(0, -count);
    const last = row.entries.at(-1);
    row.head = {...row.head, lastNumber: last?.number ?? 0, lastId: last?.id ?? ''};
    this.#touch(row);
  }

  /** Answers `POST /v1/sync`. */
  sync({known = [], page, read = []}: SyncRequest): SyncResponse {
    for (const mark of read) {
      const row = this.#rows.find(({head}) => head.id === mark.id);
      const number = Math.min(mark.number, row?.head.lastNumber ?? 0);
      if (!row || number <= row.head.readNumber) continue;
      row.head = {...row.head, readNumber: number};
      this.#touch(row);
      this.onChange({...row.head, entries: []});
    }
    const pages = page ? this.#page(page) : new Map<string, Entry[]>();
    const restart: string[] = [];
    const conversations: SyncedConversation[] = [];
    for (const [index, {head, entries}] of this.#rows.entries()) {
      const knownHere = known.find(({id}) => id === head.id);
      const isNewest = index >= this.#rows.length - SYNC_CONVERSATIONS_LIMIT;
      const isOther = knownHere ? knownHere.version !== head.version : isNewest;
      let news: readonly Entry[] = [];
      if (knownHere && entries[knownHere.number - 1]?.id !== knownHere.entryId) restart.push(head.id);
      else if (knownHere) news = entries.slice(knownHere.number).slice(-ENTRY_PAGE_LIMIT);
      if (page?.before ? pages.has(head.id) : isOther || restart.includes(head.id) || pages.has(head.id)) {
        conversations.push({...head, entries: pages.get(head.id) ?? news});
      }
    }
    if (page?.before) return {conversations};
    for (const {id} of known) if (!this.#rows.some(({head}) => head.id === id)) restart.push(id);
    return {conversations, version: this.#version, ...(restart.length > 0 && {restart})};
  }

  /** Answers `POST /v1/messages`; `undefined` for a conflict. */
  send({messages}: SendMessagesRequest): {conversations: SyncedConversation[]} | undefined {
    const stored = messages.map((message) => ({message, entry: this.entries.find(({id}) => id === message.id)}));
    const isConflict = stored.some(({message, entry}, index) => {
      if ('text' in message) return entry?.content.kind === 'text' && entry.content.text !== message.text;
      if ('fileId' in message) return false;
      const {conversationId, content} = message;
      const earlier = messages.slice(0, index).flatMap((one) => ('content' in one ? [one.content] : []));
      const row = this.#rows.find(({head}) => head.id === conversationId);
      const others = [...(row?.entries.map((entry) => entry.content) ?? []), ...earlier];
      const isAgain = content.kind === 'rated' && others.some((other) => other.kind === 'rated');
      return !entry && (!row || isAgain || !mayFollow(row.head.status, 'user', content));
    });
    if (isConflict) return undefined;
    const ids = new Set(
      messages.map((message) => {
        if ('text' in message) return this.writeAsUser(message.text, message.id).id;
        // A file stands here as a text with its id.
        return 'fileId' in message ? this.writeAsUser(message.fileId, message.id).id : this.#answer(message).id;
      }),
    );
    return {
      conversations: this.#rows.flatMap(({head, entries}) => {
        const first = entries.findIndex(({id}) => ids.has(id));
        const last = entries.findLastIndex(({id}) => ids.has(id));
        return first < 0 ? [] : [{...head, entries: entries.slice(first, last + 1)}];
      }),
    };
  }

  #answer({id, conversationId, content}: NewAnswer): Entry {
    const row = this.#rows.find(({head}) => head.id === conversationId);
    if (!row) throw new Error('There is no such conversation');
    return row.entries.find((entry) => entry.id === id) ?? this.#append(row, USER, content, id);
  }

  #begin(): Row {
    const ordinal = this.#rows.length + 1;
    const counts = {lastNumber: 0, lastId: '', readNumber: 0, unreadCount: 0, agentReadNumber: 0};
    const row: Row = {head: {id: `c${ordinal}`, ordinal, version: 0, status: 'open', ...counts}, entries: []};
    this.#rows.push(row);
    return row;
  }

  #append(
    row: Row,
    author: Author,
    content: Content,
    id: string = crypto.randomUUID(),
    time: number = this.#time++,
  ): Entry {
    const number = row.head.lastNumber + 1;
    const entry: Entry = {number, id, author, content, time};
    row.entries.push(entry);
    const status = nextStatus(row.head.status, entry);
    row.head = {...row.head, status, lastNumber: number, lastId: id};
    this.#touch(row);
    this.onChange({...row.head, entries: [entry]});
    return entry;
  }

  #touch(row: Row): void {
    const {readNumber} = row.head;
    const unreadCount = row.entries.filter((entry) => entry.number > readNumber && isAnswer(entry)).length;
    row.head = {...row.head, version: ++this.#version, unreadCount};
  }

  /** The entries of a page, by conversation. */
  #page({before}: EntryPage): Map<string, Entry[]> {
    const end = before ? this.#rows.findIndex(({head}) => head.id === before.id) : this.#rows.length - 1;
    const pages = new Map<string, Entry[]>();
    let room = ENTRY_PAGE_LIMIT;
    for (const {head, entries} of this.#rows.slice(0, end + 1).reverse()) {
      const older = head.id === before?.id ? entries.slice(0, before.number - 1) : entries;
      const taken = room > 0 ? older.slice(-room) : [];
      room -= taken.length;
      if (taken.length > 0) pages.set(head.id, taken);
    }
    return pages;
  }
}
