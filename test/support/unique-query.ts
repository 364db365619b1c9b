/** Removes the unique parameter that the client adds to each read. */
export function withoutUniqueQuery(address: string): string {
  return address.replace(/[?&]_=\d+$/, '');
}
