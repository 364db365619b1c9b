import type {SessionsReport, SessionsRequest} from './sessions-actions.js';
import type {SessionsState} from './sessions-state.js';

/** Returns the state of the page after `action`. Pure. */
export function reduceSessions(state: SessionsState, action: SessionsRequest | SessionsReport): SessionsState {
  switch (action.type) {
    case 'reload-sessions':
      return {...state, list: 'loading', result: undefined};
    case 'sessions-received':
      return {...state, list: 'ready', sessions: action.sessions};
    case 'sessions-failed':
      return {...state, list: 'failed'};
    case 'end-sessions':
      return state.ending.length ? state : {...state, ending: action.ids, result: undefined};
    case 'sessions-ended':
      return {...state, sessions: action.sessions, ending: [], result: 'ended'};
    case 'sessions-not-ended':
      return {...state, ending: [], result: 'not-ended'};
  }
}
