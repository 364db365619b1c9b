import {MESSAGE_PAGE_LIMIT} from 'helpshift-chat/protocol';
import type {AgentApi} from '../api/agent-api.js';
import {AgentError} from '../api/agent-error.js';
import type {LiveEvent} from '../api/live-connection.js';
import type {Action, Dispatch} from './actions.js';
import {Coalescer} from './coalescer.js';
import type {ConversationStatus, InboxState, LoginNotice, OutgoingMessage} from './state.js';
import type {InboxStore, RunEffects} from './store.js';
import {firstSequence, lastSequence} from './thread.js';

/** The part of `LiveConnection` that is used here. */
export interface Live {
  open(): void;
  close(): void;
}

export interface EffectTools {
  readonly api: AgentApi;
  readonly createLive: (onEvent: (event: LiveEvent) => void) => Live;
  readonly createId: () => string;
  readonly now: () => number;
}

/** How many messages a conversation shows at first. The agent can load the earlier ones. */
const FIRST_PAGE_MESSAGES = 50;

/** How long the first list waits for the live connection. A list asked for earlier can miss a change in between. */
const LIVE_WAIT_MS = 1000;

const isKind = (error: unknown, kind: AgentError['kind']): boolean =>
  error instanceof AgentError && error.kind === kind;

/** Lets a store's actions meet the service. Call once for each store. */
export function connectEffects(store: InboxStore, tools: EffectTools): void {
  const effects = new Effects(store, tools);
  store.connectEffects(effects.run);
}

class Effects {
  readonly #store: InboxStore;
  readonly #api: AgentApi;
  readonly #tools: EffectTools;
  readonly #live: Live;
  readonly #coalescer = new Coalescer();
  /** The last send of each conversation. The next one waits for it, so that answers keep their order. */
  readonly #sends = new Map<string, Promise<void>>();
  /** Numbers the requests, so that a late answer to an older one is told apart. */
  #requestNumber = 0;
  /** Runs from a log-in until everything on the screen has been asked for once. */
  #firstRefreshTimer: ReturnType<typeof setTimeout> | undefined;
  /** Numbers the log-ins: an answer that was asked for in an earlier one is dropped. */
  #sessionNumber = 0;

  constructor(store: InboxStore, tools: EffectTools) {
    this.#store = store;
    this.#tools = tools;
    this.#api = tools.api;
    this.#live = tools.createLive((event) => this.#handleLive(event));
  }

  readonly run: RunEffects = (action, state) => {
    switch (action.type) {
      case 'start':
        return void this.#askSession();
      case 'log-in':
        return void this.#logIn(action.email, action.password);
      case 'log-out':
        return void this.#logOut();
      case 'logged-in':
        this.#firstRefreshTimer = setTimeout(() => this.#refresh(), LIVE_WAIT_MS);
        return this.#live.open();
      case 'logged-out':
        this.#sessionNumber += 1;
        this.#endFirstWait();
        return this.#live.close();
      case 'connection-ready':
        return this.#refresh();
      case 'connection-lost':
        return void (this.#firstRefreshTimer !== undefined && this.#refresh());
      case 'choose-filter':
      case 'reload-list':
        return void this.#loadList(state.filter);
      case 'open-conversation':
      case 'reload-conversation':
        return this.#loadConversation(action.id);
      case 'conversation-changed':
        return this.#followChange(action.id, action.lastSequence, state);
      case 'load-earlier':
        return void this.#loadEarlier(action.id, state);
      case 'thread-received':
        return void this.#markRead(action.id);
      case 'set-page-visible':
        return void (state.openId !== undefined && this.#markRead(state.openId));
      case 'send-message':
        return this.#queue(action.conversationId, this.#tools.createId(), action.text);
      case 'retry-message':
        return this.#retry(action.conversationId, action.id, state);
      case 'message-queued':
        return this.#send(action.conversationId, action.message);
      case 'message-stored':
        return this.#followChange(action.message.conversationId, action.message.sequence, state);
      case 'change-status':
        return void this.#changeStatus(action.id, action.status);
    }
  };

  #isLoggedIn(): boolean {
    return this.#store.state.session.status === 'logged-in';
  }

  /** A `dispatch` that does nothing after the present agent has logged out. */
  #dispatchWhileLoggedIn(): Dispatch {
    const sessionNumber = this.#sessionNumber;
    return (action) => {
      if (sessionNumber === this.#sessionNumber && this.#isLoggedIn()) this.#store.dispatch(action);
    };
  }

  /** Reports a request that failed. When the session has ended, it reports that instead. */
  #report(dispatch: Dispatch, error: unknown, action: Action): void {
    dispatch(isKind(error, 'unauthorized') ? {type: 'logged-out', notice: 'session-ended'} : action);
  }

  async #askSession(): Promise<void> {
    const {dispatch} = this.#store;
    try {
      dispatch({type: 'logged-in', agent: await this.#api.session()});
    } catch (error) {
      dispatch(isKind(error, 'unauthorized') ? {type: 'logged-out'} : {type: 'session-unreachable'});
    }
  }

  async #logIn(email: string, password: string): Promise<void> {
    const {dispatch} = this.#store;
    try {
      dispatch({type: 'logged-in', agent: await this.#api.logIn({email, password})});
    } catch (error) {
      dispatch({type: 'logged-out', notice: loginNotice(error)});
    }
  }

  async #logOut(): Promise<void> {
    const dispatch = this.#dispatchWhileLoggedIn();
    try {
      await this.#api.logOut();
      dispatch({type: 'logged-out'});
    } catch (error) {
      if (isKind(error, 'unauthorized')) dispatch({type: 'logged-out'});
      else dispatch({type: 'notice-raised', notice: 'not-logged-out'});
    }
  }

  #handleLive(event: LiveEvent): void {
    const dispatch = this.#dispatchWhileLoggedIn();
    if (event.type === 'ready') dispatch({type: 'connection-ready'});
    else if (event.type === 'lost') dispatch({type: 'connection-lost'});
    else if (event.type === 'unauthorized') dispatch({type: 'logged-out', notice: 'session-ended'});
    else dispatch({type: 'conversation-changed', id: event.conversationId, lastSequence: event.lastSequence});
  }

  /** Asks for everything that is on the screen: after a log-in, and after each gap in the connection. */
  #refresh(): void {
    const {filter, openId} = this.#store.state;
    this.#endFirstWait();
    void this.#loadList(filter);
    this.#loadConversation(openId);
  }

  #endFirstWait(): void {
    clearTimeout(this.#firstRefreshTimer);
    this.#firstRefreshTimer = undefined;
  }

  #loadList(status: ConversationStatus): Promise<void> {
    return this.#coalescer.run(`list ${this.#sessionNumber} ${status}`, async () => {
      const dispatch = this.#dispatchWhileLoggedIn();
      const asOf = (this.#requestNumber += 1);
      try {
        const conversations = await this.#api.conversations(status);
        dispatch({type: 'list-received', status, conversations, asOf});
      } catch (error) {
        this.#report(dispatch, error, {type: 'list-failed', status});
      }
    });
  }

  #loadConversation(id: string | undefined): void {
    if (id === undefined || !this.#isLoggedIn()) return;
    void this.#refreshConversation(id).then(() => this.#catchUp(id));
  }

  #refreshConversation(id: string): Promise<void> {
    return this.#coalescer.run(`conversation ${this.#sessionNumber} ${id}`, async () => {
      const dispatch = this.#dispatchWhileLoggedIn();
      const asOf = (this.#requestNumber += 1);
      try {
        dispatch({type: 'conversation-received', conversation: await this.#api.conversation(id), asOf});
      } catch (error) {
        if (isKind(error, 'unauthorized')) dispatch({type: 'logged-out', notice: 'session-ended'});
        else if (this.#store.state.openId === id) {
          dispatch({type: 'thread-failed', id, isMissing: isMissing(error)});
        }
      }
    });
  }

  #followChange(id: string, sequence: number, {openId, threads}: InboxState): void {
    void this.#refreshConversation(id);
    const thread = threads.get(id);
    if (id === openId && thread && sequence > lastSequence(thread.messages)) void this.#catchUp(id);
  }

  /** Asks for the messages after the newest known one, page by page. */
  #catchUp(id: string): Promise<void> {
    return this.#coalescer.run(`messages ${this.#sessionNumber} ${id}`, async () => {
      const dispatch = this.#dispatchWhileLoggedIn();
      try {
        let hasMore = this.#isLoggedIn() && this.#store.state.conversations.has(id);
        while (hasMore) {
          const after = this.#endOfKnown(id);
          const messages = await this.#api.messages(id, after);
          dispatch({type: 'thread-received', id, messages});
          hasMore = messages.length >= MESSAGE_PAGE_LIMIT && this.#endOfKnown(id) > after;
        }
      } catch (error) {
        this.#report(dispatch, error, {type: 'thread-failed', id, isMissing: isMissing(error)});
      }
    });
  }

  #endOfKnown(id: string): number {
    const {threads, conversations} = this.#store.state;
    const known = lastSequence(threads.get(id)?.messages ?? []);
    const newest = conversations.get(id)?.conversation.lastSequence ?? 0;
    return known || Math.max(0, newest - FIRST_PAGE_MESSAGES);
  }

  async #loadEarlier(id: string, state: InboxState): Promise<void> {
    const dispatch = this.#dispatchWhileLoggedIn();
    const first = firstSequence(state.threads.get(id)?.messages ?? []);
    try {
      const page = await this.#api.messages(id, Math.max(0, first - 1 - MESSAGE_PAGE_LIMIT));
      dispatch({type: 'earlier-received', id, messages: page.filter(({sequence}) => sequence < first)});
    } catch (error) {
      this.#report(dispatch, error, {type: 'earlier-failed', id});
    }
  }

  /** Marks as read only what an agent can see. */
  #markRead(id: string): Promise<void> {
    return this.#coalescer.run(`read ${this.#sessionNumber} ${id}`, async () => {
      const {openId, isPageVisible, threads, conversations} = this.#store.state;
      const sequence = lastSequence(threads.get(id)?.messages ?? []);
      const known = conversations.get(id)?.conversation.agentReadSequence ?? 0;
      if (id !== openId || !isPageVisible || sequence <= known) return;
      const dispatch = this.#dispatchWhileLoggedIn();
      try {
        await this.#api.markRead(id, sequence);
        dispatch({type: 'conversation-read', id, sequence});
      } catch {
        // The unread mark stays, which is true. The next message or visit tries again.
      }
    });
  }

  #queue(conversationId: string, id: string, text: string): void {
    const message: OutgoingMessage = {id, text, createdAt: this.#tools.now(), status: 'sending'};
    this.#store.dispatch({type: 'message-queued', conversationId, message});
  }

  /** Sends with the same id again, so that it is one message, also when the first attempt was stored. */
  #retry(conversationId: string, id: string, {threads}: InboxState): void {
    const message = threads.get(conversationId)?.outgoing.find((other) => other.id === id);
    if (message?.status === 'failed') this.#queue(conversationId, id, message.text);
  }

  #send(conversationId: string, {id, text}: OutgoingMessage): void {
    const dispatch = this.#dispatchWhileLoggedIn();
    const sessionNumber = this.#sessionNumber;
    const send = async (): Promise<void> => {
      // A message that waited during a log-out must not be sent in the name of the next agent.
      if (sessionNumber !== this.#sessionNumber) return;
      try {
        dispatch({type: 'message-stored', message: await this.#api.sendMessage(conversationId, {id, text})});
      } catch (error) {
        this.#report(dispatch, error, {type: 'message-failed', conversationId, id});
      }
    };
    this.#sends.set(conversationId, (this.#sends.get(conversationId) ?? Promise.resolve()).then(send));
  }

  async #changeStatus(id: string, status: ConversationStatus): Promise<void> {
    const dispatch = this.#dispatchWhileLoggedIn();
    try {
      const conversation = await this.#api.changeStatus(id, status);
      // Numbered when it arrives: requests that began earlier may not know of the change.
      dispatch({type: 'conversation-received', conversation, asOf: (this.#requestNumber += 1)});
    } catch (error) {
      // A user has one open conversation at the most, so the service refuses to reopen an older one beside it.
      const isBesideNewer = status === 'open' && isKind(error, 'refused');
      const notice = isBesideNewer ? 'newer-conversation-open' : 'status-not-changed';
      this.#report(dispatch, error, {type: 'notice-raised', notice});
    }
    dispatch({type: 'status-change-ended', id});
  }
}

/** The service refuses a text that cannot be an id, as after an edit of the page's address. */
function isMissing(error: unknown): boolean {
  return isKind(error, 'not-found') || isKind(error, 'refused');
}

function loginNotice(error: unknown): LoginNotice {
  if (isKind(error, 'unauthorized')) return 'wrong-credentials';
  return isKind(error, 'too-many-requests') ? 'too-many-attempts' : 'unreachable';
}
