/**
 * `npm run build`: the package (dist/), the browser bundles (dist/bundle/, service/dist/element/, service/dist/inbox/) and
 * the service (service/dist/). Types are compiled incrementally; bundles are always made from nothing, so that no stale chunk stays.
 */
import {existsSync} from 'node:fs';
import {copyFile, mkdir, readdir, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ROOT, run, runScript} from './run.mjs';

const INBOX = `${ROOT}service/inbox`;
const INBOX_OUTPUT = `${ROOT}service/dist/inbox`;
const BUNDLES = [`${ROOT}dist/bundle`, `${ROOT}service/dist/element`, INBOX_OUTPUT];

await runScript(async () => {
  // The service and the inbox import the package by its name, so its output comes first.
  await buildPackage();
  await Promise.all([buildBundles(), buildService()]);
});

async function buildPackage() {
  await run('tsc', ['-p', '.', '--incremental', '--tsBuildInfoFile', 'dist/.tsbuildinfo']);
  await removeStaleModules();
}

/** The compiler leaves what it once made of a source that has moved or is gone. */
async function removeStaleModules() {
  const compiled = (await readdir(`${ROOT}dist`, {recursive: true})).filter((file) => !file.startsWith('bundle'));
  for (const file of compiled) {
    const [, source] = /^(.*?)(?:\.js|\.d\.ts)(?:\.map)?$/.exec(file) ?? [];
    if (source !== undefined && !existsSync(`${ROOT}src/${source}.ts`)) await rm(`${ROOT}dist/${file}`);
  }
}

async function buildBundles() {
  await Promise.all(BUNDLES.map((folder) => rm(folder, {recursive: true, force: true})));
  await run('rollup', ['--config', '--silent']);
  await copyPages();
}

/** What the inbox's bundle does not hold: its page, styles and pictures. */
async function copyPages() {
  const files = await readdir(INBOX, {recursive: true});
  for (const file of files.filter((name) => /\.(?:html|css|svg|png)$/.test(name))) {
    const target = join(INBOX_OUTPUT, file);
    await mkdir(dirname(target), {recursive: true});
    await copyFile(join(INBOX, file), target);
  }
}

/**
 * One file: node reads it in a third of the time that it needs for the hundreds that the service and its packages are.
 * libsql and sharp stay outside, because they hold a program for each platform, and file-type, which is loaded with the first file.
 */
async function buildService() {
  const entry = ['service/src/main.ts', '--outfile=service/dist/main.js', '--sourcemap', '--log-level=warning'];
  const bundle = [
    '--bundle',
    '--platform=node',
    '--target=node20',
    '--format=esm',
    '--external:libsql',
    '--external:sharp',
    '--external:file-type',
  ];
  // A third less to read at the start. Names stay as they are, so that a stack trace can be read.
  const size = ['--minify-whitespace', '--minify-syntax'];
  // Some of the packages are CommonJS and load a part of node when it is needed.
  const require = "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);";
  await Promise.all([
    run('tsc', ['-p', 'service', '--noEmit', '--incremental', '--tsBuildInfoFile', 'service/dist/.tsbuildinfo']),
    run('esbuild', [...entry, ...bundle, ...size, `--banner:js=${require}`]),
  ]);
}
