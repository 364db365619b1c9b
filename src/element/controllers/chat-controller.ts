import {mayHaveAnonymousUser} from '../../client/anonymous-database.js';
import type {ChatError} from '../../client/errors.js';
import type {Identity} from '../../client/identity-state.js';
import {hearOtherTabs, tellOtherTabs} from '../../client/other-tabs.js';
import type {IdentityIssue} from '../../protocol/identity.js';
import type {AppSettings} from '../../protocol/settings.js';
import type {UserSession} from '../../client/user-session.js';
import type {ChatHost} from '../chat-host.js';
import type {PageClaim} from '../claim.js';
import {launcherEnglish} from '../i18n/launcher-en.js';
import type {Language} from '../i18n/load-language.js';
import type {LauncherStrings} from '../i18n/strings.js';
import type {RuntimeErrors} from '../runtime-errors.js';
import type {ConversationController} from './conversation-controller.js';
import {IdentityController} from './identity-controller.js';

/**
 * Keeps the user's identity, the app's settings and the state of the launcher up to date, and loads the conversation
 * when it is needed. Loads after the first draw of the launcher.
 */
export class ChatController {
  /** False when the service refuses this app. */
  isAvailable = true;
  /** The code of the conversation is loading. */
  isLoading = false;
  /** The user opened the chat, and its code did not load. */
  hasFailed = false;
  readonly #host: ChatHost;
  readonly #errors: RuntimeErrors;
  readonly #identity: IdentityController;
  #settings: AppSettings | undefined;
  #language: Language | undefined;
  #languageWish: string | null | undefined;
  /** The language did not load. The next opening of the chat tries again. */
  #mustLoadLanguage = false;
  #conversation: ConversationController | undefined;
  #issues = '';
  #want: 0 | 1 | 2 = 0;
  /** The log-in to this session has cleared this browser's anonymous user. */
  #cleared: UserSession | undefined;
  /** An anonymous user has opened the chat in this browser before, and may have an answer. */
  #isReturning = false;
  /** The keys of users who logged out in other tabs since this session was claimed. */
  #loggedOut: unknown[] = [];

  constructor(host: ChatHost, errors: RuntimeErrors) {
    this.#host = host;
    this.#errors = errors;
    this.#identity = new IdentityController(host, errors, () => this.#handleAccepted());
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

  /**
   * Takes the page's current claim; `undefined` when the page names no app, or has removed the element. `focusRequests`
   * grows with each request to focus the panel, `openRequests` with each request to show it.
   */
  update(claim: PageClaim | undefined, isOpen: boolean, focusRequests: number, openRequests: number): void {
    const isOpened = isOpen && this.#want < 2;
    if (this.#host.language !== this.#languageWish || (isOpened && this.#mustLoadLanguage)) void this.#loadLanguage();
    const session = this.#identity.update(claim);
    if (session && claim) this.#handleClaimed(claim, session);
    this.#clearAnonymousUser();
    this.#reportIssues(claim?.identification.issues ?? []);
    this.#updateConversation(claim, isOpen, focusRequests, openRequests);
  }

  /** Logs a logged-in user out, in the other tabs of this browser as well. */
  logOut(): void {
    const {session, accepted} = this.#identity;
    if (!session || this.identityState !== 'verified') return;
    tellOtherTabs(session.app, accepted?.user.key);
    this.#identity.endUser();
  }

  /** Loads nothing and sends no request for a visitor without a conversation, until the chat is opened. */
  #updateConversation(
    claim: PageClaim | undefined,
    isOpen: boolean,
    focusRequests: number,
    openRequests: number,
  ): void {
    const {session, accepted, identity} = this.#identity;
    const isReturning = accepted?.hasConversation || this.#isReturning;
    // After a failed load, a stronger need loads the code again, not every update.
    const want = !session ? 0 : isOpen ? 2 : isReturning ? 1 : 0;
    if (want > this.#want && !this.#conversation) void this.#loadConversation();
    this.#want = want;
    this.#conversation?.update(session, {
      isOpen,
      focusRequests,
      openRequests,
      isReturning,
      identity,
      isAvailable: this.isAvailable,
      settings: this.#settings,
      claim,
      language: this.#language,
    });
  }

  async #loadConversation(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    this.hasFailed = false;
    try {
      const [{ConversationController}] = await Promise.all([
        import('./conversation-controller.js'),
        // An anonymous user's session needs it next.
        this.identityState === 'anonymous' && import('../../client/anonymous-session.js'),
      ]);
      // Code runs in one task and the panel is drawn in the next, so that the page stays responsive.
      await new Promise((resolve) => setTimeout(resolve));
      this.#conversation = new ConversationController(this.#host, this.#errors);
    } catch {
      this.#handleLoadFailed();
    }
    this.isLoading = false;
    this.#host.requestUpdate();
  }

  /**
   * Reports also while the user stays the same: an identifier can become valid or invalid while the user stays
   * anonymous.
   */
  #reportIssues(issues: readonly IdentityIssue[]): void {
    const summary = issues.join();
    if (summary === this.#issues) return;
    this.#issues = summary;
    this.#errors.settle('IDENTITY_INVALID');
    for (const reason of issues) this.#errors.report({error: 'IDENTITY_INVALID', reason});
  }

  #handleClaimed({app, identification}: PageClaim, session: UserSession): void {
    const isAnonymous = identification.claim.kind === 'anonymous';
    this.#isReturning = false;
    this.#loggedOut = [];
    void this.#loadSettings(session);
    void this.#findAnonymousUser(session, isAnonymous);
    hearOtherTabs(app, session.signal, (loggedOut) => {
      if (loggedOut) {
        this.#loggedOut.push(loggedOut);
        this.#followLogOut();
        return;
      }
      if (this.#conversation?.isLive) return;
      if (isAnonymous) void this.#findAnonymousUser(session, isAnonymous);
      // Another tab stored the first message of a conversation. The service knows whether it is this user's.
      else if (this.#identity.accepted?.hasConversation === false) session.renew();
    });
  }

  /** Logs this user out who has logged out in another tab, perhaps before the service accepted the user here. */
  #followLogOut(): void {
    if (!this.#loggedOut.includes(this.#identity.accepted?.user.key)) return;
    // Before `logout()`, which would tell the other tabs again.
    this.#identity.endUser();
    this.#host.logout();
  }

  #handleAccepted(): void {
    this.#followLogOut();
    this.#errors.settle('SERVICE_FAILED');
    this.#host.requestUpdate();
  }

  /** Clears once for each accepted user, as soon as the page sets the attribute. */
  #clearAnonymousUser(): void {
    const isDue = this.identityState === 'verified' && this.#host.clearAnonymousUserOnLogin;
    const session = isDue ? this.#identity.session : undefined;
    if (session && session !== this.#cleared) {
      void this.#keptAnonymousUsers().then((kept) => kept?.clearAnonymousUser(session.app));
    }
    this.#cleared = session;
  }

  async #loadSettings(session: UserSession): Promise<void> {
    this.isAvailable = true;
    this.#settings = undefined;
    try {
      this.#settings = await session.settings();
    } catch (error) {
      if (session.signal.aborted) return;
      this.isAvailable = false;
      this.#errors.reportFailure(error as ChatError);
    }
    this.#host.requestUpdate();
  }

  /** Runs also for a logged-in user, because it removes anonymous users that are over seven days old. */
  async #findAnonymousUser({app, signal}: UserSession, isAnonymous: boolean): Promise<void> {
    const isKnown = await (await this.#keptAnonymousUsers())?.findAnonymousUser(app);
    if (!isKnown || !isAnonymous || signal.aborted) return;
    this.#isReturning = true;
    this.#host.requestUpdate();
  }

  /** Loads the code for anonymous users when this browser or this page may have one. */
  async #keptAnonymousUsers(): Promise<typeof import('../../client/anonymous-session.js') | undefined> {
    if (!this.#conversation && !(await mayHaveAnonymousUser())) return undefined;
    return import('../../client/anonymous-session.js').catch(() => {
      this.#handleLoadFailed();
      return undefined;
    });
  }

  async #loadLanguage(): Promise<void> {
    const wish = (this.#languageWish = this.#host.language);
    this.#mustLoadLanguage = false;
    try {
      const {loadLanguage} = await import('../i18n/load-language.js');
      const language = await loadLanguage(wish);
      if (wish !== this.#languageWish) return;
      this.#language = language;
      this.#host.requestUpdate();
    } catch {
      this.#reportLoadFailed();
      if (wish !== this.#languageWish) return;
      // English until the next attempt.
      this.#language = undefined;
      this.#mustLoadLanguage = true;
      this.#host.requestUpdate();
    }
  }

  #handleLoadFailed(): void {
    if (this.#want === 2 && !this.#conversation) {
      this.hasFailed = true;
      this.#host.close();
    }
    this.#reportLoadFailed();
  }

  #reportLoadFailed(): void {
    this.#errors.report({error: 'PANEL_FAILED', reason: 'UNREACHABLE'});
  }
}
