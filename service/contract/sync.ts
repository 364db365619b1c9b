/** What a client names in a request, in the API of users and in that of agents. `src/protocol/wire.ts` explains it. */
import {SYNC_KNOWN_LIMIT, SYNC_WAIT_LIMIT_MS} from 'helpshift-chat/protocol';
import {Type} from 'typebox';
import {Count, SearchText} from './schema.js';

/** The id of a conversation. */
export const Id = SearchText(100);

export const MessageId = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'a UUID',
});

export const KnownConversation = Type.Object({
  id: Id,
  version: Count,
  number: Count,
  entryId: Type.String({maxLength: 100}),
});

export const ReadMarks = Type.Array(Type.Object({id: Id, number: Count}), {maxItems: SYNC_KNOWN_LIMIT});

export const WaitMs = Type.Integer({minimum: 0, maximum: SYNC_WAIT_LIMIT_MS});
