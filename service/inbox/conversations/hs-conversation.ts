import {fillText} from 'helpshift-chat/client';
import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {AgentHead} from '../api/parse-agent.js';
import {isEmptyBeginning} from '../format/beginning.js';
import {userName} from '../format/identity.js';
import {hasFiles} from '../files/keep-page.js';
import {isolated} from '../format/visible-text.js';
import {LIST_ADDRESS} from '../route.js';
import {
  EMPTY_DRAFT,
  EMPTY_THREAD,
  type Connection,
  type Draft,
  type StatusChange,
  type Thread,
} from '../state/state.js';
import {takesFiles} from '../state/conversations.js';
import type {Uploads} from '../state/uploads.js';
import {conversationStyles} from './hs-conversation.styles.js';
import {InboxPart} from '../parts/inbox-part.js';
import {baseStyles, buttonStyles, placeholderStyles} from '../parts/shared.styles.js';
import {translatable} from '../parts/translatable.js';

/** What an agent can do to a conversation. One that is rejected or has ended stays so. */
const CHANGES: Readonly<Record<AgentHead['status'], readonly StatusChange[]>> = {
  open: ['rejected', 'resolved'],
  resolved: ['reopened'],
  rejected: [],
  ended: [],
  unknown: [],
};

/** The reading pane: who the user is, the messages, and where to answer. Make a new one for each conversation. */
export class HsConversation extends InboxPart {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, conversationStyles];

  static override properties: PropertyDeclarations = {
    conversationId: {attribute: false},
    conversation: {attribute: false},
    thread: {attribute: false},
    draft: {attribute: false},
    uploads: {attribute: false},
    agentName: {attribute: false},
    connection: {attribute: false},
    changing: {type: Boolean},
    typing: {type: Boolean},
    isDropping: {state: true},
  };

  declare conversationId: string;
  declare conversation: AgentHead | undefined;
  declare thread: Thread;
  declare draft: Draft;
  declare uploads: Uploads;
  /** Who is logged in. */
  declare agentName: string;
  declare connection: Connection;
  /** A change of status is on its way. */
  declare changing: boolean;
  /** The user types. */
  declare typing: boolean;
  /** The newest entry when a screen reader last said that the user types. */
  #spokenAt: number | undefined;
  #isSpoken = false;
  /** Files are held over this part. */
  declare private isDropping: boolean;

  constructor() {
    super();
    this.conversationId = '';
    this.thread = EMPTY_THREAD;
    this.draft = EMPTY_DRAFT;
    this.uploads = [];
    this.agentName = '';
    this.connection = 'up';
    this.changing = false;
    this.typing = false;
    this.isDropping = false;
    this.addEventListener('dragenter', (event) => this.#handleDrag(event));
    this.addEventListener('dragover', (event) => this.#handleDrag(event));
    this.addEventListener('dragleave', (event) => this.#handleDragLeave(event));
    this.addEventListener('drop', (event) => this.#handleDrop(event));
  }

  /** Typing is read out once before each message: a user may pause often. */
  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.typing || !changed.has('typing')) return;
    const newest = this.conversation?.lastNumber;
    this.#isSpoken = newest === this.#spokenAt;
    this.#spokenAt = newest;
  }

  #handleDrag(event: DragEvent): void {
    const {conversation, draft} = this;
    if (!conversation || !hasFiles(event.dataTransfer) || !takesFiles(conversation.status, draft.mode)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    this.isDropping = true;
  }

  #handleDragLeave({relatedTarget}: DragEvent): void {
    // The event also comes when the pointer goes on to another element of this part.
    if (!(relatedTarget instanceof Node) || !this.contains(relatedTarget)) this.isDropping = false;
  }

  #handleDrop(event: DragEvent): void {
    if (!this.isDropping) return;
    this.isDropping = false;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) this.inbox.dispatch({type: 'attach-files', conversationId: this.conversationId, files});
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
        ${this.#renderBeginning()}
      </header>
      ${this.#renderBody()} ${this.conversation ? this.#renderTyping(this.conversation) : nothing}
      ${this.conversation ? this.#renderForm(this.conversation) : nothing}
      ${this.isDropping && this.conversation ? this.#renderDropPlace(this.conversation) : nothing}
    `;
  }

  #renderTyping(conversation: AgentHead): TemplateResult {
    const {strings} = this.inbox;
    const name = userName(conversation, strings);
    // The name keeps its own direction, and does not change the order of the words around it.
    const text = fillText(strings.typing, {name: isolated(name)}, strings.locale);
    return html`<p class="typing" role="status" aria-live=${this.#isSpoken ? 'off' : 'polite'}>
      ${this.typing ? html`<span>${translatable(text)}</span>` : nothing}
    </p>`;
  }

  #renderDropPlace(conversation: AgentHead): TemplateResult {
    const {strings} = this.inbox;
    const name = isolated(userName(conversation, strings));
    return html`<p class="drop-place" aria-hidden="true">
      ${fillText(strings.files.dropHere, {name}, strings.locale)}
    </p>`;
  }

  #renderBeginning(): TemplateResult | typeof nothing {
    const {beginning} = this.thread;
    if (!beginning || isEmptyBeginning(beginning)) return nothing;
    return html`<hs-beginning .conversationId=${this.conversationId} .beginning=${beginning}></hs-beginning>`;
  }

  #renderTitle(conversation: AgentHead): TemplateResult {
    const {strings} = this.inbox;
    const {status, user} = conversation;
    const name = userName(conversation, strings);
    return html`
      <div class="who">
        <h2 tabindex="-1" title=${name} aria-label=${fillText(strings.conversationWith, {name}, strings.locale)}>
          <bdi>${translatable(name)}</bdi>
        </h2>
        ${user.kind === 'anonymous' ? html`<hs-identity-badge mark="anonymous"></hs-identity-badge>` : nothing}
      </div>
      <div class="changes">
        ${repeat(
          CHANGES[status],
          // One button stays in its place while the status changes, and keeps the focus.
          (change) => change === 'rejected',
          (change) => this.#renderChange(change),
        )}
      </div>
    `;
  }

  #renderChange(change: StatusChange): TemplateResult {
    const {strings, dispatch} = this.inbox;
    const request = {type: 'change-status', id: this.conversationId, change} as const;
    return html`
      <button aria-disabled=${this.changing} @click=${() => this.changing || dispatch(request)}>
        ${translatable(strings.changes[change])}
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
    const {status, run, queues} = this.thread;
    const hasWritten = queues.text.length > 0 || queues.note.length > 0;
    if (status === 'failed') {
      return html`
        <div class="body">
          ${run ? this.#renderMessages() : nothing}
          <div class="failure" role="alert">
            <span>${translatable(run ? strings.newMessagesFailed : strings.conversationFailed)}</span>
            <button @click=${() => this.inbox.dispatch({type: 'reload-conversation', id: this.conversationId})}>
              ${strings.retry}
            </button>
          </div>
        </div>
      `;
    }
    if (status === 'not-found' && !hasWritten) return html`<p class="placeholder">${strings.nothingOpenAdvice}</p>`;
    if (status === 'loading' && !run && !hasWritten) {
      return html`<div class="placeholder" role="status">${strings.loadingConversation}</div>`;
    }
    return html`<div class="body">${this.#renderMessages()}</div>`;
  }

  #renderMessages(): TemplateResult {
    return html`<hs-conversation-log
      .conversationId=${this.conversationId}
      .thread=${this.thread}
      .agentName=${this.agentName}
      .connection=${this.connection}
      .userName=${this.conversation ? userName(this.conversation, this.inbox.strings) : this.inbox.strings.user}
    ></hs-conversation-log>`;
  }

  /** The form stays when a colleague resolves the conversation: the agent may be writing. */
  #renderForm({id, status}: AgentHead): TemplateResult {
    return html`<hs-answer-form
      .conversationId=${id}
      .draft=${this.draft}
      .uploads=${this.uploads}
      .connection=${this.connection}
      .status=${status}
    ></hs-answer-form>`;
  }
}
