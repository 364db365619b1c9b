import {html, nothing, type TemplateResult} from 'lit/html.js';
import {isEmail} from '../../../protocol/identity.js';
import {CONTACT_LIMIT_CHARS} from '../../../protocol/limits.js';
import type {Contact} from '../../../protocol/wire.js';
import {identityBotEnglish} from '../../i18n/identity-bot-en.js';
import {contactFormStyles} from './hs-contact-form.styles.js';
import {isComposing} from '../is-composing.js';
import {PanelPart} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';
import {questionsOf} from './must-ask.js';

type Question = keyof Contact;

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
export class HsContactForm extends PanelPart {
  static override styles = [sharedStyles, contactFormStyles];
  /** The questions with refused answers. */
  #wrong: readonly Question[] = [];

  get #inputs(): readonly HTMLInputElement[] {
    return [...this.renderRoot.querySelectorAll('input')];
  }

  override focus(): void {
    void this.updateComplete.then(() => this.#inputs[0]?.focus());
  }

  #answer(): void {
    const wrong = this.#inputs.filter((input) => !isAccepted(input));
    this.#setWrong(wrong);
    if (wrong[0]) wrong[0].focus();
    else this.actions.answer(Object.fromEntries(this.#inputs.map((input) => [input.name, input.value.trim()])));
  }

  #handleInput(): void {
    // An error disappears as soon as it is corrected. No new error appears while the user writes.
    this.#setWrong(this.#inputs.filter((input) => this.#wrong.includes(questionOf(input)) && !isAccepted(input)));
  }

  #setWrong(inputs: readonly HTMLInputElement[]): void {
    this.#wrong = inputs.map(questionOf);
    this.requestUpdate();
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || isComposing(event)) return;
    event.preventDefault();
    this.#answer();
  }

  protected override render(): TemplateResult {
    const questions = questionsOf(this.model);
    const strings = this.model.language?.strings ?? identityBotEnglish;
    return html`
      <div class="form" @input=${this.#handleInput}>
        ${questions.includes('name') ? this.#renderField('name', 'text', strings.name, strings.nameMissing) : nothing}
        ${questions.includes('email') ? this.#renderField('email', 'email', strings.email, strings.emailInvalid) : nothing}
        <button type="button" @click=${this.#answer}>${strings.start}</button>
      </div>
    `;
  }

  #renderField(name: Question, type: string, label: string, error: string): TemplateResult {
    const isWrong = this.#wrong.includes(name);
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
