import {setTimeout as pause} from 'node:timers/promises';
import {ANONYMOUS_USER_LIFE_MS, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {removeOverdueConversations, type Swept} from './remove-conversations.js';
import {removeOverdueAnonymousUsers} from './remove-anonymous-users.js';
import {removeOverdueEvents} from './remove-events.js';
import {listApps, type App} from '../apps/apps.js';
import type {AttachmentFiles} from '../attachments/attachment-files.js';
import type {Clock} from '../clock.js';
import type {DatabaseEngine} from '../database/engine.js';
import type {DatabaseTransaction} from '../database/schema.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How many conversations or users one transaction looks at. Other writes wait for it. */
const BATCH_LIMIT = 50;

/** How many events of the audit log one transaction removes. */
const EVENTS_LIMIT = 500;

/** How many batches of one sweep are run before the others have their turn. The next run goes on there. */
const BATCHES_LIMIT = 200;

/** How much longer than a batch the pause after it is: removing takes at most a tenth of the time. */
const PAUSE_FACTOR = 9;

export interface RetentionParts {
  readonly store: Pick<DatabaseEngine, 'db' | 'runAlone'>;
  readonly clock: Clock;
  /** How many days the audit log is kept; 0: for ever. */
  readonly auditDays: number;
  /** The bytes of what is removed go with it. */
  readonly files: Pick<AttachmentFiles, 'removeAll'>;
}

/** Goes through the records of one kind, in the order of their times. */
type Sweep = (trx: DatabaseTransaction, after: number, now: number) => Promise<Swept>;

/** Removes what the settings do not keep: a bounded number of records at a time, and never most of the time. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #stop = new AbortController();
  /** Where each sweep goes on. */
  readonly #positions = new Map<string, number>();
  #overdueMs = 0;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Removes what is overdue. */
  async run(): Promise<void> {
    const {store, auditDays} = this.#parts;
    const sweeps = sweepsOf(await listApps(store.db));
    if (auditDays) sweeps.set('audit', eventsOf(auditDays));
    for (const [name, sweep] of sweeps) await this.#run(name, sweep);
  }

  /** How long the oldest record that was removed last had been overdue, in seconds; 0 when nothing is left. */
  get overdueSeconds(): number {
    return this.#overdueMs / 1000;
  }

  /** Ends a run after its batch. */
  stop(): void {
    this.#stop.abort();
  }

  async #run(name: string, sweep: Sweep): Promise<void> {
    for (let batch = 0; batch < BATCHES_LIMIT && !this.#stop.signal.aborted; batch++) {
      const startedAt = performance.now();
      const next = await this.#runBatch(name, sweep);
      if (next === undefined) return;
      const pauseMs = (performance.now() - startedAt) * PAUSE_FACTOR;
      await pause(pauseMs, undefined, {signal: this.#stop.signal}).catch(() => undefined);
    }
  }

  async #runBatch(name: string, sweep: Sweep): Promise<number | undefined> {
    const {store, clock, files} = this.#parts;
    const now = clock();
    const after = this.#positions.get(name) ?? -1;
    let swept: Swept = {next: undefined, overdueMs: 0};
    await store.runAlone('retention', async (trx) => {
      swept = await sweep(trx, after, now);
    });
    await files.removeAll(swept.files ?? []);
    const {next, overdueMs} = swept;
    // While there may be more, the oldest one that was removed tells how late the job is.
    this.#overdueMs = next === undefined ? 0 : overdueMs;
    if (next === undefined) this.#positions.delete(name);
    else this.#positions.set(name, next);
    return next;
  }
}

/** What has to be removed, by a name that stays the same. */
function sweepsOf(apps: readonly App[]): Map<string, Sweep> {
  const sweeps = new Map<string, Sweep>();
  for (const {domain} of apps) {
    const keeping = apps.filter((app) => app.domain === domain && app.keepEndedConversations);
    if (keeping.length) sweeps.set(JSON.stringify([domain]), conversationsOf(domain, keeping));
  }
  for (const app of apps) {
    const {domain, platformId} = app;
    if (app.keepAnonymousUsers) sweeps.set(JSON.stringify([domain, platformId]), anonymousUsersOf(app));
  }
  return sweeps;
}

function conversationsOf(domain: string, apps: readonly App[]): Sweep {
  return (trx, after, now) => {
    const dueBefore = new Map(apps.map((app) => [app.platformId, now - app.keepEndedConversations * DAY_MS]));
    return removeOverdueConversations(trx, {domain, after, limit: BATCH_LIMIT}, dueBefore);
  };
}

function eventsOf(auditDays: number): Sweep {
  return (trx, _after, now) => removeOverdueEvents(trx, {limit: EVENTS_LIMIT, dueBefore: now - auditDays * DAY_MS});
}

function anonymousUsersOf(app: App): Sweep {
  const keptMs = Math.max(app.keepAnonymousUsers * DAY_MS, ANONYMOUS_USER_LIFE_MS + SESSION_LIFE_MS);
  return (trx, after, now) =>
    removeOverdueAnonymousUsers(trx, app, {after, limit: BATCH_LIMIT, dueBefore: now - keptMs});
}
