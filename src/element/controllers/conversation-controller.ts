import {Chat} from '../../client/chat.js';
import {type ChatState, newestConversation} from '../../client/chat-state.js';
import type {UserSession} from '../../client/user-session.js';
import type {Beginning, SessionUser} from '../../protocol/wire.js';
import type {Files} from '../attachments/files.js';
import type {ChatHost} from '../chat-host.js';
import {type ChatModel, type Farewell, type ModelStore, type PageProperties, wantsPanel} from '../chat-model.js';
import type {ChatActions} from '../contexts.js';
import {UserClickOnActionEvent} from '../events.js';
import {mayRate} from '../panel/farewell/is-over.js';
import {LatePart} from '../panel/late-part.js';
import {wantsPreview} from '../preview/wants-preview.js';
import type {RuntimeErrors} from '../runtime-errors.js';

/** Runs the chat of the current session, and keeps its state in the model. */
export class ConversationController {
  /** What the current user can do; `undefined` while no chat runs. */
  actions: ChatActions | undefined;
  readonly #host: ChatHost;
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  #session: UserSession | undefined;
  #chat: Chat | undefined;
  /** It is not known yet whether the newest conversation was over before this chat began. */
  #mustLookBack = true;
  /** What the page wants for the next conversation. Loads when the page wants something. */
  readonly #beginning = new LatePart(
    async () => {
      const {BeginningController} = await import('../beginning/beginning-controller.js');
      return new BeginningController(this.#store, this.#errors);
    },
    () => this.#handleBeginningLoaded(),
  );
  readonly #keepOpen = new LatePart(
    async () => {
      const {KeepOpen} = await import('../keep-open/keep-open.js');
      return new KeepOpen(this.#host, this.#store);
    },
    // Without its code the panel is closed on the next page.
    (keepOpen) => keepOpen?.update(this.#user),
  );
  readonly #preview = new LatePart(
    async () => {
      const {Preview} = await import('../preview/preview.js');
      return new Preview(this.#host, this.#store);
    },
    // Without its code the launcher alone tells of unread messages.
    () => this.#followPanel(),
  );
  #user: SessionUser | undefined;
  /** Messages that wait for `#beginning`. */
  #waiting: (() => void)[] = [];

  constructor(host: ChatHost, store: ModelStore, errors: RuntimeErrors) {
    this.#host = host;
    this.#store = store;
    this.#errors = errors;
  }

  /**
   * @param isReturning - The user has a conversation, so the chat also runs while the panel is closed.
   * @param user - The session's user; `undefined` before the service has accepted them.
   */
  update(session: UserSession | undefined, isReturning: boolean, user: SessionUser | undefined): void {
    const {model} = this.#store;
    const isOpen = wantsPanel(model);
    if (isOpen || model.wasOpen) this.#keepOpen.need();
    this.#user = user;
    this.#keepOpen.value?.update(user);
    const isRefused = model.identity.status === 'unverified' || model.settings?.enabled === false;
    if (session !== this.#session || isRefused) {
      this.#chat = this.actions = undefined;
      this.#waiting = [];
      const {contact, ...beginning} = model.beginning;
      this.#store.change({chat: undefined, files: undefined, farewell: undefined, ...(contact && {beginning})});
    }
    this.#session = session;
    if (session && !isRefused && !this.#chat && (isOpen || isReturning)) this.#start(session, isOpen);
    this.#followPanel();
    if (this.#mustLookBack) this.#lookBack();
    if (!this.actions || !isOpen || !(this.#beginning.value || hasWishes(model.page))) return;
    this.#beginning.need();
    this.#beginning.value?.update(this.actions);
  }

  /** Says whether entries are needed: by the panel, or by the preview while it is closed. */
  #followPanel(): void {
    const {model} = this.#store;
    if (wantsPreview(model)) this.#preview.need();
    const isPreviewed = this.#preview.value?.update(this.#user);
    this.#chat?.setOpen(wantsPanel(model) || !!isPreviewed);
  }

  #start(session: UserSession, isOpen: boolean): void {
    const store = this.#store;
    const errors = this.#errors;
    let files: Promise<Files> | undefined;
    const chat: Chat = new Chat(session, {
      changed: (state) => chat === this.#chat && this.#take(state),
      failed: errors.reportFailure,
      recovered: () => errors.settle('SERVICE_FAILED'),
      unknownEntry: () => errors.report({error: 'CHAT_OUTDATED', reason: 'ENTRY_UNKNOWN'}),
      notSent: (count) => errors.tell({error: 'MESSAGES_NOT_SENT', reason: 'LOGGED_OUT', details: {count: `${count}`}}),
      foundFiles: () => void restoreFiles().catch(() => {}),
      waitingFiles: () => store.model.files?.filter(({status}) => status !== 'failed').length ?? 0,
      notKept: () => errors.report({error: 'STORAGE_UNAVAILABLE', reason: 'INDEXED_DB'}),
      isVisible: () => document.visibilityState === 'visible',
    });
    const answer = (content: Parameters<Chat['answer']>[0]['content']): void => {
      const newest = newestConversation(chat.state);
      if (newest) chat.answer({conversationId: newest.head.id, content});
    };
    this.#chat = chat;
    this.#mustLookBack = true;
    const send = (...[text, attached]: Parameters<ChatActions['send']>): Promise<void> =>
      new Promise((resolve) => this.#withBeginning(() => resolve(chat.send(text, beginningOf(store.model), attached))));
    const loadFiles = async (): Promise<Files> => {
      try {
        return new (await import('../attachments/files.js')).Files({session, store, errors, send});
      } catch (error) {
        files = undefined;
        errors.reportLoadFailed();
        throw error;
      }
    };
    /** What fails is told by others. */
    const restoreFiles = async (): Promise<void> => (await actions.files()).restore();
    const actions: ChatActions = (this.actions = {
      send,
      files: () => (files ??= loadFiles()),
      keepDraft: (draft) => chat.keepDraft(draft),
      typing: () => chat.typing(),
      takeOver: () => chat.takeOver(),
      retry: (id) => chat.retry(id),
      readEarlier: () => chat.readEarlier(),
      markSeen: (entryId) => chat.markSeen(entryId),
      answer: (contact) => chat === this.#chat && store.change({beginning: {...store.model.beginning, contact}}),
      accept: () => answer({kind: 'ended'}),
      rate: (rating) => answer({kind: 'rated', ...rating}),
      takeLeave: (kind) => chat === this.#chat && this.#takeLeave(chat.state, kind),
      choose: ({kind, target}) =>
        this.#host.dispatchEvent(new UserClickOnActionEvent({actionType: kind, actionData: target})),
      now: () => chat.now,
    });
    store.change({chat: chat.state});
    chat.start(isOpen);
    const {followUp} = store.model;
    if (followUp) {
      // Without its code the page hears nothing: the chat works as on any page.
      import('../follow-up/follow-up.js').then((late) => late.followUp(this.#host, session, followUp)).catch(() => {});
    }
  }

  #take(chat: ChatState): void {
    const status = newestConversation(chat)?.head.status;
    // The next resolution is another question.
    this.#store.change({chat, ...(status === 'open' && {farewell: undefined})});
  }

  /** Leaves a conversation that was over before, unless the user can still rate it. */
  #lookBack(): void {
    const {model} = this.#store;
    const {chat} = model;
    if (!chat?.hasPage || !model.settings) return;
    this.#mustLookBack = false;
    if (newestConversation(chat)?.head.status === 'ended' && !mayRate(model)) this.#takeLeave(chat, 'left');
  }

  #takeLeave(chat: ChatState, kind: Farewell['kind']): void {
    const conversationId = newestConversation(chat)?.head.id;
    if (conversationId === undefined) return;
    this.#store.change({farewell: {conversationId, kind}, ...(kind === 'closed' && {opening: undefined})});
  }

  /** Sends a message when it is known what its conversation begins with. */
  #withBeginning(send: () => void): void {
    const isKnown = this.#beginning.value || this.#beginning.hasFailed || !hasWishes(this.#store.model.page);
    if (isKnown) send();
    else this.#waiting.push(send);
  }

  #handleBeginningLoaded(): void {
    if (this.#beginning.hasFailed) this.#errors.reportLoadFailed();
    if (this.actions) this.#beginning.value?.update(this.actions);
    for (const send of this.#waiting.splice(0)) send();
  }
}

/** Whether the page wants something for the next conversation. */
function hasWishes(page: PageProperties): boolean {
  const {tags, customIssueFields, initialUserMessage, subsequentIssuesInSameSessionConfig: later} = page;
  return !!(tags || customIssueFields || initialUserMessage || later || page.initiateChatOnLoad);
}

function beginningOf({beginning, claim}: ChatModel): Beginning {
  // The address of a page can name its user.
  return claim?.fullPrivacy ? beginning : {...beginning, pageUrl: location.origin + location.pathname};
}
