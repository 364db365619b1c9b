import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {Chat} from '../../src/client/chat.js';
import type {ChatState} from '../../src/client/chat-state.js';
import {ChatError, type ChatErrorCode} from '../../src/client/errors.js';
import {UserSession} from '../../src/client/user-session.js';
import {MESSAGE_TEXT_LIMIT_CHARS} from '../../src/protocol/limits.js';
import type {EndSessionsRequest, Message, SendMessageRequest} from '../../src/protocol/wire.js';
import {type ChatService, startChatService} from '../support/chat-service.js';
import {USER} from '../support/chat-samples.js';
import {goOffline, goOnline, openSockets, pageListeners} from '../support/page-globals.js';
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
  const stored: Message[] = [];
  const failures: ChatErrorCode[] = [];
  const lost: number[] = [];
  let recoveries = 0;
  const chat = new Chat(session, {
    changed: (state) => states.push(state),
    messageStored: (message) => stored.push(message),
    failed: ({code}) => failures.push(code),
    recovered: () => recoveries++,
    notSent: (count) => lost.push(count),
  });
  return {chat, session, states, stored, failures, lost, refusals, recoveries: () => recoveries};
}

/** A chat that has read all data of the service and is online. */
async function startChat(test: {after(stop: () => unknown): void}, prepare: (service: ChatService) => void = () => {}) {
  const service = await startChatService(test);
  prepare(service);
  const opened = openChat(service);
  test.after(() => opened.session.end());
  opened.chat.start();
  // The chat reads at the start, and again when it is online.
  const isRead = () => readingsOf(service).filter((path) => path === '/v1/conversations').length === 2;
  await until(() => isRead() && isCurrent(opened.chat, service), 'the chat has been read');
  return {service, ...opened};
}

/** Whether the chat is online, shows all data of the service, and has no open request. */
function isCurrent({state}: Chat, {calls, messages}: ChatService): boolean {
  return (
    state.phase === 'ready' &&
    state.connection === 'online' &&
    state.outbox.length === 0 &&
    textsOf(state).length === messages.length &&
    calls.every(({isOver}) => isOver)
  );
}

const shownIn = ({conversations, messages}: ChatState): Message[] =>
  conversations.flatMap(({id}) => messages.get(id) ?? []);
const textsOf = (state: ChatState): string[] => shownIn(state).map(({text}) => text);
const outboxOf = ({outbox}: ChatState): string[] => outbox.map(({text, status}) => `${text}: ${status}`);
const isSend = ({method, path}: ServiceCall): boolean => method === 'POST' && path === '/v1/messages';
const sendsOf = ({calls}: ChatService): SendMessageRequest[] =>
  calls.filter(isSend).map(({body}) => body as SendMessageRequest);
const readingsOf = ({calls}: ChatService): string[] =>
  calls.filter(({method}) => method === 'GET').map(({path}) => path);

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
    const {states} = await startChat(t);
    const phases = states.map(({phase}) => phase);
    assert.equal(phases[0], 'loading');
    assert.equal(phases.at(-1), 'ready');
  });

  it('reads all conversations and messages, page by page', async (t) => {
    const {chat, service} = await startChat(t, (service) => {
      for (let number = 1; number <= 3; number++) service.store(USER, `first ${number}`);
      service.resolve('c1');
      for (let number = 1; number <= 450; number++) service.writeAsAgent(`second ${number}`);
    });
    assert.deepEqual(
      chat.state.conversations.map(({id, status, lastSequence}) => [id, status, lastSequence]),
      [
        ['c1', 'resolved', 3],
        ['c2', 'open', 450],
      ],
    );
    assert.deepEqual(
      textsOf(chat.state),
      service.messages.map(({text}) => text),
    );
    assert.equal(chat.state.unreadCount, 450);
    assert.deepEqual(
      readingsOf(service).filter((path) => path.includes('/messages')),
      [
        '/v1/conversations/c1/messages?after=0',
        '/v1/conversations/c2/messages?after=0',
        '/v1/conversations/c2/messages?after=200',
        '/v1/conversations/c2/messages?after=400',
      ],
    );
  });

  it('reads only new messages when the service reports a change', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    const before = readingsOf(service).length;
    service.writeAsAgent('Are you there?');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Are you there?']);
    assert.deepEqual(readingsOf(service).slice(before), ['/v1/conversations', '/v1/conversations/c1/messages?after=1']);
  });

  it('follows a conversation that is resolved', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    service.resolve('c1');
    await until(() => chat.state.conversations[0]?.status === 'resolved');
  });

  it('starts only one more read during a read, however many changes the service reports', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    const before = readingsOf(service).length;
    let held: ServiceCall | undefined;
    interceptOnce(
      service,
      ({path}) => path === '/v1/conversations',
      (call) => (held = call),
    );
    for (let number = 1; number <= 5; number++) service.writeAsAgent(`${number}`);
    await until(() => held !== undefined);
    await service.roundTrip();
    held?.answer(200, {conversations: []});
    await until(() => isCurrent(chat, service));
    assert.deepEqual(readingsOf(service).slice(before), [
      '/v1/conversations',
      '/v1/conversations',
      '/v1/conversations/c1/messages?after=1',
    ]);
  });

  it('repeats a read until the service answers, and reports each failure', async (t) => {
    const service = await startChatService(t);
    service.writeAsAgent('Hello');
    let left = 2;
    service.intercept = (call) => {
      if (call.path !== '/v1/conversations' || left === 0) return false;
      if (left-- === 2) call.drop();
      else call.answer(502, '<html>Bad gateway</html>');
      return true;
    };
    const {chat, session, failures} = openChat(service);
    t.after(() => session.end());
    chat.start();
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
    chat.start();
    await until(() => chat.state.phase === 'failed');
    assert.deepEqual(new Set(failures), new Set(['forbidden']));
  });

  it('does not repeat requests for ever when promised messages do not come', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    service.intercept = (call) => {
      if (!call.path.includes('/messages')) return false;
      call.answer(200, {messages: []});
      return true;
    };
    const before = readingsOf(service).length;
    service.writeAsAgent('Lost');
    await until(() => readingsOf(service).length === before + 2);
    service.intercept = () => false;
    // The next event leads to both messages.
    service.writeAsAgent('Found');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Lost', 'Found']);
    assert.deepEqual(readingsOf(service).slice(before), [
      '/v1/conversations',
      '/v1/conversations/c1/messages?after=1',
      '/v1/conversations',
      '/v1/conversations/c1/messages?after=1',
    ]);
  });
});

describe('writing a message', () => {
  it('shows a message as waiting at once, and as stored when the service has stored it', async (t) => {
    const {chat, service, states, stored} = await startChat(t);
    states.length = 0;
    chat.send('My parcel is late.');
    assert.deepEqual(outboxOf(chat.state), ['My parcel is late.: waiting']);
    assert.deepEqual(stored, []);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['My parcel is late.']);
    assert.deepEqual(stored, service.messages);
    // The message is always visible, and never twice.
    for (const state of states) assert.equal(shownIn(state).length + state.outbox.length, 1);
  });

  it('keeps the order of writing: sends the next message after the one before is stored', async (t) => {
    const {chat, service, stored} = await startChat(t);
    const held: ServiceCall[] = [];
    service.intercept = (call) => {
      if (isSend(call)) held.push(call);
      return isSend(call);
    };
    for (const text of ['one', 'two', 'three']) chat.send(text);
    for (const [index, text] of ['one', 'two', 'three'].entries()) {
      await until(() => held.length === index + 1);
      assert.equal((held[index]?.body as SendMessageRequest).text, text);
      assert.equal(sendsOf(service).length, index + 1);
      service.serve(held[index] as ServiceCall);
    }
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['one', 'two', 'three']);
    assert.deepEqual(
      stored.map(({text}) => text),
      ['one', 'two', 'three'],
    );
  });

  it("sends the user's answers to the Identity Bot with the message", async (t) => {
    const {chat, service} = await startChat(t);
    chat.send('Hello', {name: 'Ann', email: 'ann@example.com'});
    chat.send('Again');
    await until(() => isCurrent(chat, service));
    const [first, second] = sendsOf(service);
    assert.deepEqual(first?.contact, {name: 'Ann', email: 'ann@example.com'});
    assert.ok(second && !('contact' in second));
  });

  it('sends the same id again when the answer was lost, so that the message is stored once', async (t) => {
    const {chat, service, stored, failures} = await startChat(t);
    interceptOnce(service, isSend, (call) => {
      const {id, text} = call.body as SendMessageRequest;
      service.store(USER, text, id);
      call.drop();
    });
    chat.send('Hello');
    await until(() => failures.length === 1);
    goOnline();
    await until(() => stored.length === 1 && isCurrent(chat, service));
    const [first, second] = sendsOf(service);
    assert.deepEqual(first, second);
    assert.equal(service.messages.length, 1);
    assert.deepEqual(stored, service.messages);
    assert.deepEqual(textsOf(chat.state), ['Hello']);
  });

  it('keeps waiting messages while the network is lost, and sends them in order afterwards', async (t) => {
    const {chat, service, failures} = await startChat(t);
    service.intercept = (call) => {
      call.drop();
      return true;
    };
    service.dropLives();
    goOffline();
    chat.send('one');
    chat.send('two');
    await until(() => failures.length > 0 && chat.state.connection === 'offline');
    assert.deepEqual(outboxOf(chat.state), ['one: waiting', 'two: waiting']);
    service.intercept = () => false;
    goOnline();
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['one', 'two']);
  });

  it('marks a refused message, sends the next one, and tries again with the same id on request', async (t) => {
    const {chat, service, failures, stored} = await startChat(t);
    interceptOnce(service, isSend, (call) => call.refuse(400, 'invalid_request'));
    chat.send('too much');
    chat.send('fine');
    await until(() => stored.length === 1);
    assert.deepEqual(outboxOf(chat.state), ['too much: failed']);
    assert.deepEqual(failures, ['invalid_request']);
    const [refused] = chat.state.outbox;
    chat.retry(refused?.id ?? '');
    assert.deepEqual(outboxOf(chat.state), ['too much: waiting']);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['fine', 'too much']);
    assert.deepEqual(
      sendsOf(service).map(({id, text}) => [id === refused?.id, text]),
      [
        [true, 'too much'],
        [false, 'fine'],
        [true, 'too much'],
      ],
    );
  });

  it("also reads an earlier message of an agent, and shows both in the service's order", async (t) => {
    const {chat, service, states} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    // No event arrives in time: the chat first learns of the agent's message from this answer.
    service.dropLives();
    await until(() => chat.state.connection === 'offline');
    service.writeAsAgent('Are you there?');
    chat.send('Yes');
    await until(() => textsOf(chat.state).length === 3);
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Are you there?', 'Yes']);
    assert.deepEqual(chat.state.outbox, []);
    for (const state of states) assert.notDeepEqual(textsOf(state), ['Hello', 'Yes']);
    assert.equal(sendsOf(service).length, 1);
  });

  it('starts a new conversation when the last one was resolved', async (t) => {
    const {chat, service} = await startChat(t, (service) => {
      service.writeAsAgent('Done');
      service.resolve('c1');
    });
    chat.send('One more thing');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(
      chat.state.conversations.map(({id, status}) => [id, status]),
      [
        ['c1', 'resolved'],
        ['c2', 'open'],
      ],
    );
  });

  it('gives the length limit of a text', async (t) => {
    const {chat} = await startChat(t);
    assert.equal(chat.textLimit, MESSAGE_TEXT_LIMIT_CHARS);
  });
});

describe('the read mark', () => {
  it('is sent to the service once, and counts as read at once', async (t) => {
    const {chat, service} = await startChat(t, (service) => {
      service.writeAsAgent('Hello');
      service.writeAsAgent('Are you there?');
    });
    assert.equal(chat.state.unreadCount, 2);
    chat.markSeen();
    chat.markSeen();
    assert.equal(chat.state.unreadCount, 0);
    const puts = () => service.calls.filter(({method}) => method === 'PUT');
    await until(() => puts().every(({isOver}) => isOver) && service.conversations[0]?.readSequence === 2);
    assert.deepEqual(
      puts().map(({path, body}) => [path, body]),
      [['/v1/conversations/c1/read', {sequence: 2}]],
    );
  });

  it('reaches the service with the next message when the first request failed', async (t) => {
    const {chat, service, failures} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    interceptOnce(
      service,
      ({method}) => method === 'PUT',
      (call) => call.refuse(500, 'internal_error'),
    );
    chat.markSeen();
    await until(() => service.calls.at(-1)?.method === 'PUT' && isCurrent(chat, service));
    service.writeAsAgent('Are you there?');
    await until(() => isCurrent(chat, service));
    assert.equal(chat.state.unreadCount, 1);
    chat.markSeen();
    await until(() => service.conversations[0]?.readSequence === 2);
    assert.deepEqual(failures, []);
  });
});

describe('the live connection of a chat', () => {
  it('reads missed messages after a break, and reports that the service is back', async (t) => {
    const {chat, service, states, recoveries} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    await until(() => recoveries() === 1);
    states.length = 0;
    service.dropLives();
    await until(() => chat.state.connection === 'offline');
    service.writeAsAgent('Are you there?');
    goOnline();
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Are you there?']);
    await until(() => recoveries() === 2);
    const connections = states.map(({connection}) => connection);
    assert.equal(connections.at(-1), 'online');
  });
});

describe('a session that the service no longer accepts', () => {
  it('is claimed again, and the message is sent again with the same id', async (t) => {
    const {chat, service, failures} = await startChat(t, (service) => void service.writeAsAgent('Hello'));
    service.endSessions();
    chat.send('Still me');
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Still me']);
    const [first, second] = sendsOf(service);
    assert.deepEqual(first, second);
    assert.equal(service.messages.length, 2);
    assert.deepEqual(failures, []);
  });
});

describe('the end of the session of a chat', () => {
  it('stops all drawing and all requests', async (t) => {
    const {chat, session, service, states, stored, failures} = await startChat(t, (service) => {
      service.writeAsAgent('Hello');
    });
    const held: ServiceCall[] = [];
    service.intercept = (call) => held.push(call) > 0;
    chat.send('Too late');
    service.writeAsAgent('Who reads this?');
    await until(() => held.length === 2);
    const known = [states.length, stored.length, failures.length, service.calls.length];
    session.end();
    for (const call of held) service.serve(call);
    chat.send('And this');
    chat.markSeen();
    chat.retry('any');
    await until(() => held.every(({isOver}) => isOver) && openSockets() === 0);
    goOnline();
    await service.roundTrip();
    assert.deepEqual([states.length, stored.length, failures.length, service.calls.length], known);
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
    const ids = chat.state.outbox.map(({id}) => id);
    session.endAtService();
    await until(() => service.messages.length === 2 && service.tokens.size === 0, 'the service has all of it');
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
    assert.deepEqual(
      service.messages.map(({text}) => text),
      ['one'],
    );
    assert.deepEqual(lost, []);
  });

  it('does not hold what the service has refused', async (t) => {
    const {chat, session, service, lost} = await startChat(t);
    interceptOnce(service, isSend, (call) => call.refuse(400, 'invalid_request'));
    chat.send('refused');
    await until(() => outboxOf(chat.state).includes('refused: failed'));
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
    await until(() => service.messages.length === 2 && service.tokens.size === 0, 'the service has all of it');
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
    assert.deepEqual(service.messages, []);
  });
});

describe('any course of events', () => {
  const event = fc.constantFrom(
    'send',
    'answer',
    'lose an answer',
    'lose a request',
    'break',
    'resolve',
    'end session',
  );

  it("stores and shows every message once, in the service's order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, {minLength: 3, maxLength: 12}), async (events) => {
        const ends: (() => unknown)[] = [];
        const {chat, service, session, stored} = await startChat({after: (end) => void ends.push(end)});
        const written: string[] = [];
        try {
          for (const [index, event] of events.entries()) {
            const text = `${event} ${index}`;
            if (event === 'send') written.push(text);
            if (event === 'send') chat.send(text);
            if (event === 'answer') service.writeAsAgent(text);
            if (event === 'break') service.dropLives();
            if (event === 'end session') service.endSessions();
            if (event === 'resolve' && service.conversations.at(-1)?.status === 'open') {
              service.resolve(service.conversations.at(-1)?.id ?? '');
            }
            if (event === 'lose a request')
              interceptOnce(
                service,
                () => true,
                (call) => call.drop(),
              );
            if (event === 'lose an answer') {
              interceptOnce(service, isSend, (call) => {
                const {id, text} = call.body as SendMessageRequest;
                if (!service.messages.some((message) => message.id === id)) service.store(USER, text, id);
                call.drop();
              });
            }
          }
          await until(
            () => {
              goOnline();
              return stored.length === written.length && isCurrent(chat, service);
            },
            `everything is current after ${events.join(', ')}`,
          );
          const byUser = service.messages.filter(({sender}) => sender.kind === 'user');
          assert.deepEqual(
            byUser.map(({text}) => text),
            written,
          );
          assert.deepEqual(shownIn(chat.state), service.messages);
          assert.deepEqual(stored, byUser);
        } finally {
          session.end();
          for (const end of ends) end();
        }
      }),
      {numRuns: 40, interruptAfterTimeLimit: 6000},
    );
  });
});
