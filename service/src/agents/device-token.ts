import {randomBytes} from 'node:crypto';
import {hmacSha256, isSameSecret} from '../digest.js';
import {AGENT_DEVICE_LIFE_MS} from '../limits.js';

const ID_BYTES = 16;

/** A browser in which an agent has logged in. */
export interface Device {
  readonly id: string;
  readonly agentId: string;
}

export function newDevice(agentId: string): Device {
  return {id: randomBytes(ID_BYTES).toString('base64url'), agentId};
}

/**
 * Makes the token of a browser in which an agent has logged in (OWASP: device cookie). It proves nothing but that, and opens
 * nothing: it lets the browser log in while others guess the password of the same agent.
 */
export function makeDeviceToken({id, agentId}: Device, key: Uint8Array, now: number): string {
  const signed = [agentId, id, now + AGENT_DEVICE_LIFE_MS].join('.');
  return `${signed}.${signatureOf(signed, key)}`;
}

/** Reads a token; `undefined` when it is not valid. */
export function readDeviceToken(token: string, key: Uint8Array, now: number): Device | undefined {
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, Math.max(0, end));
  if (!isSameSecret(token.slice(end + 1), signatureOf(signed, key))) return undefined;
  const [agentId = '', id = '', expiresAt] = signed.split('.');
  return Number(expiresAt) > now ? {id, agentId} : undefined;
}

function signatureOf(signed: string, key: Uint8Array): string {
  return hmacSha256(key, signed).toString('base64url');
}
