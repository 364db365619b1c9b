import {mayHaveAnonymousUser} from '../../client/anonymous-database.js';
import type {ChatError, ChatErrorCode} from '../../client/errors.js';
import type {Identity} from '../../client/identity-state.js';
import type {Claim} from '../claim.js';
import {NewUnreadMessagesEvent, UserAuthFailureEvent} from '../events.js';
import type {Language} from '../i18n/load-language.js';
import type {Position} from '../position.js';
import type {RuntimeErrors} from '../runtime-errors.js';
import {AppController} from './app-controller.js';
import type {ConversationController} from './conversation-controller.js';
import {IdentityController} from './identity-controller.js';

/** How the page wants the chat to be shown. */
export interface View {
  readonly isOpen: boolean;
  readonly isFullScreen: boolean;
  readonly position: Position;
  /** As the page gave it. */
  readonly language: string | null | undefined;
  readonly prefillText: string;
}

/** The element, as seen from here. */
export interface ChatHost extends EventTarget {
  readonly shadowRoot: ShadowRoot | null;
  requestUpdate(): void;
  close(): void;
}

/**
 * The chat behind the launcher: who the user is, what the app's settings are, and (from the moment it is wanted) the
 * conversation. Loads after the launcher has been drawn; keeps what the launcher needs to know.
 */
export class ChatController {
  language: Language | undefined;
  unreadCount = 0;
  readonly #host: ChatHost;
  readonly #errors: RuntimeErrors;
  readonly #identity: IdentityController;
  readonly #app: AppController;
  #view: View | undefined;
  #conversation: ConversationController | undefined;
  #isLoading = false;
  /** Somebody has written from this browser before, and may have got an answer. */
  #isReturning = false;
  #wantsFocus = false;

  constructor(host: ChatHost, errors: RuntimeErrors) {
    this.#host = host;
    this.#errors = errors;
    const changed = () => host.requestUpdate();
    const failed = (error: ChatError) => this.#reportFailure(error);
    this.#app = new AppController(changed, failed);
    this.#identity = new IdentityController({
      changed,
      failed,
      claimed: (claim) => this.#handleClaimed(claim),
      accepted: () => errors.settle('SERVICE_FAILED'),
      refused: (message) => {
        const event = new UserAuthFailureEvent({message});
        host.dispatchEvent(event);
      },
    });
  }

  get identityState(): Identity['status'] {
    return this.#identity.identity.status;
  }

  /** Whether the service knows this app. Unknown until it has answered, and taken for true until then. */
  get isAvailable(): boolean {
    return this.#app.state.status !== 'unavailable';
  }

  get isPanelShown(): boolean {
    return this.#conversation?.isPanelShown ?? false;
  }

  /** Whether the panel is wanted and not here yet. */
  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** The next time the panel is drawn open, the focus goes there. */
  requestFocus(): void {
    this.#wantsFocus = true;
  }

  /** Takes what the page says now; no claim when it names no app, or has taken the element out. */
  update(claim: Claim | undefined, view: View): void {
    const hasNewLanguage = view.language !== this.#view?.language;
    this.#view = view;
    if (hasNewLanguage) void this.#loadLanguage(view.language);
    this.#app.update(claim?.app);
    this.#identity.update(claim);
    this.#updateConversation(view);
    this.#updateUnreadCount();
  }

  /** A visitor who has no conversation and does not open the chat costs the service nothing, and loads nothing. */
  #updateConversation(view: View): void {
    const {session, accepted, identity} = this.#identity;
    const isWanted = view.isOpen || (session && (accepted?.hasConversation || this.#isReturning));
    if (isWanted && !this.#conversation) void this.#loadConversation(view.isOpen);
    if (this.#wantsFocus && this.#conversation) {
      this.#wantsFocus = false;
      this.#conversation.requestFocus();
    }
    this.#conversation?.update(session, {
      isOpen: view.isOpen,
      isReturning: accepted?.hasConversation || this.#isReturning,
      isFullScreen: view.isFullScreen,
      position: view.position,
      prefillText: view.prefillText,
      identity,
      app: this.#app.state,
      language: this.language,
    });
  }

  async #loadConversation(isOpen: boolean): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      // The panel's code is fetched side by side with the conversation's when both are needed.
      const [{ConversationController}] = await Promise.all([
        import('./conversation-controller.js'),
        isOpen && import('../panel/index.js'),
      ]);
      this.#conversation = new ConversationController(this.#host, {
        failed: (error) => this.#reportFailure(error),
        recovered: () => this.#errors.settle('SERVICE_FAILED'),
        panelFailed: (error) => this.#handleLoadFailed(error),
      });
    } catch (error) {
      this.#handleLoadFailed(error);
    }
    this.#isLoading = false;
    this.#host.requestUpdate();
  }

  #updateUnreadCount(): void {
    const unreadCount = this.#conversation?.unreadCount ?? this.#identity.accepted?.unreadCount ?? 0;
    if (unreadCount === this.unreadCount) return;
    this.unreadCount = unreadCount;
    const event = new NewUnreadMessagesEvent({unreadCount});
    this.#host.dispatchEvent(event);
  }

  #handleClaimed({app, identification}: Claim): void {
    this.#isReturning = false;
    this.#errors.settle('IDENTITY_INVALID');
    const {claim, issues} = identification;
    for (const reason of issues) {
      const consequence = claim.kind === 'anonymous' ? 'the user is anonymous' : 'accepted all the same';
      this.#errors.report({error: 'IDENTITY_INVALID', reason}, consequence);
    }
    if (claim.kind === 'anonymous') void this.#findAnonymousUser(app);
  }

  async #findAnonymousUser(app: Claim['app']): Promise<void> {
    const {session} = this.#identity;
    if (!(await mayHaveAnonymousUser())) return;
    const {hasAnonymousUser} = await import('../../client/anonymous-user.js');
    if (!(await hasAnonymousUser(app)) || session !== this.#identity.session) return;
    this.#isReturning = true;
    this.#host.requestUpdate();
  }

  async #loadLanguage(wish: View['language']): Promise<void> {
    try {
      const {loadLanguage} = await import('../i18n/load-language.js');
      const language = await loadLanguage(wish);
      if (wish !== this.#view?.language) return;
      this.language = language;
      this.#host.requestUpdate();
    } catch (error) {
      this.#handleLoadFailed(error);
    }
  }

  #handleLoadFailed(error: unknown): void {
    if (!this.isPanelShown) this.#host.close();
    this.#errors.report({error: 'PANEL_FAILED', reason: 'UNREACHABLE'}, String(error));
  }

  #reportFailure({code, message}: ChatError): void {
    const reason = code.toUpperCase() as Uppercase<ChatErrorCode>;
    this.#errors.report({error: 'SERVICE_FAILED', reason}, message);
  }
}
