// Saved before a test can replace the clock.
const {setTimeout} = globalThis;

const LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 2;

/** Waits for a condition. Rejects after the time limit with `what` in the message. */
export async function until(
  isTrue: () => boolean,
  what: string = isTrue.toString(),
  limitMs: number = LIMIT_MS,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Waits until a promise of the condition resolves to true. */
export async function untilAsync(isTrue: () => Promise<boolean>, limitMs: number = LIMIT_MS): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`Waited in vain for: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
