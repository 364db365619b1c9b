import {withStatus, withWritten, type Queue} from 'helpshift-chat/client';
import type {AgentListName} from '../../contract/conversations.js';
import type {Agent} from '../../contract/session.js';
import {reduceSettings, withoutAudit, withoutSecrets, withReload} from '../settings/settings-reduce.js';
import {emptySettings, type SettingsState} from '../settings/settings-state.js';
import {reduceSessions} from '../sessions/sessions-reduce.js';
import {INITIAL_SESSIONS, type SessionsState} from '../sessions/sessions-state.js';
import type {Action} from './actions.js';
import {withHead} from './conversations.js';
import {withPage} from './lists.js';
import {withoutUnlisted, withRejection, withSelected} from './selection.js';
import {NOTHING_SELECTED, type Rejection} from './selection-state.js';
import {
  EMPTY_DRAFT,
  EMPTY_THREAD,
  INITIAL_STATE,
  type Draft,
  type InboxState,
  type List,
  type Thread,
  type WritingKind,
} from './state.js';
import {withSynced} from './threads.js';
import {withRestored} from './unsent.js';
import {withAllSent, withChosen, withoutUpload, withProblem, withUpload, type Uploads} from './uploads.js';

/** Returns the state after `action`. Pure. An action that changes nothing returns the same object. */
export function reduce(state: InboxState, action: Action): InboxState {
  return withoutUnlisted(reduceAction(state, action));
}

function reduceAction(state: InboxState, action: Action): InboxState {
  switch (action.type) {
    case 'start':
      return {...state, session: {status: 'asking'}};
    case 'log-in':
      return {...state, session: {status: 'logged-out', isLoggingIn: true}};
    case 'logged-in':
      return loggedIn(state, action.agent);
    case 'logged-out':
      return loggedOut(state, action.notice);
    case 'session-unreachable':
      return {...state, session: {status: 'unreachable'}};

    case 'connection-up':
      return state.connection === 'up' ? state : {...state, connection: 'up'};
    case 'connection-lost':
      return state.connection === 'lost' ? state : {...state, connection: 'lost'};

    case 'choose-filter':
      return withList({...state, filter: action.name}, action.name, (list) => ({
        ...list,
        status: list.status === 'ready' ? 'ready' : 'loading',
      }));
    case 'reload-list':
      return withList(state, state.filter, (list) => ({...list, status: 'loading'}));
    case 'list-received':
      return {...state, ...withPage(state, action)};
    case 'list-failed':
      return withList(state, action.name, (list) => ({...list, status: 'failed'}));
    case 'show-more':
      return withList(state, state.filter, (list) => ({...list, isLoadingMore: true}));
    case 'more-failed':
      return {
        ...withList(state, action.name, (list) => ({...list, isLoadingMore: false})),
        notice: 'list-not-continued',
      };

    case 'synced':
      return synced(state, action);
    case 'told':
      return told(state, action.conversation);
    case 'typing-heard':
      return state.typing.has(action.id) ? state : {...state, typing: new Set(state.typing).add(action.id)};
    case 'typing-ended':
      return withoutTyping(state, action.id);

    case 'open-conversation':
      return opened(state, action.id);
    case 'open-settings':
      return {
        ...state,
        page: 'settings',
        openId: undefined,
        notice: undefined,
        settings: withoutAudit(withReload(state.settings)),
      };
    case 'open-audit':
      return {
        ...state,
        page: 'settings',
        openId: undefined,
        notice: undefined,
        settings: reduceSettings(withoutSecrets(state.settings), action),
      };
    case 'open-sessions':
      return {
        ...state,
        page: 'sessions',
        openId: undefined,
        notice: undefined,
        settings: withoutSecrets(state.settings),
        sessions: INITIAL_SESSIONS,
      };
    case 'reload-conversation':
      return withThread(state, action.id, (thread) => ({...thread, status: 'loading'}));
    case 'thread-failed':
      return withThread(state, action.id, (thread) => ({...thread, status: action.isMissing ? 'not-found' : 'failed'}));
    case 'load-earlier':
      return withThread(state, action.id, (thread) => ({...thread, earlier: 'loading'}));
    case 'earlier-received':
      return withThread(synced(state, action), action.id, (thread) => ({...thread, earlier: 'idle'}));
    case 'earlier-failed':
      return {
        ...withThread(state, action.id, (thread) => ({...thread, earlier: 'failed'})),
        notice: 'earlier-not-loaded',
      };

    case 'change-draft':
      return withDraft(state, action.id, (draft) => ({...draft, [action.kind]: action.text}));
    case 'change-draft-actions':
      return withDraft(state, action.id, (draft) => ({...draft, actions: action.actions}));
    case 'choose-mode':
      return withDraft(state, action.id, (draft) => ({...draft, mode: action.mode}));
    case 'send-message':
      return withDraft(state, action.conversationId, (draft) => withoutSent(draft, action.kind));
    case 'message-written':
      return withThread(
        withQueue(state, action, (queue) => withWritten(queue, action.message)),
        action.conversationId,
        (thread) => ({...thread, written: thread.written + 1}),
      );
    case 'retry-message':
      return withQueue(state, action, (queue) => withStatus(queue, action.id, 'waiting'));
    case 'message-failed':
      return withQueue(state, action, (queue) => withStatus(queue, action.id, 'failed'));
    case 'delete-message':
      return withQueue(state, action, (queue) => queue.filter(({id}) => id !== action.id));
    case 'writing-restored':
      return withRestored(state, action);
    case 'writing-kept':
      return action.isKept === state.isKept ? state : {...state, isKept: action.isKept};
    case 'log-out-questioned':
      return {...state, logOutQuestion: action.unsent};
    case 'confirm-log-out':
    case 'cancel-log-out':
      return {...state, logOutQuestion: undefined};

    case 'files-chosen':
      return withUploads(state, action, (uploads) => withChosen(uploads, action.files));
    case 'send-files':
      return withUploads(state, action, withAllSent);
    case 'upload-advanced':
      return withUploads(state, action, (uploads) =>
        withUpload(uploads, action.id, {uploadedBytes: action.uploadedBytes}),
      );
    case 'upload-completed':
      return withUploads(state, action, (uploads) => withUpload(uploads, action.id, {fileId: action.fileId}));
    case 'upload-failed':
      return uploadFailed(state, action);
    case 'retry-upload':
      return withUploads(state, action, (uploads) => withUpload(uploads, action.id, {problem: undefined}));
    case 'remove-upload':
    case 'upload-ended':
      return withUploads(state, action, (uploads) => withoutUpload(uploads, action.id));

    case 'change-status':
      return {...state, changing: new Set(state.changing).add(action.id), notice: undefined};
    case 'status-change-ended':
      return {...state, changing: new Set([...state.changing].filter((id) => id !== action.id))};

    case 'choose-selecting':
      return {...state, selection: {...NOTHING_SELECTED, isOn: action.isOn}};
    case 'select-conversations':
      return {...state, selection: withSelected(state.selection, action.ids, action.isSelected)};
    case 'reject-selected':
      return {...state, selection: withRejection(state.selection)};
    case 'rejection-advanced':
      return withRejectionChange(state, ({rejected}) => ({rejected: rejected + action.count}));
    case 'rejection-ended':
      return withRejectionChange(state, () => ({isRunning: false}));

    case 'reload-sessions':
    case 'sessions-received':
    case 'sessions-failed':
    case 'end-sessions':
    case 'sessions-ended':
    case 'sessions-not-ended':
      return withSessions(state, reduceSessions(state.sessions, action));

    case 'notice-raised':
      return {...state, notice: action.notice};
    case 'service-notices-received':
      return {...state, serviceNotices: action.notices};
    case 'dismiss-notice':
      return {...state, notice: undefined};
    case 'set-page-visible':
      return {...state, isPageVisible: action.isVisible};

    case 'attach-files':
    case 'log-out':
      return state;
    default:
      return withSettings(state, reduceSettings(state.settings, action));
  }
}

/** Nothing of an earlier agent's pages stays. The conversation that the address names is to be loaded. */
function loggedIn(state: InboxState, agent: Agent): InboxState {
  const pages = {settings: emptySettings(state.settings), sessions: INITIAL_SESSIONS};
  const next: InboxState = {...state, session: {status: 'logged-in', agent}, ...pages};
  return state.openId === undefined ? next : withThread(next, state.openId, (thread) => thread);
}

/** Drops everything of the agent who was logged in. Only the page's address stays. */
function loggedOut(state: InboxState, notice: Extract<Action, {type: 'logged-out'}>['notice']): InboxState {
  const {page, openId, isPageVisible} = state;
  return {
    ...INITIAL_STATE,
    page,
    openId,
    isPageVisible,
    settings: emptySettings(state.settings),
    session: {status: 'logged-out', isLoggingIn: false, ...(notice && {notice})},
  };
}

function synced(
  state: InboxState,
  {answer, asked}: Pick<Extract<Action, {type: 'synced'}>, 'answer' | 'asked'>,
): InboxState {
  let next = answer.restart.reduce(withoutConversation, state);
  for (const conversation of answer.conversations) next = withConversation(next, conversation, 'synced');
  if (asked === undefined || answer.restart.includes(asked)) return next;
  return withThread(next, asked, (thread) => ({...thread, status: thread.run ? 'ready' : 'failed'}));
}

/** What the user has typed is here with their message. */
function told(state: InboxState, conversation: Extract<Action, {type: 'told'}>['conversation']): InboxState {
  const next = withConversation(state, conversation, 'told');
  const isOfUser = conversation.entries.some(({author}) => author.kind === 'user');
  return isOfUser ? withoutTyping(next, conversation.head.id) : next;
}

/** @param id - Absent: all. */
function withoutTyping(state: InboxState, id: string | undefined): InboxState {
  const typing = new Set([...state.typing].filter((one) => id !== undefined && one !== id));
  return typing.size === state.typing.size ? state : {...state, typing};
}

/** Forgets what the service has said about a conversation. What the agent has written stays. */
function withoutConversation(state: InboxState, id: string): InboxState {
  const heads = new Map(state.heads);
  heads.delete(id);
  const next = {...state, heads};
  if (!state.threads.has(id)) return next;
  return withThread(next, id, ({queues, written}) => ({...EMPTY_THREAD, queues, written}));
}

function withConversation(
  state: InboxState,
  conversation: Extract<Action, {type: 'told'}>['conversation'],
  source: 'told' | 'synced',
): InboxState {
  const {id} = conversation.head;
  const heads = withHead(state.heads, conversation.head);
  const next = heads === state.heads ? state : {...state, heads};
  if (!state.threads.has(id)) return next;
  return withThread(next, id, (thread) => withSynced(thread, conversation, source));
}

function opened(state: InboxState, id: string | undefined): InboxState {
  const settings = withoutSecrets(state.settings);
  const next: InboxState = {...state, page: 'conversations', openId: id, notice: undefined, settings};
  if (id === undefined) return next;
  return withThread(next, id, (thread) => (thread.status === 'ready' ? thread : {...thread, status: 'loading'}));
}

function withSettings(state: InboxState, settings: SettingsState): InboxState {
  return settings === state.settings ? state : {...state, settings};
}

function withSessions(state: InboxState, sessions: SessionsState): InboxState {
  return sessions === state.sessions ? state : {...state, sessions};
}

function withRejectionChange(state: InboxState, change: (rejection: Rejection) => Partial<Rejection>): InboxState {
  const {rejection} = state.selection;
  if (!rejection) return state;
  return {...state, selection: {...state.selection, rejection: {...rejection, ...change(rejection)}}};
}

function withList(state: InboxState, name: AgentListName, change: (list: List) => List): InboxState {
  return {...state, lists: {...state.lists, [name]: change(state.lists[name])}};
}

function withThread(state: InboxState, id: string, change: (thread: Thread) => Thread): InboxState {
  const thread = state.threads.get(id);
  const next = change(thread ?? EMPTY_THREAD);
  return next === thread ? state : {...state, threads: new Map(state.threads).set(id, next)};
}

function withQueue(
  state: InboxState,
  {conversationId, kind}: {readonly conversationId: string; readonly kind: WritingKind},
  change: (queue: Queue) => Queue,
): InboxState {
  return withThread(state, conversationId, (thread) => ({
    ...thread,
    queues: {...thread.queues, [kind]: change(thread.queues[kind])},
  }));
}

/** The form of a conversation shows what failed in it. An agent who is elsewhere is told by a notice. */
function uploadFailed(state: InboxState, action: Extract<Action, {type: 'upload-failed'}>): InboxState {
  const {conversationId, id, problem} = action;
  const next = withUploads(state, action, (uploads) => withProblem(uploads, id, problem));
  return state.openId === conversationId ? next : {...next, notice: 'file-not-sent'};
}

function withUploads(
  state: InboxState,
  {conversationId}: {readonly conversationId: string},
  change: (uploads: Uploads) => Uploads,
): InboxState {
  const uploads = new Map(state.uploads);
  const changed = change(uploads.get(conversationId) ?? []);
  if (changed.length) uploads.set(conversationId, changed);
  else uploads.delete(conversationId);
  return {...state, uploads};
}

/** After a note the form goes back to answers. */
function withoutSent(draft: Draft, kind: WritingKind): Draft {
  return {...draft, [kind]: '', mode: 'text', actions: kind === 'text' ? [] : draft.actions};
}

function withDraft(state: InboxState, id: string, change: (draft: Draft) => Draft): InboxState {
  const drafts = new Map(state.drafts);
  const draft = change(drafts.get(id) ?? EMPTY_DRAFT);
  if (draft.text || draft.note || draft.actions.length || draft.mode !== EMPTY_DRAFT.mode) drafts.set(id, draft);
  else drafts.delete(id);
  return {...state, drafts};
}
