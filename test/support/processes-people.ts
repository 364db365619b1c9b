/** Users and agents who send each request to another process, and send again until one of them has answered. */
import assert from 'node:assert/strict';
import {randomInt, randomUUID} from 'node:crypto';
import {setTimeout as delay} from 'node:timers/promises';
import type {AgentEntryRequest, AgentSyncRequest, AgentSyncResponse} from '../../service/contract/conversations.js';
import type {
  Entry,
  SendMessagesRequest,
  SendMessagesResponse,
  SessionResponse,
  SyncedConversation,
  SyncRequest,
  SyncResponse,
} from '../../src/protocol/index.js';
import {createUserAuthToken, type TokenIdentifiers} from '../../src/token/index.js';
import type {TestApp} from './e2e-app.js';
import type {Installation} from './processes-installation.js';

/** How long all attempts together may take. */
const LIMIT_MS = 60_000;
/** How long one process may take to answer, before a client asks another one, unless a test says otherwise. */
const ANSWER_LIMIT_MS = 10_000;
const PAUSE_MS = 20;

export interface Answer {
  readonly status: number;
  /** The cookie that it sets, as `name=value`. */
  readonly cookie: string | undefined;
  readonly body: unknown;
}

/** A message or answer that a service process has acknowledged. */
export interface Acknowledged {
  readonly id: string;
  readonly text: string;
  readonly conversationId: string;
  readonly number: number;
}

export interface Request {
  readonly path: string;
  readonly body?: unknown;
  readonly method?: string;
  readonly headers?: (url: string) => Readonly<Record<string, string>>;
  /** The process to ask. Default: another one each time. */
  readonly url?: string;
}

/** Sends requests from an address of its own, because the service limits what one address may do. */
export class Client {
  readonly installation: Installation;
  readonly #address = [10, randomInt(256), randomInt(256), randomInt(1, 255)].join('.');
  /** How long one process may take to answer. */
  answerLimitMs = ANSWER_LIMIT_MS;
  /** Why requests were sent again: the status of an answer, or the code of a broken connection. */
  readonly failures: string[] = [];

  constructor(installation: Installation) {
    this.installation = installation;
  }

  /** Asks until there is an answer that does not say "later". */
  async ask(request: Request): Promise<Answer> {
    const end = performance.now() + LIMIT_MS;
    for (;;) {
      const answer = await this.askOnce(request).catch((error: unknown) => codeOf(error));
      if (typeof answer !== 'string' && answer.status !== 503) return answer;
      this.failures.push(typeof answer === 'string' ? answer : String(answer.status));
      if (performance.now() > end) assert.fail(`${request.path}: ${JSON.stringify(answer)}`);
      await delay(PAUSE_MS);
    }
  }

  async askOnce({path, body, method = 'POST', headers, url}: Request): Promise<Answer> {
    const {urls} = this.installation;
    const chosen = url ?? urls[randomInt(urls.length)] ?? '';
    const response = await fetch(chosen + path, {
      method,
      headers: {
        'x-forwarded-for': this.#address,
        ...(body !== undefined && {'content-type': 'application/json'}),
        ...headers?.(chosen),
      },
      ...(body !== undefined && {body: JSON.stringify(body)}),
      signal: AbortSignal.timeout(this.answerLimitMs),
    });
    const text = await response.text();
    const [cookie] = response.headers.getSetCookie().flatMap((line) => line.split(';'));
    return {status: response.status, cookie, body: text === '' ? undefined : JSON.parse(text)};
  }
}

/** The code of the system for a broken connection, or the name of the error. */
function codeOf(error: unknown): string {
  const {cause, name} = error as {readonly cause?: {readonly code?: string}; readonly name: string};
  return cause?.code ?? name;
}

/** Somebody who writes: a tab of a user, or an agent. */
export interface Sender {
  /** What was acknowledged, in the order in which it was written. */
  readonly acknowledged: readonly Acknowledged[];
  /** How the log names the author. */
  readonly kind: 'user' | 'agent';
  readonly client: Client;
  send(text: string): Promise<Acknowledged>;
}

/** One tab of a user. */
export class User implements Sender {
  readonly kind = 'user';
  readonly app: TestApp;
  readonly acknowledged: Acknowledged[] = [];
  readonly client: Client;
  readonly session: SessionResponse;

  private constructor(client: Client, app: TestApp, session: SessionResponse) {
    this.client = client;
    this.app = app;
    this.session = session;
    client.installation.secrets.add(session.sessionToken);
  }

  /** Logs in with a valid token. */
  static async logIn(installation: Installation, app: TestApp, identifiers: TokenIdentifiers): Promise<User> {
    const userAuthToken = await createUserAuthToken({secret: app.secret, ...identifiers});
    for (const secret of [userAuthToken, identifiers.userEmail]) if (secret) installation.secrets.add(secret);
    return User.claim(installation, app, {...identifiers, userAuthToken});
  }

  static async claim(installation: Installation, app: TestApp, claim: object): Promise<User> {
    const client = new Client(installation);
    const {domain, platformId} = app;
    const {status, body} = await client.ask({path: '/v1/sessions', body: {domain, platformId, ...claim}});
    assert.equal(status, 201, JSON.stringify(body));
    return new User(client, app, body as SessionResponse);
  }

  /** Another tab with the same session. */
  openTab(): User {
    return new User(new Client(this.client.installation), this.app, this.session);
  }

  ask(request: Request): Promise<Answer> {
    return this.client.ask({...request, headers: this.headers});
  }

  readonly headers = (): Record<string, string> => ({authorization: `Bearer ${this.session.sessionToken}`});

  async send(text: string, id?: string): Promise<Acknowledged> {
    const {status, body} = await this.trySend(text, id);
    assert.match(String(status), /^20[01]$/, JSON.stringify(body));
    return this.acknowledged.at(-1) ?? assert.fail('the message is acknowledged');
  }

  /** Sends a message that may be refused. */
  async trySend(text: string, id: string = randomUUID(), url?: string): Promise<Answer> {
    this.client.installation.secrets.add(text);
    const body: SendMessagesRequest = {messages: [{id, text}]};
    const answer = await this.ask({path: '/v1/messages', body, ...(url !== undefined && {url})});
    if (answer.status >= 300) return answer;
    for (const {id: conversationId, entries} of (answer.body as SendMessagesResponse).conversations) {
      const entry = entries.find((one) => one.id === id);
      if (entry) this.acknowledged.push({id, text, conversationId, number: entry.number});
    }
    return answer;
  }

  async sync(body: SyncRequest = {page: {}}): Promise<SyncResponse> {
    const answer = await this.ask({path: '/v1/sync', body});
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body as SyncResponse;
  }

  /** All of the user's conversations with all their entries. */
  async conversations(): Promise<readonly SyncedConversation[]> {
    const {conversations} = await this.sync({});
    const whole = conversations.map(async (head) => {
      let entries: readonly Entry[] = [];
      while ((entries[0]?.number ?? Infinity) > 1) {
        const number = entries[0]?.number ?? head.lastNumber + 1;
        const page = await this.sync({page: {before: {id: head.id, number}}});
        const earlier = page.conversations.find(({id}) => id === head.id)?.entries ?? [];
        if (!earlier.length) break;
        entries = [...earlier, ...entries];
      }
      return {...head, entries};
    });
    return Promise.all(whole);
  }
}

/** An agent who writes in one conversation. */
export class Agent implements Sender {
  readonly kind = 'agent';
  readonly acknowledged: Acknowledged[] = [];
  readonly client: Client;
  readonly cookie: string;
  /** Where the agent writes. */
  conversationId = '';

  private constructor(client: Client, cookie: string) {
    this.client = client;
    this.cookie = cookie;
    client.installation.secrets.add(cookie);
  }

  /** Makes an agent and logs them in. */
  static async logIn(installation: Installation, app: TestApp): Promise<Agent> {
    const client = new Client(installation);
    const body = await installation.createAgent(app);
    const headers = (url: string): Record<string, string> => ({origin: url});
    const {status, cookie} = await client.ask({path: '/v1/agent/session', body, headers});
    assert.equal(status, 200);
    return new Agent(client, cookie ?? '');
  }

  readonly headers = (url: string): Record<string, string> => ({cookie: this.cookie, origin: url});

  ask(request: Request): Promise<Answer> {
    return this.client.ask({...request, headers: this.headers});
  }

  async send(text: string, id: string = randomUUID()): Promise<Acknowledged> {
    this.client.installation.secrets.add(text);
    const {status, body} = await this.append({kind: 'text', text}, id);
    assert.match(String(status), /^20[01]$/, JSON.stringify(body));
    const entry = (body as {entries: Entry[]}).entries.find((one) => one.id === id);
    if (!entry) assert.fail('a stored answer has an entry');
    const acknowledged = {id, text, conversationId: this.conversationId, number: entry.number};
    this.acknowledged.push(acknowledged);
    return acknowledged;
  }

  /** Appends an entry that may be refused. */
  append(content: AgentEntryRequest['content'], id: string = randomUUID()): Promise<Answer> {
    const path = `/v1/agent/conversations/${this.conversationId}/entries`;
    return this.ask({path, body: {id, content} satisfies AgentEntryRequest});
  }

  async sync(body: AgentSyncRequest): Promise<AgentSyncResponse> {
    const answer = await this.ask({path: '/v1/agent/sync', body});
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body as AgentSyncResponse;
  }
}
