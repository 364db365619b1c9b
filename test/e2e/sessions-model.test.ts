import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Page, Response} from 'playwright-core';
import type {SessionRequest} from '../../src/protocol/wire.js';
import {verifiedUser, type ChatUser, type TestApp} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {keptUsers} from '../support/e2e-storage.js';
import {useSystem, type System} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const TAB_LIMIT = 3;

type Name = 'Alice' | 'Bob';

interface AnonymousUser {
  readonly bornAt: number;
  readonly written: string[];
}

/** The specification as a model of one browser: which messages each tab shows. */
class Model {
  /** Milliseconds since the start. */
  now = 0;
  readonly written: Record<Name, string[]> = {Alice: [], Bob: []};
  #anonymous: AnonymousUser | undefined;

  /** The messages in a tab of this user. */
  shown(user: Name | undefined): string[] {
    return user ? this.written[user] : this.anonymous().written;
  }

  /** The anonymous user. The chat is open, so a missing one is made. */
  anonymous(): AnonymousUser {
    return (this.#anonymous ??= {bornAt: this.now, written: []});
  }

  /** The anonymous user, if there is one. */
  get known(): AnonymousUser | undefined {
    return this.#anonymous;
  }

  wait(ms: number): void {
    this.now += ms;
    if (this.#anonymous && this.now - this.#anonymous.bornAt >= 7 * DAY_MS) this.#anonymous = undefined;
  }

  clearAnonymous(): void {
    this.#anonymous = undefined;
  }
}

/** One tab, in the model and in the browser. */
interface Tab {
  readonly visitor: Visitor;
  user: Name | undefined;
  clears: boolean;
}

/** One browser. All its chats are open. */
class RealBrowser {
  readonly model = new Model();
  readonly tabs: Tab[] = [];
  readonly #system: System;
  readonly #app: TestApp;
  readonly #users: Record<Name, ChatUser>;
  /** The credential of each page's last session of an anonymous user. */
  readonly #claimed = new Map<Page, string>();
  readonly #credentials = new Map<AnonymousUser, string>();
  #texts = 0;

  private constructor(system: System, app: TestApp, users: Record<Name, ChatUser>) {
    this.#system = system;
    this.#app = app;
    this.#users = users;
  }

  static async open(system: System): Promise<RealBrowser> {
    const app = await system.createApp();
    const [Alice, Bob] = await Promise.all([verifiedUser(app), verifiedUser(app)]);
    const browser = new RealBrowser(system, app, {Alice, Bob});
    const visitor = await system.visitor({app});
    // The clock may jump during a request or a connection: the chat gives it up and tries again.
    visitor.expectComplaints(/SERVICE_FAILED TIMED_OUT/, /closed before the connection is established/);
    visitor.context.on('response', (response) => browser.#noteSession(response));
    await visitor.context.clock.install();
    await visitor.page.reload();
    await browser.#add(visitor);
    // An open chat makes an anonymous user. Their seven days begin here.
    await browser.check();
    return browser;
  }

  async openTab(): Promise<void> {
    if (this.tabs.length < TAB_LIMIT)
      await this.#add(await this.#first.openTab(this.#system.publish({app: this.#app})));
  }

  async closeTab(at: number): Promise<void> {
    if (this.tabs.length === 1) return;
    const [tab] = this.tabs.splice(at % this.tabs.length, 1);
    await tab?.visitor.page.close();
  }

  async setUser(at: number, user: Name | undefined): Promise<void> {
    const tab = this.#tab(at);
    // Setting the same user again is not a log-in.
    const isNew = user !== tab.user;
    const untilCleared = user && isNew && tab.clears ? await this.#willClear(tab) : undefined;
    tab.user = user;
    await tab.visitor.setUser(user ? this.#users[user] : {});
    if (user) await eventuallyEqual(() => tab.visitor.identityState(), 'verified');
    await untilCleared?.();
  }

  async setClearing(at: number, clears: boolean): Promise<void> {
    const tab = this.#tab(at);
    const isNew = clears !== tab.clears;
    const untilCleared = tab.user && isNew && clears ? await this.#willClear(tab) : undefined;
    tab.clears = clears;
    await tab.visitor.chat.evaluate((chat, on) => chat.toggleAttribute('clear-anonymous-user-on-login', on), clears);
    await untilCleared?.();
  }

  /** Waits until nothing of the anonymous user is on its way. @returns A wait until the browser and the service have cleared them. */
  async #willClear({visitor: {page}}: Tab): Promise<() => Promise<void>> {
    const cleared = this.model.known && this.#credentials.get(this.model.known);
    for (const {visitor, user} of this.tabs) {
      if (!user) await eventually(async () => assert.equal(await visitor.panel.getByText('Sending…').count(), 0));
    }
    return () => {
      this.model.clearAnonymous();
      return eventually(async () => {
        assert.ok(!(await keptUsers(page)).some(({credential}) => credential === cleared));
      });
    };
  }

  async write(at: number): Promise<void> {
    const {visitor, user} = this.#tab(at);
    const text = `Message ${++this.#texts}`;
    await visitor.write(text);
    this.model.shown(user).push(text);
  }

  async wait(days: number): Promise<void> {
    this.model.wait(days * DAY_MS);
    await this.#first.context.clock.fastForward(days * DAY_MS);
  }

  /** Asserts that every tab shows exactly the model's messages. */
  async check(): Promise<void> {
    for (const {visitor, user} of this.tabs) {
      if (!user) await eventually(() => this.#assertAnonymous(visitor.page));
      await visitor.input.waitFor();
      const expected = this.model.shown(user).map((text) => `user: ${text}`);
      await eventuallyEqual(() => visitor.messages(), expected);
    }
  }

  #noteSession(response: Response): void {
    if (!response.ok() || !response.url().endsWith('/v1/sessions')) return;
    const request = response.request();
    const {anonymousCredential} = request.postDataJSON() as SessionRequest;
    if (anonymousCredential) this.#claimed.set(request.frame().page(), anonymousCredential);
  }

  /** Asserts that the page is the model's anonymous user: an earlier one may have written as little. */
  #assertAnonymous(page: Page): void {
    const user = this.model.anonymous();
    const claimed = this.#claimed.get(page) ?? assert.fail('no session');
    const known = [...this.#credentials].find(([, credential]) => credential === claimed)?.[0];
    assert.equal(known ?? user, user);
    assert.equal(claimed, this.#credentials.get(user) ?? claimed);
    this.#credentials.set(user, claimed);
  }

  get #first(): Visitor {
    return this.#tab(0).visitor;
  }

  #tab(at: number): Tab {
    const tab = this.tabs[at % this.tabs.length];
    if (!tab) throw new Error('there is always a tab');
    return tab;
  }

  async #add(visitor: Visitor): Promise<void> {
    await visitor.openChat();
    this.tabs.push({visitor, user: undefined, clears: false});
  }
}

const place = fc.nat(TAB_LIMIT - 1);
const step = fc.oneof(
  fc.record({
    kind: fc.constant('log in' as const),
    at: place,
    user: fc.constantFrom<Name | undefined>('Alice', 'Bob', undefined),
  }),
  fc.record({kind: fc.constant('write' as const), at: place}),
  fc.record({kind: fc.constant('clear' as const), at: place, clears: fc.boolean()}),
  fc.record({kind: fc.constant('wait' as const), days: fc.integer({min: 1, max: 6})}),
  fc.record({kind: fc.constant('open tab' as const)}),
  fc.record({kind: fc.constant('close tab' as const), at: place}),
);

function take(browser: RealBrowser, one: typeof step extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  switch (one.kind) {
    case 'log in':
      return browser.setUser(one.at, one.user);
    case 'write':
      return browser.write(one.at);
    case 'clear':
      return browser.setClearing(one.at, one.clears);
    case 'wait':
      return browser.wait(one.days);
    case 'open tab':
      return browser.openTab();
    case 'close tab':
      return browser.closeTab(one.at);
  }
}

describe('any course of events in one browser', () => {
  const system = useSystem();

  it("shows in every tab its user's messages, and no others", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 6, maxLength: 10}), async (steps) => {
        const browser = await RealBrowser.open(system());
        for (const one of steps) {
          await take(browser, one);
          await browser.check();
        }
        await system().endTest();
      }),
      {numRuns: 6, endOnFailure: true},
    );
  });
});
