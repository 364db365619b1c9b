import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {Chat} from '../../client/chat.js';
import type {Contact} from '../../protocol/wire.js';
import type {Strings} from '../i18n/strings.js';
import {composerStyles} from './hs-composer.styles.js';
import {PanelElement} from './panel-element.js';
import {sharedStyles} from './shared.styles.js';
import {sendIcon} from './icons.js';

/** Where the user writes. Enter sends, Shift+Enter begins a new line. */
export class HsComposer extends PanelElement {
  static override styles = [sharedStyles, composerStyles];
  static override properties: PropertyDeclarations = {
    text: {state: true},
    chat: {attribute: false},
    strings: {attribute: false},
    contact: {attribute: false},
  };

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  declare private text: string;

  // Given by the panel, before the first update.
  declare chat: Chat | undefined;
  declare strings: Strings;
  /** What the user told the Identity Bot. */
  declare contact: Contact | undefined;

  constructor() {
    super();
    this.text = '';
  }

  #setText(text: string): void {
    this.text = text;
    const input = this.#input;
    if (!input) return;
    if (input.value !== text) input.value = text;
    // As high as its text, up to the style's max-height.
    input.style.setProperty('height', 'auto');
    input.style.setProperty('height', `${input.scrollHeight}px`);
  }

  #handleInput(): void {
    this.#setText(this.#input?.value ?? '');
  }

  #handleKeydown(event: KeyboardEvent): void {
    // While a word is being composed (Japanese, Chinese, …) Enter takes the word.
    // Safari says so with the key code alone: there the composition has ended before the key.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    event.preventDefault();
    this.#send();
  }

  // Not the form's submission: a frame that is sandboxed without `allow-forms` has none.
  #handleClick(event: Event): void {
    event.preventDefault();
    this.#send();
    this.#input?.focus();
  }

  #send(): void {
    if (!this.#canSend()) return;
    this.chat?.send(this.text, this.contact);
    this.#setText('');
  }

  #canSend(): boolean {
    return this.text.trim() !== '' && this.#excess() <= 0;
  }

  /** How many characters the text is over the limit. */
  #excess(): number {
    return this.text.length - (this.chat?.textLimit ?? Infinity);
  }

  /** Puts a text there for the user to edit, unless they have begun to write. */
  prefill(text: string): void {
    void this.updateComplete.then(() => this.text || this.#setText(text));
  }

  override focus(): void {
    void this.updateComplete.then(() => this.#input?.focus());
  }

  protected override render(): TemplateResult {
    const strings = this.strings;
    const excess = this.#excess();
    return html`
      <form part="composer">
        <textarea
          part="input"
          rows="1"
          autocomplete="off"
          dir=${this.text ? 'auto' : nothing}
          enterkeyhint="send"
          aria-label=${strings.inputLabel}
          aria-invalid=${excess > 0 ? 'true' : 'false'}
          aria-describedby="excess"
          placeholder=${strings.inputPlaceholder}
          @input=${this.#handleInput}
          @keydown=${this.#handleKeydown}
        ></textarea>
        <button
          part="send-button"
          type="submit"
          aria-label=${strings.send}
          ?disabled=${!this.#canSend()}
          @click=${this.#handleClick}
        >
          ${sendIcon}
        </button>
        <p id="excess" role="status">${excess > 0 ? strings.tooLong(excess) : nothing}</p>
      </form>
    `;
  }
}
