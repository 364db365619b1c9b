import type {AgentSession} from '../../contract/session.js';
import type {LoadStatus} from '../state/load-status.js';

/** Everything the page of the agent's sessions draws. */
export interface SessionsState {
  readonly list: LoadStatus;
  readonly sessions: readonly AgentSession[];
  /** The ids of the sessions that are being ended. */
  readonly ending: readonly string[];
  /** What became of the newest request to end some. */
  readonly result: 'ended' | 'not-ended' | undefined;
}

export const INITIAL_SESSIONS: SessionsState = Object.freeze<SessionsState>({
  list: 'loading',
  sessions: [],
  ending: [],
  result: undefined,
});
