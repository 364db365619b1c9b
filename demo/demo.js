/**
 * The shop's own script: it tells the element who the user is, and shows what the element says. The parts that a real
 * site needs are in log-in.js; the rest draws the panel "Play the specification".
 */
import {showEvents} from './event-log.js';
import {logIn, logOut} from './log-in.js';
import {tagText} from './tag-text.js';
import {ANONYMOUS, VISITORS} from './visitors.js';

/** How often the panel looks at the element's read-only properties. */
const LOOK_INTERVAL_MS = 200;

const chat = findChat();
const visitorButtons = document.querySelectorAll('[data-visitor]');

/** The newest choice: an answer to an older one is dropped. */
let choice = 0;

showEvents(document, find('#events'));
find('#clear-events').addEventListener('click', () => find('#events').replaceChildren());

for (const button of visitorButtons) {
  button.addEventListener('click', () => void visitAs(button.getAttribute('data-visitor') ?? ''));
}

find('#log-out').addEventListener('click', () => {
  choice++;
  chat.logout();
  showVisitor('anonymous', ANONYMOUS.expectation);
});

find('#clear-anonymous').addEventListener('change', () => {
  chat.toggleAttribute('clear-anonymous-user-on-login', find('#clear-anonymous').matches(':checked'));
});

for (const button of document.querySelectorAll('[data-method]')) {
  button.addEventListener('click', () => {
    const method = button.getAttribute('data-method');
    if (method === 'open' || method === 'close' || method === 'hide' || method === 'show') chat[method]();
  });
}

for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', () => {
    chat.setAttribute('conversation-prefill-text', `I have a question about the ${button.getAttribute('data-ask')}: `);
    chat.open();
  });
}

find('#copy-tag').addEventListener('click', () => void copyTag());

new MutationObserver(showTag).observe(chat, {attributes: true});
setInterval(showState, LOOK_INTERVAL_MS);
showTag();
showState();
showVisitor('anonymous', ANONYMOUS.expectation);

/** @param {string} name - One of `VISITORS`. */
async function visitAs(name) {
  const visitor = VISITORS[name] ?? ANONYMOUS;
  const own = ++choice;
  showVisitor(name, visitor.expectation);
  if (!visitor.user) {
    logOut(chat);
    return;
  }
  try {
    await logIn(chat, visitor.user, visitor.token, () => own === choice);
  } catch {
    if (own === choice) showVisitor(name, 'The shop’s server did not answer, so nobody was logged in. Try again.');
  }
}

/**
 * @param {string} name
 * @param {string} expectation
 */
function showVisitor(name, expectation) {
  for (const button of visitorButtons) {
    button.setAttribute('aria-pressed', String(button.getAttribute('data-visitor') === name));
  }
  find('#expectation').textContent = expectation;
  find('#account').textContent = VISITORS[name]?.user?.userName ?? 'Not logged in';
}

function showTag() {
  find('#tag').textContent = tagText(chat, true);
}

/** The properties are there once the element's script has loaded. */
function showState() {
  const state = customElements.get('helpshift-chat') ? chat.identityState : 'loading';
  const output = find('#identity-state');
  if (output.textContent !== state) {
    output.textContent = state;
    output.className = state;
  }
  const unread = String(chat.unreadCount ?? 0);
  if (find('#unread-count').textContent !== unread) find('#unread-count').textContent = unread;
}

async function copyTag() {
  try {
    await navigator.clipboard.writeText(tagText(chat, false));
    find('#copied').textContent = 'Copied';
  } catch {
    find('#copied').textContent = 'The browser did not allow it: select the text instead.';
  }
}

/** @param {string} selector */
function find(selector) {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`index.html: ${selector} is missing`);
  return found;
}

function findChat() {
  const found = document.querySelector('helpshift-chat');
  if (!found) throw new Error('index.html: <helpshift-chat> is missing');
  return found;
}
