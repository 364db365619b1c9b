import type {AuditAction} from './audit-actions.js';
import {type AuditState, INITIAL_AUDIT} from './audit-state.js';

/** Returns the state of the page after `action`. Pure. `undefined`: the page is not open. */
export function reduceAudit(state: AuditState | undefined, action: AuditAction): AuditState | undefined {
  if (action.type === 'open-audit') return INITIAL_AUDIT;
  if (!state) return state;
  // Each choice makes a filter of its own: an answer for an earlier one is too late.
  if ('filter' in action && action.type !== 'choose-audit-filter' && action.filter !== state.filter) return state;
  switch (action.type) {
    case 'reload-audit':
      return {...INITIAL_AUDIT, filter: {...state.filter}};
    case 'choose-audit-filter':
      return {...INITIAL_AUDIT, filter: action.filter};
    case 'audit-received':
      return {...state, status: 'ready', events: action.events, next: action.next};
    case 'audit-failed':
      return {...state, status: 'failed'};
    case 'show-older-events':
      return state.next === undefined || state.older === 'loading' ? state : {...state, older: 'loading'};
    case 'older-events-received':
      return {...state, older: 'idle', events: [...state.events, ...action.events], next: action.next};
    case 'older-events-failed':
      return {...state, older: 'failed'};
  }
}
