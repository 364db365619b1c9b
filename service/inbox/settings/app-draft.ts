import type {AgentAppChanges} from '../../contract/agent-wire.js';
import {COMPATIBLE_TOKENS, type CompatibleTokens} from '../../contract/compatible-tokens.js';
import type {InboxApp} from './parse-apps.js';

/** An app's settings, as the form shows them. */
export interface AppFields {
  readonly verification: boolean;
  readonly compatibleTokens: InboxApp['compatibleTokens'];
  readonly asksName: boolean;
  readonly asksEmail: boolean;
  readonly greeting: string;
  /** One origin on each line. */
  readonly origins: string;
}

/** The fields that have been changed and are not saved. */
export type AppDraft = Partial<AppFields>;

export function fieldsOf({verification, compatibleTokens, identityBot, greeting, origins}: InboxApp): AppFields {
  const {name: asksName, email: asksEmail} = identityBot;
  return {verification, compatibleTokens, asksName, asksEmail, greeting, origins: origins.join('\n')};
}

/** The lines that are not empty, each once. */
export function readOrigins(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** The fields that differ from the app. Only they are sent, so that two administrators do not undo each other's changes. */
export function changesOf(app: InboxApp, draft: AppDraft): AgentAppChanges {
  const known = fieldsOf(app);
  const fields = {...known, ...draft};
  const {verification, compatibleTokens, asksName, asksEmail, greeting} = fields;
  const origins = readOrigins(fields.origins);
  const identityBot = {
    ...(asksName !== known.asksName && {name: asksName}),
    ...(asksEmail !== known.asksEmail && {email: asksEmail}),
  };
  return {
    ...(verification !== known.verification && {verification}),
    ...(compatibleTokens !== known.compatibleTokens && compatibleTokens !== 'newer' && {compatibleTokens}),
    ...(Object.keys(identityBot).length > 0 && {identityBot}),
    ...(greeting !== known.greeting && {greeting}),
    ...(origins.join('\n') !== known.origins && {origins}),
  };
}

export function hasChanges(app: InboxApp, draft: AppDraft): boolean {
  return Object.keys(changesOf(app, draft)).length > 0;
}

/**
 * The choice of the draft if the app would accept more tokens with it than now, else `undefined`. A setting that only a
 * newer service knows counts as the narrowest one, so that the warning is never left out.
 */
export function widerTokens(app: InboxApp, draft: AppDraft): Exclude<CompatibleTokens, 'none'> | undefined {
  const chosen = draft.compatibleTokens ?? 'none';
  if (chosen === 'none' || chosen === 'newer') return undefined;
  const rank = (choice: InboxApp['compatibleTokens']): number =>
    choice === 'newer' ? 0 : COMPATIBLE_TOKENS.indexOf(choice);
  return rank(chosen) > rank(app.compatibleTokens) ? chosen : undefined;
}

/** The part of a draft that was changed while `saved` was being saved. */
export function remainingDraft(draft: AppDraft, saved: AppDraft): AppDraft {
  const entries = Object.entries(draft).filter(([name, value]) => saved[name as keyof AppDraft] !== value);
  return Object.fromEntries(entries);
}
