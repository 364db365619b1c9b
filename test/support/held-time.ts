/** Holds the timers of one length, so that a test says when their time is over, and no slow computer does. */
export interface HeldTime {
  /** Ends the time of all timers that are held, and of those that begin meanwhile. */
  pass(): void;
  /** Whether a timer is held. */
  isHeld(): boolean;
}

/** In each test of a `describe`: holds the timers of `ms` milliseconds. */
export function useHeldTime(ms: number): HeldTime {
  const setTimeout = window.setTimeout.bind(window);
  const clearTimeout = window.clearTimeout.bind(window);
  const held = new Map<number, () => void>();
  let newest = 0;

  beforeEach(() => {
    window.setTimeout = ((work: () => void, delayMs?: number) => {
      if (delayMs !== ms) return setTimeout(work, delayMs);
      // The browser's own ids are above 0.
      held.set(--newest, work);
      return newest;
    }) as typeof window.setTimeout;
    window.clearTimeout = (id) => {
      if (!held.delete(Number(id))) clearTimeout(id);
    };
  });

  afterEach(() => {
    Object.assign(window, {setTimeout, clearTimeout});
    held.clear();
  });

  return {
    isHeld: () => held.size > 0,
    pass() {
      for (const [id, work] of held) {
        held.delete(id);
        work();
      }
    },
  };
}
