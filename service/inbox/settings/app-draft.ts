import {type AllAppSettings, APP_SETTINGS, type CompatibleTokens, type SettingName} from 'helpshift-chat/protocol';
import {settingProblem} from '../../contract/app-settings.js';
import type {AgentAppChanges} from '../../contract/apps.js';
import type {InboxApp} from './parse-apps.js';

/** A setting as the form shows it: a list has one text on each line, and a number is a text. */
type FieldOf<Value> = Value extends readonly string[] | number ? string : Value;

/** The fields that have been changed and are not saved. */
export type AppDraft = {readonly [Name in SettingName]?: FieldOf<AllAppSettings[Name]>};

/** The field of a setting, with what has been changed; `undefined` while the service has a value that only a newer page knows. */
export function fieldOf(app: InboxApp, draft: AppDraft, name: SettingName): boolean | string | undefined {
  const value = app[name];
  if (draft[name] !== undefined) return draft[name];
  if (typeof value === 'object') return value.join('\n');
  return typeof value === 'number' ? String(value) : value;
}

/** The lines that are not empty, each once. */
export function readLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** The number of a field; `NaN`, which no setting can have, when it is none. */
function readNumber(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : NaN;
}

/** The values that differ from the app. Only they are sent, so that two administrators do not undo each other's changes. */
export function changesOf(
  app: InboxApp,
  {origins, tags, largestAttachment, keepEndedConversations, keepAnonymousUsers, ...draft}: AppDraft,
): AgentAppChanges {
  const values: AgentAppChanges = {
    ...draft,
    ...(tags !== undefined && {tags: readLines(tags)}),
    ...(largestAttachment !== undefined && {largestAttachment: readNumber(largestAttachment)}),
    ...(keepEndedConversations !== undefined && {keepEndedConversations: readNumber(keepEndedConversations)}),
    ...(keepAnonymousUsers !== undefined && {keepAnonymousUsers: readNumber(keepAnonymousUsers)}),
    ...(origins !== undefined && {origins: readLines(origins)}),
  };
  const changed = Object.entries(values).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(app[name as SettingName]),
  );
  return Object.fromEntries(changed);
}

export function hasChanges(app: InboxApp, draft: AppDraft): boolean {
  return Object.keys(changesOf(app, draft)).length > 0;
}

/** The first setting that cannot have its changed value. */
export function refusedSetting(changes: AgentAppChanges): SettingName | undefined {
  const names = Object.keys(changes) as SettingName[];
  return names.find((name) => settingProblem(APP_SETTINGS[name], changes[name]) !== undefined);
}

/**
 * The choice of the draft if the app would accept more tokens with it than now, else `undefined`. A setting that only a
 * newer service knows counts as the narrowest one, so that the warning is never left out.
 */
export function widerTokens(app: InboxApp, draft: AppDraft): Exclude<CompatibleTokens, 'none'> | undefined {
  const {compatibleTokens: chosen = 'none'} = draft;
  const rank = (choice: CompatibleTokens): number => APP_SETTINGS.compatibleTokens.values.indexOf(choice);
  return chosen !== 'none' && rank(chosen) > rank(app.compatibleTokens ?? 'none') ? chosen : undefined;
}

/** The part of a draft that was changed while `saved` was being saved. */
export function remainingDraft(draft: AppDraft, saved: AppDraft): AppDraft {
  const entries = Object.entries(draft).filter(([name, value]) => saved[name as keyof AppDraft] !== value);
  return Object.fromEntries(entries);
}
