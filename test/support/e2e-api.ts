/** Calls the service's API directly, without the element, as an attacker's program could. */
import assert from 'node:assert/strict';
import {randomBytes, randomUUID} from 'node:crypto';
import type {
  ErrorResponse,
  SessionRequest,
  SessionResponse,
  SyncedConversation,
  SyncRequest,
  SyncResponse,
} from '../../src/protocol/index.js';
import type {ChatUser, TestApp} from './e2e-app.js';

export interface ApiAnswer {
  readonly status: number;
  /** The error code of a refusal. */
  readonly code: string | undefined;
  readonly body: unknown;
}

export interface ApiRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function ask(url: string, {method = 'GET', body, headers = {}}: ApiRequest = {}): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    headers: {...(body !== undefined && {'content-type': 'application/json'}), ...headers},
    ...(body !== undefined && {body: JSON.stringify(body)}),
  });
  const text = await response.text();
  const answer: unknown = text ? JSON.parse(text) : undefined;
  const code = response.ok ? undefined : (answer as ErrorResponse).error.code;
  return {status: response.status, code, body: answer};
}

/** The claim that the element would send for this user. */
export function claimOf({domain, platformId}: TestApp, user: ChatUser): SessionRequest {
  const {'user-id': userId, 'user-email': userEmail, 'user-name': userName, 'user-auth-token': userAuthToken} = user;
  return {
    domain,
    platformId,
    ...(userId !== undefined && {userId}),
    ...(userEmail !== undefined && {userEmail}),
    ...(userName !== undefined && {userName}),
    ...(userAuthToken !== undefined && {userAuthToken}),
    ...(userId === undefined &&
      userEmail === undefined && {anonymousCredential: randomBytes(32).toString('base64url')}),
  };
}

/** Sends requests with the session of one user, also requests that the element never sends. */
export class ApiSession {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, sessionToken: string) {
    this.#url = url;
    this.#headers = {authorization: `Bearer ${sessionToken}`};
  }

  static async claim(url: string, app: TestApp, user: ChatUser): Promise<ApiSession> {
    const {status, body} = await ask(`${url}/v1/sessions`, {method: 'POST', body: claimOf(app, user)});
    assert.equal(status, 201);
    return new ApiSession(url, (body as SessionResponse).sessionToken);
  }

  ask(path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    return ask(this.#url + path, {...request, headers: {...request.headers, ...this.#headers}});
  }

  sync(body: SyncRequest = {}): Promise<ApiAnswer> {
    return this.ask('/v1/sync', {method: 'POST', body});
  }

  send(text: string): Promise<ApiAnswer> {
    return this.ask('/v1/messages', {method: 'POST', body: {messages: [{id: randomUUID(), text}]}});
  }

  /** Uploads a file by the tus protocol, and sends it. */
  async sendFile(name: string, bytes: Uint8Array): Promise<void> {
    const tus = {'tus-resumable': '1.0.0', ...this.#headers};
    const begun = await fetch(`${this.#url}/v1/files`, {
      method: 'POST',
      headers: {
        ...tus,
        'upload-length': String(bytes.length),
        'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
        'content-type': 'application/offset+octet-stream',
      },
      body: Uint8Array.from(bytes),
    });
    assert.equal(begun.status, 201, await begun.text());
    const fileId = begun.headers.get('location')?.split('/').at(-1);
    const sent = await this.ask('/v1/messages', {method: 'POST', body: {messages: [{id: randomUUID(), fileId}]}});
    assert.equal(sent.status, 201, sent.code);
  }

  /** The user's conversations, with the newest entries. */
  async conversations(): Promise<readonly SyncedConversation[]> {
    return ((await this.sync({page: {}})).body as SyncResponse).conversations;
  }
}
