// A file of its own: every page loads these parsers, and those of conversations load late.
import {isBoolean, isCount, isOneOf, isShape, isString, parser} from './parse-fields.js';
import type {AppSettings, SessionResponse, SessionUser} from './wire.js';

export const parseAppSettings = parser(
  isShape<AppSettings>({
    greeting: isString,
    identityBot: isShape<AppSettings['identityBot']>({name: isBoolean, email: isBoolean}),
  }),
);

export const parseSession = parser(
  isShape<SessionResponse>({
    sessionToken: isString,
    expiresInMs: isCount,
    issuedAt: isCount,
    hasConversation: isBoolean,
    user: isShape<SessionUser>({kind: isOneOf('anonymous', 'logged-in'), key: isString, verified: isBoolean}),
  }),
);
