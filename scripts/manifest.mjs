/** `npm run manifest` writes custom-elements.json; with `--check` it fails when the committed one is stale. */
import {mkdir, readFile} from 'node:fs/promises';
import {ROOT, run, runScript} from './run.mjs';

const MANIFEST = 'custom-elements.json';

await runScript(() => (process.argv.includes('--check') ? check() : analyze('.')));

/** @param {string} folder */
function analyze(folder) {
  return run('cem', ['analyze', '--config', 'custom-elements-manifest.config.mjs', '--outdir', folder, '--quiet']);
}

async function check() {
  await mkdir(`${ROOT}.cache/manifest`, {recursive: true});
  await analyze('.cache/manifest');
  const [committed, fresh] = await Promise.all(
    [MANIFEST, `.cache/manifest/${MANIFEST}`].map((file) => readFile(`${ROOT}${file}`, 'utf8')),
  );
  if (committed !== fresh) throw new Error(`${MANIFEST} is stale: run "npm run manifest" and commit it`);
}
