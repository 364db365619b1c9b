import {fillText, fullTimeLabel} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {AgentSession} from '../../contract/session.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, columnStyles, placeholderStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';
import type {SessionsStrings} from '../strings/inbox-strings.js';
import {sessionsStyles} from './hs-sessions.styles.js';
import {INITIAL_SESSIONS, type SessionsState} from './sessions-state.js';

/** The page of the agent's sessions: in which browsers they are logged in, and the end of those that they do not know. */
export class HsSessions extends InboxPart {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, columnStyles, sessionsStyles];

  static override properties: PropertyDeclarations = {
    sessions: {attribute: false},
  };

  declare sessions: SessionsState;
  /** The session that the keyboard goes on at when the one that the agent ends has gone. */
  #nextId: string | undefined;

  constructor() {
    super();
    this.sessions = INITIAL_SESSIONS;
  }

  /** A row and not its button: a key that is held down must not end one session after the other. */
  protected override get focusFallback(): HTMLElement | null {
    const rows = [...this.renderRoot.querySelectorAll('li')];
    return rows.find(({dataset}) => dataset['id'] === this.#nextId) ?? super.focusFallback;
  }

  get #strings(): SessionsStrings {
    return this.inbox.strings.sessions;
  }

  async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('h2')?.focus();
  }

  #endOne(session: AgentSession): void {
    const {sessions} = this.sessions;
    const index = sessions.indexOf(session);
    this.#end([session], sessions[index + 1] ?? sessions[index - 1]);
  }

  #end(sessions: readonly AgentSession[], next?: AgentSession): void {
    if (this.sessions.ending.length) return;
    this.#nextId = next?.id;
    this.inbox.dispatch({type: 'end-sessions', ids: sessions.map(({id}) => id)});
  }

  #nameOf({browser}: AgentSession): string {
    const [name, system] = browser?.split(' on ') ?? [];
    if (name === undefined || system === undefined) return browser ?? this.#strings.unknownBrowser;
    return fillText(this.#strings.browserOn, {browser: name, system}, this.inbox.strings.locale);
  }

  #renderSession(session: AgentSession): TemplateResult {
    const {locale} = this.inbox.strings;
    const {began, network, isThis} = session;
    const time = fullTimeLabel(began, locale);
    return html`
      <li data-id=${session.id} tabindex="-1">
        <div>
          <strong>${translatable(this.#nameOf(session))}</strong>
          <span class="advice">${translatable(fillText(this.#strings.began, {time}, locale))}</span>
          ${
            network === null
              ? nothing
              : html`<span class="advice">${this.#strings.network} <bdi>${translatable(network)}</bdi></span>`
          }
        </div>
        ${isThis ? html`<span class="this">${this.#strings.thisBrowser}</span>` : this.#renderEnd(session, time)}
      </li>
    `;
  }

  #renderEnd(session: AgentSession, time: string): TemplateResult {
    const {ending} = this.sessions;
    const {locale} = this.inbox.strings;
    const label = fillText(this.#strings.endNamed, {browser: this.#nameOf(session), time}, locale);
    return html`
      <button aria-label=${label} aria-disabled=${ending.length > 0} @click=${() => this.#endOne(session)}>
        ${translatable(ending.includes(session.id) ? this.#strings.ending : this.#strings.end)}
      </button>
    `;
  }

  #renderList(): TemplateResult {
    const {sessions, ending} = this.sessions;
    const others = sessions.filter(({isThis}) => !isThis);
    return html`
      <p class="advice">${this.#strings.introduction}</p>
      ${
        others.length > 1
          ? html`<button aria-disabled=${ending.length > 0} @click=${() => this.#end(others)}>
              ${this.#strings.endOthers}
            </button>`
          : nothing
      }
      <ul>
        ${repeat(
          sessions,
          ({id}) => id,
          (session) => this.#renderSession(session),
        )}
      </ul>
    `;
  }

  #renderBody(): TemplateResult {
    const {list} = this.sessions;
    if (list === 'ready') return this.#renderList();
    if (list === 'loading') return html`<p class="placeholder" role="status">${this.#strings.loading}</p>`;
    return html`
      <div class="placeholder" role="alert">
        <strong>${this.#strings.loadingFailed}</strong>
        <button @click=${() => this.inbox.dispatch({type: 'reload-sessions'})}>${this.inbox.strings.retry}</button>
      </div>
    `;
  }

  override render(): TemplateResult {
    const {result} = this.sessions;
    const {ended, notEnded} = this.#strings;
    return html`
      <div class="column">
        <h2 tabindex="-1">${this.#strings.title}</h2>
        <div class="body">
          <p class="result" role="status">${result === 'ended' ? translatable(ended) : nothing}</p>
          <p class="result failure" role="alert">${result === 'not-ended' ? translatable(notEnded) : nothing}</p>
          ${this.#renderBody()}
        </div>
      </div>
    `;
  }
}
