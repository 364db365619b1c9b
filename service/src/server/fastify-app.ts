import {fastify, LogController} from 'fastify';
import {BODY_LIMIT_BYTES} from '../limits.js';
import {checkBySchema} from '../routes/check-by-schema.js';
import {answerError} from '../routes/errors.js';
import {setSecurityHeaders} from '../routes/security-headers.js';
import type {Door} from './door.js';
import type {IsTrusted} from './trusted-addresses.js';
import type {Routes} from '../routes/parts.js';
import type {TSchema, TypeBoxTypeProvider} from '@fastify/type-provider-typebox';
import type {FastifyBaseLogger} from 'fastify';

export interface FastifyParts {
  readonly log: FastifyBaseLogger;
  readonly isTrusted: IsTrusted;
  readonly door: Door;
  readonly publicOrigin: string | undefined;
}

/** Makes the Fastify app, without routes. */
export function createFastify({log, isTrusted, door, publicOrigin}: FastifyParts): Routes {
  const app = fastify({
    loggerInstance: log,
    // Requests are not logged: only refusals and failures are, where they happen.
    logController: new LogController({disableRequestLogging: true}),
    bodyLimit: BODY_LIMIT_BYTES,
    serverFactory: (handle) => door.createServer(handle),
    clientErrorHandler: (error, socket) => door.answerUnreadable(error, socket),
    // Otherwise Fastify would answer requests at the end itself, with an error of another form.
    return503OnClosing: false,
    trustProxy: isTrusted,
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply, publicOrigin);
      // No hook runs here, and Node has given a connection that asks for an upgrade away. So this answer must close it.
      if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroySoon());
      answerError(error, request, reply);
    },
    routerOptions: {maxParamLength: 1000},
    // The compilers are set below. Without these two, Fastify would load its own first.
    schemaController: {compilersFactory: {buildValidator: neverUsed, buildSerializer: neverUsed}},
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(({schema}) => checkBySchema(schema as TSchema));
  // TypeScript checks the answers. A serializer for each schema would take a fifth of the time to start.
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  return app;
}

function neverUsed(): never {
  throw new Error('the compilers of this app are set');
}
