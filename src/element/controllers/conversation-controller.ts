import {Chat} from '../../client/chat.js';
import {type ChatState, openConversation} from '../../client/chat-state.js';
import {tellOtherTabs} from '../../client/other-tabs.js';
import type {UserSession} from '../../client/user-session.js';
import type {UserClaim} from '../../protocol/identity.js';
import type {AppSettings, Message} from '../../protocol/wire.js';
import type {ChatHost} from '../chat-host.js';
import type {PageClaim} from '../claim.js';
import {ConversationStartEvent, MessageAddEvent, NewUnreadMessagesEvent} from '../events.js';
import {PanelController} from '../panel/index.js';
import type {PanelModel} from '../panel/hs-panel.js';
import type {RuntimeErrors} from '../runtime-errors.js';

// One file for all code that an anonymous user with a conversation needs.
export {clearAnonymousUser, findAnonymousUser, requestAnonymousSession} from '../../client/anonymous-session.js';

/** The state outside of the conversation that its view needs. */
export interface ConversationView extends Pick<
  PanelModel,
  'isOpen' | 'focusRequests' | 'openRequests' | 'identity' | 'isAvailable' | 'language'
> {
  /** The user has a conversation, so the chat also runs while the panel is closed. */
  readonly isReturning: boolean;
  /** The app's settings; `undefined` until the service has answered. */
  readonly settings: AppSettings | undefined;
  readonly claim: PageClaim | undefined;
}

/** Runs the chat of the current session, and draws its panel. */
export class ConversationController {
  unreadCount = 0;
  readonly #host: ChatHost;
  readonly #errors: RuntimeErrors;
  readonly #panel: PanelController;
  #session: UserSession | undefined;
  #chat: Chat | undefined;
  #chatState: ChatState | undefined;

  constructor(host: ChatHost, errors: RuntimeErrors) {
    this.#host = host;
    this.#errors = errors;
    this.#panel = new PanelController(host, () => errors.report({error: 'PANEL_FAILED', reason: 'UNREACHABLE'}));
  }

  /** The chat runs, so the service itself reports changes. */
  get isLive(): boolean {
    return this.#chat !== undefined;
  }

  get isPanelShown(): boolean {
    return this.#panel.isShown;
  }

  update(session: UserSession | undefined, view: ConversationView): void {
    const isRefused = view.identity.status === 'unverified';
    if (session !== this.#session || isRefused) this.#chat = this.#chatState = undefined;
    this.#session = session;
    if (session && !isRefused && !this.#chat && (view.isOpen || view.isReturning)) this.#startChat(session);
    const chatState = this.#chatState;
    this.#setUnreadCount(chatState?.unreadCount ?? 0);
    const hasOpenConversation = chatState !== undefined && openConversation(chatState) !== undefined;
    const {fullScreen, position, conversationPrefillText} = this.#host;
    this.#panel.draw(session, {
      ...view,
      isFullScreen: fullScreen,
      position: position ?? 'bottom-right',
      prefillText: typeof conversationPrefillText === 'string' ? conversationPrefillText : '',
      chat: this.#chat,
      chatState,
      hasOpenConversation,
      greeting: view.settings?.greeting ?? '',
      questions: questionsFor(view),
    });
  }

  #startChat(session: UserSession): void {
    const chat = new Chat(session, {
      changed: (state) => {
        if (chat !== this.#chat) return;
        this.#chatState = state;
        this.#host.requestUpdate();
      },
      messageStored: (message) => this.#announce(message),
      failed: this.#errors.reportFailure,
      recovered: () => this.#errors.settle('SERVICE_FAILED'),
      notSent: (count) =>
        this.#errors.tell({error: 'MESSAGES_NOT_SENT', reason: 'LOGGED_OUT', details: {count: `${count}`}}),
    });
    this.#chat = chat;
    this.#chatState = chat.state;
    chat.start();
  }

  #setUnreadCount(unreadCount: number): void {
    if (unreadCount === this.unreadCount) return;
    this.unreadCount = unreadCount;
    const event = new NewUnreadMessagesEvent({unreadCount});
    this.#host.dispatchEvent(event);
  }

  #announce({text, sequence}: Message): void {
    if (sequence === 1) {
      if (this.#session) tellOtherTabs(this.#session.app);
      const start = new ConversationStartEvent({message: text});
      this.#host.dispatchEvent(start);
    }
    const add = new MessageAddEvent({type: 'text', body: text});
    this.#host.dispatchEvent(add);
  }
}

/** The questions of the Identity Bot: never for a value from the page, and none with full privacy. */
function questionsFor({settings, claim}: ConversationView): AppSettings['identityBot'] {
  const {name = false, email = false} = settings?.identityBot ?? {};
  const isPrivate = !claim || claim.fullPrivacy;
  const given = claim?.identification.claim;
  return {name: !isPrivate && name && !given?.userName, email: !isPrivate && email && !emailOf(given)};
}

function emailOf(claim: UserClaim | undefined): string | undefined {
  return claim?.kind === 'logged-in' ? claim.userEmail : undefined;
}
