import {readUserSession} from './bearer.js';
import {limitKey} from '../identity/session-token.js';
import type {RouteParts} from './parts.js';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** A hook that runs before the body is read: a refused request costs neither that nor the database. */
export type LimitHook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Limits how often a user reads, and how much. */
export function limitReads(parts: RouteParts): LimitHook {
  const {reads, answerBytes} = parts.requestLimits;
  return async (request, reply) => {
    const session = readUserSession(parts, request);
    const key = limitKey(session);
    await answerBytes.require(key, reply, session);
    await reads.take(key, reply, session);
    countAnswer(parts, key, reply);
  };
}

/** Refuses a user who has no entry left. How many entries a request holds is known when it is read: the route takes them. */
export function requireEntries(parts: RouteParts): LimitHook {
  return async (request, reply) => {
    const session = readUserSession(parts, request);
    const key = limitKey(session);
    await parts.requestLimits.entries.require(key, reply, session);
    countAnswer(parts, key, reply);
  };
}

/** Counts the bytes of the answer when it is made. With a serializer of its own, Fastify does not set the type. */
function countAnswer({requestLimits}: RouteParts, key: string, reply: FastifyReply): void {
  reply.type('application/json; charset=utf-8').serializer((answer) => {
    const text = JSON.stringify(answer);
    requestLimits.answerBytes.owe(key, Buffer.byteLength(text));
    return text;
  });
}
