import {recordAudit} from '../audit/audit.js';
import type {Agent} from '../../contract/session.js';
import type {AuditKind} from '../audit/audit.js';
import type {Database} from '../database/schema.js';

/** A session, as the audit log tells of it. */
interface AuditedSession extends Pick<Agent, 'id' | 'name' | 'email'> {
  /** Where the session began; null: not known. */
  readonly network: string | null;
}

/** Writes the begin or the end of an agent's session to the audit log. */
export async function recordSession(
  db: Database,
  kind: Extract<AuditKind, 'agent-logged-in' | 'agent-logged-out' | 'agent-session-ended'>,
  {id, name, email, network}: AuditedSession,
  now: number,
): Promise<void> {
  const details = {subject: email, ...(network !== null && {network})};
  await recordAudit(db, {kind, actor: {kind: 'agent', id, name}, details}, now);
}
