import {type ChatModel, isPanelShown} from '../chat-model.js';
import {fillText} from '../../client/texts.js';
import {panelEnglish} from '../i18n/panel-en.js';
import type {PanelStrings} from '../i18n/strings.js';
import {titleOf} from './panel-element.js';

/** Says how many messages are unread. */
export function unreadText({chat, language}: ChatModel): string {
  const {unread, locale}: PanelStrings = language?.strings ?? panelEnglish;
  return fillText(unread, {count: chat?.unreadCount ?? 0}, locale);
}

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

  draw(model: ChatModel): void {
    const {chat, language} = model;
    const before = this.#unread;
    const unread = (this.#unread = chat?.phase === 'ready' ? chat.unreadCount : undefined);
    const region = this.#region;
    if (isPanelShown(model) || !unread) region.replaceChildren();
    else if (before !== undefined && unread > before) {
      const strings = language?.strings ?? panelEnglish;
      region.lang = strings.locale;
      region.textContent = `${titleOf(model)}: ${unreadText(model)}`;
    }
  }
}
