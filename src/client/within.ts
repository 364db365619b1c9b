/** What the promise gives; `undefined` when it takes longer. */
export function within<T>(promise: Promise<T> | undefined, limitMs: number): Promise<T | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), limitMs))]);
}
