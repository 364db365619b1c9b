import type {ReadConversation, ReadEntry} from '../protocol/log.js';
import type {KnownConversation} from '../protocol/wire.js';

/** One line of a numbered log. */
export interface Numbered {
  readonly number: number;
  readonly id: string;
}

/** The part of a head that a run needs, so that the heads of users and of agents fit. */
export type LogHead = Pick<ReadConversation, 'id' | 'version' | 'lastNumber' | 'lastId'>;

/**
 * What a client holds of one conversation: its head, and an unbroken run of its entries. The run ends at the head's newest
 * entry, or it is empty: then only the head is known.
 */
export interface Run<H extends LogHead = ReadConversation> {
  readonly head: H;
  readonly entries: readonly ReadEntry[];
}

/** A run after an answer. */
export interface Joined<H extends LogHead> {
  /** Not changed by an answer that does not fit; `undefined` when nothing was held and the answer is not complete. */
  readonly run: Run<H> | undefined;
  /** False when something is missing or contradicts what is held: the caller has to sync. */
  readonly isCurrent: boolean;
}

/**
 * Joins what is held of a conversation with an answer about it. The order of arrival does not matter: an older version never
 * replaces a newer head, and what is held already changes nothing.
 *
 * @param source - `told`: a frame, or the answer to a send; entries after a gap are not taken. `synced`: the answer to a sync,
 *   where a gap means that more is new than one answer holds; the run before the gap is dropped.
 */
export function joinRun<H extends LogHead>(
  run: Run<H> | undefined,
  head: H,
  entries: readonly ReadEntry[],
  source: 'told' | 'synced',
): Joined<H> {
  const news = unbrokenEnd(entries);
  let joined = joinEntries(run?.entries ?? [], news);
  if (joined === 'after a gap' && source === 'synced') joined = news;
  if (typeof joined === 'string') return {run, isCurrent: false};
  for (const newest of run && run.head.version >= head.version ? [run.head] : [head, run?.head]) {
    if (newest && endsAt(joined, newest)) {
      const isSame = newest === run?.head && joined === run.entries;
      return {run: isSame ? run : {head: newest, entries: joined}, isCurrent: newest.version >= head.version};
    }
  }
  return {run, isCurrent: false};
}

/**
 * Joins two unbroken runs of one log. Entries before a gap are left out: they came too late. Gives `held` itself when
 * nothing is new. Otherwise: a gap, or one number with two ids.
 */
export function joinEntries<E extends Numbered>(
  held: readonly E[],
  news: readonly E[],
): readonly E[] | 'after a gap' | 'contradiction' {
  const [first] = news;
  const [oldest] = held;
  if (!first) return held;
  if (!oldest) return news;
  // The place of the first new entry in `held`; negative before its beginning.
  const start = first.number - oldest.number;
  const end = start + news.length;
  if (start > held.length) return 'after a gap';
  if (end < 0) return held;
  for (let index = Math.max(start, 0); index < Math.min(end, held.length); index++) {
    if (held[index]?.id !== news[index - start]?.id) return 'contradiction';
  }
  if (start >= 0 && end <= held.length) return held;
  const before = start < 0 ? news.slice(0, -start) : [];
  return [...before, ...held, ...news.slice(held.length - start)];
}

/** What a sync tells the service of this conversation. */
export function knownOf({head, entries}: Run<LogHead>): KnownConversation {
  const {number, id} = entries.at(-1) ?? {number: head.lastNumber, id: head.lastId};
  return {id: head.id, version: head.version, number, entryId: id};
}

/** The number of the oldest entry that is held; above the newest one when none is held. */
export function firstNumber({head, entries}: Run<LogHead>): number {
  return entries[0]?.number ?? head.lastNumber + 1;
}

function endsAt(entries: readonly Numbered[], {lastNumber, lastId}: LogHead): boolean {
  const last = entries.at(-1);
  return !last || (last.number === lastNumber && last.id === lastId);
}

/** The entries after the last gap. A gap within an answer is an entry that could not be read at all. */
function unbrokenEnd(entries: readonly ReadEntry[]): readonly ReadEntry[] {
  const gap = entries.findLastIndex(({number}, index) => index > 0 && entries[index - 1]?.number !== number - 1);
  return gap > 0 ? entries.slice(gap) : entries;
}
