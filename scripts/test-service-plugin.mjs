/**
 * For @web/test-runner: one real service for the run. Pages under test talk to it as pages of another origin do, and
 * through `/test-service/…` the tests themselves ask it for what a page may not: tokens, and what agents do. See
 * test/support/service.ts.
 */
import {text} from 'node:stream/consumers';
import {createApp} from './create-app.mjs';
import {startService} from './start-service.mjs';
import {startVisitorProxy} from './visitor-proxy.mjs';

const PREFIX = '/test-service';
const APPS_PATH = '/test-service-apps';
const AGENT = {email: 'agent@example.com', password: 'a password for tests'};

/**
 * @param {string} pageOrigin the origin of the test pages. The service takes it for its own, so its app allows it.
 */
export function testService(pageOrigin) {
  /** @type {import('./start-service.mjs').RunningService | undefined} */
  let service;
  /** Where the pages find it. @type {{url: string, stop: () => void} | undefined} */
  let entrance;
  /** @type {Promise<string> | undefined} */
  let agentCookie;

  /** @param {string} path @param {RequestInit} init */
  function ask(path, init) {
    if (!service) throw new Error('the service has not started');
    const headers = {'content-type': 'application/json', origin: pageOrigin, ...init.headers};
    return fetch(service.url + path, {...init, headers});
  }

  async function logIn() {
    const response = await ask('/v1/agent/session', {method: 'POST', body: JSON.stringify(AGENT)});
    if (!response.ok) throw new Error(`the agent cannot log in: ${response.status} ${await response.text()}`);
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
  }

  /** @type {import('@web/test-runner').TestRunnerPlugin} */
  const plugin = {
    name: 'test-service',
    async serverStart() {
      const env = {PUBLIC_URL: pageOrigin, ADMIN_EMAIL: AGENT.email, ADMIN_PASSWORD: AGENT.password, TRUST_PROXY: '1'};
      service = await startService({env});
      entrance = await startVisitorProxy(service.url);
    },
    serve({path}) {
      return path === '/test-service.json' ? {body: JSON.stringify({url: entrance?.url}), type: 'json'} : undefined;
    },
    async serverStop() {
      entrance?.stop();
      await service?.stop();
    },
  };

  /** @type {import('@web/dev-server-core').Middleware} */
  const middleware = async (context, next) => {
    if (context.path === APPS_PATH && service) {
      /** @type {unknown} */
      const options = JSON.parse(await text(context.req));
      context.body = createApp(service.dataDir, /** @type {import('./create-app.mjs').AppOptions} */ (options));
      return;
    }
    if (!context.path.startsWith(`${PREFIX}/`)) {
      await next();
      return;
    }
    agentCookie ??= logIn();
    const body = await text(context.req);
    const answer = await ask(context.url.slice(PREFIX.length), {
      method: context.method,
      headers: {cookie: await agentCookie},
      ...(body && {body}),
    });
    context.status = answer.status;
    context.type = 'json';
    context.body = await answer.text();
  };

  return {plugin, middleware, url: () => entrance?.url ?? ''};
}
