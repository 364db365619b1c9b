import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

/**
 * The allowed imports between folders: docs/architecture.md, section 1. An import may skip a layer (in `index → element
 * → client → protocol` the index may use a type of the protocol), but never points back.
 */
interface Layer {
  /** Files in this folder belong to the layer. The first matching layer counts. */
  readonly folder: string;
  /** It may import files of these other layers. */
  readonly layers: readonly string[];
  /** Packages, or entries of packages, that it may import by name. */
  readonly packages: readonly string[];
}

const PROTOCOL = ['helpshift-chat/protocol', 'helpshift-chat/token'];
const INBOX_PACKAGES = ['lit', '@lit/context'];
const SERVICE_PACKAGES = packagesOf('service/package.json').filter(
  (name) => name !== 'helpshift-chat' && !INBOX_PACKAGES.includes(name),
);

const LAYERS: readonly Layer[] = [
  {folder: 'src/protocol/', layers: [], packages: []},
  {folder: 'src/token/', layers: ['src/protocol/'], packages: []},
  {folder: 'src/client/', layers: ['src/protocol/'], packages: ['idb-keyval']},
  {
    folder: 'src/element/',
    layers: ['src/client/', 'src/protocol/'],
    packages: ['lit', '@lit/context', '@lit/reactive-element'],
  },
  {folder: 'src/web-chat/', layers: ['src/element/', 'src/client/', 'src/protocol/'], packages: []},
  {folder: 'src/', layers: ['src/element/', 'src/client/', 'src/protocol/'], packages: []},
  {folder: 'service/contract/', layers: [], packages: [...PROTOCOL, 'typebox']},
  {
    folder: 'service/inbox/',
    layers: ['service/contract/'],
    packages: [...INBOX_PACKAGES, 'helpshift-chat/client', ...PROTOCOL],
  },
  {folder: 'service/src/', layers: ['service/contract/'], packages: [...PROTOCOL, ...SERVICE_PACKAGES, 'node:']},
];

const ROOT = fileURLToPath(new URL('..', import.meta.url));

for (const layer of LAYERS) {
  test(`${layer.folder} imports only lower layers`, () => {
    const wrong = filesOf(layer).flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport(layer, target))
        .map((target) => `${file} → ${target}`),
    );
    assert.deepEqual(wrong, []);
  });
}

test('src/client/ uses no DOM: it runs wherever there is a network', () => {
  const pageGlobals = new Set(['document', 'window', 'customElements', 'HTMLElement', 'Element', 'ShadowRoot']);
  const uses = sourceFiles('src/client/').flatMap((file) =>
    globalsIn(file)
      .filter((name) => pageGlobals.has(name))
      .map((name) => `${file}: ${name}`),
  );
  assert.deepEqual(uses, []);
});

test('no file imports itself through others, types included', () => {
  const imports = new Map(['src/', 'service/'].flatMap(sourceFiles).map((file) => [file, importsOf(file)] as const));
  const circles = importCircles(imports).map((files) => [...files, files[0]].join(' → '));
  assert.deepEqual(circles, []);
});

test('a circle is found once, and reported from its first file', () => {
  const imports = new Map([
    ['d', ['b', 'lit']],
    ['b', ['c']],
    ['c', ['a', 'e']],
    ['a', ['b']],
    ['e', ['e']],
    ['f', ['a', 'b', 'c', 'd', 'e']],
  ]);
  assert.deepEqual(importCircles(imports), [['a', 'b', 'c'], ['e']]);
  imports.set('c', []).set('e', []);
  assert.deepEqual(importCircles(imports), []);
});

test('the search sees static, dynamic and type imports', () => {
  const source = "import type {A} from './a.js'; export * from './b.js'; const c = import('./c.js'); import 'lit';";
  assert.deepEqual(specifiersIn(source), ['./a.js', './b.js', './c.js', 'lit']);
});

function mayImport(layer: Layer, target: string): boolean {
  const isPackage = !target.startsWith('src/') && !target.startsWith('service/');
  if (isPackage)
    return layer.packages.some((name) => target === name || target.startsWith(name.replace(/[^:]$/, '$&/')));
  const owner = layerOf(target);
  return owner === layer.folder || layer.layers.includes(owner);
}

function layerOf(file: string): string {
  return LAYERS.find(({folder}) => file.startsWith(folder))?.folder ?? file;
}

function filesOf({folder}: Layer): string[] {
  return sourceFiles(folder).filter((file) => layerOf(file) === folder);
}

function sourceFiles(folder: string): string[] {
  return readdirSync(ROOT + folder.split('/')[0], {recursive: true})
    .map((name) => posix.join(folder.split('/')[0] ?? '', String(name)))
    .filter((file) => file.startsWith(folder) && file.endsWith('.ts') && !/\/(?:dist|node_modules|test)\//.test(file));
}

/**
 * The imports of a file: `src/protocol/identity.ts` for a file of this project, otherwise the package name as written.
 */
function importsOf(file: string): string[] {
  return specifiersIn(readFileSync(ROOT + file, 'utf8')).map((specifier) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts') : specifier,
  );
}

function specifiersIn(source: string): string[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({fileName}) => fileName);
}

/**
 * Finds the shortest circle through each file, except for files of a circle that was already found.
 *
 * @param imports the imports of each file. A target outside the map is ignored.
 */
function importCircles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  for (const file of [...imports.keys()].sort()) {
    if (circles.flat().includes(file)) continue;
    const circle = shortestWay(imports, file, file);
    if (circle) circles.push(circle);
  }
  return circles;
}

/** The files from `start` to the file that imports `end`; a breadth-first search. */
function shortestWay(
  imports: ReadonlyMap<string, readonly string[]>,
  start: string,
  end: string,
): string[] | undefined {
  const seen = new Set([start]);
  const ways = [[start]];
  for (const way of ways) {
    for (const next of imports.get(way.at(-1) ?? '') ?? []) {
      if (next === end) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

/** The names that a file uses on their own, not as `x.name` or as a key. */
function globalsIn(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const isKey =
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) || ts.isPropertyAssignment(node.parent);
    if (ts.isIdentifier(node) && !isKey) names.push(node.text);
    node.forEachChild(visit);
  };
  ts.createSourceFile(file, readFileSync(ROOT + file, 'utf8'), ts.ScriptTarget.ES2022, true).forEachChild(visit);
  return names;
}

function packagesOf(manifest: string): string[] {
  const {dependencies} = JSON.parse(readFileSync(new URL(`../${manifest}`, import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(dependencies);
}
