import {coalesce, firstNumber, retry} from 'helpshift-chat/client';
import type {AgentSyncRequest} from '../../contract/conversations.js';
import {holdsUnknown, isUnknownHead, type AgentSync} from '../api/parse-agent.js';
import {isMissing, isUnauthorized} from '../api/refusals.js';
import type {PageKind} from './lists.js';
import {report, type SessionTools} from './session.js';
import type {InboxState, Thread} from './state.js';
import {Throttle} from './throttle.js';
import {isBehind, knownThread, newestNumber} from './threads.js';

/** How far apart read marks are at least, and looks after frames that this version does not know. */
const MARK_INTERVAL_MS = 1000;

/** Reads lists and conversations for one log-in, and marks what the agent has seen. */
export class Reading {
  readonly #tools: SessionTools;
  readonly #marks: Throttle;
  readonly #looks: Throttle;
  readonly #refresh: () => Promise<void>;
  readonly #catchUps = new Map<string, () => Promise<void>>();
  #hasWarned = false;

  constructor(tools: SessionTools) {
    this.#tools = tools;
    this.#marks = new Throttle(MARK_INTERVAL_MS, () => void this.#mark());
    this.#looks = new Throttle(MARK_INTERVAL_MS, () => void this.#look());
    this.#refresh = coalesce(() => this.#refreshUntilDone());
    tools.signal.addEventListener('abort', () => {
      this.#marks.cancel();
      this.#looks.cancel();
    });
  }

  /** Reads everything on the screen again, because something was missed. It tries until it succeeds. */
  async refresh(): Promise<void> {
    await this.#refresh();
  }

  /** Reads once more: a frame told something that this version does not know, or that something may have changed. */
  lookAgain(): void {
    this.#looks.run();
  }

  /** Reads everything on the screen for a poll. Rejects when the request fails. */
  poll(waitMs: number, signal: AbortSignal): Promise<void> {
    return this.#readScreen('again', signal, waitMs);
  }

  async loadList(): Promise<void> {
    const {filter: name} = this.#state;
    try {
      await this.#readPage('first', {name});
    } catch (error) {
      this.#report(error, {type: 'list-failed', name});
    }
  }

  async loadMore(): Promise<void> {
    const {filter: name, lists} = this.#state;
    const {rest} = lists[name];
    if (!rest) return;
    try {
      await this.#readPage('more', {name, after: rest.cursor});
    } catch (error) {
      this.#report(error, {type: 'more-failed', name});
    }
  }

  /** Reads what is new in the open conversation, or its newest page, and marks it as read: one request. */
  async loadOpen(): Promise<void> {
    const {openId: id} = this.#state;
    if (id === undefined) return;
    try {
      const open = askOpen(this.#state, true);
      await this.#ask({...open, ...readOf(this.#state, open.page)}, id);
    } catch (error) {
      this.#report(error, {type: 'thread-failed', id, isMissing: isMissing(error)});
    }
  }

  async loadEarlier(id: string): Promise<void> {
    const run = this.#state.threads.get(id)?.run;
    if (!run) return;
    try {
      const answer = await this.#sync({page: {id, before: firstNumber(run)}});
      this.#tools.dispatch({type: 'earlier-received', id, answer});
    } catch (error) {
      this.#report(error, {type: 'earlier-failed', id});
    }
  }

  /** Reads what a conversation is behind. Resolves when that is done, or has failed. */
  async catchUp(id: string): Promise<void> {
    let run = this.#catchUps.get(id);
    if (!run) this.#catchUps.set(id, (run = coalesce(() => this.#catchUpOnce(id))));
    await run();
  }

  /** Reads what is missing after a frame, or after the answer to something that was stored. */
  follow(id: string): void {
    const {threads, heads} = this.#state;
    const thread = threads.get(id);
    if (thread && isBehind(thread, heads.get(id))) void this.catchUp(id);
  }

  /** Marks the open conversation as read, as far as the agent can see it. */
  markRead(): void {
    if (readOf(this.#state).read) this.#marks.run();
  }

  get #state(): InboxState {
    return this.#tools.getState();
  }

  async #refreshUntilDone(): Promise<void> {
    const {signal, dispatch} = this.#tools;
    try {
      await retry(
        () => this.#readScreen('first', signal),
        signal,
        () => dispatch({type: 'connection-lost'}),
      );
      dispatch({type: 'connection-up'});
    } catch (error) {
      this.#report(error, {type: 'list-failed', name: this.#state.filter});
    }
  }

  async #look(): Promise<void> {
    try {
      await this.#readScreen('again', this.#tools.signal);
    } catch (error) {
      // The next frame, or the next connection, tries again.
      this.#report(error);
    }
  }

  /** Reads the first page of the list, and the open conversation. */
  async #readScreen(kind: PageKind, signal: AbortSignal, waitMs = 0): Promise<void> {
    const {filter: name, lists, openId} = this.#state;
    const {tag} = lists[name];
    const open = askOpen(this.#state, false);
    const list = {name, ...(kind === 'again' && tag !== undefined && {tag})};
    const isAsked = open.page !== undefined || open.known !== undefined;
    try {
      const request = {list, ...open, ...(waitMs > 0 ? {waitMs} : readOf(this.#state, open.page))};
      await this.#ask(request, isAsked ? openId : undefined, kind, signal);
    } catch (error) {
      if (isUnauthorized(error)) this.#report(error);
      if (!open.page || !isMissing(error)) throw error;
      // The address names a conversation that there is not. The list is to be read all the same.
      this.#tools.dispatch({type: 'thread-failed', id: open.page.id, isMissing: true});
      await this.#readScreen(kind, signal, waitMs);
    }
  }

  #readPage(kind: PageKind, list: NonNullable<AgentSyncRequest['list']>): Promise<void> {
    return this.#ask({list}, undefined, kind);
  }

  async #catchUpOnce(id: string): Promise<void> {
    const thread = this.#state.threads.get(id);
    if (!thread?.run) return;
    try {
      await this.#ask({known: [knownThread(thread.run, thread.notes)]}, id);
    } catch (error) {
      this.#report(error, {type: 'thread-failed', id, isMissing: false});
    }
  }

  async #mark(): Promise<void> {
    const {openId} = this.#state;
    const mark = readOf(this.#state);
    if (!mark.read) return;
    try {
      await this.#ask({...askOpen(this.#state, false), ...mark}, openId);
    } catch (error) {
      // The unread mark stays, which is true. The next message or visit tries again.
      this.#report(error);
    }
  }

  /** Asks, and takes the answer. `asked`: the conversation that it is to bring up to date. */
  async #ask(request: AgentSyncRequest, asked?: string, kind: PageKind = 'first', signal?: AbortSignal): Promise<void> {
    const {heads: before} = this.#state;
    const answer = await this.#sync(request, signal);
    const {dispatch} = this.#tools;
    const {restart, list: page} = answer;
    if (asked !== undefined || answer.conversations.length || restart.length) dispatch({type: 'synced', answer, asked});
    // What a frame told before the conversation was loaded may be newer than the page.
    if (request.page) this.follow(request.page.id);
    const {name, after} = request.list ?? {};
    if (name && page && isWanted(this.#state, name, after)) {
      dispatch({type: 'list-received', name, page, kind, before});
    }
    const {openId} = this.#state;
    if (openId !== undefined && restart.includes(openId)) await this.loadOpen();
  }

  async #sync(request: AgentSyncRequest, signal = this.#tools.signal): Promise<AgentSync> {
    const answer = await this.#tools.api.sync(request, signal);
    signal.throwIfAborted();
    this.warnOfUnknown(holdsUnknownParts(answer));
    return answer;
  }

  /** Tells the developer, once, that this page is older than the service. */
  warnOfUnknown(isUnknown: boolean): void {
    if (!isUnknown || this.#hasWarned) return;
    this.#hasWarned = true;
    console.warn('The service sent something that this version of the inbox cannot show. Reload the page.');
  }

  #report(error: unknown, action?: Parameters<typeof report>[2]): void {
    report(this.#tools, error, action);
  }
}

/** Whether a page is still the next one. The list may have begun again between request and answer. */
function isWanted({lists}: InboxState, name: InboxState['filter'], after: string | undefined): boolean {
  return after === undefined || lists[name].rest?.cursor === after;
}

function holdsUnknownParts({conversations, list}: AgentSync): boolean {
  return conversations.some(holdsUnknown) || (!!list && (list.unreadable > 0 || list.heads.some(isUnknownHead)));
}

/** What to ask about the open conversation: what is new, else its newest page. */
function askOpen({openId, threads}: InboxState, isAgain: boolean): Pick<AgentSyncRequest, 'known' | 'page'> {
  const thread = openId === undefined ? undefined : threads.get(openId);
  if (openId === undefined || !thread) return {};
  if (thread.run) return {known: [knownThread(thread.run, thread.notes)]};
  return thread.status === 'not-found' && !isAgain ? {} : {page: {id: openId}};
}

/** What an agent sees now, and no agent has seen before. `page`: the page that the same request reads, which will be seen. */
function readOf(
  {openId, threads, heads, isPageVisible}: InboxState,
  page?: AgentSyncRequest['page'],
): Pick<AgentSyncRequest, 'read'> {
  if (openId === undefined || !isPageVisible) return {};
  const thread: Thread | undefined = threads.get(openId);
  const head = heads.get(openId);
  if (!thread || !head) return {};
  const number = page ? head.lastNumber : newestNumber(thread);
  return number > head.readNumber ? {read: [{id: openId, number}]} : {};
}
