import type fc from 'fast-check';

/**
 * How the courses of a model are chosen: the same number of them each time, at random. A failure names its seed: `MODEL_SEED` repeats
 * it. `MODEL_RUNS` searches longer.
 */
export function modelRuns(numRuns: number): fc.Parameters<unknown> {
  const {MODEL_SEED, MODEL_RUNS} = process.env;
  return {
    numRuns: MODEL_RUNS ? Number(MODEL_RUNS) : numRuns,
    ...(MODEL_SEED && {seed: Number(MODEL_SEED)}),
  };
}
