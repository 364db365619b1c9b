import {fillText} from 'helpshift-chat/client';
import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {TokenVerdict} from './parse-apps.js';
import type {AppState} from './settings-state.js';
import {tokenTestStyles} from './hs-token-test.styles.js';
import {settingsStyles} from './settings.styles.js';
import {SettingsPart} from './settings-part.js';
import {baseStyles, buttonStyles, checkBoxStyles, fieldStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** Tests a user auth token, and says what is wrong with it. Nothing of it is stored. */
export class HsTokenTest extends SettingsPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, checkBoxStyles, settingsStyles, tokenTestStyles];

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const ids = ['user-id', 'user-email', 'user-name', 'token'];
    const [userId, userEmail, userName, token] = ids.map((id) => this.#input(id)?.value ?? '');
    const question = {
      ...(userId && {userId}),
      ...(userEmail && {userEmail}),
      ...(userName && {userName}),
      fullPrivacy: this.#input('full-privacy')?.checked ?? false,
      token: token ?? '',
    };
    this.inbox.dispatch({type: 'test-token', id: this.current.app, question});
  }

  /** The focus stays where it is, so that the user can correct the form at once; a screen reader reads the outcome. */
  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const before = changed.get('current') as AppState | undefined;
    const {test} = this.current;
    if (!before || before.test === test || (test.status !== 'answered' && test.status !== 'failed')) return;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    this.renderRoot.querySelector('.outcome')?.scrollIntoView({block: 'nearest', behavior});
  }

  /** A plain text field. An e-mail field would trim the white space that the test has to find. */
  #renderField(id: string, label: string, advice?: string): TemplateResult {
    return html`
      <div class="field">
        <label for=${id}>${label}</label>
        ${advice === undefined ? nothing : html`<p class="advice" id="${id}-advice">${advice}</p>`}
        <input
          id=${id}
          type="text"
          dir=${id === 'user-name' ? 'auto' : 'ltr'}
          aria-describedby=${advice === undefined ? nothing : `${id}-advice`}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          data-1p-ignore
          data-lpignore="true"
        />
      </div>
    `;
  }

  #renderOutcome(): TemplateResult | typeof nothing {
    const {test} = this.current;
    if (test.status === 'answered') return this.#renderDiagnosis(test.diagnosis);
    return test.status === 'failed' ? html`<p class="error">${this.strings.testFailed}</p>` : nothing;
  }

  #renderDiagnosis(diagnosis: TokenVerdict): TemplateResult {
    const {strings} = this;
    const {app} = this.current;
    const notes = [
      ...diagnosis.issues.map((issue) => strings.issues[issue]),
      ...(app.verification === false ? [strings.testWhileOff] : []),
    ];
    return html`
      <div class="result ${diagnosis.valid ? 'valid' : 'not-valid'}">
        ${diagnosis.valid ? this.#renderValid(diagnosis) : this.#renderMistakes(diagnosis)}
        ${notes.map((note) => html`<p><strong>${strings.note}</strong> ${translatable(note)}</p>`)}
      </div>
    `;
  }

  #renderValid({form, keyId}: Extract<TokenVerdict, {valid: true}>): TemplateResult {
    const {strings} = this;
    const secret = this.current.app.keys.find(({id}) => id === keyId)?.secret;
    const text =
      secret === undefined
        ? strings.validForm[form]
        : fillText(strings.validFormAndKey[form], {secret}, this.inbox.strings.locale);
    return html`
      <strong>${strings.valid}</strong>
      <p>${translatable(text)}</p>
    `;
  }

  #renderMistakes({mistakes}: Extract<TokenVerdict, {valid: false}>): TemplateResult {
    const {strings} = this;
    return html`
      <strong>${translatable(fillText(strings.notValid, {count: mistakes.length}, this.inbox.strings.locale))}</strong>
      <ul>
        ${mistakes.map((mistake) => {
          const {problem, remedy} = strings.mistakes[mistake];
          return html`<li>
            <strong>${translatable(problem)}</strong>
            <p>${translatable(remedy)}</p>
          </li>`;
        })}
      </ul>
    `;
  }

  override render(): TemplateResult {
    const {strings} = this;
    const isAsking = this.current.test.status === 'asking';
    return html`
      <form
        novalidate
        autocomplete="off"
        @submit=${this.#handleSubmit}
        @input=${() => this.inbox.dispatch({type: 'clear-token-test', id: this.current.app})}
      >
        <div class="pair">
          ${this.#renderField('user-id', strings.userId)} ${this.#renderField('user-email', strings.userEmail)}
        </div>
        ${this.#renderField('user-name', strings.userName, strings.userNameAdvice)}
        ${this.#renderField('token', strings.token)}
        <div class="switch">
          <input id="full-privacy" type="checkbox" aria-describedby="full-privacy-advice" />
          <label for="full-privacy">${strings.fullPrivacy}</label>
          <p class="advice" id="full-privacy-advice">${strings.fullPrivacyAdvice}</p>
        </div>
        <div class="actions">
          <button class="primary" aria-disabled=${isAsking}>
            ${translatable(isAsking ? strings.testing : strings.runTest)}
          </button>
        </div>
      </form>
      <div class="outcome" role="status">${this.#renderOutcome()}</div>
    `;
  }
}
