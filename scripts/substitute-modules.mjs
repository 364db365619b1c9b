/**
 * Puts a smaller module of ours in the place of a whole module of a library, in our own bundle. Sites that bundle the
 * package themselves get the libraries as they are. A text inside a library is never changed.
 */
import {readFile} from 'node:fs/promises';

/** By the library's module: the file here that stands for it, with the same exports. */
const SUBSTITUTES = {
  '@lit/reactive-element/css-tag.js': 'css-tag.mjs',
  '@lit/context/lib/controllers/context-provider.js': 'context.mjs',
  '@lit/context/lib/controllers/context-consumer.js': 'context.mjs',
};

/** @returns {import('rollup').Plugin} */
export function substituteModules() {
  return {
    name: 'substitute-modules',
    load(id) {
      const [, file] = Object.entries(SUBSTITUTES).find(([module]) => id.endsWith(`/node_modules/${module}`)) ?? [];
      return file === undefined ? null : readFile(new URL(file, import.meta.url), 'utf8');
    },
  };
}
