/**
 * Gives a read of private data a cache key of its own. A page's service worker may answer from its cache although the
 * service says `no-store`; the user would see an old answer again, and perhaps another user's. The service ignores the
 * parameter.
 */
export function withUniqueQuery(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}_=${crypto.getRandomValues(new Uint32Array(2)).join('')}`;
}
