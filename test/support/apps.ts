/** Makes apps in the real service: a test with its own app shares no users and conversations with other tests. */
import {createUserAuthToken, type TokenIdentifiers} from '../../src/token/index.js';
import type {AgentApp, AgentAppChanges, AgentKeyResponse} from '../../service/contract/apps.js';
import type {AgentConversation} from '../../service/contract/conversations.js';
import type {AppOptions as AppChanges, TestApp} from './e2e-app.js';
import {addEntry, openConversations, serviceUrl, uniqueUserId} from './service.js';

export type {TestApp};

export interface AppOptions extends AppChanges {
  /** The questions of the Identity Bot. Default: none. */
  readonly asksFor?: readonly ('name' | 'email')[];
}

export async function createApp({asksFor = [], ...settings}: AppOptions = {}): Promise<TestApp> {
  const changes: AppChanges = {...settings, askName: asksFor.includes('name'), askEmail: asksFor.includes('email')};
  const response = await fetch('/test-service-apps', {method: 'POST', body: JSON.stringify(changes)});
  if (!response.ok) throw new Error(`no app was made: ${response.status} ${await response.text()}`);
  return (await response.json()) as TestApp;
}

/** The element's attributes for this app. */
export function appAttributes({domain, platformId}: TestApp): Record<string, string> {
  return {domain, 'platform-id': platformId, 'service-url': serviceUrl};
}

/** The attributes of a logged-in user with a valid user auth token. */
export async function verifiedUser(
  {secret}: TestApp,
  identifiers: TokenIdentifiers & {userName?: string} = {userId: uniqueUserId()},
): Promise<Record<string, string>> {
  const {userId, userEmail, userName} = identifiers;
  return {
    ...(userId !== undefined && {'user-id': userId}),
    ...(userEmail !== undefined && {'user-email': userEmail}),
    ...(userName !== undefined && {'user-name': userName}),
    'user-auth-token': await createUserAuthToken({secret, userId, userEmail}),
  };
}

/** A token of the compatible form that no key made. */
export const FORGED_TOKEN = 'ab+dKOFgxspi3ARXSa/zSdN4wFrU6CQu3hJzHQtXYRI=';

/** The app's open conversations as agents see them, newest activity first. */
export async function conversationsOf({domain}: TestApp): Promise<readonly AgentConversation[]> {
  return (await openConversations()).filter((conversation) => conversation.domain === domain);
}

/** An agent resolves a conversation. */
export async function resolveConversation(conversationId: string): Promise<void> {
  await addEntry(conversationId, {kind: 'resolved'});
}

/** An administrator changes settings of the app. */
export async function changeApp(app: TestApp, changes: AgentAppChanges): Promise<void> {
  await administrate(app, 'PATCH', '', changes);
}

/** An administrator makes a second secret key. */
export async function addSecretKey(app: TestApp): Promise<{secret: string}> {
  return (await administrate(app, 'POST', '/keys', {})) as AgentKeyResponse;
}

/** An administrator deletes the app's first key. */
export async function deleteFirstKey(app: TestApp): Promise<void> {
  const {keys} = (await administrate(app, 'PATCH', '', {})) as AgentApp;
  await administrate(app, 'DELETE', `/keys/${keys[0]?.id}`, {});
}

async function administrate(
  {domain, platformId}: TestApp,
  method: string,
  path: string,
  body: object,
): Promise<unknown> {
  const address = `/test-service/v1/agent/apps/${domain}/${platformId}${path}`;
  const response = await fetch(address, {method, body: JSON.stringify(body)});
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${answer}`);
  return answer && JSON.parse(answer);
}
