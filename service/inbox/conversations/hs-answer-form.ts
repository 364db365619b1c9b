import {fillText} from 'helpshift-chat/client';
import {MESSAGE_TEXT_LIMIT_CHARS, type ConversationStatus} from 'helpshift-chat/protocol';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {EMPTY_DRAFT, type Draft, type WritingKind} from '../state/state.js';
import {trimmedAction} from '../state/card-draft.js';
import {answerFormStyles} from './hs-answer-form.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import type {HsCardForm} from './hs-card-form.js';
import {baseStyles, buttonStyles, fieldStyles, switchStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** The form counts the characters that are left when no more than these are. */
const COUNTED_FROM_CHARS = 500;

const MODES: readonly WritingKind[] = ['text', 'note'];

/** Where an agent writes answers, and notes that only agents see. */
export class HsAnswerForm extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, switchStyles, answerFormStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    draft: {attribute: false},
    status: {attribute: false},
  };

  declare conversationId: string;
  declare draft: Draft;
  /** Of the conversation. Only an open one can be answered; a note is always possible. */
  declare status: ConversationStatus | 'unknown';

  constructor() {
    super();
    this.conversationId = '';
    this.draft = EMPTY_DRAFT;
    this.status = 'open';
  }

  get #textarea(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  protected override get focusFallback(): HTMLElement | null {
    return this.#textarea;
  }

  get #cardActions(): HsCardForm | null {
    return this.renderRoot.querySelector('hs-card-form');
  }

  /** Why nothing can be sent. A status that is not known here is left to the service. */
  get #obstacle(): 'resolved' | 'rejected' | 'ended' | undefined {
    const {status, draft} = this;
    return draft.mode === 'note' || status === 'open' || status === 'unknown' ? undefined : status;
  }

  #handleInput(): void {
    const text = this.#textarea?.value ?? '';
    this.inbox.dispatch({type: 'change-draft', id: this.conversationId, kind: this.draft.mode, text});
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
    this.#textarea?.focus();
    this.#send();
  }

  /** Enter leads from the switch to the field. The browser would send the form. */
  #handleSwitchKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    this.#textarea?.focus();
  }

  #send(): void {
    const textarea = this.#textarea;
    const text = textarea?.value ?? '';
    const kind = this.draft.mode;
    if (!textarea || this.#obstacle || !text.trim()) return;
    const card = this.#cardActions;
    if (card && !card.check()) return;
    const actions = card?.actions.map(trimmedAction) ?? [];
    // At once: the next draw comes later, and a second Enter before it must not send the text again.
    textarea.value = '';
    if (card) card.actions = [];
    // The form goes back to answers. What the agent types or presses meanwhile must not become one, and not send one.
    if (kind === 'note') this.renderRoot.querySelector<HTMLInputElement>('input[value="text"]')?.focus();
    this.inbox.dispatch({
      type: 'send-message',
      conversationId: this.conversationId,
      kind,
      text,
      ...(actions.length && {actions}),
    });
  }

  override render(): TemplateResult {
    const {strings} = this.inbox;
    const {mode} = this.draft;
    const text = this.draft[mode];
    return html`
      <form class="${mode} ${this.#hasActions ? 'with-actions' : ''}" @submit=${this.#handleSubmit}>
        <fieldset class="switch" @keydown=${this.#handleSwitchKeydown}>
          <legend class="visually-hidden">${strings.writingModes}</legend>
          ${MODES.map((one) => this.#renderMode(one))}
        </fieldset>
        <label class="visually-hidden" for="answer">${translatable(strings.fields[mode].label)}</label>
        <textarea
          id="answer"
          rows="1"
          dir=${text ? 'auto' : nothing}
          maxlength=${MESSAGE_TEXT_LIMIT_CHARS}
          placeholder=${strings.fields[mode].placeholder}
          aria-describedby="hint state"
          .value=${live(text)}
          @input=${this.#handleInput}
          @keydown=${this.#handleKeydown}
        ></textarea>
        ${this.#renderActions()}
        <button class="primary" aria-disabled=${!!this.#obstacle || !text.trim()} aria-describedby="state">
          ${translatable(strings.send[mode])}
        </button>
        <p>
          ${this.#obstacle ? nothing : html`<span class="hint" id="hint">${strings.sendHint}</span>`}
          <span id="state" class=${this.#obstacle ? 'closed' : mode === 'note' ? 'advice' : ''} role="status"
            >${this.#renderState(text)}</span
          >
        </p>
      </form>
    `;
  }

  /** An answer that cannot be sent gets no actions, but keeps those that it has. */
  get #hasActions(): boolean {
    const {mode, actions} = this.draft;
    return mode === 'text' && (!this.#obstacle || actions.length > 0);
  }

  #renderActions(): TemplateResult | typeof nothing {
    if (!this.#hasActions) return nothing;
    return html`<hs-card-form .conversationId=${this.conversationId} .actions=${this.draft.actions}></hs-card-form>`;
  }

  #renderMode(mode: WritingKind): TemplateResult {
    return html`
      <label>
        <input
          type="radio"
          name="mode"
          .value=${mode}
          .checked=${live(this.draft.mode === mode)}
          @change=${() => this.inbox.dispatch({type: 'choose-mode', id: this.conversationId, mode})}
        />
        <span>${this.inbox.strings.modes[mode]}</span>
      </label>
    `;
  }

  #renderState(text: string): unknown {
    const {strings} = this.inbox;
    if (this.#obstacle) return translatable(strings.cannotAnswer[this.#obstacle]);
    const left = MESSAGE_TEXT_LIMIT_CHARS - text.length;
    const parts = [
      ...(this.draft.mode === 'note' ? [strings.noteAdvice] : []),
      ...(this.draft.mode === 'text' && this.draft.actions.length && !text.trim() ? [strings.card.textIsMissing] : []),
      ...(left <= COUNTED_FROM_CHARS ? [fillText(strings.charactersLeft, {count: left}, strings.locale)] : []),
    ];
    return parts.length ? translatable(parts.join(' ')) : nothing;
  }
}
