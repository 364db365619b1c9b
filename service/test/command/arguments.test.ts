import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {parseArguments} from '../../src/command/arguments.js';
import {UsageError} from '../../src/command/errors.js';

const OPTIONS = {
  json: {kind: 'flag', help: ''},
  name: {kind: 'text', help: ''},
  origin: {kind: 'texts', help: ''},
  verification: {kind: 'on-off', help: ''},
} as const;

const parse = (...args: string[]) => parseArguments(args, ['APP', 'KEY_ID'], OPTIONS);

const NOTHING = {json: false, name: undefined, origin: undefined, verification: undefined};

describe('parseArguments', () => {
  it('reads arguments and every kind of option, in any order', () => {
    const args = ['--origin', 'a', 'one', '--json', '--origin=b', '--verification', 'off', 'two', '--name=n'];
    assert.deepEqual(parse(...args), {
      positionals: ['one', 'two'],
      options: {json: true, name: 'n', origin: ['a', 'b'], verification: false},
    });
    assert.deepEqual(parse('one', 'two').options, NOTHING);
    assert.deepEqual(parse('one', 'two', '--verification=on').options, {...NOTHING, verification: true});
  });

  it('accepts empty values, and values with dashes', () => {
    assert.equal(parse('one', 'two', '--name', '').options.name, '');
    assert.equal(parse('one', 'two', '--name=').options.name, '');
    assert.equal(parse('one', 'two', '--name', '-a').options.name, '-a');
    assert.equal(parse('one', 'two', '--name=--a').options.name, '--a');
    assert.deepEqual(parse('--', '--one', '-2').positionals, ['--one', '-2']);
  });

  const refused: readonly [string[], RegExp][] = [
    [['one'], /^KEY_ID: it is missing$/],
    [[], /^APP: it is missing$/],
    [['one', 'two', 'three'], /^arguments: there are too many; expected APP KEY_ID$/],
    [['one', 'two', '--nmae', 'x'], /^--nmae: there is no such option; known: --json, --name, --origin, /],
    [['one', 'two', '-n'], /^-n: there is no such option/],
    [['one', 'two', '--no-name'], /^--no-name: there is no such option/],
    [['one', 'two', '--__proto__', 'x'], /^--__proto__: there is no such option/],
    [['one', 'two', '--constructor'], /^--constructor: there is no such option/],
    [['one', 'two', '--secret=hunter2hunter2'], /^--secret: everybody .* use --secret-file or --secret-stdin$/],
    [['one', 'two', '--password', 'hunter2'], /^--password: everybody .* use --password-stdin$/],
    [['one', 'two', '--name'], /^--name: a value is needed$/],
    [['one', 'two', '--name', '--json'], /^--name: a value is needed; .* --name=VALUE$/],
    [['one', 'two', '--name', 'a', '--name', 'b'], /^--name: it is given twice$/],
    [['one', 'two', '--json=yes'], /^--json: it takes no value$/],
    [['one', 'two', '--verification', 'yes'], /^--verification: expected on or off$/],
  ];
  for (const [args, message] of refused) {
    it(`refuses ${args.join(' ') || 'nothing'}`, () => {
      assert.throws(
        () => parse(...args),
        (error: Error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it('reads any input, or names the wrong argument in one line', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--name', '--json', '--no-origin', '--origin', '--', '-x', 'one'),
    );
    fc.assert(
      fc.property(fc.array(word, {maxLength: 6}), (args) => {
        try {
          assert.equal(parse(...args).positionals.length, 2);
        } catch (error) {
          assert.ok(error instanceof UsageError, String(error));
        }
      }),
    );
  });
});
