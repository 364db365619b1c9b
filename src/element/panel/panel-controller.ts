import {type ChatModel, isPanelShown, type ModelStore, type Opening} from '../chat-model.js';
import type {ChatHost} from '../chat-host.js';
import type {ChatActions} from '../contexts.js';
import type {RuntimeErrors} from '../runtime-errors.js';
import {adoptStyles} from '../styles/adopt-styles.js';
import {panelTokens} from '../styles/panel-tokens.js';
import type {HsPanel} from './hs-panel.js';
import {UnreadSpeech} from './unread-speech.js';

/** The parts of the panel that a page can style. */
const PARTS =
  'panel, header, close-button, messages, message, message-user, message-agent, composer, input, send-button, attach-button, error';

/** Draws the panel in the element. Each user has a panel of their own, so no draft or text outlives its user. */
export class PanelController {
  readonly #host: ChatHost;
  readonly #store: ModelStore;
  readonly #errors: RuntimeErrors;
  readonly #speech: UnreadSpeech;
  #panel: HsPanel | undefined;
  #tokens: CSSStyleSheet | undefined;
  #user = 0;
  #opening: Opening | undefined;
  /** The focused element before the panel took the focus. */
  #opener: HTMLElement | null = null;

  constructor(host: ChatHost, store: ModelStore, errors: RuntimeErrors) {
    this.#host = host;
    this.#store = store;
    this.#errors = errors;
    this.#speech = new UnreadSpeech(host.shadowRoot);
  }

  /** Draws the panel of the model's user; removes it without a claim. */
  draw(model: ChatModel, actions: ChatActions | undefined): void {
    this.#adoptTokens();
    const isOpen = isPanelShown(model);
    const hadFocus = this.#panel !== undefined && this.#host.shadowRoot?.activeElement === this.#panel;
    const user = model.claim ? model.user : 0;
    const isNewUser = user !== this.#user;
    if (isNewUser) {
      this.#panel?.remove();
      this.#panel = undefined;
      this.#user = user;
    }
    if (isOpen) this.#panel ??= this.#create();
    this.#panel?.draw(model, actions);
    this.#speech.draw(model);
    // A user change while the panel has the focus: the new panel gets it.
    const takesFocus = model.opening !== this.#opening && model.opening?.takesFocus;
    if (isOpen) this.#opening = model.opening;
    if (isOpen && (takesFocus || (hadFocus && isNewUser))) {
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
    panel.addEventListener('close-panel', () => this.#store.change({opening: undefined}));
    panel.addEventListener('load-failed', () => this.#errors.reportLoadFailed());
    this.#host.shadowRoot?.prepend(panel);
    return panel;
  }
}
