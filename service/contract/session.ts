/**
 * Log-in of agents. The API of agents is JSON below `/v1/agent` on the same origin, with an HttpOnly cookie. No private answer is
 * a GET, because a cache between may keep it.
 *
 * `POST /v1/agent/session` logs in, `DELETE` logs out. `POST /v1/agent/session/current` returns the logged-in agent; 401
 * `unauthorized` without one.
 */
import {Type} from 'typebox';
import {Count, SearchText, TextOrNull, type ValueOf} from './schema.js';

/** The most sessions of one agent in an answer, and in a request to end them. */
export const AGENT_SESSIONS_LIMIT = 100;

export const AgentLoginRequest = Type.Object({
  email: SearchText(320),
  // Hashing a longer password takes more work.
  password: Type.String({minLength: 1, maxLength: 1000}),
});
export type AgentLoginRequest = ValueOf<typeof AgentLoginRequest>;

export const Agent = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  /** An administrator sees all domains of the installation; an agent sees one. */
  role: Type.Enum(['administrator', 'agent']),
});
export type Agent = ValueOf<typeof Agent>;

/** A session of the agent who asks. */
export const AgentSession = Type.Object({
  /** The id for `sessions/end`. It gives no access. */
  id: Type.String(),
  /** When the agent logged in, in milliseconds since 1970. */
  began: Count,
  /** The browser and its system, as `Firefox on Linux`; null: not known. */
  browser: TextOrNull,
  /** The network of the log-in, as `192.0.2.0/24`; null: not known. */
  network: TextOrNull,
  /** Whether it is the session of this request. */
  isThis: Type.Boolean(),
});
export type AgentSession = ValueOf<typeof AgentSession>;

/** `POST /v1/agent/sessions/list` answers the agent's own sessions, newest first: at most `AGENT_SESSIONS_LIMIT`. */
export const AgentSessionsResponse = Type.Object({sessions: Type.Array(AgentSession)});
export type AgentSessionsResponse = ValueOf<typeof AgentSessionsResponse>;

/** `POST /v1/agent/sessions/end` ends sessions of the agent, and answers those that are left. It ignores all other ids. */
export const AgentSessionsEndRequest = Type.Object({
  ids: Type.Array(SearchText(100), {minItems: 1, maxItems: AGENT_SESSIONS_LIMIT}),
});
export type AgentSessionsEndRequest = ValueOf<typeof AgentSessionsEndRequest>;
