/** Reads what the service answers about apps, by the rules of `parse-agent.ts`. */
import {type AllAppSettings, APP_SETTINGS} from 'helpshift-chat/protocol';
import {settingProblem} from '../../contract/app-settings.js';
import {AgentAppHead, AgentKeyResponse} from '../../contract/apps.js';
import {Diagnosis} from '../../contract/diagnosis.js';
import {type Read, read} from '../../contract/read.js';

/** An app, as this page knows it. A setting is absent when only a newer page knows its value. */
export type InboxApp = AgentAppHead & Partial<AllAppSettings>;

/** The verdict on a token, as this page knows it. */
export type TokenVerdict = Read<typeof Diagnosis>;

/**
 * Reads an app. This page may not know the value of a setting: then the app has no such setting. It must know each key: else the
 * result is `undefined`.
 */
export function parseApp(value: unknown): InboxApp | undefined {
  const head = read(AgentAppHead, value);
  if (!head) return undefined;
  // What has a readable head is an object with a list of keys.
  const fields = value as Readonly<Record<string, unknown>> & {readonly keys: readonly unknown[]};
  if (head.keys.length !== fields.keys.length) return undefined;
  const known = Object.entries(APP_SETTINGS).filter(([name, setting]) => !settingProblem(setting, fields[name]));
  return {...head, ...Object.fromEntries(known.map(([name]) => [name, fields[name]]))};
}

export function parseApps(value: unknown): readonly InboxApp[] | undefined {
  const {apps} = Object(value) as {readonly apps?: unknown};
  if (!Array.isArray(apps)) return undefined;
  const parsed = apps.map(parseApp);
  return parsed.every((app) => app !== undefined) ? parsed : undefined;
}

/** A key that was just made, with its secret. The inbox only asks for random secrets, so it need not know of old ones. */
export type NewKey = Omit<AgentKeyResponse, 'wasDeletedBefore'>;

export function parseNewKey(value: unknown): NewKey | undefined {
  return read(AgentKeyResponse, value);
}

/** Several mistakes that only a newer service knows are one `unknown`; such issues are left out. */
export function parseDiagnosis(value: unknown): TokenVerdict | undefined {
  const verdict = read(Diagnosis, value);
  return verdict?.valid === false ? {...verdict, mistakes: [...new Set(verdict.mistakes)]} : verdict;
}
