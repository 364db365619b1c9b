import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {Chat} from '../../src/client/chat.js';
import {type ChatState, earlierPosition} from '../../src/client/chat-state.js';
import {ChatError, type ChatErrorCode} from '../../src/client/errors.js';
import {UserSession} from '../../src/client/user-session.js';
import {MESSAGE_TEXT_LIMIT_CHARS} from '../../src/protocol/limits.js';
import type {ReadEntry} from '../../src/protocol/log.js';
import type {EndSessionsRequest, SendMessagesRequest, SyncRequest} from '../../src/protocol/wire.js';
import {type ChatService, startChatService} from '../support/chat-service.js';
import {changeVisibility, goOffline, goOnline, openSockets, pageListeners, useLocks} from '../support/page-globals.js';
import type {ServiceCall} from '../support/scripted-service.js';
import {until} from '../support/until.js';

/** A chat with a service, and a record of its reports. */
function openChat(service: ChatService) {
  const user = {kind: 'logged-in', key: 'ann', verified: true} as const;
  const claim = {
    attempt: 1,
    request: async (signal: AbortSignal) => {
      signal.throwIfAborted();
      return {sessionToken: service.openSession(), expiresInMs: 1e9, issuedAt: 1, hasConversation: true, user};
    },
  };
  const refusals: string[] = [];
  const refused = (reason: string) => void refusals.push(reason);
  const session = new UserSession(service.app, claim, {accepted: () => {}, refused, failed: assert.fail});
  const states: ChatState[] = [];
  const failures: ChatErrorCode[] = [];
  const lost: number[] = [];
  const told = {recoveries: 0, unknown: 0};
  const page = {isVisible: true};
  const chat = new Chat(session, {
    changed: (state) => states.push(state),
    failed: ({code}) => failures.push(code),
    recovered: () => told.recoveries++,
    unknownEntry: () => told.unknown++,
    notSent: (count) => lost.push(count),
    isVisible: () => page.isVisible,
  });
  return {chat, session, states, failures, lost, refusals, told, page};
}

/** A chat with an open panel that has read all data of the service and is online. */
async function startChat(
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

const isQuiet = ({calls}: ChatService): boolean => calls.every(({isOver}) => isOver);

/** Whether the chat is online, has the service's newest data, and has no open request. */
function isCurrent({state}: Chat, service: ChatService): boolean {
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

const entriesIn = ({runs}: ChatState): ReadEntry[] => runs.flatMap(({entries}) => entries);
const textsOf = (state: ChatState): string[] =>
  entriesIn(state).flatMap(({content}) => (content.kind === 'text' ? [content.text] : []));
const queueOf = ({queue}: ChatState): string[] => queue.map(({text, status}) => `${text}: ${status}`);
const isSend = ({path}: ServiceCall): boolean => path === '/v1/messages';
const isSync = ({path}: ServiceCall): boolean => path === '/v1/sync';
const sendsOf = ({calls}: ChatService): SendMessagesRequest[] =>
  calls.filter(isSend).map(({body}) => body as SendMessagesRequest);
const textsSent = (service: ChatService): string[][] =>
  sendsOf(service).map(({messages}) => messages.map(({text}) => text));
const syncsOf = ({calls}: ChatService): SyncRequest[] => calls.filter(isSync).map(({body}) => body as SyncRequest);

/** Answers the next matching request with `answer`. Later requests follow the rules. */
function interceptOnce(
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

describe('reading a chat', () => {
  it('is loading until the conversations have been read, then ready', async (t) => {
    const {session, chat} = openChat(await startChatService(t));
    t.after(() => session.end());
    assert.equal(chat.state.phase, 'loading');
    chat.start(true);
    await until(() => chat.state.phase === 'ready');
  });

  it('reads the heads alone with one request while the panel is closed', async (t) => {
    const prepare = (service: ChatService) => {
      for (let number = 1; number <= 60; number++) service.log.writeAsAgent(`${number}`);
    };
    const {chat, service} = await startChat(t, prepare, false);
    assert.deepEqual(syncsOf(service), [{known: []}]);
    assert.deepEqual([chat.state.unreadCount, chat.state.hasPage, entriesIn(chat.state)], [60, false, []]);
  });

  it('reads the newest entries with one more request when the panel is opened, and never again', async (t) => {
    const prepare = (service: ChatService) => void service.log.writeAsAgent('Hello');
    const {chat, service} = await startChat(t, prepare, false);
    chat.setOpen(true);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['Hello']);
    chat.setOpen(false);
    chat.setOpen(true);
    await service.roundTrip();
    assert.deepEqual(
      syncsOf(service).map(({page}) => page),
      [undefined, {}],
    );
  });

  it('reads an open panel with one request', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    assert.deepEqual(syncsOf(service), [{known: [], page: {}}]);
    assert.deepEqual([textsOf(chat.state), chat.state.hasPage], [['Hello'], true]);
  });

  it('needs no entries of a user without any', async (t) => {
    const {chat, service} = await startChat(t, () => {}, false);
    chat.setOpen(true);
    await service.roundTrip();
    assert.equal(chat.state.hasPage, true);
    assert.equal(syncsOf(service).length, 1);
  });

  it('reads older entries page by page, into earlier conversations, until there are none', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      for (let number = 1; number <= 30; number++) log.writeAsUser(`first ${number}`);
      log.change('resolved');
      for (let number = 1; number <= 70; number++) log.writeAsUser(`second ${number}`);
    });
    assert.equal(entriesIn(chat.state).length, 50);
    for (const count of [100, 102]) {
      assert.ok(earlierPosition(chat.state));
      assert.deepEqual([chat.readEarlier(), chat.readEarlier()], [true, false]);
      await until(() => entriesIn(chat.state).length === count);
    }
    assert.equal(earlierPosition(chat.state), undefined);
    assert.equal(chat.readEarlier(), false);
    await service.roundTrip();
    assert.deepEqual(
      syncsOf(service).map(({page}) => page?.before),
      [undefined, {id: 'c2', number: 21}, {id: 'c1', number: 3}],
    );
    assert.deepEqual(entriesIn(chat.state), service.log.entries);
  });

  it('stops reading older entries that do not come', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      for (let number = 1; number <= 60; number++) log.writeAsUser(`${number}`);
    });
    interceptOnce(service, isSync, (call) => call.answer(200, {conversations: [], version: service.log.version}));
    chat.readEarlier();
    await until(() => syncsOf(service).length === 2);
    await service.roundTrip();
    assert.equal(syncsOf(service).length, 2);
  });

  it('reads a new conversation also when the older entries are refused', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      for (let number = 1; number <= 60; number++) log.writeAsUser(`${number}`);
    });
    interceptOnce(service, isSync, (call) => {
      service.isTelling = false;
      service.log.change('resolved');
      service.log.writeAsUser('new');
      const head = service.log.conversations.at(-1) ?? assert.fail();
      service.lives.at(-1)?.say({type: 'changed', conversation: {...head, entries: []}});
      void until(() => chat.state.runs.length === 2).then(() => call.refuse(403, 'forbidden'));
    });
    chat.readEarlier();
    await until(() => textsOf(chat.state).includes('new'));
    assert.deepEqual(
      syncsOf(service).map(({page}) => page),
      [{}, {before: {id: 'c1', number: 11}}, {}],
    );
  });

  it('can ask for older entries again after a refusal', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      for (let number = 1; number <= 60; number++) log.writeAsUser(`${number}`);
    });
    interceptOnce(service, isSync, (call) => call.refuse(403, 'forbidden'));
    chat.readEarlier();
    await until(() => chat.readEarlier());
    await until(() => entriesIn(chat.state).length === 60);
  });

  it('reads older entries also when a new conversation begins meanwhile', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      for (let number = 1; number <= 60; number++) log.writeAsUser(`${number}`);
    });
    const held: ServiceCall[] = [];
    interceptOnce(service, isSync, (call) => held.push(call));
    const live = service.lives.at(-1) ?? assert.fail();
    live.sayNoise('{"type": "of the future"}');
    await until(() => held.length > 0);
    chat.readEarlier();
    const head = service.log.conversations.at(-1) ?? assert.fail();
    live.say({type: 'changed', conversation: {...head, id: 'later', ordinal: head.ordinal + 1, entries: []}});
    await until(() => chat.state.runs.length === 2);
    for (const call of held) service.serve(call);
    await until(() => entriesIn(chat.state).length === 60);
  });

  it('takes an answer from a frame, without a request', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    const before = service.calls.length;
    service.log.writeAsAgent('Are you there?');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Are you there?']);
    service.sayVersion();
    service.log.change('resolved');
    await until(() => chat.state.runs[0]?.head.status === 'resolved');
    assert.equal(service.calls.length, before);
  });

  it('reads what it has missed: after a gap, at a version that it does not know, at an unknown frame', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('one'));
    const missed = (text: string) => {
      service.isTelling = false;
      service.log.writeAsAgent(text);
      service.isTelling = true;
    };
    missed('two');
    service.log.writeAsAgent('three');
    await until(() => isCurrent(chat, service));
    missed('four');
    service.sayVersion();
    await until(() => isCurrent(chat, service));
    missed('five');
    service.lives.at(-1)?.sayNoise('{"type": "of a newer service"}');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['one', 'two', 'three', 'four', 'five']);
    assert.equal(syncsOf(service).length, 4);
  });

  it('starts only one more read during a read, however many changes do not fit', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    const before = syncsOf(service).length;
    const held: ServiceCall[] = [];
    interceptOnce(service, isSync, (call) => void held.push(call));
    service.isTelling = false;
    service.log.writeAsAgent('missed');
    service.isTelling = true;
    for (let number = 1; number <= 5; number++) service.log.writeAsAgent(`${number}`);
    await until(() => held.length === 1);
    await service.roundTrip();
    held[0]?.answer(200, {conversations: [], version: 0});
    await until(() => isCurrent(chat, service));
    assert.equal(syncsOf(service).length, before + 2);
  });

  it('begins again with what a restored service has otherwise', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      for (const text of ['one', 'two', 'three', 'four']) log.writeAsAgent(text);
    });
    service.log.loseEntries(2);
    service.log.writeAsAgent('other');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['one', 'two', 'other']);
  });

  it('forgets a conversation that the service no longer has', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    interceptOnce(service, isSync, (call) => call.answer(200, {conversations: [], restart: ['c1'], version: 99}));
    service.lives.at(-1)?.say({type: 'pong', version: 99});
    await until(() => chat.state.runs.length === 0);
    assert.equal(chat.state.unreadCount, 0);
  });

  it('says that an entry came which only a newer client can show, and goes on', async (t) => {
    const {chat, service, told} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    const [head] = service.log.conversations;
    const entry = {number: 2, id: 'e2', author: {kind: 'robot'}, content: {kind: 'hologram'}, time: 5};
    const frame = {
      type: 'changed',
      conversation: {...head, version: 99, lastNumber: 2, lastId: 'e2', entries: [entry]},
    };
    service.lives.at(-1)?.sayNoise(JSON.stringify(frame));
    await until(() => told.unknown === 1);
    assert.deepEqual(
      entriesIn(chat.state).map(({content}) => content.kind),
      ['text', 'unknown'],
    );
  });

  it('repeats a read until the service answers, and reports each failure', async (t) => {
    const service = await startChatService(t);
    service.log.writeAsAgent('Hello');
    let left = 2;
    service.intercept = (call) => {
      if (!isSync(call) || left === 0) return false;
      if (left-- === 2) call.drop();
      else call.answer(502, '<html>Bad gateway</html>');
      return true;
    };
    const {chat, session, failures} = openChat(service);
    t.after(() => session.end());
    chat.start(true);
    await until(() => failures.length === 1);
    assert.equal(chat.state.phase, 'loading');
    goOnline();
    await until(() => failures.length === 2);
    goOnline();
    await until(() => isCurrent(chat, service));
    assert.deepEqual(failures, ['unreachable', 'invalid_response']);
    assert.deepEqual(textsOf(chat.state), ['Hello']);
  });

  it('fails when the service refuses the conversations, and reports the reason', async (t) => {
    const service = await startChatService(t);
    service.intercept = (call) => {
      call.refuse(403, 'forbidden');
      return true;
    };
    const {chat, session, failures} = openChat(service);
    t.after(() => session.end());
    chat.start(true);
    await until(() => chat.state.phase === 'failed');
    assert.deepEqual(new Set(failures), new Set(['forbidden']));
  });
});

describe('writing a message', () => {
  it('shows a message as waiting at once, and as stored when the service has stored it', async (t) => {
    const {chat, service, states} = await startChat(t);
    states.length = 0;
    chat.send('My parcel is late.');
    assert.deepEqual(queueOf(chat.state), ['My parcel is late.: waiting']);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['My parcel is late.']);
    // The message is always visible, and never twice.
    for (const state of states) assert.equal(entriesIn(state).length + state.queue.length, 1);
  });

  it('needs one request', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    const before = service.calls.length;
    chat.send('Hi');
    await until(() => isCurrent(chat, service));
    service.sayVersion();
    await service.roundTrip();
    assert.equal(service.calls.length, before + 1);
  });

  it('sends all that waits in one request, in the order of writing', async (t) => {
    const {chat, service} = await startChat(t);
    const held: ServiceCall[] = [];
    interceptOnce(service, isSend, (call) => void held.push(call));
    for (const text of ['one', 'two', 'three']) chat.send(text);
    await until(() => held.length === 1);
    service.serve(held[0] as ServiceCall);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsSent(service), [['one'], ['two', 'three']]);
    assert.deepEqual(textsOf(chat.state), ['one', 'two', 'three']);
  });

  it("sends the user's answers to the Identity Bot with the message", async (t) => {
    const {chat, service} = await startChat(t);
    chat.send('Hello', {name: 'Ann', email: 'ann@example.com'});
    chat.send('Again');
    await until(() => isCurrent(chat, service));
    const [first, second] = sendsOf(service).flatMap(({messages}) => messages);
    assert.deepEqual(first?.contact, {name: 'Ann', email: 'ann@example.com'});
    assert.deepEqual(Object.keys(second ?? {}), ['id', 'text']);
  });

  it('sends the same id again when the answer was lost, so that the message is stored once', async (t) => {
    const {chat, service, failures} = await startChat(t);
    service.isTelling = false;
    interceptOnce(service, isSend, (call) => {
      service.log.send(call.body as SendMessagesRequest);
      call.drop();
    });
    chat.send('Hello');
    await until(() => failures.length === 1);
    goOnline();
    await until(() => isCurrent(chat, service));
    const [first, second] = sendsOf(service);
    assert.deepEqual(first, second);
    assert.deepEqual(service.log.texts, ['Hello']);
    assert.deepEqual(textsOf(chat.state), ['Hello']);
  });

  it('is not sent again when its answer was lost and a frame says that it is stored', async (t) => {
    const {chat, service} = await startChat(t);
    interceptOnce(service, isSend, (call) => {
      service.log.send(call.body as SendMessagesRequest);
      call.drop();
    });
    chat.send('Hello');
    chat.send('Again');
    await until(() => textsOf(chat.state).includes('Hello'));
    goOnline();
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsSent(service), [['Hello'], ['Again']]);
  });

  it('keeps waiting messages while the network is lost, and sends them in order afterwards', async (t) => {
    const {chat, service, failures} = await startChat(t);
    service.intercept = (call) => {
      call.drop();
      return true;
    };
    service.handleHandshake = () => {};
    service.dropLives();
    goOffline();
    chat.send('one');
    chat.send('two');
    await until(() => failures.length > 0 && chat.state.connection === 'offline');
    assert.deepEqual(queueOf(chat.state), ['one: waiting', 'two: waiting']);
    service.intercept = () => false;
    service.handleHandshake = (open) => open();
    goOnline();
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['one', 'two']);
  });

  it('marks a refused message, and tries again with the same id on request', async (t) => {
    const {chat, service, failures} = await startChat(t);
    interceptOnce(service, isSend, (call) => call.refuse(400, 'invalid_request'));
    chat.send('too much');
    await until(() => chat.state.queue[0]?.status === 'failed');
    assert.deepEqual(failures, ['invalid_request']);
    chat.send('fine');
    await until(() => textsOf(chat.state).length === 1);
    const [refused] = chat.state.queue;
    chat.retry(refused?.id ?? '');
    assert.deepEqual(queueOf(chat.state), ['too much: waiting']);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['fine', 'too much']);
    assert.deepEqual(
      sendsOf(service).flatMap(({messages}) => messages.map(({id, text}) => [id === refused?.id, text])),
      [
        [true, 'too much'],
        [false, 'fine'],
        [true, 'too much'],
      ],
    );
  });

  it('tries the messages of a refused list one by one, so that one that is wrong does not hold the others', async (t) => {
    const {chat, service, failures} = await startChat(t);
    const isWrong = (call: ServiceCall) =>
      isSend(call) && (call.body as SendMessagesRequest).messages.some(({text}) => text === 'wrong');
    const held: ServiceCall[] = [];
    service.intercept = (call) => {
      if (isWrong(call)) call.refuse(409, 'conflict');
      else if (isSend(call) && held.length === 0) held.push(call);
      else return false;
      return true;
    };
    chat.send('first');
    await until(() => held.length === 1);
    for (const text of ['one', 'wrong', 'two']) chat.send(text);
    service.serve(held[0] as ServiceCall);
    await until(() => textsOf(chat.state).length === 3);
    assert.deepEqual(textsOf(chat.state), ['first', 'one', 'two']);
    assert.deepEqual(queueOf(chat.state), ['wrong: failed']);
    assert.deepEqual(textsSent(service), [['first'], ['one', 'wrong', 'two'], ['one'], ['wrong'], ['two']]);
    assert.deepEqual(failures, ['conflict']);
  });

  it("also reads an earlier message of an agent, and shows both in the service's order", async (t) => {
    const {chat, service, states} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    // No event arrives in time: the chat first learns of the agent's message from this answer.
    service.isTelling = false;
    service.log.writeAsAgent('Are you there?');
    chat.send('Yes');
    await until(() => textsOf(chat.state).length === 3);
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Are you there?', 'Yes']);
    assert.deepEqual(chat.state.queue, []);
    assert.ok(states.some((state) => queueOf(state).includes('Yes: stored')));
    for (const state of states) assert.notDeepEqual(textsOf(state), ['Hello', 'Yes']);
    assert.equal(sendsOf(service).length, 1);
  });

  it('starts a new conversation when the last one was resolved', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      log.writeAsAgent('Done');
      log.change('resolved');
    });
    chat.send('One more thing');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(
      chat.state.runs.map(({head: {id, status}}) => [id, status]),
      [
        ['c1', 'ended'],
        ['c2', 'open'],
      ],
    );
  });

  it("is written at the service's time, whatever this computer's clock says", async (t) => {
    const {chat} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    chat.send('Now');
    // The service's clock is at one second, and this computer's is some fifty years ahead.
    assert.ok((chat.state.queue[0]?.writtenAt ?? Infinity) < 1e6);
    assert.ok(chat.now < 1e6);
  });

  it('gives the length limit of a text', async (t) => {
    const {chat} = await startChat(t);
    assert.equal(chat.textLimit, MESSAGE_TEXT_LIMIT_CHARS);
  });
});

describe('the read mark', () => {
  const marksOf = (service: ChatService) => syncsOf(service).flatMap(({read}) => (read ? [read] : []));

  it('travels with one sync, and counts as read at once', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      log.writeAsAgent('Hello');
      log.writeAsAgent('Are you there?');
    });
    assert.equal(chat.state.unreadCount, 2);
    chat.markSeen();
    chat.markSeen();
    assert.equal(chat.state.unreadCount, 0);
    await until(() => service.log.conversations[0]?.readNumber === 2 && isQuiet(service));
    assert.deepEqual(marksOf(service), [[{id: 'c1', number: 2}]]);
  });

  it('is sent once a second at the most, and only for what was seen', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('1'));
    t.mock.timers.enable({apis: ['setTimeout']});
    chat.markSeen();
    await until(() => marksOf(service).length === 1 && isCurrent(chat, service));
    for (const text of ['2', '3', '4']) {
      service.log.writeAsAgent(text);
      await until(() => textsOf(chat.state).at(-1) === text);
      if (text !== '4') chat.markSeen();
    }
    await service.roundTrip();
    assert.equal(marksOf(service).length, 1);
    t.mock.timers.tick(1000);
    await until(() => marksOf(service).length === 2);
    assert.deepEqual(marksOf(service)[1], [{id: 'c1', number: 3}]);
    assert.equal(chat.state.unreadCount, 1);
    // Before the session ends: its timers are real ones.
    t.mock.timers.reset();
  });

  it('is sent again when the first request failed', async (t) => {
    const {chat, service, failures} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    interceptOnce(service, isSync, (call) => call.refuse(500, 'internal_error'));
    chat.markSeen();
    await until(() => failures.length === 1);
    goOnline();
    await until(() => service.log.conversations[0]?.readNumber === 1);
  });
});

describe('the live connection of a chat', () => {
  it('reads missed messages after a break, and is online without a word', async (t) => {
    const {chat, service, states} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    states.length = 0;
    service.dropLives();
    service.log.writeAsAgent('Are you there?');
    await until(() => textsOf(chat.state).length === 2);
    goOnline();
    await until(() => service.lives.length === 2 && isCurrent(chat, service));
    for (const {connection} of states) assert.equal(connection, 'online');
  });

  describe('that cannot be opened', () => {
    /** A chat where no WebSocket opens. */
    async function startBlocked(t: TestContext) {
      const service = await startChatService(t);
      service.log.writeAsAgent('Hello');
      service.handleHandshake = (_open, refuse) => refuse();
      const opened = openChat(service);
      t.after(() => opened.session.end());
      opened.chat.start(true);
      await until(() => opened.chat.state.connection === 'online', 'it polls');
      return {service, ...opened};
    }

    it('is replaced by requests, and the chat is online', async (t) => {
      const {chat, service, states} = await startBlocked(t);
      service.log.writeAsAgent('Are you there?');
      await until(() => textsOf(chat.state).length === 2);
      chat.send('Yes');
      await until(() => textsOf(chat.state).length === 3);
      for (const {connection} of states) assert.notEqual(connection, 'offline');
    });

    it('is tried again, and ends the requests when it opens', async (t) => {
      const {chat, service} = await startBlocked(t);
      service.handleHandshake = (open) => open();
      goOnline();
      await until(() => service.lives[0]?.frames.length === 1);
      service.log.writeAsAgent('By frame or by request');
      await until(() => isCurrent(chat, service));
      await service.roundTrip();
      const before = service.calls.length;
      changeVisibility();
      service.log.writeAsAgent('By frame');
      await until(() => isCurrent(chat, service));
      await service.roundTrip();
      assert.equal(service.calls.length, before);
    });

    it('is offline when requests fail, and online when they are answered', async (t) => {
      const {chat, service} = await startBlocked(t);
      service.intercept = (call) => {
        call.drop();
        return true;
      };
      await until(() => chat.state.connection === 'offline');
      service.intercept = () => false;
      goOnline();
      await until(() => chat.state.connection === 'online');
    });

    it('asks without a wait until the service answers again: an answer that is held back would hide it', async (t) => {
      // The page holds the lock of the waiting tab.
      const locks = {request: async (_name: string, _options: object, work: (lock: object) => unknown) => work({})};
      useLocks(t, locks);
      const {chat, service} = await startBlocked(t);
      const waits = () => syncsOf(service).map(({waitMs}) => waitMs);
      await until(() => waits().at(-1) !== undefined, 'an online page waits at the service');
      service.intercept = (call) => {
        call.drop();
        return true;
      };
      changeVisibility();
      service.log.writeAsAgent('Ends the wait');
      await until(() => chat.state.connection === 'offline');
      service.intercept = () => false;
      goOnline();
      await until(() => chat.state.connection === 'online');
      assert.equal(waits().at(-1), undefined);
    });

    it('is not offline while the service wants to be asked later', async (t) => {
      const {chat, service, states} = await startBlocked(t);
      let refused = 0;
      service.intercept = (call) => {
        call.refuse(429, 'too_many_requests');
        refused++;
        return true;
      };
      chat.send('Busy?');
      await until(() => refused > 1);
      service.intercept = () => false;
      goOnline();
      await until(() => textsOf(chat.state).includes('Busy?'));
      for (const {connection} of states) assert.notEqual(connection, 'offline');
    });

    it('notices that its user is no longer accepted', async (t) => {
      const {service, session, refusals} = await startBlocked(t);
      session.update({
        attempt: 2,
        request: () =>
          Promise.reject(new ChatError('invalid_user_auth_token', 'The key was deleted.', {retryable: false})),
      });
      service.endSessions();
      await until(() => refusals.length === 1);
    });
  });
});

describe('a session that the service no longer accepts', () => {
  it('is claimed again, and the message is sent again with the same id', async (t) => {
    const {chat, service, failures} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    service.endSessions();
    chat.send('Still me');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Still me']);
    const [first, second] = sendsOf(service);
    assert.deepEqual(first, second);
    assert.equal(service.log.texts.length, 2);
    assert.deepEqual(failures, []);
  });
});

describe('the end of the session of a chat', () => {
  it('stops all drawing and all requests', async (t) => {
    const {chat, session, service, states, failures} = await startChat(t, (service) => {
      service.log.writeAsAgent('Hello');
    });
    const held: ServiceCall[] = [];
    service.intercept = (call) => held.push(call) > 0;
    chat.send('Too late');
    chat.markSeen();
    await until(() => held.length === 2);
    const known = [states.length, failures.length, service.calls.length];
    session.end();
    for (const call of held) service.serve(call);
    chat.send('And this');
    chat.markSeen();
    chat.retry('any');
    chat.readEarlier();
    await until(() => held.every(({isOver}) => isOver) && openSockets() === 0);
    goOnline();
    await service.roundTrip();
    assert.deepEqual([states.length, failures.length, service.calls.length], known);
    assert.equal(pageListeners(), 0);
  });
});

describe('what waits when the session of a chat is ended at the service', () => {
  const isEnd = ({path}: ServiceCall): boolean => path === '/v1/sessions/end';
  const endsOf = ({calls}: ChatService): EndSessionsRequest[] =>
    calls.filter(isEnd).map(({body}) => body as EndSessionsRequest);
  const textsIn = ({messages}: EndSessionsRequest): string[] => (messages ?? []).map(({text}) => text);

  /** A chat in which these messages wait; the first of them is under way. */
  async function chatWithWaiting(t: TestContext, texts: readonly string[]) {
    const opened = await startChat(t);
    const held: ServiceCall[] = [];
    opened.service.intercept = (call) => isSend(call) && held.push(call) > 0;
    for (const text of texts) opened.chat.send(text, {name: 'Ann'});
    await until(() => held.length === 1, 'the first message is under way');
    const [underWay = assert.fail()] = held;
    return {...opened, underWay};
  }

  it('goes with the end, in order, with the ids and contacts of the messages', async (t) => {
    const {chat, session, service, lost, underWay} = await chatWithWaiting(t, ['one', 'two']);
    const ids = chat.state.queue.map(({id}) => id);
    session.endAtService();
    await until(() => service.log.texts.length === 2 && service.tokens.size === 0, 'the service has all of it');
    const contact = {name: 'Ann'};
    assert.deepEqual(
      endsOf(service).map(({messages}) => messages),
      [
        [
          {id: ids[0], text: 'one', contact},
          {id: ids[1], text: 'two', contact},
        ],
      ],
    );
    await until(() => underWay.isGivenUp);
    await service.roundTrip();
    assert.deepEqual(lost, []);
  });

  it('is stored once, although the message under way also arrives', async (t) => {
    const {session, service, lost, underWay} = await chatWithWaiting(t, ['one']);
    service.serve(underWay);
    session.endAtService();
    await until(() => service.tokens.size === 0);
    assert.deepEqual(service.log.texts, ['one']);
    assert.deepEqual(lost, []);
  });

  it('does not hold what the service has refused', async (t) => {
    const {chat, session, service, lost} = await startChat(t);
    interceptOnce(service, isSend, (call) => call.refuse(400, 'invalid_request'));
    chat.send('refused');
    await until(() => queueOf(chat.state).includes('refused: failed'));
    session.endAtService();
    await until(() => service.tokens.size === 0);
    assert.deepEqual(endsOf(service).map(textsIn), [[]]);
    assert.deepEqual(lost, []);
  });

  it('is counted where it does not fit into one request, which holds the oldest', async (t) => {
    // 20,000 bytes each.
    const texts = ['a', 'b', 'c', 'd', 'e'].map((mark) => mark + 'ü'.repeat(MESSAGE_TEXT_LIMIT_CHARS - 1));
    const {session, service, lost} = await chatWithWaiting(t, texts);
    session.endAtService();
    await until(() => lost.length === 1);
    assert.deepEqual(lost, [3]);
    assert.deepEqual(endsOf(service).map(textsIn), [texts.slice(0, 2)]);
    assert.ok(Buffer.byteLength(JSON.stringify(endsOf(service)[0])) < 50_500);
  });

  it('is counted when the service refuses it, and the session ends all the same', async (t) => {
    const {session, service, lost} = await chatWithWaiting(t, ['one', 'two']);
    interceptOnce(service, isEnd, (call) => call.refuse(400, 'invalid_request'));
    session.endAtService();
    await until(() => lost.length === 1 && service.tokens.size === 0);
    assert.deepEqual(lost, [2]);
    assert.deepEqual(endsOf(service).map(textsIn), [['one', 'two'], []]);
  });

  it('is stored when the service refuses a fresh claim of the user: the session that wrote it was valid', async (t) => {
    const {session, service, lost, refusals} = await chatWithWaiting(t, ['one', 'two']);
    session.update({
      attempt: 2,
      request: () =>
        Promise.reject(new ChatError('invalid_user_auth_token', 'The token is for nobody.', {retryable: false})),
    });
    await until(() => service.log.texts.length === 2 && service.tokens.size === 0, 'the service has all of it');
    assert.deepEqual(refusals, ['invalid user auth token']);
    await service.roundTrip();
    assert.deepEqual(lost, []);
  });

  it('is counted when the network is lost, and nothing of it is sent later', async (t) => {
    const {session, service, lost} = await chatWithWaiting(t, ['one', 'two']);
    service.intercept = (call) => {
      call.drop();
      return true;
    };
    session.endAtService();
    await until(() => lost.length === 1);
    assert.deepEqual(lost, [2]);
    await service.roundTrip();
    const known = service.calls.length;
    goOnline();
    await service.roundTrip();
    assert.equal(service.calls.length, known);
    assert.deepEqual(service.log.texts, []);
  });
});

describe('any course of events', () => {
  const event = fc.constantFrom(
    'send',
    'answer',
    'lose an answer',
    'lose a request',
    'break',
    'lose frames',
    'resolve',
    'end session',
  );

  it("stores and shows every message once, in the service's order", async () => {
    // fast-check's own limit would leave the last run behind, in the tests that follow.
    const endsAt = performance.now() + 6000;
    await fc.assert(
      fc.asyncProperty(fc.array(event, {minLength: 3, maxLength: 12}), async (events) => {
        if (performance.now() > endsAt) return;
        const ends: (() => unknown)[] = [];
        const {chat, service, session} = await startChat({after: (end) => void ends.push(end)});
        const {log} = service;
        const written: string[] = [];
        try {
          for (const [index, event] of events.entries()) {
            const text = `${event} ${index}`;
            if (event === 'send') written.push(text);
            if (event === 'send') chat.send(text);
            if (event === 'answer') log.writeAsAgent(text);
            if (event === 'break') service.dropLives();
            if (event === 'end session') service.endSessions();
            if (event === 'lose frames') service.isTelling = !service.isTelling;
            if (event === 'resolve' && log.conversations.at(-1)?.status === 'open') log.change('resolved');
            if (event === 'lose a request')
              interceptOnce(
                service,
                () => true,
                (call) => call.drop(),
              );
            if (event === 'lose an answer') {
              interceptOnce(service, isSend, (call) => {
                log.send(call.body as SendMessagesRequest);
                call.drop();
              });
            }
          }
          service.isTelling = true;
          await until(
            () => {
              goOnline();
              service.sayVersion();
              // What began unseen is read like all that is older.
              chat.readEarlier();
              return isCurrent(chat, service) && earlierPosition(chat.state) === undefined;
            },
            `everything is current after ${events.join(', ')}`,
          );
          const byUser = log.entries.filter(({author}) => author.kind === 'user');
          assert.deepEqual(
            byUser.map(({content}) => content.kind === 'text' && content.text),
            written,
          );
          assert.deepEqual(entriesIn(chat.state), log.entries);
        } finally {
          session.end();
          for (const end of ends) end();
        }
      }),
      {numRuns: 40},
    );
  });
});
