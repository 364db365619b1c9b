import {consume} from '@lit/context';
import {LitElement, html, nothing, type TemplateResult} from 'lit';
import {customElement, property, query, queryAll} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {AgentConversation} from '../../src/agent-wire.js';
import {displayName, identityMark, shortCode} from '../format/identity.js';
import {fullTime, shortTime} from '../format/time.js';
import {conversationAddress} from '../route.js';
import {isUnread} from '../state/conversations.js';
import type {ConversationStatus, LoadStatus} from '../state/state.js';
import {conversationListStyles} from './hs-conversation-list.styles.js';
import './hs-identity-badge.js';
import {inboxContext, type InboxContext} from './inbox-context.js';
import {baseStyles, buttonStyles, placeholderStyles} from './shared.styles.js';

const STATUSES: readonly ConversationStatus[] = ['open', 'resolved'];

/** The list pane: the filter, and a link to each conversation. */
@customElement('hs-conversation-list')
export class HsConversationList extends LitElement {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, conversationListStyles];

  @property({attribute: false}) conversations: readonly AgentConversation[] = [];
  @property({attribute: false}) filter: ConversationStatus = 'open';
  @property({attribute: false}) status: LoadStatus = 'loading';
  @property({attribute: false}) openId: string | undefined;

  @consume({context: inboxContext}) private inbox!: InboxContext;
  @query('h2') private heading!: HTMLElement;
  @queryAll('a[data-id]') private links!: NodeListOf<HTMLElement>;

  /** Puts the focus on the link to this conversation, else on the heading. */
  focusConversation(id: string | undefined): void {
    const link = [...this.links].find(({dataset}) => dataset['id'] === id);
    (link ?? this.heading).focus();
  }

  override render(): TemplateResult {
    const {strings} = this.inbox;
    return html`
      <header>
        <h2 tabindex="-1">${strings.conversations}</h2>
        <fieldset>
          <legend class="visually-hidden">${strings.filter}</legend>
          ${STATUSES.map((status) => this.#renderFilter(status))}
        </fieldset>
      </header>
      <div class="body" aria-busy=${this.status === 'loading'}>${this.#renderBody()}</div>
    `;
  }

  #renderFilter(status: ConversationStatus): TemplateResult {
    return html`
      <label>
        <input
          type="radio"
          name="filter"
          .value=${status}
          .checked=${this.filter === status}
          @change=${() => this.inbox.dispatch({type: 'choose-filter', status})}
        />
        <span>${this.inbox.strings.filters[status]}</span>
      </label>
    `;
  }

  #renderBody(): TemplateResult {
    const {strings} = this.inbox;
    if (this.status === 'failed') return this.#renderFailure();
    if (this.conversations.length) return this.#renderList();
    if (this.status === 'loading') {
      return html`
        <p class="visually-hidden" role="status">${strings.loadingConversations}</p>
        <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>
      `;
    }
    const {title, advice} = strings.emptyLists[this.filter];
    return html`<div class="placeholder"><strong>${title}</strong><span>${advice}</span></div>`;
  }

  #renderFailure(): TemplateResult {
    const {strings, dispatch} = this.inbox;
    return html`
      <div class="failure" role="alert">
        <span>${strings.listFailed}</span>
        <button @click=${() => dispatch({type: 'reload-list'})}>${strings.retry}</button>
      </div>
      ${this.conversations.length ? this.#renderList() : nothing}
    `;
  }

  #renderList(): TemplateResult {
    const now = Date.now();
    return html`
      <ul aria-label=${this.inbox.strings.filters[this.filter]}>
        ${repeat(
          this.conversations,
          ({id}) => id,
          (conversation) => html`<li>${this.#renderLink(conversation, now)}</li>`,
        )}
      </ul>
    `;
  }

  #renderLink(conversation: AgentConversation, now: number): TemplateResult {
    const {strings} = this.inbox;
    const {id, user, updatedAt, preview} = conversation;
    const unread = isUnread(conversation);
    return html`
      <a
        href=${conversationAddress(id)}
        data-id=${id}
        class=${unread ? 'unread' : ''}
        aria-current=${id === this.openId ? 'true' : nothing}
      >
        <span class="line">
          <span class="name"><bdi>${displayName(user) ?? strings.anonymousUser(shortCode(id))}</bdi></span>
          <time datetime=${new Date(updatedAt).toISOString()} title=${fullTime(updatedAt, strings)}
            >${shortTime(updatedAt, now, strings)}</time
          >
        </span>
        <span class="line">
          <hs-identity-badge mark=${identityMark(user)}></hs-identity-badge>
          <span class="preview">
            ${preview.senderKind === 'agent' ? strings.answered : nothing} <bdi>${preview.text}</bdi>
          </span>
          ${unread ? html`<span class="dot"><span class="visually-hidden">${strings.unread}</span></span>` : nothing}
        </span>
      </a>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hs-conversation-list': HsConversationList;
  }
}
