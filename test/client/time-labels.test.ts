import assert from 'node:assert/strict';
import {afterEach, describe, it, mock} from 'node:test';
import {dayLabel, dayNumber, fullTimeLabel, shortTimeLabel, timeLabel} from '../../src/client/time-labels.js';

process.env['TZ'] = 'Europe/Berlin';

const at = (time: string): number => Date.parse(time);
const NOW = at('2026-03-29T10:00:00+02:00'); // On this day Berlin's clocks skip an hour.

describe('time labels', () => {
  afterEach(() => mock.restoreAll());

  it('are short: the hour today, the weekday within six days, the date before that', () => {
    assert.equal(shortTimeLabel(at('2026-03-29T00:30:00+01:00'), 'en-GB', NOW), '0:30');
    assert.equal(shortTimeLabel(at('2026-03-28T23:30:00+01:00'), 'en-GB', NOW), 'Sat');
    assert.equal(shortTimeLabel(at('2026-03-23T00:00:00+01:00'), 'en-GB', NOW), 'Mon');
    assert.equal(shortTimeLabel(at('2026-03-22T23:59:00+01:00'), 'en-GB', NOW), '22/03/2026');
  });

  it('show a date when the clock runs ahead', () => {
    assert.equal(shortTimeLabel(at('2026-03-30T00:10:00+02:00'), 'en-GB', NOW), '30/03/2026');
  });

  it('follow the time zone of the computer', () => {
    assert.equal(timeLabel(at('2026-03-29T01:30:00Z'), 'en-GB'), '3:30');
    assert.match(fullTimeLabel(at('2026-03-29T01:30:00Z'), 'en-GB'), /^Sunday,? 29 March 2026 at 03:30$/);
  });

  it('name today and yesterday in the language', () => {
    assert.equal(dayLabel(NOW, 'en-GB', NOW), 'today');
    assert.equal(dayLabel(at('2026-03-28T12:00:00+01:00'), 'en-GB', NOW), 'yesterday');
    assert.equal(dayLabel(at('2026-03-28T12:00:00+01:00'), 'de', NOW), 'gestern');
  });

  it('show other days as a date, with the year when it is not this year', () => {
    assert.match(dayLabel(at('2026-03-27T12:00:00+01:00'), 'en-GB', NOW), /^Friday,? 27 March$/);
    assert.match(dayLabel(at('2025-03-27T12:00:00+01:00'), 'en-GB', NOW), /^Thursday,? 27 March 2025$/);
    assert.match(dayLabel(at('2026-03-30T00:10:00+02:00'), 'en-GB', NOW), /^Monday,? 30 March$/);
  });

  it('number the days, which change at midnight of the time zone', () => {
    const evening = dayNumber(at('2026-03-28T22:59:59Z'));
    assert.equal(dayNumber(at('2026-03-28T23:00:00Z')), evening + 1);
    assert.equal(dayNumber(at('2026-03-29T21:59:59Z')), evening + 1);
    assert.equal(dayNumber(at('2026-03-29T22:00:00Z')), evening + 2);
  });

  it('make each format once, because that is slow', () => {
    const labels = (): string[] => [
      timeLabel(NOW, 'fr'),
      fullTimeLabel(NOW, 'fr'),
      shortTimeLabel(NOW, 'fr', NOW),
      dayLabel(NOW, 'fr', NOW),
      dayLabel(0, 'fr', NOW),
    ];
    labels();
    const dates = mock.method(Intl, 'DateTimeFormat');
    const days = mock.method(Intl, 'RelativeTimeFormat');
    labels();
    assert.equal(dates.mock.callCount() + days.mock.callCount(), 0);
  });
});
