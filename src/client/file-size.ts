const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

const STEP = 1000;

/** The size of a file as people read it, as "1.2 MB". A unit is a thousand times the one before, as in the settings of an app. */
export function fileSize(bytes: number, locale: string): string {
  let amount = bytes;
  let unit = 0;
  // 999.6 kB would be written as 1,000 kB.
  while (unit < UNITS.length - 1 && Math.round(amount) >= STEP) {
    amount /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    unitDisplay: unit ? 'short' : 'long',
    maximumFractionDigits: unit && amount < 100 ? 1 : 0,
  }).format(amount);
}
