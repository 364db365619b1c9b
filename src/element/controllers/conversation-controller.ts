import {Chat} from '../../client/chat.js';
import {type ChatState, hasOpenConversation} from '../../client/chat-state.js';
import {tellOtherTabs} from '../../client/other-tabs.js';
import type {UserSession} from '../../client/user-session.js';
import type {UserClaim} from '../../protocol/identity.js';
import type {AppSettings} from '../../protocol/settings.js';
import {announcements} from '../announcements.js';
import type {ChatHost} from '../chat-host.js';
import type {PageClaim} from '../claim.js';
import {ConversationStartEvent} from '../events.js';
import {PanelController} from '../panel/index.js';
import type {PanelModel} from '../panel/hs-panel.js';
import type {Questions} from '../panel/identity-bot/hs-contact-form.js';
import type {RuntimeErrors} from '../runtime-errors.js';

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

  get unreadCount(): number {
    return this.#chatState?.unreadCount ?? 0;
  }

  get isPanelShown(): boolean {
    return this.#panel.isShown;
  }

  update(session: UserSession | undefined, view: ConversationView): void {
    const isRefused = view.identity.status === 'unverified';
    if (session !== this.#session || isRefused) {
      this.#chat = undefined;
      this.#setChatState(undefined);
    }
    this.#session = session;
    if (session && !isRefused && !this.#chat && (view.isOpen || view.isReturning))
      this.#startChat(session, view.isOpen);
    this.#chat?.setOpen(view.isOpen);
    const chatState = this.#chatState;
    const {fullScreen, position, conversationPrefillText} = this.#host;
    this.#panel.draw(session, {
      ...view,
      isFullScreen: fullScreen,
      position: position ?? 'bottom-right',
      prefillText: typeof conversationPrefillText === 'string' ? conversationPrefillText : '',
      chat: this.#chat,
      chatState,
      hasOpenConversation: chatState !== undefined && hasOpenConversation(chatState),
      greeting: view.settings?.greeting ?? '',
      questions: questionsFor(view),
    });
  }

  #startChat(session: UserSession, isOpen: boolean): void {
    const errors = this.#errors;
    const chat = new Chat(session, {
      changed: (state) => {
        if (chat !== this.#chat) return;
        this.#setChatState(state);
        this.#host.requestUpdate();
      },
      failed: errors.reportFailure,
      recovered: () => errors.settle('SERVICE_FAILED'),
      unknownEntry: () => errors.report({error: 'CHAT_OUTDATED', reason: 'ENTRY_UNKNOWN'}),
      notSent: (count) => errors.tell({error: 'MESSAGES_NOT_SENT', reason: 'LOGGED_OUT', details: {count: `${count}`}}),
      isVisible: () => document.visibilityState === 'visible',
    });
    this.#chat = chat;
    this.#chatState = chat.state;
    chat.start(isOpen);
  }

  #setChatState(state: ChatState | undefined): void {
    const events = announcements(this.#chatState, state);
    this.#chatState = state;
    for (const event of events) {
      // A new conversation is one for the other tabs too.
      if (event instanceof ConversationStartEvent && this.#session) tellOtherTabs(this.#session.app);
      this.#host.dispatchEvent(event);
    }
  }
}

/** The questions of the Identity Bot: never for a value from the page, and none with full privacy. */
function questionsFor({settings, claim}: ConversationView): Questions {
  const {askName = false, askEmail = false} = settings ?? {};
  const isPrivate = !claim || claim.fullPrivacy;
  const given = claim?.identification.claim;
  return {name: !isPrivate && askName && !given?.userName, email: !isPrivate && askEmail && !emailOf(given)};
}

function emailOf(claim: UserClaim | undefined): string | undefined {
  return claim?.kind === 'logged-in' ? claim.userEmail : undefined;
}
