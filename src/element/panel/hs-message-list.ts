import {html, nothing, type TemplateResult} from 'lit/html.js';
import {type ChatState, earlierPosition, EMPTY_CHAT, firstUnread, newestEntries} from '../../client/chat-state.js';
import {timeLabel} from '../../client/time-labels.js';
import {timeline, type TimelineItem} from '../../client/timeline.js';
import type {AppSettings} from '../../protocol/settings.js';
import {isPanelShown} from '../chat-model.js';
import type {Language} from '../i18n/load-language.js';
import {messageListStyles} from './hs-message-list.styles.js';
import {PanelPart} from './panel-element.js';
import {ReaderPlace} from './reader-place.js';
import {isInView, SeenEntries} from './seen-entries.js';
import {sharedStyles} from './shared.styles.js';
import {TimelineRows} from './timeline-rows.js';
import {TimelineView} from './timeline-view.js';

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

const USER = {kind: 'user'} as const;

/** The messages, with the newest in view unless the reader has scrolled away from it. */
export class HsMessageList extends PanelPart {
  static override styles = [sharedStyles, messageListStyles];
  /** What is drawn. */
  #chat: ChatState | undefined;
  #language: Language | undefined;
  #settings: AppSettings | undefined;
  #hasNewBelow = false;
  #wasOpen = false;
  /** The first entry that was unread when the panel was opened: the line stays there while the panel is open. */
  #firstNew: string | undefined;
  /** The reader has not been brought yet to where they begin. */
  #mustBegin = false;
  #pagesForUnread = 0;
  /** Older entries are being added: a screen reader must not read them. */
  #isQuiet = true;
  #hadFocus = false;
  #fileCount = 0;
  #items: readonly TimelineItem[] = [];
  /** How many of the newest entries are drawn. The first task draws the list without them. */
  #limit = 0;
  /** How many are to be drawn; the limit grows up to it, task by task. */
  #wanted = PAGE_ENTRIES;
  #hasUndrawn = false;
  #newestId: string | undefined;
  readonly #place = new ReaderPlace(() => this.#scroller);
  readonly #sizes = new ResizeObserver(() => this.#handleResize());
  readonly #rows = new TimelineRows(this.#sizes);
  readonly #view = new TimelineView(this, () => this.#drawAgain());
  /** The position before which older entries were last asked for. */
  #askedAt = '';
  /** The newest entry that the user has seen here. */
  #seenId: string | undefined;
  readonly #seen = new SeenEntries(
    () => this.#entriesInView(),
    (id) => {
      this.#seenId = id;
      this.actions.markSeen(id);
    },
  );

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
    this.#place.note();
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    const state = this.#state;
    if (state !== this.#chat) this.#countNew();
    const isOpen = isPanelShown(this.model);
    if (isOpen && !this.#wasOpen) {
      this.#firstNew = undefined;
      this.#pagesForUnread = 0;
      this.#mustBegin = true;
    }
    this.#wasOpen = isOpen;
    if (this.#mustBegin) this.#findNew();
    const entries = newestEntries(state, this.#limit + 1);
    this.#hasUndrawn = entries.length > this.#limit;
    const ownTexts = state.queue.filter(({answer}) => !answer);
    this.#items = timeline(this.#hasUndrawn ? entries.slice(1) : entries, ownTexts, USER, this.#firstNew);
    this.#view.update(this.#items);
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
  #begin(scroller: HTMLElement): void {
    const isDrawn = !this.#hasUndrawn || this.#limit >= this.#wanted;
    const {entryId} = this.model.opening ?? {};
    const left = entryId && [...this.drawn()].find(({id}) => id === entryId)?.element;
    const row = (left || this.#rows.elementOf('new')) as HTMLElement | undefined;
    scroller.classList.toggle('placing', !isDrawn && !!(entryId ?? this.#firstNew));
    if (!scroller.clientHeight) return;
    const isLonger = row && scroller.scrollHeight - row.offsetTop > scroller.clientHeight;
    if (isDrawn && isLonger) this.#place.show(row, left ? 0 : BEGIN_DISTANCE_PX);
    else this.#place.keep();
    this.#mustBegin = !isDrawn || this.#mustReadBack();
  }

  #endBeginning(scroller: HTMLElement): void {
    this.#mustBegin = false;
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
    if (this.#place.isFollowing && this.#wanted >= PAGE_ENTRIES + ENTRIES_PER_TASK) this.#wanted = PAGE_ENTRIES;
    this.#limit = Math.min(this.#limit + count, this.#wanted);
  }

  protected override updated(): void {
    const scroller = this.#scroller as HTMLElement;
    const {language, settings} = this.model;
    if (language !== this.#language || settings !== this.#settings) this.#rows.forget();
    this.#language = language;
    this.#settings = settings;
    this.#rows.draw(scroller, this.#items, this.#view.contentOf);
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
    if (this.#mustBegin) this.#begin(scroller);
    else if (hasNewFile || before.queue.length < state.queue.length) this.#place.follow();
    else this.#place.keep();
    this.#lookBelow();
    if (this.#isQuiet) setTimeout(() => this.#drawMore());
    else this.#readMore();
    // Only once for each connection: an observer ignores what it observes already. A list that was removed has an update left.
    if (this.isConnected) this.#seen.start(scroller);
    this.#seen.look();
  }

  /** Whether the reader is at the end, and stays there. */
  get isFollowing(): boolean {
    return this.#place.isFollowing;
  }

  /** What is drawn, the newest first. */
  *drawn(): Generator<{readonly id: string; readonly element: Element}> {
    for (const item of this.#items.toReversed()) {
      const row = this.#rows.elementOf(item.key);
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
    if (!box || this.#mustBegin || !isPanelShown(this.model) || !unreadCount) return ids;
    for (const {id, element} of this.drawn()) {
      if (id === this.#seenId) break;
      const isEntry = !queue.some((own) => own.id === id);
      if (isEntry && isInView(box, element.getBoundingClientRect())) ids.push(id);
    }
    return ids;
  }

  #setQuiet(isQuiet: boolean): void {
    this.#isQuiet = isQuiet;
    this.requestUpdate();
  }

  /** Offers the way to new messages that the reader has not come to. */
  #lookBelow(): void {
    const hasNewBelow = !this.#place.isFollowing && !!this.#state.unreadCount;
    if (hasNewBelow === this.#hasNewBelow) return;
    this.#hasNewBelow = hasNewBelow;
    this.requestUpdate();
  }

  /** Draws all rows again. A screen reader has read them already. */
  #drawAgain(): void {
    this.#isQuiet = true;
    this.#rows.forget();
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
    // The reader has begun elsewhere.
    if (this.#place.note()) this.#endBeginning(this.#scroller as HTMLElement);
    this.#lookBelow();
    this.#readMore();
    this.#seen.look();
  }

  #handleKey({key}: KeyboardEvent): void {
    if (key === 'Home') this.#place.wantFirst();
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
    if (scroller && this.#mustBegin) this.#begin(scroller);
    else this.#place.keep();
  }

  #scrollDown(): void {
    this.#place.follow();
    this.#lookBelow();
  }

  protected override render(): TemplateResult {
    const {strings, model} = this;
    return html`
      <div
        class="scroller"
        part="messages"
        role="log"
        aria-live=${this.#isQuiet ? 'off' : nothing}
        aria-label=${strings.messages}
        tabindex="0"
        @scroll=${this.#handleScroll}
        @keydown=${this.#handleKey}
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
}
