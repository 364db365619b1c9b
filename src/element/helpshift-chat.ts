import {unsafeCSS} from '@lit/reactive-element/css-tag.js';
import type {Identity} from '../client/identity-state.js';
import {COLOUR_PATTERN} from '../protocol/colour.js';
import {FOLLOW_UP_FRAGMENT} from '../protocol/follow-up.js';
import {AttributeElement, type PropertyDeclarations} from './attribute-element.js';
import {readClaim} from './claim.js';
import {ModelStore, type PageProperties, unreadCount} from './chat-model.js';
import type {ChatController} from './controllers/chat-controller.js';
import {IdleVisitor} from './idle-visitor.js';
import {Launcher} from './launcher.js';
import type {Position} from './position.js';
import {RuntimeErrors} from './runtime-errors.js';
import {adoptStyles} from './styles/adopt-styles.js';
import {wasOpen} from './was-open.js';
import {launcherTokens} from './styles/launcher-tokens.js';
import {launcherStyles} from './styles/launcher.styles.js';
import {registerAccent} from './styles/register-accent.js';
import {whenIdle} from './when-idle.js';

const STYLES = [launcherTokens, launcherStyles];

// Attributes of HTML and of frameworks, which look like none of this element's.
const OTHER_ATTRIBUTE = /^(?:class|id|style|data-|aria-|on|v-|h?x-|_?ng)|[^\w-]/;

/**
 * A support chat: a button in a corner of the page, and the conversation behind it. It knows who the user is, has it
 * proved by the site's own server, and never shows one user another user's conversation.
 *
 * @summary A support chat for any page.
 * @tag helpshift-chat
 *
 * @fires {UserAuthFailureEvent} userauthfailure - A logged-in user could not be verified. Once for each refused claim.
 * @fires {WidgetToggleEvent} widgettoggle - The window was opened or closed, by the user or by the page.
 * @fires {ConversationStartEvent} conversationstart - The service has stored the first message of a conversation.
 * @fires {MessageAddEvent} messageadd - The service has stored a message that the user wrote on this page.
 * @fires {AgentMessageReceivedEvent} agentmessagereceived - The user has seen a message of an agent on this page.
 * @fires {ConversationChangeEvent} conversationresolved - An agent has resolved the conversation.
 * @fires {ConversationChangeEvent} conversationrejected - An agent has rejected the conversation.
 * @fires {ConversationChangeEvent} conversationreopened - A resolved conversation goes on.
 * @fires {ConversationChangeEvent} conversationend - The conversation is over for good.
 * @fires {CsatSubmitEvent} csatsubmit - The service has stored the user's rating.
 * @fires {ChatEndEvent} chatend - The user has closed a finished conversation with its Close button.
 * @fires {UserClickOnActionEvent} userclickonaction - The user has chosen an action of a card.
 * @fires {UserChangedEvent} userchanged - The page was opened from a follow-up link, and its user is not the one who began that conversation.
 * @fires {NewUnreadMessagesEvent} newunreadmessages - The number of unread messages has changed.
 * @fires {WebChatRuntimeErrorEvent} webchatruntimeerror - Something is wrong that the page or its developer can correct, or messages were not sent before log-out.
 *
 * @csspart launcher - The button that opens the chat.
 * @csspart badge - The number of unread messages on the launcher.
 * @csspart preview - A new message beside the launcher, while the panel is closed.
 * @csspart panel - The window of the chat.
 * @csspart header - The upper part of the panel.
 * @csspart close-button - The button in the header.
 * @csspart messages - The box that holds the messages.
 * @csspart message - One message.
 * @csspart message-user - One message of the user.
 * @csspart message-agent - One message of an agent.
 * @csspart composer - The box where the user writes.
 * @csspart input - The text field.
 * @csspart send-button - The button that sends.
 * @csspart attach-button - The button that chooses files to send.
 * @csspart error - What is shown in place of the messages when the chat cannot be used.
 *
 * @cssproperty [--helpshift-chat-accent] - Launcher, the user's messages, focus rings. Any colour can be read; transparency is ignored, `currentcolor` too.
 * @cssproperty [--helpshift-chat-on-accent] - Text and icons on the accent colour: black or white by default, what can be read on it.
 * @cssproperty [--helpshift-chat-offset-x=20px] - Distance from the left or right side of the window.
 * @cssproperty [--helpshift-chat-offset-y=20px] - Distance from the upper or lower side of the window.
 * @cssproperty [--helpshift-chat-z-index=2147483000] - Its place above the page.
 * @cssproperty [--helpshift-chat-font=system-ui, sans-serif] - The font family.
 * @cssproperty [--helpshift-chat-radius=16px] - The corners of the panel and the messages.
 * @cssproperty [--helpshift-chat-panel-width=400px] - The width of the panel, where there is room.
 * @cssproperty [--helpshift-chat-panel-height=680px] - The height of the panel, where there is room.
 * @cssproperty [--helpshift-chat-surface] - The background of the panel.
 * @cssproperty [--helpshift-chat-surface-agent] - The background of an agent's messages and of the text field.
 * @cssproperty [--helpshift-chat-text] - The colour of text.
 * @cssproperty [--helpshift-chat-text-muted] - The colour of text that matters less.
 * @cssproperty [--helpshift-chat-border] - The colour of lines.
 * @cssproperty [--helpshift-chat-danger] - The colour of errors.
 */
export class HelpshiftChat extends AttributeElement implements PageProperties {
  static override properties: PropertyDeclarations = {
    platformId: {},
    domain: {},
    serviceUrl: {},
    userId: {},
    userEmail: {},
    userName: {},
    userAuthToken: {},
    clearAnonymousUserOnLogin: {type: 'switch'},
    fullPrivacy: {type: 'switch'},
    language: {type: 'text'},
    position: {type: 'text', reflect: true},
    hideLauncher: {type: 'switch'},
    fullScreen: {type: 'switch'},
    noKeepOpen: {type: 'switch'},
    conversationPrefillText: {type: 'text'},
    initialUserMessage: {type: 'text'},
    subsequentIssuesInSameSessionConfig: {},
    initiateChatOnLoad: {type: 'switch'},
    customIssueFields: {},
    tags: {},
  };

  static {
    this.defineProperties();
  }

  /** The app. Required. */
  declare platformId: string | null | undefined;

  /** The account that the app belongs to. Required. */
  declare domain: string | null | undefined;

  /**
   * Where the service is: a whole `https:` or `http:` address, without user, password or redirect. Not needed with the
   * service's own script.
   *
   * The address may have a path. Where it is not that of the script's own service, nothing of a user is sent there before
   * it has answered as a service.
   */
  declare serviceUrl: string | null | undefined;

  /**
   * Identifies a logged-in user, compared exactly. At most 750 characters, no white space at either end, no control
   * character.
   *
   * A value that breaks a rule makes the user anonymous.
   */
  declare userId: string | null | undefined;

  /**
   * Identifies a logged-in user by a valid e-mail address, compared without case.
   *
   * White space at either end, or an address that is not valid, makes the user anonymous.
   */
  declare userEmail: string | null | undefined;

  /** What agents should call the user. Cut at 255 characters. */
  declare userName: string | null | undefined;

  /** Proves who the user is. The site's own server makes it from the identifiers and a secret key of the app. */
  declare userAuthToken: string | null | undefined;

  /**
   * Whenever somebody is logged in and accepted, this browser's anonymous user is gone for good. Without it, they come
   * back after log-out.
   */
  declare clearAnonymousUserOnLogin: boolean;

  /** E-mail address and name are neither sent nor asked for. The token is made from `userId` alone. */
  declare fullPrivacy: boolean;

  /**
   * The language of the chat; `browserDefault` follows the browser.
   *
   * A language that does not exist here becomes English, and `de-AT` falls back to `de`.
   *
   * @default 'en'
   */
  declare language: string | null | undefined;

  /**
   * The corner of the window.
   *
   * @default 'bottom-right'
   */
  declare position: Position | null | undefined;

  /** The page has a button of its own that calls `open()` and `close()`. */
  declare hideLauncher: boolean;

  /** The panel fills the window, as it always does in small ones (under 480 px wide or 420 px high). */
  declare fullScreen: boolean;

  /**
   * The panel is closed on each new page. Without it, a panel that is open when the user goes to another page of the site is open there, too,
   * unless it fills the window.
   */
  declare noKeepOpen: boolean;

  /** Text that is put into the input for the user to edit, when no conversation is open. Cut at 1,000 characters. */
  declare conversationPrefillText: string | null | undefined;

  /**
   * Sent as the user's first message when a conversation can begin: when the window is opened without an ongoing one, or the last one is
   * closed. Cut at 10,000 characters.
   */
  declare initialUserMessage: string | null | undefined;

  /**
   * What replaces `initialUserMessage` in the later conversations of this page: `{initialUserMessage: string}`, where `''` stands for none.
   * The attribute takes it as JSON.
   */
  declare subsequentIssuesInSameSessionConfig: {readonly initialUserMessage?: string} | string | null | undefined;

  /** When a conversation is resolved the next one begins without a click: the user is neither asked about the resolution nor for a rating. */
  declare initiateChatOnLoad: boolean;

  /**
   * What agents should know of the user's next conversation: `{key: {type, value}}`, at most 100 fields and 200,000 characters. The
   * attribute takes it as JSON.
   *
   * Types: `singleline`, `dropdown` (a text of at most 255 characters), `multiline` (100,000), `number` (a text such as `"10.5"`), `date`
   * (milliseconds since 1970), `checkbox` (true or false). A key has at most 255 characters. What is invalid or too much is left out and
   * reported.
   */
  declare customIssueFields: Readonly<Record<string, unknown>> | string | null | undefined;

  /** Tags for the user's next conversation, at most 300. Those that the app does not have are left out. The attribute takes a JSON list. */
  declare tags: readonly string[] | string | null | undefined;

  readonly #errors = new RuntimeErrors(this);
  readonly #store = new ModelStore(() => this.requestUpdate());
  /** Properties have changed since the model got them. */
  #hasChanged = false;
  /** Made at the first draw, because an element on a server has no document. */
  #launcher: Launcher | undefined;
  /** Loads when it is needed: at once for a logged-in user, because the launcher waits for the service's answer. */
  #chat: ChatController | undefined;
  /** Loads when the page is idle. */
  #visitor: IdleVisitor | undefined;
  #isAwaitingIdle = false;
  /** The app's colour, or `''`. */
  #accent = '';
  /** The newest of the styles that give the accent colour. */
  #accentStyle = launcherTokens;

  /** Whether the service has accepted the user. Only the service can say `verified`. */
  get identityState(): Identity['status'] {
    return this.#store.model.identity.status;
  }

  /** Messages from agents that the user has not read; 0 until the conversation has been read. */
  get unreadCount(): number {
    return unreadCount(this.#store.model);
  }

  override connectedCallback(): void {
    // A server that renders the tag has no document.
    if (!globalThis.document) return;
    if (!this.#launcher) {
      registerAccent();
      this.#launcher = new Launcher(() => (this.#store.model.opening ? this.close() : this.#open(true)));
      adoptStyles(this, STYLES).append(this.#launcher.button);
      // Now, because a router of the page may change the address.
      const followUp = location.hash.split(FOLLOW_UP_FRAGMENT)[1];
      if (followUp) this.#store.change({followUp, opening: {takesFocus: false}});
      else this.#store.change({wasOpen: wasOpen()});
    }
    this.#hasChanged = true;
    super.connectedCallback();
    if ('part' in this) whenIdle(() => void this.#findMisspelt());
  }

  disconnectedCallback(): void {
    // A moved element is connected again before this runs.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#hasChanged = true;
      this.update();
    });
  }

  /** A move into another document, for example a frame's, removes the element's styles. */
  adoptedCallback(): void {
    if (this.shadowRoot) adoptStyles(this, [...STYLES, this.#accentStyle]);
  }

  /** Opens the window, with or without a launcher. For a user who could not be verified it shows why. */
  open(): void {
    // `open()` without a user's action must not take the focus.
    this.#open(globalThis.navigator?.userActivation?.isActive);
  }

  /** Closes the window. */
  close(): void {
    this.#store.change({opening: undefined});
  }

  /** Hides launcher and window. */
  hide(): void {
    this.#store.change({isHidden: true});
  }

  /** Brings back what `hide()` hid; an open window comes back open. */
  show(): void {
    this.#store.change({isHidden: false});
  }

  /**
   * Logs the user out, also in this browser's other tabs: clears identifiers, name and token, and ends the session.
   *
   * The user is anonymous afterwards. The service stores what waits to be sent; `webchatruntimeerror`
   * (`MESSAGES_NOT_SENT`) counts what it does not get. Removing the attributes does the same in this element only.
   */
  logout(): void {
    this.#chat?.logOut();
    for (const name of ['user-id', 'user-email', 'user-name', 'user-auth-token']) this.removeAttribute(name);
    this.userId = this.userEmail = this.userName = this.userAuthToken = undefined;
  }

  protected override propertyChanged(): void {
    this.#hasChanged = true;
  }

  protected override update(): void {
    const hasChanged = this.#hasChanged;
    if (hasChanged) this.#readProperties();
    this.#updateChat(hasChanged);
    const {model} = this.#store;
    if (model.settings) this.#adoptAccent(model.settings.accent);
    this.#launcher?.draw(model, this.#chat?.unreadText);
    this.#chat?.announce();
  }

  /** Takes the app's colour, which the page's own replaces: a rule of the page wins over one of `:host`. */
  #adoptAccent(accent: unknown): void {
    const colour = typeof accent === 'string' && COLOUR_PATTERN.test(accent) ? accent : '';
    if (colour === this.#accent) return;
    this.#accent = colour;
    this.#accentStyle = colour ? unsafeCSS(`:host{--helpshift-chat-accent:${colour}}`) : launcherTokens;
    adoptStyles(this, [this.#accentStyle]);
  }

  /** Reports attributes such as `userid`. What compares the names loads only when there is one that may be misspelt. */
  async #findMisspelt(): Promise<void> {
    const known = HelpshiftChat.observedAttributes;
    const names = this.getAttributeNames().filter((name) => !known.includes(name) && !OTHER_ATTRIBUTE.test(name));
    if (!names.length) return;
    const late = await import('./misspelt-attributes.js').catch(() => {}); // The network is lost; it is only advice.
    late?.reportMisspelt(names, known, this.#errors);
  }

  #open(isWanted = false): void {
    const {opening, code} = this.#store.model;
    // While the code loads, the user's own request waits: the page's next one must not replace it.
    const takesFocus = isWanted || (code !== 'ready' && !!opening?.takesFocus);
    this.#store.change({opening: {takesFocus}});
  }

  #readProperties(): void {
    this.#hasChanged = false;
    const names = Object.keys(HelpshiftChat.properties) as (keyof this)[];
    const page: PageProperties = Object.freeze(Object.fromEntries(names.map((name) => [name, this[name]])));
    const claim = this.isConnected ? readClaim(page, this.#errors) : undefined;
    const isLoggedIn = claim?.identification.claim.kind === 'logged-in';
    this.#store.change({
      claim,
      page,
      // Until the code that asks the service has loaded.
      ...(!this.#chat && {identity: isLoggedIn ? {status: 'verifying', attempt: 0} : {status: 'anonymous'}}),
    });
  }

  /** @param hasChanged - Properties have changed. Without it, code that did not load is not loaded again. */
  #updateChat(hasChanged: boolean): void {
    // In jsdom and happy-dom, without layout, the element draws only the launcher and sends no request.
    if (!('part' in this)) return;
    const {claim, opening, identity, wasOpen} = this.#store.model;
    if (this.#chat) this.#chat.update();
    else if (claim && (opening || (hasChanged && (wasOpen || identity.status !== 'anonymous')))) void this.#loadChat();
    else if (this.#visitor) this.#visitor.update(claim, this.language);
    else if (claim && identity.status === 'anonymous') this.#awaitIdle();
  }

  #awaitIdle(): void {
    if (this.#isAwaitingIdle) return;
    this.#isAwaitingIdle = true;
    whenIdle(() => {
      this.#isAwaitingIdle = false;
      const {claim, code} = this.#store.model;
      if (this.#chat || code === 'loading' || !claim) return;
      this.#visitor = new IdleVisitor(
        () => void this.#loadChat(),
        (accent) => this.#adoptAccent(accent),
      );
      this.#visitor.update(claim, this.language);
    });
  }

  async #loadChat(): Promise<void> {
    const store = this.#store;
    if (store.model.code === 'loading') return;
    store.change({code: 'loading'});
    try {
      const {ChatController} = await import('./controllers/chat-controller.js');
      this.#chat = new ChatController(this, store, this.#errors, () => this.requestUpdate());
      this.#visitor?.update(undefined);
      store.change({code: 'absent'});
    } catch {
      store.change({code: store.model.opening ? 'failed' : 'absent', opening: undefined});
      // Last: a page that hears it may call `open()` again.
      this.#errors.reportLoadFailed();
    }
  }
}
