import type {UserSession} from '../../client/user-session.js';
import type {ChatHost} from '../chat-host.js';
import {WidgetToggleEvent} from '../events.js';
import {adoptStyles} from '../styles/adopt-styles.js';
import {panelTokens} from '../styles/panel-tokens.js';
import type {HsPanel, PanelModel} from './hs-panel.js';
import {UnreadSpeech} from './unread-speech.js';

/** The parts of the panel that a page can style. */
const PARTS =
  'panel, header, close-button, messages, message, message-user, message-agent, composer, input, send-button, error';

/** Draws the panel in the element. Each session has a panel of its own, so no draft or text outlives its user. */
export class PanelController {
  isShown = false;
  readonly #host: ChatHost;
  readonly #onLoadFailed: () => void;
  readonly #speech: UnreadSpeech;
  #panel: HsPanel | undefined;
  #tokens: CSSStyleSheet | undefined;
  #session: UserSession | undefined;
  #focusRequests = 0;
  /** The focused element before the panel took the focus. */
  #opener: HTMLElement | null = null;

  /** @param onLoadFailed - Called when a late part of the panel did not load. */
  constructor(host: ChatHost, onLoadFailed: () => void) {
    this.#host = host;
    this.#onLoadFailed = onLoadFailed;
    this.#speech = new UnreadSpeech(host.shadowRoot);
  }

  /** Draws the panel of this session; removes it without a session. */
  draw(session: UserSession | undefined, model: PanelModel): void {
    this.#adoptTokens();
    const isOpen = model.isOpen && session !== undefined;
    const hadFocus = this.#panel !== undefined && this.#host.shadowRoot?.activeElement === this.#panel;
    const isNewUser = session !== this.#session;
    if (isNewUser) {
      this.#panel?.remove();
      this.#panel = undefined;
      this.#session = session;
    }
    if (isOpen) this.#panel ??= this.#create();
    if (this.#panel) this.#panel.model = model;
    this.#setShown(isOpen);
    this.#speech.draw(isOpen, model.chatState, model.language);
    // A user change while the panel has the focus: the new panel gets it.
    if (isOpen && (model.focusRequests !== this.#focusRequests || (hadFocus && isNewUser))) {
      this.#focusRequests = model.focusRequests;
      if (!hadFocus) this.#opener = this.#host.shadowRoot?.ownerDocument.activeElement as HTMLElement | null;
      this.#panel?.focus();
    }
    if (!isOpen && hadFocus) void this.#returnFocus();
  }

  /** Returns the focus to the launcher, or to the page's own button. */
  async #returnFocus(): Promise<void> {
    // While a modal panel is open, nothing behind it can take the focus.
    await this.#panel?.updateComplete;
    const launcher = this.#host.shadowRoot?.querySelector<HTMLElement>('button:not([hidden])');
    (launcher ?? this.#opener)?.focus();
  }

  /** Adopts the panel's tokens, also again after a move into another document. */
  #adoptTokens(): void {
    const {shadowRoot} = this.#host;
    if (!shadowRoot || shadowRoot.adoptedStyleSheets.some((sheet) => sheet === this.#tokens)) return;
    this.#tokens = adoptStyles(shadowRoot.host, [panelTokens]).adoptedStyleSheets.at(-1);
  }

  #create(): HsPanel {
    const panel = document.createElement('hs-panel') as HsPanel;
    panel.setAttribute('exportparts', PARTS);
    panel.addEventListener('close-panel', () => this.#host.close());
    panel.addEventListener('load-failed', this.#onLoadFailed);
    this.#host.shadowRoot?.prepend(panel);
    return panel;
  }

  #setShown(isShown: boolean): void {
    if (isShown === this.isShown) return;
    this.isShown = isShown;
    const event = new WidgetToggleEvent({visible: isShown});
    this.#host.dispatchEvent(event);
  }
}
