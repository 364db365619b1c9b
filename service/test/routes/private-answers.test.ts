import assert from 'node:assert/strict';
import {subscribe, unsubscribe} from 'node:diagnostics_channel';
import {mkdirSync, writeFileSync} from 'node:fs';
import {request as sendRequest} from 'node:http';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {APP, OWN_ORIGIN, startTestService, temporaryFolder, type TestService} from '../support/test-service.js';
import type {FastifyInstance, LightMyRequestResponse, RouteOptions} from 'fastify';
import type {IncomingHttpHeaders} from 'node:http';

interface Route {
  readonly method: string;
  readonly url: string;
}

/** The public answers: the same for every user, and cacheable. A new route is private until it is listed here. */
const PUBLIC_ROUTES = ['/v1/apps/:domain/:platformId', '/inbox', '/inbox/*', '/*'];

/** The service with all of its routes, each with one of its methods. */
async function startWithRoutes(t: TestContext): Promise<{service: TestService; routes: readonly Route[]}> {
  const added: RouteOptions[] = [];
  const collect = (message: unknown): void => {
    const {fastify} = message as {fastify: FastifyInstance};
    fastify.addHook('onRoute', (route) => void added.push(route));
  };
  subscribe('fastify.initialization', collect);
  t.after(() => unsubscribe('fastify.initialization', collect));
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'demo'));
  writeFileSync(join(folder, 'demo', 'index.html'), '<!doctype html>');
  const folders = {element: folder, inbox: folder, demo: join(folder, 'demo')};
  const service = await startTestService(t, {folders, publicOrigin: OWN_ORIGIN});
  const routes = added.flatMap(({method, url}) => [method].flat().map((one) => ({method: one, url})));
  assert.ok(routes.length > 30, 'the routes are found');
  return {service, routes: routes.filter(({url}) => !PUBLIC_ROUTES.includes(url))};
}

const isOfUsers = ({url}: Route): boolean => url.startsWith('/v1/') && !isOfAgents({url});
const isOfAgents = ({url}: Pick<Route, 'url'>): boolean => url.startsWith('/v1/agent/');

/** What an answer varies by, beside its compression. */
const words = (header: unknown): string[] =>
  String(header)
    .split(/, ?/)
    .filter((word) => word !== 'accept-encoding')
    .toSorted();

/** Asserts that neither the browser nor a service worker can give this answer to another user. */
function assertPrivate(route: Route, status: number, headers: IncomingHttpHeaders | LightMyRequestResponse['headers']) {
  const name = `${status} for ${route.method} ${route.url}`;
  assert.equal(headers['cache-control'], 'no-store', name);
  if (isOfUsers(route)) assert.deepEqual(words(headers.vary), ['authorization', 'origin'], name);
  if (isOfAgents(route)) assert.deepEqual(words(headers.vary), ['cookie', 'origin'], name);
}

describe('every answer for a user or an agent is kept by no cache, and is for its reader alone:', () => {
  for (const [who, makeHeaders] of Object.entries({
    'to a request without a session': async () => ({}),
    'to a user': async (service: TestService) => ({authorization: `Bearer ${await service.logIn('captain')}`}),
    'to an administrator': async (service: TestService) => service.agent(),
  })) {
    it(who, async (t) => {
      const {service, routes} = await startWithRoutes(t);
      const headers = {origin: OWN_ORIGIN, ...(await makeHeaders(service))};
      const {conversation} = await service.send(await service.logIn('captain'), 'hello');
      const statuses = new Set<number>();
      // Log-out comes last: it ends the agent's session.
      const inOrder = routes.toSorted((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
      for (const route of inOrder) {
        const url = route.url
          .replace(':domain', APP.domain)
          .replace(':platformId', APP.platformId)
          .replace(':id', conversation.id)
          .replace('*', 'x');
        const hasBody = ['POST', 'PUT', 'PATCH'].includes(route.method);
        const {statusCode, headers: answered} = await service.ask({
          method: route.method as 'GET',
          url,
          headers,
          ...(hasBody && {payload: {}}),
        });
        statuses.add(statusCode);
        assertPrivate(route, statusCode, answered);
      }
      assert.ok(statuses.has(400) && statuses.has(401), [...statuses].join());
      if (who !== 'to a request without a session') assert.ok(statuses.has(200), [...statuses].join());
    });
  }

  it('also the refusal of a live connection', async (t) => {
    const {service} = await startWithRoutes(t);
    const {port} = new URL(await service.app.listen({host: '127.0.0.1', port: 0}));
    const upgrade = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      origin: OWN_ORIGIN,
    };
    const url = '/v1/agent/live';
    const answer = await new Promise<{status: number; headers: IncomingHttpHeaders}>((resolve, reject) => {
      const request = sendRequest({host: '127.0.0.1', port, path: url, headers: upgrade});
      request.on('response', (response) => {
        response.resume();
        resolve({status: response.statusCode ?? 0, headers: response.headers});
      });
      request.on('error', reject);
      request.end();
    });
    assert.equal(answer.status, 401);
    assertPrivate({method: 'GET', url}, answer.status, answer.headers);
  });

  it("but an app's settings are the same for every user", async (t) => {
    const {service} = await startWithRoutes(t);
    const url = `/v1/apps/${APP.domain}/${APP.platformId}`;
    const {headers} = await service.ask({url, headers: {origin: OWN_ORIGIN}});
    assert.match(String(headers['cache-control']), /^public, max-age=/);
    assert.equal(headers.vary, 'origin, accept-encoding');
    const unknown = await service.ask({url: `${url}x`, headers: {origin: OWN_ORIGIN}});
    assert.deepEqual([unknown.statusCode, unknown.headers['cache-control']], [404, 'no-store']);
  });
});
