import {html, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {visibleIdentifier} from '../format/visible-text.js';
import {pageStyles} from './hs-settings.styles.js';
import type {AppState, SettingsStore} from './settings-store.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, placeholderStyles} from '../parts/shared.styles.js';

/** The settings page: every app, one below the other. */
export class HsSettings extends InboxPart {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, pageStyles];

  static override properties: PropertyDeclarations = {
    store: {attribute: false},
  };

  declare store: SettingsStore;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback?.();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback?.();
    this.#unsubscribe?.();
    // A secret is shown once, and not to the next person who opens this page.
    this.store.forgetSecrets();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('store')) this.#follow();
  }

  #follow(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = this.store.subscribe(() => this.requestUpdate());
    void this.store.load();
  }

  async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('h2')?.focus();
  }

  #renderApps(): TemplateResult {
    const {settings, retry} = this.inbox.strings;
    const {list, apps} = this.store.state;
    if (list === 'loading') return html`<p class="placeholder" role="status">${settings.loading}</p>`;
    if (list === 'failed') {
      return html`
        <div class="placeholder" role="alert">
          <strong>${settings.loadingFailed}</strong>
          <button @click=${() => this.store.load()}>${retry}</button>
        </div>
      `;
    }
    if (!apps.length) {
      return html`
        <div class="placeholder">
          <strong>${settings.noApps}</strong>
          <span>${settings.noAppsAdvice}</span>
        </div>
      `;
    }
    return html`
      <p class="muted">${settings.introduction}</p>
      ${repeat(
        apps,
        ({app}) => `${app.domain}/${app.platformId}`,
        (app) => this.#renderApp(app, apps.length === 1),
      )}
    `;
  }

  #renderApp(current: AppState, isOnly: boolean): TemplateResult {
    const {domain, platformId} = current.app;
    return html`
      <details ?open=${isOnly}>
        <summary>
          <h3><bdi>${visibleIdentifier(`${domain} / ${platformId}`)}</bdi></h3>
        </summary>
        <hs-app-settings .store=${this.store} .current=${current}></hs-app-settings>
      </details>
    `;
  }

  override render(): TemplateResult {
    const {settings} = this.inbox.strings;
    return html`
      <div class="column">
        <h2 tabindex="-1">${settings.title}</h2>
        ${this.#renderApps()}
      </div>
    `;
  }
}
