/** What is told once and never stored: it may be lost. */
export type Sign = TypingSign | PresenceSign;

/** Somebody types in a conversation. */
export interface TypingSign {
  readonly kind: 'typing';
  readonly domain: string;
  /** The conversation's user. */
  readonly ownerId: string;
  readonly id: string;
  /** The agent who types. Absent: the user does. */
  readonly agentName?: string;
}

/** Whether agents of a process look at the inbox. */
export interface PresenceSign {
  readonly kind: 'presence';
  /** The domain that they see; null: all domains. */
  readonly domain: string | null;
  readonly isThere: boolean;
}

/** Signs that are to be told, each once. */
export type PendingSigns = Map<string, Sign>;

/** Adds a sign. Of two about the same thing the later one counts. */
export function addSign(pending: PendingSigns, sign: Sign): void {
  const {kind, domain} = sign;
  const key = JSON.stringify(kind === 'typing' ? [kind, domain, sign.id, sign.agentName] : [kind, domain]);
  pending.set(key, sign);
}
