import {LIVE_CONTROL_FRAMES} from '../limits.js';
import {fillBucket, type Bucket} from '../rate-limiter.js';

/** How many pings and pongs a peer may still send. */
export class ControlFrames {
  readonly #bucket: Bucket = {tokens: LIVE_CONTROL_FRAMES.burst, at: performance.now()};

  /** Counts one. @returns Whether it is within the limit. */
  take(): boolean {
    const bucket = fillBucket(this.#bucket, LIVE_CONTROL_FRAMES, performance.now());
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}
