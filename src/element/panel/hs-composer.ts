import {html, nothing, type TemplateResult} from 'lit/html.js';
import type {Chat} from '../../client/chat.js';
import {fillText} from '../../client/texts.js';
import type {Contact} from '../../protocol/wire.js';
import type {PanelStrings} from '../i18n/strings.js';
import {composerStyles} from './hs-composer.styles.js';
import {PanelElement} from './panel-element.js';
import {sharedStyles} from './shared.styles.js';
import {sendIcon} from './icons.js';
import {isComposing} from './is-composing.js';

/**
 * The text field for messages. Enter sends, Shift+Enter begins a new line. It has no `<form>`, because a sandboxed
 * frame may not submit one.
 */
export class HsComposer extends PanelElement {
  static override styles = [sharedStyles, composerStyles];
  static override properties = {
    text: {},
    chat: {},
    strings: {},
    contact: {},
  };

  static {
    this.defineProperties();
  }

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  declare private text: string;

  // Set by the panel, before the first update.
  declare chat: Chat | undefined;
  declare strings: PanelStrings;
  /** The user's answers to the Identity Bot. */
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
    // As high as its text, up to the max-height of its style.
    input.style.setProperty('height', 'auto');
    input.style.setProperty('height', `${input.scrollHeight}px`);
  }

  #handleInput(): void {
    this.#setText(this.#input?.value ?? '');
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    this.#send();
  }

  #handleClick(): void {
    this.#send();
    // Without text the button is disabled and cannot keep the focus.
    this.#input?.focus();
  }

  #send(): void {
    // Takes text that an input method or an extension wrote without an event.
    this.#handleInput();
    if (!this.#canSend()) return;
    this.chat?.send(this.text, this.contact);
    this.#setText('');
  }

  #canSend(): boolean {
    return this.chat !== undefined && this.text.trim() !== '' && this.#excess() <= 0;
  }

  /** The number of characters over the limit. */
  #excess(): number {
    return this.text.length - (this.chat?.textLimit ?? Infinity);
  }

  /** Puts a text into the field for the user to edit, unless the field has text already. */
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
      <div part="composer" class="composer">
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
          type="button"
          aria-label=${strings.send}
          ?disabled=${!this.#canSend()}
          @click=${this.#handleClick}
        >
          ${sendIcon}
        </button>
        <p id="excess" role="status">
          ${excess > 0 ? fillText(strings.tooLong, {count: excess}, strings.locale) : nothing}
        </p>
      </div>
    `;
  }
}
