import {recordAudit} from './audit.js';
import type {AuditKind} from './audit.js';
import type {AppKey} from '../apps/apps.js';
import type {Clock} from '../clock.js';
import type {Store} from '../database/engine.js';

/** How many different refusals are counted before they are written. What is beyond is counted under no network. */
const COUNTS_LIMIT = 200;

/** A refusal, as it is counted. */
export interface Refusal {
  readonly kind: Extract<AuditKind, 'log-ins-refused' | 'tokens-refused' | 'requests-limited'>;
  readonly reason: string;
  /** The network of the caller: `networkOf`. */
  readonly network: string;
  readonly app?: AppKey;
}

/** Counts refusals, and writes the counts to the audit log: a flood of refusals must not become a flood of rows. */
export class RefusalCounts {
  readonly #counts = new Map<string, {readonly refusal: Refusal; count: number}>();

  add(refusal: Refusal): void {
    const {kind, reason, network, app} = refusal;
    const key = JSON.stringify([kind, reason, network, app?.domain, app?.platformId]);
    const known = this.#counts.get(key);
    if (known) known.count++;
    else if (this.#counts.size < COUNTS_LIMIT || network === 'other') this.#counts.set(key, {refusal, count: 1});
    else this.add({kind, reason, network: 'other'});
  }

  /** Writes what was counted since the last call. */
  async flush(store: Store, clock: Clock): Promise<void> {
    const counted = [...this.#counts.values()];
    if (!counted.length) return;
    this.#counts.clear();
    await store.write([], async (trx) => {
      for (const {refusal, count} of counted) {
        const {kind, reason, network, app} = refusal;
        await recordAudit(trx, {kind, actor: {kind: 'service'}, app, details: {reason, network, count}}, clock());
      }
    });
  }
}
