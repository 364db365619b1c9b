import {fillText} from 'helpshift-chat/client';
import {
  CARD_ACTIONS_LIMIT,
  CARD_LABEL_LIMIT_CHARS,
  CARD_TARGET_LIMIT_CHARS,
  type CardAction,
} from 'helpshift-chat/protocol';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {type ActionProblem, actionProblems, hasProblem, NEW_ACTION} from '../state/card-draft.js';
import {cardFormStyles} from './hs-card-form.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, fieldStyles, selectStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

const KINDS: readonly CardAction['kind'][] = ['link', 'call'];

/** Where an agent writes the actions of a card. */
export class HsCardForm extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, selectStyles, cardFormStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    actions: {attribute: false},
    isChecked: {state: true},
  };

  declare conversationId: string;
  declare actions: readonly CardAction[];
  /** Whether problems are shown. Nothing is wrong with what the agent has not finished yet. */
  declare private isChecked: boolean;
  #isAdding = false;

  constructor() {
    super();
    this.conversationId = '';
    this.actions = [];
    this.isChecked = false;
  }

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.add');
  }

  override updated(changed: PropertyValues<this>): void {
    if (!this.#isAdding || !changed.has('actions')) return;
    this.#isAdding = false;
    [...this.renderRoot.querySelectorAll('select')].at(-1)?.focus();
  }

  /** Whether the actions can be sent. Else it says why, and leads to the first field that is wrong. */
  check(): boolean {
    if (!this.actions.some(hasProblem)) return true;
    this.isChecked = true;
    void this.#focusProblem();
    return false;
  }

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  #dispatch(actions: readonly CardAction[]): void {
    // At once: the next draw comes later, and a second change before it must not undo this one.
    this.actions = actions;
    this.inbox.dispatch({type: 'change-draft-actions', id: this.conversationId, actions});
  }

  #add(): void {
    this.#isAdding = true;
    this.isChecked = false;
    this.#dispatch([...this.actions, NEW_ACTION]);
  }

  #remove(index: number): void {
    this.#dispatch(this.actions.filter((_, at) => at !== index));
  }

  #change(index: number, change: Partial<CardAction>): void {
    this.#dispatch(this.actions.map((action, at) => (at === index ? {...action, ...change} : action)));
  }

  override render(): TemplateResult {
    const {card, locale} = this.inbox.strings;
    const isFull = this.actions.length >= CARD_ACTIONS_LIMIT;
    return html`
      ${
        this.actions.length
          ? html`<div class="rows">${this.actions.map((action, index) => this.#renderRow(action, index))}</div>`
          : nothing
      }
      ${
        isFull
          ? html`<p class="full muted">${fillText(card.limit, {count: CARD_ACTIONS_LIMIT}, locale)}</p>`
          : html`<button type="button" class="add" @click=${this.#add}>${card.add}</button>`
      }
    `;
  }

  #renderRow(action: CardAction, index: number): TemplateResult {
    const {card, locale} = this.inbox.strings;
    const {kind, label, target} = action;
    const problems = this.isChecked ? actionProblems(action) : {};
    const number = index + 1;
    return html`
      <fieldset>
        <legend>${fillText(card.actionName, {number}, locale)}</legend>
        <div class="field">
          <label for="kind-${index}">${card.kind}</label>
          <select id="kind-${index}" @change=${(event: Event) => this.#change(index, {kind: chosenKind(event)})}>
            ${KINDS.map((one) => html`<option value=${one} .selected=${one === kind}>${card.kinds[one]}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="label-${index}">${card.label}</label>
          <input
            id="label-${index}"
            dir="auto"
            autocomplete="off"
            maxlength=${CARD_LABEL_LIMIT_CHARS}
            aria-invalid=${problems.label !== undefined}
            aria-describedby="label-${index}-error"
            .value=${live(label)}
            @input=${(event: Event) => this.#change(index, {label: writtenText(event)})}
          />
          ${this.#renderProblem(`label-${index}`, problems.label)}
        </div>
        <div class="field">
          <label for="target-${index}">${translatable(card.targets[kind])}</label>
          <input
            id="target-${index}"
            dir="ltr"
            inputmode=${kind === 'call' ? 'tel' : 'url'}
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            maxlength=${CARD_TARGET_LIMIT_CHARS}
            aria-invalid=${problems.target !== undefined}
            aria-describedby="target-${index}-error"
            .value=${live(target)}
            @input=${(event: Event) => this.#change(index, {target: writtenText(event)})}
          />
          ${this.#renderProblem(`target-${index}`, problems.target)}
        </div>
        <button
          type="button"
          class="remove"
          aria-label=${fillText(card.remove, {number}, locale)}
          @click=${() => this.#remove(index)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8M12 4l-8 8" /></svg>
        </button>
      </fieldset>
    `;
  }

  #renderProblem(id: string, problem: ActionProblem | undefined): TemplateResult {
    const text = problem && this.inbox.strings.card.problems[problem];
    return html`<p class="error" id="${id}-error">${text === undefined ? nothing : translatable(text)}</p>`;
  }
}

function writtenText({target}: Event): string {
  return (target as HTMLInputElement).value;
}

function chosenKind({target}: Event): CardAction['kind'] {
  return (target as HTMLSelectElement).value === 'call' ? 'call' : 'link';
}
