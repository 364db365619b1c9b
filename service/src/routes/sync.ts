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
  reply.raw.once('close', () => gone.abort());
  const until = monotonic() + limitMs;
  try {
    for (;;) {
      await waits.space(sessionId);
      const answer = await read();
      if (!isEmpty(answer)) return answer;
      if (!(await wait.next(until - monotonic(), gone.signal))) break;
    }
    // The session may have ended meanwhile.
    return await read();
  } finally {
    wait.end();
  }
}
