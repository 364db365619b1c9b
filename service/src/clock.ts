/** The wall clock, for dates. Returns milliseconds since 1970. An administrator can set it forward or back at any time. */
export type Clock = () => number;

/** A clock for durations. Returns milliseconds since some moment, in fractions too. It never goes back, and never leaps. */
export type MonotonicClock = () => number;

/** Both clocks. */
export interface Clocks {
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
}
