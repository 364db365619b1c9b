/** A chat of the client's engine with a service, for tests. */
import assert from 'node:assert/strict';
import {Chat} from '../../src/client/chat.js';
import type {ChatState} from '../../src/client/chat-state.js';
import type {ChatErrorCode} from '../../src/client/errors.js';
import {UserSession} from '../../src/client/user-session.js';
import type {ReadEntry} from '../../src/protocol/log.js';
import type {SendMessagesRequest, SyncRequest} from '../../src/protocol/wire.js';
import {type ChatService, startChatService} from './chat-service.js';
import type {ServiceCall} from './scripted-service.js';
import {sentTexts} from './sent.js';
import {until} from './until.js';

/** A chat with a service, and a record of its reports. */
export function openChat(service: ChatService, key = 'ann', log = service.log) {
  const user = {kind: 'logged-in', key, verified: true} as const;
  const claim = {
    attempt: 1,
    request: async (signal: AbortSignal) => {
      signal.throwIfAborted();
      return {sessionToken: service.openSession(log), expiresInMs: 1e9, issuedAt: 1, hasConversation: true, user};
    },
  };
  const refusals: string[] = [];
  const refused = (reason: string) => void refusals.push(reason);
  const session = new UserSession(service.app, claim, {accepted: () => {}, refused, failed: assert.fail});
  const states: ChatState[] = [];
  const failures: ChatErrorCode[] = [];
  const lost: number[] = [];
  const told = {recoveries: 0, unknown: 0, notKept: 0, foundFiles: 0};
  const page = {isVisible: true, waitingFiles: 0};
  const chat = new Chat(session, {
    changed: (state) => states.push(state),
    failed: ({code}) => failures.push(code),
    recovered: () => told.recoveries++,
    unknownEntry: () => told.unknown++,
    notSent: (count) => lost.push(count),
    foundFiles: () => void told.foundFiles++,
    waitingFiles: () => page.waitingFiles,
    notKept: () => void told.notKept++,
    isVisible: () => page.isVisible,
  });
  return {chat, session, states, failures, lost, refusals, told, page};
}

/** A chat with an open panel that has read all data of the service and is online. */
export async function startChat(
  test: {after(stop: () => unknown): void},
  prepare: (service: ChatService) => void = () => {},
  isOpen = true,
) {
  const service = await startChatService(test);
  prepare(service);
  const opened = openChat(service);
  test.after(() => opened.session.end());
  opened.chat.start(isOpen);
  await until(
    () => opened.chat.state.phase === 'ready' && opened.chat.state.connection === 'online' && isQuiet(service),
    'the chat has been read',
  );
  return {service, ...opened};
}

export const isQuiet = ({calls}: ChatService): boolean => calls.every(({isOver}) => isOver);

/** Whether the chat is online, has the service's newest data, and has no open request. */
export function isCurrent({state}: Chat, service: ChatService): boolean {
  const {log} = service;
  const [newest, newestThere] = [entriesIn(state).at(-1), log.entries.at(-1)];
  return (
    state.phase === 'ready' &&
    state.connection === 'online' &&
    state.queue.length === 0 &&
    newest?.id === newestThere?.id &&
    state.runs.every(({head}) =>
      log.conversations.some(({id, version}) => head.id === id && head.version === version),
    ) &&
    isQuiet(service)
  );
}

export const entriesIn = ({runs}: ChatState): ReadEntry[] => runs.flatMap(({entries}) => entries);
export const textsOf = (state: ChatState): string[] =>
  entriesIn(state).flatMap(({content}) => (content.kind === 'text' ? [content.text] : []));
export const queueOf = ({queue}: ChatState): string[] => queue.map(({text, status}) => `${text}: ${status}`);
export const isSend = ({path}: ServiceCall): boolean => path === '/v1/messages';
export const isSync = ({path}: ServiceCall): boolean => path === '/v1/sync';
export const sendsOf = ({calls}: ChatService): SendMessagesRequest[] =>
  calls.filter(isSend).map(({body}) => body as SendMessagesRequest);
export const textsSent = (service: ChatService): (readonly string[])[] => sendsOf(service).map(sentTexts);
export const syncsOf = ({calls}: ChatService): SyncRequest[] =>
  calls.filter(isSync).map(({body}) => body as SyncRequest);

/** Answers the next matching request with `answer`. Later requests follow the rules. */
export function interceptOnce(
  service: ChatService,
  fits: (call: ServiceCall) => boolean,
  answer: (call: ServiceCall) => void,
) {
  service.intercept = (call) => {
    if (!fits(call)) return false;
    service.intercept = () => false;
    answer(call);
    return true;
  };
}

/** The user sees the newest entry. */
export function seeAll(chat: Chat): void {
  chat.markSeen(chat.state.runs.at(-1)?.entries.at(-1)?.id ?? '');
}
