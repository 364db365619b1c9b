import {answers, BODY_ERRORS} from './answers.js';
import {requireSession, requireSessionLater, readUserSession} from './bearer.js';
import {sendFile} from './send-file.js';
import {DownloadAnswer, FileBytes, FileId, ReadFileBody} from './schemas.js';
import {TUS_ANSWER_HEADERS, TUS_OPTIONS, TUS_REQUEST_HEADERS, tusRoutes, type Sender} from './tus.js';
import {ServiceError} from '../errors.js';
import {limitKey} from '../identity/session-token.js';
import {ownerWriteKey} from '../identity/write-keys.js';
import {addressKey} from '../rate-limiter.js';
import type {RouteParts, Routes} from './parts.js';
import type {Session} from '../identity/session-token.js';
import type {DownloadResponse} from 'helpshift-chat/protocol';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** The routes of users for files. No private answer is a GET: a page's service worker may keep those. */
export function fileRoutes(routes: Routes, parts: RouteParts): void {
  const common = {tags: ['user'], security: [{session: []}]};
  routes.addHook('onRequest', async ({headers}, reply) => {
    if (headers.origin === undefined) return;
    reply.header('access-control-expose-headers', `retry-after, vary, ${TUS_ANSWER_HEADERS}`);
  });
  // More specific than the one for all routes of users.
  for (const url of ['/v1/files', '/v1/files/*']) {
    routes.options(url, {schema: {hide: true}}, (_request, reply) => {
      reply.header('access-control-allow-methods', 'POST, HEAD, PATCH, DELETE');
      reply.header('access-control-allow-headers', `authorization, content-type, ${TUS_REQUEST_HEADERS}`);
      reply.header('access-control-max-age', '7200');
      return reply.code(204).headers(TUS_OPTIONS).send();
    });
  }

  const identify = async (request: FastifyRequest): Promise<Sender> => {
    const session = await requireFileSession(parts, request);
    const {domain, ownerId: id, verified} = session;
    const later = requireSessionLater(parts, request, session);
    const {uploadBytes, uploadBytesOfAddress} = parts.requestLimits;
    return {
      uploader: {kind: 'user', id, domain},
      key: () => ownerWriteKey(session),
      check: later.check,
      checkAgain: () => later.check(parts.db),
      limitKey: verified ? limitKey(session) : addressKey(request.ip),
      bytesLimit: verified ? uploadBytes : uploadBytesOfAddress,
      app: session,
    };
  };
  void routes.register(async (scope: Routes) => {
    scope.addHook('onRequest', async (request, reply) => {
      const session = readUserSession(parts, request);
      await parts.requestLimits.reads.take(limitKey(session), reply, session);
    });
    tusRoutes(scope, parts, {
      path: '/v1/files',
      common,
      identify,
      target: async ({app}) => {
        if (!app) throw new Error('a session has an app');
        return {app: {domain: app.domain, platformId: app.platformId}, conversationId: null};
      },
    });
  });

  const limitFiles = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const session = readUserSession(parts, request);
    await parts.requestLimits.fileBytes.require(limitKey(session), reply, session);
    await parts.requestLimits.reads.take(limitKey(session), reply, session);
  };

  routes.post(
    '/v1/files/read',
    {
      onRequest: limitFiles,
      schema: {
        ...common,
        summary: 'Read a file of a conversation of the session’s user, or one that the user has uploaded',
        description: 'A picture comes with its type; every other file as bytes to be downloaded.',
        body: ReadFileBody,
        response: answers({200: FileBytes}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request, reply) => {
      const session = await requireFileSession(parts, request);
      const {storedFiles} = parts.attachments;
      const row = await storedFiles.findForUser(session, request.body.fileId);
      const file = await storedFiles.open(row, request.body.form);
      parts.requestLimits.fileBytes.owe(limitKey(session), file.bytes);
      return sendFile(reply, file);
    },
  );

  routes.post(
    '/v1/files/download',
    {
      onRequest: limitFiles,
      schema: {
        ...common,
        summary: 'Make an address that downloads a file once, within a minute',
        body: FileId,
        response: answers({201: DownloadAnswer}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request, reply) => {
      const session = await requireFileSession(parts, request);
      const {storedFiles} = parts.attachments;
      const row = await storedFiles.findForUser(session, request.body.fileId);
      parts.requestLimits.fileBytes.owe(limitKey(session), row.bytes);
      const offered: DownloadResponse = await storedFiles.offer(row);
      return reply.code(201).send(offered);
    },
  );
}

/** Returns the session. Throws `forbidden` with full privacy: it has no attachments at all. */
async function requireFileSession(parts: RouteParts, request: FastifyRequest): Promise<Session> {
  const session = await requireSession(parts, request);
  requireNoFullPrivacy(session);
  return session;
}

/** Throws `forbidden` for a session with full privacy: it has no attachments at all. */
export function requireNoFullPrivacy({fullPrivacy}: Pick<Session, 'fullPrivacy'>): void {
  if (fullPrivacy) throw new ServiceError('forbidden', 'With full privacy there are no attachments.');
}
