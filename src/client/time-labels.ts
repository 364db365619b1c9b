const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format is slow (about 0.1 ms), and every message group needs one. */
function format(time: number, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = language + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(language, options)));
  return made.format(time);
}

/** The time of day, as "10:32". */
export function timeLabel(time: number, language: string): string {
  return format(time, language, {hour: 'numeric', minute: '2-digit'});
}

/** The day, as "today", "yesterday" or "Monday, 2 March"; with the year when it is not this one. */
export function dayLabel(time: number, language: string, now = new Date()): string {
  const day = new Date(time);
  for (const daysAgo of [0, 1]) {
    const then = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
    if (then.toDateString() === day.toDateString()) {
      return new Intl.RelativeTimeFormat(language, {numeric: 'auto'}).format(-daysAgo, 'day');
    }
  }
  const year = day.getFullYear() === now.getFullYear() ? {} : ({year: 'numeric'} as const);
  return format(time, language, {weekday: 'long', day: 'numeric', month: 'long', ...year});
}
