import {ContextProvider} from '@lit/context';
import {fillText} from 'helpshift-chat/client';
import {LitElement, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {keyed} from 'lit/directives/keyed.js';
import type {Agent} from '../contract/session.js';
import {userName} from './format/identity.js';
import {visibleName} from './format/visible-text.js';
import {Announcer} from './state/announcer.js';
import {type NewMessages, unreadCount} from './state/conversations.js';
import {listedHeads} from './state/lists.js';
import {EMPTY_DRAFT, EMPTY_THREAD, INITIAL_STATE, type InboxState} from './state/state.js';
import type {InboxStore} from './state/store.js';
import {Throttle} from './state/throttle.js';
import type {InboxStrings} from './strings/inbox-strings.js';
import {unsentIds, unsentMarks, type UnsentMarks} from './state/unsent.js';
import {NO_UPLOADS, type FileNews} from './state/uploads.js';
import type {FileSource} from './files/inbox-files.js';
import {FocusKeeper} from './parts/focus-keeper.js';
import {HsConversation} from './conversations/hs-conversation.js';
import {inboxStyles} from './hs-inbox.styles.js';
import {HsSessions} from './sessions/hs-sessions.js';
import {HsSettings} from './settings/hs-settings.js';
import {inboxContext} from './parts/inbox-context.js';
import {baseStyles, buttonStyles, placeholderStyles} from './parts/shared.styles.js';
import {translatable} from './parts/translatable.js';

/** A burst of changes is drawn at most this often. */
const DRAW_INTERVAL_MS = 50;

interface Announcement {
  readonly number: number;
  readonly text: string;
}

/** The whole page. It follows the store, and passes to its parts what they draw. */
export class HsInbox extends LitElement {
  static override styles = [baseStyles, buttonStyles, placeholderStyles, inboxStyles];

  static override properties: PropertyDeclarations = {
    store: {attribute: false},
    strings: {attribute: false},
    now: {attribute: false},
    files: {attribute: false},
    current: {state: true},
    announcement: {state: true},
  };

  /** The page sets these before the first draw, and the texts again when their language has loaded. */
  declare store: InboxStore | undefined;
  declare strings: InboxStrings | undefined;
  /** Milliseconds since 1970, by the service's clock. */
  declare now: () => number;
  declare files: FileSource | undefined;

  declare private current: InboxState;
  declare private announcement: Announcement;
  #marks: UnsentMarks = new Map();
  readonly #provider = new ContextProvider(this, {context: inboxContext});
  readonly #draw = new Throttle(DRAW_INTERVAL_MS, () => this.store && (this.current = this.store.state));
  readonly #announcer = new Announcer((messages, files) => this.#announce(messages, files));
  #unsubscribe: (() => void) | undefined;

  constructor() {
    super();
    this.now = Date.now;
    this.current = INITIAL_STATE;
    this.announcement = {number: 0, text: ''};
    new FocusKeeper(this, () => this.#focusPage());
  }

  get #list(): HTMLElementTagNameMap['hs-conversation-list'] | null {
    return this.renderRoot.querySelector('hs-conversation-list');
  }

  get #conversation(): HTMLElementTagNameMap['hs-conversation'] | null {
    return this.renderRoot.querySelector('hs-conversation');
  }

  override connectedCallback(): void {
    super.connectedCallback?.();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback?.();
    this.#unsubscribe?.();
    this.#draw.cancel();
    this.#announcer.cancel();
  }

  #follow(): void {
    this.#unsubscribe?.();
    const {store} = this;
    if (!store) return;
    this.#draw.run();
    this.#unsubscribe = store.subscribe(() => {
      this.#draw.run();
      this.#announcer.follow(store.state);
    });
  }

  override willUpdate(changed: PropertyValues): void {
    this.#marks = unsentMarks(this.current, this.#marks);
    if ((changed.has('store') || changed.has('strings')) && this.store && this.strings && this.files) {
      const {now, strings, files} = this;
      this.#provider.setValue({dispatch: this.store.dispatch, now, strings, files});
      this.#follow();
    }
  }

  override updated(changed: PropertyValues): void {
    if (!this.strings) return;
    const {product, unreadTitle, locale} = this.strings;
    const count = unreadCount(this.current);
    document.title = count ? fillText(unreadTitle, {count}, locale) : product;
    const previous = changed.get('current') as InboxState | undefined;
    if (previous) this.#moveFocus(previous);
  }

  #announce(messages: readonly NewMessages[], files: FileNews): void {
    const text = [...this.#sentencesForFiles(files), ...this.#sentencesForMessages(messages)].join('. ');
    this.announcement = {number: this.announcement.number + 1, text};
  }

  #sentencesForMessages(messages: readonly NewMessages[]): readonly string[] {
    const {strings} = this.#provider.value;
    const [only, ...others] = messages;
    if (!only) return [];
    if (!others.length) return [this.#sentenceFor(only)];
    return [fillText(strings.newMessagesIn, {count: messages.length}, strings.locale)];
  }

  #sentencesForFiles({added, failed}: FileNews): readonly string[] {
    const {files, locale} = this.#provider.value.strings;
    const [name, ...others] = failed;
    const failure =
      name === undefined || others.length
        ? fillText(files.failedMany, {count: failed.length}, locale)
        : fillText(files.failed, {name: visibleName(name)}, locale);
    return [...(added ? [fillText(files.added, {count: added}, locale)] : []), ...(failed.length ? [failure] : [])];
  }

  #sentenceFor({head, count}: NewMessages): string {
    const {strings} = this.#provider.value;
    return fillText(strings.newMessagesFrom, {name: userName(head, strings), count}, strings.locale);
  }

  /** Moves the focus with the agent: into a conversation, back to its row in the list, and into the inbox after a log-in. */
  #moveFocus(previous: InboxState): void {
    const {openId, page, session} = this.current;
    if (session.status !== 'logged-in' || previous.session.status === 'asking') return;
    const hasLoggedIn = previous.session.status === 'logged-out';
    if (!hasLoggedIn && openId === previous.openId && page === previous.page) return;
    const other =
      page === 'conversations' ? null : this.renderRoot.querySelector<HsSettings | HsSessions>(`hs-${page}`);
    if (other) void other.focusHeading();
    else if (openId !== undefined) void this.#conversation?.focusHeading();
    else void this.#list?.focusConversation(previous.openId);
  }

  /** The place to go on from when what had the focus is gone. The login form takes the focus itself. */
  #focusPage(): void {
    const page = this.renderRoot.querySelector<HTMLElement>(
      'main[tabindex], hs-settings, hs-sessions, hs-conversation',
    );
    if (page instanceof HsSettings || page instanceof HsSessions || page instanceof HsConversation) {
      void page.focusHeading();
    } else if (page) page.focus();
    else void this.#list?.focusConversation(undefined);
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.store || !this.strings) return nothing;
    const {session} = this.current;
    switch (session.status) {
      case 'asking':
        return html`<main class="placeholder" tabindex="-1"><p role="status">${this.strings.starting}</p></main>`;
      case 'unreachable':
        return this.#renderUnreachable();
      case 'logged-out':
        return html`<hs-login ?busy=${session.isLoggingIn} .notice=${session.notice}></hs-login>`;
      case 'logged-in':
        return this.#renderInbox(session.agent);
    }
  }

  #renderUnreachable(): TemplateResult {
    const {strings, dispatch} = this.#provider.value;
    return html`
      <main class="placeholder" tabindex="-1">
        <div role="alert">
          <strong>${strings.serviceUnreachable}</strong>
          <p>${strings.serviceUnreachableAdvice}</p>
        </div>
        <button class="primary" @click=${() => dispatch({type: 'start'})}>${strings.retry}</button>
      </main>
    `;
  }

  #renderInbox(agent: Agent): TemplateResult {
    return html`
      <div class="page">
        <hs-inbox-header .agent=${agent} .page=${this.current.page}></hs-inbox-header>
        ${this.#renderBars()} ${this.#renderPage(agent)}
        <hs-log-out-question .unsent=${this.current.logOutQuestion}></hs-log-out-question>
        <p class="visually-hidden" role="status">${this.#renderAnnouncement()}</p>
      </div>
    `;
  }

  #renderPage(agent: Agent): TemplateResult {
    const {page, sessions} = this.current;
    switch (page) {
      case 'conversations':
        return this.#renderConversations(agent);
      case 'settings':
        return this.#renderSettings(agent);
      case 'sessions':
        return html`<main class="whole"><hs-sessions .sessions=${sessions}></hs-sessions></main>`;
    }
  }

  /** A new node each time: a screen reader says nothing when the same text comes into the same node. */
  #renderAnnouncement(): unknown {
    const {number, text} = this.announcement;
    return keyed(number, html`<span>${text}</span>`);
  }

  #renderSettings({role}: Agent): TemplateResult {
    const {strings} = this.#provider.value;
    if (role === 'administrator') {
      return html`<main class="whole"><hs-settings .settings=${this.current.settings}></hs-settings></main>`;
    }
    return html`
      <main class="whole placeholder" tabindex="-1">
        <strong>${strings.settings.administratorsOnly}</strong>
        <span>${strings.settings.administratorsOnlyAdvice}</span>
      </main>
    `;
  }

  #renderConversations(agent: Agent): TemplateResult {
    const {current} = this;
    const {strings} = this.#provider.value;
    return html`
      <main class=${current.openId === undefined ? 'shows-list' : 'shows-conversation'}>
        <section class="list" aria-label=${strings.conversations}>
          <hs-conversation-list
            .conversations=${listedHeads(current)}
            .filter=${current.filter}
            .list=${current.lists[current.filter]}
            .openId=${current.openId}
            .selection=${current.selection}
            .typing=${current.typing}
            .unsent=${this.#marks}
          ></hs-conversation-list>
        </section>
        ${current.openId === undefined ? this.#renderNothingOpen() : this.#renderConversation(current.openId, agent)}
      </main>
    `;
  }

  #renderBars(): TemplateResult {
    const {strings, dispatch} = this.#provider.value;
    const {connection, notice, serviceNotices} = this.current;
    const isAtRisk = !this.current.isKept && unsentIds(this.current).size > 0;
    return html`
      <div class="bars">
        <div role="status">
          ${connection === 'lost' ? html`<p class="bar doubt">${strings.connectionLost}</p>` : nothing}
          ${isAtRisk ? html`<p class="bar doubt">${strings.notKept}</p>` : nothing}
          ${serviceNotices.map((code) => html`<p class="bar doubt">${translatable(strings.serviceNotices[code])}</p>`)}
        </div>
        <div role="alert">
          ${
            notice
              ? html`<p class="bar danger">
                  <span>${translatable(strings.notices[notice])}</span>
                  <button class="quiet" @click=${() => dispatch({type: 'dismiss-notice'})}>${strings.dismiss}</button>
                </p>`
              : nothing
          }
        </div>
      </div>
    `;
  }

  #renderNothingOpen(): TemplateResult {
    const {strings} = this.#provider.value;
    return html`
      <section class="conversation placeholder" aria-label=${strings.nothingOpen}>
        <strong>${strings.nothingOpen}</strong>
        <span>${strings.nothingOpenAdvice}</span>
      </section>
    `;
  }

  #renderConversation(id: string, {name}: Agent): TemplateResult {
    const {heads, threads, drafts, uploads, changing, typing, connection} = this.current;
    // A new element for each conversation: a log that is filled again would be read aloud from its beginning, and what
    // a page translator has left of another user must not stay.
    return html`
      <section class="conversation">
        ${keyed(
          id,
          html`<hs-conversation
            .conversationId=${id}
            .conversation=${heads.get(id)}
            .thread=${threads.get(id) ?? EMPTY_THREAD}
            .draft=${drafts.get(id) ?? EMPTY_DRAFT}
            .uploads=${uploads.get(id) ?? NO_UPLOADS}
            .agentName=${name}
            .connection=${connection}
            ?changing=${changing.has(id)}
            ?typing=${typing.has(id)}
          ></hs-conversation>`,
        )}
      </section>
    `;
  }
}
