import {ContextProvider} from '@lit/context';
import {html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import type {Chat} from '../../client/chat.js';
import {type ChatState, openConversation} from '../../client/chat-state.js';
import type {Identity} from '../../client/identity-state.js';
import type {AppState} from '../controllers/app-controller.js';
import {chatContext, stringsContext} from '../contexts.js';
import {strings as english} from '../i18n/languages/en.js';
import type {Position} from '../position.js';
import type {Language} from '../i18n/load-language.js';
import {closeIcon} from './icons.js';
import type {HsComposer} from './hs-composer.js';
import {panelStyles} from './hs-panel.styles.js';
import {ViewportController} from './viewport-controller.js';

/** Everything that the panel draws. */
export interface PanelModel {
  readonly isOpen: boolean;
  readonly identity: Identity;
  readonly app: AppState;
  readonly chat: Chat | undefined;
  readonly chatState: ChatState | undefined;
  /** `undefined` for English. */
  readonly language: Language | undefined;
  readonly isFullScreen: boolean;
  readonly position: Position;
  readonly prefillText: string;
}

/** Text that a page puts into the input is cut here. Rule: `conversationPrefillText` of the Web Chat API. */
const PREFILL_LIMIT_CHARS = 1000;

/** The window of the chat. Draws one session; a new session gets a new panel. */
export class HsPanel extends LitElement {
  static override styles = panelStyles;

  readonly #viewport = new ViewportController(this);
  readonly #strings = new ContextProvider(this, {context: stringsContext, initialValue: english});
  readonly #chat = new ContextProvider(this, {context: chatContext});

  @query('hs-composer') private composer!: HsComposer | null;
  @query('section') private dialog!: HTMLElement | null;
  @query('button') private closeButton!: HTMLButtonElement | null;

  @state() private hasPrefilled = false;

  @property({attribute: false}) model: PanelModel | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#markSeen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#markSeen);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('model') || !this.model) return;
    const {chat, language, isOpen, isFullScreen} = this.model;
    this.#strings.setValue(language?.strings ?? english);
    this.#chat.setValue(chat);
    this.#viewport.isFilling = isFullScreen;
    this.hidden = !isOpen;
  }

  protected override updated(): void {
    this.#markSeen();
    this.#prefill();
  }

  readonly #markSeen = (): void => {
    const {isOpen, chat, chatState} = this.model ?? {};
    if (isOpen && chatState?.unreadCount && document.visibilityState === 'visible') chat?.markSeen();
  };

  #prefill(): void {
    const {chatState, prefillText} = this.model ?? {};
    if (this.hasPrefilled || !prefillText || !this.composer || !chatState || openConversation(chatState)) return;
    this.hasPrefilled = true;
    this.composer.prefill([...prefillText].slice(0, PREFILL_LIMIT_CHARS).join(''));
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      this.#close();
    } else if (event.key === 'Tab' && this.#viewport.isFull) {
      this.#keepFocus(event);
    }
  }

  /** In full screen the page behind cannot be seen, so the focus must not get lost there. */
  #keepFocus(event: KeyboardEvent): void {
    const first = this.closeButton;
    const isFirst = this.shadowRoot?.activeElement === first;
    if (event.shiftKey && isFirst && this.composer) {
      event.preventDefault();
      this.composer.focusLast();
    } else if (!event.shiftKey && (this.composer ? this.composer.isLastFocused : isFirst)) {
      event.preventDefault();
      first?.focus();
    }
  }

  #close(): void {
    this.dispatchEvent(new Event('close-panel', {bubbles: true}));
  }

  /** Puts the focus where the user will want it: into the input, or on the panel while there is none. */
  override focus(): void {
    void this.updateComplete.then(() => (this.composer ?? this.dialog)?.focus());
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.model) return nothing;
    const {language} = this.model;
    const strings = language?.strings ?? english;
    return html`
      <section
        part="panel"
        role="dialog"
        aria-modal=${this.#viewport.isFull ? 'true' : 'false'}
        aria-labelledby="title"
        tabindex="-1"
        lang=${language?.code ?? 'en'}
        dir=${language?.direction ?? 'ltr'}
        class=${this.#viewport.isFull ? 'full' : this.model.position}
        @keydown=${this.#handleKeydown}
      >
        <header part="header">
          <h2 id="title">${strings.title}</h2>
          <button part="close-button" type="button" aria-label=${strings.closeChat} @click=${this.#close}>
            ${closeIcon}
          </button>
        </header>
        ${this.#renderContent(this.model)}
      </section>
    `;
  }

  #renderContent({identity, app, chatState}: PanelModel): TemplateResult {
    const strings = this.model?.language?.strings ?? english;
    if (identity.status === 'unverified') return this.#renderError(strings.unverifiedTitle, strings.unverifiedText);
    if (app.status === 'unavailable' || chatState?.phase === 'failed') {
      return this.#renderError(strings.failedTitle, strings.failedText);
    }
    if (chatState?.phase !== 'ready') {
      return html`
        <div class="loading" role="status">
          <span class="visually-hidden">${strings.loading}</span>
          <i></i><i></i><i></i>
        </div>
        ${this.#renderOffline(chatState)}
      `;
    }
    return html`
      <hs-message-list
        exportparts="messages, message, message-user, message-agent"
        .chatState=${chatState}
        .greeting=${app.status === 'ready' ? app.settings.greeting : ''}
        .language=${this.model?.language?.code ?? 'en'}
      ></hs-message-list>
      ${this.#renderOffline(chatState)}
      <hs-composer exportparts="composer, input, send-button"></hs-composer>
    `;
  }

  #renderOffline(chatState: ChatState | undefined): TemplateResult {
    const strings = this.model?.language?.strings ?? english;
    return html`<p class="offline" role="status">
      ${chatState?.connection === 'offline' ? strings.offline : nothing}
    </p>`;
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
