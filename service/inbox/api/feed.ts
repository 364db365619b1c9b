import type {InboxFrame} from '../../contract/live.js';
import {keepLiveConnection, Polling} from 'helpshift-chat/client';
import {type AgentFrame, parseAgentFrame} from './parse-agent.js';

export interface FeedOptions {
  /** Ends the feed. */
  readonly signal: AbortSignal;
  readonly isVisible: () => boolean;
  /**
   * Reads everything on the screen; the service may hold its answer back for so long. Rejects with a `ChatError`, or with the
   * reason of `signal`.
   */
  readonly sync: (waitMs: number, signal: AbortSignal) => Promise<unknown>;
  /** The live connection is ready. What was missed before has to be read now. `say` sends a frame, unless the connection has ended. */
  readonly up: (say: (frame: InboxFrame) => void) => void;
  /** There is no live connection. */
  readonly down: () => void;
  readonly frame: (frame: AgentFrame) => void;
  /** A request was answered, while there is no live connection. */
  readonly succeeded: () => void;
  /** The network is lost, or a request failed while there is no live connection. Another one follows. */
  readonly failed: () => void;
  /** No agent is logged in any more. */
  readonly unauthorized: () => void;
}

/** Reports what changes in the conversations, as long as an agent is logged in. */
export interface Feed {
  /** Keeps the browser's connections free for something that is sent, until the returned function is called. */
  hold(): () => void;
}

/** Listens on a live connection, and polls while there is none. */
export function startFeed(options: FeedOptions): Feed {
  const {signal, up, frame, unauthorized} = options;
  let polling: {readonly over: AbortController; readonly poll: Polling} | undefined;
  const listen = (say: (frame: object) => void): void => {
    polling?.over.abort();
    polling = undefined;
    up(say);
  };
  const poll = (): void => {
    if (!signal.aborted) options.down();
    if (polling || signal.aborted) return;
    const over = new AbortController();
    const {isVisible, sync, succeeded, failed} = options;
    const pollSignal = AbortSignal.any([signal, over.signal]);
    const serviceUrl = location.origin;
    polling = {over, poll: new Polling({signal: pollSignal, serviceUrl, isVisible, sync, succeeded, failed})};
  };
  // A request that is held back by the service does not see that the network is lost.
  addEventListener('offline', () => options.failed(), {signal});
  addEventListener('online', () => polling?.poll.hold()(), {signal});
  void keepLiveConnection({
    url: liveAddress(),
    signal,
    parse: parseAgentFrame,
    unauthorized,
    up: listen,
    down: poll,
    frame,
  });
  return {hold: () => polling?.poll.hold() ?? (() => {})};
}

/** The browser sends the cookie along. */
function liveAddress(): string {
  const address = new URL('/v1/agent/live', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}
