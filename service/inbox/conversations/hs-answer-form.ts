import {fillText} from 'helpshift-chat/client';
import {MESSAGE_TEXT_LIMIT_CHARS, type ConversationStatus} from 'helpshift-chat/protocol';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {EMPTY_DRAFT, type Connection, type Draft, type WritingKind} from '../state/state.js';
import {takesFiles} from '../state/conversations.js';
import {hasChosen, type Uploads} from '../state/uploads.js';
import {trimmedAction} from '../state/card-draft.js';
import {pastedFiles} from '../files/keep-page.js';
import {fileStyles} from '../files/files.styles.js';
import {answerFormStyles} from './hs-answer-form.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import type {HsCardForm} from './hs-card-form.js';
import {baseStyles, buttonStyles, fieldStyles, switchStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** The form counts the characters that are left when no more than these are. */
const COUNTED_FROM_CHARS = 500;

/** A paper clip. */
const ATTACH_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="m8.5 12.5 6-6a3 3 0 0 1 4.25 4.25l-8 8a5 5 0 0 1-7-7l7.5-7.5" />
</svg>`;

const MODES: readonly WritingKind[] = ['text', 'note'];

/** Where an agent writes answers, and notes that only agents see. */
export class HsAnswerForm extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, switchStyles, fileStyles, answerFormStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    draft: {attribute: false},
    uploads: {attribute: false},
    connection: {attribute: false},
    status: {attribute: false},
  };

  declare conversationId: string;
  declare draft: Draft;
  declare uploads: Uploads;
  declare connection: Connection;
  /** Of the conversation. Only an open one can be answered; a note is always possible. */
  declare status: ConversationStatus | 'unknown';

  constructor() {
    super();
    this.conversationId = '';
    this.draft = EMPTY_DRAFT;
    this.uploads = [];
    this.connection = 'up';
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
    if (!textarea || this.#obstacle || !this.#canSend(text)) return;
    const card = this.#cardActions;
    if (card && !card.check()) return;
    const actions = card?.actions.map(trimmedAction) ?? [];
    const {conversationId} = this;
    // At once: the next draw comes later, and a second Enter before it must not send the text again.
    textarea.value = '';
    if (card) card.actions = [];
    // The form goes back to answers. What the agent types or presses meanwhile must not become one, and not send one.
    if (kind === 'note') this.renderRoot.querySelector<HTMLInputElement>('input[value="text"]')?.focus();
    if (text.trim()) {
      const message = {conversationId, kind, text, ...(actions.length && {actions})};
      this.inbox.dispatch({type: 'send-message', ...message});
    }
    if (kind === 'text' && this.uploads.length) this.inbox.dispatch({type: 'send-files', conversationId});
  }

  /** An answer is a text, files, or both. A card needs a text. */
  #canSend(text: string): boolean {
    const {mode, actions} = this.draft;
    return !!text.trim() || (mode === 'text' && !actions.length && hasChosen(this.uploads));
  }

  get #takesFiles(): boolean {
    return takesFiles(this.status, this.draft.mode);
  }

  #attach(files: readonly File[]): void {
    if (!files.length) return;
    this.inbox.dispatch({type: 'attach-files', conversationId: this.conversationId, files});
  }

  #handleChoice(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    this.#attach([...(input.files ?? [])]);
    // The same file can be chosen again.
    input.value = '';
    this.#textarea?.focus();
  }

  #handlePaste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (!files.length || !this.#takesFiles) return;
    event.preventDefault();
    this.#attach(files);
  }

  #openChoice(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input[type="file"]')?.click();
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
        ${this.#renderAttach()} ${this.#renderUploads()}
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
          @paste=${this.#handlePaste}
        ></textarea>
        ${this.#renderActions()}
        <button class="primary" aria-disabled=${!!this.#obstacle || !this.#canSend(text)} aria-describedby="state">
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

  #renderAttach(): TemplateResult | typeof nothing {
    if (!this.#takesFiles) return nothing;
    const {attach} = this.inbox.strings.files;
    return html`
      <button type="button" class="quiet icon attach" aria-label=${attach} title=${attach} @click=${this.#openChoice}>
        ${ATTACH_ICON}
      </button>
      <input type="file" multiple hidden @change=${this.#handleChoice} />
    `;
  }

  /** While a note is written, only the files that are on their way are shown: the others belong to the answer. */
  #renderUploads(): TemplateResult | typeof nothing {
    const uploads = this.uploads.filter(({isSent}) => isSent || this.draft.mode === 'text');
    if (!uploads.length) return nothing;
    return html`<hs-uploads
      .conversationId=${this.conversationId}
      .uploads=${uploads}
      .connection=${this.connection}
    ></hs-uploads>`;
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
