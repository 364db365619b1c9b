import {fillText} from 'helpshift-chat/client';
import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import {originProblem, originProblemValues} from '../../contract/app-origin.js';
import {APP_SETTINGS, COLOUR_PATTERN, type SettingDescription, type SettingName} from 'helpshift-chat/protocol';
import {fieldOf, hasChanges, readLines, widerTokens} from './app-draft.js';
import {appFormStyles} from './hs-app-form.styles.js';
import {SETTING_GROUPS, type SettingGroup} from './setting-groups.js';
import {settingsStyles} from './settings.styles.js';
import {SettingsPart} from './settings-part.js';
import type {AppState} from './settings-state.js';
import type {ChoiceTexts, SettingTexts} from '../strings/settings-strings.js';
import {baseStyles, buttonStyles, checkBoxStyles, fieldStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** What the colour picker shows for the default: the element's own colour on a light page. */
const DEFAULT_COLOUR = '#3450d4';

/** The settings of an app, saved together. Each is drawn by the kind in its description. */
export class HsAppForm extends SettingsPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, checkBoxStyles, settingsStyles, appFormStyles];

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.primary');
  }

  /** Leads to the field of a value that was just refused. */
  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const before = changed.get('current') as AppState | undefined;
    const {saving} = this.current;
    if (!before || saving === before.saving || saving.status !== 'refused') return;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    this.inbox.dispatch({type: 'save-app', id: this.current.app});
  }

  /** The control's value is of the setting's type, because the description decided which control was drawn. */
  #change(name: SettingName, value: boolean | string): void {
    this.inbox.dispatch({type: 'change-app-draft', id: this.current.app, change: {[name]: value}});
  }

  #handleInput(name: SettingName, event: Event): void {
    this.#change(name, (event.target as HTMLInputElement | HTMLTextAreaElement).value);
  }

  #fieldOf(name: SettingName): boolean | string | undefined {
    return fieldOf(this.current.app, this.current.draft, name);
  }

  #textOf(name: SettingName): string {
    return String(this.#fieldOf(name) ?? '');
  }

  #problemOf(name: SettingName): string | undefined {
    const {strings, current} = this;
    if (current.saving.status !== 'refused' || current.saving.field !== name) return undefined;
    const setting: SettingDescription = APP_SETTINGS[name];
    const problems = setting.kind === 'origins' ? readLines(this.#textOf(name)).flatMap(this.#explainOrigin) : [];
    const {refused = strings.refused}: SettingTexts = strings.fields[name];
    return problems.join('\n') || refused;
  }

  /** What is wrong with an origin: one sentence, or none. */
  readonly #explainOrigin = (origin: string): readonly string[] => {
    const problem = originProblem(origin);
    if (!problem) return [];
    const text = this.strings.originProblems[problem.kind];
    return [fillText(text, originProblemValues(origin, problem), this.inbox.strings.locale)];
  };

  #renderGroup(group: SettingGroup): TemplateResult {
    const {label, advice} = this.strings.groups[group];
    return html`
      <fieldset class="group" aria-describedby=${advice === undefined ? nothing : `${group}-advice`}>
        <legend>${label}</legend>
        ${advice === undefined ? nothing : html`<p class="advice" id="${group}-advice">${advice}</p>`}
        ${SETTING_GROUPS[group].map((name) => this.#renderSetting(name, APP_SETTINGS[name]))}
      </fieldset>
    `;
  }

  #renderSetting(name: SettingName, setting: SettingDescription): TemplateResult {
    switch (setting.kind) {
      case 'switch':
        return this.#renderSwitch(name);
      case 'choice':
        return this.#renderChoices(name, setting.values);
      case 'line':
        return this.#renderField(name, this.#renderLine(name, setting.limit));
      case 'days':
        return this.#renderField(name, this.#renderNumber(name, 0, setting.limit));
      case 'megabytes':
        return this.#renderField(name, this.#renderNumber(name, 1, setting.limit));
      case 'colour':
        return this.#renderField(name, this.#renderColour(name));
      case 'text':
        return this.#renderField(name, this.#renderLines(name, {rows: 2, isProse: true, limit: setting.limit}));
      case 'lines':
        return this.#renderField(name, this.#renderLines(name, {rows: 3}));
      case 'origins':
        return this.#renderField(name, this.#renderLines(name, {rows: 3, dir: 'ltr'}));
    }
  }

  #renderSwitch(name: SettingName): TemplateResult {
    const {label, advice}: SettingTexts = this.strings.fields[name];
    const isOn = this.#fieldOf(name) === true;
    return html`
      <div class="field">
        <div class="switch">
          <input
            id=${name}
            type="checkbox"
            role="switch"
            aria-checked=${isOn}
            aria-describedby="${advice === undefined ? '' : `${name}-advice `}${name}-warning"
            .checked=${live(isOn)}
            @change=${(event: Event) => this.#change(name, (event.target as HTMLInputElement).checked)}
          />
          <label for=${name}>${label}</label>
          ${advice === undefined ? nothing : html`<p class="advice" id="${name}-advice">${advice}</p>`}
        </div>
        ${this.#renderError(name)} ${this.#renderWarning(name)}
      </div>
    `;
  }

  #renderChoices(name: SettingName, values: readonly string[]): TemplateResult {
    const {
      label,
      advice,
      choices = {},
    }: SettingTexts & {choices?: Readonly<Record<string, ChoiceTexts>>} = this.strings.fields[name];
    const chosen = this.#fieldOf(name);
    return html`
      <fieldset aria-describedby="${name}-advice">
        <legend>${label}</legend>
        <p class="advice" id="${name}-advice">${advice}</p>
        ${values.map((value) => this.#renderChoice(name, value, value === chosen, choices[value]))}
        ${this.#renderError(name)} ${this.#renderWarning(name)}
      </fieldset>
    `;
  }

  #renderChoice(name: SettingName, value: string, isChosen: boolean, texts: ChoiceTexts | undefined): TemplateResult {
    const id = `${name}-${value}`;
    return html`
      <div class="choice">
        <input
          id=${id}
          type="radio"
          name=${name}
          .value=${value}
          aria-describedby="${id}-advice"
          .checked=${live(isChosen)}
          @change=${() => this.#change(name, value)}
        />
        <label for=${id}>${texts?.label ?? value}</label>
        <p class="advice" id="${id}-advice">${texts?.advice}</p>
      </div>
    `;
  }

  /** A label, its advice, a control for text, and what is wrong with the text. */
  #renderField(name: SettingName, control: TemplateResult): TemplateResult {
    const {label, advice}: SettingTexts = this.strings.fields[name];
    return html`
      <div class="field">
        <label for=${name} id="${name}-label">${label}</label>
        <p class="advice" id="${name}-advice">${advice}</p>
        ${control} ${this.#renderError(name)} ${this.#renderWarning(name)}
      </div>
    `;
  }

  #renderLine(name: SettingName, limit: number): TemplateResult {
    return html`
      <input
        id=${name}
        type="text"
        dir="auto"
        maxlength=${limit}
        aria-invalid=${this.#problemOf(name) !== undefined}
        aria-describedby="${name}-error ${name}-advice ${name}-warning"
        .value=${live(this.#textOf(name))}
        @input=${(event: Event) => this.#handleInput(name, event)}
      />
    `;
  }

  #renderNumber(name: SettingName, least: number, limit: number): TemplateResult {
    return html`
      <input
        id=${name}
        type="number"
        min=${least}
        max=${limit}
        step="1"
        aria-invalid=${this.#problemOf(name) !== undefined}
        aria-describedby="${name}-error ${name}-advice ${name}-warning"
        .value=${live(this.#textOf(name))}
        @input=${(event: Event) => this.#handleInput(name, event)}
      />
    `;
  }

  /** A field for the keyboard and for the default, and the browser's picker beside it. */
  #renderColour(name: SettingName): TemplateResult {
    const text = this.#textOf(name);
    const shown = text && COLOUR_PATTERN.test(text) ? text : DEFAULT_COLOUR;
    const handleInput = (event: Event): void => this.#handleInput(name, event);
    return html`
      <div class="colour">
        <input
          id=${name}
          type="text"
          dir="ltr"
          spellcheck="false"
          autocapitalize="none"
          autocomplete="off"
          aria-invalid=${this.#problemOf(name) !== undefined}
          aria-describedby="${name}-error ${name}-advice ${name}-warning"
          .value=${live(text)}
          @input=${handleInput}
        />
        <input
          type="color"
          aria-label=${this.strings.chooseColour}
          aria-describedby="${name}-label"
          .value=${live(shown)}
          @input=${handleInput}
        />
      </div>
    `;
  }

  #renderLines(
    name: SettingName,
    {
      rows,
      dir = 'auto',
      isProse = false,
      limit,
    }: {rows: number; dir?: 'auto' | 'ltr'; isProse?: boolean; limit?: number},
  ): TemplateResult {
    return html`
      <textarea
        id=${name}
        rows=${rows}
        dir=${dir}
        spellcheck=${isProse ? 'true' : 'false'}
        autocapitalize=${isProse ? 'sentences' : 'none'}
        maxlength=${limit ?? nothing}
        aria-invalid=${this.#problemOf(name) !== undefined}
        aria-describedby="${name}-error ${name}-advice ${name}-warning"
        .value=${live(this.#textOf(name))}
        @input=${(event: Event) => this.#handleInput(name, event)}
      ></textarea>
    `;
  }

  #renderError(name: SettingName): TemplateResult {
    const problem = this.#problemOf(name);
    const text = problem === undefined ? nothing : translatable(problem);
    // Without white space: an error that is empty takes no room.
    return html`<p class="error" id="${name}-error" role="alert">${text}</p>`;
  }

  #renderWarning(name: SettingName): TemplateResult {
    const {strings} = this;
    const wider = name === 'compatibleTokens' && widerTokens(this.current.app, this.current.draft);
    const isOff = name === 'verification' && this.#fieldOf(name) === false;
    return html`
      <div role="status" id="${name}-warning">
        ${this.#fieldOf(name) === undefined ? html`<p class="warning">${strings.newer}</p>` : nothing}
        ${isOff ? html`<p class="warning">${strings.verificationIsOff}</p>` : nothing}
        ${
          wider
            ? html`<p class="warning">
                <strong>${strings.beforeSaving}</strong> ${translatable(strings.compatibleTokensWarnings[wider])}
              </p>`
            : nothing
        }
      </div>
    `;
  }

  #renderActions(): TemplateResult {
    const {strings} = this;
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
          aria-describedby=${widerTokens(app, draft) ? 'compatibleTokens-warning' : nothing}
        >
          ${strings.save}
        </button>
        ${
          isChanged && !isSaving
            ? html`<button
                type="button"
                class="quiet"
                @click=${() => this.inbox.dispatch({type: 'discard-app-draft', id: app})}
              >
                ${strings.discard}
              </button>`
            : nothing
        }
        <span class="muted" role="status">${translatable(outcome)}</span>
      </div>
      <p class="error" role="alert">${saving.status === 'failed' ? strings.notSaved : nothing}</p>
    `;
  }

  override render(): TemplateResult {
    const groups = Object.keys(SETTING_GROUPS) as SettingGroup[];
    return html`
      <form novalidate @submit=${this.#handleSubmit}>
        ${groups.map((group) => this.#renderGroup(group))} ${this.#renderActions()}
      </form>
    `;
  }
}
