import {consume} from '@lit/context';
import {LitElement, html, nothing, type TemplateResult} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {LoginNotice} from '../state/state.js';
import {loginStyles} from './hs-login.styles.js';
import {inboxContext, type InboxContext} from './inbox-context.js';
import {baseStyles, buttonStyles} from './shared.styles.js';

type FieldName = 'email' | 'password';

/** The log-in form. */
@customElement('hs-login')
export class HsLogin extends LitElement {
  static override styles = [baseStyles, buttonStyles, loginStyles];

  @property({type: Boolean}) busy = false;
  @property() notice: LoginNotice | undefined;

  @consume({context: inboxContext}) private inbox!: InboxContext;
  @state() private missing: readonly FieldName[] = [];
  @query('#email') private emailInput!: HTMLInputElement;
  @query('#password') private passwordInput!: HTMLInputElement;

  override firstUpdated(): void {
    this.emailInput.focus();
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.busy) return;
    const email = this.emailInput.value.trim();
    const password = this.passwordInput.value;
    this.missing = [...(email ? [] : ['email' as const]), ...(password ? [] : ['password' as const])];
    if (!email) this.emailInput.focus();
    else if (!password) this.passwordInput.focus();
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
            ${this.notice ? strings.loginNotices[this.notice] : nothing}
          </p>
          ${this.#renderField('email', strings.email, 'email', 'username')}
          ${this.#renderField('password', strings.password, 'password', 'current-password')}
          <button class="primary" ?disabled=${this.busy}>${this.busy ? strings.loggingIn : strings.logIn}</button>
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

declare global {
  interface HTMLElementTagNameMap {
    'hs-login': HsLogin;
  }
}
