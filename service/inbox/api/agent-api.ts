import {parseMessages, type Message} from 'helpshift-chat/protocol';
import type {Agent, AgentConversation, AgentLoginRequest} from '../../src/agent-wire.js';
import {AgentError, kindOfStatus} from './agent-error.js';
import {parseAgent, parseAgentConversation, parseAgentConversations, parseAgentMessage} from './parse-agent.js';

/** After this long without an answer the service counts as unreachable. */
const REQUEST_TIMEOUT_MS = 15_000;

/** The service, as the inbox may use it. Every call rejects with an `AgentError` and nothing else. */
export interface AgentApi {
  /** Who is logged in. */
  session(): Promise<Agent>;
  logIn(request: AgentLoginRequest): Promise<Agent>;
  logOut(): Promise<void>;
  conversations(status: AgentConversation['status']): Promise<readonly AgentConversation[]>;
  conversation(id: string): Promise<AgentConversation>;
  changeStatus(id: string, status: AgentConversation['status']): Promise<AgentConversation>;
  /** The messages that follow number `after`, at most a page of them. */
  messages(id: string, after: number): Promise<readonly Message[]>;
  sendMessage(id: string, message: {id: string; text: string}): Promise<Message>;
  markRead(id: string, sequence: number): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function request(method: Method, path: string, body?: unknown): Promise<unknown> {
  const attempt = `${method} /v1/agent/${path.split(/[/?]/)[0]}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/v1/agent/${path}`, {
      method,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body !== undefined && {headers: {'content-type': 'application/json'}, body: JSON.stringify(body)}),
    });
    text = await response.text();
  } catch (cause) {
    throw new AgentError('unreachable', `${attempt}: no answer`, {cause});
  }
  if (!response.ok) throw new AgentError(kindOfStatus(response.status), `${attempt}: status ${response.status}`);
  try {
    return text ? JSON.parse(text) : undefined;
  } catch (cause) {
    throw new AgentError('unreachable', `${attempt}: the answer is not JSON`, {cause});
  }
}

async function requestAs<T>(
  parse: (value: unknown) => T | undefined,
  ...[method, path, body]: Parameters<typeof request>
): Promise<T> {
  const value = parse(await request(method, path, body));
  if (value === undefined) throw new AgentError('unreachable', `${method} ${path.split(/[/?]/)[0]}: not our answer`);
  return value;
}

const conversationPath = (id: string): string => `conversations/${encodeURIComponent(id)}`;

/** The same-origin service below `/v1/agent`. */
export const httpAgentApi: AgentApi = {
  session: () => requestAs(parseAgent, 'GET', 'session'),
  logIn: (credentials) => requestAs(parseAgent, 'POST', 'session', credentials),
  async logOut() {
    await request('DELETE', 'session');
  },
  conversations: (status) => requestAs(parseAgentConversations, 'GET', `conversations?status=${status}`),
  conversation: (id) => requestAs(parseAgentConversation, 'GET', conversationPath(id)),
  changeStatus: (id, status) => requestAs(parseAgentConversation, 'PATCH', conversationPath(id), {status}),
  async messages(id, after) {
    return (await requestAs(parseMessages, 'GET', `${conversationPath(id)}/messages?after=${after}`)).messages;
  },
  sendMessage: (id, message) => requestAs(parseAgentMessage, 'POST', `${conversationPath(id)}/messages`, message),
  async markRead(id, sequence) {
    await request('PUT', `${conversationPath(id)}/read`, {sequence});
  },
};
