/**
 * `npm test`: builds, then runs each check and each group of tests, also after one has failed. The last line,
 * `N passed, N failed`, counts tests; a check without tests counts as one.
 */
import {spawn} from 'node:child_process';
import {constants, setPriority} from 'node:os';
import {stripVTControlCharacters} from 'node:util';
import {prepareBrowsers} from './find-browser.mjs';
import {prepareServers} from './find-server.mjs';
import {environment, ROOT} from './run.mjs';

/**
 * After the build, one stage after the other. The lanes of a stage run side by side, the steps of a lane one after the
 * other. The tests on PostgreSQL wait more than they compute, so they and the checks, which give way, run beside those on SQLite. What a
 * browser does depends on time, so little runs beside it: the few end-to-end tests on PostgreSQL, one file at a time.
 */
const STAGES = [
  [
    ['test:unit', 'test:service'],
    ['test:service:postgres', 'lint', 'types', 'manifest:check', 'exports', 'size'],
  ],
  [['test:browser']],
  [['test:e2e'], ['test:e2e:postgres']],
];

/** @typedef {{step: string, seconds: number, passed: number, failed: number, output: string}} Outcome */

/** @type {Outcome[]} */
const outcomes = [];
await runLane(['build']);
// Without a build nothing that follows would test what is written now.
if (sum('failed') === 0) {
  // Before the lanes begin: two installations at once would be in each other's way.
  prepareBrowsers();
  prepareServers();
  for (const lanes of STAGES) await Promise.all(lanes.map(runLane));
}

console.log('');
for (const {step, seconds, failed} of outcomes) {
  console.log(`${failed ? 'FAILED' : 'ok    '} ${seconds.toFixed(1).padStart(6)} s  ${step}`);
}
// At the end once more, since a long output is often cut.
for (const {step, failed, output} of outcomes) {
  if (failed) console.log(`\n— npm run ${step}\n${failuresIn(output).join('\n')}`);
}
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') ? 1 : 0;

/** @param {readonly string[]} steps */
async function runLane(steps) {
  for (const step of steps) outcomes.push(await runStep(step));
}

/**
 * @param {string} step an npm script
 * @returns {Promise<Outcome>}
 */
async function runStep(step) {
  console.log(`— npm run ${step} has started`);
  const startedAt = performance.now();
  const isCheck = !step.startsWith('test:');
  const {code, output} = await runQuietly('npm', ['run', '--silent', step], isCheck);
  // In one piece: steps that run side by side would mix their lines.
  console.log(`\n— npm run ${step}\n${output}`);
  const counted = countTests(output) ?? {passed: isCheck && code === 0 ? 1 : 0, failed: 0};
  // A group of tests in which none ran has failed.
  const hasWorked = code === 0 && counted.passed > 0;
  const failed = hasWorked ? counted.failed : Math.max(counted.failed, 1);
  return {step, seconds: (performance.now() - startedAt) / 1000, passed: counted.passed, failed, output};
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {boolean} givesWay to what runs beside it
 * @returns {Promise<{code: number | null, output: string}>}
 */
function runQuietly(command, parameters, givesWay) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: environment()});
    if (givesWay && child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({code, output}));
  });
}

/**
 * Reads the closing summary of node's test runner, or of ours for the browser.
 *
 * @param {string} output
 */
function countTests(output) {
  // A line may begin with what moved the cursor there.
  const browser = /^(\d+) passed, (\d+) failed$/m.exec(stripVTControlCharacters(output));
  if (browser) return {passed: Number(browser[1]), failed: Number(browser[2])};
  const count = (/** @type {string} */ name) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? NaN);
  const passed = count('pass');
  return Number.isNaN(passed) ? undefined : {passed, failed: count('fail') + count('cancelled')};
}

/**
 * The lines that name a failed test, of node's test runner or of ours for the browser; else the end of the output.
 *
 * @param {string} output
 */
function failuresIn(output) {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n');
  const named = lines.filter((line) => /^(failed: |\s*✖ (?!failing tests))/.test(line));
  return named.length > 0 ? [...new Set(named)] : lines.slice(-10);
}

/** @param {'passed' | 'failed'} key */
function sum(key) {
  return outcomes.reduce((total, outcome) => total + outcome[key], 0);
}
