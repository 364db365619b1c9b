import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import {type KeptFile, KeptFiles} from '../../src/client/kept-files.js';
import {Outbox} from '../../src/client/outbox.js';
import {changeRecords, deleteOutbox, putRecord, recordsOf} from '../support/outbox-records.js';

const APP = {serviceUrl: 'https://chat.example', domain: 'acme', platformId: 'web'};
const DAY_MS = 24 * 60 * 60 * 1000;

const open = (user = 'ann', signal = new AbortController().signal): KeptFiles => new KeptFiles(APP, user, signal);
const file = (id: string, bytes = 3): KeptFile => ({
  id,
  name: `${id}.txt`,
  mediaType: 'text/plain',
  bytes,
  lastModified: 7,
});

// A process of its own: the page's storage would be that of other files' chats, too.
afterEach(() => deleteOutbox());

describe('files that are being uploaded', () => {
  it('are found again with what is known of them, the oldest first', async () => {
    const kept = open();
    await kept.keep(file('b'), new Blob(['abc']));
    await kept.keep(file('a'));
    await kept.keepAddress('b', 'https://chat.example/v1/files/1');
    await changeRecords((record) => ({...record, keptAt: (record['file'] as KeptFile).id === 'a' ? 1 : 2}));
    const found = await kept.find();
    assert.deepEqual(
      found.map(({id, name, address}) => [id, name, address]),
      [
        ['a', 'a.txt', undefined],
        ['b', 'b.txt', 'https://chat.example/v1/files/1'],
      ],
    );
    assert.equal(await (await kept.find('b'))[0]?.file?.text(), 'abc');
    assert.equal((await kept.find('c')).length, 0);
  });

  it('are kept without their content when they are large', async () => {
    const kept = open();
    await kept.keep(file('a', 25_000_001), new Blob(['abc']));
    const [record] = (await recordsOf()) as {blob?: Blob}[];
    assert.equal(record?.blob, undefined);
    assert.equal((await kept.find()).length, 1);
  });

  it('are kept without their content where the browser has no room for it, or stores no files', async (t) => {
    type Put = (this: IDBObjectStore, value: object, key: IDBValidKey) => IDBRequest<IDBValidKey>;
    const put = Reflect.get(IDBObjectStore.prototype, 'put') as Put;
    t.mock.method(IDBObjectStore.prototype, 'put', function (this: IDBObjectStore, value: object, key: IDBValidKey) {
      if ('blob' in value) throw new DOMException('no room', 'QuotaExceededError');
      return put.call(this, value, key);
    });
    await open().keep(file('a'), new Blob(['abc']));
    const [found] = await open().find();
    assert.deepEqual([found?.id, found?.file], ['a', undefined]);
  });

  it('are not kept in a private window that keeps nothing, and nothing fails', async (t) => {
    t.mock.method(indexedDB, 'open', () => {
      throw new DOMException('blocked', 'SecurityError');
    });
    const kept = open();
    await kept.keep(file('a'), new Blob(['abc']));
    await kept.keepAddress('a', 'https://chat.example/v1/files/1');
    assert.deepEqual(await kept.find(), []);
    await kept.remove('a');
  });

  it('do not keep a text waiting that is written after two hundred of them', async () => {
    const [kept, outbox] = [open(), new Outbox(APP, 'ann')];
    const all = Array.from({length: 200}, (_, index) => kept.keep(file(`${index}`), new Blob(['abc'])));
    await outbox.add({id: 'text', text: 'Here they are.', writtenAt: 1});
    assert.ok((await kept.find()).length < 10);
    await Promise.all(all);
    assert.equal((await kept.find()).length, 200);
  });

  it('leave their place to the message in the same moment', async () => {
    const [kept, outbox] = [open(), new Outbox(APP, 'ann')];
    await kept.keep(file('a'), new Blob(['abc']));
    await kept.keep(file('b'));
    await outbox.keepDraft('a draft');
    const written = {fileId: 'f', name: 'a.txt', mediaType: 'text/plain', bytes: 3};
    await outbox.add({id: 'a', text: 'a.txt', writtenAt: 1, file: written});
    assert.deepEqual(
      (await kept.find()).map(({id}) => id),
      ['b'],
    );
    const {messages, draft, hasFiles} = await outbox.open();
    assert.deepEqual([messages.map((message) => message.file), draft, hasFiles], [[written], 'a draft', true]);
  });

  it('are removed at log-out, and nothing is kept afterwards', async () => {
    const end = new AbortController();
    const kept = open('ann', end.signal);
    await kept.keep(file('a'), new Blob(['abc']));
    end.abort();
    await new Outbox(APP, 'ann').clear();
    await kept.keep(file('b'), new Blob(['abc']));
    assert.deepEqual(await recordsOf(), []);
  });

  it('are removed when another user opens the outbox, and after seven days', async () => {
    await open('ann').keep(file('a'), new Blob(['abc']));
    await open('bob').keep(file('b'));
    assert.equal((await new Outbox(APP, 'bob').open()).hasFiles, true);
    assert.deepEqual(await open('ann').find(), []);
    await changeRecords((record) => ({...record, keptAt: Date.now() - 8 * DAY_MS}));
    assert.equal((await new Outbox(APP, 'bob').open()).hasFiles, false);
    assert.deepEqual(await recordsOf(), []);
  });

  it('are ignored when somebody has edited their records', async () => {
    for (const record of [{keptAt: Date.now(), file: {id: 'a', name: 7}}, null, 'text']) {
      await putRecord(APP, 'ann', 'file a', record);
      assert.deepEqual(await open().find(), []);
    }
  });

  it('are uploaded to no other address that somebody has put there: the session goes with them', async () => {
    for (const address of ['https://evil.example/v1/files/1', 'https://chat.example.evil.example/v1/files/1', 7, {}]) {
      await putRecord(APP, 'ann', 'file a', {keptAt: Date.now(), file: {...file('a'), address}});
      const [found] = await open().find();
      assert.deepEqual([found?.id, found?.address], ['a', undefined]);
    }
  });
});
