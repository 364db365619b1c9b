import {Type} from 'typebox';
import {SyncedAgentConversation} from './conversations.js';
import type {ValueOf} from './schema.js';

/**
 * `GET /v1/agent/live`, upgraded with the cookie. The service sends these frames, and a pong for `{type: 'ping'}`. A frame may
 * be lost. After `look` the inbox reads once, because something may have changed that no frame tells. When the agent logs out, the service closes the connection with `LIVE_CLOSE_UNAUTHORIZED`.
 */
export const AgentFrame = Type.Union([
  Type.Object({type: Type.Enum(['ready', 'pong', 'look'])}),
  Type.Object({type: Type.Literal('changed'), conversation: SyncedAgentConversation}),
]);
export type AgentFrame = ValueOf<typeof AgentFrame>;
