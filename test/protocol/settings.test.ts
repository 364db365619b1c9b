import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {type AppSettings, parseAppSettings, PUBLIC_SETTINGS} from '../../src/protocol/index.js';

/** An older service has no attachments, so it does not say that it has none. */
const OLDER = {attachments: false};

const DEFAULTS: AppSettings = {
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
};
const OTHERS: AppSettings = {
  enabled: false,
  title: 'Help',
  accent: '#1A2b3c',
  greeting: 'Hello',
  askName: true,
  askEmail: true,
  askRating: true,
  attachments: false,
  largestAttachment: 100,
  attachmentTypes: 'any',
  keepOpen: false,
  preview: false,
};

describe('parseAppSettings', () => {
  it("returns the service's values", () => {
    assert.deepEqual(parseAppSettings(OTHERS), OTHERS);
    assert.deepEqual(parseAppSettings(DEFAULTS), DEFAULTS);
  });

  it('takes an answer without a greeting for that of something else', () => {
    const {greeting: _, ...others} = OTHERS;
    for (const value of [others, {...OTHERS, greeting: null}, {greeting: 7}, [OTHERS], 'greeting', null, undefined]) {
      assert.equal(parseAppSettings(value), undefined);
    }
  });

  it('uses the default of a setting that an older service does not know', () => {
    assert.deepEqual(parseAppSettings({greeting: ''}), {...DEFAULTS, ...OLDER});
  });

  it('uses the default of a setting with a value of another kind, and ignores what it does not know', () => {
    for (const name of Object.keys(PUBLIC_SETTINGS) as (keyof AppSettings)[]) {
      if (name === 'greeting') continue;
      const values = [true, 7, 'on', {}, ['#123456'], null];
      const wrong = values.filter((value) => typeof value !== typeof DEFAULTS[name]);
      for (const value of wrong) {
        assert.deepEqual(parseAppSettings({...OTHERS, later: 1, [name]: value}), {
          ...OTHERS,
          [name]: {...DEFAULTS, ...OLDER}[name],
        });
      }
    }
  });

  it('accepts a longer text, because a newer service may allow it', () => {
    const [title, greeting] = ['x'.repeat(1000), 'x'.repeat(5000)];
    assert.deepEqual(parseAppSettings({...OTHERS, title, greeting}), {...OTHERS, title, greeting});
  });

  it('never throws on noise', () => {
    fc.assert(fc.property(fc.anything({withNullPrototype: true}), (noise) => void parseAppSettings(noise)));
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(PUBLIC_SETTINGS)), (noise, name) => {
        parseAppSettings({...OTHERS, [name]: noise});
      }),
    );
  });
});
