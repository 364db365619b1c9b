import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {firstMessage, readBeginning} from '../../../src/element/beginning/read-beginning.js';
import {TAGS_LIMIT} from '../../../src/protocol/limits.js';

const throwing = (): never => {
  throw new Error('of the page');
};
const revoked = (target: object): object => {
  const {proxy, revoke} = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const plan = {type: 'dropdown', value: 'Gold'};

describe('the custom issue fields of a page', () => {
  const fieldsOf = (customIssueFields: unknown) => {
    const {fields, areFieldsInvalid} = readBeginning({customIssueFields});
    return {fields, areFieldsInvalid};
  };

  it('are an object, or its JSON', () => {
    for (const given of [{plan}, JSON.stringify({plan}), Object.freeze({plan}), new Proxy({plan}, {})]) {
      assert.deepEqual(fieldsOf(given), {fields: {plan}, areFieldsInvalid: false});
    }
  });

  it('are none without a value', () => {
    for (const given of [undefined, null, '', 'null', {}, '{}']) {
      assert.deepEqual(fieldsOf(given), {fields: {}, areFieldsInvalid: false});
    }
  });

  it('are reported as a whole when they are no object', () => {
    for (const given of ['plan', '{plan}', '"plan"', '5', 5, true, [], '[]', [plan], () => {}, Symbol('plan'), 1n]) {
      assert.deepEqual(fieldsOf(given), {fields: {}, areFieldsInvalid: true});
    }
  });
});

describe('the tags of a page', () => {
  const tagsOf = (given: unknown) => {
    const {tags, hasInvalidTags} = readBeginning({tags: given});
    return {tags, hasInvalidTags};
  };

  it('are a list, or its JSON, each tag once', () => {
    for (const given of [['a', 'b', 'a'], '["a", "b", "a"]', Object.freeze(['a', 'b'])]) {
      assert.deepEqual(tagsOf(given), {tags: ['a', 'b'], hasInvalidTags: false});
    }
    for (const given of [undefined, null, '', [], '[]', 'null']) {
      assert.deepEqual(tagsOf(given), {tags: [], hasInvalidTags: false}, String(given));
    }
  });

  it('are reported when they are no list, or hold what is no tag', () => {
    for (const given of ['billing', 'a, b', '"a"', '{}', {0: 'a', length: 1}, 5, true, revoked([]), new Set(['a'])]) {
      assert.deepEqual(tagsOf(given), {tags: [], hasInvalidTags: true});
    }
    const odd = ['', 'x'.repeat(101), 5, null, undefined, ['a'], {toString: () => 'a'}];
    assert.deepEqual(tagsOf([...odd, 'a', 'x'.repeat(100)]), {tags: ['a', 'x'.repeat(100)], hasInvalidTags: true});
    assert.deepEqual(tagsOf(Array(3)), {tags: [], hasInvalidTags: true});
  });

  it('are so many at most, exactly as they are written', () => {
    const many = Array.from({length: TAGS_LIMIT + 1}, (_, index) => `Tag ${index} `);
    assert.deepEqual(tagsOf(many), {tags: many.slice(0, TAGS_LIMIT), hasInvalidTags: false});
  });
});

describe('the first message of a page', () => {
  const first = (page: Parameters<typeof firstMessage>[0]) => firstMessage(page, true);
  const later = (config: unknown, initialUserMessage: string | null = 'Hello') =>
    firstMessage({initialUserMessage, subsequentIssuesInSameSessionConfig: config}, false);

  it('is the text of the page, without outer white space', () => {
    assert.equal(first({initialUserMessage: ' Hello\n'}), 'Hello');
    for (const none of [undefined, null, '', ' \n']) assert.equal(first({initialUserMessage: none}), '');
    const config = {initialUserMessage: 'Again'};
    assert.equal(first({initialUserMessage: 'Hello', subsequentIssuesInSameSessionConfig: config}), 'Hello');
    assert.equal(first({subsequentIssuesInSameSessionConfig: config}), '');
  });

  it('is in later conversations what replaces it, where "" stands for none', () => {
    assert.equal(later({initialUserMessage: ' Again '}), 'Again');
    assert.equal(later('{"initialUserMessage": "Again"}'), 'Again');
    assert.equal(later({initialUserMessage: 'Again'}, null), 'Again');
    assert.equal(later({initialUserMessage: ''}), '');
    assert.equal(later({initialUserMessage: ' '}), '');
  });

  it('stays the same in later conversations without a usable replacement', () => {
    const configs = [undefined, null, '', {}, 'Again', '{', 5, [], {initialUserMessage: 5}, {initialUserMessage: null}];
    for (const config of configs) assert.equal(later(config), 'Hello', JSON.stringify(config));
    for (const config of [
      {
        get initialUserMessage() {
          return throwing();
        },
      },
      new Proxy({}, {get: throwing}),
      revoked({}),
    ]) {
      // prettier-ignore
      assert.equal(later(config), 'Hello');
    }
  });
});

describe('any value of a page', () => {
  // fast-check looks into its values, so the hostile ones are made in the test.
  const anything: fc.Arbitrary<() => unknown> = fc.oneof(
    fc
      .oneof(
        fc.anything({withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true}),
        fc.json(),
        fc.string(),
      )
      .map((value) => () => value),
    fc.constantFrom(
      () => revoked({}),
      () => revoked([]),
      () => revoked(() => {}),
      () => new Proxy({}, {get: throwing, ownKeys: throwing, getPrototypeOf: throwing}),
      () => new Proxy([], {get: throwing, ownKeys: throwing}),
      window,
    ),
  );
  /** An object that holds itself, as a page's window does. */
  function window(): object {
    const self: Record<string, unknown> = {};
    return Object.assign(self, {self, tags: [self], initialUserMessage: self});
  }

  it('never throws, and gives what JSON can carry', () => {
    fc.assert(
      fc.property(anything, anything, anything, (fieldsOf, tagsOf, configOf) => {
        const {fields, tags: read} = readBeginning({customIssueFields: fieldsOf(), tags: tagsOf()});
        JSON.stringify(fields);
        for (const tag of read) assert.equal(typeof tag, 'string');
        assert.equal(typeof firstMessage({subsequentIssuesInSameSessionConfig: configOf()}, false), 'string');
      }),
      {numRuns: 1000},
    );
  });
});
