/**
 * `npm run test:browser`: test/**\/*.browser.test.ts in a real browser, beside one real service.
 * `npm run test:browser -- --browser firefox` runs them elsewhere; `-- --files test/element/x.browser.test.ts` only some.
 */
import {defaultReporter} from '@web/test-runner';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {chromeLauncher} from '@web/test-runner-chrome';
import {CHROMIUM_FLAGS, findOrInstallChromium} from './scripts/find-browser.mjs';
import {freePort} from './scripts/start-service.mjs';
import {testService} from './scripts/test-service-plugin.mjs';

const port = await freePort();
const service = testService(`http://localhost:${port}`);

// Local time differs from UTC, so that a confusion of the two is seen. The browser inherits it.
process.env['TZ'] = 'Asia/Dubai';

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
  files: ['test/**/*.browser.test.ts'],
  nodeResolve: {browser: true, exportConditions: ['production']},
  plugins: [esbuildPlugin({ts: true, target: 'es2022', tsconfig: 'tsconfig.json'}), service.plugin],
  middleware: [service.middleware],
  browsers: [
    chromeLauncher({
      launchOptions: {executablePath: findOrInstallChromium(), args: [...CHROMIUM_FLAGS, '--lang=en-US']},
      concurrency: 2,
    }),
  ],
  testFramework: {config: {timeout: 5_000}},
  reporters: [defaultReporter(), countReporter()],
};
