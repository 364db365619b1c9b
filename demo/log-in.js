/**
 * All that a site does to tell the chat who its user is.
 *
 * @typedef {{userId: string, userEmail?: string, userName: string}} User
 * @typedef {'from-server' | 'none' | 'forged'} TokenKind
 */

const USER_ATTRIBUTES = ['user-id', 'user-email', 'user-name', 'user-auth-token'];

/** `v1.` and 32 bytes in base64, as in a real token; only the shop's server could have made the right ones. */
const FORGED_TOKEN = 'v1.Zm9yZ2VkIGJ5IHNvbWVib2R5IHdpdGhvdXQgYSBrZXk=';

/**
 * Tells the chat who the user is.
 *
 * @param {Element} chat
 * @param {User} user
 * @param {TokenKind} tokenKind - A real site knows only `from-server`.
 * @param {() => boolean} isWanted - Asked when the token has come: whether the page still wants this user.
 */
export async function logIn(chat, user, tokenKind, isWanted) {
  const userAuthToken = tokenKind === 'from-server' ? await fetchToken(user) : undefined;
  if (!isWanted()) return;
  // Attributes that are set together, with no await between them, make one claim.
  set(chat, 'user-id', user.userId);
  set(chat, 'user-email', user.userEmail);
  set(chat, 'user-name', user.userName);
  set(chat, 'user-auth-token', tokenKind === 'forged' ? FORGED_TOKEN : userAuthToken);
}

/**
 * Tells the chat that nobody is logged in any more, as the next page of a site does. `chat.logout()` logs the user out in
 * this browser's other tabs as well.
 *
 * @param {Element} chat
 */
export function logOut(chat) {
  for (const name of USER_ATTRIBUTES) chat.removeAttribute(name);
}

/**
 * Asks the shop's own server for the user auth token. In a real shop it takes the user from its session cookie: who may
 * name any user here, as in this demo, could read that user's chat.
 *
 * @param {User} user
 * @returns {Promise<string>}
 */
export async function fetchToken({userId, userEmail}) {
  const response = await fetch('/demo/token', {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({userId, userEmail}),
  });
  if (!response.ok) throw new Error(`POST /demo/token: status ${response.status}`);
  /** @type {unknown} */
  const answer = await response.json();
  const token = answer instanceof Object && 'userAuthToken' in answer ? answer.userAuthToken : undefined;
  if (typeof token !== 'string') throw new Error('POST /demo/token: no userAuthToken in the answer');
  return token;
}

/**
 * @param {Element} chat
 * @param {string} name
 * @param {string | undefined} value
 */
function set(chat, name, value) {
  if (value === undefined) chat.removeAttribute(name);
  else chat.setAttribute(name, value);
}
