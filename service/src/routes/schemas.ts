import {Type} from 'typebox';
import {CONTACT_LIMIT_CHARS} from 'helpshift-chat/protocol';

/** The key of an app. Longer names match no route either. */
const AppPart = Type.String({minLength: 1, maxLength: 100});
export const AppKey = Type.Object({domain: AppPart, platformId: AppPart});

export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.String(),
      message: Type.String(),
      field: Type.Optional(Type.String()),
    }),
  },
  {description: 'Every answer that is not a success.'},
);

export const AppSettingsBody = Type.Object({
  greeting: Type.String(),
  identityBot: Type.Object({name: Type.Boolean(), email: Type.Boolean()}),
});

export const SessionBody = Type.Object({
  domain: AppPart,
  platformId: AppPart,
  userId: Type.Optional(Type.String()),
  userEmail: Type.Optional(Type.String()),
  userName: Type.Optional(Type.String()),
  userAuthToken: Type.Optional(Type.String()),
  fullPrivacy: Type.Optional(Type.Boolean()),
  anonymousCredential: Type.Optional(Type.String()),
});

export const ClearBody = Type.Object({domain: AppPart, platformId: AppPart, anonymousCredential: Type.String()});

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

const Status = Type.Enum(['open', 'resolved']);

export const ConversationBody = Type.Object({
  id: Type.String(),
  status: Status,
  lastSequence: Type.Integer(),
  readSequence: Type.Integer(),
  createdAt: Type.Integer(),
});

export const ConversationsAnswer = Type.Object({conversations: Type.Array(ConversationBody)});

export const MessageBody = Type.Object({
  id: Type.String(),
  conversationId: Type.String(),
  sequence: Type.Integer(),
  sender: Type.Union([
    Type.Object({kind: Type.Literal('user')}),
    Type.Object({kind: Type.Literal('agent'), name: Type.String()}),
  ]),
  text: Type.String(),
  createdAt: Type.Integer(),
});

export const MessagesAnswer = Type.Object({messages: Type.Array(MessageBody)});

const MessageId = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'A UUID.',
});

export const SendBody = Type.Object({
  id: MessageId,
  text: Type.String({minLength: 1}),
  contact: Type.Optional(
    Type.Object({
      name: Type.Optional(Type.String({maxLength: CONTACT_LIMIT_CHARS})),
      email: Type.Optional(Type.String({maxLength: CONTACT_LIMIT_CHARS})),
    }),
  ),
});

export const EndSessionsBody = Type.Object({
  sessionTokens: Type.Array(Type.String(), {minItems: 1, maxItems: 20}),
  messages: Type.Optional(Type.Array(SendBody, {maxItems: 100})),
});

export const SendAnswer = Type.Object({message: MessageBody, conversation: ConversationBody});

export const ConversationId = Type.Object({id: Type.String({minLength: 1, maxLength: 100})});

/** A number in a query is text. */
export const AfterQuery = Type.Object({
  after: Type.Optional(Type.String({pattern: '^\\d{1,15}$', description: 'A message number; default 0.'})),
});

export const ReadBody = Type.Object({sequence: Type.Integer({minimum: 0, maximum: Number.MAX_SAFE_INTEGER})});

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

export const AgentConversationBody = Type.Object({
  id: Type.String(),
  domain: Type.String(),
  platformId: Type.String(),
  status: Status,
  lastSequence: Type.Integer(),
  agentReadSequence: Type.Integer(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  preview: Type.Object({
    senderKind: Type.Enum(['user', 'agent']),
    text: Type.String(),
  }),
  user: Type.Object({
    kind: Type.Enum(['anonymous', 'logged-in']),
    userId: Nullable,
    userIdVerified: Type.Boolean(),
    userEmail: Nullable,
    userEmailVerified: Type.Boolean(),
    userName: Nullable,
  }),
  contact: Type.Object({name: Nullable, email: Nullable}),
});

export const AgentConversationsAnswer = Type.Object({conversations: Type.Array(AgentConversationBody)});

export const StatusQuery = Type.Object({status: Type.Optional(Status)});

export const StatusBody = Type.Object({status: Status});

export const AgentSendBody = Type.Object({id: MessageId, text: Type.String({minLength: 1})});

export const AgentSendAnswer = Type.Object({message: MessageBody});
