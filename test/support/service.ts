/** The real service beside the browser tests: its address, and actions of a site's server or an agent. */
import type {
  AgentConversation,
  AgentEntryRequest,
  AgentListPage,
  AgentSyncRequest,
  AgentSyncResponse,
  SyncedAgentConversation,
} from '../../service/contract/conversations.js';

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
  const conversations: AgentConversation[] = [];
  for (let after: string | undefined; ;) {
    const {list} = await sync({list: {name: 'open', ...(after !== undefined && {after})}});
    const page = list as AgentListPage;
    conversations.push(...page.conversations);
    if (page.next === undefined) return conversations;
    after = page.next;
  }
}

export interface Message {
  readonly id: string;
  readonly text: string;
}

/** The newest messages of a conversation, as agents see them. */
export async function messagesOf(conversationId: string): Promise<readonly Message[]> {
  const {entries} = await readConversation(conversationId);
  return entries.flatMap(({id, content}) => (content.kind === 'text' ? [{id, text: content.text}] : []));
}

/** The newest part of a conversation with what it began with, as agents see it. */
export async function readConversation(id: string): Promise<SyncedAgentConversation> {
  const {conversations} = await sync({page: {id}});
  const [conversation] = conversations;
  if (!conversation) throw new Error(`there is no conversation ${id}`);
  return conversation;
}

/** An agent writes into a conversation. Resolves when the service has stored it. */
export async function answerAsAgent(conversationId: string, text: string): Promise<void> {
  await addEntry(conversationId, {kind: 'text', text});
}

/** An agent has a conversation open, and sees its entries up to this number. */
export async function readAsAgent(id: string, number: number): Promise<void> {
  await sync({read: [{id, number}]});
}

/** An agent changes a conversation, or writes into it. */
export async function addEntry(
  conversationId: string,
  content: AgentEntryRequest['content'],
): Promise<SyncedAgentConversation> {
  const request: AgentEntryRequest = {id: crypto.randomUUID(), content};
  const path = `/test-service/v1/agent/conversations/${conversationId}/entries`;
  return (await ask(path, request)) as SyncedAgentConversation;
}

async function sync(request: AgentSyncRequest): Promise<AgentSyncResponse> {
  return (await ask('/test-service/v1/agent/sync', request)) as AgentSyncResponse;
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
