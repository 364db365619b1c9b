import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {
  addApp,
  answering,
  assertError,
  linesOf,
  sending,
  startTestService,
  storeSettings,
  type TestApp,
  textsOf,
} from '../support/test-service.js';
import type {AgentEntryRequest, SyncedAgentConversation} from '../../contract/conversations.js';
import type {ConversationStatus, NewAnswer, SendMessagesResponse} from 'helpshift-chat/protocol';

async function start(t: TestContext, app: TestApp = {}) {
  const service = await startTestService(t, {app});
  const headers = await service.agent();
  const session = await service.visit();
  const {conversation} = await service.send(session, 'one');
  const {id} = conversation;
  const tryAppend = (content: AgentEntryRequest['content'], entryId: string = randomUUID(), to = id) =>
    service.asAgent(headers, `conversations/${to}/entries`, {id: entryId, content});
  const change = async (kind: 'resolved' | 'rejected' | 'reopened'): Promise<void> => {
    assert.equal((await tryAppend({kind})).statusCode, 201, kind);
  };
  const refuses = async (content: AgentEntryRequest['content'], to = id): Promise<void> => {
    assertError(await tryAppend(content, randomUUID(), to), 409, 'conflict', 'content.kind');
  };
  /** All conversations of the user: the status and the lines of each. */
  const story = async () => {
    const {conversations} = await service.sync(session, {page: {}});
    return conversations.map((one) => [one.status, ...linesOf(one)].join(' '));
  };
  const answer = (content: NewAnswer['content'], entryId: string = randomUUID(), to = id) =>
    service.as(session, answering(to, content, entryId));
  return {service, headers, session, id, tryAppend, change, refuses, story, answer};
}

const text = {kind: 'text', text: 'from the agent'} as const;
const card = {kind: 'card', text: 'Choose', actions: [{kind: 'call', label: 'Call us', target: '1'}]} as const;
const rated = {kind: 'rated', rating: 4, feedback: 'fine'} as const;

describe('the life of a conversation', () => {
  it('is resolved and reopened by agents, and the user reads each step', async (t) => {
    const {service, session, change, refuses, story} = await start(t);
    await refuses({kind: 'reopened'});
    await change('resolved');
    await refuses({kind: 'resolved'});
    await refuses({kind: 'rejected'});
    await change('reopened');
    await refuses({kind: 'reopened'});
    await service.send(session, 'two');
    await change('resolved');
    assert.deepEqual(await story(), ['resolved one [resolved] [reopened] two [resolved]']);
    const authors = (await service.entries(session)).map(({author}) => author.kind);
    assert.deepEqual(authors, ['user', 'agent', 'agent', 'user', 'agent']);
  });

  it('is no answer that the user has to read, and the user no longer waits', async (t) => {
    const {service, headers, session, change} = await start(t);
    await change('resolved');
    assert.deepEqual(await service.agentList(headers, 'waiting'), []);
    const [conversation] = (await service.sync(session)).conversations;
    assert.deepEqual([conversation?.unreadCount, conversation?.readNumber, conversation?.lastNumber], [0, 1, 2]);
  });

  it('is rejected for good: it ends at once, and agents neither write nor reopen it', async (t) => {
    const {service, session, change, refuses, story} = await start(t);
    await change('rejected');
    assert.deepEqual(await story(), ['ended one [rejected] [ended]']);
    for (const content of [text, card, {kind: 'resolved'}, {kind: 'rejected'}, {kind: 'reopened'}] as const) {
      await refuses(content);
    }
    await service.send(session, 'two');
    assert.deepEqual(await story(), ['ended one [rejected] [ended]', 'open two']);
    for (const content of [text, {kind: 'resolved'}, {kind: 'reopened'}] as const) await refuses(content);
  });

  it('takes an answer that an agent wrote while a colleague resolved it, and stays resolved', async (t) => {
    const {service, session, tryAppend, change, story} = await start(t);
    await change('resolved');
    const response = await tryAppend(text);
    assert.equal(response.statusCode, 201);
    assert.equal(response.json<SyncedAgentConversation>().status, 'resolved');
    assert.deepEqual(await story(), ['resolved one [resolved] from the agent']);
    assert.equal((await service.sync(session)).conversations[0]?.unreadCount, 1);
  });

  it("is reopened by the user's text: both come with one answer", async (t) => {
    const {service, headers, session, id, change, story} = await start(t);
    await change('resolved');
    const response = await service.as(session, sending('two'));
    assert.equal(response.statusCode, 201);
    const [conversation, ...others] = response.json<SendMessagesResponse>().conversations;
    assert.deepEqual([conversation?.id, conversation?.status, others], [id, 'open', []]);
    const entries = conversation?.entries ?? [];
    assert.deepEqual(
      entries.map(({number, author, content}) => [number, author.kind, content.kind]),
      [
        [3, 'user', 'reopened'],
        [4, 'user', 'text'],
      ],
    );
    assert.deepEqual([conversation?.unreadCount, conversation?.lastId], [0, entries[1]?.id]);
    const [waiting] = await service.agentList(headers, 'waiting');
    assert.deepEqual([waiting?.id, waiting?.preview], [id, {author: 'user', text: 'two'}]);
    assert.deepEqual(await story(), ['open one [resolved] [reopened] two']);
    const {statusCode} = await service.as(session, sending('two', entries[1]?.id));
    assert.deepEqual([statusCode, await story()], [200, ['open one [resolved] [reopened] two']]);
    assertError(await service.as(session, sending('x', entries[0]?.id)), 409, 'conflict', 'messages.0.id');
  });

  it('begins the next one with the text after a rejection', async (t) => {
    const {service, session, change, refuses, story} = await start(t);
    await change('rejected');
    const {conversation} = await service.send(session, 'two');
    assert.deepEqual([conversation.ordinal, conversation.status], [2, 'open']);
    for (const content of [text, {kind: 'reopened'}] as const) await refuses(content);
    await service.send(session, 'three');
    assert.deepEqual(await story(), ['ended one [rejected] [ended]', 'open two three']);
  });

  it('ends a rejected conversation of an earlier version when the user writes again', async (t) => {
    const {service, session, id, change, story} = await start(t);
    await change('rejected');
    await service.engine.db.deleteFrom('entries').where('number', '=', 3).execute();
    const [last] = await service.engine.db.selectFrom('entries').select('id').where('number', '=', 2).execute();
    const before = {status: 'rejected' as ConversationStatus, last_number: 2, last_id: last?.id ?? ''};
    await service.engine.db.updateTable('conversations').set(before).where('id', '=', id).execute();
    await service.send(session, 'two');
    assert.deepEqual(await story(), ['ended one [rejected] [ended]', 'open two']);
  });

  it('ends when the user says that it is solved, and the next text begins another one', async (t) => {
    const {service, headers, session, id, change, refuses, story, answer} = await start(t);
    await change('resolved');
    const entryId = randomUUID();
    const response = await answer({kind: 'ended'}, entryId);
    assert.equal(response.statusCode, 201);
    const [conversation] = response.json<SendMessagesResponse>().conversations;
    assert.deepEqual([conversation?.status, conversation?.lastNumber, conversation?.readNumber], ['ended', 3, 1]);
    assert.deepEqual(
      conversation?.entries.map(({number, id, author, content}) => ({number, id, author, content})),
      [{number: 3, id: entryId, author: {kind: 'user'}, content: {kind: 'ended'}}],
    );
    const again = await answer({kind: 'ended'}, entryId);
    assert.deepEqual([again.statusCode, again.body], [200, response.body]);
    for (const content of [text, card, {kind: 'reopened'}, {kind: 'resolved'}] as const) await refuses(content);
    assert.deepEqual(await service.agentList(headers, 'waiting'), [], 'nobody waits for an answer');
    assert.deepEqual((await service.agentList(headers, 'closed'))[0]?.preview, {author: 'user', text: 'one'});
    await service.send(session, 'two');
    assert.deepEqual(await story(), ['ended one [resolved] [ended]', 'open two']);
    const late = await answer({kind: 'ended'}, entryId, id);
    assert.deepEqual([late.statusCode, late.body], [200, response.body]);
  });

  it('ends right after a resolution where the app does not ask, and the answer tells both', async (t) => {
    const {service, session, id, tryAppend, story} = await start(t, {askResolution: false});
    const entryId = randomUUID();
    const [first, again] = [await tryAppend({kind: 'resolved'}, entryId), await tryAppend({kind: 'resolved'}, entryId)];
    assert.deepEqual([first.statusCode, again.statusCode, again.body], [201, 200, first.body]);
    const {status, lastNumber, entries} = first.json<SyncedAgentConversation>();
    assert.deepEqual(
      [status, lastNumber, ...entries.map(({number, author, content}) => [number, author.kind, content.kind].join())],
      ['ended', 3, '2,agent,resolved', '3,system,ended'],
    );
    await service.send(session, 'two');
    assert.deepEqual(await story(), ['ended one [resolved] [ended]', 'open two']);
    const late = await tryAppend({kind: 'resolved'}, entryId, id);
    assert.deepEqual([late.statusCode, late.json<SyncedAgentConversation>().entries], [200, entries]);
  });

  it('follows the setting of its own app', async (t) => {
    const {service, headers} = await start(t);
    await addApp(service.engine, {platformId: 'other', verification: false, secrets: [], askResolution: false});
    const {sessionToken} = await service.session({platformId: 'other', userId: 'ann'});
    const {conversation} = await service.send(sessionToken, 'one');
    assert.equal((await service.append(headers, conversation.id, {kind: 'resolved'})).status, 'ended');
  });

  it('is rated once, after a resolution alone', async (t) => {
    const {service, headers, session, id, change, story, answer} = await start(t);
    const refused = async (field = 'content.kind'): Promise<void> =>
      assertError(await answer(rated), 409, 'conflict', `messages.0.${field}`);
    await refused();
    await change('resolved');
    await refused();
    await answer({kind: 'ended'});
    const entryId = randomUUID();
    const response = await answer({...rated, feedback: ' fi\0ne \ud83d '}, entryId);
    assert.equal(response.statusCode, 201);
    const [conversation] = response.json<SendMessagesResponse>().conversations;
    const content = {kind: 'rated', rating: 4, feedback: 'fine \ufffd'} as const;
    assert.deepEqual([conversation?.status, conversation?.entries[0]?.content], ['ended', content]);
    const again = await answer(content, entryId);
    assert.deepEqual([again.statusCode, again.body], [200, response.body]);
    assertError(await answer({...content, rating: 5}, entryId), 409, 'conflict', 'messages.0.id');
    assertError(await answer({kind: 'ended'}, entryId), 409, 'conflict', 'messages.0.id');
    assertError(await service.as(session, sending('fine', entryId)), 409, 'conflict', 'messages.0.id');
    await refused();
    assert.deepEqual(await service.agentList(headers, 'waiting'), []);
    assert.deepEqual((await service.agentList(headers, 'closed'))[0]?.preview, {author: 'user', text: 'one'});
    const other = await service.send(session, 'two');
    await service.append(headers, other.conversation.id, {kind: 'rejected'});
    const rejected = await answer(rated, randomUUID(), other.conversation.id);
    assertError(rejected, 409, 'conflict', 'messages.0.content.kind');
    assert.deepEqual(await story(), ['ended one [resolved] [ended] [rated]', 'ended two [rejected] [ended]']);
    assert.deepEqual((await service.sync(session)).conversations[0]?.id, id);
  });

  it('is rated later too, beside the conversation that followed', async (t) => {
    const {service, session, change, story, answer} = await start(t);
    await change('resolved');
    await change('reopened');
    await change('resolved');
    await answer({kind: 'ended'});
    await service.send(session, 'two');
    assert.equal((await answer(rated)).statusCode, 201);
    assert.deepEqual(await story(), ['ended one [resolved] [reopened] [resolved] [ended] [rated]', 'open two']);
  });

  it('takes answers and messages in one list, all of it or none', async (t) => {
    const {service, session, id, change, story} = await start(t);
    await change('resolved');
    const list = (...messages: readonly object[]) =>
      service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
    const [ended, stars, next] = [
      {id: randomUUID(), conversationId: id, content: {kind: 'ended'}},
      {id: randomUUID(), conversationId: id, content: rated},
      {id: randomUUID(), text: 'two'},
    ];
    assertError(await list(next, stars), 409, 'conflict', 'messages.1.content.kind');
    assert.deepEqual(await story(), ['resolved one [resolved]']);
    const response = await list(ended, stars, next);
    assert.equal(response.statusCode, 201);
    assert.deepEqual(response.json<SendMessagesResponse>().conversations.map(linesOf), [
      ['[ended]', '[rated]'],
      ['two'],
    ]);
    const again = await list(ended, stars, next);
    assert.deepEqual([again.statusCode, again.body], [200, response.body]);
    assert.deepEqual(await story(), ['ended one [resolved] [ended] [rated]', 'open two']);
  });

  it('answers an answer to a conversation of another user like one that never existed', async (t) => {
    const {service, id, change, answer, story} = await start(t);
    await change('resolved');
    const [stranger, nobody] = [await service.logIn('bob'), await service.visit()];
    await service.send(stranger, 'hello');
    const missing = randomUUID();
    for (const who of [stranger, nobody]) {
      for (const content of [{kind: 'ended'}, rated] as const) {
        const [foreign, unknown] = [
          await service.as(who, answering(id, content)),
          await service.as(who, answering(missing, content)),
        ];
        assertError(foreign, 409, 'conflict', 'messages.0.conversationId');
        assert.equal(foreign.body, unknown.body);
      }
    }
    assert.deepEqual(await story(), ['resolved one [resolved]']);
    assert.equal((await answer({kind: 'ended'})).statusCode, 201);
    assertError(await service.as(stranger, answering(id, rated)), 409, 'conflict', 'messages.0.conversationId');
    assert.deepEqual(await story(), ['ended one [resolved] [ended]']);
  });

  it('no longer counts as verified when an unverified session rates it', async (t) => {
    const {service, headers} = await start(t);
    const {conversation} = await service.send(await service.logIn('ann'), 'hello');
    await service.append(headers, conversation.id, {kind: 'resolved'});
    await service.as(await service.logIn('ann'), answering(conversation.id, {kind: 'ended'}));
    const isVerified = async () =>
      (await service.agentList(headers, 'closed')).find(({id}) => id === conversation.id)?.user.userIdVerified;
    assert.equal(await isVerified(), true);
    await storeSettings(service.engine, {verification: false});
    const {sessionToken} = await service.session({userId: 'ann'});
    assert.equal((await service.as(sessionToken, answering(conversation.id, rated))).statusCode, 201);
    assert.equal(await isVerified(), false);
  });

  it('stores an answer with the end of a session', async (t) => {
    const {service, session, id, change, story} = await start(t);
    await change('resolved');
    const messages = [{id: randomUUID(), conversationId: id, content: {kind: 'ended'}}];
    const end = (payload: object) => service.ask({method: 'POST', url: '/v1/sessions/end', payload});
    const other = [{...messages[0], conversationId: randomUUID()}];
    const refused = await end({sessionTokens: [session], messages: other});
    assertError(refused, 409, 'conflict', 'messages.0.conversationId');
    assert.deepEqual(await story(), ['resolved one [resolved]']);
    assert.equal((await end({sessionTokens: [session], messages})).statusCode, 204);
    const row = service.engine.db.selectFrom('conversations').select('status').where('id', '=', id);
    assert.deepEqual(await row.execute(), [{status: 'ended'}]);
  });

  it('is reopened once, or followed by one new conversation, for 20 texts at once', async (t) => {
    for (const kind of ['resolved', 'rejected'] as const) {
      const {service, headers, session, id, change} = await start(t);
      await change(kind);
      const texts = Array.from({length: 20}, (_, index) => `text ${index}`);
      await Promise.all(texts.map((one) => service.send(session, one)));
      const {conversations} = await service.sync(session, {page: {}});
      for (const {entries, lastNumber} of conversations) {
        assert.deepEqual(
          entries.map(({number}) => number),
          Array.from({length: lastNumber}, (_, index) => index + 1),
        );
      }
      const expected = {resolved: ['one', '[resolved]', '[reopened]'], rejected: ['one', '[rejected]', '[ended]']};
      assert.deepEqual(linesOf(conversations[0]).slice(0, 3), expected[kind]);
      assert.deepEqual(
        textsOf({entries: conversations.flatMap(({entries}) => entries)})
          .slice(1)
          .toSorted(),
        texts.toSorted(),
      );
      const open = (await service.agentList(headers, 'open')).map((one) => one.id);
      assert.deepEqual(open, [conversations[kind === 'resolved' ? 0 : 1]?.id]);
      assert.equal(conversations[0]?.id, id);
    }
  });

  it('takes one of 20 ratings at once', async (t) => {
    const {change, story, answer} = await start(t);
    await change('resolved');
    await answer({kind: 'ended'});
    const answers = await Promise.all(Array.from({length: 20}, () => answer(rated)));
    assert.equal(answers.filter(({statusCode}) => statusCode === 201).length, 1);
    assert.deepEqual(await story(), ['ended one [resolved] [ended] [rated]']);
  });

  it('keeps one open conversation while texts race with resolutions and reopenings', async (t) => {
    const {service, headers, session, id, tryAppend, story} = await start(t);
    const changes = ['resolved', 'reopened', 'resolved', 'rejected', 'reopened'] as const;
    const statuses = await Promise.all(
      Array.from({length: 60}, async (_, index) => {
        if (index % 3) return (await service.as(session, sending(`text ${index}`))).statusCode;
        const [newest] = await service.agentList(headers, 'open');
        return (await tryAppend({kind: changes[(index / 3) % 5]!}, randomUUID(), newest?.id ?? id)).statusCode;
      }),
    );
    assert.ok(
      statuses.every((status) => status === 201 || status === 409),
      statuses.join(),
    );
    const stories = await story();
    assert.ok(stories.filter((one) => one.startsWith('open')).length <= 1, stories.join('\n'));
    assert.ok(
      stories.slice(0, -1).every((one) => one.startsWith('ended')),
      stories.join('\n'),
    );
    const sent = statuses.filter((_, index) => index % 3);
    assert.ok(
      sent.every((status) => status === 201),
      'a user can always write',
    );
  });

  it('stays resolved when the list with the text that would reopen it is refused', async (t) => {
    const {service, session, change, story} = await start(t);
    const stored = await service.send(session, 'stored');
    await change('resolved');
    const messages = [
      {id: randomUUID(), text: 'would reopen the conversation'},
      {id: stored.entry.id, text: 'other content'},
    ];
    const response = await service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
    assertError(response, 409, 'conflict', 'messages.1.id');
    assert.deepEqual(await story(), ['resolved one stored [resolved]']);
    await change('reopened');
    assert.deepEqual(await story(), ['open one stored [resolved] [reopened]']);
  });

  it('changes once for a step that is sent again, also when the status has moved on', async (t) => {
    const {tryAppend, change, story} = await start(t);
    const id = randomUUID();
    const first = await tryAppend({kind: 'resolved'}, id);
    const again = await tryAppend({kind: 'resolved'}, id);
    assert.deepEqual([first.statusCode, again.statusCode, again.body], [201, 200, first.body]);
    await change('reopened');
    const late = await tryAppend({kind: 'resolved'}, id);
    assert.deepEqual([late.statusCode, late.json<SyncedAgentConversation>().status], [200, 'open']);
    assert.deepEqual(await story(), ['open one [resolved] [reopened]']);
  });
});
