import {type ChatState, lacksNewest, seenNumber} from '../../client/chat-state.js';
import {isAnswer} from '../../protocol/conversation-life.js';
import type {ReadEntry} from '../../protocol/log.js';

/** The newest answer that the user has not seen; `undefined` when all are seen, and until the newest entries have been read. */
export function newestUnread(chat: ChatState): ReadEntry | undefined {
  if (!chat.unreadCount || lacksNewest(chat)) return undefined;
  const unread = chat.runs.flatMap(({head, entries}) => {
    const seen = seenNumber(chat, head);
    return entries.filter((entry) => entry.number > seen && isAnswer(entry));
  });
  return unread.at(-1);
}
