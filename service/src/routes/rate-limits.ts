import {setTimeout as sleep} from 'node:timers/promises';
import {ServiceError} from '../errors.js';
import {networkOf, RateLimiter} from '../rate-limiter.js';
import type {AppKey} from '../apps/apps.js';
import type {RefusalCounts} from '../audit/refusal-counts.js';
import type {MonotonicClock} from '../clock.js';
import type {LimitName, Rate, RateLimits} from '../limits.js';
import type {Meters} from '../metrics/meters.js';
import type {FastifyReply, FastifyRequest} from 'fastify';

/** What there is too much of, where it is not just requests. */
const TOO_MANY: Partial<Record<LimitName, string>> = {
  'body-bytes': 'Too many bytes of requests',
  'answer-bytes': 'Too many bytes of answers',
  uploads: 'Too many files',
  'upload-bytes': 'Too many bytes of files',
  'file-bytes': 'Too many bytes of files',
  'anonymous-conversations': 'Too many new conversations of users without a user auth token from this network address',
};

/** Sets the header `retry-after`. @returns The error to throw. */
export function tooManyRequests(waitSeconds: number, reply: FastifyReply, what = 'Too many requests'): ServiceError {
  reply.header('retry-after', waitSeconds);
  return new ServiceError('too_many_requests', `${what}; come back in ${waitSeconds} seconds.`);
}

export interface RequestLimitParts {
  readonly monotonic: MonotonicClock;
  readonly meters: Meters;
  readonly refusals: RefusalCounts;
  /** How long a refused request waits for its answer: `REFUSAL_PAUSE_MS`. */
  readonly refusalPauseMs: number;
}

/**
 * A rate limit of requests, which counts what it refuses. A refused request gets its answer after a pause: a caller that asks again at
 * once gets one answer in that time on each connection, and costs the others next to nothing.
 */
export class RequestLimit {
  readonly #name: LimitName;
  readonly #limiter: RateLimiter;
  readonly #parts: RequestLimitParts;

  constructor(name: LimitName, rate: Rate, parts: RequestLimitParts) {
    this.#name = name;
    this.#limiter = new RateLimiter(rate, parts.monotonic);
    this.#parts = parts;
  }

  /** Takes a token, if there is one. */
  tryTake(key: string): boolean {
    return this.#limiter.take(key) === 0;
  }

  /** Takes tokens when there is one; what is missing is owed. Else throws `too_many_requests`. */
  async take(key: string, reply: FastifyReply, app?: AppKey, cost = 1): Promise<void> {
    if (this.#limiter.take(key, cost)) throw await this.refuse(key, reply, app);
  }

  /** Throws `too_many_requests` unless there is a token. Takes none. */
  async require(key: string, reply: FastifyReply, app?: AppKey): Promise<void> {
    if (this.isOver(key)) throw await this.refuse(key, reply, app);
  }

  /** Takes tokens also when there are none. */
  owe(key: string, cost = 1): void {
    this.#limiter.owe(key, cost);
  }

  isOver(key: string): boolean {
    return this.#limiter.look(key) > 0;
  }

  /** Takes tokens when there is one; else only makes a pause. For what must not be refused, and must not keep others waiting. */
  async pace(key: string, {ip}: FastifyRequest, cost = 1): Promise<void> {
    if (!this.#limiter.take(key, cost)) return;
    const {refusalPauseMs} = this.#parts;
    this.#count(networkOf(ip));
    if (refusalPauseMs) await sleep(refusalPauseMs);
  }

  /** Takes tokens also when there are none, after a pause in that case. For what must not be refused. */
  async slowDown(key: string, cost: number): Promise<void> {
    const isOver = this.isOver(key);
    this.#limiter.owe(key, cost);
    if (!isOver) return;
    this.#parts.meters.refused(this.#name);
    await sleep(this.#parts.refusalPauseMs);
  }

  /** Counts a refusal. Resolves after the pause with the error to throw. */
  async refuse(key: string, reply: FastifyReply, app?: AppKey): Promise<ServiceError> {
    const {refusalPauseMs} = this.#parts;
    this.#count(networkOf(reply.request.ip), app);
    if (refusalPauseMs) await sleep(refusalPauseMs);
    // After the pause there may be a token, which another request may take.
    return tooManyRequests(Math.max(1, this.#limiter.look(key)), reply, TOO_MANY[this.#name]);
  }

  #count(network: string, app?: AppKey): void {
    const {meters, refusals} = this.#parts;
    meters.refused(this.#name);
    refusals.add({
      kind: 'requests-limited',
      reason: this.#name,
      network,
      ...(app && {app: {domain: app.domain, platformId: app.platformId}}),
    });
  }
}

/** The limits of users, agents and network addresses: `RateLimits` says for whom each one counts. */
export interface RequestLimits {
  readonly requests: RequestLimit;
  readonly bodyBytes: RequestLimit;
  readonly sessions: RequestLimit;
  readonly clearedUsers: RequestLimit;
  readonly sessionsOfUser: RequestLimit;
  readonly entries: RequestLimit;
  readonly reads: RequestLimit;
  readonly answerBytes: RequestLimit;
  readonly anonymousConversations: RequestLimit;
  readonly agentRequests: RequestLimit;
  readonly uploads: RequestLimit;
  readonly uploadBytes: RequestLimit;
  readonly uploadBytesOfAddress: RequestLimit;
  readonly fileBytes: RequestLimit;
}

export function createRequestLimits(rates: RateLimits, parts: RequestLimitParts): RequestLimits {
  const limit = (name: LimitName, rate: Rate): RequestLimit => new RequestLimit(name, rate, parts);
  return {
    requests: limit('requests', rates.requests),
    bodyBytes: limit('body-bytes', rates.bodyBytes),
    sessions: limit('sessions', rates.sessions),
    clearedUsers: limit('sessions', rates.sessions),
    sessionsOfUser: limit('sessions-of-user', rates.sessionsOfUser),
    entries: limit('entries', rates.entries),
    reads: limit('reads', rates.reads),
    answerBytes: limit('answer-bytes', rates.answerBytes),
    anonymousConversations: limit('anonymous-conversations', rates.anonymousConversations),
    agentRequests: limit('agent-requests', rates.agentRequests),
    uploads: limit('uploads', rates.uploads),
    uploadBytes: limit('upload-bytes', rates.uploadBytes),
    uploadBytesOfAddress: limit('upload-bytes', rates.uploadBytesOfAddress),
    fileBytes: limit('file-bytes', rates.fileBytes),
  };
}
