import {ServiceError} from '../errors.js';
import type {RateLimiter} from '../rate-limiter.js';
import type {FastifyReply} from 'fastify';

/** Takes a token, or throws `too_many_requests` with the seconds to wait in `retry-after`. */
export function enforceRateLimit(limiter: RateLimiter, key: string, reply: FastifyReply): void {
  const waitSeconds = limiter.take(key);
  if (!waitSeconds) return;
  reply.header('retry-after', waitSeconds);
  throw new ServiceError('too_many_requests', `Too many requests; come back in ${waitSeconds} seconds.`);
}
