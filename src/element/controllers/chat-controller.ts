import {hasDatabase, OUTBOX_DATABASE} from '../../client/browser-databases.js';
import {hearOtherTabs, tellOtherTabs} from '../../client/other-tabs.js';
import type {UserSession} from '../../client/user-session.js';
import {authFailure} from '../auth-failure.js';
import type {ChatHost} from '../chat-host.js';
import {type ModelStore, wantsPanel} from '../chat-model.js';
import type {RuntimeErrors} from '../runtime-errors.js';
import {AnonymousUserController} from './anonymous-user-controller.js';
import {AppController} from './app-controller.js';
import {IdentityController} from './identity-controller.js';
import type {ConversationController, PanelController} from './opened-chat.js';

/**
 * Leads the controllers, and announces what has changed. Loads when the chat needs the service; loads the code of the
 * conversation when there is one, or when the user opens the chat.
 */
export class ChatController {
  readonly #host: ChatHost;
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  readonly #app: AppController;
  readonly #identity: IdentityController;
  readonly #anonymousUser: AnonymousUserController;
  #openedChat: typeof import('./opened-chat.js') | undefined;
  #conversation: ConversationController | undefined;
  #panel: PanelController | undefined;
  #session: UserSession | undefined;
  /** What its user has written before may wait in this browser. */
  #mayWait: UserSession | undefined;
  #announced;
  #want: 0 | 1 | 2 = 0;

  /** @param onChange - Asks for an update. */
  constructor(host: ChatHost, store: ModelStore, errors: RuntimeErrors, onChange: () => void) {
    this.#host = host;
    this.#store = store;
    this.#errors = errors;
    this.#announced = store.model;
    this.#app = new AppController(store, errors);
    this.#anonymousUser = new AnonymousUserController(store, errors, onChange);
    this.#identity = new IdentityController(host, store, errors, () => {
      errors.settle('SERVICE_FAILED');
      onChange();
      void this.#findKept(onChange);
    });
  }

  /** Says how many messages are unread; `undefined` until the conversation has been read. */
  get unreadText(): string | undefined {
    return this.#openedChat?.unreadText(this.#store.model);
  }

  /** Lets each controller follow the model, and draws the panel. */
  update(): void {
    this.#identity.update();
    const {session, accepted} = this.#identity;
    if (session && session !== this.#session) this.#hearOtherTabs(session);
    this.#session = session;
    this.#app.update(session);
    this.#anonymousUser.update(session);
    // An app that is switched off has no chat, so the settings have to be known.
    const {settings, wasOpen} = this.#store.model;
    const hasData = accepted?.hasConversation || this.#anonymousUser.isReturning || session === this.#mayWait;
    const isReturning = !!settings?.enabled && !!session && !!(hasData || (accepted && wasOpen));
    this.#loadPanel(isReturning);
    this.#conversation?.update(session, isReturning, accepted?.user);
    this.#panel?.draw(this.#store.model, this.#conversation?.actions);
  }

  /** The user's first message may not have reached the service before the page was left. */
  async #findKept(onChange: () => void): Promise<void> {
    const {session} = this.#identity;
    if (session === this.#mayWait || !(await hasDatabase(OUTBOX_DATABASE))) return;
    this.#mayWait = session;
    onChange();
  }

  /** Dispatches the events that follow from all changes since the last call. */
  announce(): void {
    const {model} = this.#store;
    // Until the chat is opened, only one event can follow from the model.
    const events = (this.#openedChat?.announcements ?? authFailure)(this.#announced, model);
    this.#announced = model;
    for (const event of events) {
      // A new conversation is one for the other tabs, too.
      if (event.type === 'conversationstart' && this.#session) tellOtherTabs(this.#session.app);
      this.#host.dispatchEvent(event);
    }
  }

  /** Logs a logged-in user out, in the other tabs of this browser as well. */
  logOut(): void {
    this.#identity.logOut();
  }

  #hearOtherTabs(session: UserSession): void {
    hearOtherTabs(session.app, session.signal, (loggedOut) => {
      if (loggedOut) this.#identity.hearLogOut(loggedOut);
      // The service itself tells what has changed, but not what another tab has left.
      else if (this.#store.model.chat) this.#conversation?.actions?.takeOver();
      else if (this.#store.model.identity.status === 'anonymous') this.#anonymousUser.look();
      // Another tab stored the first message of a conversation. The service knows whether it is this user's.
      else if (this.#identity.accepted?.hasConversation === false) session.renew();
    });
  }

  /** Loads nothing for a visitor without a conversation until the chat is opened. */
  #loadPanel(isReturning: boolean): void {
    const want = !this.#session ? 0 : wantsPanel(this.#store.model) ? 2 : isReturning ? 1 : 0;
    // After a failed load, a stronger need loads the code again, not every update.
    if (want > this.#want && this.#store.model.code !== 'ready') void this.#load();
    this.#want = want;
  }

  async #load(): Promise<void> {
    const store = this.#store;
    if (store.model.code === 'loading') return;
    store.change({code: 'loading'});
    try {
      const [openedChat] = await Promise.all([
        import('./opened-chat.js'),
        // An anonymous user's session needs it next.
        store.model.identity.status === 'anonymous' && import('../../client/anonymous-session.js'),
      ]);
      // Code runs in one task and the panel is drawn in the next, so that the page stays responsive.
      await new Promise((resolve) => setTimeout(resolve));
      this.#openedChat = openedChat;
      this.#conversation = new openedChat.ConversationController(this.#host, store, this.#errors);
      this.#panel = new openedChat.PanelController(this.#host, store, this.#errors);
      store.change({code: 'ready'});
    } catch {
      if (wantsPanel(store.model)) {
        store.change({code: 'failed', opening: undefined});
        this.#want = 0;
      } else store.change({code: 'absent'});
      // Last: a page that hears it may call `open()` again.
      this.#errors.reportLoadFailed();
    }
  }
}
