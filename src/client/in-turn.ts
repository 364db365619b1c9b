// A tab that works for longer has lost its connection, and the service stores a message once.
const TURN_LIMIT_MS = 20_000;

/** Waits until no other tab works in turns of this name, then works. Without locks, as in a sandboxed frame, it works at once. */
export async function inTurn<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  const turn = AbortSignal.any([signal, AbortSignal.timeout(TURN_LIMIT_MS)]);
  let done: Promise<T> | undefined;
  await locks
    ?.request(name, {signal: turn}, () => (done = work()))
    // There may be no lock. What `work` itself says follows below.
    .catch(() => {});
  return done ?? work();
}
