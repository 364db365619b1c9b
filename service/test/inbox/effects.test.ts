import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {MESSAGE_PAGE_LIMIT} from 'helpshift-chat/protocol';
import {AgentError} from '../../inbox/api/agent-error.js';
import type {LiveEvent} from '../../inbox/api/live-connection.js';
import {connectEffects} from '../../inbox/state/effects.js';
import type {InboxState, Thread} from '../../inbox/state/state.js';
import {InboxStore} from '../../inbox/state/store.js';
import type {AgentConversation} from '../../src/agent-wire.js';
import {FakeService} from './support/fake-service.js';
import {ADA, makeConversation, makeMessages} from './support/fixtures.js';

const UNREACHABLE = new AgentError('unreachable', 'no answer');
const UNAUTHORIZED = new AgentError('unauthorized', 'status 401');

describe('the inbox with a service', () => {
  let service: FakeService;
  let store: InboxStore;
  let live: {isOpen: boolean; send: (event: LiveEvent) => void};
  /** Whether the live connection is ready as soon as it is opened. */
  let isLiveReady: boolean;
  let ids: number;

  beforeEach(() => {
    service = new FakeService();
    service.add(makeConversation(), makeMessages(1, 2));
    store = new InboxStore();
    ids = 0;
    isLiveReady = true;
    connectEffects(store, {
      api: service,
      createLive: (onEvent) => {
        live = {isOpen: false, send: onEvent};
        const open = (): void => {
          live.isOpen = true;
          if (isLiveReady) onEvent({type: 'ready'});
        };
        return {open, close: () => (live.isOpen = false)};
      },
      createId: () => `id-${++ids}`,
      now: () => 7,
    });
  });

  /** Waits for a state. The test's own time limit ends the wait. */
  async function until(isReached: (state: InboxState) => boolean): Promise<void> {
    while (!isReached(store.state)) {
      await new Promise<void>((resolve) => {
        const leave = store.subscribe(() => {
          leave();
          resolve();
        });
      });
    }
  }

  /** Lets everything already started finish. */
  async function settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  const thread = (id = 'c1'): Thread | undefined => store.state.threads.get(id);
  const texts = (id = 'c1'): string[] => thread(id)?.messages.map(({text}) => text) ?? [];

  async function logInAndOpen(id = 'c1'): Promise<void> {
    store.dispatch({type: 'open-conversation', id});
    store.dispatch({type: 'start'});
    await until(() => thread(id)?.status === 'ready');
    await settle();
  }

  it('asks for the logged-in agent, then loads the list and the conversation of the address', async () => {
    await logInAndOpen();
    assert.deepEqual(store.state.session, {status: 'logged-in', agent: ADA});
    assert.equal(live.isOpen, true);
    assert.equal(store.state.lists.open, 'ready');
    assert.deepEqual(texts(), ['text 1', 'text 2']);
  });

  const listRequests = (): number => service.calls.filter((call) => call.startsWith('conversations')).length;

  it('loads its list once at the start', async () => {
    await logInAndOpen();
    assert.equal(listRequests(), 1);
  });

  it('waits with its list for the live connection, so that it misses no change in between', async () => {
    isLiveReady = false;
    store.dispatch({type: 'start'});
    await until(({session}) => session.status === 'logged-in');
    assert.equal(listRequests(), 0);
    live.send({type: 'ready'});
    await until(({lists}) => lists.open === 'ready');
    assert.equal(listRequests(), 1);
  });

  it('loads its list without a live connection', async () => {
    isLiveReady = false;
    store.dispatch({type: 'start'});
    await until(({session}) => session.status === 'logged-in');
    live.send({type: 'lost'});
    live.send({type: 'lost'});
    await until(({lists}) => lists.open === 'ready');
    assert.equal(listRequests(), 1);
  });

  it('loads its list while the live connection is silent, and again when it is ready', async (test) => {
    isLiveReady = false;
    test.mock.timers.enable({apis: ['setTimeout']});
    store.dispatch({type: 'start'});
    await until(({session}) => session.status === 'logged-in');
    test.mock.timers.tick(1000);
    await until(({lists}) => lists.open === 'ready');
    live.send({type: 'ready'});
    await settle();
    assert.equal(listRequests(), 2);
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
      [new AgentError('too-many-requests', 'status 429'), 'too-many-attempts'],
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
  });

  it('drops an answer that comes after the log-out', async () => {
    await logInAndOpen();
    service.held = 'conversations';
    store.dispatch({type: 'reload-list'});
    store.dispatch({type: 'log-out'});
    await until(({session}) => session.status === 'logged-out');
    service.release();
    await settle();
    assert.equal(store.state.conversations.size, 0);
    assert.equal(live.isOpen, false);
  });

  it('shows the log-in form when a request is refused because the session has ended', async () => {
    await logInAndOpen();
    service.failure = {name: 'sendMessage', error: UNAUTHORIZED};
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'Hi'});
    await until(({session}) => session.status === 'logged-out');
    assert.deepEqual(store.state.session, {status: 'logged-out', isLoggingIn: false, notice: 'session-ended'});
  });

  it('shows the log-in form when the live connection reports the end of the session', async () => {
    await logInAndOpen();
    live.send({type: 'unauthorized'});
    assert.equal(store.state.session.status, 'logged-out');
  });

  it('loads the changed conversation of a live event', async () => {
    await logInAndOpen();
    const lastSequence = service.write('c1', 'One more thing');
    live.send({type: 'changed', conversationId: 'c1', lastSequence});
    await until(() => texts().includes('One more thing'));
    assert.ok(service.calls.includes('messages c1 2'));
  });

  it('puts an unknown conversation into the list', async () => {
    await logInAndOpen();
    service.add(makeConversation({id: 'c2'}), makeMessages(1, 1));
    live.send({type: 'changed', conversationId: 'c2', lastSequence: 1});
    await until(({conversations}) => conversations.has('c2'));
  });

  it('catches up after a break of the connection, page by page and without a gap in the messages', async () => {
    await logInAndOpen();
    live.send({type: 'lost'});
    assert.equal(store.state.connection, 'lost');
    for (let count = 0; count < MESSAGE_PAGE_LIMIT + 30; count++) service.write('c1', `missed ${count}`);
    live.send({type: 'ready'});
    assert.equal(store.state.connection, 'live');
    await until(() => texts().length === MESSAGE_PAGE_LIMIT + 32);
    assert.deepEqual(
      thread()?.messages.map(({sequence}) => sequence),
      Array.from({length: MESSAGE_PAGE_LIMIT + 32}, (_, index) => index + 1),
    );
  });

  it('loads the end of a long conversation first, and the rest on request', async () => {
    service.add(makeConversation({id: 'long'}), makeMessages(1, 300));
    await logInAndOpen('long');
    assert.equal(thread('long')?.messages[0]?.sequence, 251);
    store.dispatch({type: 'load-earlier', id: 'long'});
    await until(() => thread('long')?.isLoadingEarlier === false);
    assert.equal(thread('long')?.messages[0]?.sequence, 51);
    store.dispatch({type: 'load-earlier', id: 'long'});
    await until(() => thread('long')?.isLoadingEarlier === false);
    assert.equal(thread('long')?.messages.length, 300);
  });

  it('marks only the open and visible conversation as read', async () => {
    store.dispatch({type: 'set-page-visible', isVisible: false});
    await logInAndOpen();
    assert.ok(!service.calls.includes('markRead c1 2'));
    store.dispatch({type: 'set-page-visible', isVisible: true});
    await until(({conversations}) => conversations.get('c1')?.conversation.agentReadSequence === 2);
    assert.ok(service.calls.includes('markRead c1 2'));
  });

  it('shows an answer as sending until the service has stored it', async () => {
    await logInAndOpen();
    service.held = 'sendMessage';
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'Hi'});
    assert.deepEqual(thread()?.outgoing, [{id: 'id-1', text: 'Hi', createdAt: 7, status: 'sending'}]);
    assert.ok(!texts().includes('Hi'));
    await settle();
    service.release();
    await until(() => texts().includes('Hi'));
    assert.deepEqual(thread()?.outgoing, []);
  });

  it('sends a failed answer again under the same id, so that it is stored once', async () => {
    await logInAndOpen();
    service.failure = {name: 'sendMessage', error: UNREACHABLE};
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'Hi'});
    await until(() => thread()?.outgoing[0]?.status === 'failed');
    service.failure = undefined;
    store.dispatch({type: 'retry-message', conversationId: 'c1', id: 'id-1'});
    assert.equal(thread()?.outgoing[0]?.status, 'sending');
    store.dispatch({type: 'retry-message', conversationId: 'c1', id: 'id-1'});
    await until(() => texts().includes('Hi'));
    assert.deepEqual(
      service.calls.filter((call) => call.startsWith('sendMessage')),
      ['sendMessage c1 id-1 Hi', 'sendMessage c1 id-1 Hi'],
    );
    assert.equal(texts().filter((text) => text === 'Hi').length, 1);
  });

  it('sends answers one after the other, in the order of writing', async () => {
    await logInAndOpen();
    service.held = 'sendMessage';
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'first'});
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'second'});
    await settle();
    assert.equal(service.calls.filter((call) => call.startsWith('sendMessage')).length, 1);
    service.release();
    await until(() => texts().includes('second'));
    assert.deepEqual(texts().slice(-2), ['first', 'second']);
  });

  it('sends nothing in the name of the next agent', async () => {
    await logInAndOpen();
    service.held = 'sendMessage';
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'first'});
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'second'});
    await settle();
    live.send({type: 'unauthorized'});
    store.dispatch({type: 'log-in', email: 'bob@example.com', password: 'x'});
    await until(({session}) => session.status === 'logged-in');
    service.release();
    await settle();
    assert.ok(!service.calls.some((call) => call.endsWith('second')));
  });

  it('fills the gap before a stored answer whose earlier messages are not loaded', async () => {
    await logInAndOpen();
    service.write('c1', 'written meanwhile');
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'Hi'});
    await until(() => texts().includes('Hi'));
    assert.deepEqual(texts(), ['text 1', 'text 2', 'written meanwhile', 'Hi']);
    assert.deepEqual(thread()?.outgoing, []);
  });

  it('resolves a conversation, and an older answer does not undo that', async () => {
    await logInAndOpen();
    service.held = 'conversation';
    live.send({type: 'changed', conversationId: 'c1', lastSequence: 2});
    store.dispatch({type: 'change-status', id: 'c1', status: 'resolved'});
    await until(({changing}) => changing.size === 0);
    assert.equal(store.state.conversations.get('c1')?.conversation.status, 'resolved');
    const before = service.conversationsById.get('c1') as AgentConversation;
    service.conversationsById.set('c1', {...before, status: 'open'});
    service.release();
    await settle();
    assert.equal(store.state.conversations.get('c1')?.conversation.status, 'resolved');
  });

  it('explains why a conversation could not be reopened', async () => {
    await logInAndOpen();
    service.failure = {name: 'changeStatus', error: new AgentError('refused', 'status 400')};
    store.dispatch({type: 'change-status', id: 'c1', status: 'open'});
    await until(({notice}) => notice === 'newer-conversation-open');
    service.failure = {name: 'changeStatus', error: UNREACHABLE};
    store.dispatch({type: 'change-status', id: 'c1', status: 'resolved'});
    await until(({notice}) => notice === 'status-not-changed');
    assert.equal(store.state.changing.size, 0);
  });

  it('separates a missing conversation from one that could not be loaded, and loads it again', async () => {
    store.dispatch({type: 'open-conversation', id: 'none'});
    store.dispatch({type: 'start'});
    await until(() => thread('none')?.status === 'not-found');
    service.failure = {name: 'messages', error: UNREACHABLE};
    store.dispatch({type: 'open-conversation', id: 'c1'});
    await until(() => thread()?.status === 'failed');
    service.failure = undefined;
    store.dispatch({type: 'reload-conversation', id: 'c1'});
    await until(() => thread()?.status === 'ready');
    assert.deepEqual(texts(), ['text 1', 'text 2']);
  });
});
