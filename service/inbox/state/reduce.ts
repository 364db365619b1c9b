import type {Action} from './actions.js';
import {withConversation, withList, withRead} from './conversations.js';
import {EMPTY_THREAD, INITIAL_STATE, type InboxState, type Thread} from './state.js';
import {withMessages, withOutgoingStatus, withQueued, withStored} from './thread.js';

/** Returns the state after `action`. Pure. An action that changes nothing returns the same object. */
export function reduce(state: InboxState, action: Action): InboxState {
  switch (action.type) {
    case 'start':
      return {...state, session: {status: 'asking'}};
    case 'log-in':
      return {...state, session: {status: 'logged-out', isLoggingIn: true}};
    case 'logged-in':
      return {...state, session: {status: 'logged-in', agent: action.agent}};
    case 'logged-out':
      return loggedOut(state, action.notice);
    case 'session-unreachable':
      return {...state, session: {status: 'unreachable'}};

    case 'connection-ready':
      return {...state, connection: 'live'};
    case 'connection-lost':
      return {...state, connection: 'lost'};

    case 'choose-filter':
      return {
        ...state,
        filter: action.status,
        lists: {...state.lists, [action.status]: reloading(state, action.status)},
      };
    case 'reload-list':
      return {...state, lists: {...state.lists, [state.filter]: 'loading'}};
    case 'list-received':
      return {
        ...state,
        lists: {...state.lists, [action.status]: 'ready'},
        conversations: withList(state.conversations, action.status, action.conversations, action.asOf, state.openId),
      };
    case 'list-failed':
      return {...state, lists: {...state.lists, [action.status]: 'failed'}};
    case 'conversation-received': {
      const {conversation, asOf} = action;
      return {...state, conversations: withConversation(state.conversations, {conversation, asOf})};
    }
    case 'conversation-read':
      return {...state, conversations: withRead(state.conversations, action.id, action.sequence)};

    case 'open-conversation':
      return opened(state, action.id);
    case 'open-settings':
      return {...state, page: 'settings', openId: undefined, notice: undefined};
    case 'reload-conversation':
      return withThread(state, action.id, (thread) => ({...thread, status: 'loading'}));
    case 'thread-received':
      return withThread(state, action.id, (thread) => withMessages({...thread, status: 'ready'}, action.messages));
    case 'thread-failed':
      return withThread(state, action.id, (thread) => ({...thread, status: action.isMissing ? 'not-found' : 'failed'}));
    case 'load-earlier':
      return withThread(state, action.id, (thread) => ({...thread, isLoadingEarlier: true}));
    case 'earlier-received':
      return withThread(state, action.id, (thread) =>
        withMessages({...thread, isLoadingEarlier: false}, action.messages),
      );
    case 'earlier-failed':
      return {
        ...withThread(state, action.id, (thread) => ({...thread, isLoadingEarlier: false})),
        notice: 'earlier-not-loaded',
      };

    case 'change-draft':
      return {...state, drafts: withDraft(state.drafts, action.id, action.text)};
    case 'message-queued':
      return withThread(state, action.conversationId, (thread) => withQueued(thread, action.message));
    case 'message-stored':
      return withThread(state, action.message.conversationId, (thread) => withStored(thread, action.message));
    case 'message-failed':
      return withThread(state, action.conversationId, (thread) => withOutgoingStatus(thread, action.id, 'failed'));

    case 'change-status':
      return {...state, changing: new Set(state.changing).add(action.id), notice: undefined};
    case 'status-change-ended':
      return {...state, changing: new Set([...state.changing].filter((id) => id !== action.id))};

    case 'notice-raised':
      return {...state, notice: action.notice};
    case 'dismiss-notice':
      return {...state, notice: undefined};
    case 'set-page-visible':
      return {...state, isPageVisible: action.isVisible};

    case 'send-message':
      return {...state, drafts: withDraft(state.drafts, action.conversationId, '')};
    case 'log-out':
    case 'conversation-changed':
    case 'retry-message':
      return state;
    default:
      return action satisfies never;
  }
}

/** Drops everything of the agent who was logged in. Only the page's address stays. */
function loggedOut(state: InboxState, notice: Extract<Action, {type: 'logged-out'}>['notice']): InboxState {
  const {page, openId, isPageVisible} = state;
  return {
    ...INITIAL_STATE,
    page,
    openId,
    isPageVisible,
    session: {status: 'logged-out', isLoggingIn: false, ...(notice && {notice})},
  };
}

function reloading(state: InboxState, status: InboxState['filter']): InboxState['lists']['open'] {
  return state.lists[status] === 'ready' ? 'ready' : 'loading';
}

function opened(state: InboxState, id: string | undefined): InboxState {
  const next: InboxState = {...state, page: 'conversations', openId: id, notice: undefined};
  if (id === undefined) return next;
  return withThread(next, id, (thread) => (thread.status === 'ready' ? thread : {...thread, status: 'loading'}));
}

function withThread(state: InboxState, id: string, change: (thread: Thread) => Thread): InboxState {
  const thread = state.threads.get(id);
  const next = change(thread ?? EMPTY_THREAD);
  return next === thread ? state : {...state, threads: new Map(state.threads).set(id, next)};
}

function withDraft(drafts: InboxState['drafts'], id: string, text: string): InboxState['drafts'] {
  const next = new Map(drafts);
  if (text) next.set(id, text);
  else next.delete(id);
  return next;
}
