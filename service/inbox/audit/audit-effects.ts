import type {Action} from '../state/actions.js';
import {report, type SessionTools} from '../state/session.js';
import type {AgentAuditRequest} from '../../contract/audit.js';
import type {AuditFilter, AuditState} from './audit-state.js';
import type {AuditPage} from './parse-audit.js';

export interface AuditTools extends Pick<SessionTools, 'dispatch'> {
  readonly api: {audit(request: AgentAuditRequest): Promise<AuditPage>};
}

/** The requests of the page of the audit log, for one log-in. */
export class AuditEffects {
  readonly #tools: AuditTools;

  constructor(tools: AuditTools) {
    this.#tools = tools;
  }

  /** `before`: the state before the action. A request that is not over is not sent a second time. */
  run(action: Action, state: AuditState, before: AuditState | undefined): void {
    switch (action.type) {
      case 'logged-in':
      case 'open-audit':
      case 'reload-audit':
      case 'choose-audit-filter':
        return void this.#load(state.filter);
      case 'show-older-events':
        return void (state.older === 'loading' && before?.older !== 'loading' && this.#loadOlder(state));
    }
  }

  async #load(filter: AuditFilter): Promise<void> {
    const {api, dispatch} = this.#tools;
    try {
      dispatch({type: 'audit-received', filter, ...(await api.audit(filter))});
    } catch (error) {
      report(this.#tools, error, {type: 'audit-failed', filter});
    }
  }

  async #loadOlder({filter, next}: AuditState): Promise<void> {
    const {api, dispatch} = this.#tools;
    try {
      const page = await api.audit({...filter, ...(next !== undefined && {after: next})});
      dispatch({type: 'older-events-received', filter, ...page});
    } catch (error) {
      report(this.#tools, error, {type: 'older-events-failed', filter});
    }
  }
}
