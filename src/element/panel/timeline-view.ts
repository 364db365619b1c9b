import {html, nothing, render, type TemplateResult} from 'lit/html.js';
import {EMPTY_CHAT, isSeenByAgents} from '../../client/chat-state.js';
import {fillText} from '../../client/texts.js';
import {dayLabel, timeLabel} from '../../client/time-labels.js';
import type {TimelineGroup, TimelineItem, TimelineMessage} from '../../client/timeline.js';
import {LatePart} from './late-part.js';
import {type PanelPart, titleOf} from './panel-element.js';
import type {RowContent} from './timeline-rows.js';

// What every link begins with.
const LINK = /https?:/i;

// A browser tells a screen reader of a new text within this time.
const SPOKEN_WITHIN_MS = 300;

/** Draws the items of the timeline. The code for links, files and cards loads with the first message that needs it. */
export class TimelineView {
  readonly #list: PanelPart;
  /** The user's newest message, if the service has it, and what became of it. */
  #receipt: {readonly id: string; readonly text: string} | undefined;
  /** Makes links of web addresses. Until its code has loaded they are text. */
  readonly #links;
  /** Draws the actions of cards. */
  readonly #cards = new LatePart(() => import('./card/index.js'));
  /** Draws files. Until then their names are shown. */
  readonly #attachments;

  /**
   * @param list - The list that shows the items.
   * @param onLinks - Called when the rows have to be drawn again, because texts become links.
   */
  constructor(list: PanelPart, onLinks: () => void) {
    this.#list = list;
    this.#links = new LatePart(
      async () => {
        const {linkify} = await import('./linkify.js');
        // By then a screen reader has heard the text.
        await new Promise((resolve) => setTimeout(resolve, SPOKEN_WITHIN_MS));
        return linkify;
      },
      (linkify) => linkify && onLinks(),
    );
    this.#attachments = new LatePart(
      () => import('./attachments/index.js'),
      () => list.requestUpdate(),
    );
  }

  /** Takes all items before they are drawn. */
  update(items: readonly TimelineItem[]): void {
    const {model, strings} = this.#list;
    if (model.files?.length) this.#attachments.need();
    const own = items.findLast((item) => item.kind === 'group' && item.author.kind === 'user') as
      TimelineGroup | undefined;
    const {id = '', delivery} = own?.messages.at(-1) ?? {};
    const isSeen = isSeenByAgents(model.chat ?? EMPTY_CHAT, id);
    this.#receipt = delivery === 'stored' ? {id, text: isSeen ? strings.seen : strings.sent} : undefined;
  }

  readonly contentOf = (item: TimelineItem): RowContent => {
    if (item.kind === 'group') {
      return {
        // A message never changes, only what becomes of it.
        shown: item.messages.map(({id, delivery}) => id + delivery + this.#deliveryText(id, delivery)).join(),
        draw: (element) => {
          element.className = `group ${item.author.kind === 'user' ? 'user' : 'agent'}`;
          render(this.#renderGroup(item), element);
        },
      };
    }
    const {kind} = item;
    const shown = this.#textOf(item);
    return {
      shown,
      draw: (element) => {
        element.className = `note ${kind}`;
        // What follows the end is another conversation, which says enough.
        element.hidden = kind === 'ended';
        if (kind === 'new') Object.assign(element, {role: 'separator', ariaLabel: shown});
        element.textContent = shown;
      },
    };
  };

  #textOf(item: Exclude<TimelineItem, TimelineGroup>): string {
    const {strings, locale, actions} = this.#list;
    switch (item.kind) {
      case 'day':
        return dayLabel(item.time, locale, actions.now());
      case 'rated':
        return fillText(strings.rated, {count: item.rating.rating}, strings.locale);
      case 'ended':
        return '';
      default:
        return strings[item.kind];
    }
  }

  #renderGroup({author, time, messages}: TimelineGroup): TemplateResult {
    const {strings, model, locale} = this.#list;
    const isUser = author.kind === 'user';
    const name = author.kind === 'agent' ? author.name : isUser ? strings.you : titleOf(model);
    return html`
      <p class=${isUser ? 'visually-hidden' : 'name'}><bdi>${name}</bdi></p>
      ${messages.map((message) => this.#renderMessage(message, isUser))}
      <time datetime=${new Date(time).toISOString()}>${timeLabel(time, locale)}</time>
    `;
  }

  #renderMessage({id, text, actions, file, delivery}: TimelineMessage, isUser: boolean): TemplateResult {
    const {strings, actions: chat} = this.#list;
    if (actions) this.#cards.needAgain();
    if (file) this.#attachments.needAgain();
    const state = this.#deliveryText(id, delivery);
    const part = `message message-${isUser ? 'user' : 'agent'}`;
    // An inline element, because a formatted template must not add white space to the text.
    return html`
      ${
        file
          ? html`<hs-attachment class="message ${delivery}" part=${part} .file=${file}>${text}</hs-attachment>`
          : html`<span class="message ${delivery}" part=${part} dir="auto">${this.#renderText(text)}</span>`
      }
      ${actions ? html`<hs-card-actions .cardActions=${actions}></hs-card-actions>` : nothing}
      ${state ? html`<p class="delivery" aria-live=${delivery === 'stored' ? 'off' : nothing}>${state}</p>` : nothing}
      ${
        delivery === 'failed'
          ? html`<p class="delivery failed">
              ${strings.notSent}
              <button class="inline" type="button" @click=${() => chat.retry(id)}>${strings.retry}</button>
            </p>`
          : nothing
      }
    `;
  }

  /** What has become of an own message, in words. */
  #deliveryText(id: string, delivery: TimelineMessage['delivery']): string {
    const {strings, model} = this.#list;
    if (id === this.#receipt?.id) return this.#receipt.text;
    if (delivery !== 'waiting') return '';
    return model.chat?.connection === 'offline' ? strings.waiting : strings.sending;
  }

  #renderText(text: string): unknown {
    if (LINK.test(text)) this.#links.needAgain();
    return this.#links.value?.(text) ?? text;
  }
}
