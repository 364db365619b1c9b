/** Checks that what was acknowledged is stored once, in order, and that all readers see it. */
import assert from 'node:assert/strict';
import type {Installation} from './processes-installation.js';
import type {Sender} from './processes-people.js';
import type {Reader} from './processes-readers.js';
import {eventually} from './e2e-eventually.js';

/** One stored line of a log. */
export interface StoredEntry {
  readonly conversationId: string;
  readonly number: number;
  readonly id: string;
  readonly author: string;
  readonly kind: string;
  /** `''` for an entry without a text. */
  readonly text: string;
  readonly time: number;
}

/** All entries of a domain, in the order of its conversations and of their logs. */
export async function storedEntries(installation: Installation, domain: string): Promise<readonly StoredEntry[]> {
  const rows = await installation.engine.db
    .selectFrom('entries as e')
    .innerJoin('conversations as c', (join) =>
      join.onRef('c.domain', '=', 'e.domain').onRef('c.id', '=', 'e.conversation_id'),
    )
    .select(['e.conversation_id', 'e.number', 'e.id', 'e.author_kind', 'e.kind', 'e.content', 'e.time'])
    .where('e.domain', '=', domain)
    .orderBy('c.ordinal')
    .orderBy('e.conversation_id')
    .orderBy('e.number')
    .execute();
  return rows.map(({conversation_id, number, id, author_kind, kind, content, time}) => ({
    conversationId: conversation_id,
    number,
    id,
    author: author_kind,
    kind,
    text: (JSON.parse(content) as {text?: string}).text ?? '',
    time,
  }));
}

export interface Delivery {
  readonly domain: string;
  readonly senders: readonly Sender[];
  readonly readers: readonly Reader[];
}

/**
 * Asserts that each acknowledged message is stored exactly once with the number that was told, that nothing else is stored, that
 * the messages of a sender are in the order in which they were written, that no log has a gap, and that all readers see what is
 * stored.
 */
export async function assertDelivered(installation: Installation, {domain, senders, readers}: Delivery): Promise<void> {
  const stored = await storedEntries(installation, domain);
  const places = (entries: readonly {conversationId: string; number: number; id: string; text: string}[]): string[] =>
    entries.map(({conversationId, number, id, text}) => [conversationId, number, id, text].join(' ')).sort();
  const texts = stored.filter(({kind}) => kind === 'text');
  assert.deepEqual(places(texts), places(senders.flatMap(({acknowledged}) => acknowledged)));
  for (const {acknowledged, kind} of senders) {
    const ids = acknowledged.map(({id}) => id);
    const own = texts.filter(({id}) => ids.includes(id));
    assert.deepEqual(
      own.map(({id}) => id),
      ids,
      'a sender is stored in order',
    );
    assert.ok(own.every(({author}) => author === kind));
  }
  for (const conversationId of new Set(stored.map((one) => one.conversationId))) {
    const entries = stored.filter((one) => one.conversationId === conversationId);
    const ids = entries.map(({id}) => id);
    assert.deepEqual(
      entries.map(({number}) => number),
      entries.map((_, index) => index + 1),
      'a log has no gap',
    );
    for (const reader of readers) {
      await eventually(() =>
        // As one text: to describe how two long lists differ takes seconds, each time.
        assert.ok(
          reader
            .entriesOf(conversationId)
            .map(({id}) => id)
            .join() === ids.join(),
          'a reader sees the log as it is stored',
        ),
      );
    }
  }
}
