/** Times for agents. All take milliseconds since 1970; `timeZone` defaults to that of the computer. */
export interface TimeOptions {
  readonly locale: string;
  readonly timeZone?: string;
}

type Options = Intl.DateTimeFormatOptions;

function format(time: number, {locale, timeZone}: TimeOptions, options: Options): string {
  return new Intl.DateTimeFormat(locale, {...options, ...(timeZone && {timeZone})}).format(time);
}

/** The calendar day as a number that grows by one each day. */
function dayNumber(time: number, {timeZone}: TimeOptions): number {
  const parts = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    ...(timeZone && {timeZone}),
  }).formatToParts(time);
  const part = (type: string): number => Number(parts.find((found) => found.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day')) / 86_400_000;
}

/** The hour and minute, as in `14:05`. */
export function clockTime(time: number, options: TimeOptions): string {
  return format(time, options, {hour: 'numeric', minute: '2-digit'});
}

/** Everything about a moment, for a tooltip or a screen reader. */
export function fullTime(time: number, options: TimeOptions): string {
  return format(time, options, {dateStyle: 'full', timeStyle: 'short'});
}

/** The shortest text that is not misunderstood: today the time, within six days the weekday, else the date. */
export function shortTime(time: number, now: number, options: TimeOptions): string {
  const daysAgo = dayNumber(now, options) - dayNumber(time, options);
  if (daysAgo === 0) return clockTime(time, options);
  if (daysAgo > 0 && daysAgo < 7) return format(time, options, {weekday: 'short'});
  return format(time, options, {dateStyle: 'short'});
}

/** The heading of a day: today and yesterday by their words, other days by their date. */
export function dayLabel(time: number, now: number, options: TimeOptions): string {
  const daysAgo = dayNumber(now, options) - dayNumber(time, options);
  if (daysAgo === 0 || daysAgo === 1) {
    const relative = new Intl.RelativeTimeFormat(options.locale, {numeric: 'auto'}).format(-daysAgo, 'day');
    return relative.charAt(0).toLocaleUpperCase(options.locale) + relative.slice(1);
  }
  return format(time, options, {weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'});
}

export function isSameDay(a: number, b: number, options: TimeOptions): boolean {
  return dayNumber(a, options) === dayNumber(b, options);
}
