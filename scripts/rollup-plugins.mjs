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
 * Takes comments and spare white space out of lit's `css` literals: 2 % of what is sent.
 *
 * @returns {import('rollup').Plugin}
 */
export function compactStyles() {
  return {
    name: 'compact-styles',
    transform(code, id) {
      if (!id.endsWith('.ts') || !code.includes('css`')) return null;
      if (/\bcss`[^`]*\$\{/.test(code))
        throw new Error(`${id}: css literals have no expressions (scripts/css-tag.mjs)`);
      return {code: code.replace(/(?<=\bcss`)[^`]*/g, compactCss), map: null};
    },
  };
}

/**
 * Takes the line breaks and indents out of templates. To be used after the minifier: only in template literals it leaves
 * line breaks, and to HTML they are white space like any other.
 *
 * @returns {import('rollup').Plugin}
 */
export function compactTemplates() {
  return {
    name: 'compact-templates',
    renderChunk: (code) => ({code: code.replace(/\s*\n\s*/g, ' '), map: null}),
  };
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
        const {fileName, isEntry, imports, dynamicImports} = chunk;
        graph[fileName] = {isEntry, imports, dynamicImports, modules: chunk.moduleIds.map(fromRoot)};
      }
      await mkdir(dirname(path), {recursive: true});
      await writeFile(path, `${JSON.stringify(graph, null, 2)}\n`);
    },
  };
}

/**
 * Writes the licence texts of the packages whose code is in the bundle: terser drops the comments that hold them.
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
  for (const name of ['LICENSE', 'LICENCE', 'LICENSE.md']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text) return `${folder.slice(folder.lastIndexOf('node_modules/') + 13)}\n\n${text.trim()}\n`;
  }
  throw new Error(`${folder}: no licence file, so its code may not be in a bundle`);
}

/** @param {string} moduleId */
function fromRoot(moduleId) {
  return relative(ROOT, moduleId.replace(/^\0/, ''));
}
