import {AgentAuditResponse, type AuditEvent} from '../../contract/audit.js';
import {read, type Read} from '../../contract/read.js';

/** An event, as this page knows it. */
export type ReadEvent = Read<typeof AuditEvent>;

/** A page of the audit log, the newest events first. */
export interface AuditPage {
  readonly events: readonly ReadEvent[];
  /** Where the next page begins; `undefined` on the last page. */
  readonly next: string | undefined;
}

/** Reads a page of the audit log. An event that cannot be read is left out. */
export function parseAudit(value: unknown): AuditPage | undefined {
  const answer = read(AgentAuditResponse, value);
  return answer && {events: answer.events, next: answer.next};
}
