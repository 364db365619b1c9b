/**
 * Lit carries code for browsers that this element does not support, for decorators that it does not use, and for
 * polyfills that nobody loads: 7 % of what every visitor downloads. In our own bundle it goes. Who bundles the package
 * themselves gets lit as it is.
 */

/** By module: what is known to be so, as `[what lit asks or says, what stands there instead]`. */
const KNOWN = {
  '@lit/reactive-element/css-tag.js': [
    [/\w+\.ShadowRoot&&\(.*?\)&&"adoptedStyleSheets"in.*?&&"replace"in CSSStyleSheet\.prototype/, 'true'],
    [/"Value passed to 'css' function.*?security\."/, '"css"'],
  ],
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
 * A build fails when lit no longer reads as it did: then somebody has to look again.
 *
 * @returns {import('rollup').Plugin}
 */
export function litWithoutFallbacks() {
  return {
    name: 'lit-without-fallbacks',
    transform(code, id) {
      const [, replacements] = Object.entries(KNOWN).find(([module]) => id.endsWith(`/node_modules/${module}`)) ?? [];
      if (!replacements) return null;
      return {code: replacements.reduce(replaceOnce, code), map: null};
    },
  };
}

/**
 * @param {string} code
 * @param {(string | RegExp)[]} replacement
 */
function replaceOnce(code, [pattern = '', replacement]) {
  if (!(pattern instanceof RegExp) || typeof replacement !== 'string') throw new TypeError('a pattern and a text');
  if (code.split(pattern).length < 2) throw new Error(`lit no longer has ${pattern}`);
  return code.replace(pattern, replacement);
}
