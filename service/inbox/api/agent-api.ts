import {parseMessages, type Message} from 'helpshift-chat/protocol';
import type {Agent, AgentConversation, AgentLoginRequest} from '../../src/agent-wire.js';
import {parseAgent, parseAgentConversation, parseAgentConversations, parseAgentMessage} from './parse-agent.js';
import {request, requestAs} from './request.js';

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
