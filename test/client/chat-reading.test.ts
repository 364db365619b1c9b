import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {earlierPosition} from '../../src/client/chat-state.js';
import {type ChatService, startChatService} from '../support/chat-service.js';
import {
  openChat,
  startChat,
  isQuiet,
  isCurrent,
  entriesIn,
  textsOf,
  isSync,
  syncsOf,
  interceptOnce,
  seeAll,
} from '../support/client-chat.js';
import {goOnline} from '../support/page-globals.js';
import type {ServiceCall} from '../support/scripted-service.js';
import {until} from '../support/until.js';

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
      log.change('ended');
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
    let refused: Promise<void> | undefined;
    interceptOnce(service, isSync, (call) => {
      service.isTelling = false;
      service.log.change('rejected');
      service.log.writeAsUser('new');
      const head = service.log.conversations.at(-1) ?? assert.fail();
      service.lives.at(-1)?.say({type: 'changed', conversation: {...head, entries: []}});
      refused = until(() => chat.state.runs.length === 2).then(() => call.refuse(403, 'forbidden'));
    });
    chat.readEarlier();
    await until(() => refused !== undefined);
    await refused;
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

describe('the read mark', () => {
  const marksOf = (service: ChatService) => syncsOf(service).flatMap(({read}) => (read ? [read] : []));

  it('travels with one sync, and counts as read at once', async (t) => {
    const {chat, service} = await startChat(t, ({log}) => {
      log.writeAsAgent('Hello');
      log.writeAsAgent('Are you there?');
    });
    assert.equal(chat.state.unreadCount, 2);
    seeAll(chat);
    seeAll(chat);
    assert.equal(chat.state.unreadCount, 0);
    await until(() => service.log.conversations[0]?.readNumber === 2 && isQuiet(service));
    assert.deepEqual(marksOf(service), [[{id: 'c1', number: 2}]]);
  });

  it('is sent once a second at the most, and only for what was seen', async (t) => {
    const {chat, service} = await startChat(t, (service) => void service.log.writeAsAgent('1'));
    // Holds this timer alone: the requests of node have timers of their own, which must not run early.
    const {setTimeout: start} = globalThis;
    let endSecond = (): void => assert.fail();
    const hold = (work: () => void, ms?: number): unknown => (ms === 1000 ? (endSecond = work) : start(work, ms));
    t.mock.method(globalThis, 'setTimeout', hold as typeof setTimeout);
    seeAll(chat);
    await until(() => marksOf(service).length === 1 && isCurrent(chat, service));
    for (const text of ['2', '3', '4']) {
      service.log.writeAsAgent(text);
      await until(() => textsOf(chat.state).at(-1) === text);
      if (text !== '4') seeAll(chat);
    }
    await service.roundTrip();
    assert.equal(marksOf(service).length, 1);
    endSecond();
    await until(() => marksOf(service).length === 2);
    assert.deepEqual(marksOf(service)[1], [{id: 'c1', number: 3}]);
    assert.equal(chat.state.unreadCount, 1);
  });

  it('is sent again when the first request failed', async (t) => {
    const {chat, service, failures} = await startChat(t, (service) => void service.log.writeAsAgent('Hello'));
    interceptOnce(service, isSync, (call) => call.refuse(500, 'internal_error'));
    seeAll(chat);
    await until(() => failures.length === 1);
    goOnline();
    await until(() => service.log.conversations[0]?.readNumber === 1);
  });
});
