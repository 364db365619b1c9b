import type {UserSession} from '../../client/user-session.js';
import type {ChatHost} from '../chat-host.js';
import {WidgetToggleEvent} from '../events.js';
import {adoptStyles} from '../styles/adopt-styles.js';
import {panelTokens} from '../styles/panel-tokens.js';
import type {HsPanel, PanelModel} from './hs-panel.js';
import {UnreadSpeech} from './unread-speech.js';

/** What a page can style of the panel. */
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
  /** What had the focus before the panel took it. */
  #opener: HTMLElement | null = null;

  /** @param onLoadFailed - A late part of the panel did not load. */
  constructor(host: ChatHost, onLoadFailed: () => void) {
    this.#host = host;
    this.#onLoadFailed = onLoadFailed;
    this.#speech = new UnreadSpeech(host.shadowRoot);
  }

  /** Draws the panel of this session. Without a session there is none. */
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
    // Who was writing when the user changed goes on in the new user's panel.
    if (isOpen && (model.focusRequests !== this.#focusRequests || (hadFocus && isNewUser))) {
      this.#focusRequests = model.focusRequests;
      if (!hadFocus) this.#opener = this.#host.shadowRoot?.ownerDocument.activeElement as HTMLElement | null;
      this.#panel?.focus();
    }
    if (!isOpen && hadFocus) void this.#returnFocus();
  }

  /** To the launcher; where the page has a button of its own, to that. */
  async #returnFocus(): Promise<void> {
    // Behind a modal panel that is still there, nothing can take the focus.
    await this.#panel?.updateComplete;
    const launcher = this.#host.shadowRoot?.querySelector<HTMLElement>('button:not([hidden])');
    (launcher ?? this.#opener)?.focus();
  }

  /** Also when the element was moved into another document, which takes them away. */
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
