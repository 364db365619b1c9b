import type {Wait, Waits} from '../live/waits.js';
import type {MonotonicClock} from '../clock.js';
import type {FastifyReply} from 'fastify';

/** A sync that may wait for a change. */
export interface WaitingSync<T> {
  readonly wait: Wait;
  readonly waits: Waits;
  readonly sessionId: string;
  readonly limitMs: number;
  readonly monotonic: MonotonicClock;
  /** Reads what the client does not know. Throws when the session has ended. */
  readonly read: () => Promise<T>;
  readonly isEmpty: (answer: T) => boolean;
}

/**
 * Answers when there is something to answer, or when the time is over. It ends at once, with whatever there is, when the
 * client goes away, the session ends, or the service stops.
 */
export async function answerWhenChanged<T>(reply: FastifyReply, sync: WaitingSync<T>): Promise<T> {
  const {wait, waits, sessionId, limitMs, monotonic, read, isEmpty} = sync;
  const gone = new AbortController();
  if (reply.raw.destroyed) gone.abort();
  reply.raw.once('close', () => gone.abort());
  const until = monotonic() + limitMs;
  try {
    do {
      await wait.pause(Math.min(waits.reserveAnswer(sessionId), until - monotonic()), gone.signal);
      const answer = await read();
      if (!isEmpty(answer)) return answer;
      // Changes that the client cannot see do not make the wait longer.
    } while ((await wait.next(until - monotonic(), gone.signal)) && monotonic() < until);
    // The session may have ended meanwhile.
    return await read();
  } finally {
    wait.end();
  }
}
