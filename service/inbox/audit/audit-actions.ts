import type {AuditFilter} from './audit-state.js';
import type {AuditPage} from './parse-audit.js';

/** What an administrator requests on the page of the audit log. */
export type AuditRequest =
  | {readonly type: 'open-audit'}
  | {readonly type: 'reload-audit'}
  | {readonly type: 'choose-audit-filter'; readonly filter: AuditFilter}
  | {readonly type: 'show-older-events'};

/** What the service reports of the audit log. Only the answer for the filter that is chosen counts. */
export type AuditReport =
  | ({readonly type: 'audit-received'; readonly filter: AuditFilter} & AuditPage)
  | {readonly type: 'audit-failed'; readonly filter: AuditFilter}
  | ({readonly type: 'older-events-received'; readonly filter: AuditFilter} & AuditPage)
  | {readonly type: 'older-events-failed'; readonly filter: AuditFilter};

export type AuditAction = AuditRequest | AuditReport;
