import type {Action} from '../state/actions.js';
import {report, type SessionTools} from '../state/session.js';
import type {InboxState} from '../state/state.js';

/** The requests of the page of the agent's sessions, for one log-in. */
export class SessionsEffects {
  readonly #tools: SessionTools;

  constructor(tools: SessionTools) {
    this.#tools = tools;
  }

  /** `before`: the state before the action. A request that is not over is not sent a second time. */
  run(action: Action, {page, session, sessions}: InboxState, before: InboxState): void {
    switch (action.type) {
      case 'logged-in':
      case 'open-sessions':
      case 'reload-sessions':
        return void (page === 'sessions' && session.status === 'logged-in' && this.#load());
      case 'end-sessions':
        return void (sessions.ending !== before.sessions.ending && this.#end(sessions.ending));
    }
  }

  async #load(): Promise<void> {
    const {api, dispatch, signal} = this.#tools;
    try {
      dispatch({type: 'sessions-received', sessions: await api.sessions(signal)});
    } catch (error) {
      report(this.#tools, error, {type: 'sessions-failed'});
    }
  }

  async #end(ids: readonly string[]): Promise<void> {
    const {api, dispatch, signal} = this.#tools;
    try {
      dispatch({type: 'sessions-ended', sessions: await api.endSessions(ids, signal)});
    } catch (error) {
      report(this.#tools, error, {type: 'sessions-not-ended'});
    }
  }
}
