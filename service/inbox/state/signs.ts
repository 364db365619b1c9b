import {TYPING_INTERVAL_MS, TYPING_LIFE_MS} from 'helpshift-chat/protocol';
import type {InboxFrame} from '../../contract/live.js';
import type {Action, Dispatch} from './actions.js';

/** An agent is away when the page has been hidden for longer than this. A short look at another tab does not count. */
export const AWAY_AFTER_MS = 60_000;

type Say = (frame: InboxFrame) => void;

export interface SignTools {
  readonly dispatch: Dispatch;
  /** Whether the page is visible now. */
  readonly isVisible: boolean;
  /** The end of the agent's session. */
  readonly signal: AbortSignal;
}

/** Tells the service that the agent types, and whether they look at the inbox. Hears which users type. */
export class Signs {
  readonly #dispatch: Dispatch;
  /** Sends on the newest live connection. */
  #say: Say = () => {};
  #isThere: boolean;
  #awayTimer: ReturnType<typeof setTimeout> | undefined;
  /** When users stop to count as typing. */
  readonly #ends = new Map<string, ReturnType<typeof setTimeout>>();
  #typed: {readonly id: string; readonly at: number} | undefined;

  constructor({dispatch, isVisible, signal}: SignTools) {
    this.#dispatch = dispatch;
    this.#isThere = isVisible;
    signal.addEventListener('abort', () => {
      clearTimeout(this.#awayTimer);
      this.#ends.forEach(clearTimeout);
    });
  }

  /** A live connection is ready. */
  up(say: Say): void {
    this.#say = say;
    this.down();
    say({type: 'presence', isThere: this.#isThere});
  }

  /** There is no live connection. What users did may be over. */
  down(): void {
    this.#ends.forEach(clearTimeout);
    this.#ends.clear();
    this.#dispatch({type: 'typing-ended'});
  }

  /** The user of this conversation types. */
  hear(id: string): void {
    clearTimeout(this.#ends.get(id));
    this.#ends.set(
      id,
      setTimeout(() => {
        this.#ends.delete(id);
        this.#dispatch({type: 'typing-ended', id});
      }, TYPING_LIFE_MS),
    );
    this.#dispatch({type: 'typing-heard', id});
  }

  run(action: Action): void {
    // Users must not learn that an agent writes a note.
    if (action.type === 'change-draft' && action.kind === 'text' && action.text) this.#type(action.id);
    else if (action.type === 'set-page-visible') this.#look(action.isVisible);
  }

  #type(id: string): void {
    const now = performance.now();
    if (this.#typed?.id === id && now - this.#typed.at < TYPING_INTERVAL_MS) return;
    this.#typed = {id, at: now};
    this.#say({type: 'typing', id});
  }

  #look(isVisible: boolean): void {
    clearTimeout(this.#awayTimer);
    if (isVisible) this.#setThere(true);
    else this.#awayTimer = setTimeout(() => this.#setThere(false), AWAY_AFTER_MS);
  }

  #setThere(isThere: boolean): void {
    if (isThere === this.#isThere) return;
    this.#isThere = isThere;
    this.#say({type: 'presence', isThere});
  }
}
