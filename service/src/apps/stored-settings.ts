import {
  type AllAppSettings,
  APP_SETTINGS,
  parseJson,
  type SettingDescription,
  type SettingName,
} from 'helpshift-chat/protocol';
import {settingProblem} from '../../contract/app-settings.js';
import {ServiceError} from '../errors.js';

// Each request of a user reads the settings of an app.
const CACHE_LIMIT = 1000;
const cache = new Map<string, ReadSettings>();

/** New values of settings. An absent setting keeps its value; in a new app it gets its default. */
export type AppChanges = {readonly [Name in SettingName]?: AllAppSettings[Name] | undefined};

interface ReadSettings {
  readonly settings: AllAppSettings;
  /** Settings with a stored value that this version cannot use: somebody edited the row, or a newer service wrote it. */
  readonly unusable: readonly SettingName[];
}

/** Checks new values. Throws `invalid_request` with the name of the setting. */
export function checkChanges(given: Readonly<Record<string, unknown>>): AppChanges {
  const changes = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of changes) {
    const setting = Object.hasOwn(APP_SETTINGS, name) ? APP_SETTINGS[name as SettingName] : undefined;
    const problem = setting ? settingProblem(setting, value) : 'there is no such setting';
    if (problem !== undefined) throw new ServiceError('invalid_request', problem, name);
  }
  return Object.fromEntries(changes);
}

/** The stored form of a new app's settings. */
export function newStoredSettings(changes: AppChanges): string {
  const {settings: defaults} = readStoredSettings('{}');
  return changeStoredSettings(JSON.stringify(defaults), changes);
}

/**
 * Puts new values into the stored form; of a list each item once. What this version does not know stays: a newer service wrote
 * it.
 */
export function changeStoredSettings(stored: string, changes: AppChanges): string {
  const values = Object.entries(changes).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...new Set<string>(value)] : value,
  ]);
  return JSON.stringify({...fieldsOf(stored), ...Object.fromEntries(values)});
}

/**
 * Reads the stored form. A value that is missing, or cannot be used, counts as its default; of a list only what cannot
 * be used is left out. Never throws.
 */
export function readStoredSettings(stored: string): ReadSettings {
  const known = cache.get(stored);
  if (known) return known;
  const settings = parseStoredSettings(stored);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(stored, settings);
  return settings;
}

function parseStoredSettings(stored: string): ReadSettings {
  const fields = fieldsOf(stored);
  const unusable: SettingName[] = [];
  const read = Object.entries<SettingDescription>(APP_SETTINGS).map(([name, setting]) => {
    const value = fields?.[name];
    const isUsable = settingProblem(setting, value) === undefined;
    if (!isUsable && (!fields || Object.hasOwn(fields, name))) unusable.push(name as SettingName);
    return [name, isUsable ? value : usablePart(setting, value)];
  });
  return {settings: Object.fromEntries(read) as AllAppSettings, unusable};
}

function usablePart(setting: SettingDescription, value: unknown): unknown {
  const isList = setting.kind === 'origins' || setting.kind === 'lines';
  if (!isList || !Array.isArray(value)) return setting.default;
  return value.filter((item) => settingProblem(setting, [item]) === undefined).slice(0, setting.limit);
}

function fieldsOf(stored: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(stored);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}
