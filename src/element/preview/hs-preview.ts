import {html, nothing, type TemplateResult} from 'lit/html.js';
import type {ReadEntry} from '../../protocol/log.js';
import type {ChatModel} from '../chat-model.js';
import {previewEnglish} from '../i18n/preview-en.js';
import {closeIcon} from '../panel/icons.js';
import {PanelElement, titleOf} from '../panel/panel-element.js';
import {cornerStyles} from '../panel/corner.styles.js';
import {sharedStyles} from '../panel/shared.styles.js';
import {beginningOf} from './beginning-of.js';
import {previewStyles} from './hs-preview.styles.js';

/** A new message beside the launcher: who wrote it, and how it begins. It is no live region: `UnreadSpeech` tells of new messages. */
export class HsPreview extends PanelElement {
  static override styles = [sharedStyles, cornerStyles, previewStyles];
  onOpen = (): void => {};
  onClose = (): void => {};
  #model: ChatModel | undefined;
  #entry: ReadEntry | undefined;

  /** Without an entry it is hidden, and holds nothing of one. */
  draw(model: ChatModel, entry: ReadEntry | undefined): void {
    if (!entry && !this.#entry) return;
    this.#model = model;
    this.#entry = entry;
    this.hidden = !entry;
    this.requestUpdate();
  }

  /** Escape closes the preview and nothing else; what presses a button is kept from the page. */
  #handleKey(event: KeyboardEvent): void {
    const {key, type} = event;
    if (!['Enter', ' ', 'Escape'].includes(key)) return;
    event.stopPropagation();
    if (key !== 'Escape' || type !== 'keydown') return;
    // Otherwise the browser would also close a dialog of the page.
    event.preventDefault();
    // By the release of the key the focus is on the launcher.
    addEventListener('keyup', (release) => release.stopPropagation(), {capture: true, once: true});
    this.onClose();
  }

  protected override render(): TemplateResult | typeof nothing {
    const model = this.#model;
    const entry = this.#entry;
    if (!model || !entry) return nothing;
    const {language, page} = model;
    const strings = language?.strings ?? previewEnglish;
    const {author} = entry;
    return html`
      <div
        part="preview"
        role="group"
        aria-label=${strings.newMessage}
        lang=${language?.strings?.locale ?? 'en'}
        dir=${language?.direction ?? 'ltr'}
        class=${page.position ?? 'bottom-right'}
        @keydown=${this.#handleKey}
        @keypress=${this.#handleKey}
        @keyup=${this.#handleKey}
      >
        <button class="open" type="button" aria-haspopup="dialog" @click=${() => this.onOpen()}>
          <span class="name"><bdi>${author.kind === 'agent' ? author.name : titleOf(model)}</bdi></span>
          <span class="text" dir="auto">${beginningOf(entry)}</span>
        </button>
        <button class="close" type="button" aria-label=${strings.closePreview} @click=${() => this.onClose()}>
          ${closeIcon}
        </button>
      </div>
    `;
  }
}
