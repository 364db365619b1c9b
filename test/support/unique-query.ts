/** Removes the parameter that makes each read of the client a cache key of its own. */
export function withoutUniqueQuery(address: string): string {
  return address.replace(/[?&]_=\d+$/, '');
}
