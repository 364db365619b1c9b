import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {createUserAuthToken} from 'helpshift-chat/token';
import {
  answering,
  APP,
  knownOf,
  linesOf,
  newCredential,
  OWN_ORIGIN,
  PASSWORD,
  SECRET,
  sending,
  type TestService,
} from './test-service.js';
import type {RecordedService} from './recorded-service.js';
import type {AgentAppsResponse, AgentKeyResponse} from '../../contract/apps.js';
import type {AgentAuditResponse} from '../../contract/audit.js';
import type {AgentListName} from '../../contract/conversations.js';
import type {AgentSessionsResponse} from '../../contract/session.js';
import {bearer, begin, head, idOf, patch, sendingFile, TUS} from './uploads.js';
import type {DownloadResponse, SendMessagesResponse} from 'helpshift-chat/protocol';

type Headers = Record<string, string>;

export interface Paths extends Pick<RecordedService, 'service' | 'connect'> {
  /** The users who come back, by their `userId`. */
  readonly userIds: readonly string[];
  /** The address of many users. */
  readonly sharedEmail: string;
  /** A domain with little in it. */
  readonly smallDomain: string;
}

const LISTS: readonly AgentListName[] = ['waiting', 'open', 'closed'];

/** All that users do, and the agents of one domain. Each request does something new: it reads, or it changes a row. */
export async function pathsOfOneDomain(paths: Paths): Promise<void> {
  const {service} = paths;
  const agent = await service.agent({email: 'agent@one.example', domain: APP.domain});
  await service.ask({url: `/v1/apps/${APP.domain}/${APP.platformId}`});
  await sessions(paths);
  await anonymousUser(service);
  for (const userId of paths.userIds) await returningUser(service, agent, userId);
  await conversation(service, agent);
  await longPoll(service, agent);
  await live(paths, agent);
  await files(service, agent);
  await logOut(service);
  await agentPaths(paths, agent);
  const other = await service.agent({email: 'agent@two.example', domain: paths.smallDomain});
  for (const name of LISTS) await readList(service, other, name);
}

/** All that an administrator does, in all domains, and what an operator's tools ask. */
export async function pathsOfAdministrator(paths: Paths): Promise<void> {
  const {service} = paths;
  for (const url of ['/healthz', '/livez', '/readyz']) assert.equal((await service.ask({url})).statusCode, 200);
  const headers = await service.agent({email: 'administrator@one.example'});
  await service.ask({method: 'POST', url: '/v1/agent/session/current', headers});
  assert.equal((await service.asAgent(headers, 'notices', {})).statusCode, 200);
  await appSettings(service, headers);
  await auditLog(service, headers);
  await agentPaths(paths, headers);
}

async function sessions({service, userIds: [known = ''], sharedEmail}: Paths): Promise<void> {
  const newId = `new-${randomUUID()}`;
  await service.logIn(known);
  await service.logIn(known, `${randomUUID()}@new.example`);
  await service.logIn(newId, sharedEmail);
  await service.logIn(newId, `${randomUUID()}@new.example`);
  const userEmail = `${randomUUID()}@alone.example`;
  for (const claim of [{userEmail: sharedEmail}, {userEmail}, {userEmail}, {userEmail, userId: `gains-${newId}`}]) {
    await service.session({...claim, userAuthToken: await createUserAuthToken({...claim, secret: SECRET})});
  }
  const refused = [{userId: known}, {userId: known, userAuthToken: 'v1.x'}, {userEmail, userAuthToken: 'x'}];
  for (const claim of refused) assert.equal((await service.claim(claim)).statusCode, 401);
  const both = {userId: `compatible-${newId}`, userEmail: `${randomUUID()}@new.example`};
  await service.claim({
    ...both,
    userAuthToken: await createUserAuthToken({...both, secret: SECRET, form: 'compatible'}),
  });
}

async function anonymousUser(service: TestService): Promise<void> {
  const anonymousCredential = newCredential();
  await service.send(await service.visit(anonymousCredential), 'hello');
  await service.session({anonymousCredential, userName: 'Ann'});
  const payload = {...APP, anonymousCredential};
  const clear = {method: 'POST', url: '/v1/anonymous-users/clear', payload} as const;
  assert.equal((await service.ask(clear)).statusCode, 204);
  assert.equal((await service.claim({anonymousCredential})).statusCode, 401);
  const unwritten = newCredential();
  await service.ask({...clear, payload: {...APP, anonymousCredential: unwritten}});
  assert.equal((await service.claim({anonymousCredential: unwritten})).statusCode, 401);
}

/** Reads all that a user has, and what is new. */
async function returningUser(service: TestService, agent: Headers, userId: string): Promise<void> {
  const session = await service.logIn(userId);
  const sent = await service.send(session, 'I am back');
  const {id} = sent.conversation;
  await service.append(agent, id, 'Welcome back');
  await service.sync(session);
  const {conversations} = await service.sync(session, {page: {}});
  const [first] = conversations;
  const newest = conversations.at(-1);
  assert.ok(first && newest?.entries[0]);
  await service.sync(session, {page: {before: {id: first.id, number: first.entries[0]?.number ?? 1}}});
  const old = {id: newest.id, version: 1, number: newest.entries[0].number, entryId: newest.entries[0].id};
  await service.sync(session, {known: [old]});
  await service.sync(session, {known: conversations.map(knownOf)});
  await service.sync(session, {
    known: [
      {...old, entryId: 'unknown'},
      {...old, id: 'unknown'},
    ],
  });
  await service.sync(session, {read: [{id, number: sent.entry.number + 1}]});
  await followUp(service, session, id);
  await service.agentSync(agent, {page: {id}});
}

async function followUp(service: TestService, session: string, conversationId: string): Promise<void> {
  const ask = {method: 'POST', url: '/v1/follow-up', payload: {conversationId}} as const;
  assert.equal((await service.as(session, ask)).statusCode, 200);
  assert.equal((await service.as(await service.visit(), ask)).statusCode, 200);
}

const BEGINNING = {
  contact: {name: 'Ann'},
  fields: {plan: {type: 'dropdown', value: 'gold'}},
  tags: ['a tag'],
  pageUrl: 'https://shop.example/cart',
};

/** The whole life of a conversation. */
async function conversation(service: TestService, agent: Headers): Promise<void> {
  const session = await service.logIn(`life-${randomUUID()}`);
  const messages = [
    {id: randomUUID(), text: 'hello', beginning: BEGINNING},
    {id: randomUUID(), text: 'and more'},
  ];
  const send = {method: 'POST', url: '/v1/messages', payload: {messages}} as const;
  const [begun] = (await service.as(session, send)).json<SendMessagesResponse>().conversations;
  const id = begun?.id ?? assert.fail();
  // Sent again: both are stored, then one of them.
  assert.equal((await service.as(session, send)).statusCode, 200);
  const withNew = {messages: [...messages, {id: randomUUID(), text: 'new'}]};
  assert.equal((await service.as(session, {...send, payload: withNew})).statusCode, 201);
  await service.append(agent, id, {kind: 'resolved'});
  assert.deepEqual(linesOf((await service.send(session, 'no')).conversation), ['[reopened]', 'no']);
  await service.append(agent, id, {kind: 'resolved'});
  for (const content of [{kind: 'ended'}, {kind: 'rated', rating: 4, feedback: ''}] as const) {
    const answer = answering(id, content, randomUUID());
    assert.equal((await service.as(session, answer)).statusCode, 201);
    assert.equal((await service.as(session, answer)).statusCode, 200);
  }
  const {conversation: second} = await service.send(session, 'something else');
  assert.notEqual(second.id, id);
  await service.append(agent, second.id, {kind: 'rejected'});
}

/** Uploads a file in two parts, removes another one, sends it, reads it and downloads it. */
async function files(service: TestService, agent: Headers): Promise<void> {
  const session = await service.logIn(`files-${randomUUID()}`);
  const {conversation} = await service.send(session, 'hello');
  const user = {service, headers: bearer(session)};
  const ofAgent = {service, headers: agent, conversation: conversation.id};
  for (const [to, path] of [
    [user, '/v1/files'],
    [ofAgent, '/v1/agent/files'],
  ] as const) {
    const unwanted = idOf(await begin(to, 4));
    const url = `${path}/${unwanted}`;
    assert.equal((await service.ask({method: 'DELETE', url, headers: {...to.headers, ...TUS}})).statusCode, 204);
    const fileId = idOf(await begin(to, 4));
    await patch(to, fileId, 0, 'on');
    assert.equal((await head(to, fileId)).headers['upload-offset'], '2');
    assert.equal((await patch(to, fileId, 2, 'es')).statusCode, 204);
    if (to === user) {
      const send = sendingFile(fileId);
      assert.equal((await service.as(session, send)).statusCode, 201);
      assert.equal((await service.as(session, send)).statusCode, 200);
      assert.equal((await service.as(session, sendingFile(fileId))).statusCode, 409);
    } else {
      await service.append(agent, conversation.id, {kind: 'attachment', fileId});
    }
    const ask = (name: string, payload: object) =>
      service.ask({method: 'POST', url: `${path}/${name}`, headers: to.headers, payload});
    assert.equal((await ask('read', {fileId, form: 'original'})).body, 'ones');
    const {path: address} = (await ask('download', {fileId})).json<DownloadResponse>();
    assert.equal((await service.ask({url: address})).body, 'ones');
  }
}

async function longPoll(service: TestService, agent: Headers): Promise<void> {
  const session = await service.logIn(`waits-${randomUUID()}`);
  const {conversation} = await service.send(session, 'hello');
  const waiting = service.sync(session, {known: [knownOf(conversation)], waitMs: 20_000});
  const list = {name: 'open'} as const;
  const {list: page} = await service.agentSync(agent, {list});
  const agentWaiting = service.agentSync(agent, {list: {...list, tag: page?.tag ?? assert.fail()}, waitMs: 20_000});
  await service.append(agent, conversation.id, 'hi');
  await Promise.all([waiting, agentWaiting]);
}

async function live({service, connect}: Paths, agent: Headers): Promise<void> {
  const session = await service.logIn(`live-${randomUUID()}`);
  const client = await connect('/v1/live');
  client.say({type: 'authenticate', sessionToken: session});
  await client.ready();
  const agentClient = await connect('/v1/agent/live', agent);
  await agentClient.ready();
  await client.assertNothingCame();
  const {conversation} = await service.send(session, 'hello');
  await service.append(agent, conversation.id, 'hi');
  for (const one of [client, agentClient]) {
    for (;;) {
      const frame = await one.next();
      assert.equal(frame.type, 'changed');
      if ('conversation' in frame && linesOf(frame.conversation).includes('hi')) break;
    }
    one.socket.close();
    await one.closed;
  }
}

async function logOut(service: TestService): Promise<void> {
  const [one, two] = [await service.logIn(`leaves-${randomUUID()}`), await service.visit()];
  const end = {method: 'POST', url: '/v1/sessions/end'} as const;
  const messages = [{id: randomUUID(), text: 'bye'}];
  assert.equal((await service.ask({...end, payload: {sessionTokens: [one, two], messages}})).statusCode, 204);
  assert.equal((await service.as(one, sending('late'))).statusCode, 401);
  assert.equal((await service.ask({...end, payload: {sessionTokens: [await service.visit()]}})).statusCode, 204);
}

/** What agents do, those of one domain and administrators. */
async function agentPaths(paths: Paths, headers: Headers): Promise<void> {
  const {service} = paths;
  for (const name of LISTS) await readList(service, headers, name);
  const session = await service.logIn(`asks-${randomUUID()}`);
  const {conversation: begun} = await service.send(session, 'hello');
  const {id} = begun;
  for (const content of [
    {kind: 'text', text: 'hi'},
    {kind: 'note', text: 'for us'},
  ] as const) {
    const entryId = randomUUID();
    await service.append(headers, id, content, entryId);
    await service.append(headers, id, content, entryId);
  }
  const [read] = (await service.agentSync(headers, {page: {id}})).conversations;
  assert.ok(read?.notes[0] && read.entries[0]);
  const known = {id, version: 1, number: 1, entryId: read.entries[0].id, note: 1, noteId: read.notes[0].id};
  await service.agentSync(headers, {known: [known, {...known, id: 'unknown'}], read: [{id, number: 2}]});
  await service.agentSync(headers, {page: {id, before: 2}});
  for (const kind of ['resolved', 'reopened', 'resolved'] as const) await service.append(headers, id, {kind});
  const {conversation: unwanted} = await service.send(await service.logIn(`asks-${randomUUID()}`), 'buy this');
  assert.equal((await service.asAgent(headers, 'conversations/reject', {ids: [unwanted.id, id]})).statusCode, 200);
  await files(service, headers);
  await agentSession(service);
}

/** Reads two pages of a list, and the conversation at its top. */
async function readList(service: TestService, headers: Headers, name: AgentListName): Promise<void> {
  const {list} = await service.agentSync(headers, {list: {name}});
  const [top] = list?.conversations ?? [];
  if (list?.next !== undefined) await service.agentSync(headers, {list: {name, after: list.next}});
  if (top) await service.agentSync(headers, {page: {id: top.id}});
}

async function agentSession(service: TestService): Promise<void> {
  const email = `${randomUUID()}@one.example`;
  const {origin, cookie} = await service.agent({email, domain: APP.domain});
  const again = {method: 'POST', url: '/v1/agent/session', payload: {email, password: PASSWORD}} as const;
  assert.equal((await service.ask({...again, headers: {origin}})).statusCode, 200);
  const {sessions} = (await service.asAgent({origin, cookie}, 'sessions/list', {})).json<AgentSessionsResponse>();
  const ids = sessions.filter(({isThis}) => !isThis).map(({id}) => id);
  assert.equal((await service.asAgent({origin, cookie}, 'sessions/end', {ids})).statusCode, 200);
  const replaced = await service.ask({...again, headers: {origin, cookie}});
  const headers = {origin, cookie: replaced.cookies.map(({name, value}) => `${name}=${value}`).join('; ')};
  const current = {method: 'POST', url: '/v1/agent/session/current', headers} as const;
  assert.equal((await service.ask(current)).statusCode, 200);
  assert.equal((await service.ask({...current, method: 'DELETE', url: '/v1/agent/session'})).statusCode, 204);
  const payload = {email: 'nobody@one.example', password: PASSWORD};
  const logIn = {method: 'POST', url: '/v1/agent/session', headers: {origin: OWN_ORIGIN}, payload} as const;
  assert.equal((await service.ask(logIn)).statusCode, 401);
}

async function appSettings(service: TestService, headers: Headers): Promise<void> {
  const ask = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
    const response = await service.ask({method, url: `/v1/agent/apps${path}`, headers, ...(payload && {payload})});
    assert.match(String(response.statusCode), /^20[014]$/, response.body);
    return response;
  };
  const app = `/${APP.domain}/${APP.platformId}`;
  const {apps} = (await ask('POST', '/list')).json<AgentAppsResponse>();
  assert.ok(apps.length);
  await ask('PATCH', app, {greeting: 'Hello', compatibleTokens: 'cautious', tags: ['a tag']});
  const {key} = (await ask('POST', `${app}/keys`, {})).json<AgentKeyResponse>();
  await ask('DELETE', `${app}/keys/${key.id}`);
  for (const user of [{userId: 'ann'}, {userId: 'ann', userEmail: 'ann@one.example'}]) {
    await ask('POST', `${app}/verify`, {...user, fullPrivacy: false, token: 'x'});
  }
}

/** Reads two pages of the audit log by each filter. */
async function auditLog(service: TestService, headers: Headers): Promise<void> {
  for (const filter of [{}, {group: 'apps'}, {app: APP}, {group: 'refusals', app: APP}]) {
    const read = async (after?: string): Promise<AgentAuditResponse> => {
      const response = await service.asAgent(headers, 'audit', {...filter, ...(after !== undefined && {after})});
      assert.equal(response.statusCode, 200, response.body);
      return response.json();
    };
    const {next} = await read();
    if (next !== undefined) await read(next);
  }
}
