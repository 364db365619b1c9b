/**
 * `npm test`: builds, then runs each check and each group of tests, also after one has failed. The last line,
 * `N passed, N failed`, counts tests; a check without tests counts as one.
 */
import {spawn} from 'node:child_process';
import {environment, ROOT} from './run.mjs';

/** In order. What looks at files alone runs side by side; tests have the computer to themselves. */
const STEPS = [
  ['build'],
  ['lint', 'types', 'manifest:check', 'exports', 'size'],
  ['test:unit'],
  ['test:service'],
  ['test:browser'],
  ['test:e2e'],
];

/** @typedef {{step: string, seconds: number, passed: number, failed: number}} Outcome */

/** @type {Outcome[]} */
const outcomes = [];
for (const steps of STEPS) {
  outcomes.push(...(await Promise.all(steps.map(runStep))));
  // Nothing that follows would test what is written now.
  if (steps.includes('build') && outcomes.some(({failed}) => failed > 0)) break;
}

console.log('');
for (const {step, seconds, failed} of outcomes) {
  console.log(`${failed ? 'FAILED' : 'ok    '} ${seconds.toFixed(1).padStart(6)} s  ${step}`);
}
const [passed, failed] = [sum('passed'), sum('failed')];
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

/**
 * @param {string} step an npm script
 * @returns {Promise<Outcome>}
 */
async function runStep(step) {
  console.log(`\n— npm run ${step}`);
  const startedAt = performance.now();
  const {code, output} = await runAndShow('npm', ['run', '--silent', step]);
  const counted = countTests(output) ?? {passed: code === 0 ? 1 : 0, failed: 0};
  const failed = code === 0 ? counted.failed : Math.max(counted.failed, 1);
  return {step, seconds: (performance.now() - startedAt) / 1000, passed: counted.passed, failed};
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @returns {Promise<{code: number | null, output: string}>}
 */
function runAndShow(command, parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], env: environment()});
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      process.stdout.write(text);
    });
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
  const browser = /^(\d+) passed, (\d+) failed$/m.exec(output);
  if (browser) return {passed: Number(browser[1]), failed: Number(browser[2])};
  const count = (/** @type {string} */ name) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? NaN);
  const passed = count('pass');
  return Number.isNaN(passed) ? undefined : {passed, failed: count('fail') + count('cancelled')};
}

/** @param {'passed' | 'failed'} key */
function sum(key) {
  return outcomes.reduce((total, outcome) => total + outcome[key], 0);
}
