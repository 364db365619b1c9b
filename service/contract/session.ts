/**
 * Log-in of agents. The API of agents is JSON below `/v1/agent` on the same origin, with an HttpOnly cookie. No private answer is
 * a GET, because a cache between may keep it.
 *
 * `POST /v1/agent/session` logs in, `DELETE` logs out. `POST /v1/agent/session/current` returns the logged-in agent; 401
 * `unauthorized` without one.
 */
import {Type} from 'typebox';
import {SearchText, type ValueOf} from './schema.js';

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
