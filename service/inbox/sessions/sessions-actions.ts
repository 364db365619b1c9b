import type {AgentSession} from '../../contract/session.js';

/** What an agent requests on the page of their sessions. */
export type SessionsRequest =
  {readonly type: 'reload-sessions'} | {readonly type: 'end-sessions'; readonly ids: readonly string[]};

/** What the service reports of them. */
export type SessionsReport =
  | {readonly type: 'sessions-received'; readonly sessions: readonly AgentSession[]}
  | {readonly type: 'sessions-failed'}
  /** `sessions`: those that are left. */
  | {readonly type: 'sessions-ended'; readonly sessions: readonly AgentSession[]}
  | {readonly type: 'sessions-not-ended'};
