/** A limit for pages that are never idle, and for hidden pages: there browsers give no idle time. */
const IDLE_LIMIT_MS = 2000;

/** Safari has no idle callbacks. This delay is long enough to draw the launcher first. */
const FALLBACK_DELAY_MS = 200;

/** Calls `work` once the page has nothing else to do. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, {timeout: IDLE_LIMIT_MS});
  else setTimeout(work, FALLBACK_DELAY_MS);
}
