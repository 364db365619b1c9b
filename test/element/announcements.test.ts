import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {changed, type ChatState, EMPTY_CHAT, withAllSeen, withConversations} from '../../src/client/chat-state.js';
import {withStatus, withWritten} from '../../src/client/outgoing.js';
import {announcements} from '../../src/element/announcements.js';
import {type ChatModel, ModelStore} from '../../src/element/chat-model.js';
import type {EntryPage} from '../../src/protocol/wire.js';
import {RAE, sampleEntries, sampleEntry, sampleSynced} from '../support/chat-samples.js';
import {UserLog} from '../support/user-log.js';

const modelOf = (chat: ChatState | undefined, change: Partial<ChatModel> = {}): ChatModel => {
  const store = new ModelStore(() => {});
  store.change({chat, ...change});
  return store.model;
};

const told = (before: ChatModel, after: ChatModel) =>
  announcements(before, after).map(({type, detail}) => [type, detail]);

const toldOf = (before: ChatState | undefined, after: ChatState | undefined) => told(modelOf(before), modelOf(after));

const written = (state: ChatState, ...ids: readonly string[]): ChatState =>
  changed(state, {
    queue: ids.reduce((queue, id) => withWritten(queue, {id, text: `text ${id}`, writtenAt: 5}), state.queue),
  });

const synced = (state: ChatState, ...conversations: Parameters<typeof withConversations>[1][number][]): ChatState =>
  withConversations(state, conversations, 'synced').state;

describe('announcements', () => {
  it('tell a message of the user when the service has stored it, and the first one as the beginning', () => {
    const before = written(EMPTY_CHAT, 'a', 'b');
    const [a, b] = [sampleEntry({number: 1, id: 'a'}), sampleEntry({number: 2, id: 'b'})];
    assert.deepEqual(toldOf(EMPTY_CHAT, before), []);
    assert.deepEqual(toldOf(before, synced(before, sampleSynced([a, b]))), [
      ['conversationstart', {message: 'text a'}],
      ['messageadd', {type: 'text', body: 'text a'}],
      ['messageadd', {type: 'text', body: 'text b'}],
    ]);
  });

  it('tell a message that is stored after a gap at once, and not again when the gap is filled', () => {
    const held = written(synced(EMPTY_CHAT, sampleSynced(sampleEntries(1, 1))), 'a');
    const own = sampleEntry({number: 3, id: 'a'});
    const stored = withConversations(held, [sampleSynced([own])], 'told').state;
    assert.deepEqual(toldOf(held, stored), [['messageadd', {type: 'text', body: 'text a'}]]);
    assert.deepEqual(toldOf(stored, synced(stored, sampleSynced([sampleEntry({number: 2}), own]))), []);
  });

  it('tell nothing of a message that is refused, or that nobody sent before the user left', () => {
    const before = written(EMPTY_CHAT, 'a');
    assert.deepEqual(toldOf(before, changed(before, {queue: withStatus(before.queue, 'a', 'failed')})), []);
    assert.deepEqual(toldOf(before, undefined), []);
  });

  it('tell the number of unread messages when it changes, also after a gap, and at the end of the user', () => {
    const answers = sampleEntries(1, 60).map((entry) => ({...entry, author: RAE}));
    const one = synced(EMPTY_CHAT, sampleSynced(answers.slice(0, 1), {unreadCount: 1}));
    assert.deepEqual(toldOf(undefined, one), [['newunreadmessages', {unreadCount: 1}]]);
    const many = synced(one, sampleSynced(answers.slice(10), {unreadCount: 60}));
    assert.deepEqual(toldOf(one, many), [['newunreadmessages', {unreadCount: 60}]]);
    assert.deepEqual(toldOf(many, many), []);
    assert.deepEqual(toldOf(many, withAllSeen(many)).at(-1), ['newunreadmessages', {unreadCount: 0}]);
    assert.deepEqual(toldOf(many, undefined), [['newunreadmessages', {unreadCount: 0}]]);
  });

  it('tell nothing of the messages of a user whom another one follows', () => {
    const before = written(EMPTY_CHAT, 'a');
    const after = synced(EMPTY_CHAT, sampleSynced([sampleEntry({number: 1, id: 'a'})]));
    assert.deepEqual(told(modelOf(before, {user: 1}), modelOf(after, {user: 2})), []);
  });

  it('tell each refusal of a claim, also when the next one is refused for the same reason', () => {
    const refused = (attempt: number) =>
      modelOf(undefined, {identity: {status: 'unverified', attempt, reason: 'missing user auth token'}});
    const [first, second] = [refused(1), refused(2)];
    const failure = ['userauthfailure', {message: 'missing user auth token'}];
    assert.deepEqual(told(modelOf(undefined), first), [failure]);
    assert.deepEqual(told(first, first), []);
    assert.deepEqual(told(first, second), [failure]);
  });

  it('tell when the panel is shown: it needs its code and an app, and the page may hide it', () => {
    const claim = {} as ChatModel['claim'];
    const opening = {takesFocus: false};
    const shown = modelOf(undefined, {claim, opening, code: 'ready'});
    assert.deepEqual(told(modelOf(undefined), shown), [['widgettoggle', {visible: true}]]);
    for (const change of [{claim: undefined}, {opening: undefined}, {isHidden: true}]) {
      const hidden = modelOf(undefined, {claim, opening, code: 'ready', ...change});
      assert.deepEqual(told(shown, hidden), [['widgettoggle', {visible: false}]]);
      assert.deepEqual(told(modelOf(undefined), hidden), []);
    }
    assert.deepEqual(told(modelOf(undefined), modelOf(undefined, {claim, opening, code: 'loading'})), []);
  });
});

describe('the announcements of any course of events', () => {
  const deed = fc.constantFrom(
    'write',
    'send',
    'answer',
    'resolve',
    'write elsewhere',
    'sync',
    'page',
    'page back',
    'see',
  );

  it('tell each message of this page once, in the order of storing, and nothing of the history', () => {
    fc.assert(
      fc.property(fc.nat({max: 70}), fc.array(deed, {maxLength: 60}), (past, deeds) => {
        const log = new UserLog();
        for (let number = 1; number <= past; number++) log.writeAsUser(`history ${number}`);
        let state = EMPTY_CHAT;
        let unread = 0;
        const messages: string[] = [];
        const starts: string[] = [];
        const stored: string[] = [];
        const become = (next: ChatState) => {
          for (const {type, detail} of announcements(modelOf(state), modelOf(next))) {
            if (type === 'messageadd') messages.push((detail as {body: string}).body);
            if (type === 'conversationstart') starts.push((detail as {message: string}).message);
            if (type === 'newunreadmessages') unread = (detail as {unreadCount: number}).unreadCount;
          }
          state = next;
          assert.equal(unread, state.unreadCount);
        };
        const read = (page?: EntryPage) => {
          const known = state.runs.map(({head, entries}) => {
            const {number, id} = entries.at(-1) ?? {number: head.lastNumber, id: head.lastId};
            return {id: head.id, version: head.version, number, entryId: id};
          });
          become(synced(state, ...log.sync({known, ...(page && {page})}).conversations));
        };
        for (const [index, deed] of [...deeds, 'send', 'sync'].entries()) {
          const text = `${deed} ${index}`;
          if (deed === 'write')
            become(changed(state, {queue: withWritten(state.queue, {id: text, text, writtenAt: 5})}));
          if (deed === 'answer') log.writeAsAgent(text);
          if (deed === 'write elsewhere') log.writeAsUser(text);
          if (deed === 'resolve' && log.conversations.at(-1)?.status === 'open') log.change('resolved');
          if (deed === 'see') become(withAllSeen(state));
          if (deed === 'sync') read();
          if (deed === 'page') read({});
          const oldest = state.runs.find(({entries}) => entries.length > 0);
          if (deed === 'page back' && oldest) {
            read({before: {id: oldest.head.id, number: oldest.entries[0]?.number ?? 1}});
          }
          const waiting = state.queue.filter(({status}) => status === 'waiting');
          if (deed === 'send' && waiting.length > 0) {
            stored.push(...waiting.map(({text}) => text));
            const answer = log.send({messages: waiting.map(({id, text}) => ({id, text}))});
            become(withConversations(state, answer?.conversations ?? [], 'told').state);
          }
        }
        assert.deepEqual(messages, stored);
        const first = log.entries.filter(({number}) => number === 1).map(({id}) => id);
        assert.deepEqual(
          starts,
          stored.filter((text) => first.includes(text)),
        );
      }),
      {numRuns: 300},
    );
  });
});
