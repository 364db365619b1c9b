import assert from 'node:assert/strict';
import {randomBytes, randomUUID} from 'node:crypto';
import {pino} from 'pino';
import {createUserAuthToken} from 'helpshift-chat/token';
import {buildApp} from '../../src/app.js';
import {requireApp} from '../../src/apps/apps.js';
import {loadInstallationKey} from '../../src/identity/installation-key.js';
import {hashPassword, isPassword} from '../../src/agents/passwords.js';
import {trailOfCommand} from '../../src/audit/audit.js';
import {Proof} from '../../src/identity/proof.js';
import {resolveUser} from '../../src/identity/users.js';
import {Agents, type NewAgent} from '../../src/agents/agents.js';
import {
  changeApp,
  createApp,
  createSecretKey,
  deleteSecretKey,
  listKeyRecords,
} from '../../src/apps/app-administration.js';
import {type AppChanges, readStoredSettings} from '../../src/apps/stored-settings.js';
import {NO_USER_LIMITS} from '../../src/limits.js';
import {temporaryFolder} from './temporary-folder.js';
import {newDatabase} from './test-database.js';
import type {Owner} from './servers/server-process.js';
import type {AppParts} from '../../src/app-parts.js';
import type {DatabaseEngine, Store} from '../../src/database/engine.js';
import type {AppKey} from '../../src/apps/apps.js';
import type {Routes} from '../../src/routes/parts.js';
import type {
  Conversation,
  Entry,
  ErrorResponse,
  KnownConversation,
  LoggedInClaim,
  NewAnswer,
  SendMessagesResponse,
  SessionRequest,
  SessionResponse,
  SyncedConversation,
  SyncRequest,
  SyncResponse,
} from 'helpshift-chat/protocol';
import type {
  AgentConversation,
  AgentEntryRequest,
  AgentListName,
  AgentSyncRequest,
  AgentSyncResponse,
  SyncedAgentConversation,
} from '../../contract/conversations.js';
import type {InjectOptions, LightMyRequestResponse} from 'fastify';

export {temporaryFolder};

const atTheBeginning = trailOfCommand(() => 0);
const later = trailOfCommand(() => 1);

/** A wall clock and a monotonic clock. They move only on request. */
export class TestClock {
  /** The wall clock's time. It begins at a time that is easy to recognise. */
  time = Date.UTC(2026, 0, 1);
  /** The time of the clock that measures durations. */
  elapsed = 0;
  readonly now = (): number => this.time;
  readonly monotonic = (): number => this.elapsed;

  /** Time passes. */
  advance(ms: number): void {
    this.time += ms;
    this.elapsed += ms;
  }

  /** Somebody sets the wall clock forward, or back by a negative number. No time passes. */
  setWallClock(byMs: number): void {
    this.time += byMs;
  }
}

/** A new database of its own, with all tables, on the engine of this run. */
export async function openTestDatabase(owner: Owner): Promise<DatabaseEngine> {
  return (await newDatabase(owner)).open();
}

export const APP = {domain: 'acme', platformId: 'web'};
export const SECRET = 'the secret key of acme';

export interface TestApp extends AppChanges {
  readonly domain?: string;
  readonly platformId?: string;
  /** Its secret keys. Default: `SECRET` */
  readonly secrets?: readonly string[];
}

/** Makes an app as the command and the inbox do, at time 0. */
export async function addApp(
  store: Store,
  {domain = APP.domain, platformId = APP.platformId, secrets = [SECRET], ...settings}: TestApp = {},
): Promise<void> {
  const app = {domain, platformId};
  const [secret, ...others] = secrets;
  const key = await createApp(store, app, {...settings, secret}, atTheBeginning);
  if (secret === undefined) await deleteSecretKey(store, app, key.id, atTheBeginning);
  for (const other of others) await addKey(store, other, app);
}

export async function addKey(store: Store, secret: string, app = APP): Promise<void> {
  await createSecretKey(store, app, secret, later);
}

/** The id of the key with this secret. */
export async function keyId({db}: Store, secret: string, app = APP): Promise<string> {
  const key = (await listKeyRecords(db, app)).find((record) => record.secret === secret);
  return key?.id ?? assert.fail(`${app.platformId} has no such key`);
}

export async function deleteKey(store: Store, secret: string, app = APP): Promise<void> {
  await deleteSecretKey(store, app, await keyId(store, secret, app), later);
}

export async function setVerification(store: DatabaseEngine, isOn: boolean, app = APP): Promise<void> {
  await changeSettings(store, {verification: isOn}, app);
}

/** Changes settings of an app as the command does. */
export async function changeSettings(store: Store, changes: AppChanges, app = APP): Promise<void> {
  await changeApp(store, app, () => changes, later);
}

/** The settings of a new app. */
export const {settings: DEFAULT_SETTINGS} = readStoredSettings('{}');

/** Writes settings into the row of every app by hand: without a check, and without the end of sessions. */
export async function storeSettings({db}: DatabaseEngine, settings: object): Promise<void> {
  for (const row of await db.selectFrom('apps').selectAll().execute()) {
    const stored = {...(JSON.parse(row.settings) as object), ...settings};
    await db
      .updateTable('apps')
      .set({settings: JSON.stringify(stored)})
      .where('domain', '=', row.domain)
      .where('platform_id', '=', row.platform_id)
      .execute();
  }
}

/** The user of a claim that a strict token proves. */
export async function resolveProved(store: Store, key: AppKey, claim: LoggedInClaim, now: number): Promise<string> {
  const app = await requireApp(store.db, key);
  const id = await resolveUser(store, app, {claim, proof: Proof.proved, fullPrivacy: false}, now);
  return id ?? assert.fail('a proved claim is never ambiguous');
}

/** A request that reads all that the user may see. */
export const SYNC = {method: 'POST', url: '/v1/sync', payload: {}} as const;

/** A request that sends one message. */
export function sending(text: string, id: string = randomUUID()) {
  return {method: 'POST', url: '/v1/messages', payload: {messages: [{id, text}]}} as const;
}

/** A request that answers what the chat asks at the end of a conversation. */
export function answering(conversationId: string, content: NewAnswer['content'], id: string = randomUUID()) {
  return {method: 'POST', url: '/v1/messages', payload: {messages: [{id, conversationId, content}]}} as const;
}

/** What a client says of a conversation that it knows. */
export function knownOf({id, version, lastNumber, lastId}: Conversation): KnownConversation {
  return {id, version, number: lastNumber, entryId: lastId};
}

/** 256 random bits, as the element makes them. */
export function newCredential(): string {
  return randomBytes(32).toString('base64url');
}

export const CHEAP = {logN: 4, r: 8, p: 1};
export const PASSWORD = 'correct horse battery staple';

export type TestOptions = Partial<Omit<AppParts, 'store' | 'sessionKey' | 'log' | 'clock'>> & {
  readonly app?: TestApp;
};

/** The whole service on its own database, with one app. Not listening. */
export async function startTestService(owner: Owner, {app: firstApp, ...parts}: TestOptions = {}) {
  const engine = await openTestDatabase(owner);
  await addApp(engine, firstApp);
  return serveDatabase(owner, engine, new TestClock(), parts);
}

/** What tests do as one user is not limited, unless they name the limit. New sessions of an address are. */
const {sessions: _, ...UNLIMITED_USERS} = NO_USER_LIMITS.rateLimits;

/** The whole service on a database that is there already. */
export async function serveDatabase(
  owner: Owner,
  engine: DatabaseEngine,
  clock: TestClock,
  parts: Omit<TestOptions, 'app'> = {},
): Promise<TestService> {
  const logged: string[] = [];
  const log = pino({level: 'info'}, {write: (line: string) => logged.push(line)});
  const sessionKey = await loadInstallationKey(engine.db, 'session-key');
  const app = await buildApp({
    store: engine,
    sessionKey,
    attachmentsFolder: temporaryFolder(owner),
    log,
    clock: clock.now,
    monotonic: clock.monotonic,
    refusalPauseMs: 0,
    // Tests begin at time 0: their events would be too old.
    auditDays: 0,
    connectionLimits: NO_USER_LIMITS.connectionLimits,
    ...parts,
    rateLimits: {...UNLIMITED_USERS, ...parts.rateLimits},
  });
  owner.after(() => app.close());
  return new TestService(app, engine, clock, logged, sessionKey);
}

/** The texts of a conversation's entries, in order; the other entries by their kind in brackets. */
export function linesOf(conversation: {readonly entries: readonly Entry[]} | undefined): string[] {
  return (conversation?.entries ?? []).map(({content}) =>
    content.kind === 'text' ? content.text : `[${content.kind}]`,
  );
}

/** The texts alone. */
export function textsOf(conversation: {readonly entries: readonly Entry[]} | undefined): string[] {
  return (conversation?.entries ?? []).flatMap(({content}) => (content.kind === 'text' ? [content.text] : []));
}

/** A stored message. */
export interface Sent {
  readonly conversation: SyncedConversation;
  readonly entry: Entry;
}

export class TestService {
  readonly app: Routes;
  readonly engine: DatabaseEngine;
  readonly clock: TestClock;
  /** All lines of the log. */
  readonly logged: string[];
  readonly sessionKey: Uint8Array;

  constructor(app: Routes, engine: DatabaseEngine, clock: TestClock, logged: string[], sessionKey: Uint8Array) {
    this.app = app;
    this.engine = engine;
    this.clock = clock;
    this.logged = logged;
    this.sessionKey = sessionKey;
  }

  ask(options: InjectOptions): Promise<LightMyRequestResponse> {
    return this.app.inject(options);
  }

  claim(claim: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.ask({method: 'POST', url: '/v1/sessions', headers, payload: {...APP, ...claim}});
  }

  /** Sends a claim as a text of JSON, for what no object here can hold. */
  claimText(json: string): Promise<LightMyRequestResponse> {
    return this.ask({
      method: 'POST',
      url: '/v1/sessions',
      headers: {'content-type': 'application/json'},
      payload: json,
    });
  }

  /** The session for a claim. Fails when the claim is refused. */
  async session(claim: Partial<SessionRequest>): Promise<SessionResponse> {
    const response = await this.claim(claim);
    assert.equal(response.statusCode, 201, response.body);
    return response.json();
  }

  /** The token of a verified session. */
  async logIn(userId: string, userEmail?: string): Promise<string> {
    const identifiers = {userId, ...(userEmail !== undefined && {userEmail})};
    const userAuthToken = await createUserAuthToken({...identifiers, secret: SECRET});
    return (await this.session({...identifiers, userAuthToken})).sessionToken;
  }

  async visit(anonymousCredential = newCredential()): Promise<string> {
    return (await this.session({anonymousCredential})).sessionToken;
  }

  /** Sends a request with a session. */
  as(sessionToken: string, options: InjectOptions): Promise<LightMyRequestResponse> {
    return this.ask({...options, headers: {...options.headers, authorization: `Bearer ${sessionToken}`}});
  }

  /** Stores a message. @returns The conversation that it is in, with its entry as the last one. */
  async send(sessionToken: string, text: string, id: string = randomUUID()): Promise<Sent> {
    const response = await this.as(sessionToken, sending(text, id));
    assert.match(String(response.statusCode), /^20[01]$/, response.body);
    const conversation = response.json<SendMessagesResponse>().conversations.at(-1);
    const entry = conversation?.entries.at(-1);
    return conversation && entry ? {conversation, entry} : assert.fail('a stored message has an entry');
  }

  /** Reads a user's conversations. Fails when the service refuses it. */
  async sync(sessionToken: string, payload: SyncRequest = {}): Promise<SyncResponse> {
    const response = await this.as(sessionToken, {method: 'POST', url: '/v1/sync', payload});
    assert.equal(response.statusCode, 200, response.body);
    return response.json();
  }

  /** What a client that knows this conversation gets by a sync. */
  async news(sessionToken: string, known: Conversation): Promise<readonly SyncedConversation[]> {
    return (await this.sync(sessionToken, {known: [knownOf(known)]})).conversations;
  }

  /** The user's newest entries, of all conversations. */
  async entries(sessionToken: string): Promise<readonly Entry[]> {
    return (await this.sync(sessionToken, {page: {}})).conversations.flatMap(({entries}) => entries);
  }

  /** The texts of `entries`. */
  async texts(sessionToken: string): Promise<readonly string[]> {
    return textsOf({entries: await this.entries(sessionToken)});
  }

  /** Sends a request of the inbox. `headers`: those of `agent()`. */
  asAgent(headers: Record<string, string>, url: string, payload: object): Promise<LightMyRequestResponse> {
    return this.ask({method: 'POST', url: `/v1/agent/${url}`, headers, payload});
  }

  /** Reads conversations for an agent. Fails when the service refuses it. */
  async agentSync(headers: Record<string, string>, payload: AgentSyncRequest = {}): Promise<AgentSyncResponse> {
    const response = await this.asAgent(headers, 'sync', payload);
    assert.equal(response.statusCode, 200, response.body);
    return response.json();
  }

  /** The first page of a list of the inbox. */
  async agentList(
    headers: Record<string, string>,
    name: AgentListName = 'open',
  ): Promise<readonly AgentConversation[]> {
    return (await this.agentSync(headers, {list: {name}})).list?.conversations ?? assert.fail('the list is missing');
  }

  /** Stores an agent's entry or note; a text stands for an answer. Fails when the service refuses it. */
  async append(
    headers: Record<string, string>,
    conversationId: string,
    content: string | AgentEntryRequest['content'],
    id: string = randomUUID(),
  ): Promise<SyncedAgentConversation> {
    const payload = {id, content: typeof content === 'string' ? {kind: 'text', text: content} : content};
    const response = await this.asAgent(headers, `conversations/${conversationId}/entries`, payload);
    assert.match(String(response.statusCode), /^20[01]$/, response.body);
    return response.json();
  }

  /** Adds an agent and logs them in. @returns The headers of their inbox's requests. */
  async agent(agent: Partial<NewAgent> = {}): Promise<{cookie: string; origin: string}> {
    const email = agent.email ?? 'agent@acme.example';
    const agents = new Agents(this.engine, this.clock.now);
    const passwordHash = await hashPassword(PASSWORD, CHEAP);
    await agents.insert(this.engine.db, {email, name: 'Alex', passwordHash, ...agent});
    const response = await this.ask({
      method: 'POST',
      url: '/v1/agent/session',
      headers: {origin: OWN_ORIGIN},
      payload: {email, password: PASSWORD},
    });
    assert.equal(response.statusCode, 200, response.body);
    const [cookie = ''] = String(response.headers['set-cookie']).split(';');
    return {cookie, origin: OWN_ORIGIN};
  }

  /** The number of rows in a table. */
  async count(
    table: 'users' | 'ended_sessions' | 'conversations' | 'beginnings' | 'entries' | 'notes' | 'agent_sessions',
  ): Promise<number> {
    const {rows} = await this.engine.db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    return rows;
  }
}

/** Checks address and password, and begins a session: as the service does, without its limits. */
export async function logInAgent(agents: Agents, email: string, password: string) {
  const account = await agents.findAccount(email);
  if (!account || !(await isPassword(password, account.passwordHash))) return undefined;
  const token = await agents.beginSession(account, {browser: null, network: '192.0.2.0/24'});
  return {agent: account, token: token ?? assert.fail('the password has not changed')};
}

/** The origin of requests from `inject`. */
export const OWN_ORIGIN = 'http://localhost:80';

/** Asserts an error of the one shape: nothing more, and no stack trace. */
export function assertError(response: LightMyRequestResponse, status: number, code: string, field?: string): void {
  assert.equal(response.statusCode, status, response.body);
  assert.match(String(response.headers['content-type']), /^application\/json/);
  const body: ErrorResponse = response.json();
  assert.deepEqual(Object.keys(body), ['error']);
  const {message, ...rest} = body.error;
  assert.deepEqual(rest, field === undefined ? {code} : {code, field});
  assert.ok(message.length > 10 && !message.includes('\n'), message);
}

/** Asserts that the database holds no user, and no record of an ended session. */
export async function storedNothing(service: TestService): Promise<void> {
  assert.deepEqual([await service.count('users'), await service.count('ended_sessions')], [0, 0]);
}
