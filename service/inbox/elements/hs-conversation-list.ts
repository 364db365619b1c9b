import {fullTimeLabel, shortTimeLabel} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {guard} from 'lit/directives/guard.js';
import {repeat} from 'lit/directives/repeat.js';
import type {AgentConversation, AgentConversationUser} from '../../src/agent-wire.js';
import {displayName, identityMark, mainIdentifier, shortCode} from '../format/identity.js';
import {conversationAddress} from '../route.js';
import {isUnread} from '../state/conversations.js';
import type {ConversationStatus, LoadStatus} from '../state/state.js';
import {conversationListStyles} from './hs-conversation-list.styles.js';
import {InboxPart} from './inbox-part.js';
import {baseStyles, buttonStyles, placeholderStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

const STATUSES: readonly ConversationStatus[] = ['open', 'resolved'];

/** The list pane: the filter, and a link to each conversation. */
export class HsConversationList extends InboxPart {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, conversationListStyles];

  static override properties: PropertyDeclarations = {
    conversations: {attribute: false},
    filter: {attribute: false},
    status: {attribute: false},
    openId: {attribute: false},
  };

  declare conversations: readonly AgentConversation[];
  declare filter: ConversationStatus;
  declare status: LoadStatus;
  declare openId: string | undefined;

  constructor() {
    super();
    this.conversations = [];
    this.filter = 'open';
    this.status = 'loading';
  }

  /** Puts the focus on the link to this conversation, else on the heading. */
  async focusConversation(id: string | undefined): Promise<void> {
    await this.updateComplete;
    const links = [...this.renderRoot.querySelectorAll<HTMLElement>('a[data-id]')];
    const link = links.find(({dataset}) => dataset['id'] === id);
    (link ?? this.renderRoot.querySelector('h2'))?.focus();
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
    return html`<div class="placeholder">
      <strong>${translatable(title)}</strong><span>${translatable(advice)}</span>
    </div>`;
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
    return html`
      <ul aria-label=${this.inbox.strings.filters[this.filter]}>
        ${repeat(
          this.conversations,
          ({id}) => id,
          (conversation) => html`<li>${this.#renderRow(conversation)}</li>`,
        )}
      </ul>
    `;
  }

  /** A row costs time, and there are up to 200: each is drawn only when what it shows has changed. */
  #renderRow(conversation: AgentConversation): unknown {
    const isOpen = conversation.id === this.openId;
    const time = shortTimeLabel(conversation.updatedAt, this.inbox.strings.locale);
    return guard([conversation, isOpen, time], () => this.#renderLink(conversation, isOpen, time));
  }

  #renderLink(conversation: AgentConversation, isOpen: boolean, time: string): TemplateResult {
    const {strings} = this.inbox;
    const {id, user, updatedAt, preview} = conversation;
    const unread = isUnread(conversation);
    return html`
      <a
        href=${conversationAddress(id)}
        data-id=${id}
        class=${unread ? 'unread' : ''}
        aria-current=${isOpen ? 'true' : nothing}
      >
        <span class="line">
          <bdi class="name">${translatable(displayName(user) ?? strings.anonymousUser(shortCode(id)))}</bdi>
          <time datetime=${new Date(updatedAt).toISOString()} title=${fullTimeLabel(updatedAt, strings.locale)}
            >${translatable(time)}</time
          >
        </span>
        <span class="line">${this.#renderIdentity(user)}</span>
        <span class="line">
          ${preview.senderKind === 'agent' ? html`<span class="agent">${strings.agent}</span>` : nothing}
          <bdi class="preview">${translatable(preview.text)}</bdi>
          ${unread ? html`<span class="dot"><span class="visually-hidden">${strings.unread}</span></span>` : nothing}
        </span>
      </a>
    `;
  }

  /** The mark stands beside the identifier that it is about, or says which one it is about. */
  #renderIdentity(user: AgentConversationUser): TemplateResult {
    const identifier = user.userName ? mainIdentifier(user) : undefined;
    if (!identifier) return html`<hs-identity-badge mark=${identityMark(user)}></hs-identity-badge>`;
    return html`
      <bdi class="identifier">${translatable(identifier.text)}</bdi>
      <hs-identity-badge mark=${identifier.mark}></hs-identity-badge>
    `;
  }
}
