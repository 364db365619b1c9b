import {type ChatState, findEntry, seenNumber} from '../client/chat-state.js';
import {isAnswer} from '../protocol/conversation-life.js';
import type {ReadEntry} from '../protocol/log.js';
import {authFailure} from './auth-failure.js';
import {type ChatModel, isPanelShown, unreadCount} from './chat-model.js';
import type {ChatEvent} from './early-events.js';
import {
  type AgentMessageReceived,
  AgentMessageReceivedEvent,
  ChatEndEvent,
  ConversationChangeEvent,
  ConversationStartEvent,
  CsatSubmitEvent,
  MessageAddEvent,
  NewUnreadMessagesEvent,
  WidgetToggleEvent,
} from './events.js';

type Events = readonly ChatEvent<unknown>[];

/** The events of a conversation, by the kind of the entry. A client that has missed entries knows the new status alone. */
const CHANGES = {
  resolved: 'conversationresolved',
  rejected: 'conversationrejected',
  reopened: 'conversationreopened',
  open: 'conversationreopened',
  ended: 'conversationend',
} as const;

/**
 * The events that follow from a change of the model, in their order. Pure.
 *
 * The page that wrote a message announces it, once, when the service has it. Each page whose chat runs announces a change of a
 * conversation. History is never announced: what is read for the first time, older entries, a run after a gap. But the status and the
 * number of unread messages are compared, whatever came between.
 */
export function announcements(before: ChatModel, after: ChatModel): Events {
  const events = [...authFailure(before, after)];
  if (after.farewell !== before.farewell && after.farewell?.kind === 'closed') events.push(new ChatEndEvent());
  const visible = isPanelShown(after);
  if (visible !== isPanelShown(before)) events.push(new WidgetToggleEvent({visible}));
  if (before.user === after.user && before.chat && after.chat) {
    events.push(
      ...identityBotAnswers(before, after),
      ...changes(before.chat, after.chat),
      ...ownMessages(before.chat, after.chat),
      ...readAnswers(before.chat, after.chat),
    );
  }
  const count = unreadCount(after);
  if (count !== unreadCount(before)) events.push(new NewUnreadMessagesEvent({unreadCount: count}));
  return events;
}

function identityBotAnswers(before: ChatModel, {beginning: {contact}}: ChatModel): Events {
  if (!contact || contact === before.beginning.contact) return [];
  return Object.values(contact).map((body: string) => new MessageAddEvent({type: 'text', body}));
}

/** What has happened to the conversations above what was known. */
function changes(before: ChatState, after: ChatState): Events {
  if (before.phase !== 'ready') return [];
  const newest = before.runs.at(-1)?.head.ordinal ?? 0;
  return after.runs.flatMap(({head, entries}) => {
    const known = before.runs.find((run) => run.head.id === head.id)?.head;
    // An older conversation comes with a page back.
    if (known === head || (!known && head.ordinal <= newest)) return [];
    const from = known?.lastNumber ?? 0;
    const news = entries.filter(({number}) => number > from);
    const isComplete = news.length === head.lastNumber - from;
    const status = known && known.status !== head.status ? [head.status] : [];
    const kinds = isComplete ? news.map(({content}) => content.kind) : status;
    return kinds.flatMap((kind) =>
      kind in CHANGES ? new ConversationChangeEvent(CHANGES[kind as keyof typeof CHANGES]) : [],
    );
  });
}

/** What the service has stored of the messages and answers that were written here. */
function ownMessages(before: ChatState, after: ChatState): Events {
  const events: ChatEvent<unknown>[] = [];
  for (const {id, text, file, status, answer, isForeign} of before.queue) {
    const queued = after.queue.find((item) => item.id === id);
    if (isForeign || status === 'stored' || (queued && queued.status !== 'stored')) continue;
    const number = queued?.number ?? findEntry(after, id)?.entry.number;
    if (answer) {
      const {content} = answer;
      // An answer that the service refused leaves the queue, too.
      if (number === undefined || content.kind !== 'rated') continue;
      events.push(new CsatSubmitEvent({rating: content.rating, additionalFeedback: content.feedback}));
      continue;
    }
    if (number === 1) events.push(new ConversationStartEvent({message: text}));
    events.push(new MessageAddEvent({type: file ? 'attachment' : 'text', body: text}));
  }
  return events;
}

/** The agents' messages that the user has read here. */
function readAnswers(before: ChatState, after: ChatState): Events {
  if (before.seen === after.seen) return [];
  return after.runs.flatMap(({head, entries}) => {
    const {id} = head;
    const known = before.runs.find((run) => run.head.id === id)?.head ?? head;
    const from = seenNumber(before, known);
    const to = after.seen.get(id) ?? 0;
    return entries.flatMap(({number, author, content, time}) =>
      number > from && number <= to && author.kind === 'agent' && isAnswer({author, content})
        ? [new AgentMessageReceivedEvent({...partsOf(content), publishId: id, createdTs: time})]
        : [],
    );
  });
}

function partsOf(content: ReadEntry['content']): Pick<AgentMessageReceived, 'body' | 'attachments'> {
  if (content.kind !== 'attachment') return {body: 'text' in content ? content.text : ''};
  const {name: fileName, bytes: size, mediaType: contentType} = content;
  return {body: '', attachments: [{fileName, size, contentType}]};
}
