import {requireAgent} from './agent-cookie.js';
import {storedFileRoutes, type FileReader} from './stored-files.js';
import {tusRoutes, type Sender} from './tus.js';
import {appForFiles} from '../conversations/agent-conversations.js';
import {fieldError} from '../errors.js';
import type {RouteParts, Routes} from './parts.js';
import type {FastifyRequest} from 'fastify';

const KIND = {path: '/v1/agent/files', common: {tags: ['agent'], security: [{agent: []}]}};

/** The routes of agents for files. */
export function agentFileRoutes(routes: Routes, parts: RouteParts): void {
  void routes.register(async (scope: Routes) => uploadRoutes(scope, parts));
  readRoutes(routes, parts);
}

/** An upload names its conversation in the metadata, as `conversation`. */
function uploadRoutes(routes: Routes, parts: RouteParts): void {
  const identify = async (request: FastifyRequest): Promise<Sender> => {
    const {id, domain} = await requireAgent(parts, request);
    return {
      uploader: {kind: 'agent', id, domain},
      key: (app) => `owner:${app.domain}/agent ${id}`,
      check: async () => undefined,
      checkAgain: () => requireAgent(parts, request),
      limitKey: limitKey(id),
      bytesLimit: parts.requestLimits.uploadBytes,
      app: undefined,
    };
  };
  tusRoutes(routes, parts, {
    ...KIND,
    identify,
    beginErrors: ['not_found'],
    target: async ({uploader}, {conversation}) => {
      if (conversation === undefined) {
        throw fieldError('invalid_request', 'upload-metadata', 'name the conversation as `conversation`');
      }
      return {app: await appForFiles(parts.db, uploader, conversation), conversationId: conversation};
    },
  });
}

function readRoutes(routes: Routes, parts: RouteParts): void {
  const {storedFiles} = parts.attachments;
  const identify = async (request: FastifyRequest): Promise<FileReader> => {
    const agent = await requireAgent(parts, request);
    return {limitKey: limitKey(agent.id), find: (id) => storedFiles.findForAgent(agent, id), app: undefined};
  };
  const readable = 'of a conversation that the agent may see, or one that the agent has uploaded';
  storedFileRoutes(routes, parts, {...KIND, identify, readable});
}

function limitKey(agentId: string): string {
  return `agent ${agentId}`;
}
