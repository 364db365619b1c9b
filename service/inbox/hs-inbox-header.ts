import {fillText} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {Agent} from '../contract/session.js';
import {inboxHeaderStyles} from './hs-inbox-header.styles.js';
import {InboxPart} from './parts/inbox-part.js';
import {baseStyles, buttonStyles} from './parts/shared.styles.js';
import {translatable} from './parts/translatable.js';
import {LIST_ADDRESS, SESSIONS_ADDRESS, SETTINGS_ADDRESS} from './route.js';
import type {Page} from './state/state.js';

/** The top of the page: the way to its other pages, who is logged in, and the way out. */
export class HsInboxHeader extends InboxPart {
  static override styles = [baseStyles, buttonStyles, inboxHeaderStyles];

  static override properties: PropertyDeclarations = {
    agent: {attribute: false},
    page: {attribute: false},
  };

  declare agent: Agent;
  declare page: Page;

  override render(): TemplateResult {
    const {strings, dispatch} = this.inbox;
    const {name, email, role} = this.agent;
    return html`
      <header>
        <img src="/inbox/icon.svg" alt="" width="28" height="28" />
        <h1>${strings.product}</h1>
        <nav aria-label=${strings.navigation}>
          ${this.#renderLink('conversations', LIST_ADDRESS, strings.conversations)}
          ${this.#renderLink('sessions', SESSIONS_ADDRESS, strings.sessions.title)}
          ${role === 'administrator' ? this.#renderLink('settings', SETTINGS_ADDRESS, strings.settings.title) : nothing}
        </nav>
        <span class="agent" title=${fillText(strings.loggedInAs, {name: email}, strings.locale)}
          ><bdi>${translatable(name)}</bdi></span
        >
        <button class="quiet" @click=${() => dispatch({type: 'log-out'})}>${strings.logOut}</button>
      </header>
    `;
  }

  #renderLink(page: Page, address: string, label: string): TemplateResult {
    return html`<a href=${address} aria-current=${this.page === page ? 'page' : nothing}>${label}</a>`;
  }
}
