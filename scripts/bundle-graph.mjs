/** Which files of the bundle that the service serves a page loads, read from what rollup wrote: see `chunkGraph`. */
import {readFileSync, statSync} from 'node:fs';
import {ROOT} from './run.mjs';

/** What a page's tag loads. Other entries load late. */
const ENTRY = 'helpshift-chat.js';

/**
 * @typedef {object} Chunk
 * @property {string[]} imports the files it cannot run without
 * @property {string[]} dynamicImports the files it may load later
 * @property {string[]} modules the sources in it, as `src/index.ts`
 */

/** @typedef {Record<string, Chunk>} BundleGraph */

/** @returns {BundleGraph} */
export function readBundleGraph() {
  /** @type {unknown} */
  const graph = JSON.parse(readFileSync(`${ROOT}service/dist/element-graph.json`, 'utf8'));
  return /** @type {BundleGraph} */ (graph);
}

/**
 * The files that load with the entry and with the chunks that hold `modules`, each with all it imports.
 *
 * @param {BundleGraph} graph
 * @param {readonly string[]} modules
 * @throws {Error} A module is in no chunk.
 */
export function filesWith(graph, modules) {
  return closure(graph, [ENTRY, ...modules.map((module) => chunkOf(graph, module))]);
}

/**
 * The files that are in no list.
 *
 * @param {BundleGraph} graph
 * @param {readonly (readonly string[])[]} lists
 */
export function filesInNone(graph, lists) {
  const listed = new Set(lists.flat());
  return Object.keys(graph).filter((file) => !listed.has(file));
}

/** @param {string} file a file of the bundle, as `helpshift-chat.js` */
export function brotliBytes(file) {
  return statSync(`${ROOT}service/dist/element/${file}.br`).size;
}

/**
 * @param {BundleGraph} graph
 * @param {string} module
 */
function chunkOf(graph, module) {
  const file = Object.keys(graph).find((name) => graph[name]?.modules.includes(module));
  if (!file) throw new Error(`${module} is in no file of the bundle: budgets.json names a module that has moved`);
  return file;
}

/**
 * @param {BundleGraph} graph
 * @param {readonly string[]} files
 */
function closure(graph, files) {
  const found = new Set(files);
  for (const file of found) graph[file]?.imports.forEach((imported) => found.add(imported));
  return [...found];
}
