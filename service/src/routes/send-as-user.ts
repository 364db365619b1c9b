import {requireSessionLater} from './bearer.js';
import {addressKey} from '../rate-limiter.js';
import type {RouteParts} from './parts.js';
import type {StoredMessages, UserEntry} from '../conversations/user-messages.js';
import type {DatabaseTransaction} from '../database/schema.js';
import type {Session} from '../identity/session-token.js';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** Thrown inside the transaction when the address may begin no conversation now. */
class NoMoreConversations extends Error {}

/** A request of a user, with its session. */
export interface UserRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: Session;
}

/**
 * Stores entries of a user: `UserConversations.send`. Throws `too_many_requests` when a user who is not verified begins a
 * conversation, and too many have begun from this network address: the agents' list must not fill up with what one sender writes.
 */
export async function sendAsUser(
  parts: RouteParts,
  {request, reply, session}: UserRequest,
  messages: readonly UserEntry[],
  end?: (trx: DatabaseTransaction) => Promise<void>,
): Promise<StoredMessages> {
  const {userConversations, requestLimits} = parts;
  const unchecked = requireSessionLater(parts, request, session);
  if (session.verified) return userConversations.send(unchecked, messages, {end});

  const limit = requestLimits.anonymousConversations;
  const address = addressKey(request.ip);
  // A flood must not cost a failed transaction each time. Whoever has a conversation goes on with it.
  if (limit.isOver(address) && !(await userConversations.hasOpen(session))) {
    throw await limit.refuse(address, reply, session);
  }
  // The transaction may run twice.
  let hasToken = false;
  const mayBegin = (): void => {
    hasToken ||= limit.tryTake(address);
    if (!hasToken) throw new NoMoreConversations();
  };
  return userConversations.send(unchecked, messages, {end, mayBegin}).catch(async (error: unknown) => {
    throw error instanceof NoMoreConversations ? await limit.refuse(address, reply, session) : error;
  });
}
