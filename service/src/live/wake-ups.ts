/** A change of a conversation that has reached the disk. */
export interface ConversationChange {
  readonly domain: string;
  /** The conversation's user. */
  readonly ownerId: string;
  readonly id: string;
  /** The first new entry; absent when there is none. */
  readonly entry?: number;
  /** The first new note; absent when there is none. */
  readonly note?: number;
  readonly audience: Audience;
}

/** Who can see the change. */
export type Audience = 'everybody' | 'agents';

/** Both changes of one conversation as one. */
function mergeChanges(one: ConversationChange, other: ConversationChange): ConversationChange {
  const {domain, ownerId, id} = one;
  const entry = Math.min(one.entry ?? Infinity, other.entry ?? Infinity);
  const note = Math.min(one.note ?? Infinity, other.note ?? Infinity);
  return {
    domain,
    ownerId,
    id,
    ...(entry < Infinity && {entry}),
    ...(note < Infinity && {note}),
    audience: one.audience === other.audience ? one.audience : 'everybody',
  };
}

/** Changes by conversation. */
export type PendingChanges = Map<string, ConversationChange>;

/** Adds a change. It becomes one with a pending change of the same conversation. */
export function addChange(pending: PendingChanges, change: ConversationChange): void {
  const key = JSON.stringify([change.domain, change.id]);
  const before = pending.get(key);
  pending.set(key, before ? mergeChanges(before, change) : change);
}

type Listener = (change: ConversationChange) => void;

/**
 * Tells the live connections of changes. Only the rules that store publish, after the commit. A wake-up may be lost: what it
 * is about is in the database.
 */
export class WakeUps {
  readonly #listeners = new Set<Listener>();
  readonly #tellOthers: Listener | undefined;

  /** @param tellOthers - Tells the other processes. Absent: there are none. */
  constructor(tellOthers?: Listener) {
    this.#tellOthers = tellOthers;
  }

  /** Tells a change of this process. */
  publish(change: ConversationChange): void {
    this.receive(change);
    this.#tellOthers?.(change);
  }

  /** Tells a change of another process, in this one alone. */
  receive(change: ConversationChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Calls `listener` for each change, until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
