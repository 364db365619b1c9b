import type {AgentAuditRequest} from '../../contract/audit.js';
import type {LoadStatus} from '../state/load-status.js';
import type {ReadEvent} from './parse-audit.js';

/** Which events are shown. */
export type AuditFilter = Pick<AgentAuditRequest, 'group' | 'app'>;

/** Everything the page of the audit log draws. */
export interface AuditState {
  /** Of the newest events. */
  readonly status: LoadStatus;
  readonly filter: AuditFilter;
  /** The loaded pages, the newest events first. */
  readonly events: readonly ReadEvent[];
  /** Where the next page begins; `undefined` when all pages are loaded, and before the first one is. */
  readonly next: string | undefined;
  readonly older: 'idle' | 'loading' | 'failed';
}

export const INITIAL_AUDIT: AuditState = Object.freeze<AuditState>({
  status: 'loading',
  filter: {},
  events: [],
  next: undefined,
  older: 'idle',
});
