/**
 * For @web/test-runner: one real service for the whole run. The pages under test use it from another origin. The tests
 * use `/test-service/…` for things that a page may not do: make tokens, act as an agent. See test/support/service.ts.
 */
import {text} from 'node:stream/consumers';
import {setTimeout as delay} from 'node:timers/promises';
import type {Middleware} from '@web/dev-server-core';
import type {TestRunnerPlugin} from '@web/test-runner';
import {createApp, type AppOptions} from './e2e-app.js';
import {startService, type RunningService} from './start-service.js';
import {startVisitorProxy, type VisitorProxy} from './visitor-proxy.js';

const PREFIX = '/test-service';
const APPS_PATH = '/test-service-apps';
const AGENT = {email: 'agent@example.com', password: 'a password for tests'};

export interface TestServiceParts {
  readonly plugin: TestRunnerPlugin;
  readonly middleware: Middleware;
  /** The service's address. */
  readonly url: () => string;
}

/** @param pageOrigin the origin of the test pages. The service uses it as its own origin, so every app allows it. */
export function testService(pageOrigin: string): TestServiceParts {
  let service: RunningService | undefined;
  let entrance: VisitorProxy | undefined;
  let agentCookie: Promise<string> | undefined;

  function ask(path: string, init: RequestInit & {headers?: Record<string, string>}): Promise<Response> {
    if (!service) throw new Error('the service has not started');
    const headers = {'content-type': 'application/json', origin: pageOrigin, ...init.headers};
    return fetch(service.url + path, {...init, headers});
  }

  /** All tests are one agent, who has limits: one that is refused comes back when the service says. */
  async function askAgain(...request: Parameters<typeof ask>): Promise<Response> {
    for (;;) {
      const answer = await ask(...request);
      if (answer.status !== 429) return answer;
      await delay(1000 * Number(answer.headers.get('retry-after')));
    }
  }

  async function logIn(): Promise<string> {
    const response = await ask('/v1/agent/session', {method: 'POST', body: JSON.stringify(AGENT)});
    if (!response.ok) throw new Error(`the agent cannot log in: ${response.status} ${await response.text()}`);
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
  }

  const plugin: TestRunnerPlugin = {
    name: 'test-service',
    async serverStart() {
      const env = {
        PUBLIC_URL: pageOrigin,
        ADMIN_EMAIL: AGENT.email,
        ADMIN_PASSWORD: AGENT.password,
        TRUST_PROXY: '1',
        // What a page does must never be too much.
        USER_LIMITS: 'on',
      };
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

  const middleware: Middleware = async (context, next) => {
    if (context.path === APPS_PATH && service) {
      context.body = await createApp(service.environment, JSON.parse(await text(context.req)) as AppOptions);
      return;
    }
    if (!context.path.startsWith(`${PREFIX}/`)) {
      await next();
      return;
    }
    const body = await text(context.req);
    agentCookie ??= logIn();
    const answer = await askAgain(context.url.slice(PREFIX.length), {
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
