/** A time of the service, in milliseconds since 1970. */
export interface ToldTime {
  readonly time: number;
  /** When it was told, by the monotonic clock of this page. Default: now */
  readonly heardAt?: number;
}

/**
 * The service's clock, as far as it is known here. This computer's clock may be wrong by days, and may be set while the page is
 * open, so the time between is measured with a monotonic clock.
 */
export class ServiceClock {
  #ahead = -Infinity;

  /** Takes a time that the service has told. A time that lies back changes nothing: it was on its way. */
  hear({time, heardAt = performance.now()}: ToldTime): void {
    this.#ahead = Math.max(this.#ahead, time - heardAt);
  }

  /** Milliseconds since 1970; by this computer's clock before the service has told a time. */
  now(): number {
    return this.#ahead === -Infinity ? Date.now() : performance.now() + this.#ahead;
  }
}
