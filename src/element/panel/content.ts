import {html, nothing, type TemplateResult} from 'lit/html.js';
import type {ChatState} from '../../client/chat-state.js';
import {endPauses} from '../../client/retry.js';
import {type ChatModel, isPanelShown} from '../chat-model.js';
import type {PanelStrings} from '../i18n/strings.js';
import {LatePart} from './late-part.js';
import {FORMS, type PartDescription} from './parts.js';
import {Patience} from './patience.js';

// A working service has answered by then.
const LOADING_PATIENCE_MS = 4000;
// A broken connection is usually back by then.
const CONNECTION_PATIENCE_MS = 3000;

/** An element in the place of the composer, and its code. */
interface Form extends Pick<PartDescription, 'isNeeded'> {
  readonly part: LatePart;
  readonly element: HTMLElement;
}

/** What the panel holds: the conversation, or what stands in its place while there is none. */
export class Content {
  readonly #onChange: () => void;
  readonly #onLoadFailed: () => void;
  readonly #loading;
  readonly #disconnected;
  /** What can stand in the place of the composer: elements, and their code. */
  readonly #forms = FORMS.map(({name, isNeeded, load}): Form => {
    const element = Object.assign(document.createElement(name), {className: 'field'});
    return {element, isNeeded, part: new LatePart(load, () => this.#handleLoaded())};
  });
  /** Draws who types, and whether an agent is there. Without its code nothing is drawn. */
  readonly #signs = new LatePart(() => import('./signs/index.js'));
  #hasSigns = false;
  /** The one that stands there now. */
  #form: Form | undefined;

  /**
   * @param onChange - Asks for a new drawing.
   * @param onLoadFailed - Called when the code of a part did not load.
   */
  constructor(onChange: () => void, onLoadFailed: () => void) {
    this.#onChange = onChange;
    this.#onLoadFailed = onLoadFailed;
    this.#loading = new Patience(LOADING_PATIENCE_MS, onChange);
    this.#disconnected = new Patience(CONNECTION_PATIENCE_MS, onChange);
  }

  /** Takes the model before `render`; `undefined` when the panel is taken off the page. */
  update(model: ChatModel | undefined): void {
    const chat = model?.chat;
    const isOpen = model !== undefined && isPanelShown(model);
    this.#loading.update(isOpen && chat?.phase !== 'failed' && !chat?.hasPage);
    this.#disconnected.update(isOpen && chat?.connection === 'offline');
    const hasSigns = !!(chat?.isThere || chat?.typing);
    // Once more when it did not load, and there is another sign.
    if (hasSigns && !this.#hasSigns) this.#signs.needAgain();
    this.#hasSigns = hasSigns;
    this.#form = model && this.#forms.find(({isNeeded}) => isNeeded(model));
    this.#form?.part.need();
  }

  #handleLoaded(): void {
    if (this.#form?.part.hasFailed) this.#onLoadFailed();
    this.#onChange();
  }

  #tryAgain(): void {
    this.#loading.update(false);
    this.#loading.update(true);
    endPauses();
    this.#onChange();
  }

  render(model: ChatModel, strings: PanelStrings): TemplateResult {
    const {identity, chat} = model;
    if (identity.status === 'unverified') return renderError(strings.unverifiedTitle, strings.unverifiedText);
    if (model.isRefused || chat?.phase === 'failed') return renderError(strings.failedTitle, strings.failedText);
    if (!chat?.hasPage) return this.#renderLoading(strings);
    return html`
      <hs-message-list exportparts="messages, message, message-user, message-agent"></hs-message-list>
      <hs-typing></hs-typing>
      ${this.#renderConnection(chat, strings)} ${this.#renderForm(strings)}
    `;
  }

  #renderForm(strings: PanelStrings): unknown {
    const {part, element} = this.#form ?? {};
    // The composer stays in the page, so that a form in its place does not cost the user a draft.
    return html`
      <hs-composer
        class="field"
        ?hidden=${!!part}
        exportparts="composer, input, send-button, attach-button"
      ></hs-composer>
      ${
        part?.hasFailed
          ? html`
              <p class="offline" role="alert">${strings.loadFailed}</p>
              <button class="retry" type="button" @click=${() => part.tryAgain()}>${strings.retry}</button>
            `
          : element
      }
    `;
  }

  /**
   * After some seconds shows that loading takes long, while the chat continues to try: the service may be down, slow or
   * busy.
   */
  #renderLoading(strings: PanelStrings): TemplateResult {
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
      ${
        isLong
          ? html`<button class="retry" type="button" @click=${() => this.#tryAgain()}>${strings.retry}</button>`
          : nothing
      }
    `;
  }

  #renderConnection({connection, isKept}: ChatState, strings: PanelStrings): TemplateResult {
    const isOffline = connection === 'offline' && !navigator.onLine;
    const text = isOffline ? strings.offline : this.#disconnected.isOver ? strings.reconnecting : '';
    return html`<span class="offline" role="status">${text}${text && !isKept ? ` ${strings.notKept}` : ''}</span>`;
  }
}

function renderError(title: string, text: string): TemplateResult {
  return html`
    <div part="error" class="error" role="alert">
      <h3>${title}</h3>
      <p>${text}</p>
    </div>
  `;
}
