import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {addApp, assertError, setVerification, startTestService, type TestService} from '../support/test-service.js';
import type {AgentConversation, AgentConversationsResponse, AgentMessageResponse} from '../../src/agent-wire.js';
import type {MessagesResponse, SendMessageResponse} from 'helpshift-chat/protocol';

type Headers = Record<string, string>;
const LIST = '/v1/agent/conversations';

async function list(service: TestService, headers: Headers, status?: string): Promise<readonly AgentConversation[]> {
  const url = status === undefined ? LIST : `${LIST}?status=${status}`;
  return (await service.ask({url, headers})).json<AgentConversationsResponse>().conversations;
}

function answer(service: TestService, headers: Headers, id: string, text: string, messageId: string = randomUUID()) {
  return service.ask({method: 'POST', url: `${LIST}/${id}/messages`, headers, payload: {id: messageId, text}});
}

function setStatus(service: TestService, headers: Headers, id: string, status: string) {
  return service.ask({method: 'PATCH', url: `${LIST}/${id}`, headers, payload: {status}});
}

describe('GET /v1/agent/conversations', () => {
  it('shows the user and the newest message', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.logIn('captain', 'captain@x.org');
    const {conversation} = await service.send(session, 'x'.repeat(250));
    const [shown, ...others] = await list(service, headers);
    assert.deepEqual(others, []);
    assert.deepEqual(shown, {
      id: conversation.id,
      domain: 'acme',
      platformId: 'web',
      status: 'open',
      lastSequence: 1,
      agentReadSequence: 0,
      createdAt: service.clock.time,
      updatedAt: service.clock.time,
      preview: {senderKind: 'user', text: 'x'.repeat(200)},
      user: {
        kind: 'logged-in',
        userId: 'captain',
        userIdVerified: true,
        userEmail: 'captain@x.org',
        userEmailVerified: true,
        userName: null,
      },
      contact: {name: null, email: null},
    });
    const one = await service.ask({url: `${LIST}/${conversation.id}`, headers});
    assert.deepEqual(one.json(), shown);
  });

  it("separates verified, unverified and anonymous users, and the user's own answers", async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    const headers = await service.agent();
    const unverified = (await service.session({userId: 'captain', userName: 'Captain'})).sessionToken;
    await service.send(unverified, 'a');
    const visitor = await service.visit();
    const payload = {id: randomUUID(), text: 'b', contact: {name: 'Ann', email: 'ann@x.org'}};
    await service.as(visitor, {method: 'POST', url: '/v1/messages', payload});
    const shown = await list(service, headers);
    const byText = Object.fromEntries(shown.map(({preview, user, contact}) => [preview.text, {user, contact}]));
    assert.deepEqual(byText['a'], {
      user: {
        kind: 'logged-in',
        userId: 'captain',
        userIdVerified: false,
        userEmail: null,
        userEmailVerified: false,
        userName: 'Captain',
      },
      contact: {name: null, email: null},
    });
    assert.deepEqual(byText['b'], {
      user: {
        kind: 'anonymous',
        userId: null,
        userIdVerified: false,
        userEmail: null,
        userEmailVerified: false,
        userName: null,
      },
      contact: {name: 'Ann', email: 'ann@x.org'},
    });
  });

  it('does not call a conversation verified after a message from an unverified session', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const verified = await service.logIn('captain');
    await service.send(verified, 'it is me');
    assert.equal((await list(service, headers))[0]?.user.userIdVerified, true);
    await service.engine.db.updateTable('apps').set({verification: 0}).execute();
    await service.send((await service.session({userId: 'captain'})).sessionToken, 'it is me, believe me');
    await service.engine.db.updateTable('apps').set({verification: 1}).execute();
    await service.send(verified, 'who was that?');
    assert.equal((await list(service, headers))[0]?.user.userIdVerified, false);
  });

  it('does not call a conversation verified that an unverified session began', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const verified = await service.logIn('captain', 'captain@x.org');
    await setVerification(service.engine, false);
    await service.send((await service.session({userId: 'captain'})).sessionToken, 'it is me, believe me');
    await setVerification(service.engine, true);
    await service.send(verified, 'who was that?');
    const {userIdVerified, userEmailVerified} = (await list(service, headers))[0]!.user;
    assert.deepEqual([userIdVerified, userEmailVerified], [false, false]);
  });

  it('is sorted by newest activity, for each status', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const visitors = [await service.visit(), await service.visit(), await service.visit()];
    const ids: string[] = [];
    for (const visitor of visitors) {
      service.clock.advance(1);
      ids.push((await service.send(visitor, 'hello')).conversation.id);
    }
    const [first = '', second = '', third = ''] = ids;
    service.clock.advance(1);
    await service.send(visitors[0] ?? '', 'again');
    assert.deepEqual(
      (await list(service, headers)).map(({id}) => id),
      [first, third, second],
    );
    await setStatus(service, headers, third, 'resolved');
    assert.deepEqual(
      (await list(service, headers, 'open')).map(({id}) => id),
      [first, second],
    );
    assert.deepEqual(
      (await list(service, headers, 'resolved')).map(({id}) => id),
      [third],
    );
  });

  it('never cuts an emoji in half', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    await service.send(await service.visit(), `${'x'.repeat(199)}🙂`);
    assert.equal((await list(service, headers))[0]?.preview.text, 'x'.repeat(199));
  });

  it('refuses an unknown status', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    assertError(await service.ask({url: `${LIST}?status=lost`, headers}), 400, 'invalid_request', 'status');
  });
});

describe('an agent', () => {
  it('answers, and the user reads it', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent({name: 'Alex'});
    const session = await service.visit();
    const {conversation} = await service.send(session, 'hello');
    service.clock.advance(5);
    const response = await answer(service, headers, conversation.id, 'hi');
    assert.equal(response.statusCode, 201);
    const {message} = response.json<AgentMessageResponse>();
    assert.deepEqual(message, {
      id: message.id,
      conversationId: conversation.id,
      sequence: 2,
      sender: {kind: 'agent', name: 'Alex'},
      text: 'hi',
      createdAt: service.clock.time,
    });
    const url = `/v1/conversations/${conversation.id}/messages?after=1`;
    assert.deepEqual((await service.as(session, {url})).json(), {messages: [message]});
    const read = await service.ask({url: `${LIST}/${conversation.id}/messages?after=1`, headers});
    assert.deepEqual(read.json<MessagesResponse>().messages, [message]);
  });

  it('stores an answer once, also when it is sent again', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const {conversation} = await service.send(await service.visit(), 'hello');
    const id = randomUUID();
    const responses = await Promise.all([1, 2, 3].map(() => answer(service, headers, conversation.id, 'hi', id)));
    assert.deepEqual(responses.map(({statusCode}) => statusCode).toSorted(), [200, 200, 201]);
    assert.equal(new Set(responses.map(({body}) => body)).size, 1);
    assert.equal(await service.count('messages'), 2);
  });

  it('cannot use an id again in another conversation', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const one = (await service.send(await service.visit(), 'hello')).conversation.id;
    const two = (await service.send(await service.visit(), 'hello')).conversation.id;
    const id = randomUUID();
    assert.equal((await answer(service, headers, one, 'hi', id)).statusCode, 201);
    assertError(await answer(service, headers, two, 'hi', id), 400, 'invalid_request', 'id');
  });

  it('numbers messages without a gap while the user writes too', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {id} = (await service.send(session, 'hello')).conversation;
    await Promise.all(
      Array.from({length: 20}, (_, index) =>
        index % 2 ? service.send(session, `user ${index}`) : answer(service, headers, id, `agent ${index}`),
      ),
    );
    const {messages} = (await service.ask({url: `${LIST}/${id}/messages`, headers})).json<MessagesResponse>();
    assert.deepEqual(
      messages.map(({sequence}) => sequence),
      Array.from({length: 21}, (_, index) => index + 1),
    );
  });

  it('resolves a conversation and opens it again', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {id} = (await service.send(session, 'hello')).conversation;
    const status = async () =>
      (await service.as(session, {url: '/v1/conversations'})).json<{conversations: {status: string}[]}>()
        .conversations[0]?.status;
    for (const wanted of ['resolved', 'resolved', 'open', 'open']) {
      const response = await setStatus(service, headers, id, wanted);
      assert.equal(response.json<AgentConversation>().status, wanted);
      assert.equal(await status(), wanted);
    }
    assertError(await setStatus(service, headers, id, 'lost'), 400, 'invalid_request', 'status');
  });

  it('cannot open a second conversation of a user', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const first = (await service.send(session, 'one')).conversation.id;
    await setStatus(service, headers, first, 'resolved');
    await service.send(session, 'two');
    assertError(await setStatus(service, headers, first, 'open'), 400, 'invalid_request', 'status');
    assert.equal((await list(service, headers, 'resolved')).length, 1);
  });

  it('may answer in a resolved conversation without opening it', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const {id} = (await service.send(await service.visit(), 'one')).conversation;
    await setStatus(service, headers, id, 'resolved');
    assert.equal((await answer(service, headers, id, 'one more thing')).statusCode, 201);
    assert.equal((await list(service, headers, 'resolved'))[0]?.lastSequence, 2);
  });

  it('moves the read mark only forward, and never beyond the newest message', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const session = await service.visit();
    const {id} = (await service.send(session, 'one')).conversation;
    await service.send(session, 'two');
    const read = async (sequence: number) => {
      const url = `${LIST}/${id}/read`;
      assert.equal((await service.ask({method: 'PUT', url, headers, payload: {sequence}})).statusCode, 204);
      return (await list(service, headers))[0]?.agentReadSequence;
    };
    assert.deepEqual([await read(1), await read(0), await read(9)], [1, 1, 2]);
    await answer(service, headers, id, 'hi');
    assert.equal((await list(service, headers))[0]?.agentReadSequence, 3);
  });

  for (const [field, body] of [
    ['text', {id: randomUUID(), text: ' '}],
    ['text', {id: randomUUID(), text: 'x'.repeat(10_001)}],
    ['id', {id: 'x', text: 'x'}],
  ] as const) {
    it(`gets an error for a wrong ${field}`, async (t) => {
      const service = await startTestService(t);
      const headers = await service.agent();
      const {id} = (await service.send(await service.visit(), 'one')).conversation;
      const response = await service.ask({method: 'POST', url: `${LIST}/${id}/messages`, headers, payload: body});
      assertError(response, 400, 'invalid_request', field);
      assert.equal(await service.count('messages'), 1);
    });
  }
});

describe('an agent of one domain', () => {
  it("cannot distinguish another domain's conversation from a missing one", async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    await addApp(service.engine, {domain: 'other', verification: false, secrets: []});
    const mine = await service.send((await service.session({userId: 'ann'})).sessionToken, 'to acme');
    const theirs = await service.send(
      (await service.session({userId: 'ann', domain: 'other'})).sessionToken,
      'to other',
    );
    const agent = await service.agent({email: 'agent@acme.example', domain: 'acme'});
    const administrator = await service.agent({email: 'admin@acme.example'});

    const ids = async (headers: Headers) => (await list(service, headers)).map(({id}) => id).toSorted();
    assert.deepEqual(await ids(agent), [mine.conversation.id]);
    assert.deepEqual(await ids(administrator), [mine.conversation.id, theirs.conversation.id].toSorted());

    const attempts = async (id: string) => [
      await service.ask({url: `${LIST}/${id}`, headers: agent}),
      await service.ask({url: `${LIST}/${id}/messages`, headers: agent}),
      await answer(service, agent, id, 'x'),
      await setStatus(service, agent, id, 'resolved'),
      await service.ask({method: 'PUT', url: `${LIST}/${id}/read`, headers: agent, payload: {sequence: 1}}),
    ];
    const answers = [...(await attempts(theirs.conversation.id)), ...(await attempts(randomUUID()))];
    for (const response of answers) assertError(response, 404, 'not_found');
    assert.equal(new Set(answers.map(({body}) => body)).size, 1);
    assert.equal((await answer(service, administrator, theirs.conversation.id, 'x')).statusCode, 201);
  });
});

describe('a request without a session', () => {
  it('cannot read or write', async (t) => {
    const service = await startTestService(t);
    const session = await service.visit();
    const {conversation}: SendMessageResponse = await service.send(session, 'hello');
    const origin = {origin: 'http://localhost:80'};
    for (const headers of [origin, {...origin, authorization: `Bearer ${session}`}]) {
      const responses = [
        await service.ask({url: LIST, headers}),
        await service.ask({url: `${LIST}/${conversation.id}`, headers}),
        await service.ask({url: `${LIST}/${conversation.id}/messages`, headers}),
        await answer(service, headers, conversation.id, 'x'),
        await setStatus(service, headers, conversation.id, 'resolved'),
      ];
      for (const response of responses) assertError(response, 401, 'unauthorized');
    }
    assert.equal(await service.count('messages'), 1);
  });
});
