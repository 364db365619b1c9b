import {fillText, fullTimeLabel, shortTimeLabel} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {guard} from 'lit/directives/guard.js';
import {live} from 'lit/directives/live.js';
import {repeat} from 'lit/directives/repeat.js';
import type {AgentConversationUser, AgentListName} from '../../contract/conversations.js';
import type {AgentHead} from '../api/parse-agent.js';
import {identityMark, mainIdentifier, userName} from '../format/identity.js';
import {waitingTime} from '../format/waiting-time.js';
import {conversationAddress} from '../route.js';
import {isUnread} from '../state/conversations.js';
import {LIST_NAMES} from '../state/lists.js';
import {INITIAL_STATE, type List} from '../state/state.js';
import type {UnsentMarks} from '../state/unsent.js';
import {NOTHING_SELECTED, type Selection} from '../state/selection-state.js';
import {conversationListStyles} from './hs-conversation-list.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, checkBoxStyles, placeholderStyles, switchStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

const MINUTE_MS = 60_000;

/** How often the rows say how long their users wait. */
const CLOCK_INTERVAL_MS = 15_000;

/** The list pane: the filter, and a link to each conversation of the loaded pages. */
export class HsConversationList extends InboxPart {
  static override styles = [
    baseStyles,
    buttonStyles,
    checkBoxStyles,
    switchStyles,
    placeholderStyles,
    conversationListStyles,
  ];

  static override properties: PropertyDeclarations = {
    conversations: {attribute: false},
    filter: {attribute: false},
    list: {attribute: false},
    openId: {attribute: false},
    selection: {attribute: false},
    typing: {attribute: false},
    unsent: {attribute: false},
    minute: {state: true},
  };

  declare conversations: readonly AgentHead[];
  declare filter: AgentListName;
  declare list: List;
  declare openId: string | undefined;
  declare selection: Selection;
  /** The conversations in which the user is typing. */
  declare typing: ReadonlySet<string>;
  /** What the agent has not sent, by conversation. */
  declare unsent: UnsentMarks;
  /** By the service's clock, in minutes since 1970: a new one draws the times of waiting again. */
  declare private minute: number;
  #clock: ReturnType<typeof setInterval> | undefined;
  /** The row that was the last one when the agent asked for more. */
  #lastId: string | undefined;

  constructor() {
    super();
    this.conversations = [];
    this.filter = 'open';
    this.list = INITIAL_STATE.lists.open;
    this.selection = NOTHING_SELECTED;
    this.typing = INITIAL_STATE.typing;
    this.unsent = new Map();
    this.minute = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback?.();
    this.#clock = setInterval(() => (this.minute = Math.floor(this.inbox.now() / MINUTE_MS)), CLOCK_INTERVAL_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback?.();
    clearInterval(this.#clock);
  }

  override updated(changed: PropertyValues<this>): void {
    const wasLoading = changed.get('list')?.isLoadingMore ?? false;
    if (wasLoading && !this.list.isLoadingMore) this.#focusMore();
  }

  get #links(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('a[data-id]')];
  }

  /** Puts the focus on the link to this conversation, else on the heading. */
  async focusConversation(id: string | undefined): Promise<void> {
    await this.updateComplete;
    const link = this.#links.find(({dataset}) => dataset['id'] === id);
    (link ?? this.renderRoot.querySelector('h2'))?.focus();
  }

  #showMore(): void {
    if (this.list.isLoadingMore) return;
    this.#lastId = this.#links.at(-1)?.dataset['id'];
    this.inbox.dispatch({type: 'show-more'});
  }

  /** The keyboard goes on at the first new row, unless the agent has left the button. */
  #focusMore(): void {
    // The button is gone with the last page, and the heading has its focus.
    if (!this.shadowRoot?.activeElement?.matches('.more, h2')) return;
    const links = this.#links;
    links[links.findIndex(({dataset}) => dataset['id'] === this.#lastId) + 1]?.focus();
  }

  /** How long the user has waited, in words; the clocks of service and computer may differ by a little. */
  #waits({waitingSince}: AgentHead): string | undefined {
    if (waitingSince === null) return undefined;
    const {waits, waitsBriefly, locale} = this.inbox.strings;
    const minutes = (this.inbox.now() - waitingSince) / MINUTE_MS;
    if (minutes < 1) return waitsBriefly;
    const {unit, count} = waitingTime(minutes);
    return fillText(waits[unit], {count}, locale);
  }

  override render(): TemplateResult {
    const {strings} = this.inbox;
    return html`
      <header>
        <h2 tabindex="-1">${strings.conversations}</h2>
        ${this.#maySelect ? this.#renderSelect() : nothing}
        <fieldset class="switch">
          <legend class="visually-hidden">${strings.filter}</legend>
          ${LIST_NAMES.map((name) => this.#renderFilter(name))}
        </fieldset>
      </header>
      ${this.#isSelecting ? this.#renderSelectionBar() : nothing}
      <div class="body" aria-busy=${this.list.status === 'loading'}>
        ${this.#renderUnreadable()} ${this.#renderBody()}
      </div>
    `;
  }

  /** Only what is open can be rejected. */
  get #maySelect(): boolean {
    return this.filter !== 'closed' && (this.conversations.length > 0 || this.selection.isOn);
  }

  get #isSelecting(): boolean {
    return this.#maySelect && this.selection.isOn;
  }

  #renderSelect(): TemplateResult {
    const {strings, dispatch} = this.inbox;
    const {isOn} = this.selection;
    const {begin, end} = strings.selection;
    return html`
      <button class="quiet select" @click=${() => dispatch({type: 'choose-selecting', isOn: !isOn})}>
        ${translatable(isOn ? end : begin)}
      </button>
    `;
  }

  #renderSelectionBar(): TemplateResult {
    const shown = this.conversations.map(({id}) => id);
    return html`<hs-selection-bar .shown=${shown} .selection=${this.selection}></hs-selection-bar>`;
  }

  #renderFilter(name: AgentListName): TemplateResult {
    return html`
      <label>
        <input
          type="radio"
          name="filter"
          .value=${name}
          .checked=${live(this.filter === name)}
          @change=${() => this.inbox.dispatch({type: 'choose-filter', name})}
        />
        <span>${this.inbox.strings.filters[name]}</span>
      </label>
    `;
  }

  #renderBody(): TemplateResult | typeof nothing {
    const {strings} = this.inbox;
    const {status, rest, unreadable} = this.list;
    if (status === 'failed') return this.#renderFailure();
    if (this.conversations.length || rest) return this.#renderList();
    if (status === 'loading') {
      return html`
        <p class="visually-hidden" role="status">${strings.loadingConversations}</p>
        <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>
      `;
    }
    if (unreadable) return nothing;
    const {title, advice} = strings.emptyLists[this.filter];
    return html`<div class="placeholder">
      <strong>${translatable(title)}</strong><span>${translatable(advice)}</span>
    </div>`;
  }

  /** A user waits in each of them, perhaps: an agent has to know that they are there. */
  #renderUnreadable(): TemplateResult | typeof nothing {
    const {unreadable} = this.list;
    if (!unreadable) return nothing;
    const {unreadableConversations, locale} = this.inbox.strings;
    const text = fillText(unreadableConversations, {count: unreadable}, locale);
    return html`<p class="unreadable">${translatable(text)}</p>`;
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
      <ul class=${this.#isSelecting ? 'selecting' : ''} aria-label=${this.inbox.strings.filters[this.filter]}>
        ${repeat(
          this.conversations,
          ({id}) => id,
          (conversation) => html`<li>${this.#renderCheckBox(conversation)} ${this.#renderRow(conversation)}</li>`,
        )}
      </ul>
      ${this.list.rest ? this.#renderMore() : nothing}
    `;
  }

  #renderMore(): TemplateResult {
    const {strings} = this.inbox;
    const {isLoadingMore} = this.list;
    return html`
      <button class="more" aria-disabled=${isLoadingMore} @click=${this.#showMore}>
        ${translatable(isLoadingMore ? strings.loadingMore : strings.showMore)}
      </button>
    `;
  }

  #renderCheckBox(conversation: AgentHead): TemplateResult | typeof nothing {
    if (!this.#isSelecting) return nothing;
    const {strings, dispatch} = this.inbox;
    const {id} = conversation;
    const name = userName(conversation, strings);
    const select = (event: Event): void => {
      const {checked} = event.currentTarget as HTMLInputElement;
      dispatch({type: 'select-conversations', ids: [id], isSelected: checked});
    };
    return html`
      <label class="check">
        <input
          type="checkbox"
          aria-label=${fillText(strings.selection.one, {name}, strings.locale)}
          .checked=${live(this.selection.ids.has(id))}
          @change=${select}
        />
      </label>
    `;
  }

  /** A row costs time, and there are many: each is drawn only when what it shows has changed. */
  #renderRow(conversation: AgentHead): unknown {
    const isOpen = conversation.id === this.openId;
    const {strings} = this.inbox;
    const time = shortTimeLabel(conversation.lastTime, strings.locale, this.inbox.now());
    const waits = this.#waits(conversation);
    const isTyping = this.typing.has(conversation.id);
    const unsent = this.unsent.get(conversation.id);
    return guard([conversation, isOpen, time, waits, isTyping, unsent, strings], () =>
      this.#renderLink(conversation, isOpen, time, waits),
    );
  }

  #renderLink(conversation: AgentHead, isOpen: boolean, time: string, waits: string | undefined): TemplateResult {
    const {strings} = this.inbox;
    const {id, user, lastTime, preview} = conversation;
    const unread = isUnread(conversation);
    return html`
      <a
        href=${conversationAddress(id)}
        data-id=${id}
        class=${unread ? 'unread' : ''}
        aria-current=${isOpen ? 'true' : nothing}
      >
        <span class="line">
          <bdi class="name">${translatable(userName(conversation, strings))}</bdi>
          <time datetime=${new Date(lastTime).toISOString()} title=${fullTimeLabel(lastTime, strings.locale)}
            >${translatable(time)}</time
          >
        </span>
        <span class="line">
          ${this.#renderIdentity(user)} ${waits ? html`<span class="waits">${translatable(waits)}</span>` : nothing}
        </span>
        <span class="line">
          ${this.#renderAuthor(preview.author)}
          <bdi class="preview">${translatable(preview.text)}</bdi>
          ${this.#renderUnsent(id)}
          ${this.typing.has(id) ? html`<span class="typing">${strings.typingMark}</span>` : nothing}
          ${unread ? html`<span class="dot"><span class="visually-hidden">${strings.unread}</span></span>` : nothing}
        </span>
      </a>
    `;
  }

  #renderUnsent(id: string): TemplateResult | typeof nothing {
    const mark = this.unsent.get(id);
    return mark ? html`<span class="unsent ${mark}">${this.inbox.strings.unsentMarks[mark]}</span>` : nothing;
  }

  #renderAuthor(author: AgentHead['preview']['author']): TemplateResult | typeof nothing {
    const {agent, bot} = this.inbox.strings;
    if (author !== 'agent' && author !== 'bot') return nothing;
    return html`<span class="agent">${author === 'agent' ? agent : bot}</span>`;
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
