import {html, nothing, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {COMPATIBLE_TOKENS, type CompatibleTokens} from '../../contract/compatible-tokens.js';
import {type AppFields, fieldsOf, hasChanges, readOrigins, widerTokens} from './app-draft.js';
import {settingsStyles} from './settings.styles.js';
import {SettingsPart} from './settings-part.js';
import {baseStyles, buttonStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

const GREETING_LIMIT_CHARS = 1000;

type SwitchName = 'verification' | 'asksName' | 'asksEmail';
type TextName = 'greeting' | 'origins';

/** The settings of an app, saved together. */
export class HsAppForm extends SettingsPart {
  static override styles = [baseStyles, buttonStyles, settingsStyles];

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.primary');
  }

  get #fields(): AppFields {
    return {...fieldsOf(this.current.app), ...this.current.draft};
  }

  async #handleSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const {app, draft} = this.current;
    if (!hasChanges(app, draft)) return;
    await this.store.save(app);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLTextAreaElement>('[aria-invalid="true"]')?.focus();
  }

  #handleSwitch(name: SwitchName, event: Event): void {
    this.store.changeDraft(this.current.app, {[name]: (event.target as HTMLInputElement).checked});
  }

  #handleText(name: TextName, event: Event): void {
    this.store.changeDraft(this.current.app, {[name]: (event.target as HTMLTextAreaElement).value});
  }

  override render(): TemplateResult {
    const {strings} = this;
    const fields = this.#fields;
    return html`
      <form novalidate @submit=${this.#handleSubmit}>
        ${this.#renderSwitch('verification', strings.verification, strings.verificationAdvice)}
        ${fields.verification ? nothing : html`<p class="warning">${strings.verificationIsOff}</p>`}
        ${this.#renderCompatibleTokens()}
        <fieldset aria-describedby="bot-advice">
          <legend>${strings.identityBot}</legend>
          <p class="advice" id="bot-advice">${strings.identityBotAdvice}</p>
          ${this.#renderSwitch('asksName', strings.asksName)} ${this.#renderSwitch('asksEmail', strings.asksEmail)}
        </fieldset>
        ${this.#renderText('greeting', strings.greeting, strings.greetingAdvice, 2)}
        ${this.#renderText('origins', strings.origins, strings.originsAdvice, 3)} ${this.#renderActions()}
      </form>
    `;
  }

  #renderSwitch(name: SwitchName, label: string, advice?: string): TemplateResult {
    return html`
      <div class="switch">
        <input
          id=${name}
          type="checkbox"
          role="switch"
          aria-checked=${this.#fields[name]}
          aria-describedby=${advice === undefined ? nothing : `${name}-advice`}
          .checked=${live(this.#fields[name])}
          @change=${(event: Event) => this.#handleSwitch(name, event)}
        />
        <label for=${name}>${label}</label>
        ${advice === undefined ? nothing : html`<p class="advice" id="${name}-advice">${advice}</p>`}
      </div>
    `;
  }

  #renderCompatibleTokens(): TemplateResult {
    const {strings} = this;
    const {app, draft} = this.current;
    const wider = widerTokens(app, draft);
    return html`
      <fieldset aria-describedby="compatible-tokens-advice">
        <legend>${strings.compatibleTokens}</legend>
        <p class="advice" id="compatible-tokens-advice">${strings.compatibleTokensAdvice}</p>
        ${
          this.#fields.compatibleTokens === 'newer'
            ? html`<p class="warning">${strings.compatibleTokensNewer}</p>`
            : nothing
        }
        ${COMPATIBLE_TOKENS.map((choice) => this.#renderChoice(choice))}
        <div role="status" id="compatible-tokens-warning">
          ${
            wider
              ? html`<p class="warning">
                  <strong>${strings.beforeSaving}</strong> ${translatable(strings.compatibleTokensWarnings[wider])}
                </p>`
              : nothing
          }
        </div>
      </fieldset>
    `;
  }

  #renderChoice(choice: CompatibleTokens): TemplateResult {
    const {label, advice} = this.strings.compatibleTokensChoices[choice];
    return html`
      <div class="choice">
        <input
          id=${choice}
          type="radio"
          name="compatible-tokens"
          .value=${choice}
          aria-describedby="${choice}-advice"
          .checked=${live(this.#fields.compatibleTokens === choice)}
          @change=${() => this.store.changeDraft(this.current.app, {compatibleTokens: choice})}
        />
        <label for=${choice}>${label}</label>
        <p class="advice" id="${choice}-advice">${advice}</p>
      </div>
    `;
  }

  #renderText(name: TextName, label: string, advice: string, rows: number): TemplateResult {
    const problem = this.#problemOf(name);
    const isOrigins = name === 'origins';
    return html`
      <div class="field">
        <label for=${name}>${label}</label>
        <p class="advice" id="${name}-advice">${advice}</p>
        <textarea
          id=${name}
          rows=${rows}
          dir=${isOrigins ? 'ltr' : 'auto'}
          spellcheck=${isOrigins ? 'false' : 'true'}
          autocapitalize=${isOrigins ? 'none' : 'sentences'}
          maxlength=${isOrigins ? nothing : GREETING_LIMIT_CHARS}
          aria-invalid=${problem !== undefined}
          aria-describedby="${name}-error ${name}-advice"
          .value=${live(this.#fields[name])}
          @input=${(event: Event) => this.#handleText(name, event)}
        ></textarea>
        <p class="error" id="${name}-error">${problem === undefined ? nothing : translatable(problem)}</p>
      </div>
    `;
  }

  #problemOf(name: TextName): string | undefined {
    const {strings, current} = this;
    if (current.saving.status !== 'refused' || current.saving.field !== name) return undefined;
    if (name === 'greeting') return strings.greetingRefused;
    const problems = readOrigins(this.#fields.origins).map(strings.originProblem);
    return problems.filter((problem) => problem !== undefined).join('\n') || strings.originsRefused;
  }

  #renderActions(): TemplateResult {
    const {strings, store} = this;
    const {app, draft, saving} = this.current;
    const isSaving = saving.status === 'saving';
    const isChanged = hasChanges(app, draft);
    const outcome = isSaving
      ? strings.saving
      : isChanged
        ? strings.unsaved
        : saving.status === 'saved'
          ? strings.saved
          : '';
    return html`
      <div class="actions">
        <button
          class="primary"
          aria-disabled=${!isChanged || isSaving}
          aria-describedby=${widerTokens(app, draft) ? 'compatible-tokens-warning' : nothing}
        >
          ${strings.save}
        </button>
        ${
          isChanged && !isSaving
            ? html`<button type="button" class="quiet" @click=${() => store.discardDraft(app)}>
                ${strings.discard}
              </button>`
            : nothing
        }
        <span class="muted" role="status">${translatable(outcome)}</span>
      </div>
      <p class="error" role="alert">${saving.status === 'failed' ? strings.notSaved : nothing}</p>
    `;
  }
}
