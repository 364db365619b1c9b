/** Web Locks of a page, as far as the client uses them: Node 20 has none. */

type Work = (lock: object | null) => unknown;

const held = new Map<string, Promise<unknown>>();

/** One holder at a time, in the order of asking. Who no longer wants to wait gets an error at once. */
async function request(
  name: string,
  options: {signal?: AbortSignal; ifAvailable?: boolean},
  work: Work,
): Promise<unknown> {
  options.signal?.throwIfAborted();
  const before = held.get(name);
  if (before && options.ifAvailable) return work(null);
  const turn = Promise.race([before, whenAborted(options.signal)]).then(() => {
    options.signal?.throwIfAborted();
    return work({});
  });
  const over = Promise.allSettled([before, turn]);
  held.set(name, over);
  void over.then(() => held.get(name) === over && held.delete(name));
  return turn;
}

function whenAborted(signal: AbortSignal | undefined): Promise<unknown> | undefined {
  return signal && new Promise((resolve) => signal.addEventListener('abort', resolve, {once: true}));
}

export function addPageLocks(): void {
  Object.defineProperty(globalThis, 'navigator', {value: {onLine: true, locks: {request}}, configurable: true});
}
