/**
 * Lit carries code for browsers that this element does not support, for decorators that it does not use, and for
 * polyfills that nobody loads: 9 % of what every visitor downloads. idb-keyval has a store of its own for who names
 * none. In our own bundle all that goes. Who bundles the package themselves gets the libraries as they are.
 */
import {readFile} from 'node:fs/promises';

const CSS_TAG = '@lit/reactive-element/css-tag.js';

/** By module: what it asks or says, and what stands there instead, wherever it does. */
const REPLACEMENTS = {
  'idb-keyval/dist/index.js': [[/ = defaultGetStore\(\)/g, '']],
  '@lit/reactive-element/reactive-element.js': [
    [/Symbol\.metadata\?\?=.*?new WeakMap;/, ''],
    [/const (\w)=this\[Symbol\.metadata\];if\(null!==\1\)\{.*?\}(?=this\._\$Eh=)/, ''],
    [/\w+\.reactiveElementPolyfillSupport/, 'undefined'],
    [/\(\w+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  ],
  'lit-html/lit-html.js': [
    [/\w+\.litHtmlPolyfillSupport/, 'undefined'],
    [/\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  ],
  'lit-element/lit-element.js': [
    [/\w+\.litElementHydrateSupport/, 'undefined'],
    [/\w+\.litElementPolyfillSupport/, 'undefined'],
    [/\(\w+\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  ],
};

/**
 * A build fails when a library no longer reads as it did: then somebody has to look again.
 *
 * @returns {import('rollup').Plugin}
 */
export function withoutFallbacks() {
  return {
    name: 'without-fallbacks',
    load(id) {
      return isModule(id, CSS_TAG) ? readFile(new URL('css-tag.mjs', import.meta.url), 'utf8') : null;
    },
    transform(code, id) {
      const [, replacements] = Object.entries(REPLACEMENTS).find(([module]) => isModule(id, module)) ?? [];
      return replacements ? {code: replacements.reduce(replaceKnown, code), map: null} : null;
    },
  };
}

/**
 * @param {string} id
 * @param {string} module
 */
function isModule(id, module) {
  return id.endsWith(`/node_modules/${module}`);
}

/**
 * @param {string} code
 * @param {(string | RegExp)[]} replacement
 */
function replaceKnown(code, [pattern = '', replacement]) {
  if (!(pattern instanceof RegExp) || typeof replacement !== 'string') throw new TypeError('a pattern and a text');
  if (code.split(pattern).length < 2) throw new Error(`the library no longer has ${pattern}`);
  return code.replace(pattern, replacement);
}
