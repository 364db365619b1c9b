import {randomUUID} from 'node:crypto';
import type {AppKey} from '../apps/apps.js';
import type {Database} from '../database/schema.js';

/** What the audit log tells of. */
export type AuditKind =
  | 'agent-logged-in'
  | 'agent-logged-out'
  | 'agent-session-ended'
  | 'log-ins-refused'
  | 'tokens-refused'
  | 'requests-limited'
  | 'app-created'
  | 'app-changed'
  | 'key-created'
  | 'key-deleted'
  | 'agent-created'
  | 'agent-deleted'
  | 'agent-password-set'
  | 'user-exported'
  | 'user-erased';

/** Who did something. */
export type AuditActor =
  | {readonly kind: 'agent'; readonly id: string; readonly name: string}
  | {readonly kind: 'command'}
  /** The service itself, which counted something. */
  | {readonly kind: 'service'};

/** What happened, without secrets, tokens, e-mail addresses of users, and texts. */
export interface AuditDetails {
  /** What it happened to: the e-mail address of an agent, or the id of a key or a user. */
  readonly subject?: string;
  /** The values of settings, by their names. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
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
