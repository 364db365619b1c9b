/**
 * Turns TypeScript into what node runs: tests, their support and benchmarks. One call of esbuild for all files costs less
 * than a compiler in each process.
 */
import {readFile} from 'node:fs/promises';
import {extname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {ROOT} from './run.mjs';

/** Below the repository, so that the packages are found from there. */
const FOLDER = `${ROOT}.cache/node`;

/**
 * Bundles files of the repository. Code that several of them share is in chunks of its own; packages stay outside.
 *
 * @param {readonly string[]} files paths from the repository's folder, as `test/protocol/identity.test.ts`
 * @param {string} name of the folder for the result. What it held before is replaced, but not removed.
 * @returns {Promise<string[]>} the files to run, in the order of `files`
 */
export async function bundleForNode(files, name) {
  const outdir = join(FOLDER, name);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...files],
    outdir,
    outbase: ROOT,
    outExtension: {'.js': '.mjs'},
    entryNames: '[dir]/[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    plugins: [ownAddresses()],
  });
  return files.map((file) => join(outdir, file.replace(/\.ts$/, '.mjs')));
}

/**
 * Imports files of the repository: for what node loads as it is and needs TypeScript of ours.
 *
 * @param {readonly string[]} files as for `bundleForNode`
 * @param {string} name as for `bundleForNode`
 * @returns {Promise<unknown[]>} their modules
 */
export async function importSources(files, name) {
  const programs = await bundleForNode(files, name);
  return Promise.all(programs.map((program) => import(pathToFileURL(program).href)));
}

/**
 * Keeps `import.meta.url` the address of the source: files beside it are looked for from there.
 *
 * @returns {import('esbuild').Plugin}
 */
function ownAddresses() {
  return {
    name: 'own-addresses',
    setup(esbuild) {
      esbuild.onLoad({filter: /\.(?:ts|mjs|js)$/}, async ({path}) => {
        const source = await readFile(path, 'utf8');
        if (!source.includes('import.meta.url')) return undefined;
        const contents = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
        return {contents, loader: extname(path) === '.ts' ? 'ts' : 'js'};
      });
    },
  };
}
