import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {request as sendRequest} from 'node:http';
import {describe, it, type TestContext} from 'node:test';
import {until} from '../../../test/support/until.js';
import {WAIT_SPACING_MS} from '../../src/limits.js';
import {Wait, Waits} from '../../src/live/waits.js';
import {
  APP,
  assertError,
  deleteKey,
  knownOf,
  linesOf,
  newCredential,
  SECRET,
  sending,
  startTestService,
  SYNC,
  type TestOptions,
} from '../support/test-service.js';
import type {AgentSyncRequest, AgentSyncResponse} from '../../contract/conversations.js';
import type {LightMyRequestResponse} from 'fastify';
import type {Conversation, SyncResponse} from 'helpshift-chat/protocol';

/** Far longer than a test takes. */
const LONG_MS = 20_000;
const isSoon = (startedAt: number): boolean => performance.now() - startedAt < LONG_MS / 4;

async function start(t: TestContext, options: TestOptions = {}) {
  const waiting = new Set<Wait>();
  for (const method of ['ofUser', 'ofAgent'] as const) {
    const begin = Reflect.get(Waits.prototype, method) as (this: Waits, ...who: unknown[]) => Wait;
    t.mock.method(Waits.prototype, method, function (this: Waits, ...who: unknown[]) {
      const wait = begin.apply(this, who);
      waiting.add(wait);
      return wait;
    });
  }
  const end = Reflect.get(Wait.prototype, 'end');
  t.mock.method(Wait.prototype, 'end', function (this: Wait) {
    waiting.delete(this);
    end.call(this);
  });
  const service = await startTestService(t, {liveTickMs: 10, monotonic: () => performance.now(), ...options});
  /** Resolves when the request has read what there is, and waits for a change. */
  const begin = async (answer: Promise<LightMyRequestResponse>) => {
    const count = waiting.size;
    await until(() => waiting.size > count, 'the request waits');
    await new Promise((resolve) => setImmediate(resolve));
    return {answer, startedAt: performance.now()};
  };
  const wait = (session: string, known: readonly Conversation[] = [], waitMs = LONG_MS) =>
    begin(service.as(session, {...SYNC, payload: {known: known.map(knownOf), waitMs}}));
  const waitAsAgent = (headers: Record<string, string>, request: AgentSyncRequest) =>
    begin(service.asAgent(headers, 'sync', {waitMs: LONG_MS, ...request}));
  return {service, wait, waitAsAgent, waiting};
}

function newsIn(answer: LightMyRequestResponse): string[][] {
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<SyncResponse>().conversations.map(linesOf);
}

describe('a sync that may wait', () => {
  it('answers at once when there is something to tell', async (t) => {
    const {service} = await start(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const {conversations} = await service.sync(session, {waitMs: LONG_MS});
    assert.deepEqual(conversations, [{...conversation, entries: []}]);
  });

  for (const request of [{page: {}}, {read: [{id: randomUUID(), number: 1}]}]) {
    it(`does not wait with ${JSON.stringify(Object.keys(request))}`, async (t) => {
      const {service, waiting} = await start(t);
      await service.sync(await service.visit(), {...request, waitMs: LONG_MS});
      assert.equal(waiting.size, 0);
    });
  }

  it('answers when something comes: the first conversation, an answer, a mark, a resolution', async (t) => {
    const {service, wait, waiting} = await start(t);
    const headers = await service.agent();
    const [session, elsewhere] = [await service.logIn('ann'), await service.logIn('ann')];
    const known = async () => (await service.sync(elsewhere)).conversations;
    const first = await wait(session);
    const {conversation} = await service.send(elsewhere, 'one');
    assert.deepEqual(newsIn(await first.answer), [[]]);
    for (const [change, lines] of [
      [() => service.append(headers, conversation.id, 'two'), ['two']],
      [() => service.sync(elsewhere, {read: [{id: conversation.id, number: 2}]}), []],
      [() => service.append(headers, conversation.id, {kind: 'resolved'}), ['[resolved]']],
    ] as const) {
      const {answer, startedAt} = await wait(session, await known());
      await change();
      assert.deepEqual(newsIn(await answer), [lines]);
      assert.ok(isSoon(startedAt));
    }
    assert.equal(waiting.size, 0);
  });

  it('goes on waiting for what it cannot see: notes, other users', async (t) => {
    const {service, wait} = await start(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const {answer} = await wait(session, [conversation]);
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    await service.append(headers, conversation.id, {kind: 'note', text: 'for agents'});
    await service.send(await service.visit(), 'from somebody else');
    // A wait that was wrongly woken would look, and answer, by then.
    await new Promise((resolve) => setTimeout(resolve, WAIT_SPACING_MS));
    assert.equal(isAnswered, false);
    await service.append(headers, conversation.id, 'two');
    const body = await answer;
    assert.deepEqual(newsIn(body), [['two']]);
    assert.ok(!body.body.includes('for agents'));
  });

  it('answers when an agent has seen what the user wrote', async (t) => {
    const {service, wait} = await start(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const {answer} = await wait(session, [conversation]);
    await service.agentSync(await service.agent(), {read: [{id: conversation.id, number: 1}]});
    const {conversations} = (await answer).json<SyncResponse>();
    assert.deepEqual(
      conversations.map(({agentReadNumber, entries}) => [agentReadNumber, entries]),
      [[1, []]],
    );
  });

  it('loses no change between its first read and its wait', async (t) => {
    const {service} = await start(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const next = Reflect.get(Wait.prototype, 'next') as (this: Wait, ...args: unknown[]) => Promise<boolean>;
    t.mock.method(
      Wait.prototype,
      'next',
      async function (this: Wait, ...args: unknown[]) {
        await service.append(headers, conversation.id, 'in between');
        // The hub has told it by now.
        await new Promise((resolve) => setImmediate(resolve));
        return next.apply(this, args);
      },
      {times: 1},
    );
    const {conversations} = await service.sync(session, {known: [knownOf(conversation)], waitMs: LONG_MS});
    assert.deepEqual(conversations.map(linesOf), [['in between']]);
  });

  it('answers without news when its time is over', async (t) => {
    const {service, waiting} = await start(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const startedAt = performance.now();
    const answer = await service.sync(session, {known: [knownOf(conversation)], waitMs: 30});
    assert.deepEqual(answer, {conversations: [], version: conversation.version});
    assert.ok(performance.now() - startedAt > 25);
    assert.equal(waiting.size, 0);
  });

  it('ends in time also while changes come that it cannot see', async (t) => {
    const {service, waitAsAgent} = await start(t);
    const headers = await service.agent();
    const {conversation} = await service.send(await service.visit(), 'one');
    await service.append(headers, conversation.id, {kind: 'resolved'});
    const tag = (await service.agentSync(headers, {list: {name: 'closed'}})).list?.tag ?? assert.fail();
    const busy = await service.visit();
    const {answer, startedAt} = await waitAsAgent(headers, {list: {name: 'closed', tag}, waitMs: 3 * WAIT_SPACING_MS});
    let isOver = false;
    const ended = answer.then(() => (isOver = true));
    while (!isOver && isSoon(startedAt)) {
      await service.send(busy, 'hello');
      // Others keep writing at a steady rate: each message wakes the wait.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await ended;
    assert.ok(isSoon(startedAt));
    assert.deepEqual((await answer).json(), {conversations: []});
  });

  it('keeps to its time also when a hundred requests of one session wait', async (t) => {
    const {service} = await start(t);
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const startedAt = performance.now();
    await Promise.all(
      Array.from({length: 100}, () => service.sync(session, {known: [knownOf(conversation)], waitMs: 300})),
    );
    // One answer after the other would take this long.
    assert.ok(performance.now() - startedAt < 100 * WAIT_SPACING_MS);
  });
});

describe('a sync that waits', () => {
  it('ends with 401 at log-out', async (t) => {
    const {service, wait} = await start(t, {liveTickMs: 3_600_000});
    const [session, other] = [await service.logIn('ann'), await service.logIn('ann')];
    const {conversation} = await service.send(session, 'one');
    const [leaving, staying] = [await wait(session, [conversation]), await wait(other, [conversation], 1000)];
    await service.ask({method: 'POST', url: '/v1/sessions/end', payload: {sessionTokens: [session]}});
    assertError(await leaving.answer, 401, 'unauthorized');
    assert.ok(isSoon(leaving.startedAt));
    assert.equal((await staying.answer).statusCode, 200);
  });

  it('ends with 401 when its key is deleted, or its user is cleared', async (t) => {
    const {service, wait} = await start(t);
    const anonymousCredential = newCredential();
    const [verified, visitor] = [
      await wait(await service.logIn('ann')),
      await wait(await service.visit(anonymousCredential)),
    ];
    await deleteKey(service.engine, SECRET);
    assertError(await verified.answer, 401, 'unauthorized');
    await service.ask({method: 'POST', url: '/v1/anonymous-users/clear', payload: {...APP, anonymousCredential}});
    assertError(await visitor.answer, 401, 'unauthorized');
    assert.ok(isSoon(verified.startedAt));
  });

  it('tells nothing that is stored in the moment in which its key is deleted', async (t) => {
    const {service, wait} = await start(t, {liveTickMs: 3_600_000});
    const session = await service.logIn('ann');
    const {conversation} = await service.send(session, 'one');
    const {answer} = await wait(session, [conversation]);
    await deleteKey(service.engine, SECRET);
    await service.append(await service.agent(), conversation.id, 'too late for this session');
    assertError(await answer, 401, 'unauthorized');
  });

  it('is answered at once when the service stops', async (t) => {
    const {service, wait, waitAsAgent} = await start(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const waits = [
      await wait(session, [conversation]),
      await waitAsAgent(headers, {known: [{...knownOf(conversation), note: 0}]}),
      // This one still waits for its turn.
      await wait(session, [conversation]),
    ];
    await service.app.close();
    for (const {answer, startedAt} of waits) {
      assert.deepEqual((await answer).json<SyncResponse>().conversations, []);
      assert.ok(isSoon(startedAt));
    }
  });

  it('leaves nothing behind when its client goes away', async (t) => {
    const {service, waiting} = await start(t);
    const {port} = new URL(await service.app.listen({host: '127.0.0.1', port: 0}));
    const session = await service.visit();
    for (let round = 0; round < 2; round++) {
      const headers = {'content-type': 'application/json', authorization: `Bearer ${session}`};
      const request = sendRequest({host: '127.0.0.1', port, path: '/v1/sync', method: 'POST', headers});
      request.on('error', () => undefined);
      request.end(JSON.stringify({waitMs: LONG_MS}));
      await until(() => waiting.size === 1);
      request.destroy();
      await until(() => waiting.size === 0);
    }
  });

  it('of an agent answers for its list and its conversations, and ends at log-out', async (t) => {
    const {service, waitAsAgent} = await start(t, {liveTickMs: 3_600_000});
    const headers = await service.agent();
    const session = await service.visit();
    const {conversation} = await service.send(session, 'one');
    const known = [{...knownOf(conversation), note: 0}];
    const {list} = await service.agentSync(headers, {list: {name: 'open'}});
    const ofList = await waitAsAgent(headers, {list: {name: 'open', tag: list!.tag}});
    await service.as(await service.visit(), sending('from another user'));
    const {list: after} = (await ofList.answer).json<AgentSyncResponse>();
    assert.deepEqual(
      after?.conversations.map(({preview}) => preview.text),
      ['from another user', 'one'],
    );

    const ofOne = await waitAsAgent(headers, {known});
    await service.append(headers, conversation.id, {kind: 'note', text: 'a note'});
    const {conversations} = (await ofOne.answer).json<AgentSyncResponse>();
    assert.deepEqual(
      conversations[0]?.notes.map(({content}) => content.text),
      ['a note'],
    );

    const {list: waiting} = await service.agentSync(headers, {list: {name: 'waiting'}});
    const last = await waitAsAgent(headers, {list: {name: 'waiting', tag: waiting?.tag ?? ''}});
    await service.ask({method: 'DELETE', url: '/v1/agent/session', headers});
    assertError(await last.answer, 401, 'unauthorized');
  });
});
