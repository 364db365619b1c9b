import type {Strings} from '../i18n/strings.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format is slow (about 0.1 ms), and every message group needs one. */
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(language, options)));
  return made;
}

/** The time of day, as "10:32". */
export function timeLabel(time: number, language: string): string {
  return format(language, {hour: 'numeric', minute: '2-digit'}).format(time);
}

/** The day, as "Today", "Yesterday" or "Monday, 2 March"; with the year when it is not this one. */
export function dayLabel(time: number, language: string, strings: Strings, now = new Date()): string {
  const day = new Date(time);
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return strings.today;
  if (day.toDateString() === yesterday.toDateString()) return strings.yesterday;
  const isThisYear = day.getFullYear() === now.getFullYear();
  return format(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!isThisYear && {year: 'numeric'}),
  }).format(day);
}
