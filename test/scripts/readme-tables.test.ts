import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Package} from 'custom-elements-manifest/schema.js';
import {tablesOf, withTables} from '../../scripts/readme-tables.mjs';

const MANIFEST = {
  schemaVersion: '1.0.0',
  modules: [
    {
      kind: 'javascript-module',
      path: 'dist/example.js',
      declarations: [
        {kind: 'function', name: 'other'},
        {
          kind: 'class',
          name: 'Example',
          customElement: true,
          tagName: 'an-example',
          attributes: [
            {name: 'user-id', fieldName: 'userId', type: {text: 'string'}, description: 'Who it\nis.\n\nFor editors.'},
            {
              name: 'side',
              fieldName: 'side',
              type: {text: "'left' | 'right'"},
              default: 'right',
              description: 'The side.',
            },
            {
              name: 'is-loud',
              fieldName: 'isLoud',
              type: {text: 'boolean'},
              default: 'false',
              description: 'It shouts.',
            },
          ],
          members: [
            {kind: 'field', name: 'userId', type: {text: 'string'}, description: 'Who it is.'},
            {kind: 'field', name: 'phase', type: {text: "'new' | 'old'"}, readonly: true, description: 'Its age.'},
            {kind: 'method', name: 'shout', description: 'Shouts.'},
          ],
          events: [
            {
              name: 'shout',
              type: {text: 'ShoutEvent'},
              detail: {text: "{how: 'a' | 'b'}"},
              description: 'It was loud.',
            },
          ],
          cssProperties: [
            {name: '--an-example-size', default: '20px', description: 'The size.'},
            {name: '--an-example-colour', description: 'The colour.'},
          ],
          cssParts: [{name: 'box', description: 'The box.'}],
        },
      ],
    },
  ],
} as const satisfies object as unknown as Package;

describe('the tables of the README', () => {
  const tables = tablesOf(MANIFEST, 'an-example');

  it('hold the attributes with their first paragraph, values and default', () => {
    assert.equal(
      tables['attributes'],
      [
        '| attribute | property | meaning |',
        '| --- | --- | --- |',
        '| `user-id` | `userId` | Who it is. |',
        '| `side` | `side` | The side. One of `left`, `right` (default). |',
        '| `is-loud` | `isLoud` | It shouts. Default: `false`. |',
      ].join('\n'),
    );
  });

  it('hold the methods, and the properties that only tell something', () => {
    assert.match(tables['methods'] ?? '', /^\| `shout\(\)` \| Shouts\. \|$/m);
    assert.match(tables['state'] ?? '', /\n\| `phase` \| Its age\. One of `new`, `old`\. \|$/);
    assert.doesNotMatch(tables['state'] ?? '', /userId/);
  });

  it('hold the events, with data that does not end the cell', () => {
    assert.match(tables['events'] ?? '', /\n\| `shout` \| `\{how: 'a' \\\| 'b'\}` \| It was loud\. \|$/);
  });

  it('hold the custom properties and parts', () => {
    const lines = (tables['custom properties'] ?? '').split('\n').slice(2);
    assert.deepEqual(lines, [
      '| `--an-example-size` | `20px` | The size. |',
      '| `--an-example-colour` |  | The colour. |',
    ]);
    assert.match(tables['parts'] ?? '', /\n\| `box` \| The box\. \|$/);
  });

  it('take the place of what stood between their comments, and of nothing else', () => {
    const text = 'Before.\n\n<!-- a -->\n\nstale\n\n<!-- /a -->\n\nBetween.\n\n<!-- b -->\n<!-- /b -->\n\nAfter.\n';
    const filled = withTables(text, {a: '| new |', b: '| $& |'});
    assert.equal(
      filled,
      'Before.\n\n<!-- a -->\n\n| new |\n\n<!-- /a -->\n\nBetween.\n\n<!-- b -->\n\n| $& |\n\n<!-- /b -->\n\nAfter.\n',
    );
    assert.equal(withTables(filled, {a: '| new |'}), filled);
  });

  it('are refused without a place, or without their element', () => {
    assert.throws(() => withTables('<!-- /a --> <!-- a -->', {a: ''}), /<!-- a -->/);
    assert.throws(() => tablesOf(MANIFEST, 'another-one'), /another-one/);
  });
});
