/** Reads what the service answers about apps, by the rules of `parse-agent.ts`. */
import {type AllAppSettings, APP_SETTINGS, isString} from 'helpshift-chat/protocol';
import {settingProblem} from '../../contract/app-settings.js';
import {AgentAppHead, AgentKeyResponse, type AgentVerifyResponse} from '../../contract/apps.js';
import {read} from '../../contract/read.js';
import {ISSUE_TEXTS} from '../../contract/issue-texts.js';
import {MISTAKE_TEXTS} from '../../contract/diagnosis-texts.js';

type Acceptance = Extract<AgentVerifyResponse, {valid: true}>;
type Refusal = Extract<AgentVerifyResponse, {valid: false}>;
type Mistake = Refusal['mistakes'][number];
type Issue = Refusal['issues'][number];

/** Stands for a value that only a newer service knows. A page that stays open over an update can meet one. */
export type Newer = 'newer';

/** An app, as this page knows it. A setting is absent when only a newer page knows its value. */
export type InboxApp = AgentAppHead & Partial<AllAppSettings>;

/** The verdict on a token, as this page knows it. */
export type TokenVerdict =
  | (Omit<Acceptance, 'form'> & {readonly form: Acceptance['form'] | Newer})
  | (Omit<Refusal, 'mistakes'> & {readonly mistakes: readonly (Mistake | Newer)[]});

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseList<T>(value: unknown, parse: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(parse);
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** Leaves out a setting whose value this page cannot use. Refuses an app with a key that this page cannot read. */
export function parseApp(value: unknown): InboxApp | undefined {
  const head = read(AgentAppHead, value);
  if (!head || !isFields(value) || head.keys.length !== (value['keys'] as unknown[]).length) return undefined;
  const known = Object.entries(APP_SETTINGS).filter(([name, setting]) => !settingProblem(setting, value[name]));
  return {...head, ...Object.fromEntries(known.map(([name]) => [name, value[name]]))};
}

export function parseApps(value: unknown): readonly InboxApp[] | undefined {
  return isFields(value) ? parseList(value['apps'], parseApp) : undefined;
}

/** A key that was just made, with its secret. The inbox only asks for random secrets, so it need not know of old ones. */
export type NewKey = Omit<AgentKeyResponse, 'wasDeletedBefore'>;

export function parseNewKey(value: unknown): NewKey | undefined {
  return read(AgentKeyResponse, value);
}

/** Mistakes and forms that only a newer service knows become `newer`; such issues are left out. */
export function parseDiagnosis(value: unknown): TokenVerdict | undefined {
  if (!isFields(value)) return undefined;
  const {valid, keyId, form} = value;
  const issues = parseList(value['issues'], (item) => (isString(item) ? item : undefined))?.filter(isIssue);
  if (!issues) return undefined;
  if (valid === true) {
    if (!isString(keyId) || !isString(form)) return undefined;
    return {valid, keyId, form: form === 'strict' || form === 'compatible' ? form : 'newer', issues};
  }
  const mistakes = parseList(value['mistakes'], (item) => (isString(item) ? toMistake(item) : undefined));
  return valid === false && mistakes ? {valid, mistakes: [...new Set(mistakes)], issues} : undefined;
}

function isIssue(text: string): text is Issue {
  return Object.hasOwn(ISSUE_TEXTS, text);
}

function toMistake(text: string): Mistake | Newer {
  return Object.hasOwn(MISTAKE_TEXTS, text) ? (text as Mistake) : 'newer';
}
