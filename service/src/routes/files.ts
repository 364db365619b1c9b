import {requireSession, requireSessionLater, readUserSession} from './bearer.js';
import {storedFileRoutes, type FileReader} from './stored-files.js';
import {TUS_ANSWER_HEADERS, TUS_OPTIONS, TUS_REQUEST_HEADERS, tusRoutes, type Sender} from './tus.js';
import {ServiceError} from '../errors.js';
import {limitKey} from '../identity/session-token.js';
import {ownerWriteKey} from '../identity/write-keys.js';
import {addressKey} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';
import type {Session} from '../identity/session-token.js';
import type {FastifyRequest} from 'fastify';

const KIND = {path: '/v1/files', common: {tags: ['user'], security: [{session: []}]}};

/** The routes of users for files. */
export function fileRoutes(routes: Routes, parts: RouteParts): void {
  routes.addHook('onRequest', async ({headers}, reply) => {
    if (headers.origin === undefined) return;
    reply.header('access-control-expose-headers', `retry-after, vary, ${TUS_ANSWER_HEADERS}`);
  });
  // More specific than the one for all routes of users.
  for (const url of [KIND.path, `${KIND.path}/*`]) {
    routes.options(url, {schema: {hide: true}}, (_request, reply) => {
      reply.header('access-control-allow-methods', 'POST, HEAD, PATCH, DELETE');
      reply.header('access-control-allow-headers', `authorization, content-type, ${TUS_REQUEST_HEADERS}`);
      reply.header('access-control-max-age', '7200');
      return reply.code(204).headers(TUS_OPTIONS).send();
    });
  }
  void routes.register(async (limited: Routes) => {
    limited.addHook('onRequest', async (request, reply) => {
      const session = readUserSession(parts, request);
      await parts.requestLimits.reads.take(limitKey(session), reply, session);
    });
    void limited.register(async (scope: Routes) => uploadRoutes(scope, parts));
    readRoutes(limited, parts);
  });
}

function uploadRoutes(routes: Routes, parts: RouteParts): void {
  const {uploadBytes, uploadBytesOfAddress} = parts.requestLimits;
  const identify = async (request: FastifyRequest): Promise<Sender> => {
    const session = await requireFileSession(parts, request);
    const {domain, ownerId: id, verified} = session;
    const {check} = requireSessionLater(parts, request, session);
    return {
      uploader: {kind: 'user', id, domain},
      key: () => ownerWriteKey(session),
      check,
      checkAgain: () => check(parts.db),
      limitKey: verified ? limitKey(session) : addressKey(request.ip),
      bytesLimit: verified ? uploadBytes : uploadBytesOfAddress,
      app: session,
    };
  };
  tusRoutes(routes, parts, {
    ...KIND,
    identify,
    target: async ({app}) => {
      if (!app) throw new Error('a session has an app');
      return {app: {domain: app.domain, platformId: app.platformId}, conversationId: null};
    },
  });
}

function readRoutes(routes: Routes, parts: RouteParts): void {
  const {storedFiles} = parts.attachments;
  const identify = async (request: FastifyRequest): Promise<FileReader> => {
    const session = await requireFileSession(parts, request);
    return {limitKey: limitKey(session), find: (id) => storedFiles.findForUser(session, id), app: session};
  };
  const readable = 'of a conversation of the session’s user, or one that the user has uploaded';
  storedFileRoutes(routes, parts, {...KIND, identify, readable});
}

/** Returns the session. Throws `forbidden` with full privacy: it has no attachments at all. */
async function requireFileSession(parts: RouteParts, request: FastifyRequest): Promise<Session> {
  const session = await requireSession(parts, request);
  if (session.fullPrivacy) throw new ServiceError('forbidden', 'With full privacy there are no attachments.');
  return session;
}
