import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import type {AgentConversation} from '../../src/agent-wire.js';
import {displayName, shortCode} from '../format/identity.js';
import {LIST_ADDRESS} from '../route.js';
import {EMPTY_THREAD, type Thread} from '../state/state.js';
import {conversationStyles} from './hs-conversation.styles.js';
import {InboxPart} from './inbox-part.js';
import {baseStyles, buttonStyles, placeholderStyles} from './shared.styles.js';
import {translatable} from './translatable.js';

/** The reading pane: who the user is, the messages, and where to answer. Make a new one for each conversation. */
export class HsConversation extends InboxPart {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, conversationStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    conversation: {attribute: false},
    thread: {attribute: false},
    draft: {attribute: false},
    changing: {type: Boolean},
  };

  declare conversationId: string;
  declare conversation: AgentConversation | undefined;
  declare thread: Thread;
  declare draft: string;
  /** A change of status is on its way. */
  declare changing: boolean;

  constructor() {
    super();
    this.conversationId = '';
    this.thread = EMPTY_THREAD;
    this.draft = '';
    this.changing = false;
  }

  /** Tells a screen reader which conversation this is, and puts the keyboard at its start. */
  async focusHeading(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('h2')?.focus();
  }

  override render(): TemplateResult {
    return html`
      <header>
        <div class="title">
          <a class="back" href=${LIST_ADDRESS} aria-label=${this.inbox.strings.backToList}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M10 3 5 8l5 5" /></svg>
          </a>
          ${this.conversation ? this.#renderTitle(this.conversation) : this.#renderUnknownTitle()}
        </div>
        ${this.conversation ? html`<hs-user-details .conversation=${this.conversation}></hs-user-details>` : nothing}
      </header>
      ${this.#renderBody()} ${this.conversation ? this.#renderForm(this.conversation) : nothing}
    `;
  }

  #userName(conversation: AgentConversation): string {
    return displayName(conversation.user) ?? this.inbox.strings.anonymousUser(shortCode(conversation.id));
  }

  #renderTitle(conversation: AgentConversation): TemplateResult {
    const {strings, dispatch} = this.inbox;
    const {id, status, user} = conversation;
    const change = {type: 'change-status', id, status: status === 'open' ? 'resolved' : 'open'} as const;
    const name = this.#userName(conversation);
    return html`
      <div class="who">
        <h2 tabindex="-1" title=${name} aria-label=${strings.conversationWith(name)}>
          <bdi>${translatable(name)}</bdi>
        </h2>
        ${user.kind === 'anonymous' ? html`<hs-identity-badge mark="anonymous"></hs-identity-badge>` : nothing}
      </div>
      <button aria-disabled=${this.changing} @click=${() => this.changing || dispatch(change)}>
        ${translatable(status === 'open' ? strings.resolve : strings.reopen)}
      </button>
    `;
  }

  #renderUnknownTitle(): TemplateResult {
    const {strings} = this.inbox;
    const {status} = this.thread;
    const text =
      status === 'not-found'
        ? strings.conversationMissing
        : status === 'failed'
          ? strings.conversationFailed
          : strings.loadingConversation;
    return html`<h2 tabindex="-1">${translatable(text)}</h2>`;
  }

  #renderBody(): TemplateResult {
    const {strings} = this.inbox;
    const {status, messages, outgoing} = this.thread;
    if (status === 'failed') {
      return html`
        <div class="body">
          ${messages.length ? this.#renderMessages() : nothing}
          <div class="failure" role="alert">
            <span>${translatable(messages.length ? strings.newMessagesFailed : strings.conversationFailed)}</span>
            <button @click=${() => this.inbox.dispatch({type: 'reload-conversation', id: this.conversationId})}>
              ${strings.retry}
            </button>
          </div>
        </div>
      `;
    }
    if (status === 'not-found') return html`<p class="placeholder">${strings.nothingOpenAdvice}</p>`;
    if (status === 'loading' && !messages.length && !outgoing.length) {
      return html`<div class="placeholder" role="status">${strings.loadingConversation}</div>`;
    }
    return html`<div class="body">${this.#renderMessages()}</div>`;
  }

  #renderMessages(): TemplateResult {
    return html`<hs-conversation-log
      .conversationId=${this.conversationId}
      .thread=${this.thread}
      .userName=${this.conversation ? this.#userName(this.conversation) : this.inbox.strings.user}
    ></hs-conversation-log>`;
  }

  /** The form stays when a colleague resolves the conversation: the agent may be writing. */
  #renderForm({id, status}: AgentConversation): TemplateResult {
    return html`<hs-answer-form
      .conversationId=${id}
      .draft=${this.draft}
      ?resolved=${status === 'resolved'}
    ></hs-answer-form>`;
  }
}
