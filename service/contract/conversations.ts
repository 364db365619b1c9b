/** The conversations that an agent reads, and what an agent writes in them. */
import {CARD_ACTIONS_LIMIT, SYNC_KNOWN_LIMIT} from 'helpshift-chat/protocol';
import {Type} from 'typebox';
import {AgentAuthor, AuthorKind, CardAction, Entry, Status} from './log.js';
import {Count, Open, TextOrNull, type ValueOf} from './schema.js';
import {Id, KnownConversation, MessageId, ReadMarks, WaitMs} from './sync.js';

export const AgentConversationUser = Type.Object({
  kind: Type.Enum(['anonymous', 'logged-in']),
  userId: TextOrNull,
  /** A user auth token proved this user's `userId`, and all messages of the conversation came from verified sessions. */
  userIdVerified: Type.Boolean(),
  userEmail: TextOrNull,
  /** The same for the address. A user can have a proved `userId` and an address that the page only declared. */
  userEmailVerified: Type.Boolean(),
  /** Never verified: a token does not cover it. */
  userName: TextOrNull,
});
export type AgentConversationUser = ValueOf<typeof AgentConversationUser>;

/** The head of a conversation, as agents see it. */
export const AgentConversation = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  platformId: Type.String(),
  version: Count,
  status: Status,
  lastNumber: Count,
  lastId: Type.String(),
  /** The number of its newest note; 0 for none. */
  lastNote: Count,
  /** The newest entry that an agent has seen. */
  readNumber: Count,
  /** The newest entry that the user has seen; 0 for none. Absent: a service of an earlier version, which does not say. */
  userReadNumber: Type.Optional(Count),
  /** When the user began to wait for an answer, in milliseconds since 1970; null: the user does not wait. */
  waitingSince: Type.Union([Count, Type.Null()]),
  /** When the newest text was stored, in milliseconds since 1970. */
  lastTime: Count,
  /** Grows with each entry of any conversation: the order of the lists `open` and `closed`. Not a time to be shown. */
  activity: Count,
  /** The newest text, cut at 200 characters. */
  preview: Type.Object({author: AuthorKind, text: Type.String()}),
  user: AgentConversationUser,
  /** What the user typed into the Identity Bot. Not verified; never part of the identity. */
  contact: Type.Object({name: TextOrNull, email: TextOrNull}),
});
export type AgentConversation = ValueOf<typeof AgentConversation>;

export const NoteContent = Type.Object({kind: Type.Literal('note'), text: Type.String()});
export type NoteContent = ValueOf<typeof NoteContent>;

/** An entry of the log that only agents see. It has numbers of its own, so that the user's log has no gaps. */
export const Note = Type.Object({
  number: Count,
  id: Type.String(),
  author: Open(Type.Object(AgentAuthor.properties)),
  content: Open(Type.Object(NoteContent.properties)),
  time: Count,
  /** The newest number of the user's log when the note was stored. */
  after: Count,
});
export type Note = ValueOf<typeof Note>;

/** What a conversation began with, beside its contact. Given by the page; not verified. */
export const ConversationBeginning = Type.Object({
  /** The custom issue fields, in their order. */
  fields: Type.Array(
    Type.Object({
      key: Type.String(),
      type: Open(Type.Enum(['singleline', 'multiline', 'number', 'dropdown', 'date', 'checkbox'])),
      value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
    }),
  ),
  /** Tags of the app. */
  tags: Type.Array(Type.String()),
  /** Where it began; null when the page did not say. */
  pageUrl: TextOrNull,
});
export type ConversationBeginning = ValueOf<typeof ConversationBeginning>;

/** A head with entries and notes, each in order and without a gap. What they hold: as in `SyncedConversation`. */
export const SyncedAgentConversation = Type.Object({
  ...AgentConversation.properties,
  /** What it began with; only in a page without `before`, because it may be long. */
  beginning: Type.Optional(ConversationBeginning),
  entries: Type.Array(Entry),
  /** Of a known conversation those that are new, of a page all; else none. */
  notes: Type.Array(Note),
});
export type SyncedAgentConversation = ValueOf<typeof SyncedAgentConversation>;

export const KnownAgentConversation = Type.Object({
  ...KnownConversation.properties,
  /** The number of the newest note that the client knows; 0 for none. */
  note: Count,
  /** Its id: after the restore of a backup another note may have its number. */
  noteId: Type.Optional(Type.String({maxLength: 100})),
});
export type KnownAgentConversation = ValueOf<typeof KnownAgentConversation>;

/**
 * `waiting`: those in which a user waits for an answer, longest waiting first. `open`, and `closed` (all others): newest
 * activity first.
 */
export const AgentListName = Type.Enum(['waiting', 'open', 'closed']);
export type AgentListName = ValueOf<typeof AgentListName>;

export const AgentListRequest = Type.Object({
  name: AgentListName,
  /** The `next` of the page before. Default: the first page. */
  after: Type.Optional(Type.String({maxLength: 300})),
  /** The `tag` of this page that the client holds. The page is left out of the answer while it has this tag. */
  tag: Type.Optional(Type.String({maxLength: 100})),
});
export type AgentListRequest = ValueOf<typeof AgentListRequest>;

/**
 * `POST /v1/agent/sync`: reads conversations that the agent may see, as `POST /v1/sync` does for a user. A conversation of
 * another domain is answered like one that never existed.
 */
export const AgentSyncRequest = Type.Object({
  /** A page of a list. Default: none. */
  list: Type.Optional(AgentListRequest),
  /** What the client holds of conversations, at most `SYNC_KNOWN_LIMIT` of them. Default: none. */
  known: Type.Optional(Type.Array(KnownAgentConversation, {maxItems: SYNC_KNOWN_LIMIT})),
  /** Entries before `before` in one conversation; without `before` its newest, with all of its notes. Default: none. */
  page: Type.Optional(Type.Object({id: Id, before: Type.Optional(Count)})),
  /** What an agent has seen. Default: nothing new. */
  read: Type.Optional(ReadMarks),
  /** As in `SyncRequest`: how long the answer may wait for a change of the list's page or of a known conversation. */
  waitMs: Type.Optional(WaitMs),
});
export type AgentSyncRequest = ValueOf<typeof AgentSyncRequest>;

export const AgentListPage = Type.Object({
  /** At most `AGENT_LIST_PAGE_LIMIT`. */
  conversations: Type.Array(AgentConversation),
  /** Where the next page begins; absent on the last page. */
  next: Type.Optional(Type.String()),
  tag: Type.String(),
});
export type AgentListPage = ValueOf<typeof AgentListPage>;

export const AgentSyncResponse = Type.Object({
  conversations: Type.Array(SyncedAgentConversation),
  /** As in `SyncResponse`: known conversations that the client must forget first. */
  restart: Type.Optional(Type.Array(Type.String())),
  list: Type.Optional(AgentListPage),
});
export type AgentSyncResponse = ValueOf<typeof AgentSyncResponse>;

/**
 * `POST /v1/agent/conversations/:id/entries`: stores an entry or a note. Answers 201 with the conversation and what was stored,
 * after the commit has reached the disk; 200 when it has been stored before. `ended` of the service follows `rejected`, and
 * `resolved` in an app without `askResolution`.
 *
 * Errors, and then nothing is stored: 400 `invalid_request`; 401; 403; 404 `not_found`; 409 `conflict` when the agent has
 * stored something else with this id, or when the entry cannot follow in this status.
 */
export const AgentEntryRequest = Type.Object({
  id: MessageId,
  content: Type.Union([
    Type.Object({kind: Type.Literal('text'), text: Type.String({minLength: 1})}),
    Type.Object({kind: Type.Literal('note'), text: Type.String({minLength: 1})}),
    Type.Object({
      kind: Type.Literal('card'),
      text: Type.String({minLength: 1}),
      /** `actionAddress` says which targets are allowed. */
      actions: Type.Array(CardAction, {minItems: 1, maxItems: CARD_ACTIONS_LIMIT}),
    }),
    /** A file that this agent has uploaded for this conversation, and not sent yet. */
    Type.Object({kind: Type.Literal('attachment'), fileId: Id}),
    Type.Object({kind: Type.Enum(['resolved', 'rejected', 'reopened'])}),
  ]),
});
export type AgentEntryRequest = ValueOf<typeof AgentEntryRequest>;

/** The most conversations that are rejected by one request. */
export const REJECT_LIMIT = 50;

/**
 * `POST /v1/agent/conversations/reject`: rejects several conversations, each as an entry `rejected` would do. One that cannot be
 * rejected keeps none of the others back.
 */
export const AgentRejectRequest = Type.Object({
  ids: Type.Array(Id, {minItems: 1, maxItems: REJECT_LIMIT}),
});
export type AgentRejectRequest = ValueOf<typeof AgentRejectRequest>;

export const AgentRejectResponse = Type.Object({
  /** Those that were rejected, with the entries that say so. */
  conversations: Type.Array(SyncedAgentConversation),
  /** Those that were not: they have ended in the meantime, or the agent may not see them. */
  failed: Type.Array(Type.Object({id: Type.String(), code: Open(Type.Enum(['conflict', 'not_found']))})),
});
export type AgentRejectResponse = ValueOf<typeof AgentRejectResponse>;
