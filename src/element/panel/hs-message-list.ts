import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {ChatState} from '../../client/chat-state.js';
import {timeline, type TimelineItem, type TimelineMessage} from '../../client/timeline.js';
import type {Chat} from '../../client/chat.js';
import type {Strings} from '../i18n/strings.js';
import {linkify} from './linkify.js';
import {messageListStyles} from './hs-message-list.styles.js';
import {PanelElement} from './panel-element.js';
import {sharedStyles} from './shared.styles.js';
import {dayLabel, timeLabel} from '../../client/time-labels.js';

// At this distance from the end, a reader follows the conversation; farther up, they read older messages.
const FOLLOW_WITHIN_PX = 80;

/** The messages, with the newest in view unless the reader has scrolled away from it. */
export class HsMessageList extends PanelElement {
  static override styles = [sharedStyles, messageListStyles];
  static override properties: PropertyDeclarations = {
    hasNewBelow: {state: true},
    chat: {attribute: false},
    chatState: {attribute: false},
    strings: {attribute: false},
    language: {attribute: false},
    greeting: {attribute: false},
  };

  #isFollowing = true;
  #hadFocus = false;
  #top = 0;

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  declare private hasNewBelow: boolean;

  // Set by the panel, before the first update.
  declare chat: Chat | undefined;
  declare chatState: ChatState | undefined;
  declare strings: Strings;
  declare language: string;
  /** The greeting of a chat without messages; `""` stands for the default text. */
  declare greeting: string;

  constructor() {
    super();
    this.hasNewBelow = false;
    // Keeps the newest in view when the box becomes lower: a longer draft, a line below it, an on-screen keyboard.
    new ResizeObserver(() => this.#isFollowing && this.#scrollDown()).observe(this);
  }

  protected override willUpdate(): void {
    this.#hadFocus = !!this.shadowRoot?.activeElement;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The focused element was removed: the list itself keeps the user's place.
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.#scroller?.focus({preventScroll: true});
    if (!changed.has('chatState')) return;
    const hadUnread = changed.get('chatState')?.unreadCount ?? 0;
    const hasUnread = this.chatState?.unreadCount ?? 0;
    const hasWritten = (changed.get('chatState')?.outbox.length ?? 0) < (this.chatState?.outbox.length ?? 0);
    if (this.#isFollowing || hasWritten) this.#scrollDown();
    else if (hasUnread > hadUnread) this.hasNewBelow = true;
  }

  #handleScroll(): void {
    const {scrollHeight, scrollTop, clientHeight} = this.#scroller as HTMLElement;
    // Only a reader scrolls up. A box that becomes lower also increases the distance from the end, but does not scroll.
    this.#isFollowing &&= scrollTop >= this.#top;
    this.#isFollowing ||= scrollHeight - scrollTop - clientHeight < FOLLOW_WITHIN_PX;
    this.#top = scrollTop;
    if (this.#isFollowing) this.hasNewBelow = false;
  }

  #scrollDown(): void {
    this.#scroller?.scrollTo({top: this.#scroller.scrollHeight});
  }

  protected override render(): TemplateResult {
    const strings = this.strings;
    const items = this.chatState ? timeline(this.chatState) : [];
    return html`
      <div
        class="scroller"
        part="messages"
        role="log"
        aria-label=${strings.messages}
        tabindex="0"
        @scroll=${this.#handleScroll}
      >
        ${items.length === 0 ? html`<p class="greeting" dir="auto">${this.greeting || strings.greeting}</p>` : nothing}
        ${items.map((item) => this.#renderItem(item))}
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
            ${item.messages.map((message) => this.#renderMessage(message, isUser))}
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
