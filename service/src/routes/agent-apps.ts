import {Type} from 'typebox';
import {requireAgent} from './agent-cookie.js';
import {answers, BODY_ERRORS, PATH_ERRORS} from './answers.js';
import {AppKey, AppSettingsBody, Empty} from './schemas.js';
import {ServiceError} from '../errors.js';
import {
  changeApp,
  createSecretKey,
  deleteSecretKey,
  listAppRecords,
  listKeyRecords,
} from '../apps/app-administration.js';
import {requireApp} from '../apps/apps.js';
import {COMPATIBLE_TOKENS} from '../../contract/compatible-tokens.js';
import {checkToken} from '../identity/token-check.js';
import type {RouteParts, Routes} from './parts.js';
import type {AgentApp, AgentAppKey, AgentKeyResponse, AgentVerifyResponse} from '../../contract/agent-wire.js';
import type {Store} from '../database/engine.js';
import type {KeyRecord} from '../apps/app-administration.js';
import type {App} from '../apps/apps.js';
import type {FastifyRequest} from 'fastify';

const CompatibleTokensValue = Type.Enum([...COMPATIBLE_TOKENS]);

const KeyBody = Type.Object({id: Type.String(), createdAt: Type.Integer(), secret: Type.String()});

const AppBody = Type.Unsafe<AgentApp>(
  Type.Object({
    ...AppKey.properties,
    ...AppSettingsBody.properties,
    verification: Type.Boolean(),
    compatibleTokens: CompatibleTokensValue,
    origins: Type.Array(Type.String()),
    keys: Type.Array(KeyBody),
  }),
);

/** Nobody is logged in; the agent is no administrator, or the request does not come from the inbox. */
const ADMINISTRATOR_ERRORS = ['unauthorized', 'forbidden'] as const;

/** Refuses unknown names: an ignored name would leave the setting unchanged without an error. */
const NOTHING_ELSE = {additionalProperties: false};

const ChangesBody = Type.Object(
  {
    verification: Type.Optional(Type.Boolean()),
    compatibleTokens: Type.Optional(CompatibleTokensValue),
    identityBot: Type.Optional(
      Type.Object({name: Type.Optional(Type.Boolean()), email: Type.Optional(Type.Boolean())}, NOTHING_ELSE),
    ),
    greeting: Type.Optional(Type.String()),
    origins: Type.Optional(Type.Array(Type.String(), {maxItems: 100})),
  },
  NOTHING_ELSE,
);

const NewKeyBody = Type.Object({secret: Type.Optional(Type.String())}, NOTHING_ELSE);

const VerifyBody = Type.Object(
  {
    userId: Type.Optional(Type.String()),
    userEmail: Type.Optional(Type.String()),
    userName: Type.Optional(Type.String()),
    fullPrivacy: Type.Boolean(),
    token: Type.String(),
  },
  NOTHING_ELSE,
);

const VerifyAnswer = Type.Unsafe<AgentVerifyResponse>(
  Type.Object({
    valid: Type.Boolean(),
    keyId: Type.Optional(Type.String()),
    form: Type.Optional(Type.Enum(['compatible', 'strict'])),
    mistakes: Type.Optional(Type.Array(Type.String())),
    issues: Type.Array(Type.String()),
  }),
);

/** The routes of the inbox's settings page: the apps of this installation. For administrators alone. */
export function agentAppRoutes(routes: Routes, parts: RouteParts, store: Store): void {
  const {db, clock} = parts;
  const common = {tags: ['agent'], security: [{agent: []}]};
  const path = '/v1/agent/apps/:domain/:platformId';
  // Checked before anything else of the request.
  const onRequest = async (request: FastifyRequest): Promise<void> => requireAdministrator(parts, request);

  const describeApp = async (app: App): Promise<AgentApp> => {
    const {settings, domain, platformId, verification, compatibleTokens, origins} = app;
    const keys = (await listKeyRecords(db, app)).filter(({deletedAt}) => deletedAt === null).map(toKey);
    return {domain, platformId, verification, compatibleTokens, origins, ...settings, keys};
  };

  routes.post(
    '/v1/agent/apps/list',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'All apps, with their settings and keys',
        response: answers({200: Type.Object({apps: Type.Array(AppBody)})}, ...ADMINISTRATOR_ERRORS, ...BODY_ERRORS),
      },
    },
    async () => ({apps: await Promise.all((await listAppRecords(db)).map(describeApp))}),
  );

  routes.patch(
    path,
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Change the named settings of an app; the others stay',
        params: AppKey,
        body: ChangesBody,
        response: answers({200: AppBody}, ...ADMINISTRATOR_ERRORS, ...PATH_ERRORS, ...BODY_ERRORS, 'unknown_app'),
      },
    },
    async (request) => {
      const {identityBot, ...changes} = request.body;
      const app = await changeApp(store, request.params, () => ({
        ...changes,
        identityBotName: identityBot?.name,
        identityBotEmail: identityBot?.email,
      }));
      return describeApp(app);
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
        body: NewKeyBody,
        response: answers(
          {201: Type.Object({key: KeyBody, secret: Type.String(), wasDeletedBefore: Type.Boolean()})},
          ...ADMINISTRATOR_ERRORS,
          ...PATH_ERRORS,
          ...BODY_ERRORS,
          'unknown_app',
        ),
      },
    },
    async (request, reply) => {
      const createdAt = clock();
      const key = await createSecretKey(store, request.params, request.body.secret, () => createdAt);
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
        params: Type.Object({...AppKey.properties, keyId: Type.String({minLength: 1, maxLength: 100})}),
        response: answers({204: Empty}, ...ADMINISTRATOR_ERRORS, ...PATH_ERRORS, ...BODY_ERRORS, 'unknown_app'),
      },
    },
    async (request, reply) => {
      await deleteSecretKey(store, request.params, request.params.keyId, clock);
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
        body: VerifyBody,
        response: answers({200: VerifyAnswer}, ...ADMINISTRATOR_ERRORS, ...PATH_ERRORS, ...BODY_ERRORS, 'unknown_app'),
      },
    },
    async (request) => checkToken(db, await requireApp(db, request.params), request.body),
  );
}

/** Throws `unauthorized` or `forbidden` unless an administrator sent the request. */
async function requireAdministrator(parts: RouteParts, request: FastifyRequest): Promise<void> {
  const {role} = await requireAgent(parts, request);
  if (role !== 'administrator') throw new ServiceError('forbidden', 'Only administrators see and change apps.');
}

/** Returns a key without its secret. The last four characters distinguish keys; a secret has at least 16. */
function toKey({id, createdAt, secret}: Pick<KeyRecord, 'id' | 'createdAt' | 'secret'>): AgentAppKey {
  return {id, createdAt, secret: `…${[...(secret ?? '')].slice(-4).join('')}`};
}
