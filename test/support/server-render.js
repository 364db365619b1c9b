/**
 * Runs in plain Node, as a site's server does: loads the package's entries that are named on the command line, and makes
 * the element that one of them gives, if any. Prints what is left of it in the page.
 */
import assert from 'node:assert/strict';

const refuse = () => assert.fail('a server asks nobody and waits for nothing');
Object.assign(globalThis, {fetch: refuse, setTimeout: refuse, setInterval: refuse, WebSocket: refuse});
// An unhandled rejection, or an error that is thrown later, ends the process with an error by itself.

/**
 * What a renderer does with a tag.
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
  // What was begun has failed by then.
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(chat.unreadCount, 0);
  chat.logout();
  chat.disconnectedCallback();
  await new Promise((resolve) => setImmediate(resolve));
  return [...chat.attributes].map(({name, value}) => ` ${name}="${value}"`).join('');
}

for (const entry of process.argv.slice(2)) {
  /** @type {unknown} */
  const module = await import(entry);
  const {HelpshiftChat} = /** @type {Partial<typeof import('helpshift-chat')>} */ (module);
  if (HelpshiftChat) process.stdout.write(`<helpshift-chat${await render(HelpshiftChat)}></helpshift-chat>\n`);
}
