import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {filesInNone, filesWith} from '../../scripts/bundle-graph.mjs';

const chunk = {isEntry: false, imports: [], dynamicImports: [], modules: []};

const GRAPH = {
  'entry.js': {...chunk, isEntry: true, imports: ['base.js'], dynamicImports: ['panel.js'], modules: ['src/index.ts']},
  'base.js': {...chunk, modules: ['src/base.ts']},
  'panel.js': {...chunk, imports: ['shared.js', 'base.js'], modules: ['src/panel.ts', 'src/icons.ts']},
  'shared.js': {...chunk, modules: ['src/shared.ts']},
  'de.js': {...chunk, modules: ['src/languages/de.ts']},
};

describe('the files that a page loads', () => {
  it('are at first the entry and what it imports', () => {
    assert.deepEqual(filesWith(GRAPH, []), ['entry.js', 'base.js']);
  });

  it('are then those that hold a module, each once, with what they import', () => {
    assert.deepEqual(filesWith(GRAPH, ['src/icons.ts']), ['entry.js', 'panel.js', 'base.js', 'shared.js']);
  });

  it('cannot be told of a module that has moved', () => {
    assert.throws(() => filesWith(GRAPH, ['src/gone.ts']), /src\/gone\.ts/);
  });

  it('are each in a budget, or are told', () => {
    assert.deepEqual(filesInNone(GRAPH, [filesWith(GRAPH, ['src/panel.ts'])]), ['de.js']);
  });
});
