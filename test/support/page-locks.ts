/** Web Locks of a page, as far as the client uses them: Node 20 has none. */
import type {TestContext} from 'node:test';

type Work = (lock: object | null) => unknown;

const held = new Map<string, Promise<unknown>>();

/** One holder at a time, in the order of asking. A caller whose signal is aborted gets an error at once. */
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

const locks = {request};

/** When work returns false, its caller hears of it only after `end`. In a browser, too, the caller hears of it later, in another task. */
export function tellLate(t: TestContext): {isOver: () => boolean; end: () => void} {
  let over = false;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  t.mock.method(locks, 'request', async (...[name, options, work]: Parameters<typeof request>) => {
    const done = await request(name, options, work);
    if (done !== false) return done;
    over = true;
    await ended;
    return done;
  });
  return {isOver: () => over, end};
}

export function addPageLocks(): void {
  Object.defineProperty(globalThis, 'navigator', {value: {onLine: true, locks}, configurable: true});
}
