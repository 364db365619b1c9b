/** One row of a result: what was measured, and its samples, one for each round. */
export interface Series {
  readonly name: string;
  readonly samples: readonly number[];
}

/** The sample that `share` (0 to 1) of the others are not above. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.round((sorted.length - 1) * share)];
  if (value === undefined) throw new Error('there are no samples');
  return value;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/**
 * The median of the ratios, round by round: what disturbs a whole round (another program, a slow disk) disturbs both
 * and cancels out.
 */
export function ratio(of: Series, to: Series): number {
  return median(of.samples.map((sample, round) => sample / (to.samples[round] ?? NaN)));
}

/**
 * Measures each contender in turn, so that what disturbs one disturbs the others. The first round warms up and is left
 * out.
 */
export async function measureInTurns<T extends {readonly name: string}>(
  rounds: number,
  contenders: readonly T[],
  measure: (contender: T) => Promise<number>,
): Promise<readonly Series[]> {
  const series = contenders.map(({name}) => ({name, samples: [] as number[]}));
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const sample = await measure(contender);
      if (round > 0) series[index]?.samples.push(sample);
    }
  }
  return series;
}

/** Prints each series with its median, its middle half, and its ratio to the series named as `to`. */
export function printTable(title: string, unit: string, rows: readonly {series: Series; to?: Series}[]): void {
  console.log(`\n${title}`);
  const width = Math.max(...rows.map(({series}) => series.name.length));
  for (const {series, to} of rows) {
    const {name, samples} = series;
    const spread = `${format(quantile(samples, 0.25))} … ${format(quantile(samples, 0.75))}`;
    const comparison = to ? `${ratio(series, to).toFixed(2)} × ${to.name}` : '';
    console.log(
      `  ${name.padEnd(width)}  ${format(median(samples)).padStart(8)} ${unit}  (${spread})`.padEnd(width + 44) +
        comparison,
    );
  }
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
