import {Type} from 'typebox';
import {SyncedAgentConversation} from './conversations.js';
import type {ValueOf} from './schema.js';

/**
 * `GET /v1/agent/live`, upgraded with the cookie. The service sends these frames, and a pong for `{type: 'ping'}`. A frame may
 * be lost. When the agent logs out, the service closes the connection with `LIVE_CLOSE_UNAUTHORIZED`.
 */
export const AgentFrame = Type.Union([
  Type.Object({type: Type.Enum(['ready', 'pong'])}),
  Type.Object({type: Type.Literal('changed'), conversation: SyncedAgentConversation}),
]);
export type AgentFrame = ValueOf<typeof AgentFrame>;
