/** The buttons of the page with the embed code, and its list of calls and events. */
import {entry} from './event-log.js';
import {fetchToken} from './log-in.js';
import {VISITORS} from './visitors.js';

const EVENT_NAMES = [
  'userAuthFailure',
  'newUnreadMessages',
  'userChanged',
  'widgetToggle',
  'conversationStart',
  'messageAdd',
  'agentMessageReceived',
  'conversationResolved',
  'conversationRejected',
  'conversationReopened',
  'conversationEnd',
  'csatSubmit',
  'chatEnd',
  'userClickOnAction',
  'onLoginRequest',
  'onWebChatRuntimeError',
];

const WIDGET_OPTIONS = {position: 'top-left', fullScreen: true, showLauncher: false};

/**
 * What the embed code makes of the page.
 *
 * @typedef {{Helpshift: (name: string, ...values: unknown[]) => void, helpshiftConfig: Record<string, unknown>}} WebChat
 */
const page = /** @type {typeof window & WebChat} */ (window);

const log = find('#events');

/** By the event's name: its listener, so that it can be removed. */
const listeners = EVENT_NAMES.map((name) => {
  /** @param {unknown} data */
  const listener = (data) => write(name, data);
  return {name, listener};
});

// The script may not have come yet: the embed code collects the calls.
for (const {name, listener} of listeners) page.Helpshift('addEventListener', name, listener);

for (const button of document.querySelectorAll('[data-call]')) {
  button.addEventListener('click', () => {
    const value = button.getAttribute('data-value');
    call(
      button.getAttribute('data-call') ?? '',
      ...(value === null ? [] : [/** @type {unknown} */ (JSON.parse(value))]),
    );
  });
}

for (const button of document.querySelectorAll('[data-log-in]')) {
  button.addEventListener('click', () => void logIn(button.getAttribute('data-log-in') ?? ''));
}

for (const button of document.querySelectorAll('[data-option]')) {
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
    const pressed = [...document.querySelectorAll('[data-option][aria-pressed=true]')];
    const names = pressed.map((one) => one.getAttribute('data-option'));
    page.helpshiftConfig.widgetOptions = Object.fromEntries(
      Object.entries(WIDGET_OPTIONS).filter(([name]) => names.includes(name)),
    );
    call('updateHelpshiftConfig');
  });
}

find('#stop-events').addEventListener('click', () => {
  for (const {name, listener} of listeners) page.Helpshift('removeEventListener', name, listener);
  write('removeEventListener', 'for each event');
});

find('#clear-events').addEventListener('click', () => log.replaceChildren());

void showCode();

/** @param {string} name - One of `VISITORS`. */
async function logIn(name) {
  const {user, token} = VISITORS[name] ?? {};
  let userAuthToken = '';
  try {
    if (user && token === 'from-server') userAuthToken = await fetchToken(user);
  } catch {
    write('The shop’s server did not answer, so nobody was logged in. Try again.', undefined);
    return;
  }
  Object.assign(page.helpshiftConfig, {userId: '', userEmail: '', userName: '', ...user, userAuthToken});
  call('updateHelpshiftConfig');
}

/**
 * @param {string} name
 * @param {...unknown} values
 */
function call(name, ...values) {
  write(`Helpshift('${name}')`, values[0]);
  page.Helpshift(name, ...values);
}

/**
 * @param {string} title
 * @param {unknown} data
 */
function write(title, data) {
  log.querySelector('.empty')?.remove();
  log.prepend(entry(title, data));
}

async function showCode() {
  find('#code').textContent = await (await fetch('/web-chat-embed.js')).text();
}

/** @param {string} selector */
function find(selector) {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`web-chat.html: ${selector} is missing`);
  return found;
}
