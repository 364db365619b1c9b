import {randomBytes} from 'node:crypto';
import {hmacSha256, isSameSecret} from '../digest.js';
import {AGENT_DEVICE_LIFE_MS} from '../limits.js';

const ID_BYTES = 16;

/**
 * Makes the token of a browser in which an agent has logged in (OWASP: device cookie). It proves nothing but that, and opens
 * nothing: it lets the browser log in while others guess the password of the same agent.
 */
export function makeDeviceToken(agentId: string, key: Uint8Array, now: number): string {
  const signed = [agentId, randomBytes(ID_BYTES).toString('base64url'), now + AGENT_DEVICE_LIFE_MS].join('.');
  return `${signed}.${signatureOf(signed, key)}`;
}

/** Returns the id of the browser, if this is a valid token of this agent. */
export function readDeviceToken(token: string, agentId: string, key: Uint8Array, now: number): string | undefined {
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, Math.max(0, end));
  if (!isSameSecret(token.slice(end + 1), signatureOf(signed, key))) return undefined;
  const [ofAgent, id, expiresAt] = signed.split('.');
  return ofAgent === agentId && Number(expiresAt) > now ? id : undefined;
}

function signatureOf(signed: string, key: Uint8Array): string {
  return hmacSha256(key, signed).toString('base64url');
}
