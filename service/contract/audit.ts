/**
 * What the inbox and the service say to each other about the audit log: `POST /v1/agent/audit`, for administrators; other agents
 * get 403 `forbidden`.
 */
import {Type} from 'typebox';
import {AppKey} from './apps.js';
import {Count, Open, type ValueOf} from './schema.js';

/** What the audit log tells of, in the groups of the inbox's filter. */
export const AUDIT_GROUPS = {
  'log-ins': ['agent-logged-in', 'agent-logged-out', 'agent-session-ended'],
  refusals: ['log-ins-refused', 'tokens-refused', 'requests-limited'],
  apps: ['app-created', 'app-changed', 'key-created', 'key-deleted'],
  agents: ['agent-created', 'agent-deleted', 'agent-password-set'],
  users: ['user-address-moved', 'user-exported', 'user-erased'],
} as const;

export type AuditGroup = keyof typeof AUDIT_GROUPS;
export type AuditKind = (typeof AUDIT_GROUPS)[AuditGroup][number];

export const AUDIT_KINDS: readonly AuditKind[] = Object.values(AUDIT_GROUPS).flat();

/** Who did something. `command`: a person on the service's computer. `service`: the service itself, at its start or by counting. */
export const AuditActor = Type.Union([
  Type.Object({kind: Type.Literal('agent'), id: Type.String(), name: Type.String()}),
  Type.Object({kind: Type.Literal('command')}),
  Type.Object({kind: Type.Literal('service')}),
]);
export type AuditActor = ValueOf<typeof AuditActor>;

/** The value of a setting, or of something else that has a name. Null: it could not be used, or there is none. */
const AuditValue = Type.Union([Type.Boolean(), Type.Number(), Type.String(), Type.Array(Type.String()), Type.Null()]);

export type AuditValue = ValueOf<typeof AuditValue>;

export const AuditChange = Type.Object({
  name: Type.String(),
  /** Absent: there was none before. */
  before: Type.Optional(AuditValue),
  after: Type.Optional(AuditValue),
});
export type AuditChange = ValueOf<typeof AuditChange>;

/** An event holds no secret, no token, no e-mail address of a user and no text of a message. */
export const AuditEvent = Type.Object({
  id: Type.String(),
  time: Count,
  /** An `AuditKind`, or one that only a newer service knows. */
  kind: Type.String(),
  actor: Open(AuditActor),
  app: Type.Union([AppKey, Type.Null()]),
  /** What it happened to: the e-mail address of an agent, or the id of a key or a user. */
  subject: Type.Optional(Type.String()),
  changes: Type.Array(AuditChange),
  /** Why something was refused. */
  reason: Type.Optional(Type.String()),
  /** The network of the caller. */
  network: Type.Optional(Type.String()),
  /** How many times within the minute before. */
  count: Type.Optional(Count),
});
export type AuditEvent = ValueOf<typeof AuditEvent>;

/** The newest events first. `after`: the `next` of the page before. */
export const AgentAuditRequest = Type.Object(
  {
    group: Type.Optional(Type.Enum(Object.keys(AUDIT_GROUPS) as AuditGroup[])),
    app: Type.Optional(AppKey),
    after: Type.Optional(Type.String({maxLength: 1000})),
  },
  {additionalProperties: false},
);
export type AgentAuditRequest = ValueOf<typeof AgentAuditRequest>;

/** `next` is absent on the last page. */
export const AgentAuditResponse = Type.Object({events: Type.Array(AuditEvent), next: Type.Optional(Type.String())});
export type AgentAuditResponse = ValueOf<typeof AgentAuditResponse>;
