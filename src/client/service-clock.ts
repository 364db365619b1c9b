/**
 * The service's clock, as far as it is known here. This computer's clock may be wrong by days, and may be set while the page is
 * open, so the time between is measured with a monotonic clock.
 */
export class ServiceClock {
  #lead = -Infinity;

  /** Takes a time that the service has told just now. A time that lies back changes nothing: it was on its way. */
  hear(time: number): void {
    this.hearLead(time - performance.now());
  }

  /** Takes how far the service's clock was ahead of `performance.now()` when it told a time. */
  hearLead(lead: number): void {
    this.#lead = Math.max(this.#lead, lead);
  }

  /** Milliseconds since 1970; by this computer's clock before the service has told a time. */
  now(): number {
    return this.#lead === -Infinity ? Date.now() : performance.now() + this.#lead;
  }
}
