import {randomUUID} from 'node:crypto';
import {ServiceError} from '../errors.js';
import type {AgentConversations} from './agent-conversations.js';
import type {AgentRejectResponse} from '../../contract/conversations.js';
import type {LoggedInAgent} from '../agents/agents.js';

type Failure = AgentRejectResponse['failed'][number];

/** Rejects several conversations, each as one that is rejected alone. They share commits. */
export async function rejectConversations(
  conversations: AgentConversations,
  agent: LoggedInAgent,
  ids: readonly string[],
): Promise<AgentRejectResponse> {
  const unique = [...new Set(ids)];
  const settled = await Promise.allSettled(unique.map(async (id) => reject(conversations, agent, id)));
  // After all have ended: what was stored stays, also when the answer is an error.
  const results = settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return {
    conversations: results.flatMap((result) => ('entries' in result ? [result] : [])),
    failed: results.flatMap((result) => ('code' in result ? [result] : [])),
  };
}

async function reject(conversations: AgentConversations, agent: LoggedInAgent, id: string) {
  try {
    const {conversation} = await conversations.append(agent, id, {id: randomUUID(), content: {kind: 'rejected'}});
    return conversation;
  } catch (error) {
    return failureOf(id, error);
  }
}

function failureOf(id: string, error: unknown): Failure {
  if (error instanceof ServiceError && (error.code === 'conflict' || error.code === 'not_found')) {
    return {id, code: error.code};
  }
  throw error;
}
