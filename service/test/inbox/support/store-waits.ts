import type {InboxState} from '../../../inbox/state/state.js';
import type {InboxStore} from '../../../inbox/state/store.js';

/** Waits until the store has such a state. The test's own time limit ends the wait. */
export async function untilState(store: InboxStore, isReached: (state: InboxState) => boolean): Promise<void> {
  while (!isReached(store.state)) {
    await new Promise<void>((resolve) => {
      const leave = store.subscribe(() => {
        leave();
        resolve();
      });
    });
  }
}

/** Waits until everything that has begun is over. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
