import {html, nothing, render, type TemplateResult} from 'lit/html.js';
import {
  type ChatState,
  earlierPosition,
  EMPTY_CHAT,
  firstUnread,
  isSeenByAgents,
  newestEntries,
} from '../../client/chat-state.js';
import {dayLabel, timeLabel} from '../../client/time-labels.js';
import {fillText} from '../../client/texts.js';
import {timeline, type TimelineGroup, type TimelineItem, type TimelineMessage} from '../../client/timeline.js';
import type {AppSettings} from '../../protocol/settings.js';
import {isPanelShown} from '../chat-model.js';
import type {Language} from '../i18n/load-language.js';
import {messageListStyles} from './hs-message-list.styles.js';
import {LatePart} from './late-part.js';
import type {linkify} from './linkify.js';
import {PanelPart, titleOf} from './panel-element.js';
import {isInView, SeenEntries} from './seen-entries.js';
import {sharedStyles} from './shared.styles.js';

// A reader who scrolls down to this distance from the end follows the conversation; farther up, they read older messages.
const FOLLOW_WITHIN_PX = 80;

// A reader who comes so near to the top gets older messages.
const NEAR_TOP_PX = 400;

// So many entries are drawn at first, and so many more each time. A long conversation costs no more than a short one.
const PAGE_ENTRIES = 50;

// They are drawn in several tasks, the newest first, so that the page stays responsive.
const ENTRIES_PER_TASK = 10;

// So many pages are read back for the first unread message. A reader with more begins at the oldest of these.
const UNREAD_PAGES = 4;

// Between the upper edge and where a reader begins.
const BEGIN_DISTANCE_PX = 8;

// What every link begins with.
const LINK = /https?:/i;

// A browser tells a screen reader of a new text within this time.
const SPOKEN_WITHIN_MS = 300;

const USER = {kind: 'user'} as const;

/** One item of the timeline, as it is drawn. */
interface Row {
  readonly element: HTMLElement;
  /** What it shows, in short. It is drawn again only when this changes. */
  shown?: string;
}

/** The messages, with the newest in view unless the reader has scrolled away from it. */
export class HsMessageList extends PanelPart {
  static override styles = [sharedStyles, messageListStyles];
  /** What is drawn. */
  #chat: ChatState | undefined;
  #language: Language | undefined;
  #settings: AppSettings | undefined;
  #isFollowing = true;
  #hasNewBelow = false;
  #wasOpen = false;
  /** The first entry that was unread when the panel was opened: the line stays there while the panel is open. */
  #firstNew: string | undefined;
  /** The reader has not been brought yet to where they begin. */
  #mustPlace = false;
  #pagesForUnread = 0;
  /** Older entries are being added: a screen reader must not read them. */
  #isQuiet = true;
  #hadFocus = false;
  #top = 0;
  #items: readonly TimelineItem[] = [];
  /** The user's newest message, if the service has it, and what became of it. */
  #receipt: {readonly id: string; readonly text: string} | undefined;
  /** By the item's key. A row stays the same element, so that the reader keeps a selection and the focus. */
  readonly #rows = new Map<string, Row>();
  /** How many of the newest entries are drawn. The first task draws the list without them. */
  #limit = 0;
  /** How many are to be drawn; the limit grows up to it, task by task. */
  #wanted = PAGE_ENTRIES;
  #hasUndrawn = false;
  #newestId: string | undefined;
  /** The rows from the first one in view on, and where they were: one of them is still there after any change. */
  #anchors: readonly {readonly row: HTMLElement; readonly top: number}[] = [];
  /** Rows also change without an update: a picture comes, a late part draws. */
  readonly #sizes = new ResizeObserver(() => this.#handleResize());
  /** The position before which older entries were last asked for. */
  #askedAt = '';
  #linkify: typeof linkify | undefined;
  /** Makes links of web addresses. Until its code has loaded they are text. */
  readonly #links = new LatePart(
    async () => {
      const part = await import('./linkify.js');
      // By then a screen reader has heard the text.
      await new Promise((resolve) => setTimeout(resolve, SPOKEN_WITHIN_MS));
      this.#linkify = part.linkify;
    },
    () => this.#linkify && this.#drawAgain(),
  );

  /** The newest entry that the user has seen here. */
  #seenId: string | undefined;
  readonly #seen = new SeenEntries(
    () => this.#entriesInView(),
    (id) => {
      this.#seenId = id;
      this.actions.markSeen(id);
    },
  );

  /** Draws the actions of cards. */
  readonly #cards = new LatePart(
    () => import('./card/index.js'),
    () => {},
  );

  /** Draws files. Until then their names are shown. */
  readonly #attachments = new LatePart(
    () => import('./attachments/index.js'),
    () => this.requestUpdate(),
  );
  #fileCount = 0;

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  constructor() {
    super();
    this.#sizes.observe(this);
  }

  override connectedCallback(): void {
    this.#keepPlace();
    super.connectedCallback();
    // The first use of the formatter takes the browser longer than all else here.
    setTimeout(() => timeLabel(Date.now(), this.locale));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen.stop();
  }

  get #state(): ChatState {
    return this.model.chat ?? EMPTY_CHAT;
  }

  protected override willUpdate(): void {
    // The reader may have moved in this frame: the event comes after this update.
    this.#notePlace();
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    const state = this.#state;
    if (state !== this.#chat) this.#countNew();
    const isOpen = isPanelShown(this.model);
    if (isOpen && !this.#wasOpen) {
      this.#firstNew = undefined;
      this.#pagesForUnread = 0;
      this.#mustPlace = true;
    }
    this.#wasOpen = isOpen;
    if (this.#mustPlace) this.#findNew();
    const entries = newestEntries(state, this.#limit + 1);
    this.#hasUndrawn = entries.length > this.#limit;
    const ownTexts = state.queue.filter(({answer}) => !answer);
    this.#items = timeline(this.#hasUndrawn ? entries.slice(1) : entries, ownTexts, USER, this.#firstNew);
    const own = this.#items.findLast((item) => item.kind === 'group' && item.author.kind === 'user') as
      TimelineGroup | undefined;
    const {id = '', delivery} = own?.messages.at(-1) ?? {};
    const {seen, sent} = this.strings;
    this.#receipt = delivery === 'stored' ? {id, text: isSeenByAgents(state, id) ? seen : sent} : undefined;
  }

  /** Finds where the new messages begin, and lets all of them be drawn. */
  #findNew(): void {
    const state = this.#state;
    const {id, isFirstOfAll} = firstUnread(state) ?? {};
    this.#firstNew = id;
    const entries = newestEntries(state, Infinity);
    const first = entries.findIndex((entry) => entry.id === (this.model.opening?.entryId ?? id));
    if (first < 0) return;
    // One more, so that there is something above the line.
    this.#wanted = Math.max(this.#wanted, entries.length - first + 1);
    this.#isQuiet ||= this.#limit < Math.min(this.#wanted, entries.length);
    if (this.#mustReadBack(isFirstOfAll) && this.actions.readEarlier()) this.#pagesForUnread++;
  }

  #mustReadBack(isFirstOfAll = firstUnread(this.#state)?.isFirstOfAll ?? true): boolean {
    return !isFirstOfAll && this.#pagesForUnread < UNREAD_PAGES && !!earlierPosition(this.#state);
  }

  /** Brings the reader to the new messages, when they do not fit; else to the end. */
  #place(scroller: HTMLElement): void {
    const isDrawn = !this.#hasUndrawn || this.#limit >= this.#wanted;
    const {entryId} = this.model.opening ?? {};
    const left = entryId && [...this.#drawn()].find(({id}) => id === entryId)?.element;
    const row = (left || this.#rows.get('new')?.element) as HTMLElement | undefined;
    scroller.classList.toggle('placing', !isDrawn && !!(entryId ?? this.#firstNew));
    if (!scroller.clientHeight) return;
    const isLonger = row && scroller.scrollHeight - row.offsetTop > scroller.clientHeight;
    if (isDrawn && isLonger) {
      this.#isFollowing = false;
      this.#scrollTo(row.offsetTop - (left ? 0 : BEGIN_DISTANCE_PX));
    } else if (this.#isFollowing) this.#scrollDown();
    else this.#scrollTo(this.#top);
    this.#mustPlace = !isDrawn || this.#mustReadBack();
  }

  #endPlacing(scroller: HTMLElement): void {
    this.#mustPlace = false;
    scroller.classList.remove('placing');
  }

  /** Makes room for new entries. A reader who follows needs only the newest page; another one keeps what is there. */
  #countNew(): void {
    const entries = newestEntries(this.#state, this.#wanted + PAGE_ENTRIES);
    const known = entries.findLastIndex(({id}) => id === this.#newestId);
    const count = known < 0 ? 0 : entries.length - 1 - known;
    this.#newestId = entries.at(-1)?.id;
    if (!count) return;
    this.#wanted += count;
    // A reader who follows needs only the newest. Older ones go several at a time: that costs as much as one.
    if (this.#isFollowing && this.#wanted >= PAGE_ENTRIES + ENTRIES_PER_TASK) this.#wanted = PAGE_ENTRIES;
    this.#limit = Math.min(this.#limit + count, this.#wanted);
  }

  protected override updated(): void {
    const scroller = this.#scroller as HTMLElement;
    const {language, settings} = this.model;
    if (language !== this.#language || settings !== this.#settings) this.#forgetShown();
    this.#language = language;
    this.#settings = settings;
    this.#drawRows(scroller);
    // The focused element was removed: the list itself keeps the user's place.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) scroller.focus({preventScroll: true});
    const state = this.#state;
    const before = this.#chat ?? state;
    const waitingFiles = scroller.lastElementChild;
    if (!this.#chat && waitingFiles) this.#sizes.observe(waitingFiles);
    this.#chat = state;
    const fileCount = this.model.files?.length ?? 0;
    const hasNewFile = this.#fileCount < fileCount;
    this.#fileCount = fileCount;
    if (this.#mustPlace) this.#place(scroller);
    else if (this.#isFollowing || hasNewFile || before.queue.length < state.queue.length) this.#scrollDown();
    else this.#keepReader();
    this.#lookBelow();
    if (this.#isQuiet) setTimeout(() => this.#drawMore());
    else this.#readMore();
    // Only once for each connection: an observer ignores what it observes already. A list that was removed has an update left.
    if (this.isConnected) this.#seen.start(scroller);
    this.#seen.look();
  }

  /** What is drawn, the newest first. */
  *#drawn(): Generator<{readonly id: string; readonly element: Element}> {
    for (const item of this.#items.toReversed()) {
      const row = this.#rows.get(item.key)?.element;
      if (!row || item.kind === 'day' || item.kind === 'new') continue;
      const messages = item.kind === 'group' ? item.messages : [];
      const elements = messages.length ? [...row.querySelectorAll('.message')] : [row];
      for (const [index, element] of [...elements.entries()].reverse()) {
        yield {id: messages[index]?.id ?? item.key, element};
      }
    }
  }

  /** The entries in view, the newest first, down to the newest that was seen. While nothing is unread, nothing need be seen. */
  #entriesInView(): readonly string[] {
    const ids: string[] = [];
    const box = this.#scroller?.getBoundingClientRect();
    const {unreadCount, queue} = this.#state;
    if (!box || this.#mustPlace || !isPanelShown(this.model) || !unreadCount) return ids;
    for (const {id, element} of this.#drawn()) {
      if (id === this.#seenId) break;
      const isEntry = !queue.some((own) => own.id === id);
      if (isEntry && isInView(box, element.getBoundingClientRect())) ids.push(id);
    }
    return ids;
  }

  /** The id of the entry at the upper edge; `undefined` for a reader at the end. */
  get topEntry(): string | undefined {
    const top = this.#scroller?.getBoundingClientRect().top ?? 0;
    let id;
    for (const drawn of this.#isFollowing ? [] : this.#drawn()) {
      if (drawn.element.getBoundingClientRect().bottom <= top) break;
      id = drawn.id;
    }
    return id;
  }

  #setQuiet(isQuiet: boolean): void {
    this.#isQuiet = isQuiet;
    this.requestUpdate();
  }

  /** Offers the way to new messages that the reader has not come to. */
  #lookBelow(): void {
    const hasNewBelow = !this.#isFollowing && !!this.#state.unreadCount;
    if (hasNewBelow === this.#hasNewBelow) return;
    this.#hasNewBelow = hasNewBelow;
    this.requestUpdate();
  }

  #forgetShown(): void {
    for (const row of this.#rows.values()) delete row.shown;
  }

  /** Draws all rows again. A screen reader has read them already. */
  #drawAgain(): void {
    this.#isQuiet = true;
    this.#forgetShown();
    this.requestUpdate();
  }

  /** Draws the next part of what is wanted. One task after the last part, a screen reader reads again what is added. */
  #drawMore(): void {
    if (!this.#limit || (this.#hasUndrawn && this.#limit < this.#wanted)) {
      this.#limit += ENTRIES_PER_TASK;
      this.requestUpdate();
    } else this.#setQuiet(false);
  }

  /**
   * Gets older entries for a reader who is near the top, or who sees all that is drawn. Each part is asked for once: the service
   * may have refused it, or may not have it.
   */
  #readMore(): void {
    const {clientHeight = 0, scrollTop = 0} = this.#scroller ?? {};
    if (this.#isQuiet || !clientHeight || scrollTop > NEAR_TOP_PX) return;
    if (this.#hasUndrawn) {
      this.#wanted = this.#limit + PAGE_ENTRIES;
      this.#setQuiet(true);
      return;
    }
    const position = JSON.stringify(earlierPosition(this.#state));
    if (position !== this.#askedAt && this.actions.readEarlier()) this.#askedAt = position;
  }

  #handleScroll(): void {
    const scroller = this.#scroller;
    // The reader has begun elsewhere.
    if (scroller?.clientHeight && scroller.scrollTop !== this.#top) this.#endPlacing(scroller);
    this.#notePlace();
    this.#readMore();
    this.#seen.look();
  }

  /** Notes where the reader is, and whether they follow. In a closed panel there is no place to note. */
  #notePlace(): void {
    const scroller = this.#scroller;
    if (!scroller?.clientHeight) return;
    const {scrollHeight, scrollTop, clientHeight} = scroller;
    const toEnd = scrollHeight - scrollTop - clientHeight;
    // A reader who scrolls up does not follow, from the first step on: the browser scrolls smoothly, in steps, and to scroll
    // down between two of them would shift the place that it scrolls to. A box that becomes higher stays at its end.
    if (scrollTop < this.#top) this.#isFollowing = toEnd < 2;
    else if (scrollTop > this.#top) this.#isFollowing ||= toEnd < FOLLOW_WITHIN_PX;
    this.#top = scrollTop;
    if (!this.#isFollowing) this.#noteRows(scroller);
    this.#lookBelow();
  }

  /**
   * Keeps the newest in view when the box becomes lower: a longer draft, a line below it, an on-screen keyboard. A box that is
   * shown again begins at its top.
   */
  #handleResize(): void {
    this.#keepPlace();
    this.#readMore();
    this.#seen.look();
  }

  /** Returns to the place after the browser has left it without an event, as when the page moves the element. */
  #keepPlace(): void {
    const scroller = this.#scroller;
    if (scroller && this.#mustPlace) this.#place(scroller);
    else if (this.#isFollowing) this.#scrollDown();
    else this.#keepReader();
  }

  /** What the reader reads stays where it is, whatever changes above or below. */
  #keepReader(): void {
    const {row, top = 0} = this.#anchors.find(({row}) => row.isConnected) ?? {};
    this.#scrollTo(this.#top + (row?.offsetTop ?? top) - top);
  }

  #noteRows(scroller: HTMLElement): void {
    // A day stays above the older messages that come below it.
    this.#anchors = [...scroller.querySelectorAll<HTMLElement>(':scope > :not(.day)')]
      .filter(({offsetTop, offsetHeight}) => offsetTop + offsetHeight > scroller.scrollTop)
      .map((row) => ({row, top: row.offsetTop}));
  }

  #scrollDown(): void {
    this.#isFollowing = true;
    this.#lookBelow();
    this.#scrollTo(this.#scroller?.scrollHeight ?? 0);
  }

  /** Scrolls, and remembers where to: a step of the reader in the same frame is one from there. */
  #scrollTo(top: number): void {
    const scroller = this.#scroller;
    if (!scroller?.clientHeight) return;
    if (scroller.scrollTop !== top) scroller.scrollTop = top;
    this.#top = scroller.scrollTop;
    if (!this.#isFollowing) this.#noteRows(scroller);
  }

  /**
   * Draws the items that have changed, and puts all of them in order. lit would look at each row of a long conversation for
   * every message.
   */
  #drawRows(scroller: HTMLElement): void {
    const keys = new Set(this.#items.map(({key}) => key));
    for (const [key, {element}] of this.#rows) {
      if (keys.has(key)) continue;
      element.remove();
      this.#sizes.unobserve(element);
      this.#rows.delete(key);
    }
    let next = scroller.firstElementChild;
    for (const item of this.#items) {
      const row = this.#rows.get(item.key) ?? this.#addRow(item);
      this.#drawRow(row, item);
      if (row.element === next) next = next.nextElementSibling;
      else scroller.insertBefore(row.element, next);
    }
  }

  #addRow({key, kind}: TimelineItem): Row {
    const row = {element: document.createElement(kind === 'group' ? 'div' : 'p')};
    this.#rows.set(key, row);
    this.#sizes.observe(row.element);
    return row;
  }

  #drawRow(row: Row, item: TimelineItem): void {
    const {element} = row;
    if (item.kind === 'group') {
      // A message never changes, only what becomes of it.
      const shown = item.messages.map(({id, delivery}) => id + delivery + this.#deliveryText(id, delivery)).join();
      if (row.shown === shown) return;
      row.shown = shown;
      element.className = `group ${item.author.kind === 'user' ? 'user' : 'agent'}`;
      render(this.#renderGroup(item), element);
      return;
    }
    const {kind} = item;
    element.className = `note ${kind}`;
    // What follows the end is another conversation, which says enough.
    element.hidden = kind === 'ended';
    const text = this.#textOf(item);
    if (kind === 'new') Object.assign(element, {role: 'separator', ariaLabel: text});
    if (row.shown !== text) element.textContent = row.shown = text;
  }

  #textOf(item: Exclude<TimelineItem, TimelineGroup>): string {
    const {strings} = this;
    switch (item.kind) {
      case 'day':
        return dayLabel(item.time, this.locale, this.actions.now());
      case 'rated':
        return fillText(strings.rated, {count: item.rating.rating}, strings.locale);
      case 'ended':
        return '';
      default:
        return strings[item.kind];
    }
  }

  /** Loads the code that draws files; once more when it did not load, and another file comes. */
  #needAttachments(): void {
    if (this.#attachments.hasFailed) this.#attachments.tryAgain();
    else this.#attachments.need();
  }

  protected override render(): TemplateResult {
    const {strings, model} = this;
    if (model.files?.length) this.#attachments.need();
    return html`
      <div
        class="scroller"
        part="messages"
        role="log"
        aria-live=${this.#isQuiet ? 'off' : nothing}
        aria-label=${strings.messages}
        tabindex="0"
        @scroll=${this.#handleScroll}
        @grown=${this.#keepPlace}
      >
        ${this.#items.length || this.#hasUndrawn ? nothing : html`<p class="greeting" dir="auto">${model.settings?.greeting || strings.greeting}</p>`}
        <hs-waiting-files></hs-waiting-files>
      </div>
      ${
        this.#hasNewBelow
          ? html`<button class="jump" type="button" @click=${this.#scrollDown}>${strings.newMessages}</button>`
          : nothing
      }
    `;
  }

  #renderGroup({author, time, messages}: TimelineGroup): TemplateResult {
    const {you} = this.strings;
    const isUser = author.kind === 'user';
    const name = author.kind === 'agent' ? author.name : isUser ? you : titleOf(this.model);
    return html`
      <p class=${isUser ? 'visually-hidden' : 'name'}><bdi>${name}</bdi></p>
      ${messages.map((message) => this.#renderMessage(message, isUser))}
      <time datetime=${new Date(time).toISOString()}>${timeLabel(time, this.locale)}</time>
    `;
  }

  #renderMessage({id, text, actions, file, delivery}: TimelineMessage, isUser: boolean): TemplateResult {
    const {strings} = this;
    if (actions && this.#cards.hasFailed) this.#cards.tryAgain();
    else if (actions) this.#cards.need();
    const part = `message message-${isUser ? 'user' : 'agent'}`;
    // An inline element, because a formatted template must not add white space to the text.
    if (file) this.#needAttachments();
    return html`
      ${
        file
          ? html`<hs-attachment class="message ${delivery}" part=${part} .file=${file}>${text}</hs-attachment>`
          : html`<span class="message ${delivery}" part=${part} dir="auto">${this.#renderText(text)}</span>`
      }
      ${actions ? html`<hs-card-actions .cardActions=${actions}></hs-card-actions>` : nothing}
      ${id === this.#receipt?.id ? html`<p class="delivery" aria-live="off">${this.#receipt.text}</p>` : nothing}
      ${delivery === 'waiting' ? html`<p class="delivery">${this.#deliveryText(id, delivery)}</p>` : nothing}
      ${
        delivery === 'failed'
          ? html`<p class="delivery failed">
              ${strings.notSent}
              <button type="button" @click=${() => this.actions.retry(id)}>${strings.retry}</button>
            </p>`
          : nothing
      }
    `;
  }

  /** What has become of an own message, in words. */
  #deliveryText(id: string, delivery: TimelineMessage['delivery']): string {
    if (id === this.#receipt?.id) return this.#receipt.text;
    if (delivery !== 'waiting') return '';
    return this.#state.connection === 'offline' ? this.strings.waiting : this.strings.sending;
  }

  #renderText(text: string): unknown {
    if (LINK.test(text)) {
      if (this.#links.hasFailed) this.#links.tryAgain();
      else this.#links.need();
    }
    return this.#linkify?.(text) ?? text;
  }
}
