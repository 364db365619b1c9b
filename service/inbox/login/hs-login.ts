import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {LoginNotice} from '../state/state.js';
import {loginStyles} from './hs-login.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, fieldStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

type FieldName = 'email' | 'password';

/** The log-in form. */
export class HsLogin extends InboxPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, loginStyles];

  static override properties: PropertyDeclarations = {
    busy: {type: Boolean},
    notice: {attribute: false},
    missing: {state: true},
  };

  declare busy: boolean;
  declare notice: LoginNotice | undefined;
  declare private missing: readonly FieldName[];

  constructor() {
    super();
    this.busy = false;
    this.missing = [];
  }

  override firstUpdated(): void {
    this.#input('email')?.focus();
  }

  #input(name: FieldName): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${name}`);
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.busy) return;
    const email = this.#input('email')?.value.trim() ?? '';
    const password = this.#input('password')?.value ?? '';
    this.missing = [...(email ? [] : ['email' as const]), ...(password ? [] : ['password' as const])];
    const [firstMissing] = this.missing;
    if (firstMissing) this.#input(firstMissing)?.focus();
    else this.inbox.dispatch({type: 'log-in', email, password});
  }

  override render(): TemplateResult {
    const {strings} = this.inbox;
    return html`
      <main>
        <form novalidate @submit=${this.#handleSubmit}>
          <img src="/inbox/icon.svg" alt="" width="40" height="40" />
          <h1>${strings.logIn}</h1>
          <p class="muted">${strings.logInIntroduction}</p>
          <p class="notice" role="alert" ?hidden=${!this.notice}>
            ${this.notice ? translatable(strings.loginNotices[this.notice]) : nothing}
          </p>
          ${this.#renderField('email', strings.email, 'email', 'username')}
          ${this.#renderField('password', strings.password, 'password', 'current-password')}
          <button class="primary" aria-disabled=${this.busy}>
            ${translatable(this.busy ? strings.loggingIn : strings.logIn)}
          </button>
        </form>
      </main>
    `;
  }

  #renderField(
    name: FieldName,
    label: string,
    type: string,
    autocomplete: 'username' | 'current-password',
  ): TemplateResult {
    const isMissing = this.missing.includes(name);
    return html`
      <div class="field">
        <label for=${name}>${label}</label>
        <input
          id=${name}
          name=${name}
          type=${type}
          autocomplete=${autocomplete}
          dir="ltr"
          required
          aria-invalid=${isMissing}
          aria-describedby="${name}-error"
        />
        <span class="error" id="${name}-error">${isMissing ? this.inbox.strings.fieldIsMissing : nothing}</span>
      </div>
    `;
  }
}
