import {fillText} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, checkBoxStyles, dialogStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';
import {NOTHING_SELECTED, type Rejection, type Selection} from '../state/selection-state.js';
import type {SelectionStrings} from '../strings/inbox-strings.js';
import {selectionBarStyles} from './hs-selection-bar.styles.js';

/** Above the list: selects all that is shown, and rejects what is selected, after a question. */
export class HsSelectionBar extends InboxPart {
  static override styles = [baseStyles, buttonStyles, checkBoxStyles, dialogStyles, selectionBarStyles];

  static override properties: PropertyDeclarations = {
    shown: {attribute: false},
    selection: {attribute: false},
  };

  /** The ids of the conversations in the list. */
  declare shown: readonly string[];
  declare selection: Selection;

  constructor() {
    super();
    this.shown = [];
    this.selection = NOTHING_SELECTED;
  }

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('input');
  }

  get #strings(): SelectionStrings {
    return this.inbox.strings.selection;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  get #isRunning(): boolean {
    return this.selection.rejection?.isRunning ?? false;
  }

  get #mayReject(): boolean {
    return this.selection.ids.size > 0 && !this.#isRunning;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    // All of them have left the list: there is nothing to ask any more.
    if (!this.selection.ids.size) this.#dialog?.close();
  }

  #selectAll(event: Event): void {
    const {checked} = event.currentTarget as HTMLInputElement;
    this.inbox.dispatch({type: 'select-conversations', ids: this.shown, isSelected: checked});
  }

  #ask(): void {
    if (!this.#mayReject) return;
    this.#dialog?.showModal();
    this.#dialog?.querySelector<HTMLButtonElement>('.cancel')?.focus();
  }

  #reject(): void {
    this.#dialog?.close();
    this.inbox.dispatch({type: 'reject-selected'});
  }

  #count(text: SelectionStrings['question'], count: number): string {
    return fillText(text, {count}, this.inbox.strings.locale);
  }

  override render(): TemplateResult {
    const {ids, rejection} = this.selection;
    const isAll = this.shown.length > 0 && this.shown.every((id) => ids.has(id));
    return html`
      <div class="bar">
        <label>
          <input
            type="checkbox"
            .checked=${live(isAll)}
            .indeterminate=${live(ids.size > 0 && !isAll)}
            @change=${this.#selectAll}
          />
          <span>${this.#strings.all}</span>
        </label>
        <button class="reject" aria-disabled=${!this.#mayReject} @click=${this.#ask}>
          ${translatable(this.#count(this.#strings.reject, ids.size))}
        </button>
      </div>
      <p class="status" role="status">${rejection ? translatable(this.#describe(rejection)) : nothing}</p>
      <dialog aria-labelledby="question" aria-describedby="consequence">
        <h3 id="question">${translatable(this.#count(this.#strings.question, ids.size))}</h3>
        <p id="consequence">${this.#strings.consequence}</p>
        <div class="actions">
          <button class="danger" @click=${this.#reject}>
            ${translatable(this.#count(this.#strings.reject, ids.size))}
          </button>
          <button class="cancel" @click=${() => this.#dialog?.close()}>${this.#strings.cancel}</button>
        </div>
      </dialog>
    `;
  }

  #describe({isRunning, total, rejected}: Rejection): string {
    if (isRunning) return this.#count(this.#strings.running, total);
    const missing = total - rejected;
    const done = this.#count(this.#strings.rejected, rejected);
    return missing ? `${done} ${this.#count(this.#strings.notRejected, missing)}` : done;
  }
}
