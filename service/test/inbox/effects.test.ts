import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {MESSAGE_PAGE_LIMIT, type Message} from 'helpshift-chat/protocol';
import type {AgentApi} from '../../inbox/api/agent-api.js';
import {AgentError} from '../../inbox/api/agent-error.js';
import type {LiveEvent} from '../../inbox/api/live-connection.js';
import {connectEffects} from '../../inbox/state/effects.js';
import type {InboxState, Thread} from '../../inbox/state/state.js';
import {InboxStore} from '../../inbox/state/store.js';
import type {AgentConversation} from '../../src/agent-wire.js';
import {ADA, makeConversation, makeMessage, makeMessages} from './fixtures.js';

/** A service in memory, of which single calls can be made to wait or to fail. */
class FakeService implements AgentApi {
  readonly calls: string[] = [];
  readonly conversationsById = new Map<string, AgentConversation>();
  readonly messagesById = new Map<string, Message[]>();
  /** The next calls of this name reject with it. */
  failure: {name: keyof AgentApi; error: AgentError} | undefined;
  /** Calls of this name wait until `release` is called. */
  held: keyof AgentApi | undefined;
  #release: (() => void)[] = [];

  add(conversation: AgentConversation, messages: readonly Message[]): void {
    this.conversationsById.set(conversation.id, {...conversation, lastSequence: messages.length});
    this.messagesById.set(
      conversation.id,
      messages.map((message) => ({...message, conversationId: conversation.id})),
    );
  }

  /** The user writes another message. */
  write(id: string, text: string): number {
    const messages = this.messagesById.get(id) ?? [];
    const sequence = messages.length + 1;
    messages.push(makeMessage(sequence, {id: `u${sequence}`, conversationId: id, text}));
    this.#change(id, {lastSequence: sequence, preview: {senderKind: 'user', text}});
    return sequence;
  }

  release(): void {
    this.held = undefined;
    for (const go of this.#release.splice(0)) go();
  }

  async session() {
    await this.#called('session');
    return ADA;
  }

  async logIn() {
    await this.#called('logIn');
    return ADA;
  }

  async logOut() {
    await this.#called('logOut');
  }

  async conversations(status: AgentConversation['status']) {
    await this.#called('conversations', status);
    return [...this.conversationsById.values()].filter((conversation) => conversation.status === status);
  }

  async conversation(id: string) {
    await this.#called('conversation', id);
    return this.#get(id);
  }

  async changeStatus(id: string, status: AgentConversation['status']) {
    await this.#called('changeStatus', id, status);
    return this.#change(id, {status});
  }

  async messages(id: string, after: number) {
    await this.#called('messages', id, after);
    return (this.messagesById.get(id) ?? []).slice(after, after + MESSAGE_PAGE_LIMIT);
  }

  async sendMessage(id: string, {id: messageId, text}: {id: string; text: string}) {
    await this.#called('sendMessage', id, messageId, text);
    const messages = this.messagesById.get(id) ?? [];
    const stored = messages.find((message) => message.id === messageId);
    if (stored) return stored;
    const sequence = messages.length + 1;
    const sender = {kind: 'agent', name: ADA.name} as const;
    const message = makeMessage(sequence, {id: messageId, conversationId: id, text, sender});
    messages.push(message);
    this.#change(id, {lastSequence: sequence, preview: {senderKind: 'agent', text}});
    return message;
  }

  async markRead(id: string, sequence: number) {
    await this.#called('markRead', id, sequence);
    this.#change(id, {agentReadSequence: sequence});
  }

  async #called(name: keyof AgentApi, ...values: readonly unknown[]): Promise<void> {
    this.calls.push([name, ...values].join(' '));
    if (this.held === name) await new Promise<void>((resolve) => this.#release.push(resolve));
    if (this.failure?.name === name) throw this.failure.error;
  }

  #get(id: string): AgentConversation {
    const conversation = this.conversationsById.get(id);
    if (!conversation) throw new AgentError('not-found', 'no such conversation');
    return conversation;
  }

  #change(id: string, change: Partial<AgentConversation>): AgentConversation {
    const changed = {...this.#get(id), ...change};
    this.conversationsById.set(id, changed);
    return changed;
  }
}

const UNREACHABLE = new AgentError('unreachable', 'no answer');
const UNAUTHORIZED = new AgentError('unauthorized', 'status 401');

describe('the inbox with a service', () => {
  let service: FakeService;
  let store: InboxStore;
  let live: {isOpen: boolean; send: (event: LiveEvent) => void};
  let ids: number;

  beforeEach(() => {
    service = new FakeService();
    service.add(makeConversation(), makeMessages(1, 2));
    store = new InboxStore();
    ids = 0;
    connectEffects(store, {
      api: service,
      createLive: (onEvent) => {
        live = {isOpen: false, send: onEvent};
        return {open: () => (live.isOpen = true), close: () => (live.isOpen = false)};
      },
      createId: () => `id-${++ids}`,
      now: () => 7,
    });
  });

  /** Waits until the state is as wanted; the test's own time limit ends a wait in vain. */
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

  /** Lets everything that is already under way come to its end. */
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

  it('asks who is logged in, then loads the list and the conversation of the address', async () => {
    await logInAndOpen();
    assert.deepEqual(store.state.session, {status: 'logged-in', agent: ADA});
    assert.equal(live.isOpen, true);
    assert.equal(store.state.lists.open, 'ready');
    assert.deepEqual(texts(), ['text 1', 'text 2']);
  });

  it('shows the form when nobody is logged in, and an error when the service does not answer', async () => {
    service.failure = {name: 'session', error: UNAUTHORIZED};
    store.dispatch({type: 'start'});
    await until(({session}) => session.status !== 'asking');
    assert.deepEqual(store.state.session, {status: 'logged-out', isLoggingIn: false});
    service.failure = {name: 'session', error: UNREACHABLE};
    store.dispatch({type: 'start'});
    await until(({session}) => session.status !== 'asking');
    assert.equal(store.state.session.status, 'unreachable');
  });

  it('says why a log-in did not work', async () => {
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

  it('stays logged in, and says so, when the service did not confirm the log-out', async () => {
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

  it('asks for a new log-in when the session has ended, whichever request hears of it', async () => {
    await logInAndOpen();
    service.failure = {name: 'sendMessage', error: UNAUTHORIZED};
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'Hi'});
    await until(({session}) => session.status === 'logged-out');
    assert.deepEqual(store.state.session, {status: 'logged-out', isLoggingIn: false, notice: 'session-ended'});
  });

  it('asks for a new log-in when the live connection is told so', async () => {
    await logInAndOpen();
    live.send({type: 'unauthorized'});
    assert.equal(store.state.session.status, 'logged-out');
  });

  it('fetches what a live event points at', async () => {
    await logInAndOpen();
    const lastSequence = service.write('c1', 'One more thing');
    live.send({type: 'changed', conversationId: 'c1', lastSequence});
    await until(() => texts().includes('One more thing'));
    assert.ok(service.calls.includes('messages c1 2'));
  });

  it('puts a conversation that it did not know into the list', async () => {
    await logInAndOpen();
    service.add(makeConversation({id: 'c2'}), makeMessages(1, 1));
    live.send({type: 'changed', conversationId: 'c2', lastSequence: 1});
    await until(({conversations}) => conversations.has('c2'));
  });

  it('catches up after a gap in the connection, page by page and without a gap in the messages', async () => {
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

  it('begins a long conversation with its end, and loads the rest when asked to', async () => {
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

  it('marks read what is open and can be seen, and nothing else', async () => {
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

  it('sends answers one after the other, in the order in which they were written', async () => {
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

  it('fills the gap when an answer was stored behind messages that are not there yet', async () => {
    await logInAndOpen();
    service.write('c1', 'written meanwhile');
    store.dispatch({type: 'send-message', conversationId: 'c1', text: 'Hi'});
    await until(() => texts().includes('Hi'));
    assert.deepEqual(texts(), ['text 1', 'text 2', 'written meanwhile', 'Hi']);
    assert.deepEqual(thread()?.outgoing, []);
  });

  it('resolves a conversation, and an older look at it does not undo that', async () => {
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

  it('says why a conversation could not be reopened', async () => {
    await logInAndOpen();
    service.failure = {name: 'changeStatus', error: new AgentError('refused', 'status 400')};
    store.dispatch({type: 'change-status', id: 'c1', status: 'open'});
    await until(({notice}) => notice === 'newer-conversation-open');
    service.failure = {name: 'changeStatus', error: UNREACHABLE};
    store.dispatch({type: 'change-status', id: 'c1', status: 'resolved'});
    await until(({notice}) => notice === 'status-not-changed');
    assert.equal(store.state.changing.size, 0);
  });

  it('tells a conversation that does not exist from one that could not be loaded, and loads it again', async () => {
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
