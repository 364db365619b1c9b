/**
 * `node scripts/run-node-tests.mjs GROUP [FILE …]`: runs the tests that need no browser page, with node's own test
 * runner. A group without files is a mistake, not a success. `GROUP:postgres`, or `TEST_ENGINE=postgres`, runs the group on
 * PostgreSQL: on the server that `TEST_DATABASE_URL` names, else on one that is started for the run. Tests without a database
 * are left out then.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {bundleForNode, importSources} from './bundle-for-node.mjs';
import {prepareServers} from './find-server.mjs';
import {ROOT, run, runScript} from './run.mjs';

/**
 * Where each group's files are; `*.browser.test.ts` run in a browser, by `npm run test:browser`. The files of a group
 * that shares processes run one after the other in a few of them: to load what they test takes longer than most tests.
 *
 * @typedef {object} Group
 * @property {string} folder
 * @property {string} [but] Without the files below this folder.
 * @property {boolean} [sharesProcesses]
 * @property {{sqlite: number, postgres: number}} [filesAtOnce]
 * @property {boolean} [needsServers] Some tests start servers of their own.
 * @property {RegExp} [onPostgres] Matches the files that run on PostgreSQL, too: their path and text. Default: none
 */

/** @type {Record<string, Group>} */
const GROUPS = {
  unit: {folder: 'test', but: 'test/e2e/', sharesProcesses: true},
  service: {
    folder: 'service/test',
    sharesProcesses: true,
    needsServers: true,
    // They use a database on the engine of the run, start no server of their own, and what they are about depends on the engine.
    onPostgres:
      /^(?!service\/test\/(?:main|server\/|command\/(?:token|verify)|routes\/(?:api-answers|compression|demo|origins|static-files))\b|[^]*support\/servers\/)[^]*support\/test-(?:service|database)\.js'/,
  },
  // Each file has a browser and a service of its own. What they do depends on time: more of them would disturb each other.
  e2e: {
    folder: 'test/e2e',
    needsServers: true,
    // Those on PostgreSQL run beside those on SQLite.
    filesAtOnce: {sqlite: 2, postgres: 1},
    // What is stored and found. The others test what pages do, or several processes, which are on PostgreSQL anyway.
    onPostgres: /^test\/e2e\/(?:attacks|delivery)\.test/,
  },
};

/** Two for each processor, so that none of them is left with all that is slow. */
const SHARED_PROCESSES = 2 * availableParallelism();

/** A hook outside of a `describe` would hold for the other files in the process, too. */
const HOOK_OF_FILE = /^(?:before|after|beforeEach|afterEach)\(/m;

// A wait for a condition that never comes true must end; node's own default is to wait for ever. Node 20 knows only a
// limit for all that one process runs.
const PROCESS_LIMIT_MS = 1_200_000;

const [groupAndEngine = '', ...chosen] = process.argv.slice(2);
const [groupName = '', engine = process.env['TEST_ENGINE'] || 'sqlite'] = groupAndEngine.split(':');
await runScript(async () => {
  const group = GROUPS[groupName];
  if (!group) throw new Error(`Unknown group "${groupName}": one of ${Object.keys(GROUPS).join(', ')} is wanted`);
  const files = chosen.length > 0 ? chosen : testFiles(group);
  // Before the tests run side by side: two installations at once would be in each other's way.
  if (group.needsServers) prepareServers();
  // Two engines may be tested at the same time.
  const bundleName = `${groupName}-${engine}`;
  const bundled = await bundleForNode(files, bundleName);
  const programs = group.sharesProcesses ? await shareProcesses(files, bundled, bundleName) : bundled;
  const filesAtOnce = group.filesAtOnce?.[engine === 'postgres' ? 'postgres' : 'sqlite'] ?? availableParallelism();
  const limits = [`--test-timeout=${PROCESS_LIMIT_MS}`, `--test-concurrency=${filesAtOnce}`];
  await withEngine(() =>
    run(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', ...limits, ...programs]),
  );
});

/**
 * Runs the tests on the engine of this run. They get its name, and the address of a server, by the environment.
 *
 * @param {() => Promise<void>} runTests
 */
async function withEngine(runTests) {
  process.env['TEST_ENGINE'] = engine;
  if (engine !== 'postgres') return runTests();
  /** @typedef {typeof import('../service/test/support/postgres-run.js')} PostgresRun */
  const [{startPostgresRun}] = /** @type {[PostgresRun]} */ (
    await importSources(['service/test/support/postgres-run.ts'], `${groupName}-run`)
  );
  /** @type {(() => unknown)[]} */
  const closings = [];
  try {
    Object.assign(process.env, await startPostgresRun({after: (close) => void closings.push(close)}));
    await runTests();
  } finally {
    for (const close of closings) await close();
  }
}

/** @param {Group} group */
function testFiles({folder, but, onPostgres}) {
  const files = readdirSync(join(ROOT, folder), {recursive: true})
    .map((name) => `${folder}/${String(name)}`)
    .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.browser.test.ts'))
    .filter((file) => !but || !file.startsWith(but))
    .filter((file) => engine === 'sqlite' || onPostgres?.test(`${file}\n${readFileSync(join(ROOT, file), 'utf8')}`))
    .sort();
  if (files.length === 0) throw new Error(`${folder}: no tests found`);
  return files;
}

/**
 * Deals the files to a few programs.
 *
 * @param {readonly string[]} files
 * @param {readonly string[]} bundled what was made of each of them
 * @param {string} name of the folder for the programs
 * @returns {Promise<string[]>} what is to be run
 */
async function shareProcesses(files, bundled, name) {
  /** @type {string[]} */
  const alone = [];
  /** @type {string[]} */
  const together = [];
  for (const [index, program] of bundled.entries()) {
    const isAlone = HOOK_OF_FILE.test(readFileSync(join(ROOT, files[index] ?? ''), 'utf8'));
    (isAlone ? alone : together).push(program);
  }
  const shares = Array.from({length: Math.min(SHARED_PROCESSES, together.length)}, (_, share) =>
    together.filter((_program, index) => index % SHARED_PROCESSES === share),
  );
  const shared = await Promise.all(
    shares.map(async (programs, share) => {
      const path = `${ROOT}.cache/node/${name}/share-${share + 1}.mjs`;
      await writeFile(path, programs.map((program) => `import ${JSON.stringify(program)};\n`).join(''));
      return path;
    }),
  );
  return [...shared, ...alone];
}
