// A file of its own: every page loads these parsers, and those of conversations load late.
import {isBoolean, isCount, isOneOf, isShape, isString, parser} from './parse-fields.js';
import {type AppSettings, PUBLIC_SETTINGS} from './settings.js';
import type {SessionResponse, SessionUser} from './wire.js';

/**
 * Returns `undefined` without a greeting: that is no answer of a chat service. Another setting that is missing or of another type,
 * as an older or a newer service may answer, counts as its default; an older service has no attachments. Limits do not count, because a
 * newer service may allow more.
 */
export function parseAppSettings(value: unknown): AppSettings | undefined {
  const given = value as Readonly<Record<string, unknown>> | null | undefined;
  if (!isString(given?.['greeting'])) return undefined;
  const settings = Object.entries(PUBLIC_SETTINGS).map(([name, {default: fallback}]) => {
    const found = given[name];
    return [name, typeof found === typeof fallback ? found : name !== 'attachments' && fallback];
  });
  return Object.fromEntries(settings) as AppSettings;
}

export const parseSession = parser(
  isShape<SessionResponse>({
    sessionToken: isString,
    expiresInMs: isCount,
    issuedAt: isCount,
    hasConversation: isBoolean,
    user: isShape<SessionUser>({kind: isOneOf('anonymous', 'logged-in'), key: isString, verified: isBoolean}),
  }),
);
