/** What our bundles need beside code: compressed copies, the graph that the size check reads, the licences inside. */
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import {promisify} from 'node:util';
import {brotliCompress, constants, gzip} from 'node:zlib';
import {ROOT} from './run.mjs';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/**
 * Compresses as well as each format can; files are compressed once and served often.
 *
 * @param {string | Uint8Array} content
 */
export function brotli(content) {
  const bytes = Buffer.from(content);
  const parameters = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return compressBrotli(bytes, {params: parameters});
}

/**
 * Takes spare white space out of the `css`, `html` and `svg` literals of our own sources: 2 % of what is sent. To be used
 * when the types are gone.
 *
 * @returns {import('rollup').Plugin}
 */
export function compactLiterals() {
  return {
    name: 'compact-literals',
    transform(code, id) {
      if (!id.endsWith('.ts') || !/\b(?:css|html|svg)`/.test(code)) return null;
      const texts = literalTexts(this.parse(code)).sort((a, b) => b.start - a.start);
      let compact = code;
      for (const {tag, start, end, isWhole} of texts) {
        const text = code.slice(start, end);
        if (tag === 'css' && !isWhole) throw new Error(`${id}: css literals have no expressions (scripts/css-tag.mjs)`);
        compact = compact.slice(0, start) + (tag === 'css' ? compactCss(text) : compactHtml(text)) + compact.slice(end);
      }
      return {code: compact, map: null};
    },
  };
}

/**
 * A text of a literal that has one of our tags.
 *
 * @typedef {object} LiteralText
 * @property {string} tag
 * @property {number} start
 * @property {number} end
 * @property {boolean} isWhole the literal has no expression
 */

/**
 * The part of a syntax tree's node that is read here.
 *
 * @typedef {object} TaggedTemplate
 * @property {string} type
 * @property {{name: string}} tag
 * @property {{expressions: unknown[], quasis: {start: number, end: number}[]}} quasi
 */

/**
 * @param {unknown} node of a syntax tree, or a list of them
 * @returns {LiteralText[]}
 */
function literalTexts(node) {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(literalTexts);
  const {type, tag, quasi} = /** @type {TaggedTemplate} */ (node);
  if (type !== 'TaggedTemplateExpression' || !['css', 'html', 'svg'].includes(tag.name)) return below;
  const isWhole = quasi.expressions.length === 0;
  return [...below, ...quasi.quasis.map(({start, end}) => ({tag: tag.name, start, end, isWhole}))];
}

/**
 * To HTML line breaks and indents are white space like any other.
 *
 * @param {string} html
 */
export function compactHtml(html) {
  return html.replace(/\s*\n\s*/g, ' ');
}

/**
 * Keeps strings as they are, and any space that could mean something.
 *
 * @param {string} css
 */
export function compactCss(css) {
  const withoutComments = css.replace(/("[^"]*"|'[^']*')|\/\*[^]*?\*\//g, '$1');
  const onOneLine = withoutComments.replace(/("[^"]*"|'[^']*')|\s+/g, (match) => (match.trim() ? match : ' '));
  const compact = onOneLine.replace(/("[^"]*"|'[^']*')| ?([{};,]) ?|(:) /g, '$1$2$3');
  return compact.replaceAll(';}', '}').trim();
}

/**
 * Takes back the global in which lit-html notes its version. It is no use to a page, and makes a page's own lit warn of a second
 * one. Nothing of lit's is left in `globalThis` but what the page's own lit has put there.
 *
 * @returns {import('rollup').Plugin}
 */
export function takeBackVersionMark() {
  return {
    name: 'take-back-version-mark',
    transform(code, id) {
      if (!id.endsWith('/node_modules/lit-html/lit-html.js')) return null;
      const mark = 'globalThis.litHtmlVersions';
      // Another version of lit may note nothing. A test looks at the globals of a page.
      if (!code.includes('.litHtmlVersions??=[]).push(')) return null;
      return {code: `${code}\n${mark}.pop();\n${mark}[0] || delete ${mark};\n`, map: null};
    },
  };
}

/**
 * Writes `x.js.br` and `x.js.gz` next to each `x.js`, for a server that sends them as they are.
 *
 * @returns {import('rollup').Plugin}
 */
export function compressedCopies() {
  return {
    name: 'compressed-copies',
    async writeBundle({dir = ''}, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      await Promise.all(
        chunks.map(async ({fileName, code}) => {
          const path = join(dir, fileName);
          await writeFile(`${path}.br`, await brotli(code));
          await writeFile(`${path}.gz`, await compressGzip(code, {level: constants.Z_BEST_COMPRESSION}));
        }),
      );
    },
  };
}

/**
 * Writes which file loads which, and the source modules in each, as `{[fileName]: Chunk}`.
 *
 * @param {string} path where to write it
 * @returns {import('rollup').Plugin}
 */
export function chunkGraph(path) {
  return {
    name: 'chunk-graph',
    async writeBundle(_options, bundle) {
      /** @type {import('./bundle-graph.mjs').BundleGraph} */
      const graph = {};
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const {fileName, imports, dynamicImports} = chunk;
        graph[fileName] = {imports, dynamicImports, modules: chunk.moduleIds.map(fromRoot)};
      }
      await mkdir(dirname(path), {recursive: true});
      await writeFile(path, `${JSON.stringify(graph, null, 2)}\n`);
    },
  };
}

/**
 * Writes the licence texts of the packages in the bundle: terser drops the comments that hold them.
 *
 * @returns {import('rollup').Plugin}
 */
export function bundledLicences() {
  return {
    name: 'bundled-licences',
    async generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      const packages = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined));
      const texts = await Promise.all([...packages].sort().map(licenceOf));
      this.emitFile({type: 'asset', fileName: 'LICENSES.txt', source: texts.join('\n\n')});
    },
  };
}

/** @param {string} moduleId */
function packageFolder(moduleId) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(moduleId)?.[0];
}

/** @param {string} folder */
async function licenceOf(folder) {
  for (const name of ['LICENSE', 'LICENCE', 'LICENSE.md', 'license']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text) return `${folder.slice(folder.lastIndexOf('node_modules/') + 13)}\n\n${text.trim()}\n`;
  }
  throw new Error(`${folder}: no licence file, so its code may not be in a bundle`);
}

/** @param {string} moduleId */
function fromRoot(moduleId) {
  return relative(ROOT, moduleId.replace(/^\0/, ''));
}
