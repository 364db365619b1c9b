import {html, nothing, type TemplateResult} from 'lit/html.js';
import type {Chat} from '../../client/chat.js';
import type {ChatState} from '../../client/chat-state.js';
import {endPauses} from '../../client/retry.js';
import type {Contact} from '../../protocol/wire.js';
import type {Questions} from './identity-bot/hs-contact-form.js';
import type {Identity} from '../../client/identity-state.js';
import {panelEnglish} from '../i18n/panel-en.js';
import type {Position} from '../position.js';
import type {PanelStrings} from '../i18n/strings.js';
import type {Language} from '../i18n/load-language.js';
import {closeIcon} from './icons.js';
import type {HsComposer} from './hs-composer.js';
import {panelStyles} from './hs-panel.styles.js';
import {LatePart} from './late-part.js';
import type {PageModalsController} from './page-modals/page-modals-controller.js';
import {type ChangedProperties, PanelElement} from './panel-element.js';
import {isComposing} from './is-composing.js';
import {Patience} from './patience.js';
import {sharedStyles} from './shared.styles.js';
import {ViewportController} from './viewport-controller.js';

/** Everything that the panel draws. */
export interface PanelModel {
  readonly isOpen: boolean;
  readonly identity: Identity;
  /** False when the service refuses this app. */
  readonly isAvailable: boolean;
  /** The app's own first line of an empty chat, or `""`. */
  readonly greeting: string;
  /** The questions of the Identity Bot before a conversation is created. */
  readonly questions: Questions;
  readonly chat: Chat | undefined;
  readonly chatState: ChatState | undefined;
  /** The next message continues a conversation. */
  readonly hasOpenConversation: boolean;
  /** `undefined` for English. */
  readonly language: Language | undefined;
  readonly isFullScreen: boolean;
  readonly position: Position;
  /** Grows with each request to focus the panel. */
  readonly focusRequests: number;
  /** Grows with each request to show the panel. */
  readonly openRequests: number;
  readonly prefillText: string;
}

/** The length at which a page's prefill text is cut. Rule: `conversationPrefillText` of the Web Chat API. */
const PREFILL_LIMIT_CHARS = 1000;

// A working service has answered by then.
const LOADING_PATIENCE_MS = 4000;
// A broken connection is usually back by then.
const CONNECTION_PATIENCE_MS = 3000;

/** The window of the chat. Draws one session; a new session gets a new panel. */
export class HsPanel extends PanelElement {
  static override styles = [sharedStyles, panelStyles];
  static override properties = {
    contact: {},
    model: {},
  };

  static {
    this.defineProperties();
  }

  readonly #viewport = new ViewportController(this);
  #pageModals: PageModalsController | undefined;
  readonly #pageModalsPart = new LatePart(
    async () => {
      const {PageModalsController} = await import('./page-modals/page-modals-controller.js');
      this.#pageModals = new PageModalsController(this);
      if (this.isConnected) this.#pageModals.connect();
    },
    () => this.model?.isOpen && this.#pageModals?.claim(),
  );
  readonly #identityBot = new LatePart(
    () => import('./identity-bot/index.js'),
    () => this.#handleLateChange(),
  );
  readonly #loading = new Patience(LOADING_PATIENCE_MS, () => this.requestUpdate());
  readonly #disconnected = new Patience(CONNECTION_PATIENCE_MS, () => this.requestUpdate());

  get #composer(): HsComposer | null {
    return this.renderRoot.querySelector('hs-composer');
  }

  /** The field in which the user types. */
  get #field(): HTMLElement | null {
    return this.renderRoot.querySelector('hs-composer, hs-contact-form');
  }

  get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  /** The window is drawn, perhaps without its content. */
  #hasFrame = false;
  #hasPrefilled = false;
  #isDialogShown = false;
  #openRequests = 0;
  #hadFocus = false;

  get #strings(): PanelStrings {
    return this.model?.language?.strings ?? panelEnglish;
  }

  declare model: PanelModel | undefined;
  /** The user's answers to the Identity Bot. */
  declare private contact: Contact | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#viewport.connect();
    this.#pageModals?.connect();
    document.addEventListener('visibilitychange', this.#markSeen);
    this.#pageModalsPart.need();
  }

  disconnectedCallback(): void {
    this.#viewport.disconnect();
    this.#pageModals?.disconnect();
    document.removeEventListener('visibilitychange', this.#markSeen);
    this.#loading.update(false);
    this.#disconnected.update(false);
  }

  protected override willUpdate(changed: ChangedProperties): void {
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    if (!changed.has('model') || !this.model) return;
    const {isOpen, chatState, isFullScreen} = this.model;
    this.#viewport.isFilling = isFullScreen;
    this.#loading.update(isOpen && chatState?.phase !== 'failed' && !chatState?.hasPage);
    this.#disconnected.update(isOpen && chatState?.connection === 'offline');
    if (this.#mustAsk) this.#identityBot.need();
  }

  protected override updated(): void {
    // Draws the content in a task of its own, so that the page stays responsive.
    if (!this.#hasFrame) setTimeout(() => this.requestUpdate());
    this.#hasFrame = true;
    this.#showDialog();
    this.#markSeen();
    this.#prefill();
    // The focused element was removed: the focus must not fall to the page.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.dialog?.focus();
    // While loading, the panel itself holds the focus; afterwards the field gets it.
    if (this.shadowRoot?.activeElement === this.dialog) this.#field?.focus();
  }

  readonly #markSeen = (): void => {
    const {isOpen, chat, chatState} = this.model ?? {};
    const isShown = isOpen && chatState?.hasPage && document.visibilityState === 'visible';
    if (isShown && chatState.unreadCount) chat?.markSeen();
  };

  #prefill(): void {
    const {hasOpenConversation, prefillText} = this.model ?? {};
    if (this.#hasPrefilled || !prefillText || !this.#composer || hasOpenConversation) return;
    this.#hasPrefilled = true;
    this.#composer.prefill([...prefillText].slice(0, PREFILL_LIMIT_CHARS).join(''));
  }

  /**
   * Keeps typed keys from the page, because many pages have shortcuts of one letter. Capturing listeners still get
   * them.
   */
  #handleKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.type !== 'keydown' || event.key !== 'Escape' || isComposing(event)) return;
    // Otherwise the browser would also close a dialog of the page.
    event.preventDefault();
    this.#close();
  }

  /** Handles also the browser's own ways to close a modal dialog, for example the back gesture of a phone. */
  #handleClose(): void {
    if (this.model?.isOpen && !this.dialog?.open) this.#close();
  }

  /**
   * Shows or hides the dialog. A panel that fills the window is modal: it hides the page, so the page must not take the
   * focus.
   */
  #showDialog(): void {
    const {dialog} = this;
    // A page's handler may have removed the element: a dialog outside of a document cannot be modal.
    if (!dialog?.isConnected || !this.model) return;
    const {isOpen, openRequests} = this.model;
    const pageModals = this.#pageModals;
    if (!isOpen) pageModals?.giveWay();
    else if (!this.#isDialogShown || openRequests !== this.#openRequests) pageModals?.claim();
    this.#openRequests = openRequests;
    const isModal = this.#viewport.isFull || pageModals?.isAbove === true;
    const focused = this.shadowRoot?.activeElement as HTMLElement | null;
    const isShownAgain = dialog.open && isOpen;
    if (dialog.open && (!isOpen || dialog.matches(':modal') !== isModal || pageModals?.mustRaise)) {
      dialog.close();
      this.#isDialogShown = false;
    }
    this.#isDialogShown &&= isOpen;
    // Shown before but not open: the browser has closed it, and its close event follows.
    if (!isOpen || dialog.open || this.#isDialogShown) return;
    this.#isDialogShown = true;
    if (pageModals) pageModals.mustRaise = false;
    dialog.style.setProperty('animation', isShownAgain ? 'none' : '');
    // Not `show()`: it would take the focus from the page.
    if (isModal) dialog.showModal();
    else dialog.open = true;
    // A modal dialog would focus its first button, and a change between modal and non-modal would lose the user's
    // place.
    (focused ?? (isModal ? dialog : undefined))?.focus();
  }

  #close(): void {
    this.dispatchEvent(new Event('close-panel', {bubbles: true}));
  }

  /** Focuses the field, or the panel while there is no field. */
  override focus(): void {
    void this.updateComplete.then(() => (this.#field ?? this.dialog)?.focus());
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.model) return nothing;
    const {language, position} = this.model;
    const strings = this.#strings;
    const isFull = this.#viewport.isFull;
    return html`
      <dialog
        part="panel"
        aria-labelledby="title"
        tabindex="-1"
        lang=${language?.code ?? 'en'}
        dir=${language?.direction ?? 'ltr'}
        class=${isFull ? 'full' : position}
        @keydown=${this.#handleKey}
        @keypress=${this.#handleKey}
        @keyup=${this.#handleKey}
        @close=${this.#handleClose}
      >
        <div part="header" class="header">
          <h2 id="title">${strings.title}</h2>
          <button part="close-button" type="button" aria-label=${strings.closeChat} @click=${this.#close}>
            ${closeIcon}
          </button>
        </div>
        ${this.#hasFrame ? this.#renderContent(this.model) : nothing}
      </dialog>
    `;
  }

  #renderContent(model: PanelModel): TemplateResult {
    const {identity, isAvailable, greeting, chat, chatState} = model;
    const strings = this.#strings;
    if (identity.status === 'unverified') return this.#renderError(strings.unverifiedTitle, strings.unverifiedText);
    if (!isAvailable || chatState?.phase === 'failed') {
      return this.#renderError(strings.failedTitle, strings.failedText);
    }
    if (!chatState?.hasPage) return this.#renderLoading();
    return html`
      <hs-message-list
        exportparts="messages, message, message-user, message-agent"
        .strings=${strings}
        .chat=${chat}
        .chatState=${chatState}
        .greeting=${greeting}
        .language=${this.model?.language?.code ?? 'en'}
      ></hs-message-list>
      ${this.#renderOffline(chatState)} ${this.#renderForm(model)}
    `;
  }

  /** The Identity Bot asks before a conversation is created. */
  get #mustAsk(): boolean {
    if (!this.model || this.contact) return false;
    const {questions, hasOpenConversation} = this.model;
    return !hasOpenConversation && (questions.name || questions.email);
  }

  #renderForm({chat, questions, language}: PanelModel): TemplateResult {
    if (this.#mustAsk) {
      if (this.#identityBot.hasFailed) return this.#renderNotLoaded(this.#identityBot);
      return html`<hs-contact-form
        .strings=${language?.strings}
        .questions=${questions}
        .onAnswer=${(contact: Contact) => this.#handleContact(contact)}
      ></hs-contact-form>`;
    }
    return html`<hs-composer
      exportparts="composer, input, send-button"
      .strings=${this.#strings}
      .chat=${chat}
      .contact=${this.contact}
    ></hs-composer>`;
  }

  /** Shown when the code of a part did not load. */
  #renderNotLoaded(part: LatePart): TemplateResult {
    const strings = this.#strings;
    return html`
      <p class="offline" role="alert">${strings.loadFailed}</p>
      <button class="retry" type="button" @click=${() => part.tryAgain()}>${strings.retry}</button>
    `;
  }

  #handleLateChange(): void {
    if (this.#identityBot.hasFailed) this.dispatchEvent(new Event('load-failed'));
    this.requestUpdate();
  }

  #handleContact(contact: Contact): void {
    this.contact = contact;
    // The focused form is removed; the next field gets the focus.
    this.focus();
  }

  /**
   * After some seconds shows that loading takes long, while the chat continues to try: the service may be down, slow or
   * busy.
   */
  #renderLoading(): TemplateResult {
    const strings = this.#strings;
    const isLong = this.#loading.isOver;
    return html`
      <div class="loading ${isLong ? 'error' : ''}" role="status">
        ${
          isLong
            ? html`<h3>${strings.slowTitle}</h3>
                <p>${navigator.onLine ? strings.slowText : strings.offline}</p>`
            : html`<span class="visually-hidden">${strings.loading}</span> <i></i><i></i><i></i>`
        }
      </div>
      ${isLong ? html`<button class="retry" type="button" @click=${this.#tryAgain}>${strings.retry}</button>` : nothing}
    `;
  }

  #tryAgain(): void {
    this.#loading.update(false);
    this.#loading.update(true);
    endPauses();
    this.requestUpdate();
  }

  #renderOffline(chatState: ChatState | undefined): TemplateResult {
    const strings = this.#strings;
    const isOffline = chatState?.connection === 'offline' && !navigator.onLine;
    const text = isOffline ? strings.offline : this.#disconnected.isOver ? strings.reconnecting : nothing;
    return html`<span class="offline" role="status">${text}</span>`;
  }

  #renderError(title: string, text: string): TemplateResult {
    return html`
      <div part="error" class="error" role="alert">
        <h3>${title}</h3>
        <p>${text}</p>
      </div>
    `;
  }
}
