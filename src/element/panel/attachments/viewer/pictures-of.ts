import type {ChatState} from '../../../../client/chat-state.js';
import type {Attachment} from '../../../../protocol/log.js';

/** The pictures of the conversations that are held, in their order. */
export function picturesOf(chat: Pick<ChatState, 'runs'> | undefined): readonly Attachment[] {
  return (chat?.runs ?? []).flatMap(({entries}) =>
    entries.flatMap(({content}) => (content.kind === 'attachment' && content.width ? [content] : [])),
  );
}
