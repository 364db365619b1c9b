/**
 * Runs in plain Node, like a site's server. Loads the package's entries from the command line, and makes the element if
 * an entry exports it. Prints the rendered tag.
 */
import assert from 'node:assert/strict';
import {customElements, HTMLElement} from '@lit-labs/ssr-dom-shim';

/** Argument: with the DOM that a server renderer installs. */
const WITH_DOM = '--dom';

const refuse = () => assert.fail('a server-side render sends no request and sets no timer');
Object.assign(globalThis, {fetch: refuse, setTimeout: refuse, setInterval: refuse, WebSocket: refuse});
// Node itself ends with an error for an unhandled rejection or a late exception.

/**
 * Does with a tag what a server-side renderer does.
 *
 * @param {typeof import('helpshift-chat/element').HelpshiftChat} HelpshiftChat
 */
async function render(HelpshiftChat) {
  if (!customElements.get('helpshift-chat')) customElements.define('helpshift-chat', HelpshiftChat);
  const chat = new HelpshiftChat();
  const attributes = {'platform-id': 'shop', domain: 'acme', 'user-id': 'ada', 'user-auth-token': 'abc'};
  for (const [name, value] of Object.entries(attributes)) {
    chat.setAttribute(name, value);
    chat.attributeChangedCallback(name, null, value);
  }
  chat.userName = 'Ada';
  chat.fullScreen = true;
  chat.connectedCallback();
  chat.open();
  chat.hide();
  chat.show();
  chat.close();
  // Asynchronous errors have happened by now.
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(chat.unreadCount, 0);
  chat.logout();
  chat.disconnectedCallback();
  await new Promise((resolve) => setImmediate(resolve));
  return [...chat.attributes].map(({name, value}) => ` ${name}="${value}"`).join('');
}

const entries = process.argv.slice(2).filter((argument) => argument !== WITH_DOM);
const hasDom = entries.length < process.argv.length - 2;
if (hasDom) Object.assign(globalThis, {HTMLElement, customElements});
for (const entry of entries) {
  /** @type {unknown} */
  const module = await import(entry);
  const {HelpshiftChat} = /** @type {Partial<typeof import('helpshift-chat')>} */ (module);
  if (HelpshiftChat && hasDom)
    process.stdout.write(`<helpshift-chat${await render(HelpshiftChat)}></helpshift-chat>\n`);
  else if (HelpshiftChat) new HelpshiftChat();
}
