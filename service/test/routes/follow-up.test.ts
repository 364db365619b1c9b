import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {
  addApp,
  assertError,
  newCredential,
  startTestService,
  storedNothing,
  SYNC,
  type TestService,
} from '../support/test-service.js';
import type {SendMessagesResponse} from 'helpshift-chat/protocol';

const PAGE = 'https://shop.example/cart';

const ask = (service: TestService, session: string, conversationId: unknown) =>
  service.as(session, {method: 'POST', url: '/v1/follow-up', payload: {conversationId}});

/** Begins a conversation. @returns Its id. */
async function begin(service: TestService, session: string, beginning: object = {pageUrl: PAGE}): Promise<string> {
  const messages = [{id: randomUUID(), text: 'a secret', beginning}];
  const response = await service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages}});
  const [conversation] = response.json<SendMessagesResponse>().conversations;
  return conversation?.id ?? assert.fail(response.body);
}

async function assertAnswer(service: TestService, session: string, id: string, expected: object): Promise<void> {
  const response = await ask(service, session, id);
  assert.equal(response.statusCode, 200, response.body);
  assert.deepEqual(response.json(), expected);
}

const foreign = (originalState: 'anonymous' | 'logged-in', pageUrl: string | null = PAGE) => ({
  isOwn: false,
  originalState,
  pageUrl,
});

describe('POST /v1/follow-up', () => {
  it('says that a conversation is the own one, also in a later session and after its end', async (t) => {
    const service = await startTestService(t);
    const id = await begin(service, await service.logIn('captain'));
    await service.append(await service.agent(), id, {kind: 'rejected'});
    await assertAnswer(service, await service.logIn('captain'), id, {isOwn: true});
  });

  it('tells who began it when the anonymous user has logged in', async (t) => {
    const service = await startTestService(t);
    const anonymousCredential = newCredential();
    const visit = async () => (await service.session({anonymousCredential})).sessionToken;
    const id = await begin(service, await visit());
    await assertAnswer(service, await service.logIn('captain'), id, foreign('anonymous'));
    await assertAnswer(service, await visit(), id, {isOwn: true});
  });

  it('tells who began it when the user has logged out, or another one has logged in', async (t) => {
    const service = await startTestService(t);
    const id = await begin(service, await service.logIn('captain'));
    await assertAnswer(service, await service.visit(), id, foreign('logged-in'));
    await assertAnswer(service, await service.logIn('planet'), id, foreign('logged-in'));
    await assertAnswer(service, await service.logIn('captain'), id, {isOwn: true});
  });

  it('has no page when the conversation began without one', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('captain');
    const id = await begin(service, session, {});
    await assertAnswer(service, await service.visit(), id, foreign('logged-in', null));
  });

  it('still knows of a conversation whose anonymous user was cleared', async (t) => {
    const service = await startTestService(t);
    const anonymousCredential = newCredential();
    const id = await begin(service, (await service.session({anonymousCredential})).sessionToken);
    const payload = {domain: 'acme', platformId: 'web', anonymousCredential};
    await service.ask({method: 'POST', url: '/v1/anonymous-users/clear', payload});
    await assertAnswer(service, await service.visit(), id, foreign('anonymous'));
  });

  it('makes no user of a visitor who asks', async (t) => {
    const service = await startTestService(t);
    assertError(await ask(service, await service.visit(), randomUUID()), 404, 'not_found');
    await storedNothing(service);
  });

  describe('attacks', () => {
    it('answers about a conversation of another app or domain as about none', async (t) => {
      const service = await startTestService(t);
      await addApp(service.engine, {platformId: 'other'});
      await addApp(service.engine, {domain: 'evil'});
      const id = await begin(service, await service.logIn('captain'));
      const none = await ask(service, await service.visit(), randomUUID());
      for (const app of [{platformId: 'other'}, {domain: 'evil'}]) {
        const {sessionToken} = await service.session({...app, anonymousCredential: newCredential()});
        const answer = await ask(service, sessionToken, id);
        assertError(answer, 404, 'not_found');
        assert.equal(answer.body, none.body);
      }
    });

    it('is no way to read, to mark or to write what is there', async (t) => {
      const service = await startTestService(t);
      const owner = await service.logIn('captain');
      const id = await begin(service, owner, {
        pageUrl: PAGE,
        contact: {name: 'Captain', email: 'captain@x.org'},
        fields: {plan: {type: 'dropdown', value: 'gold'}},
      });
      const before = (await service.as(owner, SYNC)).body;
      const {body} = await ask(service, await service.logIn('planet'), id);
      assert.doesNotMatch(body, /captain|secret|gold/i);
      assert.equal((await service.as(owner, SYNC)).body, before);
    });

    it('takes no id but a text', async (t) => {
      const service = await startTestService(t);
      const session = await service.visit();
      for (const id of [undefined, null, 5, '', ['x'], {}, 'x'.repeat(101), '\u0000']) {
        assertError(await ask(service, session, id), 400, 'invalid_request', 'conversationId');
      }
      for (const id of ["' or 1=1 --", '%', '*']) {
        assertError(await ask(service, session, id), 404, 'not_found');
      }
    });

    it('answers nothing without a session, nor to one that has ended', async (t) => {
      const service = await startTestService(t);
      const session = await service.logIn('captain');
      const id = await begin(service, session);
      await service.ask({method: 'POST', url: '/v1/sessions/end', payload: {sessionTokens: [session]}});
      assertError(await ask(service, session, id), 401, 'unauthorized');
      assertError(await ask(service, 'x', id), 401, 'unauthorized');
    });

    it('answers no page of a site that the app does not list', async (t) => {
      const service = await startTestService(t, {app: {origins: ['https://shop.example']}});
      const authorization = `Bearer ${await service.visit()}`;
      const headers = {authorization, origin: 'https://evil.example'};
      const payload = {conversationId: randomUUID()};
      assertError(await service.ask({method: 'POST', url: '/v1/follow-up', headers, payload}), 403, 'forbidden');
    });

    it('writes neither the id nor the page into the log', async (t) => {
      const service = await startTestService(t);
      const id = await begin(service, await service.logIn('captain'));
      await ask(service, await service.visit(), id);
      const unknown = randomUUID();
      await ask(service, await service.visit(), unknown);
      assert.doesNotMatch(service.logged.join(), new RegExp(`${id}|${unknown}|shop\\.example`));
    });
  });
});
