import 'fake-indexeddb/auto';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import {after, describe, it} from 'node:test';
import {ChatService} from '../support/chat-service.js';
import {entriesIn, interceptOnce, isSend, openChat, queueOf} from '../support/client-chat.js';
import {deleteOutbox, keysOf, recordsOf} from '../support/outbox-records.js';
import {addPageLocks} from '../support/page-locks.js';
import {goOffline, goOnline} from '../support/page-globals.js';
import {until, untilAsync} from '../support/until.js';
import type {UserLog} from '../support/user-log.js';

// A process of its own: the page's storage would be that of other files' chats, too.
after(() => deleteOutbox());
addPageLocks();

const USERS = ['ann', 'bob'] as const;
type User = (typeof USERS)[number];

type Event =
  | {readonly kind: 'open' | 'log out' | 'close' | 'reload' | 'write'; readonly tab: number; readonly user: User}
  | {readonly kind: 'lose the network' | 'regain it' | 'lose an answer' | 'answer' | 'break'; readonly user: User};

const user = fc.constantFrom(...USERS);
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({kind: fc.constant('write' as const), tab: fc.nat(2), user}),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('open' as const, 'close' as const, 'reload' as const, 'log out' as const),
      tab: fc.nat(2),
      user,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'lose the network' as const,
        'regain it' as const,
        'lose an answer' as const,
        'answer' as const,
        'break' as const,
      ),
      user,
    }),
  },
);

interface Tab extends ReturnType<typeof openChat> {
  readonly user: User;
}

/** A browser with three tabs, two users of an app, and what the model knows of them. */
class Browser {
  readonly service = new ChatService();
  readonly logs: Record<User, UserLog> = {ann: this.service.log, bob: this.service.addUser()};
  readonly tabs = new Map<number, Tab>();
  /** What each user wrote, in order. */
  readonly written: Record<User, string[]> = {ann: [], bob: []};
  /** What may be lost: it waited when its user logged out, or when another user followed. */
  readonly mayBeLost = new Set<string>();
  #isOnline = true;

  get answered(): boolean {
    return this.service.calls.every(({isOver}) => isOver);
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    this.service.intercept = (call) => {
      if (this.#isOnline) return false;
      call.drop();
      return true;
    };
    if (isOnline) goOnline();
    else {
      this.service.dropLives();
      goOffline();
    }
  }

  /** The user's first session in this tab. What older users left is removed. */
  async open(tab: number, user: User): Promise<void> {
    if (this.tabs.has(tab)) return;
    const opened = {...openChat(this.service, user, this.logs[user]), user};
    this.tabs.set(tab, opened);
    opened.chat.start(true);
    await opened.session.token();
    await until(() => opened.chat.state.phase === 'ready' || !this.#isOnline);
    const [other] = USERS.filter((name) => name !== user) as [User];
    this.#mayLose(other);
    // A tab of the other user may keep what it writes at this moment.
    const isGone = [...this.tabs.values()].every((opened) => opened.user !== other);
    if (this.#isOnline && isGone) await untilNothingOf(other);
  }

  /** The page ends without a word: it crashed, or the browser was killed. */
  close(tab: number): User | undefined {
    const closed = this.tabs.get(tab);
    this.tabs.delete(tab);
    closed?.session.end();
    return closed?.user;
  }

  /** In one tab, and so in all tabs of this user. */
  async logOut(user: User): Promise<void> {
    this.#mayLose(user);
    const isOpen = [...this.tabs.values()].some((tab) => tab.user === user);
    for (const [tab, {session, user: itsUser}] of [...this.tabs]) {
      if (itsUser !== user) continue;
      session.endAtService();
      this.tabs.delete(tab);
    }
    if (isOpen) await untilNothingOf(user);
  }

  async write(tab: number, text: string): Promise<void> {
    const opened = this.tabs.get(tab);
    if (!opened) return;
    this.written[opened.user].push(text);
    await opened.chat.send(text);
  }

  #mayLose(user: User): void {
    for (const text of this.written[user]) if (!this.logs[user].texts.includes(text)) this.mayBeLost.add(text);
  }
}

describe('what users write, over tabs, reloads, users, networks and log-outs', () => {
  it('is stored and shown once, in the order of writing, for its author and nobody else', async () => {
    const endsAt = performance.now() + 8000;
    await fc.assert(
      fc.asyncProperty(fc.array(event, {minLength: 4, maxLength: 14}), async (events) => {
        if (performance.now() > endsAt) return;
        await deleteOutbox();
        const browser = new Browser();
        await browser.service.start();
        try {
          for (const tab of [0, 1]) await browser.open(tab, 'ann');
          for (const [index, event] of events.entries()) await happen(browser, event, `${event.kind} ${index}`);
          browser.setOnline(true);
          await assertAll(browser, JSON.stringify(events));
        } finally {
          for (const tab of [...browser.tabs.keys()]) browser.close(tab);
          browser.service.stop();
        }
      }),
      {numRuns: 300},
    );
  });
});

describe('a message that the service has refused', () => {
  it('is not sent again after a reload, until its author asks for it', async () => {
    await deleteOutbox();
    const browser = new Browser();
    await browser.service.start();
    const shown = (): readonly string[] => [...browser.tabs.values()].flatMap(({chat}) => queueOf(chat.state));
    try {
      await browser.open(0, 'ann');
      interceptOnce(browser.service, isSend, (call) => call.refuse(400, 'invalid_request'));
      await browser.write(0, 'refused');
      await untilAsync(async () => JSON.stringify(await recordsOf()).includes('"isFailed":true'));
      browser.close(0);
      await browser.open(0, 'ann');
      await until(() => shown().join() === 'refused: failed', 'it is shown as failed');
      assert.deepEqual(browser.logs.ann.texts, []);
    } finally {
      browser.close(0);
      browser.service.stop();
    }
  });
});

async function happen(browser: Browser, event: Event, text: string): Promise<void> {
  const {service, logs} = browser;
  if (event.kind === 'open') await browser.open(event.tab, event.user);
  if (event.kind === 'close') browser.close(event.tab);
  if (event.kind === 'reload') {
    const user = browser.close(event.tab);
    if (user) await browser.open(event.tab, user);
  }
  if (event.kind === 'log out') await browser.logOut(event.user);
  if (event.kind === 'write') await browser.write(event.tab, text);
  if (event.kind === 'lose the network') browser.setOnline(false);
  if (event.kind === 'regain it') browser.setOnline(true);
  if (event.kind === 'answer') logs[event.user].writeAsAgent(text);
  if (event.kind === 'break') service.dropLives();
  if (event.kind === 'lose an answer') {
    interceptOnce(service, isSend, (call) => {
      call.answer = call.refuse = () => call.drop();
      service.serve(call);
    });
  }
}

async function assertAll(browser: Browser, what: string): Promise<void> {
  for (const user of USERS) {
    // All users log in again, one after the other: nothing of theirs may be left behind.
    for (const tab of [...browser.tabs.keys()]) if (browser.tabs.get(tab)?.user !== user) browser.close(tab);
    await browser.open(9, user);
    for (const {chat} of browser.tabs.values()) {
      await until(
        () => {
          goOnline();
          // What began unseen is read like all that is older.
          chat.readEarlier();
          return !chat.state.queue.length && entriesIn(chat.state).length === browser.logs[user].entries.length;
        },
        `all of ${user} is stored and shown after ${what}: ${queueOf(chat.state).join()}`,
      );
      assert.deepEqual(entriesIn(chat.state), browser.logs[user].entries);
    }
    const stored = browser.logs[user].texts.filter((text) => text.startsWith('write'));
    const isSafe = (text: string): boolean => !browser.mayBeLost.has(text);
    assert.deepEqual(stored.filter(isSafe), browser.written[user].filter(isSafe), `${user}: ${what}`);
    assert.equal(new Set(stored).size, stored.length, `nothing of ${user} is stored twice: ${what}`);
    assert.ok(
      stored.every((text) => browser.written[user].includes(text)),
      `nothing of another user: ${what}`,
    );
    await browser.logOut(user);
    await until(() => browser.answered);
  }
  assert.deepEqual(await recordsOf(), []);
}

/** Nothing is kept of a user after log-out, or when another user has followed. */
async function untilNothingOf(user: User): Promise<void> {
  await untilAsync(async () => !(await keysOf()).some((key) => (key as string[])[1] === user));
}
