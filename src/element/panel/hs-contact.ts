import {html, LitElement, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {CONTACT_LIMIT_CHARS} from '../../protocol/limits.js';
import type {AppSettings, Contact} from '../../protocol/wire.js';
import {strings as english} from '../i18n/languages/en.js';
import type {Strings} from '../i18n/strings.js';
import {contactStyles} from './hs-contact.styles.js';

/** What the Identity Bot asks for. */
export type ContactQuestions = AppSettings['identityBot'];

/** The Identity Bot: asks who writes, before a conversation is created. Sends `contact-given` with a `Contact`. */
export class HsContact extends LitElement {
  static override styles = contactStyles;
  static override properties: PropertyDeclarations = {
    strings: {attribute: false},
    questions: {attribute: false},
  };

  declare strings: Strings;
  declare questions: ContactQuestions;

  constructor() {
    super();
    this.strings = english;
    this.questions = {name: false, email: false};
  }

  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector('input')?.focus());
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const detail: Contact = Object.fromEntries(new FormData(event.target as HTMLFormElement));
    this.dispatchEvent(new CustomEvent('contact-given', {detail}));
  }

  protected override render(): TemplateResult {
    const {strings, questions} = this;
    return html`
      <form @submit=${this.#handleSubmit}>
        ${questions.name ? this.#renderField('name', 'text', strings.name) : nothing}
        ${questions.email ? this.#renderField('email', 'email', strings.email) : nothing}
        <button>${strings.start}</button>
      </form>
    `;
  }

  #renderField(name: keyof Contact, type: string, label: string): TemplateResult {
    return html`
      <label>
        ${label}
        <input name=${name} type=${type} autocomplete=${name} maxlength=${CONTACT_LIMIT_CHARS} dir="auto" required />
      </label>
    `;
  }
}
