import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {SendMessagesRequest} from '../../src/protocol/wire.js';
import {type ChatService} from '../support/chat-service.js';
import {
  startChat,
  isCurrent,
  entriesIn,
  textsOf,
  queueOf,
  isSend,
  sendsOf,
  textsSent,
  interceptOnce,
} from '../support/client-chat.js';
import {goOffline, goOnline} from '../support/page-globals.js';
import type {ServiceCall} from '../support/scripted-service.js';
import {sentTexts} from '../support/sent.js';
import {until} from '../support/until.js';

describe('writing a message', () => {
  it('shows a message as waiting at once, and as stored when the service has stored it', async (t) => {
    const {chat, service, states} = await startChat(t);
    states.length = 0;
    void chat.send('My parcel is late.');
    assert.deepEqual(queueOf(chat.state), ['My parcel is late.: waiting']);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['My parcel is late.']);
    // The message is always visible, and never twice.
    for (const state of states) assert.equal(entriesIn(state).length + state.queue.length, 1);
  });

  it('sends a file that is uploaded in its place among the texts', async (t) => {
    const {chat, service} = await startChat(t);
    const file = {fileId: 'f', name: 'cat.png', mediaType: 'image/png', bytes: 9};
    void chat.send('one');
    void chat.send('cat.png', {tags: ['vip']}, {id: 'the file', file});
    await until(() => sendsOf(service).length > 0);
    const sent = sendsOf(service).flatMap(({messages}) => messages);
    assert.deepEqual(sent.at(-1), {id: 'the file', fileId: 'f', beginning: {tags: ['vip']}});
  });

  it('needs one request', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    const before = service.calls.length;
    void chat.send('Hi');
    await until(() => isCurrent(chat, service));
    service.sayVersion();
    await service.roundTrip();
    assert.equal(service.calls.length, before + 1);
  });

  it('sends all that waits in one request, in the order of writing', async (t) => {
    const {chat, service} = await startChat(t);
    const held: ServiceCall[] = [];
    interceptOnce(service, isSend, (call) => void held.push(call));
    void chat.send('one');
    await until(() => held.length === 1);
    for (const text of ['two', 'three']) void chat.send(text);
    service.serve(held[0] as ServiceCall);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsSent(service), [['one'], ['two', 'three']]);
    assert.deepEqual(textsOf(chat.state), ['one', 'two', 'three']);
  });

  it("sends the user's answers to the Identity Bot with the message", async (t) => {
    const {chat, service} = await startChat(t);
    void chat.send('Hello', {contact: {name: 'Ann', email: 'ann@example.com'}});
    void chat.send('Again');
    await until(() => isCurrent(chat, service));
    const [first, second] = sendsOf(service).flatMap(({messages}) => messages);
    assert.deepEqual(first && 'beginning' in first && first.beginning, {
      contact: {name: 'Ann', email: 'ann@example.com'},
    });
    assert.deepEqual(Object.keys(second ?? {}), ['id', 'text']);
  });

  it('sends the same id again when the answer was lost, so that the message is stored once', async (t) => {
    const {chat, service, failures} = await startChat(t);
    service.isTelling = false;
    interceptOnce(service, isSend, (call) => {
      service.log.send(call.body as SendMessagesRequest);
      call.drop();
    });
    void chat.send('Hello');
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
    void chat.send('Hello');
    await until(() => sendsOf(service).length === 1);
    void chat.send('Again');
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
    void chat.send('one');
    void chat.send('two');
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
    void chat.send('too much');
    await until(() => chat.state.queue[0]?.status === 'failed');
    assert.deepEqual(failures, ['invalid_request']);
    void chat.send('fine');
    await until(() => textsOf(chat.state).length === 1);
    const [refused] = chat.state.queue;
    chat.retry(refused?.id ?? '');
    assert.deepEqual(queueOf(chat.state), ['too much: waiting']);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(textsOf(chat.state), ['fine', 'too much']);
    assert.deepEqual(
      sendsOf(service).flatMap(({messages}) =>
        messages.map((message) => [message.id === refused?.id, ...sentTexts({messages: [message]})]),
      ),
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
      isSend(call) && sentTexts(call.body as SendMessagesRequest).includes('wrong');
    const held: ServiceCall[] = [];
    service.intercept = (call) => {
      if (isWrong(call)) call.refuse(409, 'conflict');
      else if (isSend(call) && held.length === 0) held.push(call);
      else return false;
      return true;
    };
    void chat.send('first');
    await until(() => held.length === 1);
    for (const text of ['one', 'wrong', 'two']) void chat.send(text);
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
    void chat.send('Yes');
    await until(() => textsOf(chat.state).length === 3);
    assert.deepEqual(textsOf(chat.state), ['Hello', 'Are you there?', 'Yes']);
    assert.deepEqual(chat.state.queue, []);
    assert.ok(states.some((state) => queueOf(state).includes('Yes: stored')));
    for (const state of states) assert.notDeepEqual(textsOf(state), ['Hello', 'Yes']);
    assert.equal(sendsOf(service).length, 1);
  });

  for (const {change, runs} of [
    {change: ['resolved'], runs: [['c1', 'open']]},
    {
      change: ['resolved', 'ended'],
      runs: [
        ['c1', 'ended'],
        ['c2', 'open'],
      ],
    },
  ] as const) {
    it(`leads to ${runs.length === 1 ? 'the same' : 'a new'} conversation after ${change.join(', ')}`, async (t) => {
      const {chat, service} = await startChat(t, ({log}) => {
        log.writeAsAgent('Done');
        for (const kind of change) log.change(kind);
      });
      void chat.send('One more thing');
      await until(() => isCurrent(chat, service));
      assert.deepEqual(
        chat.state.runs.map(({head: {id, status}}) => [id, status]),
        runs,
      );
    });
  }

  it("is written at the service's time, whatever this computer's clock says", async (t) => {
    const {chat} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    void chat.send('Now');
    // The service's clock is at one second, and this computer's is some fifty years ahead.
    assert.ok((chat.state.queue[0]?.writtenAt ?? Infinity) < 1e6);
    assert.ok(chat.now < 1e6);
  });
});

describe("the user's answer at the end of a conversation", () => {
  const kindsOf = (service: ChatService) => service.log.entries.map(({content}) => content.kind);
  const solved = {conversationId: 'c1', content: {kind: 'ended'}} as const;
  const resolved = ({log}: ChatService) => {
    log.writeAsUser('Where is it?');
    log.change('resolved');
  };

  it('waits without a text until the service has stored it', async (t) => {
    const {chat, service, failures} = await startChat(t, resolved);
    chat.answer(solved);
    assert.deepEqual(
      chat.state.queue.map(({text, answer}) => [text, answer]),
      [['', solved]],
    );
    await until(() => isCurrent(chat, service));
    assert.deepEqual(kindsOf(service), ['text', 'resolved', 'ended']);
    assert.equal(chat.state.runs[0]?.head.status, 'ended');
    assert.deepEqual(failures, []);
  });

  it('is sent again with the same id when its own answer was lost, so that it is stored once', async (t) => {
    const {chat, service} = await startChat(t, resolved);
    service.isTelling = false;
    interceptOnce(service, isSend, (call) => {
      service.log.send(call.body as SendMessagesRequest);
      call.drop();
    });
    chat.answer(solved);
    await until(() => sendsOf(service).length === 1);
    await until(() => {
      goOnline();
      return isCurrent(chat, service);
    });
    assert.deepEqual(kindsOf(service), ['text', 'resolved', 'ended']);
    const [first, second] = sendsOf(service);
    assert.deepEqual(first, second);
  });

  it('is forgotten when the service refuses it, and what happened meanwhile is read', async (t) => {
    const {chat, service, failures} = await startChat(t, resolved);
    service.isTelling = false;
    service.log.change('reopened');
    service.log.writeAsAgent('Not so fast');
    chat.answer(solved);
    await until(() => isCurrent(chat, service));
    assert.deepEqual(kindsOf(service), ['text', 'resolved', 'reopened', 'text']);
    assert.deepEqual(failures, []);
    assert.equal(sendsOf(service).length, 1);
  });

  it('does not hold a message that waits with it, when it is refused', async (t) => {
    const {chat, service} = await startChat(t, resolved);
    service.isTelling = false;
    let release = (): void => {};
    interceptOnce(service, isSend, (call) => (release = () => service.serve(call)));
    void chat.send('one');
    await until(() => sendsOf(service).length === 1);
    chat.answer(solved);
    void chat.send('two');
    release();
    await until(() => isCurrent(chat, service));
    assert.deepEqual(service.log.texts, ['Where is it?', 'one', 'two']);
    assert.deepEqual(kindsOf(service), ['text', 'resolved', 'reopened', 'text', 'text']);
    assert.deepEqual(chat.state.queue, []);
  });

  it('goes with the end of the session, and is no message that could be lost', async (t) => {
    const {chat, session, service, lost} = await startChat(t, resolved);
    interceptOnce(service, isSend, (call) => call.drop());
    chat.answer(solved);
    await until(() => sendsOf(service).length === 1);
    session.endAtService();
    await until(() => service.tokens.size === 0);
    await service.roundTrip();
    assert.deepEqual(kindsOf(service), ['text', 'resolved', 'ended']);
    assert.deepEqual(lost, []);
  });
});

describe('files at the end of the session', () => {
  it('go along when they are uploaded, without what they may begin with, and are counted when they are not', async (t) => {
    const {chat, session, service, lost, page} = await startChat(t);
    page.waitingFiles = 2;
    service.intercept = (call) => {
      // The whole list is refused, and the short one is taken.
      const isWhole = JSON.stringify(call.body).includes('vip');
      if (isWhole) call.refuse(413, 'payload_too_large');
      return isWhole;
    };
    const file = {fileId: 'f', name: 'cat.png', mediaType: 'image/png', bytes: 9};
    void chat.send('cat.png', {tags: ['vip']}, {id: crypto.randomUUID(), file});
    session.endAtService();
    await until(() => lost.length > 0);
    assert.deepEqual(lost, [2]);
    const ends = service.calls.filter(({path}) => path === '/v1/sessions/end').map(({body}) => body);
    assert.deepEqual(
      (ends.at(-1) as SendMessagesRequest).messages.map(({id: _, ...message}) => message),
      [{fileId: 'f'}],
    );
  });
});
