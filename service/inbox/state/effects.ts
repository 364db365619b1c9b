import {endPauses, type ServiceClock} from 'helpshift-chat/client';
import type {Agent} from '../../contract/session.js';
import type {AgentApi} from '../api/agent-api.js';
import type {Feed, FeedOptions} from '../api/feed.js';
import {type AgentFrame, holdsUnknown, type SyncedHead} from '../api/parse-agent.js';
import {isTooManyRequests, isUnauthorized} from '../api/refusals.js';
import type {FilesApi} from '../files/files-api.js';
import type {InboxFiles} from '../files/inbox-files.js';
import type {AgentOutbox} from '../outbox/agent-outbox.js';
import type {AppsApi} from '../settings/apps-api.js';
import {SessionsEffects} from '../sessions/sessions-effects.js';
import {SettingsEffects} from '../settings/settings-effects.js';
import type {Action} from './actions.js';
import {Keeping} from './keeping.js';
import {Reading} from './reading.js';
import {Rejecting} from './rejecting.js';
import {Sending} from './sending.js';
import {dispatchUntil, type SessionTools} from './session.js';
import {Signs} from './signs.js';
import type {InboxState, LoginNotice} from './state.js';
import type {InboxStore, RunEffects} from './store.js';
import {hasFailed, unsentIds, waitingQueues} from './unsent.js';
import {Uploading} from './uploading.js';

export interface EffectTools {
  readonly api: AgentApi;
  readonly appsApi: AppsApi;
  readonly filesApi: FilesApi;
  /** The bytes that the page shows. They end with the conversation in which they are shown. */
  readonly files: InboxFiles;
  readonly openOutbox: (agentId: string) => AgentOutbox;
  readonly startFeed: (options: FeedOptions) => Feed;
  readonly createId: () => string;
  /** The service's clock. */
  readonly clock: Pick<ServiceClock, 'hear' | 'now'>;
}

/** Lets a store's actions meet the service. Call once for each store. */
export function connectEffects(store: InboxStore, tools: EffectTools): void {
  const effects = new Effects(store, tools);
  store.connectEffects(effects.run);
}

/** The log-in and the log-out. Everything between them belongs to an `AgentSession`. */
class Effects {
  readonly #store: InboxStore;
  readonly #tools: EffectTools;
  #session: AgentSession | undefined;

  constructor(store: InboxStore, tools: EffectTools) {
    this.#store = store;
    this.#tools = tools;
  }

  readonly run: RunEffects = (action, state, before) => {
    switch (action.type) {
      case 'start':
        return void this.#askSession();
      case 'log-in':
        return void this.#logIn(action.email, action.password);
      case 'logged-in':
        this.#session?.end();
        this.#session = new AgentSession(action.agent, this.#store, this.#tools);
        return this.#session.run(action, state, before);
      case 'logged-out':
        this.#session?.end();
        this.#session = undefined;
        return;
      default:
        return this.#session?.run(action, state, before);
    }
  };

  async #askSession(): Promise<void> {
    const {dispatch} = this.#store;
    try {
      dispatch({type: 'logged-in', agent: await this.#tools.api.session()});
    } catch (error) {
      dispatch(isUnauthorized(error) ? {type: 'logged-out'} : {type: 'session-unreachable'});
    }
  }

  async #logIn(email: string, password: string): Promise<void> {
    const {dispatch} = this.#store;
    try {
      dispatch({type: 'logged-in', agent: await this.#tools.api.logIn({email, password})});
    } catch (error) {
      dispatch({type: 'logged-out', notice: loginNotice(error)});
    }
  }
}

function loginNotice(error: unknown): LoginNotice {
  if (isUnauthorized(error)) return 'wrong-credentials';
  return isTooManyRequests(error) ? 'too-many-attempts' : 'unreachable';
}

/** What happens while one agent is logged in. Nothing of it outlives the log-out. */
class AgentSession {
  readonly #over = new AbortController();
  readonly #tools: SessionTools;
  readonly #clock: EffectTools['clock'];
  readonly #reading: Reading;
  readonly #sending: Sending;
  readonly #uploading: Uploading;
  readonly #keeping: Keeping;
  #isLoggingOut = false;
  readonly #files: InboxFiles;
  readonly #rejecting: Rejecting;
  readonly #settings: SettingsEffects;
  readonly #sessions: SessionsEffects;
  readonly #signs: Signs;
  readonly #feed: Feed;

  constructor(
    agent: Agent,
    store: InboxStore,
    {api, appsApi, filesApi, files, openOutbox, startFeed, createId, clock}: EffectTools,
  ) {
    const {signal} = this.#over;
    const dispatch = dispatchUntil(signal, store.dispatch);
    const tools = {api, createId, now: () => clock.now(), getState: () => store.state, dispatch, signal};
    const reading = new Reading(tools);
    this.#clock = clock;
    this.#tools = tools;
    this.#reading = reading;
    const hear = (conversation: SyncedHead): void => this.#hear(conversation);
    const keeping = new Keeping(openOutbox(agent.id), tools);
    this.#keeping = keeping;
    this.#sending = new Sending({
      ...tools,
      keeping,
      reading,
      hear,
      hold: () => this.#feed.hold(),
    });
    this.#files = files;
    this.#uploading = new Uploading({...tools, filesApi, files, reading, sending: this.#sending});
    this.#rejecting = new Rejecting({...tools, reading, hear});
    this.#sessions = new SessionsEffects(tools);
    this.#settings = new SettingsEffects({api: appsApi, dispatch});
    const signs = new Signs({dispatch, isVisible: store.state.isPageVisible, signal});
    this.#signs = signs;
    this.#feed = startFeed({
      signal,
      isVisible: () => store.state.isPageVisible,
      // After a failure the answer itself is news: it must not wait for a change.
      sync: (waitMs, pollSignal) => reading.poll(store.state.connection === 'up' ? waitMs : 0, pollSignal),
      up: (say) => {
        dispatch({type: 'connection-up'});
        void reading.refresh();
        signs.up(say);
      },
      down: () => signs.down(),
      frame: (frame) => this.#handleFrame(frame),
      succeeded: () => dispatch({type: 'connection-up'}),
      failed: () => dispatch({type: 'connection-lost'}),
      unauthorized: () => dispatch({type: 'logged-out', notice: 'session-ended'}),
    });
  }

  end(): void {
    if (this.#isLoggingOut) void this.#keeping.forget();
    else this.#keeping.end();
    this.#over.abort();
    this.#files.clear();
  }

  run(action: Action, state: InboxState, before: InboxState): void {
    const reading = this.#reading;
    const sending = this.#sending;
    const uploading = this.#uploading;
    this.#signs.run(action);
    this.#keeping.follow(action, state, before);
    if (state.openId !== before.openId) this.#files.leave();
    switch (action.type) {
      case 'log-out':
        return void this.#askBeforeLogOut();
      case 'confirm-log-out':
        return void this.#logOut();
      case 'connection-up':
        if (before.connection === 'lost') this.#goOn();
        return;
      case 'writing-restored':
        return void (state !== before && this.#handleRestored(state, before));
      case 'logged-in':
        void this.#loadNotices(action.agent);
        void this.#keeping.restore().catch(ignoreEnd);
        this.#sessions.run(action, state, before);
        return this.#settings.run(action, state, before);
      case 'choose-filter':
      case 'reload-list':
        return void reading.loadList();
      case 'show-more':
        return void reading.loadMore();
      case 'open-conversation':
        return void reading.loadOpen();
      case 'reload-conversation':
        return void (action.id === state.openId && reading.loadOpen());
      case 'load-earlier':
        return void reading.loadEarlier(action.id);
      case 'earlier-received':
        return reading.follow(action.id);
      case 'synced':
      case 'set-page-visible':
        return reading.markRead();
      case 'told':
        reading.follow(action.conversation.head.id);
        return reading.markRead();
      case 'send-message':
        return sending.write(action);
      case 'message-written':
      case 'retry-message':
        return void sending.send(action.conversationId, action.kind);
      case 'attach-files':
        return uploading.attach(action);
      case 'retry-upload':
        return uploading.retry(action);
      case 'remove-upload':
        uploading.remove(action.id);
        return void uploading.send(action.conversationId);
      case 'send-files':
      case 'upload-completed':
      case 'upload-failed':
        return void uploading.send(action.conversationId);
      case 'change-status':
        return void sending.change(action.id, action.change);
      case 'reject-selected':
        return void this.#rejecting.rejectSelected(state, before);
      default:
        this.#sessions.run(action, state, before);
        return this.#settings.run(action, state, before);
    }
  }

  #handleFrame(frame: AgentFrame): void {
    if (frame.type === 'unknown') {
      this.#reading.warnOfUnknown(true);
      this.#reading.lookAgain();
    } else if (frame.type === 'look') {
      this.#reading.lookAgain();
    } else if (frame.type === 'typing') {
      this.#signs.hear(frame.id);
    } else if (frame.type === 'changed') {
      this.#reading.warnOfUnknown(holdsUnknown(frame.conversation));
      this.#hear(frame.conversation);
      this.#tools.dispatch({type: 'told', conversation: frame.conversation});
    }
  }

  /** What was stored just now tells the service's time. */
  #hear({entries, notes}: SyncedHead): void {
    for (const {time} of [...entries, ...notes]) this.#clock.hear(time);
  }

  /** Loads the notices, for administrators. Without an answer the inbox shows none. */
  async #loadNotices({role}: Agent): Promise<void> {
    const {api, dispatch, signal} = this.#tools;
    if (role !== 'administrator') return;
    const notices = await api.serviceNotices(signal).catch(() => []);
    if (notices.length) dispatch({type: 'service-notices-received', notices});
  }

  /** The connection is back: nothing waits for the next attempt, also nothing that a tab has kept that is closed now. */
  #goOn(): void {
    endPauses();
    void this.#keeping.adopt().catch(ignoreEnd);
  }

  #handleRestored(state: InboxState, before: InboxState): void {
    const isNews = (id: string): boolean => id !== state.openId && hasFailed(state, id) && !hasFailed(before, id);
    if ([...state.threads.keys()].some(isNews))
      this.#tools.dispatch({type: 'notice-raised', notice: 'message-not-sent'});
    this.#sendAll();
  }

  #sendAll(): void {
    for (const {id, kind} of waitingQueues(this.#tools.getState())) void this.#sending.send(id, kind);
  }

  /** Log-out removes what is not sent, in all tabs: the agent is asked. */
  async #askBeforeLogOut(): Promise<void> {
    const {dispatch, getState} = this.#tools;
    await this.#keeping.restore().catch(ignoreEnd);
    const {size} = unsentIds(getState());
    if (size) dispatch({type: 'log-out-questioned', unsent: size});
    else await this.#logOut();
  }

  async #logOut(): Promise<void> {
    const {api, dispatch, signal} = this.#tools;
    // The live connection may tell the end of the session before the answer comes.
    this.#isLoggingOut = true;
    try {
      await api.logOut(signal).catch((error: unknown) => {
        if (!isUnauthorized(error)) throw error;
      });
      await this.#keeping.forget();
      dispatch({type: 'logged-out'});
    } catch {
      this.#isLoggingOut = false;
      dispatch({type: 'notice-raised', notice: 'not-logged-out'});
    }
  }
}

/** The session has ended, and with it what was to be done. */
function ignoreEnd(): void {}
