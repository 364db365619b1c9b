import {fillText, fullTimeLabel} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {guard} from 'lit/directives/guard.js';
import {live} from 'lit/directives/live.js';
import {repeat} from 'lit/directives/repeat.js';
import {AUDIT_GROUPS, type AuditGroup} from '../../contract/audit.js';
import {visibleIdentifier} from '../format/visible-text.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, placeholderStyles, selectStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';
import {SETTINGS_ADDRESS} from '../route.js';
import type {AppId} from '../settings/apps-api.js';
import type {AuditStrings} from '../strings/audit-strings.js';
import type {AuditState} from './audit-state.js';
import {changeText, networkText, reasonText, sentenceOf} from './event-texts.js';
import {auditLogStyles} from './hs-audit-log.styles.js';
import type {ReadEvent} from './parse-audit.js';

const GROUPS = Object.keys(AUDIT_GROUPS) as readonly AuditGroup[];

/** More values than these are shown on request: a new app has one for each setting. */
const SHOWN_VALUES_LIMIT = 5;

/** The audit log: a filter, and a row for each event of the loaded pages, the newest first. */
export class HsAuditLog extends InboxPart {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, selectStyles, auditLogStyles];

  static override properties: PropertyDeclarations = {
    audit: {attribute: false},
    apps: {attribute: false},
  };

  declare audit: AuditState;
  /** The apps that the filter offers. */
  declare apps: readonly AppId[];

  constructor() {
    super();
    this.apps = [];
  }

  /** "Show older" goes with the last page, "Try again" with the failure. */
  protected override get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.end') ?? this.renderRoot.querySelector<HTMLElement>('select');
  }

  get #strings(): AuditStrings {
    return this.inbox.strings.settings.audit;
  }

  #chooseGroup(value: string): void {
    const {group: _, ...filter} = this.audit.filter;
    const group = GROUPS.find((name) => name === value);
    this.inbox.dispatch({type: 'choose-audit-filter', filter: {...filter, ...(group && {group})}});
  }

  #chooseApp(value: string): void {
    const {app: _, ...filter} = this.audit.filter;
    const app = this.apps.find((one) => nameOf(one) === value);
    const chosen = app && {domain: app.domain, platformId: app.platformId};
    this.inbox.dispatch({type: 'choose-audit-filter', filter: {...filter, ...(chosen && {app: chosen})}});
  }

  override render(): TemplateResult {
    const strings = this.#strings;
    return html`
      <a href=${SETTINGS_ADDRESS}>${strings.backToSettings}</a>
      <p class="muted">${strings.introduction}</p>
      ${this.#renderFilters()}
      <p class="visually-hidden" role="status">${translatable(this.#status)}</p>
      ${this.#renderBody()}
    `;
  }

  /** What a screen reader tells after each answer. Its place stays: a status that comes together with its text is often not read. */
  get #status(): string {
    const {loading, none, shown} = this.#strings;
    const {status, events, next} = this.audit;
    if (status === 'failed') return '';
    if (status === 'loading') return loading;
    if (!events.length && next === undefined) return none;
    return fillText(shown, {count: events.length}, this.inbox.strings.locale);
  }

  #renderFilters(): TemplateResult {
    const strings = this.#strings;
    const {group, app} = this.audit.filter;
    const groups = GROUPS.map((name) => [name, strings.groups[name]] as const);
    const apps = this.apps.map((one) => [nameOf(one), visibleIdentifier(nameOf(one))] as const);
    return html`
      <div class="filters">
        ${this.#renderSelect('group', strings.group, [['', strings.allGroups], ...groups], group ?? '', (value) =>
          this.#chooseGroup(value),
        )}
        ${this.#renderSelect('app', strings.app, [['', strings.allApps], ...apps], app ? nameOf(app) : '', (value) =>
          this.#chooseApp(value),
        )}
      </div>
    `;
  }

  #renderSelect(
    id: string,
    label: string,
    options: readonly (readonly [value: string, text: string])[],
    chosen: string,
    choose: (value: string) => void,
  ): TemplateResult {
    return html`
      <label>
        <span>${label}</span>
        <select
          id=${id}
          .value=${live(chosen)}
          @change=${(event: Event) => choose((event.currentTarget as HTMLSelectElement).value)}
        >
          ${options.map(
            ([value, text]) =>
              html`<option value=${value} ?selected=${value === chosen}>${translatable(text)}</option>`,
          )}
        </select>
      </label>
    `;
  }

  #renderBody(): TemplateResult {
    const strings = this.#strings;
    const {status, events} = this.audit;
    if (status === 'loading') return html`<p class="placeholder" aria-hidden="true">${strings.loading}</p>`;
    if (status === 'failed') {
      return html`
        <div class="placeholder" role="alert">
          <strong>${strings.loadingFailed}</strong>
          <button @click=${() => this.inbox.dispatch({type: 'reload-audit'})}>${this.inbox.strings.retry}</button>
        </div>
      `;
    }
    if (events.length || this.audit.next !== undefined) return this.#renderEvents();
    return html`
      <div class="placeholder">
        <strong>${strings.none}</strong>
        <span>${strings.noneAdvice}</span>
      </div>
    `;
  }

  #renderEvents(): TemplateResult {
    const strings = this.#strings;
    const {events, next, older} = this.audit;
    return html`
      <ul class="events" aria-label=${strings.title}>
        ${repeat(
          events,
          ({id}) => id,
          (event) => guard([event, this.inbox.strings], () => this.#renderEvent(event)),
        )}
      </ul>
      <p class="failure" role="alert">${older === 'failed' ? translatable(strings.olderFailed) : nothing}</p>
      ${
        next === undefined
          ? html`<p class="end" tabindex="-1">${strings.end}</p>`
          : html`<button
              class="older"
              aria-disabled=${older === 'loading'}
              @click=${() => this.inbox.dispatch({type: 'show-older-events'})}
            >
              ${translatable(older === 'loading' ? strings.loadingOlder : strings.showOlder)}
            </button>`
      }
    `;
  }

  #renderEvent(event: ReadEvent): TemplateResult {
    const strings = this.#strings;
    const {time, reason, network} = event;
    return html`
      <li>
        <p>${translatable(sentenceOf(event, this.inbox.strings))}</p>
        ${this.#renderChanges(event)}
        ${reason === undefined ? nothing : this.#renderDetail(strings.reason, reasonText(reason, strings))}
        ${network === undefined ? nothing : this.#renderDetail(strings.network, networkText(network, strings))}
        <time datetime=${new Date(time).toISOString()}
          >${translatable(fullTimeLabel(time, this.inbox.strings.locale))}</time
        >
      </li>
    `;
  }

  #renderDetail(label: string, text: string): TemplateResult {
    return html`<span class="detail">${label} <bdi>${translatable(text)}</bdi></span>`;
  }

  #renderChanges({changes}: ReadEvent): TemplateResult | typeof nothing {
    if (!changes.length) return nothing;
    const {strings} = this.inbox;
    const list = html`
      <ul class="changes">
        ${changes.map((change) => html`<li>${translatable(changeText(change, strings))}</li>`)}
      </ul>
    `;
    if (changes.length <= SHOWN_VALUES_LIMIT) return list;
    const summary = fillText(this.#strings.values, {count: changes.length}, strings.locale);
    return html`<details>
      <summary>${translatable(summary)}</summary>
      ${list}
    </details>`;
  }
}

function nameOf({domain, platformId}: AppId): string {
  return `${domain} / ${platformId}`;
}
