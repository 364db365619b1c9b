/**
 * `npm run test:browser`: test/**\/*.browser.test.ts in a real browser, beside one real service.
 * `npm run test:browser -- --browser firefox` runs them elsewhere; `-- --files test/element/x.browser.test.ts` only some.
 */
import {defaultReporter} from '@web/test-runner';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {chromeLauncher} from '@web/test-runner-chrome';
import {CHROMIUM_FLAGS, findOrInstallChromium} from './scripts/find-browser.mjs';
import {freePort, startService} from './scripts/start-service.mjs';

const port = await freePort();

// Local time differs from UTC, so that a confusion of the two is seen. The browser inherits it.
process.env['TZ'] = 'Asia/Dubai';

/** Starts a service for the run, and tells the tests where it is: test/support/service.ts asks for this file. */
function servicePlugin() {
  /** @type {import('./scripts/start-service.mjs').RunningService | undefined} */
  let service;
  return {
    name: 'service',
    async serverStart() {
      service = await startService();
    },
    /** @param {{path: string}} context */
    serve({path}) {
      return path === '/test-service.json' ? {body: JSON.stringify({url: service?.url}), type: 'json'} : undefined;
    },
    async serverStop() {
      await service?.stop();
    },
  };
}

/** The last line is for machines: `N passed, N failed`. */
function countReporter() {
  return {
    /** @param {{sessions: import('@web/test-runner').TestSession[]}} run */
    onTestRunFinished({sessions}) {
      const tests = sessions.flatMap(({testResults}) => (testResults ? testsOf(testResults) : []));
      const broken = sessions.filter(({testResults, passed}) => !passed && !testResults).length;
      const failed = tests.filter(({passed}) => !passed).length + broken;
      console.log(`${tests.length + broken - failed} passed, ${failed} failed`);
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
  plugins: [esbuildPlugin({ts: true, target: 'es2022', tsconfig: 'tsconfig.json'}), servicePlugin()],
  browsers: [
    chromeLauncher({
      launchOptions: {executablePath: findOrInstallChromium(), args: [...CHROMIUM_FLAGS, '--lang=en-US']},
      concurrency: 2,
    }),
  ],
  testFramework: {config: {timeout: 5_000}},
  reporters: [defaultReporter(), countReporter()],
};
