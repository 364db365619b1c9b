import {html, nothing, type TemplateResult} from 'lit/html.js';
import {newestConversation} from '../../../client/chat-state.js';
import {fillText} from '../../../client/texts.js';
import {signsEnglish} from '../../i18n/signs-en.js';
import {PanelPart} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';
import {typingStyles} from './hs-typing.styles.js';

/** Says below the messages which agent types. A reader hears it once before each message. */
export class HsTyping extends PanelPart {
  static override styles = [sharedStyles, typingStyles];
  /** A screen reader announces only changes, so the line is there before its first text. */
  #isEmpty = true;
  #name: string | undefined;
  /** The name that was read out last, and the newest entry by then. */
  #spoken = '';
  #isSpoken = false;

  protected override willUpdate(): void {
    const {chat} = this.model;
    const name = this.#isEmpty ? undefined : chat?.typing;
    if (name && name !== this.#name) {
      const key = JSON.stringify([name, newestConversation(chat)?.entries.at(-1)?.id]);
      this.#isSpoken = key === this.#spoken;
      this.#spoken = key;
    }
    this.#name = name;
  }

  protected override updated(): void {
    if (this.#isEmpty) setTimeout(() => this.requestUpdate());
    this.#isEmpty = false;
  }

  protected override render(): TemplateResult {
    const name = this.#name;
    const {typing} = this.model.language?.strings ?? signsEnglish;
    return html`<p role="status" aria-live=${this.#isSpoken ? 'off' : 'polite'}>
      ${
        name
          ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
              <span>${fillText(typing, {name: isolated(name)}, this.strings.locale)}</span>`
          : nothing
      }
    </p>`;
  }
}

/** A name in its own direction: it must not change the order of the words around it. */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
