import {Type} from 'typebox';
import {ADMINISTRATOR_ERRORS, requireAdministrator} from './administrator.js';
import {answers, BODY_ERRORS, PATH_ERRORS} from './answers.js';
import {Empty} from './schemas.js';
import {
  changeApp,
  createSecretKey,
  deleteSecretKey,
  listAppRecords,
  listKeyRecords,
} from '../apps/app-administration.js';
import {requireApp} from '../apps/apps.js';
import {trailOfAgent} from '../audit/audit.js';
import {
  AgentApp,
  AgentAppChanges,
  AgentAppsResponse,
  AgentKeyRequest,
  AgentKeyResponse,
  AgentVerifyRequest,
  AppKey,
} from '../../contract/apps.js';
import {Diagnosis} from '../../contract/diagnosis.js';
import {checkToken} from '../identity/token-check.js';
import {SearchText} from '../../contract/schema.js';
import type {RouteParts, Routes} from './parts.js';
import type {AgentAppKey} from '../../contract/apps.js';
import type {AuditTrail} from '../audit/audit.js';
import type {Store} from '../database/engine.js';
import type {AppRecord, KeyRecord} from '../apps/app-administration.js';
import type {FastifyRequest} from 'fastify';

/** The routes of the inbox's settings page: the apps of this installation. For administrators alone. */
export function agentAppRoutes(routes: Routes, parts: RouteParts, store: Store): void {
  const {db, clock} = parts;
  const common = {tags: ['agent'], security: [{agent: []}]};
  const path = '/v1/agent/apps/:domain/:platformId';
  // Checked before anything else of the request.
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    await requireAdministrator(parts, request);
  };
  const trailOf = async (request: FastifyRequest): Promise<AuditTrail> =>
    trailOfAgent(await requireAdministrator(parts, request), clock);

  routes.post(
    '/v1/agent/apps/list',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'All apps, with their settings and keys',
        response: answers({200: AgentAppsResponse}, ...ADMINISTRATOR_ERRORS, ...BODY_ERRORS),
      },
    },
    async () => ({apps: (await listAppRecords(db)).map(toAgentApp)}),
  );

  routes.patch(
    path,
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Change the named settings of an app; the others stay',
        params: AppKey,
        body: AgentAppChanges,
        response: answers({200: AgentApp}, ...ADMINISTRATOR_ERRORS, ...PATH_ERRORS, ...BODY_ERRORS, 'unknown_app'),
      },
    },
    async (request) => {
      const app = await changeApp(store, request.params, () => request.body, await trailOf(request));
      const keys = await listKeyRecords(db, app);
      return toAgentApp({...app, keys: keys.filter(({deletedAt}) => deletedAt === null)});
    },
  );

  routes.post(
    `${path}/keys`,
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Make a secret key, or take over one that a site has; the only answer with the secret',
        params: AppKey,
        body: AgentKeyRequest,
        response: answers(
          {201: AgentKeyResponse},
          ...ADMINISTRATOR_ERRORS,
          ...PATH_ERRORS,
          ...BODY_ERRORS,
          'unknown_app',
        ),
      },
    },
    async (request, reply) => {
      const createdAt = clock();
      const trail = {...(await trailOf(request)), clock: () => createdAt};
      const key = await createSecretKey(store, request.params, request.body.secret, trail);
      const {secret, wasDeletedBefore} = key;
      const answer: AgentKeyResponse = {key: toKey({...key, createdAt}), secret, wasDeletedBefore};
      return reply.code(201).send(answer);
    },
  );

  routes.delete(
    `${path}/keys/:keyId`,
    {
      onRequest,
      schema: {
        ...common,
        summary: 'End a secret key, its tokens and the sessions they began, at once',
        params: Type.Object({...AppKey.properties, keyId: SearchText(100)}),
        response: answers({204: Empty}, ...ADMINISTRATOR_ERRORS, ...PATH_ERRORS, ...BODY_ERRORS, 'unknown_app'),
      },
    },
    async (request, reply) => {
      await deleteSecretKey(store, request.params, request.params.keyId, await trailOf(request));
      return reply.code(204).send(null);
    },
  );

  routes.post(
    `${path}/verify`,
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Whether the app accepts a token for these identifiers, and if not, what is wrong',
        params: AppKey,
        body: AgentVerifyRequest,
        response: answers({200: Diagnosis}, ...ADMINISTRATOR_ERRORS, ...PATH_ERRORS, ...BODY_ERRORS, 'unknown_app'),
      },
    },
    async (request) => checkToken(db, await requireApp(db, request.params), request.body),
  );
}

function toAgentApp({epoch: _, keys, ...app}: AppRecord): AgentApp {
  return {...app, keys: keys.map(toKey)};
}

/** Returns a key without its secret. The last four characters distinguish keys; a secret has at least 16. */
function toKey({id, createdAt, secret}: Pick<KeyRecord, 'id' | 'createdAt' | 'secret'>): AgentAppKey {
  return {id, createdAt, secret: `…${[...(secret ?? '')].slice(-4).join('')}`};
}
