import {Type} from 'typebox';
import {SyncedAgentConversation} from './conversations.js';
import type {ValueOf} from './schema.js';

/**
 * `GET /v1/agent/live`, upgraded with the cookie. The service sends these frames, and a pong for `{type: 'ping'}`. A frame may
 * be lost. After `look` the inbox reads once, because something may have changed that no frame tells. When the agent logs out, the service closes the connection with `LIVE_CLOSE_UNAUTHORIZED`.
 *
 * `typing` is a sign, which is never stored: the user of this conversation types. Only an inbox that has sent `presence` is told,
 * because an older one does not know it.
 */
export const AgentFrame = Type.Union([
  Type.Object({type: Type.Enum(['ready', 'pong', 'look'])}),
  Type.Object({type: Type.Literal('changed'), conversation: SyncedAgentConversation}),
  Type.Object({type: Type.Literal('typing'), id: Type.String()}),
]);
export type AgentFrame = ValueOf<typeof AgentFrame>;

/**
 * What the inbox sends on its live connection. `typing`: the agent writes an answer in this conversation, and says so at most once in
 * `TYPING_INTERVAL_MS`. `presence`: whether the agent looks at the inbox; it comes first, and when that changes. A service that does
 * not know a frame ignores it.
 */
export type InboxFrame =
  | {readonly type: 'ping'}
  | {readonly type: 'typing'; readonly id: string}
  | {readonly type: 'presence'; readonly isThere: boolean};
