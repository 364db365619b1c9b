/** Web Locks of a page, as far as the client uses them: Node 20 has none. */

type Work = (lock: object | null) => unknown;

const held = new Map<string, Promise<unknown>>();

/** One holder at a time, in the order of asking. */
async function request(
  name: string,
  options: {signal?: AbortSignal; ifAvailable?: boolean},
  work: Work,
): Promise<unknown> {
  const before = held.get(name);
  if (before && options.ifAvailable) return work(null);
  const turn = Promise.resolve(before).then(() => {
    options.signal?.throwIfAborted();
    return work({});
  });
  const over = turn.catch(() => {});
  held.set(name, over);
  void over.then(() => held.get(name) === over && held.delete(name));
  return turn;
}

export function addPageLocks(): void {
  Object.defineProperty(globalThis, 'navigator', {value: {onLine: true, locks: {request}}, configurable: true});
}
