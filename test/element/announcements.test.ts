import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {changed, type ChatState, EMPTY_CHAT, withConversations} from '../../src/client/chat-state.js';
import {withStatus, withWritten} from '../../src/client/outgoing.js';
import {announcements} from '../../src/element/announcements.js';
import {type ChatModel, type Farewell, ModelStore} from '../../src/element/chat-model.js';
import {nextStatus} from '../../src/protocol/conversation-life.js';
import type {EntryPage, NewAnswer} from '../../src/protocol/wire.js';
import type {Content, Conversation, ConversationStatus, Entry} from '../../src/protocol/log.js';
import {
  RAE,
  sampleEntries,
  sampleEntry,
  sampleHead,
  sampleSynced,
  SYSTEM,
  text,
  USER,
  withAllSeen,
} from '../support/chat-samples.js';
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

  it('tell a file of the user by its name', () => {
    const file = {fileId: 'f', name: 'cat.png', mediaType: 'image/png', bytes: 9};
    const before = changed(EMPTY_CHAT, {queue: withWritten([], {id: 'a', text: 'cat.png', writtenAt: 5, file})});
    const a = sampleEntry({number: 1, id: 'a', content: {kind: 'attachment', ...file}});
    assert.deepEqual(toldOf(before, synced(before, sampleSynced([a]))), [
      ['conversationstart', {message: 'cat.png'}],
      ['messageadd', {type: 'attachment', body: 'cat.png'}],
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

/** A change by an agent, or what differs from an entry of the user. */
type Step = 'resolved' | 'rejected' | 'reopened' | 'ended' | Partial<Entry>;

describe('the announcements of a conversation that changes', () => {
  const rated: Content = {kind: 'rated', rating: 4, feedback: 'Quick'};
  const BOT = {kind: 'bot'} as const;

  /** Entries with these contents, from number 3 on. The user wrote the two before them. */
  const entriesOf = (...contents: readonly Step[]): Entry[] =>
    contents.map((one, index) => {
      const change = typeof one === 'string' ? {author: RAE, content: {kind: one}} : one;
      return sampleEntry({number: 3 + index, ...change});
    });
  const open = synced(EMPTY_CHAT, {...sampleSynced(sampleEntries(1, 2))});
  const ready = changed(open, {phase: 'ready', hasPage: true});
  const then = (state: ChatState, entries: readonly Entry[], change: Partial<Conversation> = {}): ChatState =>
    synced(state, sampleSynced(entries, change));
  const typesOf = (before: ChatState | undefined, after: ChatState | undefined) =>
    toldOf(before, after).map(([type]) => type);

  /** What each change tells, once it follows without a gap. */
  const changes: [contents: readonly Step[], status: ConversationStatus, types: readonly string[]][] = [
    [['resolved'], 'resolved', ['conversationresolved']],
    [['rejected'], 'rejected', ['conversationrejected']],
    [['resolved', 'ended'], 'ended', ['conversationresolved', 'conversationend']],
    [['rejected', 'ended'], 'ended', ['conversationrejected', 'conversationend']],
    [['resolved', 'reopened', {content: text('no')}], 'open', ['conversationresolved', 'conversationreopened']],
    [
      ['resolved', 'reopened', {content: text('no')}, 'resolved', 'ended'],
      'ended',
      ['conversationresolved', 'conversationreopened', 'conversationresolved', 'conversationend'],
    ],
    [['resolved', 'ended', {content: rated}], 'ended', ['conversationresolved', 'conversationend']],
  ];
  for (const [contents, status, types] of changes) {
    const what = contents.map((one) => (typeof one === 'string' ? one : one.content?.kind)).join(', ');

    it(`tell "${what}" in this order, once, and without data`, () => {
      const entries = entriesOf(...contents);
      const after = then(ready, entries, {status});
      const conversation = {...sampleSynced(entries), status};
      assert.deepEqual(
        toldOf(ready, after),
        types.map((type) => [type, null]),
      );
      assert.equal(withConversations(after, [conversation], 'told').state.runs[0], after.runs[0]);
      assert.deepEqual(toldOf(after, then(after, entries, {status})), []);
    });

    it(`tell "${what}" one by one as they come`, () => {
      let state = ready;
      const heard: unknown[] = [];
      let now: ConversationStatus = 'open';
      for (const entry of entriesOf(...contents)) {
        now = nextStatus(now, entry);
        const next = withConversations(state, [sampleSynced([entry], {status: now})], 'told').state;
        heard.push(...typesOf(state, next));
        state = next;
      }
      assert.deepEqual(heard, types);
    });

    it(`tell nothing of "${what}" that is read for the first time`, () => {
      const all = [...sampleEntries(1, 2), ...entriesOf(...contents)];
      const first = changed(then(EMPTY_CHAT, all, {status}), {phase: 'ready', hasPage: true});
      assert.deepEqual(toldOf(undefined, EMPTY_CHAT), []);
      assert.deepEqual(toldOf(EMPTY_CHAT, first), []);
      assert.deepEqual(toldOf(undefined, first), []);
      // A closed panel knows the head alone, and reads the entries when it opens.
      const last = all.at(-1) as Entry;
      const head = {...sampleHead({status, lastNumber: last.number, lastId: last.id}), entries: []};
      const heads = changed(synced(EMPTY_CHAT, head), {phase: 'ready'});
      assert.deepEqual(toldOf(EMPTY_CHAT, heads), []);
      assert.deepEqual(toldOf(heads, changed(then(heads, all, {status}), {hasPage: true})), []);
    });

    it(`tell nothing of "${what}" in an older conversation that a page back brings`, () => {
      const all = [...sampleEntries(1, 2), ...entriesOf(...contents)];
      const newest = sampleSynced(sampleEntries(1, 2, 'c2'), {id: 'c2', ordinal: 2});
      const before = changed(synced(EMPTY_CHAT, newest), {phase: 'ready', hasPage: true});
      assert.deepEqual(toldOf(before, then(before, all, {status})), []);
    });
  }

  it('compare the status after a gap', () => {
    const far = (status: ConversationStatus) => then(ready, sampleEntries(50, 60), {status});
    assert.deepEqual(typesOf(ready, far('open')), []);
    assert.deepEqual(typesOf(ready, far('resolved')), ['conversationresolved']);
    assert.deepEqual(typesOf(ready, far('rejected')), ['conversationrejected']);
    assert.deepEqual(typesOf(ready, far('ended')), ['conversationend']);
    const resolved = then(ready, entriesOf('resolved'), {status: 'resolved'});
    const after = (status: ConversationStatus) => then(resolved, sampleEntries(50, 60), {status});
    assert.deepEqual(typesOf(resolved, after('resolved')), []);
    assert.deepEqual(typesOf(resolved, after('open')), ['conversationreopened']);
    assert.deepEqual(typesOf(resolved, after('ended')), ['conversationend']);
  });

  it('tell nothing of a status that only a newer service knows, and go on after it', () => {
    const odd = synced(ready, {...sampleSynced(entriesOf({author: RAE})), status: 'unknown'});
    assert.deepEqual(typesOf(ready, odd), []);
    const [last] = entriesOf({author: RAE}, 'resolved').slice(1);
    assert.deepEqual(typesOf(odd, then(odd, [last as Entry], {status: 'resolved'})), ['conversationresolved']);
  });

  it('tell a new conversation of another tab from its beginning', () => {
    const other = sampleSynced(
      [...sampleEntries(1, 1, 'c2'), sampleEntry({number: 2, author: RAE, content: {kind: 'rejected'}}, 'c2')],
      {
        id: 'c2',
        ordinal: 2,
        status: 'rejected',
      },
    );
    assert.deepEqual(typesOf(ready, synced(ready, other)), ['conversationrejected']);
  });

  it('tell nothing that happened to the user before', () => {
    const after = then(ready, entriesOf('resolved'), {status: 'resolved'});
    assert.deepEqual(told(modelOf(ready, {user: 1}), modelOf(after, {user: 2})), []);
  });

  it('tell that a conversation is reopened before the message that reopened it', () => {
    const resolved = then(ready, entriesOf('resolved'), {status: 'resolved'});
    const before = written(resolved, 'again');
    const entries = entriesOf(
      'resolved',
      {author: USER, content: {kind: 'reopened'}},
      {id: 'again', content: text('text again')},
    );
    assert.deepEqual(toldOf(before, then(before, entries.slice(1), {status: 'open'})), [
      ['conversationreopened', null],
      ['messageadd', {type: 'text', body: 'text again'}],
    ]);
  });

  describe('by answers of the user', () => {
    const resolved = then(ready, entriesOf('resolved'), {status: 'resolved'});
    const answered = (state: ChatState, id: string, content: NewAnswer['content']): ChatState =>
      changed(state, {
        queue: withWritten(state.queue, {id, text: '', writtenAt: 5, answer: {conversationId: 'c1', content}}),
      });
    const ended = then(resolved, entriesOf('resolved', 'ended').slice(1), {status: 'ended'});

    it('tell the end when the service has stored the answer, and no message', () => {
      const before = answered(resolved, 'yes', {kind: 'ended'});
      assert.deepEqual(toldOf(resolved, before), []);
      const entry = sampleEntry({number: 4, id: 'yes', content: {kind: 'ended'}});
      assert.deepEqual(toldOf(before, then(before, [entry], {status: 'ended'})), [['conversationend', null]]);
    });

    it('tell a rating when the service has stored it, with exactly its data', () => {
      const before = answered(ended, 'stars', rated);
      assert.deepEqual(toldOf(ended, before), []);
      const after = then(before, [sampleEntry({number: 5, id: 'stars', content: rated})], {status: 'ended'});
      assert.deepEqual(toldOf(before, after), [['csatsubmit', {rating: 4, additionalFeedback: 'Quick'}]]);
      assert.deepEqual(toldOf(after, after), []);
    });

    it('tell a rating that is stored after a gap once', () => {
      const before = answered(ended, 'stars', rated);
      const own = sampleEntry({number: 6, id: 'stars', content: rated});
      const stored = withConversations(before, [sampleSynced([own], {status: 'ended'})], 'told').state;
      assert.deepEqual(typesOf(before, stored), ['csatsubmit']);
      assert.deepEqual(typesOf(stored, then(stored, [sampleEntry({number: 5}), own], {status: 'ended'})), []);
    });

    it('tell nothing of answers that the service refuses, and of ratings of other tabs', () => {
      const before = answered(ended, 'stars', rated);
      assert.deepEqual(toldOf(before, changed(before, {queue: []})), []);
      const elsewhere = sampleEntry({number: 5, id: 'of another tab', content: rated});
      assert.deepEqual(toldOf(ended, then(ended, [elsewhere], {status: 'ended'})), []);
      const refused = then(before, [elsewhere], {status: 'ended'});
      assert.deepEqual(toldOf(refused, changed(refused, {queue: []})), []);
    });
  });

  describe('that the user reads', () => {
    const answers = entriesOf(
      {author: RAE, content: text('one')},
      {author: BOT, content: text('of a bot')},
      {author: USER, content: text('mine')},
      {author: RAE, content: {kind: 'card', text: 'two', actions: []}},
      {author: SYSTEM, content: text('of the service')},
      {author: RAE, content: {kind: 'resolved'}},
    );
    const unread = then(ready, answers, {status: 'resolved', unreadCount: 3});
    const readOf = (before: ChatState, after: ChatState) =>
      toldOf(before, after).filter(([type]) => type === 'agentmessagereceived');

    it("tell the agents' messages, when they are read and with exactly their data", () => {
      assert.deepEqual(readOf(ready, unread), []);
      const seen = withAllSeen(unread);
      assert.deepEqual(readOf(unread, seen), [
        ['agentmessagereceived', {body: 'one', publishId: 'c1', createdTs: 1003}],
        ['agentmessagereceived', {body: 'two', publishId: 'c1', createdTs: 1006}],
      ]);
      assert.deepEqual(readOf(seen, withAllSeen(seen)), []);
      assert.deepEqual(
        readOf(seen, synced(seen, {...sampleHead({lastNumber: 8, readNumber: 8}), version: 99, entries: []})),
        [],
      );
    });

    it('tell a file with what it is, and without an address', () => {
      const file: Content = {kind: 'attachment', fileId: 'f', name: 'a.pdf', mediaType: 'application/pdf', bytes: 9};
      const sent = then(ready, entriesOf({author: RAE, content: file}), {unreadCount: 1});
      const attachments = [{fileName: 'a.pdf', size: 9, contentType: 'application/pdf'}];
      assert.deepEqual(readOf(sent, withAllSeen(sent)), [
        ['agentmessagereceived', {body: '', attachments, publishId: 'c1', createdTs: 1003}],
      ]);
    });

    it('tell only what was unread', () => {
      const partly = then(ready, answers, {status: 'resolved', readNumber: 5, unreadCount: 1});
      assert.deepEqual(
        readOf(partly, withAllSeen(partly)).map(([, detail]) => (detail as {body: string}).body),
        ['two'],
      );
      const inAnotherTab = then(ready, answers, {status: 'resolved', readNumber: 8});
      assert.deepEqual(readOf(inAnotherTab, withAllSeen(inAnotherTab)), []);
    });

    it('tell each once when they come one after the other while the user looks', () => {
      let state = withAllSeen(ready);
      const heard: unknown[] = [];
      for (const entry of answers) {
        const next = withConversations(state, [sampleSynced([entry], {unreadCount: 1})], 'told').state;
        heard.push(...readOf(state, next), ...readOf(next, withAllSeen(next)));
        state = withAllSeen(next);
      }
      assert.equal(heard.length, 2);
    });
  });

  it("tell the answers to the Identity Bot as the user's messages, once", () => {
    const contact = {name: 'Ma-Ti', email: 'mati@example.com'};
    const before = modelOf(ready);
    const after = modelOf(ready, {beginning: {contact}});
    assert.deepEqual(told(before, after), [
      ['messageadd', {type: 'text', body: 'Ma-Ti'}],
      ['messageadd', {type: 'text', body: 'mati@example.com'}],
    ]);
    assert.deepEqual(told(after, modelOf(ready, {beginning: {contact, tags: ['new']}})), []);
    assert.deepEqual(told(after, before), []);
  });

  it('tell that the user has closed a conversation that is over, before the window, and nothing else that they do with it', () => {
    const shown = {claim: {} as ChatModel['claim'], opening: {takesFocus: false}, code: 'ready'} as const;
    const farewell = (kind: Farewell['kind']) => ({conversationId: 'c1', kind});
    const before = modelOf(ready, shown);
    const closed = modelOf(ready, {...shown, opening: undefined, farewell: farewell('closed')});
    assert.deepEqual(told(before, closed), [
      ['chatend', null],
      ['widgettoggle', {visible: false}],
    ]);
    for (const kind of ['left', 'refused'] as const) {
      assert.deepEqual(told(before, modelOf(ready, {...shown, farewell: farewell(kind)})), []);
    }
    assert.deepEqual(
      told(closed, modelOf(ready, {...shown, farewell: closed.farewell})).map(([type]) => type),
      ['widgettoggle'],
    );
  });
});

describe('the announcements of any course of events', () => {
  const deed = fc.constantFrom(
    'write',
    'send',
    'answer',
    'resolve',
    'reject',
    'end',
    'solve',
    'rate',
    'rate elsewhere',
    'write elsewhere',
    'sync',
    'page',
    'page back',
    'see',
  );

  const CHANGES: Readonly<Record<string, Content['kind']>> = {
    conversationresolved: 'resolved',
    conversationrejected: 'rejected',
    conversationreopened: 'reopened',
    conversationend: 'ended',
  };

  it('tell what this page wrote once, in the order of storing, changes and read answers at most once, and nothing of the history', () => {
    fc.assert(
      fc.property(fc.nat({max: 70}), fc.array(deed, {maxLength: 60}), (past, deeds) => {
        const log = new UserLog();
        for (let number = 1; number <= past; number++) log.writeAsUser(`history ${number}`);
        let state = EMPTY_CHAT;
        let unread = 0;
        const messages: string[] = [];
        const starts: string[] = [];
        const stored: string[] = [];
        const ratings: number[] = [];
        const ratingsStored: number[] = [];
        const readHere: string[] = [];
        /** How often each change was told. */
        const toldChanges = new Map<string, number>();
        const become = (next: ChatState) => {
          for (const {type, detail} of announcements(modelOf(state), modelOf(next))) {
            if (type === 'messageadd') messages.push((detail as {body: string}).body);
            if (type === 'conversationstart') starts.push((detail as {message: string}).message);
            if (type === 'csatsubmit') ratings.push((detail as {rating: number}).rating);
            if (type === 'agentmessagereceived') readHere.push((detail as {body: string}).body);
            if (type in CHANGES) toldChanges.set(type, (toldChanges.get(type) ?? 0) + 1);
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
          const {id, status} = log.conversations.at(-1) ?? {};
          if (deed === 'resolve' && status === 'open') log.change('resolved');
          if (deed === 'reject' && status === 'open') log.change('rejected');
          if (deed === 'end' && (status === 'resolved' || status === 'rejected')) log.change('ended', SYSTEM);
          // What this page knows may be old: the service refuses such an answer.
          const conversationId = state.runs.at(-1)?.head.id;
          const answer = (content: NewAnswer['content']) =>
            conversationId !== undefined &&
            become(
              changed(state, {
                queue: withWritten(state.queue, {id: text, text: '', writtenAt: 5, answer: {conversationId, content}}),
              }),
            );
          if (deed === 'solve') answer({kind: 'ended'});
          if (deed === 'rate') answer({kind: 'rated', rating: 1 + (index % 5), feedback: ''});
          if (deed === 'rate elsewhere' && status === 'ended' && id !== undefined) {
            log.send({messages: [{id: text, conversationId: id, content: {kind: 'rated', rating: 1, feedback: ''}}]});
          }
          if (deed === 'see') become(withAllSeen(state));
          if (deed === 'sync') read();
          if (deed === 'page') read({});
          const oldest = state.runs.find(({entries}) => entries.length > 0);
          if (deed === 'page back' && oldest) {
            read({before: {id: oldest.head.id, number: oldest.entries[0]?.number ?? 1}});
          }
          if (deed !== 'send') continue;
          for (const {id, text, answer} of state.queue.filter(({status}) => status === 'waiting')) {
            const sent = log.send({messages: [answer ? {id, ...answer} : {id, text}]});
            if (!sent) become(changed(state, {queue: state.queue.filter((item) => item.id !== id)}));
            else if (!answer) stored.push(text);
            else if (answer.content.kind === 'rated') ratingsStored.push(answer.content.rating);
            become(withConversations(state, sent?.conversations ?? [], 'told').state);
          }
        }
        assert.deepEqual(messages, stored);
        assert.deepEqual(ratings, ratingsStored);
        assert.equal(new Set(readHere).size, readHere.length);
        for (const [type, count] of toldChanges) {
          assert.ok(count <= log.entries.filter(({content}) => content.kind === CHANGES[type]).length, type);
        }
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
