import {limitKey} from '../identity/session-token.js';
import {networkOf, RateLimiter} from '../rate-limiter.js';
import {ConnectedAddresses} from './connected-addresses.js';
import type {ConnectedAddress} from './connected-addresses.js';
import type {LiveHub} from './hub.js';
import type {RefusalCounts} from '../audit/refusal-counts.js';
import type {MonotonicClock} from '../clock.js';
import type {Session} from '../identity/session-token.js';
import type {ConnectionLimits, LimitName, Rate} from '../limits.js';
import type {Meters} from '../metrics/meters.js';

export interface LiveLimitParts {
  readonly hub: LiveHub;
  readonly monotonic: MonotonicClock;
  readonly meters: Meters;
  readonly refusals: RefusalCounts;
  readonly connections: ConnectionLimits;
  readonly frames: Rate;
  /** How long a refused connection waits for its end: `REFUSAL_PAUSE_MS`. */
  readonly refusalPauseMs: number;
}

/** What a listener counts for: a live connection, or a request that waits. */
export interface Counted {
  readonly address: ConnectedAddress;
  /** Whether it counts for the address. What is proved counts for its user alone. */
  isUnproved: boolean;
}

/** The limits of live connections and of requests that wait, in this process. */
export class LiveLimits {
  readonly #parts: LiveLimitParts;
  readonly #addresses: ConnectedAddresses;
  readonly #frames: RateLimiter;

  constructor(parts: LiveLimitParts) {
    this.#parts = parts;
    this.#addresses = new ConnectedAddresses(parts.connections.ofAddress);
    this.#frames = new RateLimiter(parts.frames, parts.monotonic);
  }

  get refusalPauseMs(): number {
    return this.#parts.refusalPauseMs;
  }

  /** Something opens. `leave` must be called at its end. */
  enter(addressKey: string): Counted {
    return {address: this.#addresses.enter(addressKey), isUnproved: false};
  }

  leave(counted: Counted): void {
    this.#setUnproved(counted, false);
    this.#addresses.leave(counted.address);
  }

  /** Counts a listener whose user is not known yet. Returns false when its address has too many. */
  admitUnknown(counted: Counted): boolean {
    return this.#setUnproved(counted, true) || this.#refuse('live-connections-of-address', counted);
  }

  /**
   * Whether a listener may be added to the hub for this session. Call it right before that. Counts the listener for its address when
   * the user is not verified. `isCounted`: the listener is one of the user's already.
   */
  admit(counted: Counted, session: Session, isCounted = false): boolean {
    if (!isCounted && !this.hasRoom(counted, session)) return false;
    return (
      this.#setUnproved(counted, !session.verified) || this.#refuse('live-connections-of-address', counted, session)
    );
  }

  /** Whether the user has less than the most listeners. */
  hasRoom(counted: Counted, session: Session): boolean {
    const {hub, connections} = this.#parts;
    return hub.countOf(session) < connections.ofUser || this.#refuse('live-connections-of-user', counted, session);
  }

  /** Takes one frame of a user. Returns false when there are too many. */
  takeFrame(counted: Counted, session: Session): boolean {
    return this.#frames.take(limitKey(session)) === 0 || this.#refuse('live-frames', counted, session);
  }

  #setUnproved(counted: Counted, isUnproved: boolean): boolean {
    if (isUnproved && !counted.isUnproved && !this.#addresses.addUnproved(counted.address)) return false;
    if (!isUnproved && counted.isUnproved) this.#addresses.removeUnproved(counted.address);
    counted.isUnproved = isUnproved;
    return true;
  }

  #refuse(reason: LimitName, {address}: Counted, app?: Session): false {
    const {meters, refusals} = this.#parts;
    meters.refused(reason);
    const network = networkOf(address.key);
    const of = app && {app: {domain: app.domain, platformId: app.platformId}};
    refusals.add({kind: 'requests-limited', reason, network, ...of});
    return false;
  }
}
