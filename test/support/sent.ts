import type {SendMessagesRequest} from '../../src/protocol/wire.js';

/** The texts of the messages in a request, the ids of its files, and the kinds of its answers. */
export function sentTexts({messages}: Pick<SendMessagesRequest, 'messages'>): readonly string[] {
  return messages.map((message) => {
    if ('text' in message) return message.text;
    return 'fileId' in message ? message.fileId : message.content.kind;
  });
}
