/** The real service beside the browser tests: its address, and actions of a site's server or an agent. */
import type {Message, MessagesResponse} from '../../src/protocol/index.js';
import type {
  AgentConversation,
  AgentConversationsResponse,
  AgentMessageResponse,
} from '../../service/src/agent-wire.js';

/** The app of the service's first start. It verifies its users. */
export const APP = {domain: 'bar', platformId: 'foo'} as const;

/** The value for `service-url`. */
export const serviceUrl = ((await ask('/test-service.json')) as {url: string}).url;

/** Makes a token as the app's own server does. */
export async function createToken(identifiers: {userId: string; userEmail?: string}): Promise<string> {
  const {userAuthToken} = (await ask('/test-service/demo/token', identifiers)) as {userAuthToken: string};
  return userAuthToken;
}

/** The open conversations, newest activity first, as agents see them. */
export async function openConversations(): Promise<readonly AgentConversation[]> {
  return ((await ask('/test-service/v1/agent/conversations')) as AgentConversationsResponse).conversations;
}

/** The messages of a conversation, as agents see them. */
export async function messagesOf(conversationId: string): Promise<readonly Message[]> {
  const path = `/test-service/v1/agent/conversations/${conversationId}/messages?after=0`;
  return ((await ask(path)) as MessagesResponse).messages;
}

/** An agent writes into a conversation. Resolves when the service has stored it. */
export async function answerAsAgent(conversationId: string, text: string): Promise<Message> {
  const path = `/test-service/v1/agent/conversations/${conversationId}/messages`;
  return ((await ask(path, {id: crypto.randomUUID(), text})) as AgentMessageResponse).message;
}

/** A `userId` for this test only: all tests share the service. */
export function uniqueUserId(): string {
  return `user-${crypto.randomUUID()}`;
}

async function ask(path: string, body?: object): Promise<unknown> {
  const response = await fetch(path, body ? {method: 'POST', body: JSON.stringify(body)} : {});
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
