/** The size of a file as a text: `340 kB`. A megabyte has 1,000,000 bytes. */
export function fileSize(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1000 ? [bytes, 'byte'] : bytes < 999_500 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return value.toLocaleString(locale, {style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits});
}
