import {randomBytes, randomUUID} from 'node:crypto';
import {Agent, request} from 'node:http';
import {json} from 'node:stream/consumers';
import {RawConnection} from './raw-connection.js';

/** A user who writes to the service over one connection that stays open. */
export interface ChatUser {
  /** Resolves when the service has acknowledged the message. Rejects when it refuses it. */
  send(text: string): Promise<void>;
  leave(): void;
}

/** A new anonymous user of the service's first app. */
export async function enterChat(serviceUrl: string): Promise<ChatUser> {
  return chatUser(serviceUrl, await beginSession(serviceUrl));
}

/** Begins a session of a new anonymous user. @returns The token. */
export async function beginSession(serviceUrl: string): Promise<string> {
  const agent = new Agent();
  const anonymousCredential = randomBytes(32).toString('base64url');
  const claim = {domain: 'bar', platformId: 'foo', anonymousCredential};
  const {sessionToken} = (await post(agent, `${serviceUrl}/v1/sessions`, claim)) as {sessionToken: string};
  return sessionToken;
}

/** The user of a session, at one of the processes of the installation. */
export function chatUser(serviceUrl: string, sessionToken: string): ChatUser {
  return sender(serviceUrl, '/v1/messages', sessionToken, {});
}

/** A user of the bare server. */
export function enterBareServer(url: string, owner: string): ChatUser {
  return sender(url, '/', 'a token as long as that of a session '.repeat(8), {owner});
}

function sender(url: string, path: string, token: string, more: object): ChatUser {
  const connection = new RawConnection(url);
  const authorization = `authorization: Bearer ${token}\r\n`;
  return {
    async send(text) {
      const messages = [{id: randomUUID(), text}];
      const {status, body} = await connection.post(path, {messages, ...more}, authorization);
      if (status !== 201) throw new Error(`a message was refused: ${status} ${body}`);
    },
    leave: () => connection.close(),
  };
}

/** Not `fetch`, whose work would take from the service what it is to be measured with. */
export function post(agent: Agent, address: string, body: object, sessionToken?: string): Promise<unknown> {
  const content = JSON.stringify(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(content),
    ...(sessionToken && {authorization: `Bearer ${sessionToken}`}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(address, {agent, method: 'POST', headers}, (response) => {
      json(response).then((answer) => {
        if (response.statusCode === 200 || response.statusCode === 201) resolve(answer);
        else reject(new Error(`${address}: ${response.statusCode} ${JSON.stringify(answer)}`));
      }, reject);
    });
    sent.once('error', reject);
    sent.end(content);
  });
}
