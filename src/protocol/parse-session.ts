// Apart from parse.ts because these load with every page, and conversations do not.
import {isCount, isFields, type Fields} from './parse-fields.js';
import type {AppSettings, SessionResponse} from './wire.js';

export function parseAppSettings(value: unknown): AppSettings | undefined {
  if (!isFields(value) || typeof value['greeting'] !== 'string' || !isFields(value['identityBot'])) return undefined;
  const {name, email} = value['identityBot'];
  return {greeting: value['greeting'], identityBot: {name: name === true, email: email === true}};
}

export function parseSession(value: unknown): SessionResponse | undefined {
  if (!isFields(value) || !isFields(value['user'])) return undefined;
  const {sessionToken, expiresInMs, unreadCount, hasConversation, user} = value;
  const {kind, verified} = user as Fields;
  if (typeof sessionToken !== 'string' || !sessionToken || !isCount(expiresInMs) || !isCount(unreadCount)) {
    return undefined;
  }
  if ((kind !== 'anonymous' && kind !== 'logged-in') || typeof verified !== 'boolean') return undefined;
  return {sessionToken, expiresInMs, unreadCount, hasConversation: hasConversation === true, user: {kind, verified}};
}
