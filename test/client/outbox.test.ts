import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import {OUTBOX_DATABASE} from '../../src/client/browser-databases.js';
import type {WrittenMessage} from '../../src/client/chat-state.js';
import {Outbox} from '../../src/client/outbox.js';
import {changeRecords, deleteOutbox, putRecord, recordsOf} from '../support/outbox-records.js';

const APP = {serviceUrl: 'https://chat.example', domain: 'acme', platformId: 'web'};
const OTHER_APP = {...APP, platformId: 'other'};
const DAY_MS = 24 * 60 * 60 * 1000;

const message = (id: string, text = id): WrittenMessage => ({id, text, writtenAt: 1});
const idsOf = (messages: readonly WrittenMessage[]): string[] => messages.map(({id}) => id);

// A process of its own: the page's storage would be that of other files' chats, too.
afterEach(() => deleteOutbox());

describe('what waits to be sent', () => {
  it('is kept in the order of writing, whichever tab wrote it', async () => {
    const [one, other] = [new Outbox(APP, 'ann'), new Outbox(APP, 'ann')];
    for (const [tab, id] of [
      [one, 'a'],
      [other, 'b'],
      [one, 'c'],
    ] as const) {
      await tab.add(message(id));
    }
    await Promise.all([one.add(message('d')), one.add(message('e'))]);
    assert.deepEqual(idsOf((await other.read()).messages), ['a', 'b', 'c', 'd', 'e']);
  });

  it('keeps its order when the first messages have gone', async () => {
    const outbox = new Outbox(APP, 'ann');
    for (const id of ['a', 'b']) await outbox.add(message(id));
    await outbox.change(({id, ...kept}) => (id === 'a' ? undefined : {id, ...kept}));
    await outbox.add(message('c'));
    assert.deepEqual(idsOf((await outbox.read()).messages), ['b', 'c']);
  });

  it('is kept whole', async () => {
    const outbox = new Outbox(APP, 'ann');
    const written: WrittenMessage = {...message('a', 'Grüße 👋\0'), beginning: {contact: {name: 'Ann'}, tags: ['vip']}};
    await outbox.add(written);
    const [{keptAt, ...kept} = {keptAt: 0}] = (await outbox.read()).messages as (WrittenMessage & {keptAt: number})[];
    assert.deepEqual(kept, written);
    assert.ok(Math.abs(Date.now() - keptAt) < DAY_MS);
  });

  it('takes the place of the draft in the same moment', async () => {
    const outbox = new Outbox(APP, 'ann');
    await outbox.keepDraft('Hel');
    assert.deepEqual(await outbox.open(), {messages: [], draft: 'Hel', hasFiles: false});
    await outbox.add(message('a', 'Hello'));
    const {messages, draft} = await outbox.open();
    assert.deepEqual([idsOf(messages), draft], [['a'], '']);
    await outbox.keepDraft('more');
    await outbox.keepDraft('');
    assert.equal((await outbox.open()).draft, '');
  });

  it('belongs to one user of one app: opening it removes what other users of the app have left', async () => {
    const [ann, bob, elsewhere] = [new Outbox(APP, 'ann'), new Outbox(APP, 'bob'), new Outbox(OTHER_APP, 'ann')];
    for (const outbox of [ann, bob, elsewhere]) {
      await outbox.add(message('a'));
      await outbox.keepDraft('draft');
    }
    // A tab of another user who still writes there.
    assert.deepEqual(idsOf((await bob.read()).messages), ['a']);
    assert.deepEqual(idsOf((await ann.read()).messages), ['a']);
    assert.deepEqual(idsOf((await bob.open()).messages), ['a']);
    assert.deepEqual(await ann.open(), {messages: [], draft: '', hasFiles: false});
    assert.deepEqual(idsOf((await elsewhere.read()).messages), ['a']);
  });

  it('is not made by a chat in which nothing is written', async () => {
    assert.deepEqual(await new Outbox(APP, 'ann').open(), {messages: [], draft: '', hasFiles: false});
    assert.deepEqual(await indexedDB.databases(), []);
  });

  it('is removed at log-out, with the draft', async () => {
    const outbox = new Outbox(APP, 'ann');
    await outbox.add(message('a'));
    await outbox.keepDraft('draft');
    await outbox.clear();
    assert.deepEqual(await recordsOf(), []);
  });

  it('ends after seven days, by a clock that was put forward or back', async () => {
    const outbox = new Outbox(APP, 'ann');
    for (const id of ['before', 'after', 'now']) await outbox.add(message(id));
    await outbox.keepDraft('draft');
    await changeRecords((record) => {
      const shift = record['id'] === 'now' ? 6 : record['id'] === 'after' ? -8 : 8;
      return {...record, keptAt: Date.now() - shift * DAY_MS};
    });
    const {messages, draft} = await outbox.open();
    assert.deepEqual([idsOf(messages), draft], [['now'], '']);
    assert.equal((await recordsOf()).length, 1);
  });

  it('does without records that somebody has edited, and leaves those of a newer version alone', async () => {
    const outbox = new Outbox(APP, 'ann');
    await outbox.add(message('a'));
    const keptAt = Date.now();
    const strange = [
      {keptAt, id: 7, text: 'x', writtenAt: 1},
      {keptAt, id: 'b', text: null, writtenAt: 1},
      {keptAt, id: 'c', text: 'x', writtenAt: 'soon'},
      {keptAt, id: 'd', text: 'x', writtenAt: Number.NaN},
      {keptAt, id: 'e', text: 'x', writtenAt: 1, file: 7},
      {keptAt, id: 'f', text: 'x', writtenAt: 1, file: {fileId: 'f', name: null, mediaType: 'x', bytes: 1}},
      {keptAt, kind: 'of a newer version'},
      {keptAt, id: 'a', text: 'a second one with this id', writtenAt: 1},
    ];
    for (const [index, record] of strange.entries()) await putRecord(APP, 'ann', 10 + index, record);
    for (const record of ['text', null, 3, {keptAt: 'now'}]) await putRecord(APP, 'ann', 99, record);
    await outbox.add(message('z'));
    assert.deepEqual(idsOf((await outbox.open()).messages), ['a', 'z']);
    await outbox.change(() => undefined);
    assert.deepEqual((await outbox.read()).messages, []);
    assert.ok((await recordsOf()).some((record) => (record as {kind?: string}).kind === 'of a newer version'));
  });

  it('cannot be kept where the database has another form or cannot be opened', async (t) => {
    await new Promise(
      (resolve) =>
        (indexedDB.open(OUTBOX_DATABASE, 9).onsuccess = ({target}) => {
          (target as IDBOpenDBRequest).result.close();
          resolve(undefined);
        }),
    );
    await assert.rejects(new Outbox(APP, 'ann').add(message('a')));
    t.after(() => Reflect.deleteProperty(indexedDB, 'open'));
    Object.assign(indexedDB, {
      open: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
    await assert.rejects(new Outbox(APP, 'ann').open());
  });

  it('cannot be kept where there is no room: neither it nor half of it is kept, and the draft stays', async (t) => {
    const outbox = new Outbox(APP, 'ann');
    await outbox.keepDraft('Hel');
    // A browser ends the transaction when it finds that the disk, or the site's share of it, is full.
    t.mock.method(IDBObjectStore.prototype, 'put', function (this: IDBObjectStore) {
      this.transaction.abort();
    });
    await assert.rejects(outbox.add(message('a', 'Hello')));
    t.mock.restoreAll();
    assert.deepEqual(await outbox.open(), {messages: [], draft: 'Hel', hasFiles: false});
    await outbox.add(message('b', 'Hello'));
    assert.deepEqual(idsOf((await outbox.read()).messages), ['b']);
  });
});
