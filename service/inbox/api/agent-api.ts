import type {AgentEntryRequest, AgentSyncRequest} from '../../contract/conversations.js';
import type {Agent, AgentLoginRequest} from '../../contract/session.js';
import {agentDelete, agentRequest} from './agent-request.js';
import {type AgentSync, parseAgent, parseAgentSync, parseSyncedHead, type SyncedHead} from './parse-agent.js';

/** The service, as the inbox may use it. Calls reject with a `ChatError`, or with the reason of `signal`. */
export interface AgentApi {
  /** Who is logged in. */
  session(): Promise<Agent>;
  logIn(request: AgentLoginRequest): Promise<Agent>;
  logOut(signal: AbortSignal): Promise<void>;
  sync(request: AgentSyncRequest, signal: AbortSignal): Promise<AgentSync>;
  /** Stores an entry or a note. Resolves with the conversation and this entry. */
  append(conversationId: string, entry: AgentEntryRequest, signal: AbortSignal): Promise<SyncedHead>;
}

/** The same-origin service below `/v1/agent`. */
export const httpAgentApi: AgentApi = {
  session: () => agentRequest('session/current', parseAgent, {}),
  logIn: (credentials) => agentRequest('session', parseAgent, {body: credentials}),
  logOut: (signal) => agentDelete('session', signal),
  sync: (request, signal) => agentRequest('sync', parseAgentSync, {body: request, waitMs: request.waitMs, signal}),
  append: (conversationId, entry, signal) =>
    agentRequest(`conversations/${encodeURIComponent(conversationId)}/entries`, parseSyncedHead, {body: entry, signal}),
};
