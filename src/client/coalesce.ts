/**
 * Makes a function that runs `work` once at a time. A call during a run makes it run once more afterwards. Each call's
 * promise settles when all that was asked for is done; it rejects when `work` does.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isWantedAgain = false;
  const run = async (): Promise<void> => {
    try {
      do {
        isWantedAgain = false;
        await work();
        // The compiler does not see that a call meanwhile sets it.
      } while (isWantedAgain as boolean);
    } finally {
      running = undefined;
    }
  };
  return () => {
    isWantedAgain = true;
    return (running ??= run());
  };
}
