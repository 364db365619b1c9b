import type {Author, Content, ConversationStatus, ReadConversation, ReadEntry} from './log.js';

/** The statuses in which each kind of content changes the status, and what follows. A kind that is not named changes none. */
const CHANGES: Readonly<Partial<Record<Content['kind'], Partial<Record<ConversationStatus, ConversationStatus>>>>> = {
  resolved: {open: 'resolved'},
  rejected: {open: 'rejected'},
  reopened: {resolved: 'open'},
  ended: {resolved: 'ended', rejected: 'ended'},
};

type Status = ReadConversation['status'];

/**
 * The status after an entry: open → resolved → (reopened → open | ended); open → rejected → ended. An entry that cannot
 * change this status, or that is not known here, changes nothing.
 */
export function nextStatus<S extends Status>(
  status: S,
  {content}: {readonly content: ReadEntry['content']},
): S | ConversationStatus {
  const changes = content.kind === 'unknown' ? undefined : CHANGES[content.kind];
  return changes?.[status as ConversationStatus] ?? status;
}

/**
 * Whether an entry with this content may follow in a conversation with this status. A user's message after `resolved` follows the
 * entry `reopened`. Whether a rating may follow depends on the entries, too: the conversation was resolved, and is not rated yet.
 */
export function mayFollow(status: ConversationStatus, author: Author['kind'], {kind}: Pick<Content, 'kind'>): boolean {
  if (kind === 'rated') return status === 'ended' && author === 'user';
  if (!isMessage(kind)) return CHANGES[kind]?.[status] !== undefined;
  // A colleague may resolve it while an agent still writes: that answer must not be lost.
  return status === 'open' || (status === 'resolved' && author === 'agent');
}

/** Whether an entry is an answer to the user: one that counts as unread until the user has seen it. */
export function isAnswer({author, content}: Pick<ReadEntry, 'author' | 'content'>): boolean {
  return (author.kind === 'agent' || author.kind === 'bot') && isMessage(content.kind);
}

/** Whether somebody wrote or sent it, and it changes no status. */
function isMessage(kind: ReadEntry['content']['kind']): kind is 'text' | 'card' | 'attachment' {
  return kind === 'text' || kind === 'card' || kind === 'attachment';
}
