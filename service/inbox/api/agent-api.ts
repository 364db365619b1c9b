import type {AgentEntryRequest, AgentSyncRequest} from '../../contract/conversations.js';
import type {Agent, AgentLoginRequest, AgentSession} from '../../contract/session.js';
import {agentDelete, agentRequest} from './agent-request.js';
import {parseNotices, type ServiceNotice} from './parse-notices.js';
import {
  type AgentSync,
  parseAgent,
  parseAgentSync,
  parseRejected,
  parseSessions,
  parseSyncedHead,
  type SyncedHead,
} from './parse-agent.js';

/** The service, as the inbox may use it. Calls reject with a `ChatError`, or with the reason of `signal`. */
export interface AgentApi {
  /** Who is logged in. */
  session(): Promise<Agent>;
  logIn(request: AgentLoginRequest): Promise<Agent>;
  logOut(signal: AbortSignal): Promise<void>;
  sync(request: AgentSyncRequest, signal: AbortSignal): Promise<AgentSync>;
  /** What is wrong with the installation, as far as this page knows it. For administrators. */
  serviceNotices(signal: AbortSignal): Promise<readonly ServiceNotice[]>;
  /** Stores an entry or a note. Resolves with the conversation and this entry. */
  append(conversationId: string, entry: AgentEntryRequest, signal: AbortSignal): Promise<SyncedHead>;
  /** Rejects conversations, at most `REJECT_LIMIT`. Resolves with those that were rejected, with the entries that say so. */
  reject(ids: readonly string[], signal: AbortSignal): Promise<readonly SyncedHead[]>;
  /** The agent's own sessions. */
  sessions(signal: AbortSignal): Promise<readonly AgentSession[]>;
  /** Ends own sessions. Resolves with those that are left. */
  endSessions(ids: readonly string[], signal: AbortSignal): Promise<readonly AgentSession[]>;
}

/** The same-origin service below `/v1/agent`. */
export const httpAgentApi: AgentApi = {
  session: () => agentRequest('session/current', parseAgent, {}),
  logIn: (credentials) => agentRequest('session', parseAgent, {body: credentials}),
  logOut: (signal) => agentDelete('session', signal),
  sync: (request, signal) => agentRequest('sync', parseAgentSync, {body: request, waitMs: request.waitMs, signal}),
  serviceNotices: (signal) => agentRequest('notices', parseNotices, {signal}),
  append: (conversationId, entry, signal) =>
    agentRequest(`conversations/${encodeURIComponent(conversationId)}/entries`, parseSyncedHead, {body: entry, signal}),
  reject: (ids, signal) => agentRequest('conversations/reject', parseRejected, {body: {ids}, signal}),
  sessions: (signal) => agentRequest('sessions/list', parseSessions, {signal}),
  endSessions: (ids, signal) => agentRequest('sessions/end', parseSessions, {body: {ids}, signal}),
};
