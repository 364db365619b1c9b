/**
 * Reads what the service answers an agent. These functions never throw: `undefined` means that the answer is not valid. Unknown extra fields are
 * ignored, so that a page that stays open understands a newer service.
 */
import {parseMessage, type Message} from 'helpshift-chat/protocol';
import type {Agent, AgentConversation, AgentConversationUser} from '../../src/agent-wire.js';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';

export function parseAgent(value: unknown): Agent | undefined {
  if (!isFields(value)) return undefined;
  const {id, email, name, role} = value;
  if (typeof id !== 'string' || typeof email !== 'string' || typeof name !== 'string') return undefined;
  return role === 'administrator' || role === 'agent' ? {id, email, name, role} : undefined;
}

function parseUser(value: unknown): AgentConversationUser | undefined {
  if (!isFields(value)) return undefined;
  const {kind, userId, userIdVerified, userEmail, userEmailVerified, userName} = value;
  if (kind !== 'anonymous' && kind !== 'logged-in') return undefined;
  if (typeof userIdVerified !== 'boolean' || typeof userEmailVerified !== 'boolean') return undefined;
  if (!isTextOrNull(userId) || !isTextOrNull(userEmail) || !isTextOrNull(userName)) return undefined;
  return {kind, userId, userIdVerified, userEmail, userEmailVerified, userName};
}

function parsePreview(value: unknown): AgentConversation['preview'] | undefined {
  if (!isFields(value)) return undefined;
  const {senderKind, text} = value;
  if ((senderKind !== 'user' && senderKind !== 'agent') || typeof text !== 'string') return undefined;
  return {senderKind, text};
}

function parseContact(value: unknown): AgentConversation['contact'] | undefined {
  if (!isFields(value)) return undefined;
  const {name, email} = value;
  return isTextOrNull(name) && isTextOrNull(email) ? {name, email} : undefined;
}

export function parseAgentConversation(value: unknown): AgentConversation | undefined {
  if (!isFields(value)) return undefined;
  const {id, domain, platformId, status, lastSequence, agentReadSequence, createdAt, updatedAt} = value;
  const [user, preview, contact] = [
    parseUser(value['user']),
    parsePreview(value['preview']),
    parseContact(value['contact']),
  ];
  if (typeof id !== 'string' || typeof domain !== 'string' || typeof platformId !== 'string') return undefined;
  if (status !== 'open' && status !== 'resolved') return undefined;
  if (!isCount(lastSequence) || !isCount(agentReadSequence) || !isCount(createdAt) || !isCount(updatedAt)) {
    return undefined;
  }
  if (!user || !preview || !contact) return undefined;
  const facts = {id, domain, platformId, status, lastSequence, agentReadSequence, createdAt, updatedAt} as const;
  return {...facts, preview, user, contact};
}

/** One conversation that is not valid makes the whole list not valid: no user must wait without being seen. */
export function parseAgentConversations(value: unknown): readonly AgentConversation[] | undefined {
  if (!isFields(value) || !Array.isArray(value['conversations'])) return undefined;
  const conversations = value['conversations'].map(parseAgentConversation);
  return conversations.every((conversation) => conversation !== undefined) ? conversations : undefined;
}

export function parseAgentMessage(value: unknown): Message | undefined {
  return isFields(value) ? parseMessage(value['message']) : undefined;
}

/** The field at fault, where the service names one. */
export function parseErrorField(value: unknown): string | undefined {
  const error = isFields(value) ? value['error'] : undefined;
  const field = isFields(error) ? error['field'] : undefined;
  return typeof field === 'string' ? field : undefined;
}
