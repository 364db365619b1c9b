import {Type} from 'typebox';
import {
  CONTACT_LIMIT_CHARS,
  SEND_LIMIT,
  SESSION_TOKENS_LIMIT,
  SYNC_KNOWN_LIMIT,
  SYNC_WAIT_LIMIT_MS,
} from 'helpshift-chat/protocol';
import {AppKey} from '../../contract/apps.js';
import type {AgentSyncResponse, SyncedAgentConversation} from '../../contract/agent-wire.js';
import type {SendMessagesResponse, SyncResponse} from 'helpshift-chat/protocol';

export const SessionBody = Type.Object({
  ...AppKey.properties,
  userId: Type.Optional(Type.String()),
  userEmail: Type.Optional(Type.String()),
  userName: Type.Optional(Type.String()),
  userAuthToken: Type.Optional(Type.String()),
  fullPrivacy: Type.Optional(Type.Boolean()),
  anonymousCredential: Type.Optional(Type.String()),
});

export const ClearBody = Type.Object({...AppKey.properties, anonymousCredential: Type.String()});

export const SessionAnswer = Type.Object({
  sessionToken: Type.String(),
  expiresInMs: Type.Integer(),
  issuedAt: Type.Integer(),
  user: Type.Object({
    kind: Type.Enum(['anonymous', 'logged-in']),
    key: Type.String(),
    verified: Type.Boolean(),
  }),
  hasConversation: Type.Boolean(),
});

const Status = Type.Enum(['open', 'resolved', 'rejected', 'ended']);

const Author = Type.Union([
  Type.Object({kind: Type.Literal('user')}),
  Type.Object({kind: Type.Literal('agent'), name: Type.String()}),
  Type.Object({kind: Type.Literal('bot')}),
  Type.Object({kind: Type.Literal('system')}),
]);

const Content = Type.Union([
  Type.Object({kind: Type.Literal('text'), text: Type.String()}),
  Type.Object({kind: Type.Literal('resolved')}),
  Type.Object({kind: Type.Literal('rejected')}),
  Type.Object({kind: Type.Literal('reopened')}),
  Type.Object({kind: Type.Literal('ended')}),
]);

const EntryBody = Type.Object({
  number: Type.Integer(),
  id: Type.String(),
  author: Author,
  content: Content,
  time: Type.Integer(),
});

const SyncedBody = Type.Object({
  id: Type.String(),
  ordinal: Type.Integer(),
  version: Type.Integer(),
  status: Status,
  lastNumber: Type.Integer(),
  lastId: Type.String(),
  readNumber: Type.Integer(),
  unreadCount: Type.Integer(),
  entries: Type.Array(EntryBody),
});

const Count = Type.Integer({minimum: 0, maximum: Number.MAX_SAFE_INTEGER});
const Id = Type.String({minLength: 1, maxLength: 100});

const KnownFields = {id: Id, version: Count, number: Count, entryId: Type.String({maxLength: 100})};

const KnownAgentFields = {...KnownFields, note: Count, noteId: Type.Optional(Type.String({maxLength: 100}))};

const ReadMarks = Type.Array(Type.Object({id: Id, number: Count}), {maxItems: SYNC_KNOWN_LIMIT});
const WaitMs = Type.Integer({minimum: 0, maximum: SYNC_WAIT_LIMIT_MS});

export const SyncBody = Type.Object({
  known: Type.Optional(Type.Array(Type.Object(KnownFields), {maxItems: SYNC_KNOWN_LIMIT})),
  page: Type.Optional(Type.Object({before: Type.Optional(Type.Object({id: Id, number: Count}))})),
  read: Type.Optional(ReadMarks),
  waitMs: Type.Optional(WaitMs),
});

export const SyncAnswer = Type.Unsafe<SyncResponse>(
  Type.Object({
    conversations: Type.Array(SyncedBody),
    restart: Type.Optional(Type.Array(Type.String())),
    version: Type.Optional(Type.Integer()),
  }),
);

const MessageId = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'a UUID',
});

const NewMessage = Type.Object({
  id: MessageId,
  text: Type.String({minLength: 1}),
  contact: Type.Optional(
    Type.Object({
      name: Type.Optional(Type.String({maxLength: CONTACT_LIMIT_CHARS})),
      email: Type.Optional(Type.String({maxLength: CONTACT_LIMIT_CHARS})),
    }),
  ),
});

export const SendBody = Type.Object({messages: Type.Array(NewMessage, {minItems: 1, maxItems: SEND_LIMIT})});

export const SendAnswer = Type.Unsafe<SendMessagesResponse>(Type.Object({conversations: Type.Array(SyncedBody)}));

export const EndSessionsBody = Type.Object({
  sessionTokens: Type.Array(Type.String(), {minItems: 1, maxItems: SESSION_TOKENS_LIMIT}),
  messages: Type.Optional(Type.Array(NewMessage, {maxItems: SEND_LIMIT})),
});

export const ConversationId = Type.Object({id: Id});

export const LoginBody = Type.Object({
  email: Type.String({minLength: 1, maxLength: 320}),
  // Hashing a longer password takes more work.
  password: Type.String({minLength: 1, maxLength: 1000}),
});

export const AgentBody = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: Type.Enum(['administrator', 'agent']),
});

/** An answer without a body. */
export const Empty = Type.Null();

/** The answer to a request that opens a WebSocket. */
export const Upgraded = Type.Null({description: 'The connection is a WebSocket now.'});

const Nullable = Type.Union([Type.String(), Type.Null()]);

const AgentHeadFields = {
  id: Type.String(),
  domain: Type.String(),
  platformId: Type.String(),
  version: Type.Integer(),
  status: Status,
  lastNumber: Type.Integer(),
  lastId: Type.String(),
  lastNote: Type.Integer(),
  readNumber: Type.Integer(),
  waitingSince: Type.Union([Type.Integer(), Type.Null()]),
  lastTime: Type.Integer(),
  activity: Type.Integer(),
  preview: Type.Object({author: Type.Enum(['user', 'agent', 'bot', 'system']), text: Type.String()}),
  user: Type.Object({
    kind: Type.Enum(['anonymous', 'logged-in']),
    userId: Nullable,
    userIdVerified: Type.Boolean(),
    userEmail: Nullable,
    userEmailVerified: Type.Boolean(),
    userName: Nullable,
  }),
  contact: Type.Object({name: Nullable, email: Nullable}),
};

const NoteContent = Type.Object({kind: Type.Literal('note'), text: Type.String()});

const NoteBody = Type.Object({
  number: Type.Integer(),
  id: Type.String(),
  author: Type.Object({kind: Type.Literal('agent'), name: Type.String()}),
  content: NoteContent,
  time: Type.Integer(),
  after: Type.Integer(),
});

/** The conversation after the entry, with this entry alone. */
export const AgentEntryAnswer = Type.Unsafe<SyncedAgentConversation>(
  Type.Object({
    ...AgentHeadFields,
    entries: Type.Array(EntryBody),
    notes: Type.Array(NoteBody),
  }),
);

export const AgentSyncBody = Type.Object({
  list: Type.Optional(
    Type.Object({
      name: Type.Enum(['waiting', 'open', 'closed']),
      after: Type.Optional(Type.String({maxLength: 300})),
      tag: Type.Optional(Type.String({maxLength: 100})),
    }),
  ),
  known: Type.Optional(Type.Array(Type.Object(KnownAgentFields), {maxItems: SYNC_KNOWN_LIMIT})),
  page: Type.Optional(Type.Object({id: Id, before: Type.Optional(Count)})),
  read: Type.Optional(ReadMarks),
  waitMs: Type.Optional(WaitMs),
});

export const AgentSyncAnswer = Type.Unsafe<AgentSyncResponse>(
  Type.Object({
    conversations: Type.Array(AgentEntryAnswer),
    restart: Type.Optional(Type.Array(Type.String())),
    list: Type.Optional(
      Type.Object({
        conversations: Type.Array(Type.Object(AgentHeadFields)),
        next: Type.Optional(Type.String()),
        tag: Type.String(),
      }),
    ),
  }),
);

export const AgentEntryBody = Type.Object({
  id: MessageId,
  content: Type.Union([
    Type.Object({kind: Type.Literal('text'), text: Type.String({minLength: 1})}),
    Type.Object({kind: Type.Literal('note'), text: Type.String({minLength: 1})}),
    Type.Object({kind: Type.Enum(['resolved', 'rejected', 'reopened'])}),
  ]),
});
