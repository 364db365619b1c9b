import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {ServiceClock} from '../../src/client/service-clock.js';

const NOON = Date.UTC(2026, 5, 15, 12);
const MINUTE_MS = 60_000;

/** A computer whose date is days wrong. Returns its monotonic clock. */
function wrongComputer(t: TestContext) {
  const computer = {monotonic: 5000, date: 1000};
  t.mock.method(performance, 'now', () => computer.monotonic);
  t.mock.method(Date, 'now', () => computer.date);
  return computer;
}

describe("the service's clock", () => {
  it("is this computer's until the service has told the time", (t) => {
    wrongComputer(t);
    assert.equal(new ServiceClock().now(), 1000);
  });

  it("goes on from the service's time, whatever happens to this computer's date", (t) => {
    const computer = wrongComputer(t);
    const clock = new ServiceClock();
    clock.hear(NOON);
    computer.monotonic += MINUTE_MS;
    computer.date += 1e9;
    assert.equal(clock.now(), NOON + MINUTE_MS);
  });

  it('can hear of a time later than it was told', (t) => {
    const computer = wrongComputer(t);
    const lead = NOON - computer.monotonic;
    computer.monotonic += MINUTE_MS;
    const clock = new ServiceClock();
    clock.hearLead(lead);
    assert.equal(clock.now(), NOON + MINUTE_MS);
  });

  it('follows a later time, as after the sleep of this computer, and no earlier one', (t) => {
    const computer = wrongComputer(t);
    const clock = new ServiceClock();
    clock.hear(NOON);
    computer.monotonic += 1;
    clock.hear(NOON + MINUTE_MS);
    clock.hear(NOON - MINUTE_MS);
    assert.equal(clock.now(), NOON + MINUTE_MS);
  });
});
