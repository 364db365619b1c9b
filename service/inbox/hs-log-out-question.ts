import {fillText} from 'helpshift-chat/client';
import {html, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {logOutQuestionStyles} from './hs-log-out-question.styles.js';
import {InboxPart} from './parts/inbox-part.js';
import {baseStyles, buttonStyles, dialogStyles} from './parts/shared.styles.js';
import {translatable} from './parts/translatable.js';

/** Asks before a log-out that deletes what is not sent. */
export class HsLogOutQuestion extends InboxPart {
  static override styles = [baseStyles, buttonStyles, dialogStyles, logOutQuestionStyles];

  static override properties: PropertyDeclarations = {
    unsent: {attribute: false},
  };

  /** In how many conversations something is not sent. `undefined`: there is no question. */
  declare unsent: number | undefined;

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('unsent')) return;
    if (this.unsent === undefined) this.#dialog?.close();
    else if (!this.#dialog?.open) {
      this.#dialog?.showModal();
      this.#dialog?.querySelector<HTMLButtonElement>('.cancel')?.focus();
    }
  }

  /** The browser closes it, too: with Escape. */
  #handleClose(): void {
    if (this.unsent !== undefined) this.inbox.dispatch({type: 'cancel-log-out'});
  }

  override render(): TemplateResult {
    const {strings, dispatch} = this.inbox;
    const {question, consequence, confirm, cancel} = strings.logOutQuestion;
    return html`
      <dialog aria-labelledby="question" aria-describedby="consequence" @close=${this.#handleClose}>
        <h3 id="question">${translatable(fillText(question, {count: this.unsent ?? 0}, strings.locale))}</h3>
        <p id="consequence">${consequence}</p>
        <div class="actions">
          <button class="danger" @click=${() => dispatch({type: 'confirm-log-out'})}>${confirm}</button>
          <button class="cancel" @click=${() => dispatch({type: 'cancel-log-out'})}>${cancel}</button>
        </div>
      </dialog>
    `;
  }
}
