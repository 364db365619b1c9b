import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {pino} from 'pino';
import {type AllAppSettings, APP_SETTINGS} from 'helpshift-chat/protocol';
import {
  changeStoredSettings,
  checkChanges,
  newStoredSettings,
  readStoredSettings,
} from '../../src/apps/stored-settings.js';
import {settingsCheck} from '../../src/apps/unusable-settings.js';
import {
  addApp,
  assertError,
  openTestDatabase,
  serveDatabase,
  storeSettings,
  TestClock,
} from '../support/test-service.js';
import {until} from '../../../test/support/until.js';
import type {ServiceError} from '../../src/errors.js';

const DEFAULTS: AllAppSettings = {
  enabled: true,
  title: '',
  accent: '',
  greeting: '',
  askName: false,
  askEmail: false,
  askRating: false,
  attachments: true,
  largestAttachment: 25,
  attachmentTypes: 'documents',
  keepOpen: true,
  preview: true,
  verification: true,
  compatibleTokens: 'none',
  askResolution: true,
  keepEndedConversations: 0,
  keepAnonymousUsers: 0,
  tags: [],
  origins: [],
};
const OTHERS: AllAppSettings = {
  enabled: false,
  title: 'Help',
  accent: '#1a2b3c',
  greeting: 'Hello',
  askName: true,
  askEmail: true,
  askRating: true,
  attachments: false,
  largestAttachment: 100,
  attachmentTypes: 'any',
  keepOpen: false,
  preview: false,
  verification: false,
  compatibleTokens: 'all',
  askResolution: false,
  keepEndedConversations: 365,
  keepAnonymousUsers: 30,
  tags: ['billing', 'order status'],
  origins: ['*'],
};

describe('the stored settings', () => {
  it('are read as they were written', () => {
    assert.deepEqual(readStoredSettings(newStoredSettings({})), {settings: DEFAULTS, unusable: []});
    assert.deepEqual(readStoredSettings(newStoredSettings(OTHERS)), {settings: OTHERS, unusable: []});
  });

  it('keep every value of the day when the app was made', () => {
    assert.deepEqual(JSON.parse(newStoredSettings({title: 'Help'})), {...DEFAULTS, title: 'Help'});
  });

  it('have the safe default of a setting that was not there yet', () => {
    for (const name of Object.keys(DEFAULTS) as (keyof AllAppSettings)[]) {
      const {[name]: _, ...older} = OTHERS;
      const {settings, unusable} = readStoredSettings(JSON.stringify(older));
      assert.deepEqual(settings, {...OTHERS, [name]: DEFAULTS[name]});
      assert.deepEqual(unusable, []);
    }
  });

  const edited: Readonly<Record<keyof AllAppSettings, readonly unknown[]>> = {
    enabled: ['off', 0, null],
    title: ['x'.repeat(101), 'two\nlines', 7],
    accent: ['red', '#12', '#12345g'],
    greeting: ['x'.repeat(1001), '\0', null],
    askName: ['yes', 1],
    askEmail: ['yes', 1],
    askRating: ['yes', 1],
    attachments: ['no', 0, null],
    largestAttachment: [0, -1, 1.5, 501, '25', null],
    attachmentTypes: ['all', '', 1, true, null],
    keepOpen: ['off', 0],
    preview: ['no', 1],
    verification: ['false', 0, null, {}],
    compatibleTokens: ['every', '', 2, true, null],
    askResolution: ['no', 0, null],
    keepEndedConversations: [-1, 1.5, 3651, '30', null],
    keepAnonymousUsers: [-1, 1.5, 3651, '30', null],
    tags: ['billing', [7], [''], ['two\nlines'], {}, null],
    origins: ['*', [7], ['https://*.example'], null],
  };
  for (const [name, values] of Object.entries(edited)) {
    it(`have the safe default of ${name} where the row was edited badly, and say so`, () => {
      for (const value of values) {
        const {settings, unusable} = readStoredSettings(JSON.stringify({...OTHERS, [name]: value}));
        assert.deepEqual(settings, {...OTHERS, [name]: DEFAULTS[name as keyof AllAppSettings]}, JSON.stringify(value));
        assert.deepEqual(unusable, [name]);
      }
    });
  }

  it('keep the origins that can be used beside one that was edited badly, also when another one is added', () => {
    const stored = JSON.stringify({...OTHERS, origins: ['https://a.example', 'b.example', 7]});
    const {settings, unusable} = readStoredSettings(stored);
    assert.deepEqual(settings.origins, ['https://a.example']);
    assert.deepEqual(unusable, ['origins']);
  });

  it('keep the tags that can be used beside one that was edited badly', () => {
    const stored = JSON.stringify({...OTHERS, tags: ['billing', ' padded ', 'x'.repeat(101), 7, 'order status']});
    const {settings, unusable} = readStoredSettings(stored);
    assert.deepEqual(settings.tags, ['billing', 'order status']);
    assert.deepEqual(unusable, ['tags']);
  });

  it('are the safe defaults where the JSON is broken', () => {
    for (const stored of ['', '{', 'null', '[]', '"{}"', '7', '{"verification":false']) {
      assert.deepEqual(readStoredSettings(stored), {settings: DEFAULTS, unusable: Object.keys(APP_SETTINGS)}, stored);
      assert.deepEqual(readStoredSettings(changeStoredSettings(stored, {title: 'Help'})).settings, {
        ...DEFAULTS,
        title: 'Help',
      });
    }
  });

  it('never make the reader throw, or less safe', () => {
    const {verification, compatibleTokens, origins} = DEFAULTS;
    fc.assert(
      fc.property(fc.json(), (stored) => {
        const {settings} = readStoredSettings(stored);
        assert.deepEqual(
          {
            verification: settings.verification,
            compatibleTokens: settings.compatibleTokens,
            origins: settings.origins,
          },
          {verification, compatibleTokens, origins},
        );
      }),
    );
  });

  it('keep what a newer service wrote when another setting changes', () => {
    const newer = {...OTHERS, theme: {name: 'dark'}, compatibleTokens: 'some'};
    const changed = changeStoredSettings(JSON.stringify(newer), {
      title: 'New',
      tags: ['a', 'b', 'a'],
      origins: ['*', '*'],
    });
    assert.deepEqual(JSON.parse(changed), {...newer, title: 'New', tags: ['a', 'b'], origins: ['*']});
  });
});

describe('checkChanges', () => {
  it('leaves out what is not given', () => {
    assert.deepEqual(checkChanges({title: 'Help', accent: undefined}), {title: 'Help'});
  });

  it('refuses an unusable value and an unknown setting, with its name', () => {
    const cases: readonly object[] = [
      {title: 7},
      {accent: 'red'},
      {origins: ['a.example']},
      {colour: 'red'},
      {constructor: 'x'},
    ];
    for (const changes of cases) {
      const [field] = Object.keys(changes);
      assert.throws(
        () => checkChanges({greeting: 'Hello', ...changes}),
        (error: ServiceError) => error.code === 'invalid_request' && error.field === field,
      );
    }
  });
});

describe('settingsCheck', () => {
  it('warns once of each setting that cannot be used until it is repaired, without its value', async (t) => {
    const store = await openTestDatabase(t);
    await addApp(store);
    const lines: string[] = [];
    const check = settingsCheck(store.db, pino({base: null}, {write: (line: string) => lines.push(line)}));
    const told = () => lines.splice(0).map((line) => JSON.parse(line) as {app: string; setting: string; level: number});
    await check();
    assert.deepEqual(told(), []);
    await storeSettings(store, {accent: 'a secret', later: 1});
    await check();
    assert.ok(!lines.join().includes('a secret'));
    assert.deepEqual(
      told().map(({app, setting, level}) => [app, setting, level]),
      [['acme/web', 'accent', 40]],
    );
    await storeSettings(store, {origins: 'a secret'});
    await check();
    assert.deepEqual(
      told().map(({setting}) => setting),
      ['origins'],
    );
    await check();
    assert.deepEqual(told(), []);
    await storeSettings(store, {origins: []});
    await check();
    await storeSettings(store, {origins: 'a secret'});
    await check();
    assert.deepEqual(
      told().map(({setting}) => setting),
      ['origins'],
    );
  });

  it('is part of the start', async (t) => {
    const store = await openTestDatabase(t);
    await addApp(store);
    await storeSettings(store, {verification: 'no'});
    const service = await serveDatabase(t, store, new TestClock());
    assertError(await service.claim({userId: 'captain'}), 401, 'missing_user_auth_token');
    await until(() => service.logged.some((line) => line.includes('"setting":"verification"')));
  });
});
