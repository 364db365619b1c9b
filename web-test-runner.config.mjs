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

const [{freePort}, {testPages}, {testService}] = await importSources(
  ['test/support/start-service.ts', 'test/support/test-page-plugin.ts', 'test/support/test-service-plugin.ts'],
  'browser',
);
const port = await freePort();
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

/** The last line is for machines: `N passed, N failed`. */
function countReporter() {
  return {
    /** @param {{sessions: import('@web/test-runner').TestSession[]}} run */
    onTestRunFinished({sessions}) {
      const tests = sessions.flatMap(({testResults}) => (testResults ? testsOf(testResults) : []));
      const failed = tests.filter((test) => !test.passed && !test.skipped).length;
      // A file that could not be loaded, or one that reported an error outside of its tests.
      const broken = sessions.filter(
        ({passed, testResults}) => !passed && !(testResults && testsOf(testResults).some((test) => !test.passed)),
      ).length;
      console.log(`${tests.length - failed} passed, ${failed + broken} failed`);
    },
  };
}

/**
 * @param {import('@web/test-runner').TestSuiteResult} suite
 * @returns {import('@web/test-runner').TestResult[]}
 */
function testsOf({tests, suites}) {
  return [...tests, ...suites.flatMap(testsOf)];
}

export default {
  port,
  files: ['test/**/*.browser.test.ts', 'service/test/inbox/**/*.browser.test.ts'],
  nodeResolve: {browser: true, exportConditions: ['production']},
  plugins: [esbuildPlugin({ts: true, target: 'es2022', tsconfig: 'tsconfig.json'}), service.plugin],
  middleware: [service.middleware, testPages(service.url)],
  browsers: [launcher()],
  testFramework: {config: {timeout: 40_000}},
  reporters: [defaultReporter(), countReporter()],
};
