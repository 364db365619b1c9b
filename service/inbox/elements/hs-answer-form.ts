import {MESSAGE_TEXT_LIMIT_CHARS} from 'helpshift-chat/protocol';
import {css, html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {InboxPart} from './inbox-part.js';
import {baseStyles, buttonStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

/** The form counts the characters that are left when no more than these are. */
const COUNTED_FROM_CHARS = 500;

/** Where an agent writes an answer. */
export class HsAnswerForm extends InboxPart {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      form {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.375rem 0.75rem;
        padding: 0.75rem clamp(1rem, 3vw, 2rem);
        padding-block-end: max(0.75rem, env(safe-area-inset-bottom));
        border-block-start: 1px solid var(--inbox-line);
        background: var(--inbox-surface);
      }

      textarea {
        field-sizing: content;
        inline-size: 100%;
        min-block-size: 2.75rem;
        max-block-size: min(12rem, 35dvh);
        padding: 0.625rem 0.75rem;
        border: 1px solid var(--inbox-line-strong);
        border-radius: var(--inbox-radius);
        background: var(--inbox-surface);
        color: inherit;
        font: inherit;
        font-size: 1rem;
        line-height: 1.4;
        resize: none;
      }

      textarea::placeholder {
        color: var(--inbox-text-muted);
        opacity: 1;
      }

      button {
        align-self: end;
      }

      p {
        grid-column: 1 / -1;
        display: flex;
        justify-content: space-between;
        gap: 1rem;
        color: var(--inbox-text-muted);
        font-size: 0.75rem;
      }

      .resolved {
        color: var(--inbox-text);
        font-size: 0.875rem;
      }

      @media (pointer: coarse) {
        .hint {
          display: none;
        }
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    draft: {attribute: false},
    resolved: {type: Boolean},
  };

  declare conversationId: string;
  declare draft: string;
  /** The conversation is resolved: nothing can be sent. */
  declare resolved: boolean;

  constructor() {
    super();
    this.conversationId = '';
    this.draft = '';
    this.resolved = false;
  }

  get #textarea(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #handleInput(): void {
    this.inbox.dispatch({type: 'change-draft', id: this.conversationId, text: this.#textarea?.value ?? ''});
  }

  #handleKeydown(event: KeyboardEvent): void {
    // While a word is being composed (Japanese, Chinese, …) Enter takes the word. Safari says so with the key code alone:
    // there the composition has ended before the key.
    const isComposing = event.isComposing || event.keyCode === 229;
    // On a touch keyboard Enter is the only way to begin a new line.
    if (event.key !== 'Enter' || event.shiftKey || isComposing || matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    this.#send();
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    this.#send();
    this.#textarea?.focus();
  }

  #send(): void {
    const textarea = this.#textarea;
    const text = textarea?.value ?? '';
    if (!textarea || this.resolved || !text.trim()) return;
    // At once: the next draw comes later, and a second Enter before it must not send the text again.
    textarea.value = '';
    this.inbox.dispatch({type: 'send-message', conversationId: this.conversationId, text});
  }

  override render(): TemplateResult {
    const {strings} = this.inbox;
    return html`
      <form @submit=${this.#handleSubmit}>
        <label class="visually-hidden" for="answer">${strings.answer}</label>
        <textarea
          id="answer"
          rows="1"
          dir="auto"
          maxlength=${MESSAGE_TEXT_LIMIT_CHARS}
          placeholder=${strings.answerPlaceholder}
          aria-describedby="hint state"
          .value=${live(this.draft)}
          @input=${this.#handleInput}
          @keydown=${this.#handleKeydown}
        ></textarea>
        <button class="primary" aria-disabled=${this.resolved || !this.draft.trim()} aria-describedby="state">
          ${strings.send}
        </button>
        <p>
          ${this.resolved ? nothing : html`<span class="hint" id="hint">${strings.sendHint}</span>`}
          <span id="state" class=${this.resolved ? 'resolved' : ''} role="status">${this.#renderState()}</span>
        </p>
      </form>
    `;
  }

  #renderState(): unknown {
    const {strings} = this.inbox;
    if (this.resolved) return translatable(strings.resolvedAdvice);
    const left = MESSAGE_TEXT_LIMIT_CHARS - this.draft.length;
    return left <= COUNTED_FROM_CHARS ? translatable(strings.charactersLeft(left)) : nothing;
  }
}
