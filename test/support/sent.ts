import type {SendMessagesRequest} from '../../src/protocol/wire.js';

/** The texts of the messages in a request, and the kinds of its answers. */
export function sentTexts({messages}: Pick<SendMessagesRequest, 'messages'>): readonly string[] {
  return messages.map((message) => ('text' in message ? message.text : message.content.kind));
}
