import {html, nothing, type TemplateResult} from 'lit/html.js';
import {isOngoing, newestConversation} from '../../client/chat-state.js';
import {fillText} from '../../client/texts.js';
import {MESSAGE_TEXT_LIMIT_CHARS} from '../../protocol/limits.js';
import {mayAttach} from '../attachments/may-attach.js';
import {composerStyles} from './hs-composer.styles.js';
import {attachIcon, sendIcon} from './icons.js';
import {isComposing} from './is-composing.js';
import {PanelPart} from './panel-element.js';
import {sharedStyles} from './shared.styles.js';

/** The length at which a page's prefill text is cut. Rule: `conversationPrefillText` of the Web Chat API. */
const PREFILL_LIMIT_CHARS = 1000;

/**
 * The text field for messages. Enter sends, Shift+Enter begins a new line. It has no `<form>`, because a sandboxed
 * frame may not submit one.
 */
export class HsComposer extends PanelPart {
  static override styles = [sharedStyles, composerStyles];
  #text = '';
  #hasLoadFailed = false;
  #chooser: HTMLInputElement | undefined;
  /** The text that is sent, until it is kept and leaves the field. */
  #leaving: {readonly text: string} | undefined;
  /** The draft of an earlier page that was put in. */
  #restored = '';
  /** The conversation after which the page's text was put in; `''` for none. */
  #prefilledAfter: string | undefined;

  get #input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #setText(text: string): void {
    this.#text = text;
    this.requestUpdate();
    const input = this.#input;
    if (!input) return;
    if (input.value !== text) input.value = text;
    // As high as its text, up to the max-height of its style.
    input.style.setProperty('height', 'auto');
    input.style.setProperty('height', `${input.scrollHeight}px`);
  }

  #handleInput(): void {
    this.#takeInput();
    this.actions.keepDraft(this.#text);
  }

  #takeInput(): void {
    this.#setText(this.#input?.value ?? '');
  }

  #handleTyping(): void {
    this.#handleInput();
    if (this.#text) this.actions.typing();
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    void this.#send();
  }

  #handleClick(): void {
    void this.#send();
    // Without text the button is disabled and cannot keep the focus.
    this.#input?.focus();
  }

  /** Sends files. Whether they were taken is drawn with the messages. */
  attach(files: readonly File[]): void {
    if (this.hidden || !mayAttach(this.model) || !files.length) return;
    this.actions
      .files()
      .then((part) => part.add(files))
      .then(
        () => this.#setLoadFailed(false),
        () => this.#setLoadFailed(true),
      );
  }

  #setLoadFailed(hasFailed: boolean): void {
    this.#hasLoadFailed = hasFailed;
    this.requestUpdate();
  }

  /** Lets the user choose files; on phones also the camera. */
  #choose(): void {
    this.#chooser?.remove();
    const chooser = Object.assign(document.createElement('input'), {type: 'file', multiple: true, hidden: true});
    chooser.onchange = () => {
      chooser.remove();
      this.attach([...(chooser.files ?? [])]);
      this.#input?.focus();
    };
    this.#chooser = chooser;
    // Some browsers tell only of one that is in the page.
    this.renderRoot.append(chooser);
    chooser.click();
  }

  /** Takes pasted files. An office program gives a picture of its text as well: that is pasted as text. */
  #handlePaste(event: ClipboardEvent): void {
    const {files = [], types = []} = event.clipboardData ?? ({} as Partial<DataTransfer>);
    if (!files.length || !mayAttach(this.model) || (types.includes('text/plain') && types.includes('text/html')))
      return;
    event.preventDefault();
    this.attach([...files]);
  }

  /** Sends the text. It leaves the field when it is kept, so that it is never only in memory. */
  async #send(): Promise<void> {
    // Takes text that an input method or an extension wrote without an event.
    this.#takeInput();
    const text = this.#text;
    // The second: a key that was pressed twice.
    if (!this.#canSend() || this.#leaving?.text === text) return;
    const leaving = (this.#leaving = {text});
    await this.actions.send(text);
    // A script may have sent another text meanwhile.
    if (this.#leaving !== leaving) return;
    this.#leaving = undefined;
    this.#takeInput();
    // The user may have gone on typing.
    if (this.#text.startsWith(text)) this.#setText(this.#text.slice(text.length));
    if (this.#text) this.actions.keepDraft(this.#text);
  }

  #canSend(): boolean {
    return this.#text.trim() !== '' && this.#excess() <= 0;
  }

  /** The number of characters over the limit. */
  #excess(): number {
    return this.#text.length - MESSAGE_TEXT_LIMIT_CHARS;
  }

  /** Puts in what the user had not sent when an earlier page was left. */
  #restore(): void {
    const draft = this.model.chat?.draft ?? '';
    if (draft === this.#restored) return;
    this.#restored = draft;
    if (!this.#text) this.#setText(draft);
  }

  /** Puts the page's text into the field, once before each conversation, unless the user has written something. */
  #prefill(): void {
    const {page, chat} = this.model;
    const newest = newestConversation(chat)?.head.id ?? '';
    if (newest === this.#prefilledAfter || !page.conversationPrefillText || isOngoing(chat)) return;
    this.#prefilledAfter = newest;
    if (!this.#text) this.#setText([...page.conversationPrefillText].slice(0, PREFILL_LIMIT_CHARS).join(''));
  }

  /** What the next message does, when it does not simply go on. */
  #effect(): unknown {
    const {chat} = this.model;
    const status = chat?.queue.length ? undefined : newestConversation(chat)?.head.status;
    return status === 'resolved' ? this.strings.reopens : status === 'ended' ? this.strings.begins : nothing;
  }

  override focus(): void {
    void this.updateComplete.then(() => this.#input?.focus());
  }

  protected override updated(): void {
    this.#restore();
    this.#prefill();
  }

  protected override render(): TemplateResult {
    const {strings} = this;
    const excess = this.#excess();
    const loadFailed = this.#hasLoadFailed ? strings.loadFailed : nothing;
    const problem = excess > 0 ? fillText(strings.tooLong, {count: excess}, strings.locale) : loadFailed;
    return html`
      <div part="composer" class="composer">
        <p id="effect" class="effect">${this.#effect()}</p>
        ${
          mayAttach(this.model)
            ? html`
                <button
                  part="attach-button"
                  class="attach"
                  type="button"
                  aria-label=${strings.attach}
                  @click=${this.#choose}
                >
                  ${attachIcon}
                </button>
              `
            : nothing
        }
        <textarea
          part="input"
          rows="1"
          autocomplete="off"
          dir=${this.#text ? 'auto' : nothing}
          enterkeyhint="send"
          aria-label=${strings.inputLabel}
          aria-invalid=${excess > 0 ? 'true' : 'false'}
          aria-describedby="excess effect"
          placeholder=${strings.inputPlaceholder}
          @input=${this.#handleTyping}
          @keydown=${this.#handleKeydown}
          @paste=${this.#handlePaste}
        ></textarea>
        <button
          part="send-button"
          type="button"
          aria-label=${strings.send}
          ?disabled=${!this.#canSend()}
          @click=${this.#handleClick}
        >
          ${sendIcon}
        </button>
        <p id="excess" role="status">${problem}</p>
      </div>
    `;
  }
}
