/** Times as people read them. All take milliseconds since 1970, a BCP 47 language, and use this computer's time zone. */

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_OF_WEEK = 7;

// Making a format is slow (about 0.1 ms), and each message needs one.
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const dayFormats = new Map<string, Intl.RelativeTimeFormat>();

function format(time: number, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = language + JSON.stringify(options);
  let made = dateFormats.get(key);
  if (!made) dateFormats.set(key, (made = new Intl.DateTimeFormat(language, options)));
  return made.format(time);
}

function formatDaysAgo(daysAgo: number, language: string): string {
  let made = dayFormats.get(language);
  if (!made) dayFormats.set(language, (made = new Intl.RelativeTimeFormat(language, {numeric: 'auto'})));
  return made.format(-daysAgo, 'day');
}

/** The calendar day in this time zone, as a number that grows by one each day. */
export function dayNumber(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;
}

/** The time of day, as "10:32". */
export function timeLabel(time: number, language: string): string {
  return format(time, language, {hour: 'numeric', minute: '2-digit'});
}

/** Everything about a moment, as "Monday, 2 March 2026 at 10:32". */
export function fullTimeLabel(time: number, language: string): string {
  return format(time, language, {dateStyle: 'full', timeStyle: 'short'});
}

/** The shortest text that is clear: today the time of day, within six days the weekday, else the date. */
export function shortTimeLabel(time: number, language: string, now: number): string {
  const daysAgo = dayNumber(now) - dayNumber(time);
  if (daysAgo === 0) return timeLabel(time, language);
  const isThisWeek = daysAgo > 0 && daysAgo < DAYS_OF_WEEK;
  return format(time, language, isThisWeek ? {weekday: 'short'} : {dateStyle: 'short'});
}

/** The day, as "today", "yesterday" or "Monday, 2 March"; with the year when it is not this one. */
export function dayLabel(time: number, language: string, now: number): string {
  const daysAgo = dayNumber(now) - dayNumber(time);
  if (daysAgo === 0 || daysAgo === 1) return formatDaysAgo(daysAgo, language);
  const isThisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const day = {weekday: 'long', day: 'numeric', month: 'long'} as const;
  return format(time, language, isThisYear ? day : {...day, year: 'numeric'});
}
