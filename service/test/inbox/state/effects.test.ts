import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, type TestContext} from 'node:test';
import {ENTRY_PAGE_LIMIT} from 'helpshift-chat/protocol';
import {connectFakes} from '../support/connect-fakes.js';
import {INITIAL_STATE, type InboxState, type Thread} from '../../../inbox/state/state.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {goOnline} from '../../../../test/support/page-globals.js';
import {FakeFeed} from '../support/fake-feed.js';
import {FakeService} from '../support/fake-service.js';
import {
  ADA,
  BEGINNING,
  makeEntries,
  makeEntry,
  makeHead,
  makeNote,
  makeSynced,
  refusal,
  UNAUTHORIZED,
  UNREACHABLE,
} from '../support/fixtures.js';
import {settle, untilState} from '../support/store-waits.js';

const NOW = 7;

describe('the inbox with a service', () => {
  let service: FakeService;
  let feed: FakeFeed;
  let store: InboxStore;
  let heard: number[];
  let ids: number;

  beforeEach(() => {
    service = new FakeService();
    service.add(makeHead({readNumber: 2}), makeEntries(1, 2));
    feed = new FakeFeed();
    store = new InboxStore();
    heard = [];
    ids = 0;
    connectFakes(store, {
      api: service,
      startFeed: feed.start,
      createId: () => `id-${++ids}`,
      clock: {hear: (time) => heard.push(time), now: () => NOW},
    });
  });

  // So that no timer of the session stays.
  afterEach(() => store.dispatch({type: 'logged-out'}));

  const until = (isReached: (state: InboxState) => boolean): Promise<void> => untilState(store, isReached);
  const thread = (id = 'c1'): Thread | undefined => store.state.threads.get(id);
  const texts = (id = 'c1'): string[] =>
    thread(id)?.run?.entries.map(({content}) => (content.kind === 'text' ? content.text : content.kind)) ?? [];
  const queue = (kind: 'text' | 'note' = 'text') =>
    thread()?.queues[kind].map(({id, status}) => `${id}: ${status}`) ?? [];
  const tell = (conversation: ReturnType<FakeService['write']>): void =>
    feed.options.frame({type: 'changed', conversation});
  const callsOf = (name: string): string[] => service.calls.filter((call) => call.startsWith(name));

  async function logIn(): Promise<void> {
    store.dispatch({type: 'start'});
    await until(({lists}) => lists.open.status === 'ready');
  }

  async function logInAndOpen(id = 'c1'): Promise<void> {
    store.dispatch({type: 'open-conversation', id});
    store.dispatch({type: 'start'});
    await until(() => thread(id)?.status === 'ready');
    await settle();
  }

  it('asks for the logged-in agent, then loads the list and the conversation of the address with one request', async () => {
    await logInAndOpen();
    assert.deepEqual(store.state.session, {status: 'logged-in', agent: ADA});
    assert.equal(store.state.lists.open.status, 'ready');
    assert.deepEqual(texts(), ['text 1', 'text 2']);
    assert.deepEqual(service.calls, ['session', 'sync list:open page:c1']);
  });

  it('waits with its list for the live connection, or for the first poll without one', async () => {
    feed.isUp = false;
    store.dispatch({type: 'start'});
    await until(({session}) => session.status === 'logged-in');
    assert.deepEqual(callsOf('sync'), []);
    await feed.options.sync(0, feed.options.signal);
    assert.deepEqual(callsOf('sync'), ['sync list:open']);
    assert.equal(store.state.lists.open.status, 'ready');
  });

  it('polls with the tag of the list and what is known of the open conversation', async () => {
    feed.isUp = false;
    store.dispatch({type: 'open-conversation', id: 'c1'});
    store.dispatch({type: 'start'});
    await until(({session}) => session.status === 'logged-in');
    await feed.options.sync(25_000, feed.options.signal);
    const before = store.state;
    await feed.options.sync(25_000, feed.options.signal);
    assert.equal(store.state.lists, before.lists, 'the page is left out while nothing has changed');
    service.write('c1', 'One more thing');
    await feed.options.sync(25_000, feed.options.signal);
    assert.ok(texts().includes('One more thing'));
    assert.deepEqual(callsOf('sync').slice(0, 3), [
      'sync list:open page:c1',
      'sync list:open known:c1@2',
      'sync list:open known:c1@2',
    ]);
  });

  it('says that the connection is lost only when requests fail', async () => {
    feed.isUp = false;
    await new Promise<void>((resolve) => {
      store.dispatch({type: 'start'});
      void until(({session}) => session.status === 'logged-in').then(resolve);
    });
    feed.options.succeeded();
    assert.equal(store.state.connection, 'up');
    feed.options.failed();
    assert.equal(store.state.connection, 'lost');
    feed.options.up(feed.say);
    assert.equal(store.state.connection, 'up');
  });

  it('does not let the service hold an answer back while the connection is lost', async () => {
    feed.isUp = false;
    store.dispatch({type: 'start'});
    await until(({session}) => session.status === 'logged-in');
    const waits: (number | undefined)[] = [];
    const sync = service.sync.bind(service);
    service.sync = (request, signal) => {
      waits.push(request.waitMs);
      return sync(request, signal);
    };
    for (const report of [feed.options.failed, feed.options.succeeded]) {
      report();
      await feed.options.sync(25_000, feed.options.signal);
    }
    assert.deepEqual(waits, [undefined, 25_000]);
  });

  it('tries to read again until it succeeds, when the live connection is ready and the request fails', async () => {
    service.failure = {name: 'sync', error: UNREACHABLE};
    store.dispatch({type: 'start'});
    await until(({connection}) => connection === 'lost');
    await settle();
    service.failure = undefined;
    goOnline();
    await until(({lists}) => lists.open.status === 'ready');
    await until(({connection}) => connection === 'up');
  });

  it('shows the form when no agent is logged in, and an error when the service does not answer', async () => {
    service.failure = {name: 'session', error: UNAUTHORIZED};
    store.dispatch({type: 'start'});
    await until(({session}) => session.status !== 'asking');
    assert.deepEqual(store.state.session, {status: 'logged-out', isLoggingIn: false});
    service.failure = {name: 'session', error: UNREACHABLE};
    store.dispatch({type: 'start'});
    await until(({session}) => session.status !== 'asking');
    assert.equal(store.state.session.status, 'unreachable');
  });

  it('explains why a log-in failed', async () => {
    const cases = [
      [UNAUTHORIZED, 'wrong-credentials'],
      [refusal(429), 'too-many-attempts'],
      [UNREACHABLE, 'unreachable'],
    ] as const;
    for (const [error, notice] of cases) {
      service.failure = {name: 'logIn', error};
      store.dispatch({type: 'log-in', email: 'ada@example.com', password: 'x'});
      await until(({session}) => session.status === 'logged-out' && !session.isLoggingIn);
      assert.deepEqual(store.state.session, {status: 'logged-out', isLoggingIn: false, notice});
    }
  });

  it('stays logged in, with a notice, when the service did not confirm the log-out', async () => {
    await logInAndOpen();
    service.failure = {name: 'logOut', error: UNREACHABLE};
    store.dispatch({type: 'log-out'});
    await until(({notice}) => notice === 'not-logged-out');
    assert.equal(store.state.session.status, 'logged-in');
    assert.equal(feed.isOver, false);
  });

  it('drops an answer that comes after the log-out', async () => {
    await logInAndOpen();
    service.held = 'sync list';
    store.dispatch({type: 'reload-list'});
    store.dispatch({type: 'log-out'});
    await until(({session}) => session.status === 'logged-out');
    service.release();
    await settle();
    const {session, ...rest} = store.state;
    assert.equal(session.status, 'logged-out');
    assert.deepEqual({...rest, session: INITIAL_STATE.session}, {...INITIAL_STATE, openId: 'c1'});
    assert.equal(feed.isOver, true);
  });

  it('shows the conversation of the address also to the next agent', async () => {
    await logInAndOpen();
    feed.options.unauthorized();
    assert.equal(thread(), undefined);
    store.dispatch({type: 'log-in', email: 'bob@example.com', password: 'x'});
    await until(() => thread()?.status === 'ready');
    assert.deepEqual(texts(), ['text 1', 'text 2']);
  });

  it('shows the log-in form when a request is refused because the session has ended', async () => {
    const requests = {
      append: () => store.dispatch({type: 'send-message', conversationId: 'c1', kind: 'text', text: 'Hi'}),
      'sync list': () => store.dispatch({type: 'reload-list'}),
      'sync known': () => store.dispatch({type: 'reload-conversation', id: 'c1'}),
    };
    for (const [name, request] of Object.entries(requests)) {
      await logInAndOpen();
      service.failure = {name, error: UNAUTHORIZED};
      request();
      await until(({session}) => session.status === 'logged-out');
      assert.deepEqual(store.state.session, {status: 'logged-out', isLoggingIn: false, notice: 'session-ended'});
      service.failure = undefined;
    }
  });

  it('shows the log-in form when the live connection, or a poll, reports the end of the session', async () => {
    await logInAndOpen();
    feed.options.unauthorized();
    assert.equal(store.state.session.status, 'logged-out');
    await logInAndOpen();
    service.failure = {name: 'sync', error: UNAUTHORIZED};
    await assert.rejects(feed.options.sync(0, feed.options.signal));
    assert.equal(store.state.session.status, 'logged-out');
  });

  describe('lists', () => {
    beforeEach(() => {
      service.pageLimit = 2;
      for (let index = 2; index <= 5; index++) {
        service.add(makeHead({id: `c${index}`, activity: 1000 + index, waitingSince: null}), makeEntries(1, 1));
      }
    });

    it('are read page by page', async () => {
      await logIn();
      assert.equal(store.state.heads.size, 2);
      while (store.state.lists.open.rest) {
        store.dispatch({type: 'show-more'});
        await until(({lists}) => !lists.open.isLoadingMore);
      }
      assert.equal(store.state.heads.size, 5);
      assert.deepEqual(callsOf('sync'), ['sync list:open', 'sync list:open+2', 'sync list:open+4']);
    });

    it('follow frames without a request', async () => {
      await logIn();
      tell(service.write('c1', 'Hello again'));
      service.add(makeHead({id: 'new'}), makeEntries(1, 1));
      tell(service.told('new', makeEntries(1, 1)));
      assert.equal(store.state.heads.get('c1')?.lastNumber, 3);
      assert.ok(store.state.heads.has('new'));
      await settle();
      assert.deepEqual(callsOf('sync'), ['sync list:open']);
    });

    it('begin anew after a break of the connection, with one request', async () => {
      await logInAndOpen();
      store.dispatch({type: 'show-more'});
      await until(({lists}) => !lists.open.isLoadingMore);
      service.calls.length = 0;
      service.set('c5', {status: 'resolved'});
      feed.options.up(feed.say);
      await until(({lists}) => lists.open.rest?.cursor === '2');
      await settle();
      assert.deepEqual(service.calls, ['sync list:open known:c1@2']);
    });

    it('drop the next page of a list that has begun anew in between', async () => {
      await logIn();
      service.held = 'sync list:open+2';
      store.dispatch({type: 'show-more'});
      service.pageLimit = 3;
      store.dispatch({type: 'reload-list'});
      await until(({lists}) => lists.open.rest?.cursor === '3');
      service.release();
      await settle();
      assert.equal(store.state.lists.open.rest?.cursor, '3');
      assert.equal(store.state.lists.open.isLoadingMore, false);
    });

    it('say that they could not be loaded, or continued', async () => {
      await logIn();
      service.failure = {name: 'sync', error: UNREACHABLE};
      store.dispatch({type: 'show-more'});
      await until(({notice}) => notice === 'list-not-continued');
      store.dispatch({type: 'choose-filter', name: 'waiting'});
      await until(({lists}) => lists.waiting.status === 'failed');
      service.failure = undefined;
      store.dispatch({type: 'reload-list'});
      await until(({lists}) => lists.waiting.status === 'ready');
    });
  });

  it('takes what a frame brings to the open conversation without a request', async () => {
    await logInAndOpen();
    service.calls.length = 0;
    store.dispatch({type: 'set-page-visible', isVisible: false});
    tell(service.write('c1', 'One more thing'));
    assert.ok(texts().includes('One more thing'));
    tell(service.change('c1', {kind: 'resolved'}));
    assert.equal(store.state.heads.get('c1')?.status, 'resolved');
    await settle();
    assert.deepEqual(service.calls, []);
    assert.deepEqual(heard, [3000, 4000], 'entries of frames tell the service’s time');
  });

  it('reads what is missing when a frame leaves a gap', async () => {
    await logInAndOpen();
    service.write('c1', 'missed');
    tell(service.write('c1', 'seen'));
    await until(() => texts().includes('seen'));
    assert.deepEqual(texts(), ['text 1', 'text 2', 'missed', 'seen']);
    assert.ok(service.calls.includes('sync known:c1@2'));
  });

  it('reads what a frame told while the page of the conversation was on its way', async () => {
    const sync = service.sync.bind(service);
    service.sync = async (request, signal) => {
      const answer = await sync(request, signal);
      service.sync = sync;
      tell(service.write('c1', 'meanwhile'));
      return answer;
    };
    await logInAndOpen();
    await until(() => texts().includes('meanwhile'));
    assert.deepEqual(texts(), ['text 1', 'text 2', 'meanwhile']);
  });

  it('catches up after a break of the connection, and drops what is before a gap', async () => {
    await logInAndOpen();
    for (let count = 0; count < ENTRY_PAGE_LIMIT + 30; count++) service.write('c1', `missed ${count}`);
    feed.options.up(feed.say);
    await until(() => texts().at(-1) === `missed ${ENTRY_PAGE_LIMIT + 29}`);
    const numbers = thread()?.run?.entries.map(({number}) => number) ?? [];
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => (numbers[0] ?? 0) + index),
    );
    assert.equal(numbers.length, ENTRY_PAGE_LIMIT);
  });

  it('loads the end of a long conversation first, and the rest on request', async () => {
    service.add(makeHead({id: 'long', readNumber: 130}), makeEntries(1, 130));
    await logInAndOpen('long');
    const first = (): number | undefined => thread('long')?.run?.entries[0]?.number;
    assert.equal(first(), 81);
    for (const expected of [31, 1]) {
      store.dispatch({type: 'load-earlier', id: 'long'});
      await until(() => thread('long')?.earlier === 'idle');
      assert.equal(first(), expected);
    }
    assert.deepEqual(callsOf('sync page'), ['sync page:long<81', 'sync page:long<31']);
  });

  it('says that earlier messages could not be loaded', async () => {
    service.add(makeHead({id: 'long', readNumber: 130}), makeEntries(1, 130));
    await logInAndOpen('long');
    service.failure = {name: 'sync page', error: UNREACHABLE};
    store.dispatch({type: 'load-earlier', id: 'long'});
    await until(({notice}) => notice === 'earlier-not-loaded');
    assert.equal(thread('long')?.earlier, 'failed');
  });

  it('starts over when the service has another conversation under this id, as after the restore of a backup', async () => {
    await logInAndOpen();
    const sync = service.sync.bind(service);
    service.sync = async (request, signal) => {
      const answer = await sync(request, signal);
      return request.known ? {...answer, conversations: [{...service.told('c1')}], restart: ['c1']} : answer;
    };
    service.add(makeHead({readNumber: 1}), [makeEntry(1, {content: {kind: 'text', text: 'restored'}})]);
    store.dispatch({type: 'reload-conversation', id: 'c1'});
    await until(() => texts()[0] === 'restored');
    assert.deepEqual(texts(), ['restored']);
  });

  describe('read marks', () => {
    beforeEach(() => service.add(makeHead(), makeEntries(1, 2)));

    it('travel with the page of a conversation that the list has shown', async () => {
      await logIn();
      service.calls.length = 0;
      store.dispatch({type: 'open-conversation', id: 'c1'});
      await until(() => thread()?.status === 'ready');
      await settle();
      assert.deepEqual(service.calls, ['sync page:c1 read:c1@2']);
      assert.equal(store.state.heads.get('c1')?.readNumber, 2);
    });

    it('are set only for the open conversation, and only while the page is visible', async () => {
      store.dispatch({type: 'set-page-visible', isVisible: false});
      await logInAndOpen();
      assert.ok(!service.calls.some((call) => call.includes('read:')));
      store.dispatch({type: 'set-page-visible', isVisible: true});
      await until(({heads}) => heads.get('c1')?.readNumber === 2);
      assert.deepEqual(
        service.calls.filter((call) => call.includes('read:')),
        ['sync known:c1@2 read:c1@2'],
      );
    });

    it('are not set for a conversation that could not be loaded', async () => {
      await logIn();
      service.failure = {name: 'sync', error: UNREACHABLE};
      store.dispatch({type: 'open-conversation', id: 'c1'});
      await until(() => thread()?.status === 'failed');
      service.failure = undefined;
      service.calls.length = 0;
      tell(service.write('c1', 'Hello?'));
      await settle();
      assert.deepEqual(service.calls, []);
      store.dispatch({type: 'reload-conversation', id: 'c1'});
      await until(() => thread()?.status === 'ready');
      assert.deepEqual(service.calls, ['sync page:c1 read:c1@3']);
    });

    it('are at most one a second', async (test: TestContext) => {
      test.mock.timers.enable({apis: ['setTimeout']});
      await logInAndOpen();
      const marks = (): string[] => service.calls.filter((call) => call.includes('read:'));
      assert.equal(marks().length, 1);
      for (const text of ['a', 'b', 'c']) {
        tell(service.write('c1', text));
        await settle();
      }
      assert.equal(marks().length, 1);
      test.mock.timers.tick(1000);
      await settle();
      assert.deepEqual(marks().at(-1), 'sync known:c1@5 read:c1@5');
      assert.equal(marks().length, 2);
    });
  });

  describe('answers', () => {
    const send = (text: string, kind: 'text' | 'note' = 'text'): void =>
      store.dispatch({type: 'send-message', conversationId: 'c1', kind, text});

    it('wait until the service has stored them, with the time of its clock', async () => {
      await logInAndOpen();
      service.held = 'append';
      send('Hi');
      assert.deepEqual(thread()?.queues.text, [
        {id: 'id-1', text: 'Hi', isNote: false, writtenAt: NOW, status: 'waiting'},
      ]);
      while (!feed.holds) await settle();
      assert.equal(feed.holds, 1, 'polling leaves the connection free');
      service.release();
      await until(() => texts().includes('Hi'));
      assert.deepEqual(queue(), []);
      await settle();
      assert.equal(feed.holds, 0);
    });

    it('are sent again under the same id until the service answers', async () => {
      await logInAndOpen();
      service.failure = {name: 'append', error: UNREACHABLE};
      send('Hi');
      await settle();
      assert.deepEqual(queue(), ['id-1: waiting']);
      service.failure = undefined;
      goOnline();
      await until(() => texts().includes('Hi'));
      assert.deepEqual(callsOf('append'), ['append c1 id-1 text Hi', 'append c1 id-1 text Hi']);
      assert.equal(texts().filter((text) => text === 'Hi').length, 1);
    });

    it('that are refused are shown as failed, and sent again when the agent wants it', async () => {
      await logInAndOpen();
      service.failure = {name: 'append', error: refusal(400)};
      send('Hi');
      await until(() => queue()[0] === 'id-1: failed');
      service.failure = undefined;
      const retry = {type: 'retry-message', conversationId: 'c1', kind: 'text', id: 'id-1'} as const;
      store.dispatch(retry);
      assert.deepEqual(queue(), ['id-1: waiting']);
      store.dispatch(retry);
      await until(() => texts().includes('Hi'));
      await settle();
      assert.deepEqual(callsOf('append'), ['append c1 id-1 text Hi', 'append c1 id-1 text Hi']);
    });

    it('with actions are cards, and are sent again as such', async () => {
      await logInAndOpen();
      const actions = [{kind: 'link', label: 'Track', target: 'https://shop.example/17'}] as const;
      service.failure = {name: 'append', error: refusal(400)};
      store.dispatch({type: 'send-message', conversationId: 'c1', kind: 'text', text: 'On its way', actions});
      await until(() => queue()[0] === 'id-1: failed');
      service.failure = undefined;
      store.dispatch({type: 'retry-message', conversationId: 'c1', kind: 'text', id: 'id-1'});
      await until(() => queue().length === 0);
      assert.deepEqual(thread()?.run?.entries.at(-1)?.content, {kind: 'card', text: 'On its way', actions});
    });

    it('that come after the end are kept, and a notice says why they were not sent', async () => {
      await logInAndOpen();
      service.change('c1', {kind: 'rejected'});
      service.change('c1', {kind: 'ended'}, {kind: 'system'});
      send('Hi');
      await until(({notice}) => notice === 'answer-refused');
      assert.deepEqual(queue(), ['id-1: failed']);
      assert.equal(texts().at(-1), 'ended');
    });

    it('are sent one after the other, in the order of writing', async () => {
      await logInAndOpen();
      service.held = 'append';
      send('first');
      send('second');
      await settle();
      assert.equal(callsOf('append').length, 1);
      service.release();
      await until(() => texts().includes('second'));
      assert.deepEqual(texts().slice(-2), ['first', 'second']);
    });

    it('are not sent in the name of the next agent', async () => {
      await logInAndOpen();
      service.held = 'append';
      send('first');
      send('second');
      await settle();
      feed.options.unauthorized();
      store.dispatch({type: 'log-in', email: 'bob@example.com', password: 'x'});
      await until(({session}) => session.status === 'logged-in');
      service.release();
      service.held = 'append';
      send('third');
      await settle();
      service.release();
      await until(() => queue().length === 0);
      await settle();
      assert.deepEqual(callsOf('append'), ['append c1 id-1 text first', 'append c1 id-3 text third']);
    });

    it('fill the gap before them', async () => {
      await logInAndOpen();
      service.write('c1', 'written meanwhile');
      send('Hi');
      await until(() => texts().includes('Hi'));
      assert.deepEqual(texts(), ['text 1', 'text 2', 'written meanwhile', 'Hi']);
      assert.deepEqual(queue(), []);
    });

    it('that are notes are stored as notes, also in a conversation that has ended', async () => {
      service.add(makeHead({status: 'ended', waitingSince: null}), makeEntries(1, 2), [makeNote(1)]);
      await logInAndOpen();
      send('Careful', 'note');
      await until(() => thread()?.notes.length === 2);
      assert.deepEqual(callsOf('append'), ['append c1 id-1 note Careful']);
      assert.deepEqual(queue('note'), []);
      assert.deepEqual(texts(), ['text 1', 'text 2']);
    });
  });

  describe('changes of the status', () => {
    it('are entries of the log, and an older answer does not undo them', async () => {
      await logInAndOpen();
      service.held = 'sync';
      store.dispatch({type: 'reload-list'});
      store.dispatch({type: 'change-status', id: 'c1', change: 'resolved'});
      await until(({changing}) => changing.size === 0);
      assert.equal(store.state.heads.get('c1')?.status, 'resolved');
      assert.equal(texts().at(-1), 'resolved');
      tell(makeSynced([], {version: 1, lastNumber: 2, lastId: 'm2'}));
      service.release();
      await settle();
      assert.equal(store.state.heads.get('c1')?.status, 'resolved');
    });

    it('that fail leave a notice', async () => {
      await logInAndOpen();
      service.failure = {name: 'append', error: UNREACHABLE};
      store.dispatch({type: 'change-status', id: 'c1', change: 'rejected'});
      await until(({notice}) => notice === 'status-not-changed');
      await until(({changing}) => changing.size === 0);
    });

    it('that somebody else has made before say so, and show what happened', async () => {
      await logInAndOpen();
      service.change('c1', {kind: 'resolved'});
      store.dispatch({type: 'change-status', id: 'c1', change: 'resolved'});
      await until(({notice}) => notice === 'changed-by-others');
      assert.equal(texts().at(-1), 'resolved');
    });

    it('that end the conversation at once show both', async () => {
      service.askResolution = false;
      await logInAndOpen();
      store.dispatch({type: 'change-status', id: 'c1', change: 'resolved'});
      await until(({changing}) => changing.size === 0);
      assert.deepEqual(texts().slice(-2), ['resolved', 'ended']);
      assert.equal(store.state.heads.get('c1')?.status, 'ended');
      assert.equal(store.state.notice, undefined);
    });

    it('that come after the end say so', async () => {
      await logInAndOpen();
      tell(service.change('c1', {kind: 'resolved'}));
      service.change('c1', {kind: 'ended'}, {kind: 'system'});
      store.dispatch({type: 'change-status', id: 'c1', change: 'reopened'});
      await until(({notice}) => notice === 'conversation-over');
      assert.equal(store.state.heads.get('c1')?.status, 'ended');
    });
  });

  it('keeps what the conversation began with, also after more has been read', async () => {
    service.begin('c1', BEGINNING);
    await logInAndOpen();
    assert.deepEqual(thread()?.beginning, BEGINNING);
    tell(service.write('c1', 'More'));
    await until(() => texts().includes('More'));
    store.dispatch({type: 'reload-conversation', id: 'c1'});
    await until(() => thread()?.status === 'ready');
    assert.deepEqual(thread()?.beginning, BEGINNING);
  });

  it('separates a missing conversation from one that could not be loaded, and loads it again', async () => {
    store.dispatch({type: 'open-conversation', id: 'none'});
    store.dispatch({type: 'start'});
    await until(() => thread('none')?.status === 'not-found');
    await until(({lists}) => lists.open.status === 'ready');
    service.failure = {name: 'sync', error: UNREACHABLE};
    store.dispatch({type: 'open-conversation', id: 'c1'});
    await until(() => thread()?.status === 'failed');
    service.failure = undefined;
    store.dispatch({type: 'reload-conversation', id: 'c1'});
    await until(() => thread()?.status === 'ready');
    assert.deepEqual(texts(), ['text 1', 'text 2']);
  });

  it('looks again when the service says so, without a warning', async (test) => {
    const warn = test.mock.method(console, 'warn', () => {});
    await logInAndOpen();
    service.write('c1', 'what no frame told');
    feed.options.frame({type: 'look'});
    await until(() => texts().includes('what no frame told'));
    assert.equal(warn.mock.callCount(), 0);
  });

  it('looks again after a frame that it does not know, and warns the developer once', async (test) => {
    const warn = test.mock.method(console, 'warn', () => {});
    await logIn();
    service.unreadable = 1;
    feed.options.frame({type: 'unknown'});
    await until(({lists}) => lists.open.unreadable === 1);
    tell(makeSynced([makeEntry(1, {content: {kind: 'unknown'}})]));
    assert.equal(warn.mock.callCount(), 1);
  });
});
