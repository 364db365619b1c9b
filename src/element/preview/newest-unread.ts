import {type ChatState, lacksNewest} from '../../client/chat-state.js';
import {isAnswer} from '../../protocol/conversation-life.js';
import type {ReadEntry} from '../../protocol/log.js';

/** The newest answer that the user has not seen; `undefined` when all are seen, and until the newest entries have been read. */
export function newestUnread(chat: ChatState): ReadEntry | undefined {
  if (!chat.unreadCount || lacksNewest(chat)) return undefined;
  const unread = chat.runs.flatMap(({head, entries}) => {
    const mark = Math.max(head.readNumber, chat.seen.get(head.id) ?? 0);
    return entries.filter((entry) => entry.number > mark && isAnswer(entry));
  });
  return unread.at(-1);
}
