/** A page that is never idle, and a hidden one, where browsers give no idle time, must not wait for ever. */
const IDLE_LIMIT_MS = 2000;

/** Safari has no idle callbacks: there this is long enough for the launcher to be drawn. */
const FALLBACK_DELAY_MS = 200;

/** Calls `work` once the page has nothing else to do. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, {timeout: IDLE_LIMIT_MS});
  else setTimeout(work, FALLBACK_DELAY_MS);
}
