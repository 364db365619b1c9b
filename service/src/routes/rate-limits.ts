import {ServiceError} from '../errors.js';
import type {Limiter} from '../rate-limiter.js';
import type {FastifyReply} from 'fastify';

/** Takes a token, or throws `too_many_requests` with the seconds to wait in `retry-after`. */
export async function enforceRateLimit(limiter: Limiter, key: string, reply: FastifyReply): Promise<void> {
  const waitSeconds = await limiter.take(key);
  if (waitSeconds) throw tooManyRequests(reply, waitSeconds);
}

/** Sets the header `retry-after`. @returns The error to throw. */
export function tooManyRequests(reply: FastifyReply, waitSeconds: number): ServiceError {
  reply.header('retry-after', waitSeconds);
  return new ServiceError('too_many_requests', `Too many requests; come back in ${waitSeconds} seconds.`);
}
