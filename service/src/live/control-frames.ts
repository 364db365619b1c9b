import {LIVE_CONTROL_FRAMES} from '../limits.js';

/** How many pings and pongs a peer may still send. */
export class ControlFrames {
  #tokens = LIVE_CONTROL_FRAMES.burst;
  #at = performance.now();

  /** Counts one. @returns Whether it is within the limit. */
  take(): boolean {
    const {burst, perSecond} = LIVE_CONTROL_FRAMES;
    const now = performance.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
