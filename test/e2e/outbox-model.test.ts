import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import fc from 'fast-check';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';
import {ApiSession} from '../support/e2e-api.js';
import {type ChatUser, type TestApp, verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Gate} from '../support/e2e-gate.js';
import {reachableTexts} from '../support/e2e-reachable.js';
import {keptMessages} from '../support/e2e-storage.js';
import {type System, useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';
import {modelRuns} from '../support/model-runs.js';

/** Complaints about a network that is lost, and about pages that are left, on purpose. */
const EXPECTED = [
  /ERR_\w+/,
  /SERVICE_FAILED/,
  /PANEL_FAILED/,
  /WebSocket/,
  /MESSAGES_NOT_SENT/,
  /dynamically imported/,
];

/** After some failed attempts the chat waits up to half a minute before the next one. */
const LIMIT_MS = 60_000;

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const NAMES = ['Ann', 'Bob'] as const;
type Name = (typeof NAMES)[number];
const TABS = [0, 1] as const;

const WAYS = ['stay', 'next page', 'reload', 'close', 'log out'] as const;

const at = fc.constantFrom(...TABS);
const name = fc.constantFrom(...NAMES);
const waitMs = fc.integer({min: 0, max: 300});

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      at,
      count: fc.integer({min: 1, max: 3}),
      waitMs,
      then: fc.constantFrom('stay' as const, ...WAYS),
      next: name,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('network' as const),
      is: fc.constantFrom('on' as const, 'off' as const, 'flapping' as const),
      waitMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({kind: fc.constant('log in' as const), at, name, waitMs, isSamePage: fc.boolean()}),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('log out' as const, 'close' as const),
      at,
      next: name,
      waitMs,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Tab {
  readonly visitor: Visitor;
  name: Name;
  /** Its page has loaded, with this user. */
  isLoaded: boolean;
  /** Its page names nobody any more. */
  isLoggedOut: boolean;
}

/** A browser with two tabs and two users, and what is known of them. */
class Shop {
  readonly #system: System;
  readonly #users: Record<Name, ChatUser>;
  readonly #addresses: Record<Name, string>;
  readonly #first: Visitor;
  readonly #gate: Gate;
  readonly #tabs: [Tab | undefined, Tab | undefined];
  /** The user of a tab that is opened again. */
  readonly #names: [Name, Name] = ['Ann', 'Ann'];
  /** What each user wrote, in order, and in which tab. */
  readonly #written: Record<Name, {text: string; at: number}[]> = {Ann: [], Bob: []};
  /** What may be lost: it waited when another user followed, or its loss was told at the log-out. */
  readonly #mayBeLost = new Set<string>();
  /** What was stored when the network was last lost. What is stored later may not be heard of. */
  #heard = new Set<string>();
  #network: 'on' | 'off' | 'flapping' = 'on';
  #flapping: Promise<void> | undefined;
  /** Of all tabs, also of those that are closed. */
  readonly #visitors: Visitor[] = [];
  #count = 0;

  private constructor(system: System, app: TestApp, users: Record<Name, ChatUser>, first: Visitor, gate: Gate) {
    this.#system = system;
    this.#users = users;
    const publish = (user: ChatUser): string => system.publish({app, user, serviceUrl: gate.url});
    this.#addresses = {Ann: publish(users.Ann), Bob: publish(users.Bob)};
    this.#first = first;
    this.#gate = gate;
    this.#tabs = [undefined, undefined];
  }

  static async open(system: System): Promise<Shop> {
    const app = await system.createApp();
    const [Ann, Bob] = await Promise.all([verifiedUser(app), verifiedUser(app)]);
    for (const user of [Ann, Bob]) {
      await (await ApiSession.claim(system.url, app, user)).sendFile('picture.png', PICTURE);
    }
    // Its page keeps the browser open.
    const first = await system.visitor({app});
    const gate = await Gate.open(system.url);
    first.expectComplaints(...EXPECTED);
    await first.context.addInitScript(countBlobAddresses);
    const shop = new Shop(system, app, {Ann, Bob}, first, gate);
    for (const at of TABS) await shop.#ready(at);
    return shop;
  }

  async take(step: Step): Promise<void> {
    await this.#noteRisks();
    if (step.kind === 'network') {
      await pause(step.waitMs);
      await this.#setNetwork(step.is);
    } else if (step.kind === 'log in') await this.#logIn(step);
    else if (step.kind === 'write') await this.#write(step);
    else {
      await pause(step.waitMs);
      await this.#leave(step);
    }
    await this.#noteRisks();
    await this.#assertNothingOfOthers();
  }

  /** All is stored and shown, when the network is back. */
  async end(): Promise<void> {
    await this.#setNetwork('on');
    const last = this.#names[0];
    const other: Name = last === 'Ann' ? 'Bob' : 'Ann';
    for (const at of TABS) await this.#become(at, this.#names[at]);
    await this.#noteRisks();
    for (const name of [other, last] as const) {
      for (const at of TABS) await this.#become(at, name);
      await eventually(() => this.#assertStored(name), LIMIT_MS);
      const stored = await this.#stored(name);
      for (const at of TABS) await eventuallyEqual(() => this.#shown(at), stored, LIMIT_MS);
      await eventuallyEqual(() => keptMessages(this.#first.page), [], LIMIT_MS);
      assert.ok((await blobAddresses(this.#tab(0))) > 0, 'a picture is shown');
      await this.#logOut(0, name);
    }
    for (const name of NAMES) await this.#assertStored(name);
    const announced = this.#visitors
      .flatMap((visitor) => visitor.eventsNamed('messageadd'))
      .map((detail) => (detail as {body: string}).body);
    assert.deepEqual(
      announced.filter((text, index) => announced.indexOf(text) < index),
      [],
      'announced twice',
    );
    this.#gate.close();
  }

  async #assertStored(name: Name): Promise<void> {
    const stored = await this.#stored(name);
    const written = this.#written[name];
    const isSafe = (text: string): boolean => !this.#mayBeLost.has(text);
    for (const at of TABS) {
      const ofTab = written.filter((one) => one.at === at).map(({text}) => text);
      const inOrder = stored.filter((text) => ofTab.includes(text));
      assert.deepEqual(
        inOrder,
        ofTab.filter((text) => isSafe(text) || inOrder.includes(text)),
        `what ${name} wrote in tab ${at}`,
      );
    }
    assert.deepEqual(
      stored.filter((text) => !written.some((one) => one.text === text)),
      [],
      `nothing that ${name} did not write, and nothing twice`,
    );
    assert.equal(new Set(stored).size, stored.length, 'nothing twice');
  }

  async #write({at, count, waitMs, then, next}: Extract<Step, {kind: 'write'}>): Promise<void> {
    if (!(await this.#ready(at))) return;
    const tab = this.#tab(at);
    const {page} = tab.visitor;
    const texts = Array.from({length: count}, () => `${tab.name} writes ${++this.#count}`);
    this.#written[tab.name].push(...texts.map((text) => ({text, at})));
    const leaves = then === 'reload' || then === 'next page';
    const left = leaves && page.waitForEvent('framenavigated');
    await page.evaluate(writeAndGo, {
      texts,
      waitMs,
      address: leaves ? (then === 'reload' ? '' : this.#addresses[tab.name]) : undefined,
    });
    if (leaves) {
      await left;
      tab.isLoaded = this.#network === 'on';
    } else if (then !== 'stay') await pause(waitMs);
    if (then === 'close' || then === 'log out') await this.#leave({at, next, kind: then});
  }

  async #leave({at, kind, next}: {at: 0 | 1; kind: 'close' | 'log out'; next: Name}): Promise<void> {
    const tab = this.#tabs[at];
    if (!tab) return;
    if (kind === 'close') {
      this.#tabs[at] = undefined;
      await tab.visitor.page.close();
    } else if (tab.isLoaded) {
      const {name} = tab;
      await this.#logOut(at, name);
      this.#names.forEach((before, at) => before === name && (this.#names[at as 0 | 1] = next));
    }
  }

  /** The user logs out in one tab, and so in all of them. What is not stored then is counted, and nothing of it is left. */
  async #logOut(at: 0 | 1, name: Name): Promise<void> {
    const stored = await this.#stored(name);
    const unstored = this.#written[name].map(({text}) => text).filter((text) => !stored.includes(text));
    const unknown = this.#written[name].filter(({text}) => !this.#heard.has(text)).length;
    const tabs = this.#tabs.filter((tab) => tab?.name === name) as Tab[];
    const told = tabs.map(({visitor}) => this.#notSent(visitor).length);
    await this.#tab(at).visitor.chat.evaluate((chat: HelpshiftChat) => chat.logout());
    for (const tab of tabs) {
      tab.isLoaded = false;
      tab.isLoggedOut = true;
    }
    await eventually(async () => {
      const now = await this.#stored(name);
      const lost = unstored.filter((text) => !now.includes(text) && !this.#mayBeLost.has(text));
      const counts = tabs.flatMap(({visitor}, index) => this.#notSent(visitor).slice(told[index]));
      const sum = counts.reduce((sum, count) => sum + count, 0);
      assert.ok(lost.length <= sum, `told of the loss of ${lost.join()}: ${counts.join()}`);
      assert.ok(
        counts.every((count) => count <= unknown),
        `not more than ${unknown}: ${counts.join()}`,
      );
      for (const text of lost) assert.notEqual(this.#network, 'on', `lost with a network: ${text}`);
    });
    const now = await this.#stored(name);
    for (const text of unstored) if (!now.includes(text)) this.#mayBeLost.add(text);
    const secrets = [...Object.values(this.#users[name]), ...this.#written[name].map(({text}) => text)];
    const {visitor} = this.#tab(at);
    await eventually(async () => {
      const reachable = await reachableTexts(visitor.page);
      const left = secrets.filter((secret) => reachable.some((text) => text.includes(secret)));
      assert.deepEqual(left, [], `left of ${name}`);
    });
    for (const tab of tabs) {
      await eventuallyEqual(() => blobAddresses(tab), 0);
    }
  }

  #notSent({events}: Visitor): number[] {
    return events.flatMap(({detail}) => {
      const {error, details} = (detail ?? {}) as {error?: string; details?: {count?: string}};
      return error === 'MESSAGES_NOT_SENT' ? [Number(details?.count)] : [];
    });
  }

  async #logIn({at, name, waitMs, isSamePage}: Extract<Step, {kind: 'log in'}>): Promise<void> {
    const tab = this.#tabs[at];
    if (!tab || (!isSamePage && this.#network !== 'on')) return;
    await pause(waitMs);
    this.#names[at] = tab.name = name;
    tab.isLoggedOut = false;
    if (isSamePage) await tab.visitor.setUser(this.#users[name]).catch(() => (tab.isLoaded = false));
    else await tab.visitor.page.goto(this.#addresses[name]);
  }

  /** The tab is at a page of this user. */
  async #become(at: 0 | 1, name: Name): Promise<void> {
    const tab = this.#tabs[at];
    if (tab && tab.name !== name) tab.isLoaded = false;
    this.#names[at] = name;
    await this.#ready(at);
  }

  /** Opens the tab, its page and its chat, if it can. */
  async #ready(at: 0 | 1): Promise<boolean> {
    const before = this.#tabs[at];
    const isOnline = this.#network === 'on';
    if (!before?.isLoaded) {
      if (!isOnline) return false;
      const address = this.#addresses[this.#names[at]];
      const visitor = before?.visitor ?? this.#system.watch(await this.#first.openTab(address));
      visitor.expectComplaints(...EXPECTED);
      if (!before) this.#visitors.push(visitor);
      if (before) await visitor.page.goto(address);
      this.#tabs[at] = {visitor, name: this.#names[at], isLoaded: true, isLoggedOut: false};
    }
    const {visitor} = this.#tab(at);
    if (!isOnline) return visitor.input.isVisible();
    await visitor.openChat();
    return true;
  }

  #tab(at: 0 | 1): Tab {
    return this.#tabs[at] ?? assert.fail('the tab is open');
  }

  async #setNetwork(network: 'on' | 'off' | 'flapping'): Promise<void> {
    if (network === this.#network) return;
    if (this.#network === 'on')
      this.#heard = new Set((await Promise.all(NAMES.map((name) => this.#stored(name)))).flat());
    this.#network = network;
    await this.#flapping;
    const {context} = this.#first;
    await context.setOffline(network !== 'on');
    this.#gate.setShut(network !== 'on');
    if (network === 'flapping') this.#flapping = this.#flap();
  }

  async #flap(): Promise<void> {
    for (let isOffline = false; this.#network === 'flapping'; isOffline = !isOffline) {
      this.#gate.setShut(isOffline);
      await this.#first.context.setOffline(isOffline);
      await pause(100);
    }
  }

  async #stored(name: Name): Promise<readonly string[]> {
    return this.#system.textsOf(this.#users[name]['user-id'] ?? '');
  }

  /** What waits of one user is removed when another one is accepted in this browser. */
  async #noteRisks(): Promise<void> {
    for (const name of NAMES) {
      if (this.#tabs.every((tab) => !tab || (tab.name === name && !tab.isLoggedOut))) continue;
      const stored = await this.#stored(name);
      for (const {text} of this.#written[name]) if (!stored.includes(text)) this.#mayBeLost.add(text);
    }
  }

  async #shown(at: 0 | 1): Promise<string[]> {
    const messages = await this.#tab(at).visitor.messages();
    return messages.map((message) => message.replace(/^user: /, '')).filter((text) => text.includes(' writes '));
  }

  async #assertNothingOfOthers(): Promise<void> {
    for (const at of TABS) {
      if (!this.#tabs[at]?.isLoaded) continue;
      const {name} = this.#tab(at);
      const shown = await this.#shown(at).catch(() => []); // The page is just being left.
      assert.deepEqual(
        shown.filter((text) => !this.#written[name].some((one) => one.text === text)),
        [],
        name,
      );
    }
  }
}

/** Writes one text after the other, each when the field is empty again, and leaves the page some milliseconds later. */
async function writeAndGo({
  texts,
  waitMs,
  address,
}: {
  texts: string[];
  waitMs: number;
  address: string | undefined;
}): Promise<void> {
  const rootIn = (root: ParentNode, name: string) => root.querySelector(name)?.shadowRoot as ShadowRoot;
  const composer = rootIn(rootIn(rootIn(document, 'helpshift-chat'), 'hs-panel'), 'hs-composer');
  const field = composer.querySelector('textarea') as HTMLTextAreaElement;
  for (const text of texts) {
    field.value = text;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true}));
    while (field.value) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  if (address === undefined) return;
  setTimeout(() => (address ? location.assign(address) : location.reload()), waitMs);
}

/** Runs in each page before its scripts. */
function countBlobAddresses(): void {
  const live = new Set<string>();
  const create = URL.createObjectURL.bind(URL);
  const revoke = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (content) => {
    const address = create(content);
    live.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    live.delete(address);
    revoke(address);
  };
  Object.defineProperty(window, 'blobAddresses', {get: () => live.size});
}

function blobAddresses({visitor}: Tab): Promise<number> {
  return visitor.page.evaluate(() => (window as unknown as {blobAddresses: number}).blobAddresses);
}

describe('what users write, over tabs, pages, networks and log-outs', () => {
  const system = useSystem();

  it('is stored and shown once, in the order of writing, for its author and nobody else, or its loss is told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 5, maxLength: 9}), async (steps) => {
        const shop = await Shop.open(system());
        for (const step of steps) await shop.take(step);
        await shop.end();
        await system().endTest();
      }),
      {...modelRuns(4), endOnFailure: true},
    );
  });
});
