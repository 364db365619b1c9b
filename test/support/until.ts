// Taken before any test sets a clock of its own.
const {setTimeout} = globalThis;

const LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 2;

/** Waits for a condition. Rejects when it does not come true; `what` then says what was awaited. */
export async function until(isTrue: () => boolean, what: string = isTrue.toString()): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
