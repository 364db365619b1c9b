import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {filesInNone, filesWith} from '../../scripts/bundle-graph.mjs';

const chunk = {imports: [], dynamicImports: [], modules: []};

const GRAPH = {
  'helpshift-chat.js': {...chunk, imports: ['base.js'], dynamicImports: ['panel.js'], modules: ['src/index.ts']},
  'base.js': {...chunk, modules: ['src/base.ts']},
  'panel.js': {...chunk, imports: ['shared.js', 'base.js'], modules: ['src/panel.ts', 'src/icons.ts']},
  'shared.js': {...chunk, modules: ['src/shared.ts']},
  'de.js': {...chunk, modules: ['src/languages/de.ts']},
};

describe('the files that a page loads', () => {
  it('start with the entry and its imports', () => {
    assert.deepEqual(filesWith(GRAPH, []), ['helpshift-chat.js', 'base.js']);
  });

  it('then include each file with a given module once, with its imports', () => {
    assert.deepEqual(filesWith(GRAPH, ['src/icons.ts']), ['helpshift-chat.js', 'panel.js', 'base.js', 'shared.js']);
  });

  it('cannot be found for a module that has moved', () => {
    assert.throws(() => filesWith(GRAPH, ['src/gone.ts']), /src\/gone\.ts/);
  });

  it('are each in a budget, or are reported', () => {
    assert.deepEqual(filesInNone(GRAPH, [filesWith(GRAPH, ['src/panel.ts'])]), ['de.js']);
  });
});
