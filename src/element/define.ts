import {HelpshiftChat} from './helpshift-chat.js';

declare global {
  interface HTMLElementTagNameMap {
    'helpshift-chat': HelpshiftChat;
  }
}

// No DOM on a server, and a second copy on the page must not throw.
if (globalThis.customElements && !customElements.get('helpshift-chat')) {
  customElements.define('helpshift-chat', HelpshiftChat);
}
