/**
 * `npm run manifest` writes custom-elements.json and the README's tables, which follow from it. With `--check` it fails
 * when one of the two is stale.
 */
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import prettier from 'prettier';
import {tablesOf, withTables} from './readme-tables.mjs';
import {ROOT, run, runScript} from './run.mjs';

/** @typedef {import('custom-elements-manifest/schema.js').Package} Package */

const MANIFEST = 'custom-elements.json';
const README = 'README.md';
const FOLDER = '.cache/manifest';

await runScript(async () => {
  await mkdir(ROOT + FOLDER, {recursive: true});
  await run('cem', ['analyze', '--config', 'custom-elements-manifest.config.mjs', '--outdir', FOLDER, '--quiet']);
  const manifest = await read(`${FOLDER}/${MANIFEST}`);
  await writeOrCheck(MANIFEST, manifest);
  await writeOrCheck(README, await readmeWith(manifest));
});

/** @param {string} text the manifest */
async function readmeWith(text) {
  /** @type {unknown} */
  const manifest = JSON.parse(text);
  const tables = tablesOf(/** @type {Package} */ (manifest), 'helpshift-chat');
  const options = await prettier.resolveConfig(ROOT + README);
  return prettier.format(withTables(await read(README), tables), {...options, filepath: README});
}

/**
 * @param {string} file
 * @param {string} fresh
 */
async function writeOrCheck(file, fresh) {
  if (!process.argv.includes('--check')) return writeFile(ROOT + file, fresh);
  if ((await read(file)) !== fresh) throw new Error(`${file} is stale: run "npm run manifest" and commit it`);
}

/** @param {string} file */
function read(file) {
  return readFile(ROOT + file, 'utf8');
}
