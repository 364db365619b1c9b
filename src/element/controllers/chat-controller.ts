import {mayHaveAnonymousUser} from '../../client/anonymous-database.js';
import {readAppSettings} from '../../client/app-settings.js';
import type {ChatError, ChatErrorCode} from '../../client/errors.js';
import type {Identity} from '../../client/identity-state.js';
import type {AppSettings} from '../../protocol/wire.js';
import type {UserSession} from '../../client/user-session.js';
import type {Claim} from '../claim.js';
import {UserAuthFailureEvent} from '../events.js';
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
  readonly clearAnonymousUserOnLogin: boolean;
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
  #want: 0 | 1 | 2 = 0;
  /** An anonymous user has opened the chat in this browser before, and may have got an answer. */
  #isReturning = false;

  constructor(host: ChatHost, errors: RuntimeErrors) {
    this.#host = host;
    this.#errors = errors;
    this.#identity = new IdentityController({
      changed: () => host.requestUpdate(),
      failed: (error) => this.#reportFailure(error),
      accepted: () => void this.#handleAccepted(),
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

  /** Messages from agents that the user has not read; 0 until the conversation has been read. */
  get unreadCount(): number {
    return this.#conversation?.unreadCount ?? 0;
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
    this.#updateConversation(claim, isOpen, focusRequests);
  }

  /** A visitor who has no conversation and does not open the chat costs the service nothing, and loads nothing. */
  #updateConversation(claim: Claim | undefined, isOpen: boolean, focusRequests: number): void {
    const {session, accepted, identity} = this.#identity;
    const isReturning = accepted?.hasConversation || this.#isReturning;
    // Code that failed to load is asked for again when it is wanted more than before, not on every update.
    const want = !session ? 0 : isOpen ? 2 : isReturning ? 1 : 0;
    if (want > this.#want && !this.#conversation) void this.#loadConversation(isOpen);
    this.#want = want;
    this.#conversation?.update(session, {
      isOpen,
      focusRequests,
      isReturning,
      identity,
      isAvailable: this.isAvailable,
      settings: this.#settings,
      claim,
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

  #handleClaimed({app, identification}: Claim, session: UserSession): void {
    this.#isReturning = false;
    void this.#loadSettings(app, session.signal);
    this.#errors.settle('IDENTITY_INVALID');
    const {claim, issues} = identification;
    for (const reason of issues) this.#errors.report({error: 'IDENTITY_INVALID', reason});
    if (claim.kind === 'anonymous') void this.#findAnonymousUser(app, session);
  }

  async #handleAccepted(): Promise<void> {
    this.#errors.settle('SERVICE_FAILED');
    this.#host.requestUpdate();
    const {session} = this.#identity;
    if (this.identityState !== 'verified' || !session || !this.#host.clearAnonymousUserOnLogin) return;
    await (await this.#keptAnonymousUsers())?.clearAnonymousUser(session.app);
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

  async #findAnonymousUser(app: Claim['app'], {signal}: UserSession): Promise<void> {
    const isKnown = await (await this.#keptAnonymousUsers())?.hasAnonymousUser(app);
    if (!isKnown || signal.aborted) return;
    this.#isReturning = true;
    this.#host.requestUpdate();
  }

  /** The code that deals with them, where this browser may keep any. */
  async #keptAnonymousUsers(): Promise<typeof import('./conversation-controller.js') | undefined> {
    return (await mayHaveAnonymousUser()) ? import('./conversation-controller.js') : undefined;
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
