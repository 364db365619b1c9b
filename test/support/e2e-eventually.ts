import assert from 'node:assert/strict';

const LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 30;

/** Resolves when `check` passes. After the time limit, rejects with the last error of `check`. */
export async function eventually(check: () => unknown, limitMs = LIMIT_MS): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Waits until the result of `read` is deeply equal to `expected`. */
export function eventuallyEqual<T>(read: () => T | Promise<T>, expected: T, limitMs?: number): Promise<void> {
  return eventually(async () => assert.deepEqual(await read(), expected), limitMs);
}
