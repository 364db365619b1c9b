import {recordAudit} from './audit.js';
import type {AuditKind} from './audit.js';
import type {AppKey} from '../apps/apps.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';

/** How many different refusals are counted before they are written. What is beyond is counted under no network. */
const COUNTS_LIMIT = 200;

/** Stands for the networks that are not counted one by one. */
const OTHER_NETWORKS = 'other';

/** A refusal, as it is counted. */
export interface Refusal {
  readonly kind: Extract<AuditKind, 'log-ins-refused' | 'tokens-refused' | 'requests-limited'>;
  /** One of a few: each is counted by itself. */
  readonly reason: string;
  /** The network of the caller: `networkOf`. */
  readonly network: string;
  readonly app?: AppKey;
}

interface Counted {
  readonly refusal: Refusal;
  readonly count: number;
}

/** Counts refusals, and writes the counts to the audit log: a flood of refusals must not become a flood of rows. */
export class RefusalCounts {
  #counts = new Map<string, Counted>();

  add(refusal: Refusal): void {
    this.#add({refusal, count: 1});
  }

  /** Writes what was counted since the last call. When that fails, the counts stay for the next call. */
  async flush(store: Store, clock: Clock): Promise<void> {
    const counted = [...this.#counts.values()];
    if (!counted.length) return;
    this.#counts = new Map();
    try {
      await store.write([], async (trx) => {
        for (const {refusal, count} of counted) {
          const {kind, reason, network, app} = refusal;
          await recordAudit(trx, {kind, actor: {kind: 'service'}, app, details: {reason, network, count}}, clock());
        }
      });
    } catch (error) {
      for (const one of counted) this.#add(one);
      throw error;
    }
  }

  #add({refusal, count}: Counted): void {
    const {kind, reason, network, app} = refusal;
    const key = JSON.stringify([kind, reason, network, app?.domain, app?.platformId]);
    const known = this.#counts.get(key);
    const hasRoom = known !== undefined || this.#counts.size < COUNTS_LIMIT || network === OTHER_NETWORKS;
    if (hasRoom) this.#counts.set(key, {refusal, count: count + (known?.count ?? 0)});
    else this.#add({refusal: {kind, reason, network: OTHER_NETWORKS}, count});
  }
}
