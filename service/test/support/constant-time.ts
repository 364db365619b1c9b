import crypto from 'node:crypto';
import {syncBuiltinESMExports} from 'node:module';
import {mock} from 'node:test';

/**
 * Counts the comparisons in constant time that `work` makes. No clock can show reliably that a comparison takes the same
 * time, so tests look at the function that does it.
 *
 * @param work - Must be synchronous: the function is replaced for the whole process.
 */
export function countConstantTimeComparisons(work: () => void): number {
  const comparing = mock.method(crypto, 'timingSafeEqual');
  syncBuiltinESMExports();
  try {
    work();
    return comparing.mock.callCount();
  } finally {
    comparing.mock.restore();
    syncBuiltinESMExports();
  }
}
