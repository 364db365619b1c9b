import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {
  changeApp,
  createApp,
  createSecretKey,
  deleteSecretKey,
  listAppRecords,
  listKeyRecords,
  SECRET_LIMIT_CHARS,
} from '../../src/apps/app-administration.js';
import {trailOfCommand} from '../../src/audit/audit.js';
import {tidy} from '../../src/housekeeping.js';
import {findApp, listSecretKeys} from '../../src/apps/apps.js';
import {DELETED_SECRET_LIFE_MS} from '../../src/limits.js';
import {APP, DEFAULT_SETTINGS, openTestDatabase, storeSettings, TestClock} from '../support/test-service.js';
import type {ServiceError} from '../../src/errors.js';

const SECRET = 'a secret of some length';

async function start(t: TestContext) {
  const store = await openTestDatabase(t);
  const clock = new TestClock();
  return {store, db: store.db, clock, trail: trailOfCommand(clock.now)};
}

/** The code and field of a refusal. */
const refusal =
  (code: string, field?: string) =>
  (error: ServiceError): boolean => {
    assert.deepEqual([error.name, error.code, error.field], ['ServiceError', code, field]);
    return true;
  };

/** A key as the app lists it. */
const listed = ({id, secret}: {id: string; secret: string}) => ({id, secret});

describe('createApp', () => {
  it('makes an app that verifies its users, with one key of 256 random bits', async (t) => {
    const {store, db, trail} = await start(t);
    const key = await createApp(store, APP, {}, trail);
    assert.match(key.secret, /^[\w-]{43}$/);
    assert.deepEqual(await listSecretKeys(db, APP), [listed(key)]);
    assert.deepEqual(await findApp(db, APP), {
      ...APP,
      ...DEFAULT_SETTINGS,
      epoch: 0,
    });
  });

  it('accepts every setting, and a given secret', async (t) => {
    const {store, db, trail} = await start(t);
    const settings = {
      enabled: false,
      title: 'Hilfe 🙂',
      accent: '#00aaFF',
      origins: ['https://a.example', '*', 'https://a.example'],
      greeting: 'Grüezi 🙂',
      verification: false,
      compatibleTokens: 'cautious',
      askName: true,
      askEmail: true,
    } as const;
    const key = await createApp(store, APP, {...settings, secret: SECRET}, trail);
    assert.equal(key.secret, SECRET);
    assert.deepEqual(await findApp(db, APP), {
      ...APP,
      ...DEFAULT_SETTINGS,
      ...settings,
      origins: ['https://a.example', '*'],
      epoch: 0,
    });
  });

  it('leaves an existing app alone', async (t) => {
    const {store, db, trail} = await start(t);
    const key = await createApp(store, APP, {greeting: 'first'}, trail);
    await assert.rejects(createApp(store, APP, {greeting: 'second'}, trail), refusal('invalid_request'));
    assert.equal((await findApp(db, APP))?.greeting, 'first');
    assert.deepEqual(await listSecretKeys(db, APP), [listed(key)]);
  });

  const refused: readonly [string, object, string][] = [
    ['an empty domain', {domain: ''}, 'domain'],
    ['a domain with a slash', {domain: 'a/b'}, 'domain'],
    ['a domain with a meaning in a path', {domain: '..'}, 'domain'],
    ['a platform id with white space', {platformId: 'a b'}, 'platformId'],
    ['a platform id with markup', {platformId: '"><script>'}, 'platformId'],
    ['a platform id of 101 characters', {platformId: 'x'.repeat(101)}, 'platformId'],
    ['a bad origin', {origins: ['https://a.example', 'b.example']}, 'origins'],
    ['a long greeting', {greeting: 'x'.repeat(1001)}, 'greeting'],
    ['half a character in the greeting', {greeting: 'a\ud83d'}, 'greeting'],
    ['a short secret', {secret: 'x'.repeat(15)}, 'secret'],
    ['a long secret', {secret: 'x'.repeat(SECRET_LIMIT_CHARS + 1)}, 'secret'],
    ['a secret of several lines', {secret: `${SECRET}\n${SECRET}`}, 'secret'],
  ];
  for (const [what, settings, field] of refused) {
    it(`refuses ${what}, and stores nothing`, async (t) => {
      const {store, db, trail} = await start(t);
      const {domain, platformId, ...rest} = {...APP, ...settings};
      await assert.rejects(createApp(store, {domain, platformId}, rest, trail), refusal('invalid_request', field));
      assert.deepEqual(await listAppRecords(db), []);
      assert.deepEqual(await db.selectFrom('secret_keys').select('id').execute(), []);
    });
  }

  it('makes one app when it runs twice at once', async (t) => {
    const {store, db, trail} = await start(t);
    const outcomes = await Promise.allSettled([createApp(store, APP, {}, trail), createApp(store, APP, {}, trail)]);
    assert.deepEqual(outcomes.map(({status}) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal((await listSecretKeys(db, APP)).length, 1);
  });
});

describe('changeApp', () => {
  it('ends sessions where a stored value cannot be used: nobody knows which of them it let begin', async (t) => {
    for (const [stored, changes, epoch] of [
      [{compatibleTokens: 'of later'}, {compatibleTokens: 'cautious'}, 1],
      [{compatibleTokens: 'of later'}, {compatibleTokens: 'all'}, 0],
      [{verification: 'perhaps'}, {verification: true}, 1],
      [{verification: 'perhaps'}, {title: 'Help'}, 0],
      [{verification: true, compatibleTokens: 'none'}, {verification: true, compatibleTokens: 'none'}, 0],
    ] as const) {
      const {store, trail} = await start(t);
      await createApp(store, APP, {}, trail);
      await storeSettings(store, stored);
      assert.equal((await changeApp(store, APP, () => changes, trail)).epoch, epoch, JSON.stringify([stored, changes]));
    }
  });

  it('changes the given settings, replaces the origins, and keeps the rest', async (t) => {
    const {store, db, trail} = await start(t);
    await createApp(store, APP, {origins: ['https://a.example'], greeting: 'Hello', askName: true}, trail);
    const before = await findApp(db, APP);
    const changed = await changeApp(
      store,
      APP,
      () => ({origins: ['https://b.example'], compatibleTokens: 'cautious'}),
      trail,
    );
    assert.deepEqual(changed, {
      ...before,
      greeting: 'Hello',
      askName: true,
      origins: ['https://b.example'],
      compatibleTokens: 'cautious',
    });
    assert.deepEqual(await changeApp(store, APP, () => ({}), trail), changed);
  });

  it('changes nothing when one of several values is invalid, and changes no other app', async (t) => {
    const {store, db, trail} = await start(t);
    const other = {...APP, platformId: 'other'};
    await createApp(store, APP, {}, trail);
    await createApp(store, other, {}, trail);
    const changes = {greeting: 'new', origins: ['nonsense/']};
    await assert.rejects(
      changeApp(store, APP, () => changes, trail),
      refusal('invalid_request', 'origins'),
    );
    assert.equal((await findApp(db, APP))?.greeting, '');
    await changeApp(store, APP, () => ({greeting: 'new'}), trail);
    assert.equal((await findApp(db, other))?.greeting, '');
  });

  it('keeps the settings of a newer service', async (t) => {
    const {store, db, trail} = await start(t);
    await createApp(store, APP, {}, trail);
    const newer = {theme: {name: 'dark'}, compatibleTokens: 'some'};
    await storeSettings(store, newer);
    const changed = await changeApp(store, APP, () => ({title: 'Help'}), trail);
    assert.deepEqual([changed.title, changed.compatibleTokens], ['Help', 'none']);
    const {settings} = await db.selectFrom('apps').select('settings').executeTakeFirstOrThrow();
    const stored = JSON.parse(settings) as object;
    assert.deepEqual(stored, {...stored, ...newer, title: 'Help'});
  });

  it('reports a missing app', async (t) => {
    const {store, trail} = await start(t);
    await assert.rejects(
      changeApp(store, APP, () => ({greeting: 'x'}), trail),
      refusal('unknown_app'),
    );
  });
});

describe('secret keys', () => {
  for (const [when, passedMs] of Object.entries({'': 1, ', also when the clock was set back': -1000})) {
    it(`can be several, the newest last${when}`, async (t) => {
      const {store, db, clock, trail} = await start(t);
      const first = await createApp(store, APP, {}, trail);
      clock.advance(passedMs);
      const second = await createSecretKey(store, APP, undefined, trail);
      assert.notEqual(first.secret, second.secret);
      assert.deepEqual(await listSecretKeys(db, APP), [listed(first), listed(second)]);
      assert.deepEqual((await listAppRecords(db))[0]?.keys, await listKeyRecords(db, APP));
    });
  }

  it('are kept after deletion, but are not active', async (t) => {
    const {store, db, clock, trail} = await start(t);
    const first = await createApp(store, APP, {}, trail);
    const madeAt = clock.time;
    clock.advance(1);
    const second = await createSecretKey(store, APP, undefined, trail);
    clock.advance(1);
    assert.equal(await deleteSecretKey(store, APP, first.id, trail), 1);
    assert.deepEqual(await listSecretKeys(db, APP), [listed(second)]);
    assert.deepEqual(await listKeyRecords(db, APP), [
      {...listed(first), createdAt: madeAt, deletedAt: madeAt + 2},
      {...listed(second), createdAt: madeAt + 1, deletedAt: null},
    ]);
    assert.equal(await deleteSecretKey(store, APP, second.id, trail), 0);
    assert.deepEqual((await listAppRecords(db))[0]?.keys, []);
  });

  it('can be deleted once, by their own app', async (t) => {
    const {store, db, trail} = await start(t);
    const other = {...APP, platformId: 'other'};
    const key = await createApp(store, APP, {}, trail);
    await createApp(store, other, {}, trail);
    await assert.rejects(deleteSecretKey(store, other, key.id, trail), refusal('not_found'));
    await assert.rejects(deleteSecretKey(store, APP, 'nonsense', trail), refusal('not_found'));
    assert.deepEqual(await listSecretKeys(db, APP), [listed(key)]);
    await deleteSecretKey(store, APP, key.id, trail);
    await assert.rejects(deleteSecretKey(store, APP, key.id, trail), refusal('not_found'));
  });

  it('can be given once, and again after deletion', async (t) => {
    const {store, db, trail} = await start(t);
    const key = await createApp(store, APP, {secret: SECRET}, trail);
    await assert.rejects(createSecretKey(store, APP, SECRET, trail), refusal('invalid_request'));
    await deleteSecretKey(store, APP, key.id, trail);
    const again = await createSecretKey(store, APP, SECRET, trail);
    assert.deepEqual(await listSecretKeys(db, APP), [listed(again)]);
    assert.deepEqual([key.wasDeletedBefore, again.wasDeletedBefore], [false, true]);
  });

  it('are erased some time after deletion, and are recognised when they come back', async (t) => {
    const {store, db, trail} = await start(t);
    const key = await createApp(store, APP, {secret: SECRET}, trail);
    await createSecretKey(store, APP, 'another secret of some length', {...trail, clock: () => trail.clock() + 1});
    await deleteSecretKey(store, APP, key.id, {...trail, clock: () => 1000});
    const secrets = async () => (await listKeyRecords(db, APP)).map(({secret}) => secret);
    await tidy(store, 1000 + DELETED_SECRET_LIFE_MS);
    assert.deepEqual(await secrets(), [SECRET, 'another secret of some length']);
    await tidy(store, 1001 + DELETED_SECRET_LIFE_MS);
    assert.deepEqual(await secrets(), [null, 'another secret of some length']);
    assert.equal((await createSecretKey(store, APP, SECRET, trail)).wasDeletedBefore, true);
  });

  it('accept any 16 or more characters, counted as people count them', async (t) => {
    const {store, trail} = await start(t);
    await createApp(store, APP, {}, trail);
    for (const secret of ['x'.repeat(16), '🙂'.repeat(16), ' with spaces around ', 'aGVsbG8=/+aGVsbG8=']) {
      assert.equal((await createSecretKey(store, APP, secret, trail)).secret, secret);
    }
    await assert.rejects(createSecretKey(store, APP, '🙂'.repeat(15), trail), refusal('invalid_request', 'secret'));
  });

  it('need an existing app', async (t) => {
    const {store, db, trail} = await start(t);
    await assert.rejects(createSecretKey(store, APP, undefined, trail), refusal('unknown_app'));
    await assert.rejects(listKeyRecords(db, APP), refusal('unknown_app'));
    await assert.rejects(deleteSecretKey(store, APP, 'x', trail), refusal('unknown_app'));
  });
});

describe('listAppRecords', () => {
  it('lists all apps or the apps of one domain, sorted by name', async (t) => {
    const {store, db, trail} = await start(t);
    const names = [
      ['b', 'x'],
      ['a', 'z'],
      ['a', 'y'],
    ];
    for (const [domain = '', platformId = ''] of names) await createApp(store, {domain, platformId}, {}, trail);
    const list = async (domain?: string) => (await listAppRecords(db, domain)).map((app) => app.platformId);
    assert.deepEqual(await list(), ['y', 'z', 'x']);
    assert.deepEqual(await list('a'), ['y', 'z']);
    assert.deepEqual(await list('c'), []);
  });
});
