import type {Action, Dispatch} from './actions.js';
import {reduce} from './reduce.js';
import {INITIAL_STATE, type InboxState} from './state.js';

/** What an action sets off outside the state: the network, the clock. Runs after the state has changed from `before`. */
export type RunEffects = (action: Action, state: InboxState, before: InboxState) => void;

/** The one place where the state changes: `dispatch` → `reduce` → subscribers → effects. */
export class InboxStore {
  #state: InboxState = INITIAL_STATE;
  #runEffects: RunEffects | undefined;
  readonly #subscribers = new Set<() => void>();

  get state(): InboxState {
    return this.#state;
  }

  readonly dispatch: Dispatch = (action) => {
    const before = this.#state;
    const next = Object.freeze(reduce(before, action));
    if (next !== before) {
      this.#state = next;
      for (const subscriber of [...this.#subscribers]) subscriber();
    }
    this.#runEffects?.(action, this.#state, before);
  };

  /** Calls `subscriber` after each change, until the returned function is called. */
  subscribe(subscriber: () => void): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  /** Joins the effects, which need the store's `dispatch` themselves. */
  connectEffects(runEffects: RunEffects): void {
    this.#runEffects = runEffects;
  }
}
