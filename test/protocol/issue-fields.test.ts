import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {type IssueFieldProblem, readIssueFields} from '../../src/protocol/issue-fields.js';
import {ISSUE_FIELDS_LIMIT, ISSUE_FIELDS_LIMIT_CHARS} from '../../src/protocol/limits.js';

const LINE = 'x'.repeat(255);
const TEXT = 'x'.repeat(100_000);

/** What becomes of one field. */
function read(field: unknown, key = 'key'): unknown {
  const {fields, problems} = readIssueFields({[key]: field});
  assert.equal(Object.keys(fields).length + problems.length, 1);
  return problems[0]?.problem ?? Object.values(fields)[0];
}

const problemsOf = (given: unknown): [string, IssueFieldProblem][] =>
  readIssueFields(given).problems.map(({key, problem}) => [key, problem]);

const overJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a custom issue field', () => {
  const values: Record<string, {valid: readonly unknown[]; invalid: readonly unknown[]}> = {
    singleline: {valid: ['', 'Planeteer', LINE, 'a\nb', '\u0000', '\ud800'], invalid: [`${LINE}x`, 5, true, null]},
    multiline: {valid: ['', 'one\ntwo', TEXT], invalid: [`${TEXT}x`, 5, ['x'], undefined]},
    dropdown: {valid: ['', 'Gold', LINE], invalid: [`${LINE}x`, 1, {}]},
    number: {
      valid: ['0', '10.0', '-5', '+5', ' 7 ', '007', '9'.repeat(255)],
      invalid: ['', ' ', 'ten', '1e5', '1,5', '.5', '5.', '0x10', 'NaN', 'Infinity', '1 2', '9'.repeat(256), 5, 1n],
    },
    date: {
      valid: [0, -1, 1_700_000_000_000, 8.64e15, -8.64e15],
      invalid: ['2026-01-01', '0', 0.5, NaN, Infinity, 8.64e15 + 1, 1n, new Date(0), null],
    },
    checkbox: {valid: [true, false], invalid: ['true', 'false', 1, 0, '', null, undefined, Object(true)]},
  };
  for (const [type, {valid, invalid}] of Object.entries(values)) {
    it(`of the type ${type} takes its values, and no other`, () => {
      for (const value of valid) assert.deepEqual(read({type, value}), {type, value});
      for (const value of invalid) assert.equal(read({type, value}), 'VALUE_INVALID', String(value).slice(0, 20));
    });
  }

  it('needs a type of the Web Chat API', () => {
    const types = [
      '',
      'text',
      'Singleline',
      'constructor',
      '__proto__',
      'toString',
      5,
      null,
      undefined,
      ['singleline'],
    ];
    for (const type of types) assert.equal(read({type, value: 'x'}), 'TYPE_INVALID', String(type));
    for (const field of [null, undefined, 5, 'x', [], {}, () => {}]) assert.equal(read(field), 'TYPE_INVALID');
    assert.deepEqual(read({type: 'singleline', value: 'x', more: 1}), {type: 'singleline', value: 'x'});
  });

  it('needs a key of 1 to 255 characters, without control characters', () => {
    const field = {type: 'checkbox', value: true};
    for (const key of ['k', 'two words', 'ключ', '😀', 'constructor', 'toString', 'hasOwnProperty', '0', LINE]) {
      assert.deepEqual(read(field, key), field, key);
    }
    for (const key of ['', `${LINE}x`, 'a\nb', '\u0000', 'a\u0085', '\ud800']) {
      assert.equal(read(field, key), 'KEY_INVALID', JSON.stringify(key));
    }
    assert.equal(problemsOf({['k'.repeat(1000)]: field})[0]?.[0].length, 255);
  });

  it('never changes a prototype', () => {
    const given: unknown = JSON.parse(
      '{"__proto__": {"type": "checkbox", "value": true}, "constructor": {"type": "checkbox"}}',
    );
    const {fields, problems} = readIssueFields(given);
    assert.deepEqual(problems, [
      {key: '__proto__', problem: 'KEY_INVALID'},
      {key: 'constructor', problem: 'VALUE_INVALID'},
    ]);
    assert.equal(Object.getPrototypeOf(fields), Object.prototype);
    assert.deepEqual(Object.keys(fields), []);
  });
});

describe('readIssueFields', () => {
  const good = {type: 'singleline', value: 'x'};

  it('leaves out invalid fields one by one, in their order, and keeps the others', () => {
    const given = {a: good, b: {type: 'date', value: 'x'}, c: {type: 'x'}, 'd\n': good, e: good};
    assert.deepEqual(readIssueFields(given), {
      fields: {a: good, e: good},
      problems: [
        {key: 'b', problem: 'VALUE_INVALID'},
        {key: 'c', problem: 'TYPE_INVALID'},
        {key: 'd\n', problem: 'KEY_INVALID'},
      ],
    });
  });

  it('finds no fields in what is no object of fields', () => {
    for (const given of [undefined, null, '', 'text', 5, true, [], [good], () => {}, new Map([['a', good]])]) {
      assert.deepEqual(readIssueFields(given), {fields: {}, problems: []});
    }
  });

  it('takes so many fields, and so much text, and keeps what comes first', () => {
    const many = Object.fromEntries(Array.from({length: ISSUE_FIELDS_LIMIT + 2}, (_, index) => [`k${index}`, good]));
    const {fields, problems} = readIssueFields(many);
    assert.equal(Object.keys(fields).length, ISSUE_FIELDS_LIMIT);
    assert.deepEqual(
      problems.map(({key, problem}) => [key, problem]),
      [
        [`k${ISSUE_FIELDS_LIMIT}`, 'TOO_MUCH'],
        [`k${ISSUE_FIELDS_LIMIT + 1}`, 'TOO_MUCH'],
      ],
    );
    const long = {type: 'multiline', value: TEXT};
    const read = readIssueFields({a: long, b: long, c: good, d: long});
    assert.deepEqual(Object.keys(read.fields), ['a', 'c'], 'one that is too long does not cost those after it');
    assert.deepEqual(
      read.problems.map(({key, problem}) => [key, problem]),
      [
        ['b', 'TOO_MUCH'],
        ['d', 'TOO_MUCH'],
      ],
    );
    assert.ok(JSON.stringify(read.fields).length <= ISSUE_FIELDS_LIMIT_CHARS);
  });

  it('reads megabytes without delay', () => {
    const start = performance.now();
    const given = Object.fromEntries(
      Array.from({length: 50_000}, (_, index) => [`key ${index}`, {...good, value: LINE}]),
    );
    given['long'] = {type: 'multiline', value: 'x'.repeat(5_000_000)};
    const {fields, problems} = readIssueFields(given);
    assert.equal(Object.keys(fields).length + problems.length, 50_001);
    assert.equal(problems.at(-1)?.problem, 'VALUE_INVALID');
    assert.ok(performance.now() - start < 2000);
  });

  const throwing = (): never => {
    throw new Error('of the page');
  };

  it('reads each value once, and leaves out what throws', () => {
    let reads = 0;
    const given = {
      get bad() {
        return throwing();
      },
      inner: {type: 'singleline', get value() { return throwing(); }}, // prettier-ignore
      changing: {
        type: 'singleline',
        get value() {
          return reads++ ? 5 : 'first';
        },
      },
      proxy: new Proxy({}, {get: throwing}),
      good,
    };
    assert.deepEqual(readIssueFields(given), {
      fields: {changing: {type: 'singleline', value: 'first'}, good},
      problems: ['bad', 'inner', 'proxy'].map((key) => ({key, problem: 'TYPE_INVALID'})),
    });
    assert.equal(reads, 1);
  });

  it('survives proxies, frozen and circular objects', () => {
    const circular: Record<string, unknown> = {good};
    circular['self'] = circular;
    assert.deepEqual(readIssueFields(Object.freeze(circular)), {
      fields: {good},
      problems: [{key: 'self', problem: 'TYPE_INVALID'}],
    });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const given of [
      revoked.proxy,
      new Proxy({}, {ownKeys: throwing}),
      new Proxy({a: 1}, {getOwnPropertyDescriptor: throwing}),
    ]) {
      assert.deepEqual(readIssueFields(given), {fields: {}, problems: []});
    }
    assert.deepEqual(problemsOf(new Proxy({a: good}, {get: throwing})), [['a', 'TYPE_INVALID']]);
  });

  const anyField = fc.record(
    {
      type: fc.oneof(fc.constantFrom('singleline', 'multiline', 'number', 'dropdown', 'date', 'checkbox'), fc.string()),
      value: fc.oneof(
        fc.string({unit: 'binary'}),
        fc.integer().map(String),
        fc.double(),
        fc.integer(),
        fc.boolean(),
        fc.anything(),
      ),
    },
    {requiredKeys: []},
  );
  const anyFields = fc.oneof(
    fc.dictionary(fc.string({unit: 'binary'}), fc.oneof({weight: 5, arbitrary: anyField}, fc.anything())),
    fc.anything({withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSet: true}),
  );

  it('never throws, and what it gives survives JSON and is accepted again as it is', () => {
    fc.assert(
      fc.property(anyFields, (given) => {
        const {fields} = readIssueFields(given);
        const again = readIssueFields(overJson(fields));
        assert.deepEqual(again.problems, []);
        assert.equal(JSON.stringify(again.fields), JSON.stringify(fields));
      }),
      {numRuns: 1000},
    );
  });

  it('says of each key that it is either taken or left out', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anyField), (given) => {
        const {fields, problems} = readIssueFields(given);
        const left = problems.map(({key}) => key);
        assert.deepEqual([...Object.keys(fields), ...left].sort(), Object.keys(given).sort());
      }),
    );
  });
});
