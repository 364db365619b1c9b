import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import {afterEach, describe, it, type TestContext} from 'node:test';
import {OUTBOX_DATABASE} from '../../src/client/browser-databases.js';
import {KeptFiles} from '../../src/client/kept-files.js';
import {Outbox} from '../../src/client/outbox.js';
import type {SendMessagesRequest} from '../../src/protocol/wire.js';
import {type ChatService, startChatService} from '../support/chat-service.js';
import {interceptOnce, isSend, openChat, queueOf, textsOf, textsSent} from '../support/client-chat.js';
import {deleteOutbox, keptTexts, recordsOf} from '../support/outbox-records.js';
import {addPageLocks, tellLate} from '../support/page-locks.js';
import {goOnline, hidePage} from '../support/page-globals.js';
import {until, untilAsync} from '../support/until.js';

type Tab = ReturnType<typeof openChat>;

// A process of its own: the page's storage would be that of other files' chats, too.
afterEach(() => deleteOutbox());
addPageLocks();

describe('what is written without a network', () => {
  it('in several tabs is shown in all of them, and sent in one list, in the order of writing', async (t) => {
    const service = await startWithoutNetwork(t);
    const [one, other] = [await openTab(t, service), await openTab(t, service)];
    await one.chat.send('first');
    await other.chat.send('second');
    await one.chat.send('third');
    goOnline();
    await until(() => [one, other].every(({chat}) => chat.state.queue.length === 3));
    // The tab that wrote a message announces it.
    assert.deepEqual(foreignOf(one), ['second']);
    assert.deepEqual(foreignOf(other), ['first', 'third']);
    const before = textsSent(service).length;
    bringNetwork(service);
    await until(() =>
      [one, other].every(({chat}) => chat.state.queue.length === 0 && textsOf(chat.state).length === 3),
    );
    assert.deepEqual(textsSent(service)[before], ['first', 'second', 'third']);
    assert.deepEqual(service.log.texts, ['first', 'second', 'third']);
  });

  it('comes back on the next page with the draft and the files', async (t) => {
    const service = await startWithoutNetwork(t);
    const before = await openTab(t, service);
    await before.chat.send('written before');
    const {app, userKey = '', signal} = before.session;
    await new Outbox(app, userKey).keepDraft('a draft');
    await new KeptFiles(app, userKey, signal).keep({
      id: 'file',
      name: 'a.txt',
      mediaType: 'text/plain',
      bytes: 3,
      lastModified: 1,
    });
    before.session.end();
    const {chat, told} = await openTab(t, service);
    await until(() => told.foundFiles === 1);
    assert.deepEqual(queueOf(chat.state), ['written before: waiting']);
    assert.equal(chat.state.draft, 'a draft');
  });

  it('does not come back as a draft', async (t) => {
    const service = await startWithoutNetwork(t);
    const {chat, session} = await openTab(t, service);
    endAtOnce(t, 200);
    chat.keepDraft('Hel');
    await chat.send('Hello');
    assert.equal((await new Outbox(session.app, session.userKey ?? '').read()).draft, '');
  });

  it('is not kept as a draft after the log-out', async (t) => {
    const service = await startWithoutNetwork(t);
    const {chat, session} = await openTab(t, service);
    await chat.send('Hello');
    endAtOnce(t, 200);
    chat.keepDraft('And');
    session.endAtService();
    await untilAsync(async () => (await recordsOf()).length === 0);
    assert.deepEqual(await recordsOf(), []);
  });
});

describe('what is written in the moment in which a search for messages ends', () => {
  it('is sent', async (t) => {
    const service = await startChatService(t);
    const {chat} = await openTab(t, service);
    await chat.send('first');
    await until(() => chat.state.queue.length === 0);
    const turn = tellLate(t);
    chat.takeOver();
    await until(turn.isOver);
    const kept = chat.send('second');
    turn.end();
    await until(() => chat.state.queue.length === 0);
    assert.deepEqual(textsSent(service), [['first'], ['second']]);
    await kept;
  });
});

describe('what is on its way', () => {
  it('when the page is left is not sent again, and what waits behind it goes along', async (t) => {
    const service = await startChatService(t);
    const {chat} = await openTab(t, service);
    // The answer comes late.
    service.intercept = isSend;
    await chat.send('first');
    await until(() => textsSent(service).length === 1);
    hidePage();
    await chat.send('second');
    hidePage();
    // Before the first request is given up, and another one follows.
    await until(() => textsSent(service).length === 2, 'a request as the page is left', 10_000);
    assert.deepEqual(textsSent(service), [['first'], ['first', 'second']]);
  });

  it('and is stored when its tab is closed is not sent again by another one, and not kept', async (t) => {
    const service = await startChatService(t);
    const [one, other] = [await openTab(t, service), await openTab(t, service)];
    interceptOnce(service, isSend, (call) => {
      one.session.end();
      service.log.send(call.body as SendMessagesRequest);
    });
    await one.chat.send('Hello');
    await until(() => textsOf(other.chat.state).length === 1);
    other.chat.takeOver();
    await untilAsync(async () => (await keptTexts(one.session.app)).length === 0);
    assert.deepEqual(textsSent(service), [['Hello']]);
  });
});

describe('a browser that keeps nothing', () => {
  it('is told of once, until it keeps something again', async (t) => {
    const service = await startWithoutNetwork(t);
    const {chat, told} = await openTab(t, service);
    const transaction = t.mock.method(IDBDatabase.prototype, 'transaction', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await chat.send('in memory');
    await chat.send('in memory, too');
    assert.deepEqual([told.notKept, chat.state.isKept], [1, false]);
    transaction.mock.restore();
    await chat.send('kept');
    assert.deepEqual([told.notKept, chat.state.isKept], [1, true]);
  });
});

describe('a browser that is slow to write', () => {
  it('keeps a message in the end, and that is no fault; sending does not wait for it', async (t) => {
    const service = await startWithoutNetwork(t);
    endAtOnce(t, 1000);
    const {chat, session, told} = openChat(service);
    t.after(() => session.end());
    await new Outbox(session.app, 'ann').keepDraft('makes the database');
    const release = await occupyOutbox();
    chat.start(true);
    const sent = chat.send('Written meanwhile.');
    await until(() => textsSent(service).length > 0);
    assert.deepEqual(textsSent(service)[0], ['Written meanwhile.']);
    release();
    await sent;
    assert.equal(told.notKept, 0);
    assert.equal(chat.state.isKept, true);
    assert.deepEqual((await keptTexts(session.app)).filter(Boolean), ['Written meanwhile.']);
    bringNetwork(service);
    await untilAsync(async () => (await keptTexts(session.app)).join('') === '');
    assert.deepEqual(service.log.texts, ['Written meanwhile.']);
  });
});

/** A service that gets no messages until `bringNetwork`. */
async function startWithoutNetwork(t: TestContext): Promise<ChatService> {
  const service = await startChatService(t);
  service.intercept = (call) => {
    if (!isSend(call)) return false;
    call.drop();
    return true;
  };
  return service;
}

function bringNetwork(service: ChatService): void {
  service.intercept = () => false;
  goOnline();
}

async function openTab(t: TestContext, service: ChatService): Promise<Tab> {
  const tab = openChat(service);
  t.after(() => tab.session.end());
  tab.chat.start(true);
  await until(() => tab.chat.state.phase === 'ready');
  return tab;
}

/** What other tabs wrote. */
const foreignOf = ({chat}: Tab): string[] => chat.state.queue.filter(({isForeign}) => isForeign).map(({text}) => text);

/** Timers of this length end at once, so that no test waits for them. */
function endAtOnce(t: TestContext, ms: number): void {
  const {setTimeout} = globalThis;
  t.mock.method(globalThis, 'setTimeout', (work: () => void, limit?: number) =>
    setTimeout(work, limit === ms ? 0 : limit),
  );
}

/** Another tab writes, and all others wait until it is released. */
async function occupyOutbox(): Promise<() => void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(OUTBOX_DATABASE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(new Error('The outbox cannot be opened.'));
  });
  const records = database.transaction('records', 'readwrite').objectStore('records');
  let isReleased = false;
  const goOn = (): void => {
    if (isReleased) database.close();
    else records.count().onsuccess = goOn;
  };
  goOn();
  return () => (isReleased = true);
}
