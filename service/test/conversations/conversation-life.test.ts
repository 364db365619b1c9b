import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {assertError, linesOf, sending, startTestService, textsOf} from '../support/test-service.js';
import type {AgentEntryRequest, SyncedAgentConversation} from '../../contract/conversations.js';
import type {SendMessagesResponse} from 'helpshift-chat/protocol';

async function start(t: TestContext) {
  const service = await startTestService(t);
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
  return {service, headers, session, id, tryAppend, change, refuses, story};
}

const text = {kind: 'text', text: 'from the agent'} as const;

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

  it('is rejected for good: agents neither write nor reopen it', async (t) => {
    const {service, session, change, refuses, story} = await start(t);
    await change('rejected');
    for (const content of [text, {kind: 'resolved'}, {kind: 'rejected'}, {kind: 'reopened'}] as const) {
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

  for (const kind of ['resolved', 'rejected'] as const) {
    it(`ends with the user's next text after "${kind}", which begins the next conversation`, async (t) => {
      const {service, session, id, change, refuses, story} = await start(t);
      await change(kind);
      const response = await service.as(session, sending('two'));
      assert.equal(response.statusCode, 201);
      const {conversations} = response.json<SendMessagesResponse>();
      // The answer tells both: what ended, and what began.
      assert.deepEqual(
        conversations.map((one) => [one.ordinal, one.status, linesOf(one), one.entries[0]?.author.kind]),
        [
          [1, 'ended', ['[ended]'], 'system'],
          [2, 'open', ['two'], 'user'],
        ],
      );
      assert.equal(conversations[0]?.id, id);
      assert.deepEqual(await story(), [`ended one [${kind}] [ended]`, 'open two']);
      for (const content of [text, {kind: 'reopened'}] as const) await refuses(content);
      await service.send(session, 'three');
      assert.deepEqual(await story(), [`ended one [${kind}] [ended]`, 'open two three']);
    });
  }

  it('begins one new conversation for 20 texts at once, and all numbers are without gaps', async (t) => {
    for (const kind of ['resolved', 'rejected'] as const) {
      const {service, headers, session, id, change} = await start(t);
      await change(kind);
      const texts = Array.from({length: 20}, (_, index) => `text ${index}`);
      await Promise.all(texts.map((one) => service.send(session, one)));
      const {conversations} = await service.sync(session, {page: {}});
      assert.deepEqual(
        conversations.map((one) => one.status),
        ['ended', 'open'],
      );
      for (const {entries, lastNumber} of conversations) {
        assert.deepEqual(
          entries.map(({number}) => number),
          Array.from({length: lastNumber}, (_, index) => index + 1),
        );
      }
      assert.deepEqual(linesOf(conversations[0]), ['one', `[${kind}]`, '[ended]']);
      assert.deepEqual(textsOf(conversations[1]).toSorted(), texts.toSorted());
      assert.deepEqual(
        (await service.agentList(headers, 'closed')).map((one) => one.id),
        [id],
      );
    }
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

  it('stores nothing of a new conversation when its list is refused: the one before goes on', async (t) => {
    const {service, session, change, story} = await start(t);
    const stored = await service.send(session, 'stored');
    await change('resolved');
    const messages = [
      {id: randomUUID(), text: 'would begin the next conversation'},
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
