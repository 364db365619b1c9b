import {randomUUID} from 'node:crypto';
import type {AuditActor, AuditKind, AuditValue} from '../../contract/audit.js';
import type {AppKey} from '../apps/apps.js';
import type {Clock} from '../clock.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';

export type {AuditActor, AuditKind} from '../../contract/audit.js';

/** What happened, without secrets, tokens, e-mail addresses of users, and texts. */
export interface AuditDetails {
  /** What it happened to: the e-mail address of an agent, or the id of a key or a user. */
  readonly subject?: string;
  /** The values of settings, by their names. */
  readonly before?: Readonly<Record<string, AuditValue>>;
  readonly after?: Readonly<Record<string, AuditValue>>;
  /** Why something was refused. */
  readonly reason?: string;
  /** From which network: `networkOf`. */
  readonly network?: string;
  /** How many times within the minute before. */
  readonly count?: number;
}

export interface AuditEvent {
  readonly kind: AuditKind;
  readonly actor: AuditActor;
  readonly app?: AppKey | undefined;
  readonly details?: AuditDetails;
}

/** Writes to the audit log. Where something is changed, call it in the same transaction: both are stored, or none. */
export async function recordAudit(
  db: Database,
  {kind, actor, app, details = {}}: AuditEvent,
  now: number,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      time: now,
      id: randomUUID(),
      kind,
      actor: JSON.stringify(actor),
      domain: app?.domain ?? null,
      platform_id: app?.platformId ?? null,
      details: JSON.stringify(details),
    })
    .execute();
}

/** Who changes something, and the clock that dates it. What changes the installation needs one, so that no change is unrecorded. */
export interface AuditTrail {
  readonly actor: AuditActor;
  readonly clock: Clock;
}

export function trailOfAgent({id, name}: {readonly id: string; readonly name: string}, clock: Clock): AuditTrail {
  return {actor: {kind: 'agent', id, name}, clock};
}

export function trailOfCommand(clock: Clock): AuditTrail {
  return {actor: {kind: 'command'}, clock};
}

export function trailOfService(clock: Clock): AuditTrail {
  return {actor: {kind: 'service'}, clock};
}

/** Writes a change to the audit log, in the transaction that makes the change. */
export function recordChange(
  trx: DatabaseTransaction,
  {actor, clock}: AuditTrail,
  event: Omit<AuditEvent, 'actor'>,
): Promise<void> {
  return recordAudit(trx, {...event, actor}, clock());
}
