const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubled after each failure up to half a minute, and
 * spread over the upper half so that a thousand pages do not come back in the same moment.
 *
 * @param failures How many attempts have failed in a row, from 1.
 * @param random A number from 0 up to 1.
 */
export function retryDelay(failures: number, random: number): number {
  const limit = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return limit / 2 + (limit / 2) * random;
}
