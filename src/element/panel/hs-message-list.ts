import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {ChatState} from '../../client/chat-state.js';
import {timeline, type TimelineItem, type TimelineMessage} from '../../client/timeline.js';
import type {Chat} from '../../client/chat.js';
import type {PanelStrings} from '../i18n/strings.js';
import {linkify} from './linkify.js';
import {messageListStyles} from './hs-message-list.styles.js';
import {PanelElement} from './panel-element.js';
import {sharedStyles} from './shared.styles.js';
import {dayLabel, timeLabel} from '../../client/time-labels.js';

// A reader who scrolls down to this distance from the end follows the conversation; farther up, they read older messages.
const FOLLOW_WITHIN_PX = 80;

// A long conversation is drawn in several tasks, the newest messages first, so that the page stays responsive.
const MESSAGES_PER_TASK = 10;

/** The messages, with the newest in view unless the reader has scrolled away from it. */
export class HsMessageList extends PanelElement {
  static override styles = [sharedStyles, messageListStyles];
  static override properties: PropertyDeclarations = {
    hasNewBelow: {state: true},
    oldest: {state: true},
    chat: {attribute: false},
    chatState: {attribute: false},
    strings: {attribute: false},
    language: {attribute: false},
    greeting: {attribute: false},
  };

  #isFollowing = true;
  #hadFocus = false;
  #top = 0;
  #items: readonly TimelineItem[] = [];
  /** The distance from the end before this update. */
  #toEnd = 0;

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  /** Until one task after the oldest message is drawn, so that a screen reader announces none of the older ones. */
  get #isIncomplete(): boolean {
    return this.oldest > -MESSAGES_PER_TASK;
  }

  declare private hasNewBelow: boolean;
  /** The number of messages at the beginning that are not drawn yet; below zero after the last of them. */
  declare oldest: number;

  // Set by the panel, before the first update.
  declare chat: Chat | undefined;
  declare chatState: ChatState;
  declare strings: PanelStrings;
  declare language: string;
  /** The greeting of a chat without messages; `""` stands for the default text. */
  declare greeting: string;

  constructor() {
    super();
    this.hasNewBelow = false;
    // Keeps the newest in view when the box becomes lower: a longer draft, a line below it, an on-screen keyboard.
    new ResizeObserver(() => this.#isFollowing && this.#scrollDown()).observe(this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    if (changed.has('chatState')) this.#items = timeline(this.chatState);
    const scroller = this.#scroller;
    if (!scroller) this.oldest = endOf(this.#items.at(-1)) - MESSAGES_PER_TASK;
    else if (changed.has('oldest')) this.#toEnd = scroller.scrollHeight - scroller.scrollTop;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const scroller = this.#scroller as HTMLElement;
    // The focused element was removed: the list itself keeps the user's place.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) scroller.focus({preventScroll: true});
    if (changed.has('oldest') && this.#isIncomplete) setTimeout(() => (this.oldest -= MESSAGES_PER_TASK));
    const before = changed.get('chatState') ?? this.chatState;
    if (this.#isFollowing || before.outbox.length < this.chatState.outbox.length) this.#scrollDown();
    else if (changed.has('oldest')) scroller.scrollTop = scroller.scrollHeight - this.#toEnd;
    if (!this.#isFollowing && before.unreadCount < this.chatState.unreadCount) this.hasNewBelow = true;
  }

  #handleScroll(): void {
    const {scrollHeight, scrollTop, clientHeight} = this.#scroller as HTMLElement;
    const toEnd = scrollHeight - scrollTop - clientHeight;
    // A reader who scrolls up does not follow, from the first step on: the browser scrolls smoothly, in steps, and to scroll
    // down between two of them would shift the place that it scrolls to. A box that becomes higher stays at its end.
    if (scrollTop < this.#top) this.#isFollowing = toEnd < 2;
    else this.#isFollowing ||= toEnd < FOLLOW_WITHIN_PX;
    this.#top = scrollTop;
    if (this.#isFollowing) this.hasNewBelow = false;
  }

  #scrollDown(): void {
    this.#scroller?.scrollTo({top: this.#scroller.scrollHeight});
  }

  protected override render(): TemplateResult {
    const strings = this.strings;
    const items = this.#items;
    return html`
      <div
        class="scroller"
        part="messages"
        role="log"
        aria-live=${this.#isIncomplete ? 'off' : nothing}
        aria-label=${strings.messages}
        tabindex="0"
        @scroll=${this.#handleScroll}
      >
        ${items.length === 0 ? html`<p class="greeting" dir="auto">${this.greeting || strings.greeting}</p>` : nothing}
        ${items.map((item) => (endOf(item) > this.oldest ? this.#renderItem(item) : nothing))}
      </div>
      ${
        this.hasNewBelow
          ? html`<button class="jump" type="button" @click=${this.#scrollDown}>${strings.newMessages}</button>`
          : nothing
      }
    `;
  }

  #renderItem(item: TimelineItem): TemplateResult {
    const strings = this.strings;
    switch (item.kind) {
      case 'day':
        return html`<p class="note day">${dayLabel(item.time, this.language)}</p>`;
      case 'resolved':
        return html`<p class="note">${strings.resolved}</p>`;
      case 'group': {
        const isUser = item.sender.kind === 'user';
        const name = item.sender.kind === 'agent' ? item.sender.name : strings.you;
        return html`
          <div class="group ${isUser ? 'user' : 'agent'}">
            <p class=${isUser ? 'visually-hidden' : 'name'}><bdi>${name}</bdi></p>
            ${item.messages.map((message, index) =>
              item.before + index < this.oldest ? nothing : this.#renderMessage(message, isUser),
            )}
            <time datetime=${new Date(item.time).toISOString()}>${timeLabel(item.time, this.language)}</time>
          </div>
        `;
      }
      default:
        return item satisfies never;
    }
  }

  #renderMessage({id, text, delivery}: TimelineMessage, isUser: boolean): TemplateResult {
    const strings = this.strings;
    const part = `message message-${isUser ? 'user' : 'agent'}`;
    // An inline element, because a formatted template must not add white space to the text.
    return html`
      <span class="message ${delivery}" part=${part} dir="auto">${linkify(text)}</span>
      ${delivery === 'waiting' ? html`<p class="delivery">${strings.sending}</p>` : nothing}
      ${
        delivery === 'failed'
          ? html`<p class="delivery failed">
              ${strings.notSent}
              <button type="button" @click=${() => this.chat?.retry(id)}>${strings.retry}</button>
            </p>`
          : nothing
      }
    `;
  }
}

/** The number of messages from the beginning up to the end of the item; of a day, up to its first message. */
function endOf(item: TimelineItem | undefined): number {
  if (!item) return 0;
  return item.before + (item.kind === 'group' ? item.messages.length : item.kind === 'day' ? 1 : 0);
}
