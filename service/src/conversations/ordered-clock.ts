import {IS_CLOSED, IS_OPEN} from './heads.js';
import type {Clock} from '../clock.js';
import type {Database} from '../database/schema.js';

/**
 * Gives times that only grow, also when the computer's clock is set back: they are an order. A time is that of the clock, or
 * one millisecond after the last one.
 */
export class OrderedClock {
  readonly #clock: Clock;
  #last: number;

  constructor(clock: Clock, last: number) {
    this.#clock = clock;
    this.#last = last;
  }

  readonly now: Clock = () => (this.#last = Math.max(this.#clock(), this.#last + 1));
}

/** Makes a clock whose times follow all that are stored. */
export async function loadOrderedClock(db: Database, clock: Clock): Promise<OrderedClock> {
  // Each subquery reads the end of one index.
  const newest = (condition: typeof IS_OPEN) =>
    db
      .selectFrom('conversations')
      .select((eb) => eb.fn.max('activity').as('activity'))
      .where(condition)
      .executeTakeFirst();
  const times = [await newest(IS_OPEN), await newest(IS_CLOSED)].map((row) => row?.activity ?? 0);
  return new OrderedClock(clock, Math.max(...times));
}
