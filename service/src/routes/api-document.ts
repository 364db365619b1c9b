import {fastify} from 'fastify';
import type {Routes} from './parts.js';
import type {FastifyDynamicSwaggerOptions} from '@fastify/swagger';
import type {RouteOptions} from 'fastify';

const DESCRIPTION = `The API of the chat element and of the inbox.

Every answer that is not a success has an error with a code. A request that cannot be read as HTTP, or does not come in
time, gets one too, with the status 400, 408 or 431.`;

const DOCUMENT: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {title: 'helpshift-chat', version: '1', description: DESCRIPTION},
    components: {
      securitySchemes: {
        session: {type: 'http', scheme: 'bearer', description: 'A sessionToken of POST /v1/sessions.'},
        agent: {type: 'apiKey', in: 'cookie', name: 'helpshift-chat-agent'},
      },
    },
  },
};

/**
 * Describes all routes that are added after this call, at `/openapi.json`. The document is made for the first request,
 * so that the start does not wait for it.
 */
export function describeApi(routes: Routes): void {
  const added: RouteOptions[] = [];
  routes.addHook('onRoute', (route) => void added.push(route));
  let document: Promise<object> | undefined;
  routes.get('/openapi.json', {schema: {hide: true}}, () => (document ??= makeDocument(added)));
}

/**
 * Makes the document. The plugin describes the routes of its own Fastify app, so this app has the same routes and
 * listens nowhere.
 */
async function makeDocument(routes: readonly RouteOptions[]): Promise<object> {
  const {default: swagger} = await import('@fastify/swagger');
  const app = fastify({exposeHeadRoutes: false});
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => () => '');
  await app.register(swagger, DOCUMENT);
  for (const {method, url, schema, handler} of routes) {
    if (method !== 'HEAD') app.route({method, url, handler, ...(schema && {schema})});
  }
  await app.ready();
  return app.swagger();
}
