/**
 * Runs in plain Node, like a site's unit tests. Makes the DOM from the command line global, loads the package, and uses
 * the tag in every way. Ends with an error for any exception and any `console.error`. Prints the rest of the tag.
 */
import assert from 'node:assert/strict';

/**
 * @typedef {{window: object, complaints?: import('node:events').EventEmitter}} Dom
 * @typedef {new () => import('node:events').EventEmitter} Console
 * @typedef {new (html: string, options: object) => {window: object}} JsdomClass
 * @typedef {new (options: object) => object} HappyClass
 */

const PAGE = {url: 'https://shop.example/'};

/** @type {Record<string, () => Promise<Dom>>} */
const DOMS = {
  async jsdom() {
    const {JSDOM, VirtualConsole} = /** @type {{JSDOM: JsdomClass, VirtualConsole: Console}} */ (await load('jsdom'));
    const complaints = new VirtualConsole();
    return {window: new JSDOM('<body></body>', {...PAGE, virtualConsole: complaints}).window, complaints};
  },
  async 'happy-dom'() {
    const {Window} = /** @type {{Window: HappyClass}} */ (await load('happy-dom'));
    return {window: new Window(PAGE)};
  },
};

/**
 * Jsdom has no types of its own, and happy-dom's types describe another DOM than this project's.
 *
 * @param {string} specifier
 * @returns {Promise<unknown>}
 */
function load(specifier) {
  return /** @type {Promise<unknown>} */ (import(specifier));
}

/** The globals that a test runner copies to Node. */
const GLOBALS = [
  ...[
    'window',
    'document',
    'customElements',
    'HTMLElement',
    'Element',
    'Node',
    'ShadowRoot',
    'Document',
    'CSSStyleSheet',
  ],
  ...[
    'Event',
    'CustomEvent',
    'MutationObserver',
    'location',
    'getComputedStyle',
    'addEventListener',
    'removeEventListener',
  ],
  ...['HTMLButtonElement', 'HTMLDialogElement', 'SVGElement', 'DocumentFragment', 'Comment', 'Text', 'innerHeight'],
];

const refuse = () => assert.fail('a unit test sends no request');
const [, , name = '', absent = ''] = process.argv;
const open = DOMS[name] ?? assert.fail(`one of ${Object.keys(DOMS).join(', ')} is wanted`);
const {window, complaints} = await open();
complaints?.on('jsdomError', (error) => {
  throw error;
});
// eslint-disable-next-line no-console -- to hear it
console.error = (...parts) => assert.fail(`console.error: ${parts.map(String).join(' ')}`);
for (const key of GLOBALS) {
  /** @type {unknown} */
  const value = key === 'window' ? window : Reflect.get(window, key);
  if (value !== undefined) Object.defineProperty(globalThis, key, {value, configurable: true, writable: true});
}
Object.assign(globalThis, {fetch: refuse, WebSocket: refuse});
// A DOM may lack some of these, and Node itself has others.
for (const key of absent.split(',').filter(Boolean)) {
  const path = key.split('.');
  const last = path.pop() ?? '';
  /** @type {unknown} */
  let owner = globalThis;
  for (const part of path) owner = Reflect.get(/** @type {object} */ (owner), part);
  Reflect.deleteProperty(/** @type {object} */ (owner), last);
}

/** @returns {Promise<void>} */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
// This tag exists before the package loads, and is upgraded by it.
document.body.append(document.createElement('helpshift-chat'));
await import('helpshift-chat');

const chat = document.createElement('helpshift-chat');
const attributes = {
  'service-url': 'https://chat.example.com',
  domain: 'acme',
  'platform-id': 'shop',
  'user-id': 'ada',
  'user-email': 'ada@example.com',
  'user-name': 'Ada',
  'user-auth-token': 'abc',
  'clear-anonymous-user-on-login': '',
  'full-privacy': 'false',
  language: 'de',
  position: 'top-left',
  'hide-launcher': 'false',
  'full-screen': '',
  'conversation-prefill-text': 'Hello',
};
for (let round = 0; round < 2; round++) {
  document.body.append(chat);
  for (const [key, value] of Object.entries(attributes)) chat.setAttribute(key, value);
  await settled();
  for (const method of /** @type {const} */ (['open', 'close', 'hide', 'show', 'open', 'logout'])) {
    chat[method]();
    await settled();
  }
  assert.equal(chat.identityState, 'anonymous');
  assert.equal(chat.unreadCount, 0);
  const launcher = chat.shadowRoot?.querySelector('[part~="launcher"]') ?? assert.fail('no launcher');
  assert.equal(launcher.getAttribute('hidden'), null);
  /** @type {HTMLElement} */ (launcher).click();
  await settled();
  chat.remove();
  await settled();
}
document.body.append(chat.cloneNode(true));
await settled();
for (const each of document.querySelectorAll('helpshift-chat')) each.remove();
await settled();
process.stdout.write(`${[...chat.attributes].map(({name, value}) => `${name}=${value}`).join(' ')}\n`);
