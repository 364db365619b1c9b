import {HelpshiftChat} from './helpshift-chat.js';

declare global {
  interface HTMLElementTagNameMap {
    'helpshift-chat': HelpshiftChat;
  }
}

// A server has no DOM, and a second copy on the page must not throw.
if (globalThis.customElements && !customElements.get('helpshift-chat')) {
  customElements.define('helpshift-chat', HelpshiftChat);
}
