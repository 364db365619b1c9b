import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {verifiedUser, type ChatUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Heap} from '../support/e2e-heap.js';
import {reachableTexts} from '../support/e2e-reachable.js';
import {useSystem} from '../support/e2e-system.js';
import {Traffic} from '../support/e2e-traffic.js';
import type {Visitor} from '../support/e2e-visitor.js';

/** What must be gone, by what it is. */
type Traces = Readonly<Record<string, string>>;

interface Visit {
  readonly visitor: Visitor;
  readonly traffic: Traffic;
  readonly heap: Heap;
  readonly traces: Traces;
}

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

  it('when the page names another user while the first one is connected and a message is on its way', async () => {
    const [user, next] = await Promise.all([someone(), someone()]);
    const visit = await use(await system().visitor({user}), user);
    const {visitor, traffic, heap, traces} = visit;
    const letGo = await visitor.holdRequests('POST', '**/v1/messages');
    await visitor.write(traces['unsent'] ?? '');
    await visitor.panel.getByText('Sending…').waitFor();
    await visitor.input.fill(traces['draft'] ?? '');
    await assertHere(visit);
    // The search of the memory finds what is there.
    assert.deepEqual(Object.keys(await heap.holdersOf(Object.values(traces))).sort(), Object.values(traces).sort());
    const [connection] = traffic.open;
    assert.ok(connection, 'the first user is connected');

    traffic.sent.length = 0;
    await visitor.setUser(next);
    await assertSomebodyNew(visit);
    letGo();
    await eventuallyEqual(() => [traffic.open.size, traffic.open.has(connection)], [1, false]);
    await assertGone(visit);
  });

  it('when the page takes the element away while its user writes', async () => {
    const user = await someone();
    const visit = await use(await system().visitor({user}), user);
    const {visitor, traffic, traces} = visit;
    await visitor.input.fill(traces['draft'] ?? '');
    traffic.sent.length = 0;
    await visitor.chat.evaluate((chat) => chat.remove());
    await eventuallyEqual(() => traffic.open.size, 0);
    await assertGone(visit);
  });

  /** Somebody about whom everything can be told from everything else. */
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
    // What the browser says of the lost network, and of a connection that ends with its user before it has begun.
    visitor.expectComplaints(/ERR_INTERNET_DISCONNECTED/, /SERVICE_FAILED UNREACHABLE/, /before the connection is/);
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
    await visitor.loseNetwork();
    await visitor.panel.getByText('You are offline.').waitFor();
    await visitor.write(traces['unsent'] ?? '');
    await visitor.panel.getByText('Sending…').waitFor();
    await visitor.input.fill(traces['draft'] ?? '');
  }

  async function regainNetworkAsNobody(visit: Visit): Promise<void> {
    const {visitor, traffic} = visit;
    await eventuallyEqual(() => visitor.identityState(), 'anonymous');
    // Up to here the message was tried again and again, and nothing has left the browser.
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

  /** The next user's chat is there, empty, and connected. */
  async function assertSomebodyNew({visitor, traffic, traces}: Visit): Promise<void> {
    await visitor.panel.getByText('Hi! How can we help you?').waitFor();
    assert.deepEqual(await visitor.messages(), []);
    assert.equal(await visitor.input.inputValue(), '');
    await eventually(() => {
      const greeting = traffic.sent.findLast((text) => text.includes('"authenticate"')) ?? '';
      assert.ok(greeting && !greeting.includes(traces['sessionToken'] ?? ''), 'the next user is connected');
    });
  }

  /** The search would find it. A session token is in no place that a page can reach. */
  async function assertHere({visitor, traces}: Visit): Promise<void> {
    const {sessionToken: _, ...reachable} = traces;
    assert.deepEqual(await found(traces, () => reachableTexts(visitor.page)), Object.keys(reachable).sort());
  }

  async function assertGone({visitor, traffic, heap, traces}: Visit): Promise<void> {
    const {page, context} = visitor;
    await eventuallyEqual(() => found(traces, () => reachableTexts(page)), []);
    assert.deepEqual(await found(traces, async () => [JSON.stringify(await context.cookies())]), [], 'in a cookie');
    await eventually(async () => assert.deepEqual(await heap.holdersOf(Object.values(traces)), {}));
    assert.deepEqual(await found(traces, async () => traffic.sent), [], 'in what was sent afterwards');
    assert.deepEqual(await found(traces, async () => [system().output()]), [], 'in the log');
  }

  async function found(traces: Traces, read: () => Promise<readonly string[]>): Promise<string[]> {
    const texts = await read();
    const names = Object.keys(traces).filter((name) => texts.some((text) => text.includes(traces[name] ?? '')));
    return names.sort();
  }
});
