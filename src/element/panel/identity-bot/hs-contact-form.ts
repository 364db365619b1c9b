import {html, nothing, type TemplateResult} from 'lit/html.js';
import {isEmail} from '../../../protocol/identity.js';
import {CONTACT_LIMIT_CHARS} from '../../../protocol/limits.js';
import type {Contact} from '../../../protocol/wire.js';
import {identityBotEnglish} from '../../i18n/identity-bot-en.js';
import type {IdentityBotStrings} from '../../i18n/strings.js';
import {contactFormStyles} from './hs-contact-form.styles.js';
import {isComposing} from '../is-composing.js';
import {PanelElement} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';

type Question = keyof Contact;
/** Which questions are asked. */
export type Questions = Readonly<Record<Question, boolean>>;

const VISIBLE = /(?![\p{DI}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Checks a value without its outer white space. */
const isAnswer: Readonly<Record<Question, (value: string) => boolean>> = {
  name: (value) => VISIBLE.test(value),
  email: isEmail,
};

/**
 * The Identity Bot: asks for name and e-mail address before a conversation is created. It has no `<form>`: a sandboxed
 * frame may not submit one, and the browser's own messages would be in the browser's language.
 */
export class HsContactForm extends PanelElement {
  static override styles = [sharedStyles, contactFormStyles];
  static override properties = {
    wrong: {},
    questions: {},
    strings: {},
    onAnswer: {},
  };

  static {
    this.defineProperties();
  }

  get #inputs(): readonly HTMLInputElement[] {
    return [...this.renderRoot.querySelectorAll('input')];
  }

  /** The questions with refused answers. */
  declare private wrong: readonly Question[];

  // Set by the panel, before the first update.
  declare questions: Questions;
  /** `undefined` for English. */
  declare strings: IdentityBotStrings | undefined;
  declare onAnswer: (contact: Contact) => void;

  constructor() {
    super();
    this.wrong = [];
  }

  override focus(): void {
    void this.updateComplete.then(() => this.#inputs[0]?.focus());
  }

  #answer(): void {
    const wrong = this.#inputs.filter((input) => !isAccepted(input));
    this.wrong = wrong.map(questionOf);
    if (wrong[0]) wrong[0].focus();
    else this.onAnswer(Object.fromEntries(this.#inputs.map((input) => [input.name, input.value.trim()])));
  }

  #handleInput(): void {
    // An error disappears as soon as it is corrected. No new error appears while the user writes.
    this.wrong = this.#inputs
      .filter((input) => this.wrong.includes(questionOf(input)) && !isAccepted(input))
      .map(questionOf);
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || isComposing(event)) return;
    event.preventDefault();
    this.#answer();
  }

  protected override render(): TemplateResult {
    const {questions, strings = identityBotEnglish} = this;
    return html`
      <div class="form" @input=${this.#handleInput}>
        ${questions.name ? this.#renderField('name', 'text', strings.name, strings.nameMissing) : nothing}
        ${questions.email ? this.#renderField('email', 'email', strings.email, strings.emailInvalid) : nothing}
        <button type="button" @click=${this.#answer}>${strings.start}</button>
      </div>
    `;
  }

  #renderField(name: Question, type: string, label: string, error: string): TemplateResult {
    const isWrong = this.wrong.includes(name);
    return html`
      <div>
        <label for=${name}>${label}</label>
        <input
          id=${name}
          name=${name}
          type=${type}
          autocomplete=${name}
          maxlength=${CONTACT_LIMIT_CHARS}
          dir="auto"
          required
          aria-invalid=${isWrong ? 'true' : 'false'}
          aria-describedby="${name}-error"
          @keydown=${this.#handleKeydown}
        />
        <p id="${name}-error" role="status">${isWrong ? error : nothing}</p>
      </div>
    `;
  }
}

function questionOf({name}: HTMLInputElement): Question {
  return name as Question;
}

function isAccepted(input: HTMLInputElement): boolean {
  return isAnswer[questionOf(input)](input.value.trim());
}
