import {
  CONTACT_LIMIT_CHARS,
  FEEDBACK_LIMIT_CHARS,
  RATING_LIMIT,
  SEND_LIMIT,
  SESSION_TOKENS_LIMIT,
  SYNC_KNOWN_LIMIT,
  TAGS_LIMIT,
} from 'helpshift-chat/protocol';
import {Type} from 'typebox';
import {AppKey} from '../../contract/apps.js';
import {Entry, Status} from '../../contract/log.js';
import {Count, TextOrNull} from '../../contract/schema.js';
import {Id, KnownConversation, MessageId, ReadMarks, WaitMs} from '../../contract/sync.js';

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

const SyncedBody = Type.Object({
  id: Type.String(),
  ordinal: Count,
  version: Count,
  status: Status,
  lastNumber: Count,
  lastId: Type.String(),
  readNumber: Count,
  unreadCount: Count,
  agentReadNumber: Count,
  entries: Type.Array(Entry),
});

export const SyncBody = Type.Object({
  known: Type.Optional(Type.Array(KnownConversation, {maxItems: SYNC_KNOWN_LIMIT})),
  page: Type.Optional(Type.Object({before: Type.Optional(Type.Object({id: Id, number: Count}))})),
  read: Type.Optional(ReadMarks),
  waitMs: Type.Optional(WaitMs),
});

export const SyncAnswer = Type.Object({
  conversations: Type.Array(SyncedBody),
  restart: Type.Optional(Type.Array(Type.String())),
  version: Type.Optional(Count),
});

const Contact = Type.Object({
  name: Type.Optional(Type.String({maxLength: CONTACT_LIMIT_CHARS})),
  email: Type.Optional(Type.String({maxLength: CONTACT_LIMIT_CHARS})),
});

export const NewMessage = Type.Object({
  id: MessageId,
  text: Type.String({minLength: 1}),
  beginning: Type.Optional(
    Type.Object({
      contact: Type.Optional(Contact),
      fields: Type.Optional(Type.Unknown({description: 'Custom issue fields. Those that are not valid are left out.'})),
      tags: Type.Optional(Type.Array(Type.String(), {maxItems: TAGS_LIMIT})),
      pageUrl: Type.Optional(Type.String()),
    }),
  ),
});

export const NewAnswer = Type.Object({
  id: MessageId,
  conversationId: Id,
  content: Type.Union([
    Type.Object({kind: Type.Literal('ended')}),
    Type.Object({
      kind: Type.Literal('rated'),
      rating: Type.Integer({minimum: 1, maximum: RATING_LIMIT}),
      feedback: Type.String({maxLength: FEEDBACK_LIMIT_CHARS}),
    }),
  ]),
});

export const NewAttachment = Type.Object({id: MessageId, fileId: Id, beginning: NewMessage.properties.beginning});

const UserEntry = Type.Union([NewMessage, NewAttachment, NewAnswer]);

export const SendBody = Type.Object({messages: Type.Array(UserEntry, {minItems: 1, maxItems: SEND_LIMIT})});

export const SendAnswer = Type.Object({conversations: Type.Array(SyncedBody)});

export const FollowUpBody = Type.Object({conversationId: Id});

export const FollowUpAnswer = Type.Union([
  Type.Object({isOwn: Type.Literal(true)}),
  Type.Object({
    isOwn: Type.Literal(false),
    originalState: Type.Enum(['anonymous', 'logged-in']),
    pageUrl: TextOrNull,
  }),
]);

export const EndSessionsBody = Type.Object({
  sessionTokens: Type.Array(Type.String(), {minItems: 1, maxItems: SESSION_TOKENS_LIMIT}),
  messages: Type.Optional(Type.Array(UserEntry, {maxItems: SEND_LIMIT})),
});

export const FileId = Type.Object({fileId: Id});

export const ReadFileBody = Type.Object({fileId: Id, form: Type.Enum(['thumbnail', 'original'])});

export const DownloadAnswer = Type.Object({path: Type.String(), expiresInMs: Count});

/** The bytes of a file. */
export const FileBytes = Type.Unsafe<unknown>({
  description: 'The bytes of the file.',
  content: Object.fromEntries(
    ['application/octet-stream', 'image/gif', 'image/jpeg', 'image/png', 'image/webp'].map((type) => [
      type,
      {schema: {type: 'string', format: 'binary'}},
    ]),
  ),
});

export const ConversationId = Type.Object({id: Id});

/** An answer without a body. */
export const Empty = Type.Null();

/** The answer to a request that opens a WebSocket. */
export const Upgraded = Type.Null({description: 'The connection is a WebSocket now.'});
