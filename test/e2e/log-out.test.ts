import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {ApiSession} from '../support/e2e-api.js';
import {verifiedUser, type ChatUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Heap} from '../support/e2e-heap.js';
import {reachableTexts} from '../support/e2e-reachable.js';
import {keptMessages} from '../support/e2e-storage.js';
import {useSystem} from '../support/e2e-system.js';
import {Traffic} from '../support/e2e-traffic.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** All data that must be gone, by kind. */
type Traces = Readonly<Record<string, string>>;

interface Visit {
  readonly visitor: Visitor;
  readonly traffic: Traffic;
  readonly heap: Heap;
  readonly traces: Traces;
}

/** A request of the page: what comes after it was sent after a change. The site's policy must allow it. */
const MARK = '/mark ';

const ATTRIBUTES = ['user-id', 'user-email', 'user-name', 'user-auth-token'];

describe('nothing of a user is left', () => {
  const system = useSystem();

  const byAttributes: readonly [string, (chat: HelpshiftChat, names: readonly string[]) => void][] = [
    ['removes the attributes', (chat, names) => names.forEach((name) => chat.removeAttribute(name))],
    ['empties the attributes', (chat, names) => names.forEach((name) => chat.setAttribute(name, ''))],
    ['calls logout()', (chat) => chat.logout()],
  ];
  for (const [way, logOut] of byAttributes) {
    it(`when the page ${way} while a message waits for the network`, async () => {
      const user = await someone();
      const visit = await use(await system().visitor({user}), user);
      await loseNetworkWriting(visit);
      await assertHere(visit);
      await visit.visitor.chat.evaluate(logOut, ATTRIBUTES);
      await regainNetworkAsNobody(visit);
      await assertGone(visit);
    });
  }

  for (const nothing of [undefined, null]) {
    it(`when the page sets the properties to ${nothing} while a message waits for the network`, async () => {
      const user = await someone();
      const visitor = await system().visitor();
      await setProperties(visitor, user);
      const visit = await use(visitor, user);
      await loseNetworkWriting(visit);
      await assertHere(visit);
      await setProperties(visitor, nothing);
      await regainNetworkAsNobody(visit);
      await assertGone(visit);
    });
  }

  it('when the page names another user while the first is connected and sends a message', async () => {
    const [user, next] = await Promise.all([someone(), someone()]);
    const visit = await use(await system().visitor({user, policy: ''}), user);
    const {visitor, traffic, heap, traces} = visit;
    // To search the heap takes a slow computer longer than the chat waits for an answer.
    visitor.expectComplaints(/SERVICE_FAILED TIMED_OUT/);
    const letGo = await visitor.holdRequests('POST', '**/v1/messages');
    await visitor.write(traces['unsent'] ?? '');
    await visitor.panel.getByText('Sending…').waitFor();
    await visitor.input.fill(traces['draft'] ?? '');
    await assertHere(visit);
    // Proves that the heap search finds this data.
    assert.deepEqual(Object.keys(await heap.holdersOf(Object.values(traces))).sort(), Object.values(traces).sort());
    const [connection] = traffic.open;
    assert.ok(connection, 'the first user is connected');

    await visitor.chat.evaluate(markAndNameUser, next);
    await assertSomebodyNew(visit);
    letGo();
    const [ending = assert.fail('the session is ended at the service'), ...others] = traffic.endings;
    assert.deepEqual(others, []);
    assert.ok(ending.includes(traces['sessionToken'] ?? '') && ending.includes(traces['unsent'] ?? ''));
    await system().answer(traces['unsent'] ?? '', 'The message of the first user is stored.');
    await eventuallyEqual(() => [traffic.open.size, traffic.open.has(connection)], [1, false]);
    await assertGone(visit);
  });

  it('but their draft, when the page removes the element while they write', async () => {
    const user = await someone();
    const visit = await use(await system().visitor({user, policy: ''}), user);
    const {visitor, traffic, traces} = visit;
    await visitor.input.fill(traces['draft'] ?? '');
    await visitor.chat.evaluate(markAndRemove);
    await eventuallyEqual(() => traffic.open.size, 0);
    // The page may put the element back.
    await eventuallyEqual(() => keptMessages(visitor.page), [traces['draft'] ?? '']);
    const {draft: _, ...others} = traces;
    await assertGone({...visit, traces: others});
  });

  /** A user with unique values in every field. */
  function someone(): Promise<ChatUser> {
    const mark = randomUUID();
    return verifiedUser(system().app, {
      userId: `id-${mark}`,
      userEmail: `address-${mark}@example.org`,
      userName: `Name ${mark}`,
    });
  }

  /** The user writes, an agent answers. */
  async function use(visitor: Visitor, user: ChatUser): Promise<Visit> {
    // The browser complains about the lost network, and about a connection that ends before it is open.
    visitor.expectComplaints(
      /ERR_INTERNET_DISCONNECTED/,
      /SERVICE_FAILED UNREACHABLE/,
      /MESSAGES_NOT_SENT LOGGED_OUT/,
      /before the connection is/,
    );
    const traffic = new Traffic(visitor.page);
    const mark = randomUUID();
    const [written, answer] = [`written ${mark}`, `answer ${mark}`];
    await visitor.openChat();
    await visitor.write(written);
    await system().answer(written, answer);
    await visitor.panel.getByText(answer).waitFor();
    const [sessionToken = assert.fail('a session was used')] = traffic.tokens;
    const traces = {...user, sessionToken, written, answer, unsent: `unsent ${mark}`, draft: `draft ${mark}`};
    return {visitor, traffic, traces, heap: await Heap.of(visitor.page)};
  }

  async function loseNetworkWriting({visitor, traces}: Visit): Promise<void> {
    // The code for the next, anonymous, user cannot be loaded now.
    visitor.expectComplaints(/MESSAGES_NOT_SENT LOGGED_OUT/, /PANEL_FAILED UNREACHABLE/);
    await visitor.loseNetwork();
    await visitor.panel.getByText('You are offline.').waitFor();
    await visitor.write(traces['unsent'] ?? '');
    await visitor.panel.getByText('Waiting for the connection').waitFor();
    await visitor.input.fill(traces['draft'] ?? '');
  }

  async function regainNetworkAsNobody(visit: Visit): Promise<void> {
    const {visitor, traffic} = visit;
    await eventuallyEqual(() => visitor.identityState(), 'anonymous');
    // Until now the chat retried the message, and nothing has left the browser.
    traffic.sent.length = 0;
    await visitor.regainNetwork();
    await assertSomebodyNew(visit);
  }

  async function setProperties(visitor: Visitor, user: ChatUser | null | undefined): Promise<void> {
    await visitor.chat.evaluate((chat: HelpshiftChat, values) => {
      const nothing = values === null ? null : undefined;
      chat.userId = values ? values['user-id'] : nothing;
      chat.userEmail = values ? values['user-email'] : nothing;
      chat.userName = values ? values['user-name'] : nothing;
      chat.userAuthToken = values ? values['user-auth-token'] : nothing;
    }, user);
  }

  /** Waits until the next user's chat is empty and connected. */
  async function assertSomebodyNew({visitor, traffic, traces}: Visit): Promise<void> {
    await visitor.panel.getByText('Hi! How can we help you?').waitFor();
    assert.deepEqual(await visitor.messages(), []);
    assert.equal(await visitor.input.inputValue(), '');
    await eventually(() => {
      const greeting = traffic.sent.findLast((text) => text.includes('"authenticate"')) ?? '';
      assert.ok(greeting && !greeting.includes(traces['sessionToken'] ?? ''), 'the next user is connected');
    });
  }

  /** Proves that the search finds the user's data. A session token is never reachable for a page. */
  async function assertHere({visitor, traces}: Visit): Promise<void> {
    const {sessionToken: _, ...reachable} = traces;
    assert.deepEqual(await found(traces, () => reachableTexts(visitor.page)), Object.keys(reachable).sort());
  }

  async function assertGone({visitor, traffic, heap, traces}: Visit): Promise<void> {
    const {page, context} = visitor;
    await eventuallyEqual(() => found(traces, () => reachableTexts(page)), []);
    assert.deepEqual(await found(traces, async () => [JSON.stringify(await context.cookies())]), [], 'in a cookie');
    await eventually(async () => assert.deepEqual(await heap.holdersOf(Object.values(traces)), {}));
    const after = traffic.sent.slice(traffic.sent.findLastIndex((text) => text.includes(MARK)) + 1);
    assert.deepEqual(await found(traces, async () => after), [], 'in requests after the end');
    assert.deepEqual(await found(traces, async () => [system().output()]), [], 'in the log');
  }

  async function found(traces: Traces, read: () => Promise<readonly string[]>): Promise<string[]> {
    const texts = await read();
    const names = Object.keys(traces).filter((name) => texts.some((text) => text.includes(traces[name] ?? '')));
    return names.sort();
  }
});

describe('a message that waits when its user goes', () => {
  const system = useSystem();

  const ways: Readonly<Record<string, (visitor: Visitor) => Promise<unknown>>> = {
    'the page logs out and goes away in one task': ({chat, page}) =>
      Promise.all([page.waitForURL('about:blank'), chat.evaluate(logOutAndGo)]),
    'the page names nobody any more and goes away in one task': ({chat, page}) =>
      Promise.all([page.waitForURL('about:blank'), chat.evaluate(forgetUserAndGo)]),
    'the page logs out and closes its tab in one task': ({chat, page}) =>
      // The answer may never come: the page is gone.
      Promise.all([page.waitForEvent('close'), chat.evaluate(logOutAndClose).catch(() => {})]),
  };
  for (const [way, go] of Object.entries(ways)) {
    it(`is stored, and the session is over, when ${way}`, async () => {
      const address = system().publish({user: await verifiedUser(system().app)});
      // A page may close a tab that a page has opened.
      const visitor = await (await system().visitor()).openTabByPage(address);
      const traffic = new Traffic(visitor.page);
      const text = `Before the end ${randomUUID()}`;
      await visitor.openChat();
      await visitor.page.evaluate(loseMessages);
      await visitor.write(text);
      await visitor.panel.getByText('Sending…').waitFor();
      const [token = assert.fail('a session was used')] = traffic.tokens;
      // The page is gone before a request of it arrives.
      await visitor.slowNetwork();
      await go(visitor);
      await system().answer(text, 'We have it.');
      const session = new ApiSession(system().url, token);
      await eventuallyEqual(async () => (await session.sync()).status, 401);
    });
  }

  it('is stored for its author alone, whatever moment the page chooses to name another user', async () => {
    const app = await system().createApp({verification: false});
    const ids = Array.from({length: 8}, () => `user-${randomUUID()}`);
    const visitor = await system().visitor({app, user: {'user-id': ids[0] ?? ''}});
    // A connection that ends with its user before it is open.
    visitor.expectComplaints(/before the connection is/);
    await visitor.openChat();
    for (const [index, id] of ids.entries()) {
      assert.deepEqual(await visitor.messages(), [], 'the user sees nothing of the one before');
      await visitor.input.fill(`I am ${id}`);
      const next = ids[index + 1] ?? ids[0] ?? '';
      // In the same task, and then later and later: before, while and after the service stores it.
      const change = {next, waitMs: index && 2 ** index / 2};
      await visitor.panel.locator('[part~="send-button"]').evaluate(sendAndChangeUser, change);
      await eventuallyEqual(() => visitor.chat.evaluate((chat: HelpshiftChat) => chat.userId), next);
      await eventuallyEqual(() => visitor.identityState(), 'verified');
      if (next !== ids[0]) await visitor.panel.getByText('Hi! How can we help you?').waitFor();
    }
    const ofApp = async () => (await system().conversations()).filter(({domain}) => domain === app.domain);
    const stored = async () =>
      (await ofApp()).map(({user, preview, lastNumber}) => [user.userId, preview.text, lastNumber]).sort();
    await eventuallyEqual(stored, ids.map((id) => [id, `I am ${id}`, 1]).sort());
    await eventuallyEqual(() => visitor.messages(), [`user: I am ${ids[0]}`]);
    assert.deepEqual(visitor.eventsNamed('webchatruntimeerror'), []);
  });
});

/** Sends the mark in the task of the change: until then the chat may send, for example a message once more. */
function markAndNameUser(chat: HelpshiftChat, user: ChatUser): void {
  void fetch('/mark');
  for (const [name, value] of Object.entries(user)) chat.setAttribute(name, value);
}

function markAndRemove(chat: HelpshiftChat): void {
  void fetch('/mark');
  chat.remove();
}

function logOutAndGo(chat: HelpshiftChat): void {
  chat.logout();
  location.assign('about:blank');
}

function logOutAndClose(chat: HelpshiftChat): void {
  chat.logout();
  window.close();
}

function forgetUserAndGo(chat: HelpshiftChat): void {
  for (const name of ['user-id', 'user-auth-token']) chat.removeAttribute(name);
  location.assign('about:blank');
}

/** Runs in the page: no message that is sent by itself reaches the service. */
function loseMessages(): void {
  const pass = window.fetch.bind(window);
  window.fetch = (input, init) => {
    const isMessage = typeof input === 'string' && input.endsWith('/v1/messages');
    return isMessage ? new Promise(() => {}) : pass(input, init);
  };
}

function sendAndChangeUser(button: Element, {next, waitMs}: {next: string; waitMs: number}): void {
  (button as HTMLButtonElement).click();
  const change = () => document.querySelector('helpshift-chat')?.setAttribute('user-id', next);
  if (waitMs) setTimeout(change, waitMs);
  else change();
}
