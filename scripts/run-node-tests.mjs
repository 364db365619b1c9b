/**
 * `node scripts/run-node-tests.mjs GROUP [FILE …]`: runs the tests that need no browser page, with node's own test
 * runner. A group without files is a mistake, not a success.
 */
import {readdirSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {ROOT, run, runScript} from './run.mjs';

/**
 * Where each group's files are; `*.browser.test.ts` run in a browser, by `npm run test:browser`.
 *
 * @type {Record<string, {folder: string, but?: string, filesAtOnce?: number}>}
 */
const GROUPS = {
  unit: {folder: 'test', but: 'test/e2e/'},
  service: {folder: 'service/test'},
  // A browser and a service for each file keep two processors busy.
  e2e: {folder: 'test/e2e', filesAtOnce: 1},
};

// A wait for a condition that never comes true must end; node's own default is to wait for ever. Node 20 counts a whole
// file as one test too.
const TEST_LIMIT_MS = 120_000;

const [groupName = '', ...chosen] = process.argv.slice(2);
await runScript(() => {
  const files = chosen.length > 0 ? chosen : testFiles(groupName);
  const filesAtOnce = GROUPS[groupName]?.filesAtOnce ?? availableParallelism();
  const limits = [`--test-timeout=${TEST_LIMIT_MS}`, `--test-concurrency=${filesAtOnce}`];
  return run(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...limits, ...files]);
});

/** @param {string} name */
function testFiles(name) {
  const group = GROUPS[name];
  if (!group) throw new Error(`Unknown group "${name}": one of ${Object.keys(GROUPS).join(', ')} is wanted`);
  const {folder, but} = group;
  const files = readdirSync(join(ROOT, folder), {recursive: true})
    .map((name) => `${folder}/${String(name)}`)
    .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.browser.test.ts'))
    .filter((file) => !but || !file.startsWith(but))
    .sort();
  if (files.length === 0) throw new Error(`${folder}: no tests found`);
  return files;
}
