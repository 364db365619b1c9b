import type {AgentApi} from '../api/agent-api.js';
import {isUnauthorized} from '../api/refusals.js';
import type {Action, Dispatch} from './actions.js';
import type {InboxState} from './state.js';

/** What the effects of one log-in share. */
export interface SessionTools {
  readonly api: AgentApi;
  readonly createId: () => string;
  /** Milliseconds since 1970, by the service's clock. */
  readonly now: () => number;
  readonly getState: () => InboxState;
  readonly dispatch: Dispatch;
  /** Is aborted when the agent logs out. */
  readonly signal: AbortSignal;
}

/** A `dispatch` that does nothing after the agent has logged out. */
export function dispatchUntil(signal: AbortSignal, dispatch: Dispatch): Dispatch {
  return (action) => signal.aborted || dispatch(action);
}

/** Reports a request that failed. When the session has ended, it reports that instead. */
export function report({dispatch}: Pick<SessionTools, 'dispatch'>, error: unknown, action: Action | undefined): void {
  if (isUnauthorized(error)) dispatch({type: 'logged-out', notice: 'session-ended'});
  else if (action) dispatch(action);
}
