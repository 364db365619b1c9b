import {type Content, ENTRY_PAGE_LIMIT, mayFollow, nextStatus, type ReadEntry} from 'helpshift-chat/protocol';
import type {AgentApi} from '../../../inbox/api/agent-api.js';
import type {AgentHead, AgentSync, ReadBeginning, ReadNote, SyncedHead} from '../../../inbox/api/parse-agent.js';
import type {ServiceNotice} from '../../../inbox/api/parse-notices.js';
import type {AgentEntryRequest, AgentListName, AgentSyncRequest} from '../../../contract/conversations.js';
import type {AgentSession} from '../../../contract/session.js';
import {ADA, makeEntry, makeNote, refusal, SESSIONS} from './fixtures.js';

interface Stored {
  head: AgentHead;
  readonly entries: ReadEntry[];
  readonly notes: ReadNote[];
  /** What it began with. */
  beginning?: ReadBeginning;
}

/** The name of a call in `calls`: the method, and for a sync what it asks for. */
type CallName = keyof AgentApi;

/** A service in memory. A test can make some of its calls wait or fail. */
export class FakeService implements AgentApi {
  /** All calls: the name and what is asked for, as `sync list:open page:c1`. */
  readonly calls: string[] = [];
  readonly conversations = new Map<string, Stored>();
  /** How many conversations a page of a list has. */
  pageLimit = 50;
  /** The setting of the app: off, a resolved conversation ends at once. */
  askResolution = true;
  /** Conversations of the first page that this version cannot read. */
  unreadable = 0;
  /** The agent's own sessions. */
  ownSessions: readonly AgentSession[] = SESSIONS;
  /** The next calls that begin so reject with this error. */
  failure: {name: string; error: Error} | undefined;
  /** Calls that begin so wait until `release` is called. */
  held: string | undefined;
  #release: (() => void)[] = [];
  #version = 1000;

  add(head: AgentHead, entries: readonly ReadEntry[], notes: readonly ReadNote[] = []): void {
    const last = entries.at(-1);
    const lastNumber = last?.number ?? 0;
    this.conversations.set(head.id, {
      head: {...head, version: ++this.#version, lastNumber, lastId: last?.id ?? '', lastNote: notes.length},
      entries: [...entries],
      notes: [...notes],
    });
  }

  /** The user writes another message. Returns the frame's conversation. */
  write(id: string, text: string): SyncedHead {
    const {head, entries} = this.#get(id);
    const entry = makeEntry(entries.length + 1, {id: `u${entries.length + 1}`, content: {kind: 'text', text}});
    this.#append(id, entry, {preview: {author: 'user', text}, waitingSince: head.waitingSince ?? entry.time});
    return this.told(id, [entry]);
  }

  /** A colleague changes the conversation. Returns the frame's conversation. */
  change(id: string, content: Content, by: ReadEntry['author'] = {kind: 'agent', name: 'Bob'}): SyncedHead {
    const {entries} = this.#get(id);
    const entry = makeEntry(entries.length + 1, {id: `a${entries.length + 1}`, author: by, content});
    this.#append(id, entry, {waitingSince: null});
    return this.told(id, [entry]);
  }

  /** A frame about the conversation as it is, with these entries. */
  told(id: string, entries: readonly ReadEntry[] = [], notes: readonly ReadNote[] = []): SyncedHead {
    return {head: this.#get(id).head, entries, notes};
  }

  release(): void {
    this.held = undefined;
    for (const go of this.#release.splice(0)) go();
  }

  /** What it answers to administrators. */
  notices: readonly ServiceNotice[] = [];

  async serviceNotices() {
    await this.#called('serviceNotices');
    return this.notices;
  }

  async session() {
    await this.#called('session');
    return ADA;
  }

  async logIn() {
    await this.#called('logIn');
    return ADA;
  }

  async logOut() {
    await this.#called('logOut');
  }

  async sync(request: AgentSyncRequest, signal: AbortSignal): Promise<AgentSync> {
    const {list, known = [], page, read = []} = request;
    const parts = [
      list && `list:${list.name}${list.after === undefined ? '' : `+${list.after}`}`,
      ...known.map(({id, number}) => `known:${id}@${number}`),
      page && `page:${page.id}${page.before === undefined ? '' : `<${page.before}`}`,
      ...read.map(({id, number}) => `read:${id}@${number}`),
    ];
    await this.#called('sync', parts.filter(Boolean).join(' '));
    signal.throwIfAborted();
    for (const {id, number} of read) {
      const {head} = this.#get(id);
      if (number > head.readNumber) this.set(id, {readNumber: number});
    }
    const conversations = known.flatMap((one): SyncedHead[] => {
      const stored = this.conversations.get(one.id);
      if (!stored || stored.head.version === one.version) return [];
      const entries = stored.entries.slice(one.number).slice(-ENTRY_PAGE_LIMIT);
      return [{head: stored.head, entries, notes: stored.notes.slice(one.note)}];
    });
    if (page) {
      const {head, entries, notes, beginning} = this.#get(page.id);
      const before = entries.slice(0, page.before === undefined ? undefined : page.before - 1);
      conversations.push({
        head,
        entries: before.slice(-ENTRY_PAGE_LIMIT),
        notes: page.before === undefined ? notes : [],
        ...(page.before === undefined && beginning && {beginning}),
      });
    }
    const listPage = list && this.#page(list.name, list.after);
    return {conversations, restart: [], list: listPage?.tag === list?.tag ? undefined : listPage};
  }

  async append(id: string, {id: entryId, content}: AgentEntryRequest, signal: AbortSignal): Promise<SyncedHead> {
    await this.#called('append', id, entryId, content.kind, ...('text' in content ? [content.text] : []));
    signal.throwIfAborted();
    const {head, entries, notes} = this.#get(id);
    const author = {kind: 'agent', name: ADA.name} as const;
    if (content.kind === 'note') {
      const stored = notes.find((note) => note.id === entryId);
      if (stored) return this.told(id, [], [stored]);
      const note = makeNote(notes.length + 1, {id: entryId, author, content, after: entries.length});
      notes.push(note);
      this.set(id, {lastNote: notes.length});
      return this.told(id, [], [note]);
    }
    const stored = entries.find((entry) => entry.id === entryId);
    if (stored) return this.told(id, [stored]);
    if (head.status !== 'unknown' && !mayFollow(head.status, 'agent', content)) throw refusal(409);
    const {kind} = content;
    const file = {name: 'file.txt', mediaType: 'text/plain', bytes: 1};
    const entry = makeEntry(entries.length + 1, {
      id: entryId,
      author,
      content: kind === 'attachment' ? {...content, ...file} : content,
    });
    this.#append(id, entry, {
      waitingSince: null,
      ...('text' in content && {preview: {author: 'agent', text: content.text}}),
    });
    const isEnd = content.kind === 'rejected' || (content.kind === 'resolved' && !this.askResolution);
    if (!isEnd) return this.told(id, [entry]);
    const end = makeEntry(entries.length + 1, {
      id: `e${entries.length + 1}`,
      author: {kind: 'system'},
      content: {kind: 'ended'},
    });
    this.#append(id, end, {});
    return this.told(id, [entry, end]);
  }

  async reject(ids: readonly string[], signal: AbortSignal): Promise<readonly SyncedHead[]> {
    await this.#called('reject', ...ids);
    signal.throwIfAborted();
    const open = ids.filter((id) => this.conversations.get(id)?.head.status === 'open');
    return open.map((id) => {
      this.change(id, {kind: 'rejected'}, {kind: 'agent', name: ADA.name});
      return this.change(id, {kind: 'ended'}, {kind: 'system'});
    });
  }

  async sessions(): Promise<readonly AgentSession[]> {
    await this.#called('sessions');
    return this.ownSessions;
  }

  async endSessions(ids: readonly string[]): Promise<readonly AgentSession[]> {
    await this.#called('endSessions', ...ids);
    this.ownSessions = this.ownSessions.filter(({id}) => !ids.includes(id));
    return this.ownSessions;
  }

  /** The page began the conversation with this. */
  begin(id: string, beginning: ReadBeginning): void {
    this.#get(id).beginning = beginning;
  }

  /** Changes the head, which is a new version of it. */
  set(id: string, change: Partial<AgentHead>): void {
    const stored = this.#get(id);
    stored.head = {...stored.head, ...change, version: ++this.#version};
  }

  #append(id: string, entry: ReadEntry, change: Partial<AgentHead>): void {
    const {head, entries} = this.#get(id);
    entries.push(entry);
    this.set(id, {
      ...change,
      status: nextStatus(head.status, entry),
      lastNumber: entry.number,
      lastId: entry.id,
      activity: ++this.#version,
    });
  }

  #page(name: AgentListName, after = '0') {
    const isIn = {
      waiting: ({waitingSince}: AgentHead) => waitingSince !== null,
      open: ({status}: AgentHead) => status === 'open',
      closed: ({status}: AgentHead) => status !== 'open',
    }[name];
    const all = [...this.conversations.values()].map(({head}) => head).filter(isIn);
    all.sort((a, b) =>
      name === 'waiting'
        ? (a.waitingSince ?? 0) - (b.waitingSince ?? 0)
        : b.activity - a.activity || (a.id < b.id ? 1 : -1),
    );
    const end = Number(after) + this.pageLimit;
    const heads = all.slice(Number(after), end);
    const tag = [this.unreadable, ...heads.map(({id, version}) => `${id}@${version}`)].join();
    return {heads, unreadable: this.unreadable, next: all.length > end ? String(end) : undefined, tag};
  }

  async #called(name: CallName, ...values: readonly unknown[]): Promise<void> {
    const call = [name, ...values].join(' ');
    this.calls.push(call);
    if (this.held !== undefined && call.startsWith(this.held)) {
      await new Promise<void>((resolve) => this.#release.push(resolve));
    }
    if (this.failure && call.startsWith(this.failure.name)) throw this.failure.error;
  }

  #get(id: string): Stored {
    const stored = this.conversations.get(id);
    if (!stored) throw refusal(404);
    return stored;
  }
}
