/**
 * The messages of the service processes to each other. They are sealed with a key of the installation: who can read the broker
 * sees no text and no identifier, and who can write to it can forge no message.
 */
import {createCipheriv, createDecipheriv, randomBytes} from 'node:crypto';
import {CARRIER_MESSAGE_LIMIT_BYTES} from './carrier.js';
import {deriveKey} from '../digest.js';
import type {PendingSigns, Sign} from './signs.js';
import type {Audience, ConversationChange, PendingChanges} from './wake-ups.js';

/** Changes that one process tells the others. */
export interface WakeUpMessage {
  /** A random id of the process, because some carriers bring a message back to its sender. */
  readonly from: string;
  readonly changes: readonly ConversationChange[];
  /** What is never stored. Absent: none. */
  readonly signs?: readonly Sign[];
}

const FORMAT = Buffer.of(1);
const SALT_BYTES = 32;
const TAG_BYTES = 16;
const HEADER_BYTES = FORMAT.length + SALT_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';
// Each message has a key of its own, so no nonce is ever used twice with one key.
const NONCE = Buffer.alloc(12);

/** The longest content of a message, as JSON in UTF-8. */
const WAKE_UP_CONTENT_LIMIT_BYTES = CARRIER_MESSAGE_LIMIT_BYTES - HEADER_BYTES;

/** The name of an installation on a broker or database: 32 hexadecimal digits, which tell nothing about it. */
export function channelName(sessionKey: Uint8Array): string {
  return deriveKey(sessionKey, '', 'helpshift-chat channel').toString('hex').slice(0, 32);
}

export function sealMessage(sessionKey: Uint8Array, message: WakeUpMessage): Uint8Array {
  const salt = randomBytes(SALT_BYTES);
  const cipher = createCipheriv(CIPHER, messageKey(sessionKey, salt), NONCE).setAAD(FORMAT);
  const content = Buffer.concat([cipher.update(JSON.stringify(message)), cipher.final()]);
  return Buffer.concat([FORMAT, salt, cipher.getAuthTag(), content]);
}

/** Opens a message; `undefined` for what no process of this installation has sealed. Ignores what it does not know. */
export function openMessage(sessionKey: Uint8Array, sealed: Uint8Array): WakeUpMessage | undefined {
  const bytes = Buffer.from(sealed);
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT[0]) return undefined;
  const salt = bytes.subarray(FORMAT.length, FORMAT.length + SALT_BYTES);
  const tag = bytes.subarray(FORMAT.length + SALT_BYTES, HEADER_BYTES);
  const decipher = createDecipheriv(CIPHER, messageKey(sessionKey, salt), NONCE, {authTagLength: TAG_BYTES});
  decipher.setAAD(FORMAT).setAuthTag(tag);
  try {
    const content = Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES)), decipher.final()]);
    return readMessage(JSON.parse(content.toString()));
  } catch {
    return undefined; // Another key sealed it, or it was changed on its way.
  }
}

/** Takes as many changes out of the map as one message can hold, at least one if there is any. */
export function takeChanges(from: string, changes: PendingChanges): ConversationChange[] {
  return takeWithin(WAKE_UP_CONTENT_LIMIT_BYTES - contentBytes({from, changes: []}), changes);
}

/** The same of signs. */
export function takeSigns(from: string, signs: PendingSigns): Sign[] {
  return takeWithin(WAKE_UP_CONTENT_LIMIT_BYTES - contentBytes({from, changes: [], signs: []}), signs);
}

function takeWithin<T>(bytes: number, pending: Map<string, T>): T[] {
  const taken: T[] = [];
  let room = bytes;
  for (const [key, item] of pending) {
    // With the comma between two of them.
    room -= Buffer.byteLength(JSON.stringify(item)) + 1;
    if (room < 0 && taken.length) break;
    taken.push(item);
    pending.delete(key);
  }
  return taken;
}

function contentBytes(message: WakeUpMessage): number {
  return Buffer.byteLength(JSON.stringify(message));
}

function messageKey(sessionKey: Uint8Array, salt: Uint8Array): Buffer {
  return deriveKey(sessionKey, salt, 'helpshift-chat wake-up');
}

const AUDIENCES: ReadonlySet<unknown> = new Set<Audience>(['everybody', 'agents']);

function readMessage(value: unknown): WakeUpMessage | undefined {
  const {from, changes, signs} = fieldsOf(value);
  if (typeof from !== 'string' || !Array.isArray(changes)) return undefined;
  return {
    from,
    changes: changes.map(readChange).filter((change) => change !== undefined),
    ...(Array.isArray(signs) && {signs: signs.map(readSign).filter((sign) => sign !== undefined)}),
  };
}

function readSign(value: unknown): Sign | undefined {
  const {kind, domain, ownerId, id, agentName, isThere} = fieldsOf(value);
  if (kind === 'presence') {
    const isKnown = (typeof domain === 'string' || domain === null) && typeof isThere === 'boolean';
    return isKnown ? {kind, domain, isThere} : undefined;
  }
  if (kind !== 'typing' || typeof domain !== 'string' || typeof ownerId !== 'string') return undefined;
  if (typeof id !== 'string') return undefined;
  // A name that cannot be read must not make the agent a user.
  if (agentName !== undefined && typeof agentName !== 'string') return undefined;
  return {kind, domain, ownerId, id, ...(agentName !== undefined && {agentName})};
}

function readChange(value: unknown): ConversationChange | undefined {
  const {domain, ownerId, id, entry, note, audience} = fieldsOf(value);
  if (typeof domain !== 'string' || typeof ownerId !== 'string' || typeof id !== 'string') return undefined;
  return {
    domain,
    ownerId,
    id,
    ...(isNumber(entry) && {entry}),
    ...(isNumber(note) && {note}),
    // Each listener reads only what it may see, so a newer version's audience can be told to everybody.
    audience: AUDIENCES.has(audience) ? (audience as Audience) : 'everybody',
  };
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
