import type {CompatibleTokens} from '../../contract/compatible-tokens.js';
import type {TokenVerdict} from '../settings/parse-apps.js';

type Refusal = Extract<TokenVerdict, {valid: false}>;

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
  readonly verification: string;
  readonly verificationAdvice: string;
  readonly verificationIsOff: string;
  readonly compatibleTokens: string;
  readonly compatibleTokensAdvice: string;
  /** What each choice allows. */
  readonly compatibleTokensChoices: Readonly<
    Record<CompatibleTokens, {readonly label: string; readonly advice: string}>
  >;
  /** What happens when a choice is saved that accepts more tokens than before. */
  readonly compatibleTokensWarnings: Readonly<Record<Exclude<CompatibleTokens, 'none'>, string>>;
  readonly compatibleTokensNewer: string;
  readonly beforeSaving: string;
  readonly identityBot: string;
  readonly identityBotAdvice: string;
  readonly asksName: string;
  readonly asksEmail: string;
  readonly greeting: string;
  readonly greetingAdvice: string;
  readonly greetingRefused: string;
  readonly origins: string;
  readonly originsAdvice: string;
  readonly originsRefused: string;
  /** What is wrong with one origin; `undefined`: nothing. */
  readonly originProblem: (origin: string) => string | undefined;
  readonly save: string;
  readonly saving: string;
  readonly saved: string;
  readonly unsaved: string;
  readonly notSaved: string;
  readonly discard: string;

  readonly keys: string;
  readonly keysAdvice: string;
  readonly noKeys: string;
  readonly noKeysWhileVerifying: string;
  readonly keyName: (secret: string) => string;
  readonly keyCreatedAt: (time: string) => string;
  readonly createKey: string;
  readonly creatingKey: string;
  readonly keyNotCreated: string;
  readonly keyNotDeleted: string;
  readonly newSecret: string;
  readonly newSecretAdvice: string;
  readonly secretIsKept: string;
  readonly deleteKey: string;
  readonly deleteKeyNamed: (secret: string) => string;
  readonly deletingKey: string;
  readonly confirmDeletion: (secret: string) => string;
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
  readonly validBy: (form: 'compatible' | 'strict' | 'newer', secret: string | undefined) => string;
  readonly notValid: (count: number) => string;
  readonly note: string;
  readonly testWhileOff: string;
  readonly mistakes: Readonly<Record<Refusal['mistakes'][number], {readonly problem: string; readonly remedy: string}>>;
  readonly issues: Readonly<Record<Refusal['issues'][number], string>>;
}
