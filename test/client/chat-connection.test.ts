import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {earlierPosition} from '../../src/client/chat-state.js';
import {ChatError} from '../../src/client/errors.js';
import {MESSAGE_TEXT_LIMIT_CHARS} from '../../src/protocol/limits.js';
import type {EndSessionsRequest, SendMessagesRequest} from '../../src/protocol/wire.js';
import {type ChatService, startChatService} from '../support/chat-service.js';
import {
  openChat,
  startChat,
  isCurrent,
  entriesIn,
  textsOf,
  queueOf,
  isSend,
  sendsOf,
  syncsOf,
  interceptOnce,
  seeAll,
} from '../support/client-chat.js';
import {changeVisibility, goOnline, openSockets, pageListeners, useLocks} from '../support/page-globals.js';
import type {ServiceCall} from '../support/scripted-service.js';
import {sentTexts} from '../support/sent.js';
import {SYSTEM} from '../support/chat-samples.js';
import {until} from '../support/until.js';

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
      void chat.send('Yes');
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
      void chat.send('Busy?');
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
    void chat.send('Still me');
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
    void chat.send('Too late');
    seeAll(chat);
    await until(() => held.length === 2);
    const known = [states.length, failures.length, service.calls.length];
    session.end();
    for (const call of held) service.serve(call);
    void chat.send('And this');
    seeAll(chat);
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
  const textsIn = ({messages}: EndSessionsRequest): readonly string[] => sentTexts({messages: messages ?? []});

  /** A chat in which these messages wait; the first of them is under way. */
  async function chatWithWaiting(t: TestContext, texts: readonly string[]) {
    const opened = await startChat(t);
    const held: ServiceCall[] = [];
    opened.service.intercept = (call) => isSend(call) && held.push(call) > 0;
    for (const text of texts) void opened.chat.send(text, {contact: {name: 'Ann'}});
    await until(() => held.length === 1, 'the first message is under way');
    const [underWay = assert.fail()] = held;
    return {...opened, underWay};
  }

  it('goes with the end, in order, with the ids and contacts of the messages', async (t) => {
    const {chat, session, service, lost, underWay} = await chatWithWaiting(t, ['one', 'two']);
    const ids = chat.state.queue.map(({id}) => id);
    session.endAtService();
    await until(() => service.log.texts.length === 2 && service.tokens.size === 0, 'the service has all of it');
    const beginning = {contact: {name: 'Ann'}};
    assert.deepEqual(
      endsOf(service).map(({messages}) => messages),
      [
        [
          {id: ids[0], text: 'one', beginning},
          {id: ids[1], text: 'two', beginning},
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
    void chat.send('refused');
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
    service.intercept = (call) => {
      const isRefused = isEnd(call) && textsIn(call.body as EndSessionsRequest).length > 0;
      if (isRefused) call.refuse(400, 'invalid_request');
      return isRefused;
    };
    session.endAtService();
    await until(() => lost.length === 1 && service.tokens.size === 0);
    assert.deepEqual(lost, [2]);
    assert.deepEqual(endsOf(service).map(textsIn), [['one', 'two'], ['one', 'two'], []]);
  });

  it('is stored without what else is refused: an answer that no longer fits, or a long beginning', async (t) => {
    const {chat, session, service, lost} = await chatWithWaiting(t, ['one', 'two']);
    chat.answer({conversationId: 'c9', content: {kind: 'ended'}});
    session.endAtService();
    await until(() => service.tokens.size === 0);
    assert.deepEqual(endsOf(service).map(textsIn), [
      ['one', 'two', 'ended'],
      ['one', 'two'],
    ]);
    assert.deepEqual(Object.keys(endsOf(service)[1]?.messages?.[0] ?? {}), ['id', 'text']);
    assert.deepEqual(service.log.texts, ['one', 'two']);
    assert.deepEqual(lost, []);
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
    'end',
    'solve',
    'rate',
    'end session',
  );

  it("stores and shows every message once, in the service's order, and every answer is stored or forgotten", async () => {
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
            if (event === 'send') void chat.send(text);
            if (event === 'answer') log.writeAsAgent(text);
            if (event === 'break') service.dropLives();
            if (event === 'end session') service.endSessions();
            if (event === 'lose frames') service.isTelling = !service.isTelling;
            const status = log.conversations.at(-1)?.status;
            if (event === 'resolve' && status === 'open') log.change('resolved');
            if (event === 'end' && status === 'resolved') log.change('ended', SYSTEM);
            // The chat asks by what it knows, which may be old. The service refuses such an answer.
            const conversationId = chat.state.runs.at(-1)?.head.id;
            if (conversationId !== undefined && event === 'solve') {
              chat.answer({conversationId, content: {kind: 'ended'}});
            }
            if (conversationId !== undefined && event === 'rate') {
              chat.answer({conversationId, content: {kind: 'rated', rating: 3, feedback: text}});
            }
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
            byUser.flatMap(({content}) => (content.kind === 'text' ? [content.text] : [])),
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
