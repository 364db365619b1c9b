import {html, nothing, type TemplateResult} from 'lit';
import {CONTACT_LIMIT_CHARS} from '../../protocol/limits.js';
import type {AppSettings, Contact} from '../../protocol/wire.js';
import type {Strings} from '../i18n/strings.js';

/** What the Identity Bot asks for. */
export type ContactQuestions = AppSettings['identityBot'];

/** The Identity Bot: asks who writes, before a conversation is created. */
export function contactForm(
  questions: ContactQuestions,
  strings: Strings,
  onAnswer: (contact: Contact) => void,
): TemplateResult {
  // Not the form's submission, which a frame that is sandboxed without `allow-forms` has not. Enter clicks the button, too.
  const handleClick = (event: Event) => {
    event.preventDefault();
    const {form} = event.currentTarget as HTMLButtonElement;
    if (form?.reportValidity()) onAnswer(Object.fromEntries(new FormData(form)));
  };
  return html`
    <form>
      ${questions.name ? field('name', 'text', strings.name) : nothing}
      ${questions.email ? field('email', 'email', strings.email) : nothing}
      <button @click=${handleClick}>${strings.start}</button>
    </form>
  `;
}

function field(name: keyof Contact, type: string, label: string): TemplateResult {
  return html`
    <label>
      ${label}
      <input name=${name} type=${type} autocomplete=${name} maxlength=${CONTACT_LIMIT_CHARS} dir="auto" required />
    </label>
  `;
}
