import {ContextConsumer} from '@lit/context';
import {html, LitElement, nothing, type TemplateResult} from 'lit';
import {query, state} from 'lit/decorators.js';
import {MESSAGE_TEXT_LIMIT_CHARS} from '../../protocol/limits.js';
import {chatContext, stringsContext} from '../contexts.js';
import {strings as english} from '../i18n/languages/en.js';
import {composerStyles} from './hs-composer.styles.js';
import {sendIcon} from './icons.js';

/** Where the user writes. Enter sends, Shift+Enter begins a new line. */
export class HsComposer extends LitElement {
  static override styles = composerStyles;

  readonly #strings = new ContextConsumer(this, {context: stringsContext, subscribe: true});
  readonly #chat = new ContextConsumer(this, {context: chatContext, subscribe: true});

  @query('textarea') private input!: HTMLTextAreaElement | null;
  @query('button') private sendButton!: HTMLButtonElement | null;

  @state() private text = '';

  #setText(text: string): void {
    this.text = text;
    const {input} = this;
    if (!input) return;
    if (input.value !== text) input.value = text;
    // As high as its text, up to the style's max-height.
    input.style.setProperty('height', 'auto');
    input.style.setProperty('height', `${input.scrollHeight}px`);
  }

  #handleInput(): void {
    this.#setText(this.input?.value ?? '');
  }

  #handleKeydown(event: KeyboardEvent): void {
    // While a word is being composed (Japanese, Chinese, …) Enter takes the word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  }

  #handleSubmit(event: Event): void {
    event.preventDefault();
    this.#send();
    this.input?.focus();
  }

  #send(): void {
    if (!this.#canSend()) return;
    this.#chat.value?.send(this.text);
    this.#setText('');
  }

  #canSend(): boolean {
    return this.text.trim() !== '' && this.text.length <= MESSAGE_TEXT_LIMIT_CHARS;
  }

  /** Whether the last thing that takes the focus has it. */
  get isLastFocused(): boolean {
    return this.shadowRoot?.activeElement === (this.#canSend() ? this.sendButton : this.input);
  }

  focusLast(): void {
    (this.#canSend() ? this.sendButton : this.input)?.focus();
  }

  /** Puts a text there for the user to edit, unless they have begun to write. */
  prefill(text: string): void {
    void this.updateComplete.then(() => this.text || this.#setText(text));
  }

  override focus(): void {
    void this.updateComplete.then(() => this.input?.focus());
  }

  protected override render(): TemplateResult {
    const strings = this.#strings.value ?? english;
    const excess = this.text.length - MESSAGE_TEXT_LIMIT_CHARS;
    return html`
      <form part="composer" @submit=${this.#handleSubmit}>
        <textarea
          part="input"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          aria-label=${strings.inputLabel}
          aria-invalid=${excess > 0 ? 'true' : 'false'}
          aria-describedby="excess"
          placeholder=${strings.inputPlaceholder}
          @input=${this.#handleInput}
          @keydown=${this.#handleKeydown}
        ></textarea>
        <button part="send-button" type="submit" aria-label=${strings.send} ?disabled=${!this.#canSend()}>
          ${sendIcon}
        </button>
        <p id="excess" role="status">${excess > 0 ? strings.tooLong(excess) : nothing}</p>
      </form>
    `;
  }
}
