import {newestConversation} from '../../../client/chat-state.js';
import type {ChatModel} from '../../chat-model.js';

/** Whether the user is asked now if the resolution has solved the question. */
export function isResolutionOpen(model: ChatModel): boolean {
  return isFarewellDue(model, 'resolved');
}

/** Whether the panel shows the end of a conversation, with a rating, before the next one can begin. */
export function isOver(model: ChatModel): boolean {
  return isFarewellDue(model, 'ended');
}

/** Whether the user may rate the newest conversation: an agent resolved it, it has ended, and it is not rated. */
export function mayRate({chat, settings}: ChatModel): boolean {
  const newest = newestConversation(chat);
  if (!settings?.askRating || newest?.head.status !== 'ended') return false;
  const last = newest.entries.findLast(({content: {kind}}) => ['resolved', 'rejected', 'rated'].includes(kind));
  return last?.content.kind === 'resolved';
}

// Only the settings tell whether the conversation can be rated, so until then nothing is asked.
function isFarewellDue({chat, farewell, page, settings}: ChatModel, status: 'resolved' | 'ended'): boolean {
  const head = newestConversation(chat)?.head;
  const isDone = farewell?.conversationId === head?.id || page.initiateChatOnLoad;
  return !!settings && head?.status === status && !isDone && !chat?.queue.some(({answer}) => !answer);
}
