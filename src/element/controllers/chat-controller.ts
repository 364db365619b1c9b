import {mayHaveAnonymousUser} from '../../client/anonymous-database.js';
import {readAppSettings} from '../../client/app-settings.js';
import type {ChatError, ChatErrorCode} from '../../client/errors.js';
import type {Identity} from '../../client/identity-state.js';
import type {AppSettings} from '../../protocol/wire.js';
import type {UserSession} from '../../client/user-session.js';
import type {Claim} from '../claim.js';
import {NewUnreadMessagesEvent, UserAuthFailureEvent} from '../events.js';
import {launcherEnglish} from '../i18n/launcher-en.js';
import type {Language} from '../i18n/load-language.js';
import type {LauncherStrings} from '../i18n/strings.js';
import type {Position} from '../position.js';
import type {RuntimeErrors} from '../runtime-errors.js';
import type {ConversationController} from './conversation-controller.js';
import {IdentityController} from './identity-controller.js';

/** The element, as seen from here. */
export interface ChatHost extends EventTarget {
  readonly shadowRoot: ShadowRoot | null;
  readonly fullScreen: boolean;
  readonly position: Position | null | undefined;
  readonly language: string | null | undefined;
  readonly conversationPrefillText: string | null | undefined;
  requestUpdate(): void;
  close(): void;
}

/**
 * The chat behind the launcher: who the user is, what the app's settings are, and (from the moment it is wanted) the
 * conversation. Loads after the launcher has been drawn; keeps what the launcher needs to know.
 */
export class ChatController {
  unreadCount = 0;
  /** False when the service says that this app cannot be used here. */
  isAvailable = true;
  readonly #host: ChatHost;
  readonly #errors: RuntimeErrors;
  readonly #identity: IdentityController;
  #settings: AppSettings | undefined;
  #language: Language | undefined;
  #languageWish: string | null | undefined;
  #conversation: ConversationController | undefined;
  #isLoading = false;
  /** Somebody has written from this browser before, and may have got an answer. */
  #isReturning = false;

  constructor(host: ChatHost, errors: RuntimeErrors) {
    this.#host = host;
    this.#errors = errors;
    this.#identity = new IdentityController({
      changed: () => host.requestUpdate(),
      failed: (error) => this.#reportFailure(error),
      accepted: () => {
        errors.settle('SERVICE_FAILED');
        host.requestUpdate();
      },
      refused: (message) => {
        const event = new UserAuthFailureEvent({message});
        host.dispatchEvent(event);
      },
    });
  }

  get identityState(): Identity['status'] {
    return this.#identity.identity.status;
  }

  get isPanelShown(): boolean {
    return this.#conversation?.isPanelShown ?? false;
  }

  get strings(): LauncherStrings {
    return this.#language?.strings ?? launcherEnglish;
  }

  /** Whether the panel is wanted and not here yet. */
  get isLoading(): boolean {
    return this.#isLoading;
  }

  /**
   * Takes what the page says now; no claim when it names no app, or has taken the element out. `focusRequests` grows with
   * each wish to have the focus in the panel.
   */
  update(claim: Claim | undefined, isOpen: boolean, focusRequests: number): void {
    if (this.#host.language !== this.#languageWish) void this.#loadLanguage();
    const session = this.#identity.update(claim);
    if (session && claim) this.#handleClaimed(claim, session);
    this.#updateConversation(isOpen, focusRequests);
    this.#updateUnreadCount();
  }

  /** A visitor who has no conversation and does not open the chat costs the service nothing, and loads nothing. */
  #updateConversation(isOpen: boolean, focusRequests: number): void {
    const {session, accepted, identity} = this.#identity;
    const isReturning = accepted?.hasConversation || this.#isReturning;
    const isWanted = session && (isOpen || isReturning);
    if (isWanted && !this.#conversation) void this.#loadConversation(isOpen);
    this.#conversation?.update(session, {
      isOpen,
      focusRequests,
      isReturning,
      identity,
      isAvailable: this.isAvailable,
      greeting: this.#settings?.greeting ?? '',
      language: this.#language,
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

  #handleClaimed({app, identification}: Claim, session: UserSession): void {
    this.#isReturning = false;
    void this.#loadSettings(app, session.signal);
    this.#errors.settle('IDENTITY_INVALID');
    const {claim, issues} = identification;
    for (const reason of issues) this.#errors.report({error: 'IDENTITY_INVALID', reason});
    if (claim.kind === 'anonymous') void this.#findAnonymousUser(app, session);
  }

  async #loadSettings(app: Claim['app'], signal: AbortSignal): Promise<void> {
    this.isAvailable = true;
    this.#settings = undefined;
    try {
      this.#settings = await readAppSettings(app, signal, (error) => this.#reportFailure(error));
    } catch (error) {
      if (signal.aborted) return;
      this.isAvailable = false;
      this.#reportFailure(error as ChatError);
    }
    this.#host.requestUpdate();
  }

  async #findAnonymousUser(app: Claim['app'], session: UserSession): Promise<void> {
    if (!(await mayHaveAnonymousUser())) return;
    const {hasAnonymousUser} = await import('./conversation-controller.js');
    if (!(await hasAnonymousUser(app)) || session.signal.aborted) return;
    this.#isReturning = true;
    this.#host.requestUpdate();
  }

  async #loadLanguage(): Promise<void> {
    const wish = (this.#languageWish = this.#host.language);
    try {
      const {loadLanguage} = await import('../i18n/load-language.js');
      const language = await loadLanguage(wish);
      if (wish !== this.#languageWish) return;
      this.#language = language;
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
