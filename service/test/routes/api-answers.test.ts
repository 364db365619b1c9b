import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Compile} from 'typebox/schema';
import {createUserAuthToken} from 'helpshift-chat/token';
import {liveClients} from '../support/live.js';
import {
  answering,
  APP,
  keyId,
  newCredential,
  OWN_ORIGIN,
  PASSWORD,
  SECRET,
  startTestService,
  type TestService,
} from '../support/test-service.js';
import {begin, BYTES, idOf, metadata, sendingFile, TUS, upload} from '../support/uploads.js';
import type {TSchema} from 'typebox';
import type {AgentEntryRequest} from '../../contract/conversations.js';
import type {DownloadResponse, ErrorResponse, SendMessagesResponse} from 'helpshift-chat/protocol';
import type {LightMyRequestResponse} from 'fastify';
import type {TestContext} from 'node:test';

interface DescribedAnswer {
  readonly headers?: Readonly<Record<string, object>>;
  /** By the type. Absent in an answer without a body. */
  readonly content?: Readonly<Record<string, {readonly schema: TSchema}>>;
}

interface ErrorSchema {
  readonly properties: {readonly error: {readonly properties: {readonly code: {readonly enum: string[]}}}};
}

interface Operation {
  /** As `POST /v1/sessions`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly answers: Readonly<Record<string, DescribedAnswer>>;
}

interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: object | string;
}

type OwnRequest = Partial<Request>;

/**
 * The requests to each operation that others do not know, the first one a good one. An administrator of the inbox sends
 * them, to the address of an app and of a key that exist.
 */
const REQUESTS: Record<string, (service: TestService) => Promise<OwnRequest[]> | OwnRequest[]> = {
  'GET /healthz': () => [{}],
  'GET /livez': () => [{}],
  'GET /readyz': () => [{}],
  'GET /v1/apps/{domain}/{platformId}': async (service) => {
    const {headers} = await service.ask({url: `/v1/apps/${APP.domain}/${APP.platformId}`});
    return [{}, {headers: {'if-none-match': String(headers.etag)}}];
  },
  'POST /v1/sessions': async (service) => {
    const cleared = {...APP, anonymousCredential: newCredential()};
    await service.ask({method: 'POST', url: '/v1/anonymous-users/clear', payload: cleared});
    const userAuthToken = await createUserAuthToken({userId: 'ann', secret: SECRET});
    return [
      {payload: {...APP, anonymousCredential: newCredential()}},
      {payload: {...APP, userId: 'ann', userAuthToken}},
      {payload: {...APP, userId: 'ben', userAuthToken}},
      {payload: {...APP, userId: 'ann'}},
      {payload: cleared},
    ];
  },
  'POST /v1/sessions/end': async (service) => {
    const ended = await service.visit();
    await service.ask({method: 'POST', url: '/v1/sessions/end', payload: {sessionTokens: [ended]}});
    const message = {id: crypto.randomUUID(), text: 'hello'};
    const beginnings = await Promise.all(
      Array.from({length: CONVERSATIONS_AT_ONCE}, async () => ({
        payload: {sessionTokens: [await service.visit()], messages: [message]},
      })),
    );
    return [
      {payload: {sessionTokens: [await service.visit()]}},
      {payload: {sessionTokens: [await service.visit()], messages: [message]}},
      {payload: {sessionTokens: [ended], messages: [message]}},
      {payload: {sessionTokens: [await service.visit()], messages: [message]}, headers: {origin: FOREIGN_ORIGIN}},
      {payload: {sessionTokens: [await service.visit()], messages: [message, {...message, text: 'other'}]}},
      ...beginnings,
    ];
  },
  'POST /v1/anonymous-users/clear': () => [{payload: {...APP, anonymousCredential: newCredential()}}],
  'POST /v1/agent/session': () => [
    {payload: {email: 'agent@acme.example', password: PASSWORD}},
    {payload: {email: 'agent@acme.example', password: 'a guess'}},
  ],
  'GET /v1/live': () => [{}],
  'POST /v1/sync': async (service) => {
    const headers = {authorization: `Bearer ${await service.visit()}`};
    await service.send(headers.authorization.slice('Bearer '.length), 'hello');
    return [
      {
        headers,
        payload: {
          known: [{id: 'x', version: 1, number: 1, entryId: 'x'}],
          page: {before: {id: 'x', number: 1}},
          read: [{id: 'x', number: 1}],
          waitMs: 0,
        },
      },
      {headers, payload: {known: [], page: {}, read: [], waitMs: 0}},
      {headers, payload: {known: [{id: 'x', version: 1, number: 1, entryId: 'x'}]}},
      {headers: {...headers, origin: FOREIGN_ORIGIN}, payload: {}},
    ];
  },
  'POST /v1/messages': async (service) => {
    const headers = {authorization: `Bearer ${await service.visit()}`};
    const message = {id: crypto.randomUUID(), text: 'hello'};
    return [
      {headers, payload: {messages: [message]}},
      {headers, payload: {messages: [{...message, text: 'other'}]}},
      {headers, payload: {messages: [{...message, id: crypto.randomUUID(), beginning: BEGINNING}]}},
      {headers, payload: {messages: [{id: crypto.randomUUID(), conversationId: 'x', content: {kind: 'ended'}}]}},
      {headers: {...headers, origin: FOREIGN_ORIGIN}, payload: {messages: [message]}},
    ];
  },
  'POST /v1/follow-up': async (service) => {
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    const headers = {authorization: `Bearer ${session}`};
    const other = {authorization: `Bearer ${await service.visit()}`};
    const payload = {conversationId: conversation.id};
    return [
      {headers, payload},
      {headers: other, payload},
      {headers, payload: {conversationId: 'x'}},
      {headers: {...headers, origin: FOREIGN_ORIGIN}, payload},
    ];
  },
  'POST /v1/files': async (service) => {
    const {headers} = await userWithFile(service);
    const begins = {...headers, ...TUS, 'upload-length': '5'};
    return [
      {headers: begins},
      {headers: {...begins, 'tus-resumable': '0.2.2'}},
      {headers: {...begins, 'upload-length': String(4e9)}},
      {headers: {...begins, origin: FOREIGN_ORIGIN}},
    ];
  },
  'PATCH /v1/files/{id}': async (service) => {
    const {headers} = await userWithFile(service);
    const url = `/v1/files/${idOf(await begin({service, headers}, 5))}`;
    const sends = {...headers, ...TUS, 'upload-offset': '0', 'content-type': BYTES};
    return [
      {url, headers: sends, payload: 'hello'},
      {url, headers: {...sends, 'upload-offset': '7'}, payload: ''},
      {url, headers: {...sends, 'tus-resumable': '0.2.2'}, payload: 'hello'},
      {url, headers: {...sends, origin: FOREIGN_ORIGIN}, payload: 'hello'},
    ];
  },
  'DELETE /v1/files/{id}': async (service) => {
    const {headers} = await userWithFile(service);
    const url = `/v1/files/${idOf(await begin({service, headers}, 5))}`;
    return [
      {url, headers: {...headers, ...TUS}},
      {url, headers: {...headers, 'tus-resumable': '0.2.2'}},
      {url, headers: {...headers, ...TUS, origin: FOREIGN_ORIGIN}},
    ];
  },
  'POST /v1/files/read': async (service) => {
    const {headers, fileId} = await userWithFile(service);
    const payload = {fileId, form: 'original'};
    return [
      {headers, payload},
      {headers, payload: {fileId, form: 'thumbnail'}},
      {headers: {...headers, origin: FOREIGN_ORIGIN}, payload},
    ];
  },
  'POST /v1/files/download': async (service) => {
    const {headers, fileId} = await userWithFile(service);
    return [
      {headers, payload: {fileId}},
      {headers: {...headers, origin: FOREIGN_ORIGIN}, payload: {fileId}},
    ];
  },
  'GET /v1/downloads/{token}': async (service) => {
    const {headers, fileId} = await userWithFile(service);
    const offer = {method: 'POST', url: '/v1/files/download', headers, payload: {fileId}} as const;
    return [{url: (await service.ask(offer)).json<DownloadResponse>().path}];
  },
  'POST /v1/agent/files': async (service) => {
    const {conversation, ...headers} = await agentForFile(service);
    const begins = {
      ...headers,
      ...TUS,
      'upload-length': '5',
      'upload-metadata': metadata({filename: 'a.txt', conversation}),
    };
    return [
      {headers: begins},
      {headers: {...begins, 'tus-resumable': '0.2.2'}},
      {headers: {...begins, 'upload-length': String(4e9)}},
      {headers: {...begins, 'upload-metadata': metadata({conversation: 'x'})}},
    ];
  },
  'PATCH /v1/agent/files/{id}': async (service) => {
    const {conversation, ...headers} = await agentForFile(service);
    const url = `/v1/agent/files/${idOf(await begin({service, headers, conversation}, 5))}`;
    const sends = {...headers, ...TUS, 'upload-offset': '0', 'content-type': BYTES};
    return [
      {url, headers: sends, payload: 'hello'},
      {url, headers: {...sends, 'upload-offset': '7'}, payload: ''},
      {url, headers: {...sends, 'tus-resumable': '0.2.2'}, payload: 'hello'},
    ];
  },
  'DELETE /v1/agent/files/{id}': async (service) => {
    const {conversation, ...headers} = await agentForFile(service);
    const url = `/v1/agent/files/${idOf(await begin({service, headers, conversation}, 5))}`;
    return [
      {url, headers: {...headers, ...TUS}},
      {url, headers: {...headers, 'tus-resumable': '0.2.2'}},
    ];
  },
  'POST /v1/agent/files/read': async (service) => {
    const {fileId} = await userWithFile(service);
    return [{payload: {fileId, form: 'original'}}, {payload: {fileId, form: 'thumbnail'}}];
  },
  'POST /v1/agent/files/download': async (service) => [{payload: {fileId: (await userWithFile(service)).fileId}}],
  'POST /v1/agent/sync': async (service) => [
    {
      payload: {
        page: {id: await beginLong(service)},
        known: [{id: 'x', version: 1, number: 1, entryId: 'x', note: 0, noteId: 'x'}],
        read: [{id: 'x', number: 1}],
      },
    },
    {payload: {list: {name: 'open'}, known: [], read: [], waitMs: 0}},
    {payload: {list: {name: 'open', after: 'x'}}},
    {payload: {list: {name: 'open', after: Buffer.from('[1,"\\u0000"]').toString('base64url')}}},
    {payload: {known: [{id: 'x', version: 1, number: 1, entryId: 'x', note: 0}]}},
    {payload: {page: {id: 'x'}}},
  ],
  'POST /v1/agent/conversations/{id}/entries': () => {
    const id = crypto.randomUUID();
    const good = {payload: {id, content: {kind: 'text', text: 'hello'}}};
    return [
      good,
      good,
      {payload: {id, content: {kind: 'text', text: 'other'}}},
      {payload: {id: crypto.randomUUID(), content: {kind: 'note', text: 'for us'}}},
      {payload: {id: crypto.randomUUID(), content: CARD}},
      {payload: {id: crypto.randomUUID(), content: {kind: 'resolved'}}},
      {payload: {id: crypto.randomUUID(), content: {kind: 'reopened'}}},
      {payload: {id: crypto.randomUUID(), content: {kind: 'rejected'}}},
    ];
  },
  'POST /v1/agent/conversations/reject': async (service) => {
    const {conversation} = await service.send(await service.visit(), 'hello');
    return [{payload: {ids: [conversation.id]}}, {payload: {ids: [conversation.id, 'x']}}];
  },
  'POST /v1/agent/session/current': () => [{}],
  'POST /v1/agent/sessions/list': () => [{}],
  'POST /v1/agent/sessions/end': () => [{payload: {ids: ['x']}}],
  'DELETE /v1/agent/session': () => [{}],
  'GET /v1/agent/live': () => [{}],
  'POST /v1/agent/apps/list': () => [{}],
  'POST /v1/agent/audit': () => [{}, {payload: {group: 'apps', app: APP}}, {payload: {after: 'x'}}],
  'POST /v1/agent/notices': () => [{}],
  'PATCH /v1/agent/apps/{domain}/{platformId}': () => [
    {payload: {greeting: 'Hello'}},
    {payload: {askName: true, accent: '#1a2b3c', compatibleTokens: 'cautious', verification: true, origins: []}},
  ],
  'POST /v1/agent/apps/{domain}/{platformId}/keys': () => [
    {payload: {}},
    {payload: {secret: 'the secret that the site has'}},
  ],
  'POST /v1/agent/apps/{domain}/{platformId}/verify': () => [
    {payload: {userId: 'ann', fullPrivacy: false, token: 'x'}},
    {payload: {userId: 'ann', fullPrivacy: false, token: 'v1.x'}},
  ],
  'DELETE /v1/agent/apps/{domain}/{platformId}/keys/{keyId}': () => [{}],
};

const BEGINNING = {
  contact: {name: 'Ann'},
  fields: {
    plan: {type: 'dropdown', value: 'gold'},
    seats: {type: 'number', value: '3'},
    vip: {type: 'checkbox', value: true},
  },
  tags: [],
  pageUrl: 'https://shop.example/cart',
};

/** A user who has sent a file. */
async function userWithFile(service: TestService): Promise<{headers: {authorization: string}; fileId: string}> {
  const session = await service.visit();
  const headers = {authorization: `Bearer ${session}`};
  const fileId = await upload({service, headers}, 'hello');
  assert.equal((await service.as(session, sendingFile(fileId))).statusCode, 201);
  return {headers, fileId};
}

/** An agent, and a conversation to upload for. */
async function agentForFile(service: TestService): Promise<{cookie: string; origin: string; conversation: string}> {
  const {conversation} = await service.send(await service.visit(), 'hello');
  return {...(await service.agent({email: 'files@acme.example'})), conversation: conversation.id};
}

const CARD = {kind: 'card', text: 'Choose', actions: [{kind: 'link', label: 'Open', target: 'https://a.example/'}]};

/** A conversation with something of each kind. @returns Its id. */
async function beginLong(service: TestService): Promise<string> {
  const session = await service.visit();
  const messages = [{id: crypto.randomUUID(), text: 'hello', beginning: BEGINNING}];
  const response = await service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
  const [{id} = assert.fail()] = response.json<SendMessagesResponse>().conversations;
  const headers = await service.agent({email: 'third@acme.example'});
  await service.append(headers, id, CARD as AgentEntryRequest['content']);
  await service.append(headers, id, {kind: 'resolved'});
  await service.as(session, answering(id, {kind: 'ended'}));
  await service.as(session, answering(id, {kind: 'rated', rating: 4, feedback: 'fine'}));
  return id;
}

const FOREIGN_ORIGIN = 'https://evil.example';

/** An operation is asked less often than that before it is asked too often. */
const REQUESTS_AT_ONCE = 100;

/** No other operation needs so many. */
const CONVERSATIONS_AT_ONCE = 10;

const RATE_LIMITS = {
  entries: {burst: REQUESTS_AT_ONCE, perSecond: 0.001},
  reads: {burst: REQUESTS_AT_ONCE, perSecond: 0.001},
  anonymousConversations: {burst: CONVERSATIONS_AT_ONCE, perSecond: 0.001},
  sessions: {burst: REQUESTS_AT_ONCE, perSecond: 0.001},
  agentRequests: {burst: REQUESTS_AT_ONCE, perSecond: 0.001},
  logins: {burst: REQUESTS_AT_ONCE, perSecond: 0.001},
  loginsOfAddress: {burst: REQUESTS_AT_ONCE, perSecond: 0.001},
};

const start = (t: TestContext) => startTestService(t, {publicOrigin: OWN_ORIGIN, rateLimits: RATE_LIMITS});

async function operationsOf(service: TestService): Promise<readonly Operation[]> {
  const {paths} = (await service.ask({url: '/openapi.json'})).json<{
    paths: Record<string, Record<string, {responses: Operation['answers']}>>;
  }>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, {responses}]) => {
      const name = `${method.toUpperCase()} ${path}`;
      return {name, method: method.toUpperCase(), path, answers: responses};
    }),
  );
}

const PATH_PARAMETER = /\{(\w+)\}/g;

type PathValues = Readonly<Record<string, string>>;

function fill(path: string, values: PathValues): string {
  return path.replace(PATH_PARAMETER, (_match, name: string) => values[name] ?? assert.fail(`no value of ${name}`));
}

/** The bad forms of a good request, for any operation. */
function badFormsOf(good: Request, {method, path}: Operation, values: PathValues): Partial<Request>[] {
  const {cookie: _, ...withoutCookie} = good.headers;
  const {origin: _origin, ...withoutOrigin} = good.headers;
  const unknown = {cookie: 'helpshift-chat-agent=x', authorization: 'Bearer x'};
  const origins = [FOREIGN_ORIGIN, 'null'].map((origin) => ({...good.headers, origin}));
  const headers = [withoutCookie, withoutOrigin, {...good.headers, ...unknown}, ...origins];
  const urls = [...path.matchAll(PATH_PARAMETER)].flatMap(([, name = '']) =>
    ['unknown', 'x'.repeat(101), 'x'.repeat(1001), '%zz', '%00'].map((value) => fill(path, {...values, [name]: value})),
  );
  return [
    ...headers.map((one) => ({headers: one})),
    ...urls.map((url) => ({url})),
    ...(method === 'GET' ? [] : badBodiesOf(good)),
  ];
}

function badBodiesOf({headers, payload}: Request): Partial<Request>[] {
  const bodies = ['{"', '', 'null', '[]', '5', '{}', `{"x":"${'x'.repeat(1024 * 1024)}"}`];
  const fields = Object.entries(payload ?? {}).flatMap(([field, value]) => {
    const wrong = typeof value === 'string' ? ['unknown', 5, null] : ['text', 4.2, null];
    return wrong.map((one) => ({payload: {...(payload as object), [field]: one}}));
  });
  const withType = (type: string) => ({...headers, 'content-type': type});
  return [
    ...bodies.map((body) => ({headers: withType('application/json'), payload: body})),
    ...['text/html', 'nonsense'].map((type) => ({headers: withType(type), payload: '{}'})),
    ...fields,
  ];
}

/** The forms of a value in which one of its texts ends in NUL. PostgreSQL refuses even to look for such a text. */
function withNul(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value}\0`];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((part, index) => withNul(part).map((one): unknown[] => value.with(index, one)));
  }
  return Object.entries(value).flatMap(([name, part]) => withNul(part).map((one) => ({...value, [name]: one})));
}

/** Finds properties that a schema does not name, too. */
function closed<T>(schema: T): T {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed) as T;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed<unknown>(part)]));
  return {...parts, ...(parts['type'] === 'object' && {additionalProperties: false})} as T;
}

/** Asserts that the document names the status and all of the body. */
function assertDescribed({name, answers}: Operation, answer: LightMyRequestResponse): void {
  const {statusCode, headers, body} = answer;
  const described = answers[statusCode] ?? assert.fail(`${name} answered ${statusCode}: ${body}`);
  for (const header of Object.keys(described.headers ?? {})) assert.ok(headers[header], `${name} has no ${header}`);
  if (!described.content) {
    assert.equal(body, '', name);
    return;
  }
  const [type = ''] = String(headers['content-type']).split(';');
  const {schema} = described.content[type] ?? assert.fail(`${name} answered ${statusCode} with ${type}`);
  if (type !== 'application/json') return;
  assert.ok(Compile(closed(schema)).Check(answer.json()), `${name} answered ${statusCode}: ${body}`);
}

/** The codes of the errors that the document names. */
function codesOf({answers}: Operation): string[] {
  const failures = Object.entries(answers).filter(([status]) => Number(status) >= 400);
  const schemas = failures.map(([, {content}]) => content?.['application/json']?.schema);
  return schemas.flatMap((schema) => (schema as ErrorSchema | undefined)?.properties.error.properties.code.enum ?? []);
}

async function checkOperation(t: TestContext, operation: Operation): Promise<void> {
  const {name, method, answers} = operation;
  const service = await start(t);
  const administrator = await service.agent();
  const agent = await service.agent({email: 'other@acme.example', domain: APP.domain});
  const {conversation} = await service.send(await service.visit(), 'hello');
  const values = {...APP, token: 'x', keyId: await keyId(service.engine, SECRET), id: conversation.id};
  const url = fill(operation.path, values);
  const seen = new Set<string>();
  let isClosed = false;
  const ask = async (request: Request): Promise<void> => {
    const answer = await service.ask({...request, method: method as 'GET'});
    assertDescribed(operation, answer);
    assert.ok(answer.statusCode !== 500 || isClosed, `${name} failed: ${JSON.stringify(request)}`);
    seen.add(String(answer.statusCode));
    if (answer.statusCode >= 400) seen.add(answer.json<ErrorResponse>().error.code);
  };

  const makeRequests = REQUESTS[name] ?? assert.fail(`REQUESTS needs a good request to ${name}`);
  const [first, ...others] = (await makeRequests(service)).map(({headers, ...request}): Request => ({
    url,
    ...request,
    headers: {...administrator, ...headers},
  }));
  assert.ok(first);
  const nuls = [first, ...others].flatMap((request) =>
    withNul(request.payload).map((payload) => ({...request, payload: payload as object})),
  );
  const bad = [...badFormsOf(first, operation, values), ...nuls];
  assert.ok(bad.length + others.length + 2 < REQUESTS_AT_ONCE, 'no rate limit hides an answer');
  for (const form of bad) await ask({...first, ...form});
  await ask({...first, headers: {...first.headers, ...agent}});
  for (const request of [...others, first]) await ask(request);
  if (answers['101']) seen.add(await upgradeStatus(t, service, first));
  for (let count = 0; count < REQUESTS_AT_ONCE; count++) await ask(first);
  await service.engine.close();
  isClosed = true;
  await ask({...first, headers: {...first.headers, ...agent}});

  const isForced = (one: string): boolean => one === '500' || one === 'internal_error';
  const missing = [...Object.keys(answers), ...codesOf(operation)].filter((one) => !seen.has(one) && !isForced(one));
  assert.deepEqual(missing, [], `${name} has never answered this`);
}

async function upgradeStatus(t: TestContext, service: TestService, {url, headers}: Request): Promise<string> {
  const base = await service.app.listen({host: '127.0.0.1', port: 0});
  const client = await liveClients(t, base)(url, {headers});
  if (url === '/v1/live') client.say({type: 'authenticate', sessionToken: await service.visit()});
  assert.equal(((await client.next()) as {type: string}).type, 'ready');
  return '101';
}

describe('/openapi.json names every answer, good or bad, and no answer that never comes:', () => {
  it('of each operation', async (t) => {
    for (const operation of await operationsOf(await start(t))) {
      assert.ok(operation.answers['500'], `${operation.name} must use answers()`);
      await t.test(operation.name, (subtest) => checkOperation(subtest, operation));
    }
  });
});
