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
export type Audience = 'everybody' | 'user' | 'agents';

type Listener = (change: ConversationChange) => void;

/**
 * Tells the live connections of changes. Only the rules that store publish, after the commit. A wake-up may be lost: what it
 * is about is in the database.
 */
export class WakeUps {
  readonly #listeners = new Set<Listener>();

  publish(change: ConversationChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Calls `listener` for each change, until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
