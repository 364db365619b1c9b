/** The entries of a log, in the API of users and in that of agents. `src/protocol/log.ts` explains them. */
import {Type} from 'typebox';
import {Count, Open} from './schema.js';

export const Status = Open(Type.Enum(['open', 'resolved', 'rejected', 'ended']));

export const AuthorKind = Open(Type.Enum(['user', 'agent', 'bot', 'system']));

export const AgentAuthor = Type.Object({kind: Type.Literal('agent'), name: Type.String()});

const Author = Type.Union([
  Type.Object({kind: Type.Literal('user')}),
  AgentAuthor,
  Type.Object({kind: Type.Literal('bot')}),
  Type.Object({kind: Type.Literal('system')}),
]);

export const CardAction = Type.Object({
  kind: Type.Enum(['link', 'call']),
  label: Type.String(),
  target: Type.String(),
});

const Content = Type.Union([
  Type.Object({kind: Type.Literal('text'), text: Type.String()}),
  Type.Object({kind: Type.Literal('resolved')}),
  Type.Object({kind: Type.Literal('rejected')}),
  Type.Object({kind: Type.Literal('reopened')}),
  Type.Object({kind: Type.Literal('ended')}),
  Type.Object({kind: Type.Literal('card'), text: Type.String(), actions: Type.Array(Open(CardAction))}),
  Type.Object({
    kind: Type.Literal('attachment'),
    fileId: Type.String(),
    name: Type.String(),
    mediaType: Type.String(),
    bytes: Count,
    width: Type.Optional(Count),
    height: Type.Optional(Count),
  }),
  Type.Object({kind: Type.Literal('rated'), rating: Type.Integer(), feedback: Type.String()}),
]);

export const Entry = Type.Object({
  number: Count,
  id: Type.String(),
  author: Open(Author),
  content: Open(Content),
  time: Count,
});
