import {html, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {visibleIdentifier} from '../format/visible-text.js';
import {pageStyles} from './hs-settings.styles.js';
import type {AppState, SettingsState} from './settings-state.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, columnStyles, placeholderStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';
import {AUDIT_ADDRESS} from '../route.js';

/** The settings page: every app, one below the other; or the audit log, which it leads to. */
export class HsSettings extends InboxPart {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, columnStyles, pageStyles];

  static override properties: PropertyDeclarations = {
    settings: {attribute: false},
  };

  declare settings: SettingsState;

  async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('h2')?.focus();
  }

  /** The focus goes with the reader to the audit log, and back. */
  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const before = changed.get('settings') as SettingsState | undefined;
    if (before && !before.audit !== !this.settings.audit) void this.focusHeading();
  }

  #renderApps(): TemplateResult {
    const {dispatch, strings} = this.inbox;
    const {settings, retry} = strings;
    const {list, apps} = this.settings;
    if (list === 'loading') return html`<p class="placeholder" role="status">${settings.loading}</p>`;
    if (list === 'failed') {
      return html`
        <div class="placeholder" role="alert">
          <strong>${settings.loadingFailed}</strong>
          <button @click=${() => dispatch({type: 'reload-apps'})}>${retry}</button>
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
        <hs-app-settings .current=${current}></hs-app-settings>
      </details>
    `;
  }

  override render(): TemplateResult {
    const {settings} = this.inbox.strings;
    const {audit, apps} = this.settings;
    return html`
      <div class="column">
        <h2 tabindex="-1">${translatable(audit ? settings.audit.title : settings.title)}</h2>
        ${
          audit
            ? html`<hs-audit-log .audit=${audit} .apps=${apps.map(({app}) => app)}></hs-audit-log>`
            : html`<a href=${AUDIT_ADDRESS}>${settings.audit.title}</a> ${this.#renderApps()}`
        }
      </div>
    `;
  }
}
