import type {ChatState} from '../../client/chat-state.js';
import {fillText} from '../../client/texts.js';
import {panelEnglish} from '../i18n/panel-en.js';
import type {Language} from '../i18n/load-language.js';

/**
 * Announces new messages to a screen reader while the panel is closed. While it is open, the list of messages announces
 * them. Older unread messages are in the launcher's name.
 */
export class UnreadSpeech {
  readonly #region = document.createElement('div');
  /** `undefined` until the conversation has been read. */
  #unread: number | undefined;

  constructor(root: ShadowRoot | null) {
    // The region is added before its text: screen readers announce only changes.
    this.#region.role = 'status';
    root?.append(this.#region);
  }

  draw(isOpen: boolean, chatState: ChatState | undefined, language: Language | undefined): void {
    const before = this.#unread;
    const unread = (this.#unread = chatState?.phase === 'ready' ? chatState.unreadCount : undefined);
    const region = this.#region;
    if (isOpen || !unread) region.textContent = '';
    else if (before !== undefined && unread > before) {
      const strings = language?.strings ?? panelEnglish;
      region.lang = strings.locale;
      region.textContent = `${strings.title}: ${fillText(strings.unread, {count: unread}, strings.locale)}`;
    }
  }
}
