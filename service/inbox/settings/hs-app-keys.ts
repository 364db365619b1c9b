import {fillText, fullTimeLabel} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {AgentAppKey} from '../../contract/apps.js';
import {appKeysStyles} from './hs-app-keys.styles.js';
import {settingsStyles} from './settings.styles.js';
import {SettingsPart} from './settings-part.js';
import type {AppState} from './settings-state.js';
import {baseStyles, buttonStyles, dialogStyles, fieldStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** The secret keys of an app: lists, creates and deletes them. */
export class HsAppKeys extends SettingsPart {
  static override styles = [baseStyles, buttonStyles, fieldStyles, dialogStyles, settingsStyles, appKeysStyles];

  static override properties: PropertyDeclarations = {
    keyToDelete: {state: true},
  };

  /** The key of the question in the dialog. */
  declare private keyToDelete: AgentAppKey | undefined;

  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.create');
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  async #ask(key: AgentAppKey): Promise<void> {
    this.keyToDelete = key;
    await this.updateComplete;
    this.#dialog?.showModal();
    this.#dialog?.querySelector<HTMLButtonElement>('.cancel')?.focus();
  }

  #delete(): void {
    const {keyToDelete, current} = this;
    this.#dialog?.close();
    if (keyToDelete) this.inbox.dispatch({type: 'delete-key', id: current.app, keyId: keyToDelete.id});
  }

  /** Leads to the secret of a key that was just created. */
  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const before = changed.get('current') as AppState | undefined;
    const {newKey} = this.current.keys;
    if (before && newKey && newKey !== before.keys.newKey) {
      this.renderRoot.querySelector<HTMLElement>('.new-key h5')?.focus();
    }
  }

  #renderKeys(): TemplateResult {
    const {strings} = this;
    const {app} = this.current;
    if (!app.keys.length) {
      return app.verification
        ? html`<p class="warning">${strings.noKeysWhileVerifying}</p>`
        : html`<p class="muted">${strings.noKeys}</p>`;
    }
    return html`
      <ul class="keys">
        ${repeat(
          app.keys,
          ({id}) => id,
          (key) => this.#renderKey(key),
        )}
      </ul>
    `;
  }

  #renderKey(key: AgentAppKey): TemplateResult {
    const {strings} = this;
    const {locale} = this.inbox.strings;
    const {deletingId} = this.current.keys;
    const isBusy = deletingId !== undefined;
    const isDeleting = deletingId === key.id;
    return html`
      <li>
        <div>
          <strong>${fillText(strings.keyName, {secret: key.secret}, locale)}</strong>
          <p class="advice">${fillText(strings.keyCreatedAt, {time: fullTimeLabel(key.createdAt, locale)}, locale)}</p>
        </div>
        <button
          aria-label=${fillText(strings.deleteKeyNamed, {secret: key.secret}, locale)}
          aria-disabled=${isBusy}
          @click=${() => isBusy || this.#ask(key)}
        >
          ${translatable(isDeleting ? strings.deletingKey : strings.deleteKey)}
        </button>
      </li>
    `;
  }

  #renderNewKey(): TemplateResult | typeof nothing {
    const {strings} = this;
    const {newKey} = this.current.keys;
    if (!newKey) return nothing;
    return html`
      <div class="new-key" role="group" aria-labelledby="new-key">
        <div>
          <h5 id="new-key" tabindex="-1">${strings.newSecret}</h5>
          <p>${strings.newSecretAdvice}</p>
        </div>
        <hs-copy-text label=${strings.newSecret} .text=${newKey.secret}></hs-copy-text>
        <button @click=${() => this.inbox.dispatch({type: 'forget-secret', id: this.current.app})}>
          ${strings.secretIsKept}
        </button>
      </div>
    `;
  }

  #renderQuestion(key: AgentAppKey, isLast: boolean): TemplateResult {
    const {strings} = this;
    const {verification} = this.current.app;
    return html`
      <h5 id="question">
        ${translatable(fillText(strings.confirmDeletion, {secret: key.secret}, this.inbox.strings.locale))}
      </h5>
      <ul id="consequences">
        ${strings.deletionStops.map((text) => html`<li>${text}</li>`)}
        ${isLast && verification !== false ? html`<li><strong>${strings.deletionOfLastKey}</strong></li>` : nothing}
        ${verification !== false ? nothing : html`<li>${strings.deletionOfUnused}</li>`}
      </ul>
      <div class="actions">
        <button class="danger" @click=${this.#delete}>${strings.deleteKey}</button>
        <button class="cancel" @click=${() => this.#dialog?.close()}>${strings.cancel}</button>
      </div>
    `;
  }

  override render(): TemplateResult {
    const {strings} = this;
    const {app, keys} = this.current;
    const failure = {'not-created': strings.keyNotCreated, 'not-deleted': strings.keyNotDeleted};
    return html`
      ${this.#renderKeys()} ${this.#renderNewKey()}
      <p class="error" role="alert">${keys.failure ? translatable(failure[keys.failure]) : nothing}</p>
      <div class="actions">
        <button
          class="create"
          aria-disabled=${keys.isCreating}
          @click=${() => this.inbox.dispatch({type: 'create-key', id: app})}
        >
          ${translatable(keys.isCreating ? strings.creatingKey : strings.createKey)}
        </button>
      </div>
      <dialog aria-labelledby="question" aria-describedby="consequences">
        ${this.keyToDelete ? this.#renderQuestion(this.keyToDelete, app.keys.length === 1) : nothing}
      </dialog>
    `;
  }
}
