import type {Text} from 'helpshift-chat/client';
import type {APP_SETTINGS, CompatibleTokens, SettingName} from 'helpshift-chat/protocol';
import type {OriginProblem} from '../../contract/app-origin.js';
import type {SettingGroup} from '../settings/setting-groups.js';
import type {TokenVerdict} from '../settings/parse-apps.js';
import type {AuditStrings} from './audit-strings.js';

type Acceptance = Extract<TokenVerdict, {valid: true}>;
type Refusal = Extract<TokenVerdict, {valid: false}>;

/** What the form says about a setting, or about a group of them. */
export interface SettingTexts {
  readonly label: string;
  readonly advice?: string;
  /** Why a value cannot be used. */
  readonly refused?: string;
}

export interface ChoiceTexts {
  readonly label: string;
  /** What the choice does. */
  readonly advice: string;
}

type TextsOf<Setting> = Setting extends {kind: 'choice'; values: readonly (infer Value extends string)[]}
  ? SettingTexts & {readonly choices: Readonly<Record<Value, ChoiceTexts>>}
  : SettingTexts;

/** The texts of the settings page. */
export interface SettingsStrings {
  readonly title: string;
  readonly introduction: string;
  readonly administratorsOnly: string;
  readonly administratorsOnlyAdvice: string;
  readonly loading: string;
  readonly loadingFailed: string;
  readonly noApps: string;
  readonly noAppsAdvice: string;

  readonly copy: string;
  readonly copied: string;
  readonly notCopied: string;

  readonly tag: string;
  readonly tagAdvice: string;

  readonly form: string;
  readonly groups: Readonly<Record<SettingGroup, SettingTexts>>;
  readonly fields: {readonly [Name in SettingName]: TextsOf<(typeof APP_SETTINGS)[Name]>};
  /** A value cannot be used, and its setting has no text of its own about that. */
  readonly refused: string;
  /** The service has a value that only a newer page knows. */
  readonly newer: string;
  readonly chooseColour: string;
  readonly verificationIsOff: string;
  /** What happens when a choice is saved that accepts more tokens than before. */
  readonly compatibleTokensWarnings: Readonly<Record<Exclude<CompatibleTokens, 'none'>, string>>;
  readonly beforeSaving: string;
  /** What is wrong with the origin `{given}`, and what to write instead: perhaps `{correction}`. */
  readonly originProblems: Readonly<Record<OriginProblem['kind'], string>>;
  readonly save: string;
  readonly saving: string;
  readonly saved: string;
  readonly unsaved: string;
  readonly notSaved: string;
  readonly discard: string;

  readonly audit: AuditStrings;

  readonly keys: string;
  readonly keysAdvice: string;
  readonly noKeys: string;
  readonly noKeysWhileVerifying: string;
  /** With `{secret}`, the end of the secret. */
  readonly keyName: string;
  /** With `{time}`. */
  readonly keyCreatedAt: string;
  readonly createKey: string;
  readonly creatingKey: string;
  readonly keyNotCreated: string;
  readonly keyNotDeleted: string;
  readonly newSecret: string;
  readonly newSecretAdvice: string;
  readonly secretIsKept: string;
  readonly deleteKey: string;
  /** With `{secret}`, the end of the secret. */
  readonly deleteKeyNamed: string;
  readonly deletingKey: string;
  /** With `{secret}`, the end of the secret. */
  readonly confirmDeletion: string;
  readonly deletionStops: readonly string[];
  readonly deletionOfLastKey: string;
  readonly deletionOfUnused: string;
  readonly cancel: string;

  readonly test: string;
  readonly testAdvice: string;
  readonly userId: string;
  readonly userEmail: string;
  readonly userName: string;
  readonly userNameAdvice: string;
  readonly fullPrivacy: string;
  readonly fullPrivacyAdvice: string;
  readonly token: string;
  readonly runTest: string;
  readonly testing: string;
  readonly testFailed: string;
  readonly valid: string;
  /** A token is valid: its form. */
  readonly validForm: Readonly<Record<Acceptance['form'], string>>;
  /** As `validForm`, with `{secret}`, the end of the secret that the token was made with. */
  readonly validFormAndKey: Readonly<Record<Acceptance['form'], string>>;
  /** `{count}` mistakes, at least one. */
  readonly notValid: Text;
  readonly note: string;
  readonly testWhileOff: string;
  readonly mistakes: Readonly<Record<Refusal['mistakes'][number], {readonly problem: string; readonly remedy: string}>>;
  readonly issues: Readonly<Record<Refusal['issues'][number], string>>;
}
