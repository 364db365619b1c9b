/**
 * `npm run test:browser`: each *.browser.test.ts of element and inbox in a real browser, beside one real service.
 * `npm run test:browser -- --browser=firefox` runs them elsewhere; `-- --files test/element/x.browser.test.ts` only some.
 */
import {parseArgs} from 'node:util';
import {defaultReporter} from '@web/test-runner';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {chromeLauncher} from '@web/test-runner-chrome';
import * as puppeteer from 'puppeteer-core';
import {importSources} from './scripts/bundle-for-node.mjs';
import {CHROMIUM_FLAGS, findFirefox, findOrInstallChromium} from './scripts/find-browser.mjs';

const [{findServerPort}, {testPages}, {testService}] = await importSources(
  ['test/support/find-port.ts', 'test/support/test-page-plugin.ts', 'test/support/test-service-plugin.ts'],
  'browser',
);
const port = await findServerPort();
const service = testService(`http://localhost:${port}`);

// Local time differs from UTC, so that a confusion of the two is seen. The browser inherits it.
process.env['TZ'] = 'Asia/Dubai';

const {browser} = parseArgs({
  options: {browser: {type: 'string', default: 'chromium'}},
  // The others are for the runner.
  strict: false,
}).values;

function launcher() {
  if (browser === 'chromium') {
    const args = [...CHROMIUM_FLAGS, '--lang=en-US'];
    const launchOptions = {executablePath: findOrInstallChromium(), args};
    return chromeLauncher({launchOptions, createPage: createFocusedPage, concurrency: 2});
  }
  if (browser === 'firefox') {
    const extraPrefsFirefox = {'intl.accept_languages': 'en-US'};
    const launchOptions = {browser, executablePath: findFirefox(), extraPrefsFirefox};
    return chromeLauncher({puppeteer, launchOptions, concurrency: 1});
  }
  throw new Error(`--browser ${browser}: chromium or firefox is wanted`);
}

/**
 * Pages run side by side, and each is to behave as the one that the user looks at.
 *
 * @param {{browser: import('puppeteer-core').Browser}} parameters
 */
async function createFocusedPage({browser}) {
  // In a context of its own it also has a window of its own: behind another tab nothing scrolls.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const session = await page.createCDPSession();
  await session.send('Emulation.setFocusEmulationEnabled', {enabled: true});
  return page;
}

/** Names what failed once more, at the end. The last line is for machines: `N passed, N failed`. */
function summaryReporter() {
  return {
    /** @param {{sessions: import('@web/test-runner').TestSession[]}} run */
    onTestRunFinished({sessions}) {
      const tests = sessions.flatMap(({testFile, testResults}) => (testResults ? testsOf(testResults, testFile) : []));
      const failed = tests.filter(({passed, skipped}) => !passed && !skipped);
      // A file that could not be loaded, or one that reported an error outside of its tests.
      const broken = sessions.filter(
        ({passed, testFile}) => !passed && !failed.some((test) => test.path.startsWith(testFile)),
      );
      for (const {path, error} of failed) console.log(`failed: ${path}: ${oneLine(error?.message)}`);
      for (const {testFile, errors} of broken) console.log(`failed: ${testFile}: ${oneLine(errors[0]?.message)}`);
      console.log(`${tests.length - failed.length} passed, ${failed.length + broken.length} failed`);
    },
  };
}

/** @param {string | undefined} text */
function oneLine(text = '') {
  return text.replace(/\s+/g, ' ');
}

/**
 * @param {import('@web/test-runner').TestSuiteResult} suite
 * @param {string} path of the suite: its file and the suites around it
 * @returns {(import('@web/test-runner').TestResult & {path: string})[]}
 */
function testsOf({tests, suites}, path) {
  return [
    ...tests.map((test) => ({...test, path: `${path} › ${test.name}`})),
    ...suites.flatMap((suite) => testsOf(suite, `${path} › ${suite.name}`)),
  ];
}

export default {
  port,
  files: ['test/**/*.browser.test.ts', 'service/test/inbox/**/*.browser.test.ts'],
  nodeResolve: {browser: true, exportConditions: ['production']},
  plugins: [esbuildPlugin({ts: true, target: 'es2022', tsconfig: 'tsconfig.json'}), service.plugin],
  middleware: [service.middleware, testPages(service.url)],
  browsers: [launcher()],
  testFramework: {config: {timeout: 40_000}},
  // Of all tests of a file, also on a slow computer.
  testsFinishTimeout: 300_000,
  reporters: [defaultReporter(), summaryReporter()],
};
