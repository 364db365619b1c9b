import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  type ChatAction,
  type ChatState,
  EMPTY_CHAT,
  lastKnownSequence,
  openConversation,
  type OutgoingMessage,
  reduceChat,
} from '../../src/client/chat-state.js';
import type {Conversation, Message} from '../../src/protocol/wire.js';
import {RAE, sampleConversation, sampleMessage, USER} from '../support/chat-samples.js';

const play = (...actions: readonly ChatAction[]): ChatState => actions.reduce(reduceChat, EMPTY_CHAT);
const conversationsRead = (...conversations: Conversation[]): ChatAction => ({
  type: 'conversations-read',
  conversations,
});
const messagesRead = (...messages: Message[]): ChatAction => ({type: 'messages-read', messages});
const messagesOf = (state: Pick<ChatState, 'messages'>, id = 'c1') => state.messages.get(id) ?? [];
const sequencesOf = (state: ChatState, id = 'c1') => messagesOf(state, id).map(({sequence}) => sequence);

function written(id: string, change: Partial<OutgoingMessage> = {}): ChatAction {
  return {type: 'message-written', message: {id, text: `text ${id}`, createdAt: 5, status: 'waiting', ...change}};
}

describe('reduceChat', () => {
  it('begins with an empty chat that is loading', () => {
    assert.equal(EMPTY_CHAT.phase, 'loading');
    assert.equal(EMPTY_CHAT.connection, 'connecting');
    assert.equal(EMPTY_CHAT.unreadCount, 0);
  });

  it('sorts messages by sequence, whatever order they arrive in', () => {
    const [one, two, three] = [1, 2, 3].map((sequence) => sampleMessage({sequence}));
    assert.ok(one && two && three);
    assert.deepEqual(messagesOf(play(messagesRead(three, one, two))), [one, two, three]);
  });

  it('keeps a message once when it arrives twice', () => {
    const one = sampleMessage({sequence: 1});
    assert.deepEqual(messagesOf(play(messagesRead(one, one), messagesRead(one))), [one]);
  });

  it('shows no message after a gap until the gap is filled', () => {
    const beyond = messagesRead(sampleMessage({sequence: 1}), sampleMessage({sequence: 3}));
    assert.deepEqual(sequencesOf(play(beyond)), [1]);
    const filled = play(beyond, messagesRead(sampleMessage({sequence: 2}), sampleMessage({sequence: 3})));
    assert.deepEqual(sequencesOf(filled), [1, 2, 3]);
  });

  it('keeps the conversations apart', () => {
    const other = sampleMessage({conversationId: 'c2', sequence: 1});
    const state = play(messagesRead(other, sampleMessage({sequence: 1})));
    assert.deepEqual(sequencesOf(state, 'c1'), [1]);
    assert.deepEqual(messagesOf(state, 'c2'), [other]);
    assert.equal(lastKnownSequence(state, 'c2'), 1);
    assert.equal(lastKnownSequence(state, 'c3'), 0);
  });

  it('puts the oldest conversation first', () => {
    const state = play(
      conversationsRead(sampleConversation({id: 'new', createdAt: 2})),
      conversationsRead(sampleConversation({id: 'old', createdAt: 1, status: 'resolved'})),
    );
    assert.deepEqual(
      state.conversations.map(({id}) => id),
      ['old', 'new'],
    );
    assert.equal(openConversation(state)?.id, 'new');
    assert.equal(openConversation(EMPTY_CHAT), undefined);
  });

  it('marks a conversation as resolved', () => {
    const state = play(
      conversationsRead(sampleConversation()),
      conversationsRead(sampleConversation({status: 'resolved'})),
    );
    assert.deepEqual(state.conversations, [sampleConversation({status: 'resolved'})]);
    assert.equal(openConversation(state), undefined);
  });

  it('never goes back when an older answer arrives later', () => {
    const state = play(
      conversationsRead(sampleConversation({lastSequence: 5, readSequence: 4})),
      conversationsRead(sampleConversation({lastSequence: 3, readSequence: 5})),
      conversationsRead(sampleConversation({lastSequence: 2, readSequence: 0})),
    );
    assert.deepEqual(state.conversations, [sampleConversation({lastSequence: 5, readSequence: 5})]);
  });

  it('does not change an earlier state', () => {
    const before = play(
      conversationsRead(sampleConversation()),
      written('a'),
      messagesRead(sampleMessage({sequence: 1})),
    );
    const copy = structuredClone({...before});
    reduceChat(before, messagesRead(sampleMessage({sequence: 2})));
    reduceChat(before, {type: 'messages-seen', conversationId: 'c1', sequence: 1});
    reduceChat(before, {type: 'message-marked', id: 'a', status: 'failed'});
    assert.deepEqual({...before}, copy);
    assert.ok(Object.isFrozen(before));
  });

  it('keeps the phase and the connection that were set', () => {
    const state = play({type: 'phase-changed', phase: 'failed'}, {type: 'connection-changed', connection: 'offline'});
    assert.deepEqual([state.phase, state.connection], ['failed', 'offline']);
  });
});

describe('the outbox', () => {
  const idsOf = ({outbox}: ChatState) => outbox.map(({id}) => id);

  it('keeps messages in the order of writing', () => {
    assert.deepEqual(idsOf(play(written('a'), written('b'), written('c'))), ['a', 'b', 'c']);
  });

  it('removes a message when its stored copy is shown, from any source', () => {
    const state = play(written('a'), written('b'), messagesRead(sampleMessage({id: 'a', sequence: 1})));
    assert.deepEqual(idsOf(state), ['b']);
    assert.equal(messagesOf(state)[0]?.id, 'a');
  });

  it('keeps a message while its stored copy is after a gap, so that it stays visible', () => {
    const beyond = play(written('a'), messagesRead(sampleMessage({id: 'a', sequence: 2})));
    assert.deepEqual(idsOf(beyond), ['a']);
    const page = messagesRead(sampleMessage({sequence: 1}), sampleMessage({id: 'a', sequence: 2}));
    assert.deepEqual(idsOf(reduceChat(beyond, page)), []);
  });

  it('removes a message that was read from the service before and after it was written', () => {
    const stored = messagesRead(sampleMessage({id: 'a', sequence: 1}));
    assert.deepEqual(idsOf(play(stored, written('a'), stored)), []);
  });

  it('marks only one message', () => {
    const state = play(written('a'), written('b'), {type: 'message-marked', id: 'a', status: 'failed'});
    assert.deepEqual(
      state.outbox.map(({id, status}) => [id, status]),
      [
        ['a', 'failed'],
        ['b', 'waiting'],
      ],
    );
    assert.deepEqual(reduceChat(state, {type: 'message-marked', id: 'x', status: 'failed'}).outbox, state.outbox);
  });
});

describe('unreadCount', () => {
  const fromAgent = (sequence: number) => sampleMessage({sequence, sender: RAE});
  const threeOfFour = [
    conversationsRead(sampleConversation({lastSequence: 4})),
    messagesRead(fromAgent(1), sampleMessage({sequence: 2}), fromAgent(3), fromAgent(4)),
  ];

  it('counts only the messages of agents', () => {
    assert.equal(play(...threeOfFour).unreadCount, 3);
  });

  it('leaves out messages that were read, here or elsewhere', () => {
    const seenHere: ChatAction = {type: 'messages-seen', conversationId: 'c1', sequence: 3};
    assert.equal(play(...threeOfFour, seenHere).unreadCount, 1);
    assert.equal(play(...threeOfFour, conversationsRead(sampleConversation({readSequence: 4}))).unreadCount, 0);
  });

  it('never makes a read message unread', () => {
    const seen = (sequence: number): ChatAction => ({type: 'messages-seen', conversationId: 'c1', sequence});
    assert.equal(play(...threeOfFour, seen(4), seen(1), conversationsRead(sampleConversation())).unreadCount, 0);
  });

  it('counts all conversations, but a read mark changes only its own', () => {
    const other = sampleMessage({conversationId: 'c2', sequence: 1, sender: RAE});
    const state = play(...threeOfFour, conversationsRead(sampleConversation({id: 'c2'})), messagesRead(other));
    assert.equal(state.unreadCount, 4);
    assert.equal(reduceChat(state, {type: 'messages-seen', conversationId: 'c1', sequence: 4}).unreadCount, 1);
  });

  it('accepts a read mark beyond the loaded messages', () => {
    assert.equal(play(...threeOfFour, {type: 'messages-seen', conversationId: 'c1', sequence: 99}).unreadCount, 0);
  });
});

describe('any order of arrival', () => {
  /** The service's data: two conversations with messages of the user and of an agent. */
  const rows = fc
    .tuple(fc.array(fc.boolean(), {maxLength: 6}), fc.array(fc.boolean(), {maxLength: 6}), fc.nat(6), fc.nat(6))
    .map(([first, second, firstRead, secondRead]) => {
      const conversation = (id: string, senders: boolean[], readSequence: number, createdAt: number) => ({
        conversation: sampleConversation({id, lastSequence: senders.length, readSequence, createdAt}),
        messages: senders.map((isAgent, index) =>
          sampleMessage({conversationId: id, sequence: index + 1, sender: isAgent ? RAE : USER}),
        ),
      });
      return [conversation('c1', first, firstRead, 1), conversation('c2', second, secondRead, 2)];
    });

  /** Actions with this data: in any order, in any pages, and repeated. */
  const arrivals = rows.chain((rows) => {
    const all = rows.flatMap(({messages}) => messages);
    const page = all.length > 0 ? fc.subarray(all).chain((some) => fc.shuffledSubarray(some)) : fc.constant([]);
    const action = fc.oneof(
      {weight: 4, arbitrary: page.map((messages) => messagesRead(...messages))},
      fc.shuffledSubarray(rows).map((some) => conversationsRead(...some.map(({conversation}) => conversation))),
      fc
        .constantFrom(...all.filter(({sender}) => sender.kind === 'user'), sampleMessage({sequence: 1, id: 'unsent'}))
        .map(({id}) => written(id)),
    );
    return fc.record({rows: fc.constant(rows), actions: fc.array(action, {maxLength: 20})});
  });

  const finalReading = (rows: readonly {conversation: Conversation; messages: readonly Message[]}[]): ChatAction[] => [
    conversationsRead(...rows.map(({conversation}) => conversation)),
    ...rows.map(({messages}) => messagesRead(...messages)),
  ];

  it('gives the same final state', () => {
    fc.assert(
      fc.property(arrivals, ({rows, actions}) => {
        const {outbox: _left, ...state} = play(...actions, ...finalReading(rows));
        const {outbox: _empty, ...expected} = play(...finalReading(rows));
        assert.deepEqual(state, expected);
        for (const {conversation, messages} of rows) assert.deepEqual(messagesOf(state, conversation.id), messages);
      }),
      {numRuns: 500},
    );
  });

  it('never shows a gap, a duplicate, or a message of another conversation', () => {
    fc.assert(
      fc.property(arrivals, ({actions}) => {
        actions.reduce((state, action) => {
          const next = reduceChat(state, action);
          for (const [id, messages] of next.messages) {
            for (const [index, {sequence, conversationId}] of messages.entries()) {
              assert.deepEqual([conversationId, sequence], [id, index + 1]);
            }
            assert.ok(messages.length >= lastKnownSequence(state, id), 'shown messages stay');
          }
          return next;
        }, EMPTY_CHAT);
      }),
      {numRuns: 500},
    );
  });

  it('removes a message from the outbox exactly when it is shown', () => {
    fc.assert(
      fc.property(arrivals, ({actions}) => {
        actions.reduce((state, action) => {
          const next = reduceChat(state, action);
          const shown = new Set([...next.messages.values()].flat().map(({id}) => id));
          const inOutbox = new Set(next.outbox.map(({id}) => id));
          for (const {id} of state.outbox) {
            if (!inOutbox.has(id)) assert.ok(shown.has(id), 'it left, so it is shown');
          }
          if (action.type === 'messages-read') {
            for (const {id} of action.messages) {
              if (shown.has(id)) assert.ok(!inOutbox.has(id), 'it is shown, so it left');
            }
          }
          return next;
        }, EMPTY_CHAT);
      }),
      {numRuns: 500},
    );
  });

  it("counts the agents' messages after the read mark as unread", () => {
    fc.assert(
      fc.property(arrivals, ({actions}) => {
        const state = play(...actions);
        const unread = state.conversations.flatMap(({id, readSequence}) =>
          messagesOf(state, id).filter(({sender, sequence}) => sender.kind === 'agent' && sequence > readSequence),
        );
        assert.equal(state.unreadCount, unread.length);
      }),
      {numRuns: 500},
    );
  });
});
