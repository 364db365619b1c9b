import {answers, BODY_ERRORS} from './answers.js';
import {requireAgent} from './agent-cookie.js';
import {DownloadAnswer, FileBytes, FileId, ReadFileBody} from './schemas.js';
import {sendFile} from './send-file.js';
import {tusRoutes, type Sender} from './tus.js';
import {appForFiles} from '../conversations/agent-conversations.js';
import {fieldError} from '../errors.js';
import type {RouteParts, Routes} from './parts.js';
import type {DownloadResponse} from 'helpshift-chat/protocol';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** The routes of agents for files. An upload names its conversation in the metadata, as `conversation`. */
export function agentFileRoutes(routes: Routes, parts: RouteParts): void {
  const common = {tags: ['agent'], security: [{agent: []}]};
  const {fileBytes, uploadBytes} = parts.requestLimits;
  const {storedFiles} = parts.attachments;

  const identify = async (request: FastifyRequest): Promise<Sender> => {
    const {id, domain} = await requireAgent(parts, request);
    return {
      uploader: {kind: 'agent', id, domain},
      key: (app) => `owner:${app.domain}/agent ${id}`,
      check: async () => undefined,
      checkAgain: () => requireAgent(parts, request),
      limitKey: `agent ${id}`,
      bytesLimit: uploadBytes,
      app: undefined,
    };
  };
  void routes.register(async (scope: Routes) =>
    tusRoutes(scope, parts, {
      path: '/v1/agent/files',
      common,
      identify,
      beginErrors: ['not_found'],
      target: async ({uploader}, {conversation}) => {
        if (conversation === undefined) {
          throw fieldError('invalid_request', 'upload-metadata', 'name the conversation as `conversation`');
        }
        return {app: await appForFiles(parts.db, uploader, conversation), conversationId: conversation};
      },
    }),
  );

  const limitFiles = async (id: string, reply: FastifyReply): Promise<void> => fileBytes.require(`agent ${id}`, reply);

  routes.post(
    '/v1/agent/files/read',
    {
      schema: {
        ...common,
        summary: 'Read a file of a conversation that the agent may see, or one that the agent has uploaded',
        description: 'A picture comes with its type; every other file as bytes to be downloaded.',
        body: ReadFileBody,
        response: answers({200: FileBytes}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request, reply) => {
      const agent = await requireAgent(parts, request);
      await limitFiles(agent.id, reply);
      const row = await storedFiles.findForAgent(agent, request.body.fileId);
      const file = await storedFiles.open(row, request.body.form);
      fileBytes.owe(`agent ${agent.id}`, file.bytes);
      return sendFile(reply, file);
    },
  );

  routes.post(
    '/v1/agent/files/download',
    {
      schema: {
        ...common,
        summary: 'Make an address that downloads a file once, within a minute',
        body: FileId,
        response: answers({201: DownloadAnswer}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request, reply) => {
      const agent = await requireAgent(parts, request);
      await limitFiles(agent.id, reply);
      const row = await storedFiles.findForAgent(agent, request.body.fileId);
      fileBytes.owe(`agent ${agent.id}`, row.bytes);
      const offered: DownloadResponse = await storedFiles.offer(row);
      return reply.code(201).send(offered);
    },
  );
}
