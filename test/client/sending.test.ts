import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import {OUTBOX_DATABASE} from '../../src/client/browser-databases.js';
import {Outbox} from '../../src/client/outbox.js';
import {startChatService} from '../support/chat-service.js';
import {openChat, textsSent} from '../support/client-chat.js';
import {deleteOutbox, keptTexts} from '../support/outbox-records.js';
import {goOnline} from '../support/page-globals.js';
import {until, untilAsync} from '../support/until.js';

// A process of its own: the page's storage would be that of other files' chats, too.
afterEach(() => deleteOutbox());

describe('a browser that is slow to write', () => {
  it('keeps a message in the end, and that is no fault; sending does not wait for it', async (t) => {
    const service = await startChatService(t);
    // What is sent is lost on its way, so it has to be kept.
    service.intercept = (call) => {
      if (call.path !== '/v1/messages') return false;
      call.drop();
      return true;
    };
    // What is waited for a second is not waited for here.
    const {setTimeout} = globalThis;
    t.mock.method(globalThis, 'setTimeout', (work: () => void, ms?: number) => setTimeout(work, ms === 1000 ? 0 : ms));
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
    service.intercept = () => false;
    goOnline();
    await untilAsync(async () => (await keptTexts(session.app)).join('') === '');
    assert.deepEqual(service.log.texts, ['Written meanwhile.']);
  });
});

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
