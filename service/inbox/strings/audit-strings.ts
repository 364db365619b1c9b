import type {Text} from 'helpshift-chat/client';
import type {AuditGroup, AuditKind} from '../../contract/audit.js';

/** Why a log-in, a user auth token or a request was refused: what the service writes into the audit log. */
export type AuditReason =
  | 'wrong'
  | 'log-ins'
  | 'log-ins-of-address'
  | 'log-ins-of-account'
  | 'password-checks'
  | 'missing'
  | 'no-active-key'
  | 'no-match'
  | 'compatible-form-off'
  | 'ambiguous-token'
  | 'sessions'
  | 'sessions-of-user'
  | 'entries'
  | 'reads'
  | 'answer-bytes'
  | 'anonymous-conversations'
  | 'uploads'
  | 'uploads-at-once'
  | 'upload-bytes'
  | 'unfinished-uploads'
  | 'unsent-files'
  | 'file-bytes'
  | 'requests'
  | 'body-bytes'
  | 'live-frames'
  | 'live-connections-of-user'
  | 'live-connections-of-address'
  | 'agent-requests';

/** The texts of the page of the audit log. */
export interface AuditStrings {
  readonly title: string;
  readonly introduction: string;
  readonly backToSettings: string;

  readonly group: string;
  readonly allGroups: string;
  readonly groups: Readonly<Record<AuditGroup, string>>;
  readonly app: string;
  readonly allApps: string;

  readonly loading: string;
  readonly loadingFailed: string;
  readonly none: string;
  readonly noneAdvice: string;
  readonly showOlder: string;
  readonly loadingOlder: string;
  readonly olderFailed: string;
  readonly end: string;
  /** `{count}` events are shown. */
  readonly shown: Text;

  /** Who did something, when it was no agent. It may be the beginning of a sentence. */
  readonly actors: Readonly<Record<'command' | 'service' | 'unknown', string>>;
  /**
   * What happened. `{actor}` did it; `{app}` is the app; `{subject}` is the address of an agent, or the id of a key or a user;
   * `{count}` refusals came within a minute.
   */
  readonly sentences: Readonly<Record<AuditKind, Text>>;
  /** `{actor}` did something that only a newer page can describe: `{kind}`. */
  readonly unknownKind: string;

  /** `{name}` was `{before}` and is `{after}`. */
  readonly change: string;
  /** `{name}` is `{after}`. */
  readonly value: string;
  /** Shows `{count}` values. */
  readonly values: Text;
  /** The value of a switch. */
  readonly on: string;
  readonly off: string;
  /** Whether something else is so. */
  readonly yes: string;
  readonly no: string;
  readonly empty: string;
  /** A stored value that the service could not use. */
  readonly unusable: string;
  /** What has a value, beside the settings of apps. */
  readonly labels: Readonly<Record<'broughtAlong' | 'wasDeletedBefore' | 'name' | 'role' | 'domain', string>>;
  readonly roles: Readonly<Record<'administrator' | 'agent', string>>;
  /** The domain of an administrator. */
  readonly allDomains: string;
  readonly reason: string;
  readonly reasons: Readonly<Record<AuditReason, string>>;
  readonly network: string;
  /** In the place of a network: of those that are counted together. */
  readonly otherNetworks: string;
}
