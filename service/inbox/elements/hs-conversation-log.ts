import {dayLabel, fullTimeLabel, timeLabel} from 'helpshift-chat/client';
import type {Message} from 'helpshift-chat/protocol';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {groupMessages, type MessageDay, type MessageGroup} from '../format/message-groups.js';
import {EMPTY_THREAD, type OutgoingMessage, type Thread} from '../state/state.js';
import {firstSequence, hasEarlier} from '../state/thread.js';
import {visibleName} from '../format/visible-text.js';
import {conversationLogStyles} from './hs-conversation-log.styles.js';
import {InboxPart} from './inbox-part.js';
import {linkedText} from './linked-text.js';
import {baseStyles, buttonStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

/** Who scrolls down to this distance from the end has read the log to its end. */
const END_TOLERANCE_PX = 48;

/** The messages of one conversation, the newest at the end. Make a new one for each conversation. */
export class HsConversationLog extends InboxPart {
  static override styles = [baseStyles, buttonStyles, conversationLogStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    thread: {attribute: false},
    userName: {attribute: false},
    isAtEnd: {state: true},
  };

  declare conversationId: string;
  declare thread: Thread;
  /** What to call the user. */
  declare userName: string;
  declare private isAtEnd: boolean;
  #heightBefore = 0;
  /** Where the log was scrolled to last. */
  #top = 0;
  /** Keeps the newest message in sight when the log becomes lower: a bar above it, a longer draft, an on-screen keyboard. */
  readonly #sizeObserver = new ResizeObserver(() => this.isAtEnd && this.#scrollToEnd());

  constructor() {
    super();
    this.conversationId = '';
    this.thread = EMPTY_THREAD;
    this.userName = '';
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

  override willUpdate(): void {
    this.#heightBefore = this.#log?.scrollHeight ?? 0;
  }

  override updated(changed: PropertyValues<this>): void {
    const log = this.#log;
    if (!log || !changed.has('thread')) return;
    const before = changed.get('thread');
    const hasSent = this.thread.outgoing.length > (before?.outgoing.length ?? 0);
    if (this.isAtEnd || hasSent) this.#scrollToEnd();
    else if (before && firstSequence(this.thread.messages) < firstSequence(before.messages)) {
      // The message that the agent reads stays in its place when earlier messages come above it.
      log.scrollTop += log.scrollHeight - this.#heightBefore;
      this.#top = log.scrollTop;
    }
  }

  #observeSize(): void {
    if (this.#log) this.#sizeObserver.observe(this.#log);
  }

  #scrollToEnd(): void {
    const log = this.#log;
    if (!log) return;
    log.scrollTo({top: log.scrollHeight});
    this.#top = log.scrollTop;
  }

  #handleScroll(): void {
    const {scrollTop, clientHeight, scrollHeight} = this.#log as HTMLElement;
    const toEnd = scrollHeight - scrollTop - clientHeight;
    // Who scrolls up leaves the end with the first step: the browser scrolls smoothly, in steps, and a message between two
    // of them must not scroll the log back. A box that becomes higher stays at its end.
    if (scrollTop < this.#top) this.isAtEnd = toEnd < 2;
    else this.isAtEnd ||= toEnd <= END_TOLERANCE_PX;
    this.#top = scrollTop;
  }

  override render(): TemplateResult {
    const {strings} = this.inbox;
    return html`
      <div class="log" role="log" aria-label=${strings.messages} tabindex="0" @scroll=${this.#handleScroll}>
        ${this.#renderEarlier()}
        ${repeat(
          groupMessages(this.thread.messages),
          ({groups}) => groups[0]?.messages[0]?.id,
          (day) => this.#renderDay(day),
        )}
        ${repeat(
          this.thread.outgoing,
          ({id}) => id,
          (message) => this.#renderOutgoing(message),
        )}
      </div>
      ${
        this.isAtEnd
          ? nothing
          : html`<button class="jump" aria-label=${strings.jumpToNewest} @click=${this.#scrollToEnd}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v10M3.5 8.5 8 13l4.5-4.5" /></svg>
            </button>`
      }
    `;
  }

  #renderEarlier(): TemplateResult | typeof nothing {
    if (!hasEarlier(this.thread.messages)) return nothing;
    const {strings, dispatch} = this.inbox;
    const {isLoadingEarlier} = this.thread;
    return html`
      <button
        class="earlier"
        aria-disabled=${isLoadingEarlier}
        @click=${() => isLoadingEarlier || dispatch({type: 'load-earlier', id: this.conversationId})}
      >
        ${translatable(isLoadingEarlier ? strings.loadingEarlier : strings.showEarlier)}
      </button>
    `;
  }

  #renderDay({time, groups}: MessageDay): TemplateResult {
    return html`
      <h3 class="day"><span>${translatable(dayLabel(time, this.inbox.strings.locale))}</span></h3>
      ${repeat(
        groups,
        ({messages}) => messages[0]?.id,
        (group) => this.#renderGroup(group),
      )}
    `;
  }

  #renderGroup({sender, messages}: MessageGroup): TemplateResult {
    const {strings} = this.inbox;
    const [first] = messages as [Message, ...Message[]];
    return html`
      <div class="group ${sender.kind}">
        <p class="sender">
          <bdi>${translatable(sender.kind === 'agent' ? visibleName(sender.name) : this.userName)}</bdi>
          <time
            datetime=${new Date(first.createdAt).toISOString()}
            title=${fullTimeLabel(first.createdAt, strings.locale)}
            >${timeLabel(first.createdAt, strings.locale)}</time
          >
        </p>
        ${repeat(
          messages,
          ({id}) => id,
          ({text}) => html`<p class="message" dir="auto">${linkedText(text)}</p>`,
        )}
      </div>
    `;
  }

  #renderOutgoing({id, text, status}: OutgoingMessage): TemplateResult {
    const {strings, dispatch} = this.inbox;
    const retry = {type: 'retry-message', conversationId: this.conversationId, id} as const;
    return html`
      <div class="group agent ${status}">
        <p class="message" dir="auto">${linkedText(text)}</p>
        <p class="state">
          ${
            status === 'failed'
              ? html`${strings.failed} <button @click=${() => dispatch(retry)}>${strings.sendAgain}</button>`
              : translatable(status === 'sending' ? strings.sending : strings.sent)
          }
        </p>
      </div>
    `;
  }
}
