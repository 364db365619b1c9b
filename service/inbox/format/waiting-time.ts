export type WaitingUnit = 'minutes' | 'hours' | 'days';

const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

/** A time of waiting in one unit, rounded down, so that a row can be read at a glance. Days begin with the second one. */
export function waitingTime(minutes: number): {readonly unit: WaitingUnit; readonly count: number} {
  if (minutes < HOUR_MINUTES) return {unit: 'minutes', count: Math.floor(minutes)};
  const hours = Math.floor(minutes / HOUR_MINUTES);
  if (hours < 2 * DAY_HOURS) return {unit: 'hours', count: hours};
  return {unit: 'days', count: Math.floor(hours / DAY_HOURS)};
}
