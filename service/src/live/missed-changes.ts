import {randomUUID} from 'node:crypto';
import {chunks} from '../chunks.js';
import {LIVE_LOOK_INTERVAL_MS, LIVE_MARK_INTERVAL_MS} from '../limits.js';
import type {LiveHub} from './hub.js';
import type {MonotonicClock} from '../clock.js';
import type {Meters} from '../metrics/meters.js';
import type {Database} from '../database/schema.js';

export interface MissedChangesParts {
  readonly db: Database;
  readonly hub: LiveHub;
  readonly monotonic: MonotonicClock;
  readonly meters: Pick<Meters, 'wakeUpLate'>;
  /** Called when the database cannot be read or written, once until it can. It is tried again. */
  readonly onError: (error: unknown) => void;
}

/** What the versions of a user's conversations say together. */
interface Versions {
  readonly conversations: number;
  readonly newest: number;
  /** The sum. It grows with each change, while the newest version may stay as it was. */
  readonly total: number;
}

/** How many users one query asks for. */
const USERS_LIMIT = 500;

/** The row of `installation` that changes when a process could not tell the others of its changes. */
const MARK = 'missed-changes';

/**
 * Finds what this process was not told of by other processes. While messages may get lost, it reads the versions of all connected users
 * every `LIVE_LOOK_INTERVAL_MS`. A user with another version than before is told to look.
 *
 * A process may also be unable to send, while the others hear nothing wrong. It writes a mark into the database then, which all
 * processes read every `LIVE_MARK_INTERVAL_MS`.
 */
export class MissedChanges {
  readonly #parts: MissedChangesParts;
  /** By domain and user, as they were read last. What has changed since then was told, or was missed. */
  #known: ReadonlyMap<string, Versions> = new Map();
  #isAway = false;
  #mustLook = false;
  #mustMark = false;
  #mark: string | undefined;
  #lookedAt = -Infinity;
  #markedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<unknown> | undefined;
  #hasFailed = false;

  constructor(parts: MissedChangesParts) {
    this.#parts = parts;
  }

  /** Starts. A process that was killed before may not have told its last changes, so the others are told to look. */
  async start(): Promise<void> {
    await this.#writeMark();
    this.#mark = await this.#readMark();
    this.#timer = setInterval(() => this.#wake(), LIVE_MARK_INTERVAL_MS);
    this.#timer.unref();
  }

  /** Stops. The others are still told of what they could not be told before. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
    if (this.#mustMark) await this.#writeMark();
  }

  /** Messages to this process may get lost, until `connected`. */
  disconnected(): void {
    this.#isAway = true;
    this.#lookNow();
  }

  connected(): void {
    this.#isAway = false;
    this.#lookNow();
  }

  /** The other processes were not told of changes of this one. */
  lost(): void {
    this.#mustMark = true;
    if (this.#parts.monotonic() >= this.#markedAt + LIVE_MARK_INTERVAL_MS) this.#wake();
  }

  #lookNow(): void {
    this.#mustLook = true;
    this.#wake();
  }

  #wake(): void {
    this.#working ??= this.#work()
      .then(() => (this.#hasFailed = false))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#working = undefined));
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed) this.#parts.onError(error);
    this.#hasFailed = true;
  }

  async #work(): Promise<void> {
    const {monotonic} = this.#parts;
    if (this.#mustMark) await this.#writeMark();
    const mark = await this.#readMark();
    // The timer is not exact, so the time that is nearest counts.
    const dueAt = this.#lookedAt + LIVE_LOOK_INTERVAL_MS - LIVE_MARK_INTERVAL_MS / 2;
    const isDue = this.#isAway && monotonic() >= dueAt;
    if (mark === this.#mark && !isDue && !this.#mustLook) return;
    this.#mustLook = false;
    try {
      this.#lookedAt = monotonic();
      await this.#look();
      this.#mark = mark;
    } catch (error) {
      this.#mustLook = true;
      throw error;
    }
    if (this.#mustLook) await this.#work();
  }

  async #look(): Promise<void> {
    const {hub, meters} = this.#parts;
    hub.agentsShouldLook();
    const known = new Map<string, Versions>();
    for (const [domain, users] of hub.listUsers()) {
      for (const ids of chunks([...users], USERS_LIMIT)) {
        const read = await this.#readVersions(domain, ids);
        for (const ownerId of ids) {
          const versions = read.get(ownerId) ?? NO_CONVERSATIONS;
          const key = JSON.stringify([domain, ownerId]);
          const before = this.#known.get(key);
          if (versions.total !== before?.total) hub.userShouldLook({domain, ownerId}, versionToTell(versions));
          if (before && versions.total !== before.total) meters.wakeUpLate();
          known.set(key, versions);
        }
      }
    }
    this.#known = known;
  }

  async #readVersions(domain: string, ownerIds: readonly string[]): Promise<Map<string, Versions>> {
    const rows = await this.#parts.db
      .selectFrom('conversations')
      .select(({fn}) => [
        'owner_id as ownerId',
        fn.countAll<number>().as('conversations'),
        fn.max('version').as('newest'),
        fn.sum<number>('version').as('total'),
      ])
      .where('domain', '=', domain)
      .where('owner_id', 'in', ownerIds)
      .groupBy('owner_id')
      .execute();
    return new Map(rows.map(({ownerId, ...versions}) => [ownerId, versions]));
  }

  async #readMark(): Promise<string | undefined> {
    const row = await this.#parts.db
      .selectFrom('installation')
      .select('value')
      .where('name', '=', MARK)
      .executeTakeFirst();
    return row?.value;
  }

  async #writeMark(): Promise<void> {
    this.#mustMark = false;
    this.#markedAt = this.#parts.monotonic();
    const value = randomUUID();
    try {
      await this.#parts.db
        .insertInto('installation')
        .values({name: MARK, value})
        .onConflict((conflict) => conflict.column('name').doUpdateSet({value}))
        .execute();
    } catch (error) {
      this.#mustMark = true;
      throw error;
    }
  }
}

const NO_CONVERSATIONS: Versions = {conversations: 0, newest: 0, total: 0};

/**
 * The version that a client compares with its own. Of several conversations, the newest version says nothing about the others, so
 * there is none, and the client must read.
 */
function versionToTell({conversations, newest}: Versions): number | undefined {
  return conversations > 1 ? undefined : newest;
}
