import {
  dayLabel,
  fillText,
  fullTimeLabel,
  timeLabel,
  type TimelineGroup,
  type TimelineItem,
} from 'helpshift-chat/client';
import {
  actionAddress,
  isPageAddress,
  RATING_LIMIT,
  type Attachment,
  type Author,
  type CardAction,
} from 'helpshift-chat/protocol';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {logItems} from '../format/log-items.js';
import {isolated, visibleIdentifier, visibleName} from '../format/visible-text.js';
import type {HsPictureViewer} from '../files/hs-picture-viewer.js';
import type {ShowPictureEvent} from '../files/hs-file.js';
import {EMPTY_THREAD, type Connection, type StatusChange, type Thread} from '../state/state.js';
import {answerSeenByUser, hasEarlier} from '../state/threads.js';
import {answerState} from '../state/unsent.js';
import {conversationLogStyles} from './hs-conversation-log.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import {linkedText} from '../parts/linked-text.js';
import {baseStyles, buttonStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** Who scrolls down to this distance from the end has read the log to its end. */
const END_TOLERANCE_PX = 48;

/** Who scrolls to this distance from the beginning will soon want what was before. */
const EARLIER_DISTANCE_PX = 300;

type Message = TimelineGroup['messages'][number];

type Rated = Extract<TimelineItem, {kind: 'rated'}>;

/** An item of the log in sight. Earlier items can make a new element of it. */
interface Anchor {
  readonly id: string | undefined;
  readonly top: number;
}

/** What happens in one conversation, the newest at the end. Make a new one for each conversation. */
export class HsConversationLog extends InboxPart {
  static override styles = [baseStyles, buttonStyles, conversationLogStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    thread: {attribute: false},
    userName: {attribute: false},
    agentName: {attribute: false},
    connection: {attribute: false},
    isAtEnd: {state: true},
  };

  declare conversationId: string;
  declare thread: Thread;
  /** What to call the user. */
  declare userName: string;
  /** Who is logged in. */
  declare agentName: string;
  declare connection: Connection;
  declare private isAtEnd: boolean;
  /** The items in sight, and where they were, before the log was drawn again. */
  #anchors: readonly Anchor[] = [];
  /** Where the log was scrolled to last. */
  #top = 0;
  /** Keeps the newest message in sight when the log becomes lower: a bar above it, a longer draft, an on-screen keyboard. */
  readonly #sizeObserver = new ResizeObserver(() => this.isAtEnd && this.#scrollToEnd());

  constructor() {
    super();
    this.conversationId = '';
    this.thread = EMPTY_THREAD;
    this.userName = '';
    this.agentName = '';
    this.connection = 'up';
    this.isAtEnd = true;
  }

  get #log(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.log');
  }

  protected override get focusFallback(): HTMLElement | null {
    return this.#log;
  }

  override connectedCallback(): void {
    super.connectedCallback?.();
    this.#observeSize();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback?.();
    this.#sizeObserver.disconnect();
  }

  override firstUpdated(): void {
    this.#observeSize();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // The agent may have moved in this frame: the event comes after this update.
    this.#notePlace();
    this.#anchors = changed.has('thread') && !this.isAtEnd ? this.#anchorsInSight() : [];
  }

  override updated(changed: PropertyValues<this>): void {
    const log = this.#log;
    if (!log || !changed.has('thread')) return;
    const before = changed.get('thread');
    if (this.isAtEnd || (before && this.thread.written > before.written)) this.#scrollToEnd();
    else this.#keepPlace(log);
  }

  get #items(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[data-id]')];
  }

  #anchorsInSight(): readonly Anchor[] {
    const sight = this.#log?.getBoundingClientRect();
    if (!sight) return [];
    return this.#items
      .map((item) => ({id: item.dataset['id'], box: item.getBoundingClientRect()}))
      .filter(({box}) => box.bottom > sight.top && box.top < sight.bottom)
      .map(({id, box}) => ({id, top: box.top}));
  }

  /** The message that the agent reads stays in its place when something comes above it. */
  #keepPlace(log: HTMLElement): void {
    const [anchor] = this.#anchors;
    const item = anchor && this.#items.find(({dataset}) => dataset['id'] === anchor.id);
    if (item) log.scrollTop += item.getBoundingClientRect().top - anchor.top;
    this.#top = log.scrollTop;
  }

  #observeSize(): void {
    if (this.#log) this.#sizeObserver.observe(this.#log);
  }

  #scrollToEnd(): void {
    const log = this.#log;
    if (!log) return;
    this.isAtEnd = true;
    log.scrollTo({top: log.scrollHeight});
    this.#top = log.scrollTop;
  }

  #handleScroll(): void {
    this.#notePlace();
    if (!this.isAtEnd && this.#top < EARLIER_DISTANCE_PX && this.thread.earlier === 'idle') this.#loadEarlier();
  }

  /** Notes where the agent is, and whether that is the end. */
  #notePlace(): void {
    const {scrollTop = 0, clientHeight = 0, scrollHeight = 0} = this.#log ?? {};
    if (!clientHeight) return;
    const toEnd = scrollHeight - scrollTop - clientHeight;
    // Who scrolls up leaves the end with the first step: the browser scrolls smoothly, in steps, and a message between two
    // of them must not scroll the log back. A box that becomes higher stays at its end.
    if (scrollTop < this.#top) this.isAtEnd = toEnd < 2;
    else if (scrollTop > this.#top) this.isAtEnd ||= toEnd <= END_TOLERANCE_PX;
    this.#top = scrollTop;
  }

  #loadEarlier(): void {
    if (!hasEarlier(this.thread) || this.thread.earlier === 'loading') return;
    this.inbox.dispatch({type: 'load-earlier', id: this.conversationId});
  }

  /** The name for a sentence; `undefined` for what no person did. */
  #personOf(author: Author): string | undefined {
    if (author.kind === 'agent') return isolated(visibleName(author.name));
    return author.kind === 'user' ? isolated(this.userName) : undefined;
  }

  #whatHappened(kind: StatusChange | 'ended', author: Author): string {
    const {happened, happenedBy, locale} = this.inbox.strings;
    const name = this.#personOf(author);
    return name === undefined ? happened[kind] : fillText(happenedBy[kind], {name}, locale);
  }

  #nameOf(author: Author): string {
    if (author.kind === 'agent') return visibleName(author.name);
    const {bot, service} = this.inbox.strings.authors;
    return {user: this.userName, bot, system: service}[author.kind];
  }

  override render(): TemplateResult {
    const {strings} = this.inbox;
    return html`
      <div
        class="log"
        role="log"
        aria-label=${strings.messages}
        tabindex="0"
        @scroll=${this.#handleScroll}
        @show-picture=${this.#showPicture}
      >
        ${this.#renderEarlier()}
        ${repeat(
          logItems(this.thread, this.agentName),
          ({key}) => key,
          (item) => this.#renderItem(item),
        )}
      </div>
      ${
        this.isAtEnd
          ? nothing
          : html`<button class="jump" aria-label=${strings.jumpToNewest} @click=${this.#scrollToEnd}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v10M3.5 8.5 8 13l4.5-4.5" /></svg>
            </button>`
      }
      <hs-picture-viewer .pictures=${this.#pictures}></hs-picture-viewer>
    `;
  }

  get #pictures(): readonly Attachment[] {
    const contents = this.thread.run?.entries.map(({content}) => content) ?? [];
    return contents.filter((content) => content.kind === 'attachment').filter(({width}) => width !== undefined);
  }

  #showPicture({fileId}: ShowPictureEvent): void {
    void this.renderRoot.querySelector<HsPictureViewer>('hs-picture-viewer')?.show(fileId);
  }

  #renderEarlier(): TemplateResult | typeof nothing {
    if (!hasEarlier(this.thread)) return nothing;
    const {strings} = this.inbox;
    const isLoading = this.thread.earlier === 'loading';
    return html`
      <button class="earlier" aria-disabled=${isLoading} @click=${this.#loadEarlier}>
        ${translatable(isLoading ? strings.loadingEarlier : strings.showEarlier)}
      </button>
    `;
  }

  #renderItem(item: TimelineItem): TemplateResult | typeof nothing {
    const {strings} = this.inbox;
    if (item.kind === 'group') return this.#renderGroup(item);
    if (item.kind === 'day') {
      return html`<h3 class="day">
        <span>${translatable(dayLabel(item.time, strings.locale, this.inbox.now()))}</span>
      </h3>`;
    }
    // The agents' log has no such line.
    if (item.kind === 'new') return nothing;
    if (item.kind === 'rated') return this.#renderRating(item);
    const text = item.kind === 'unknown' ? strings.unknownEntry : this.#whatHappened(item.kind, item.author);
    return html`<p class="event" data-id=${item.key}>${translatable(text)} ${this.#renderTime(item.time)}</p>`;
  }

  #renderRating({key, rating: {rating, feedback}, time}: Rated): TemplateResult {
    const {rated, locale} = this.inbox.strings;
    const text = fillText(rated, {name: isolated(this.userName), rating, most: RATING_LIMIT}, locale);
    return html`
      <div class="event rated" data-id=${key}>
        <p>${translatable(text)} ${this.#renderTime(time)}</p>
        <p class="stars" aria-hidden="true">
          ${Array.from({length: RATING_LIMIT}, (_, star) => html`<span class=${star < rating ? 'given' : ''}>${star < rating ? '★' : '☆'}</span>`)}
        </p>
        ${feedback ? html`<p class="feedback" dir="auto">${feedback}</p>` : nothing}
      </div>
    `;
  }

  #renderGroup({author, isNote, time, messages}: TimelineGroup): TemplateResult {
    const {strings} = this.inbox;
    return html`
      <div class="group ${author.kind} ${isNote ? 'note' : ''}">
        <p class="sender">
          ${isNote ? html`<span class="mark">${strings.noteMark}</span>` : nothing}
          <bdi>${translatable(this.#nameOf(author))}</bdi>
          ${this.#renderTime(time)}
        </p>
        ${repeat(
          messages,
          ({id}) => id,
          (message) => this.#renderMessage(message, isNote),
        )}
      </div>
    `;
  }

  #renderTime(time: number): TemplateResult {
    const {locale} = this.inbox.strings;
    return html`<time datetime=${new Date(time).toISOString()} title=${fullTimeLabel(time, locale)}
      >${translatable(timeLabel(time, locale))}</time
    >`;
  }

  #renderMessage(message: Message, isNote: boolean): TemplateResult {
    const {id, text, actions = [], file, delivery} = message;
    const isSeen = id === answerSeenByUser(this.thread);
    return html`
      ${
        file
          ? html`<hs-file class="message-file" data-id=${id} .file=${file}></hs-file>`
          : html`<p class="message ${delivery}" data-id=${id} dir="auto">${linkedText(text)}</p>`
      }
      ${actions.length ? this.#renderActions(actions) : nothing}
      ${isSeen ? html`<p class="state" aria-live="off">${translatable(this.inbox.strings.seen)}</p>` : nothing}
      ${delivery === 'stored' ? nothing : html`<p class="state ${delivery}">${this.#renderDelivery(message, isNote)}</p>`}
    `;
  }

  /** The actions of a card. Agents see where each leads; only an address that is allowed is a link. */
  #renderActions(actions: readonly CardAction[]): TemplateResult {
    return html`
      <ul class="actions" aria-label=${this.inbox.strings.card.actions}>
        ${actions.map((action) => html`<li>${this.#renderAction(action)}</li>`)}
      </ul>
    `;
  }

  #renderAction(action: CardAction): TemplateResult {
    const address = actionAddress(action);
    const target = address !== undefined && isPageAddress(address) ? '_blank' : nothing;
    return html`
      ${
        address === undefined
          ? html`<bdi>${action.label}</bdi>`
          : html`<a href=${address} target=${target} rel="noopener noreferrer nofollow"><bdi>${action.label}</bdi></a>`
      }
      <bdi class="target" dir="ltr">${visibleIdentifier(action.target)}</bdi>
    `;
  }

  /** What has become of a message that is not stored, in words, and what the agent can do. */
  #renderDelivery({id, delivery}: Message, isNote: boolean): unknown {
    const {strings, dispatch} = this.inbox;
    const state = answerState({delivery, isNote}, this.connection, this.thread.run?.head);
    switch (state) {
      case 'stored':
        return nothing;
      case 'waiting':
      case 'sending':
        return translatable(strings[state]);
    }
    const message = {conversationId: this.conversationId, kind: isNote ? 'note' : 'text', id} as const;
    const text = state === 'over' ? strings.failedOver : strings.failed;
    return html`
      ${translatable(text)}
      ${
        state === 'failed'
          ? html`<button @click=${() => dispatch({type: 'retry-message', ...message})}>${strings.sendAgain}</button>`
          : nothing
      }
      <button @click=${() => dispatch({type: 'delete-message', ...message})}>${strings.deleteMessage}</button>
    `;
  }
}
