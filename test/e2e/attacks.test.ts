import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import type {Request} from 'playwright-core';
import type {SessionResponse} from '../../src/protocol/index.js';
import {ApiSession, ask, claimOf} from '../support/e2e-api.js';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {AGENT, AGENT_COOKIE, useSystem} from '../support/e2e-system.js';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('an attacker', () => {
  const system = useSystem();

  it('cannot use a session token that was changed, made up, or taken to another app', async () => {
    const {app, url} = system();
    const answer = await ask(`${url}/v1/sessions`, {method: 'POST', body: claimOf(app, await verifiedUser(app))});
    const {sessionToken} = answer.body as SessionResponse;
    const middle = Math.floor(sessionToken.length / 2);
    const changed =
      sessionToken.slice(0, middle) + (sessionToken[middle] === 'A' ? 'B' : 'A') + sessionToken.slice(middle + 1);
    for (const token of [changed, sessionToken.slice(0, -1), `${sessionToken}A`, 'a.b', '']) {
      const {status, code} = await new ApiSession(url, token).sync();
      assert.deepEqual([status, code], [401, 'unauthorized'], token);
    }
    const other = await system().createApp();
    const claim = {...claimOf(app, await verifiedUser(app)), domain: other.domain, platformId: other.platformId};
    const {status, code} = await ask(`${url}/v1/sessions`, {method: 'POST', body: claim});
    assert.deepEqual([status, code], [401, 'invalid_user_auth_token']);
  });

  it('is refused by every route of the inbox without a valid cookie', async () => {
    const {app, url} = system();
    const user = await ApiSession.claim(url, app, {});
    await user.send('Agents alone may read this.');
    const [conversation] = await user.conversations();
    const {paths} = (await ask(`${url}/openapi.json`)).body as OpenApi;
    const ids = {ids: [randomUUID()]};
    /** By path, or by method where one body fits all. A body that is not well formed would be refused first. */
    const bodies: Readonly<Record<string, unknown>> = {
      '/v1/agent/sessions/end': ids,
      '/v1/agent/conversations/reject': ids,
      '/v1/agent/audit': {},
      '/v1/agent/files/read': {fileId: randomUUID(), form: 'original'},
      '/v1/agent/files/download': {fileId: randomUUID()},
      post: {id: randomUUID(), content: {kind: 'text', text: 'I am no agent'}},
      patch: {},
    };
    let count = 0;
    for (const [path, methods] of Object.entries(paths)) {
      if (!path.startsWith('/v1/agent/')) continue;
      for (const method of Object.keys(methods)) {
        const isLogIn = path === '/v1/agent/session' && method === 'post';
        if (isLogIn) continue;
        const body = path in bodies ? bodies[path] : bodies[method];
        for (const cookie of ['', `${AGENT_COOKIE}=made-up`, `${AGENT_COOKIE}=`]) {
          const headers = {origin: url, cookie, 'tus-resumable': '1.0.0'};
          const address = url + path.replace('{id}', conversation?.id ?? '');
          const answer = await ask(address, {method: method.toUpperCase(), headers, ...(body !== undefined && {body})});
          assert.deepEqual([answer.status, answer.code], [401, 'unauthorized'], `${method} ${path} ${cookie}`);
          count++;
        }
      }
    }
    assert.ok(count >= 3 * 8, `${count} requests were tried`);
    assert.deepEqual(
      (await user.conversations()).map(({status, lastNumber}) => [status, lastNumber]),
      [['open', 1]],
    );
  });

  it("cannot use an agent's log-in from another site's page: reads nothing and changes nothing", async () => {
    const {url} = system();
    const inbox = await system().inbox();
    const visitor = await system().visitor();
    await visitor.openChat();
    await visitor.write('Only for the agent.');
    await inbox.openConversation('Only for the agent.');
    const id = inbox.page.url().split('/').at(-1) ?? '';

    // In the agent's own browser and on the same host, so that the browser sends the cookie.
    const trap = await inbox.context.newPage();
    const sent: Request[] = [];
    trap.on('request', (request) => void sent.push(request));
    await trap.goto(system().publish({policy: '', content: '<form method="post"></form>'}));
    const entry = (content: object) => ({id: randomUUID(), content});
    const attempts = [
      {method: 'POST', path: '/v1/agent/sync', body: {list: {name: 'open'}, page: {id}}},
      {method: 'POST', path: `/v1/agent/conversations/${id}/entries`, body: entry({kind: 'text', text: 'A trap.'})},
      {method: 'POST', path: `/v1/agent/conversations/${id}/entries`, body: entry({kind: 'resolved'})},
      {method: 'PATCH', path: '/v1/agent/apps/bar/foo', body: {greeting: 'A trap.'}},
      {method: 'DELETE', path: '/v1/agent/session'},
    ];
    for (const {method, path, body} of attempts) {
      for (const contentType of ['application/json', 'text/plain']) {
        const text = await trap.evaluate(
          async ([address, options]) => {
            try {
              return await (await fetch(address, {...options, credentials: 'include'})).text();
            } catch {
              return undefined; // `fetch` rejects when the page may not read the answer.
            }
          },
          [
            url + path,
            {method, ...(body && {body: JSON.stringify(body), headers: {'content-type': contentType}})},
          ] as const,
        );
        assert.equal(text, undefined, `${method} ${path}`);
      }
    }
    const cookies = await Promise.all(sent.map(async (request) => (await request.allHeaders())['cookie'] ?? ''));
    assert.ok(
      cookies.some((cookie) => cookie.includes(AGENT_COOKIE)),
      'the browser did send the cookie',
    );

    // A page may send a form to any site.
    await trap.evaluate((address) => {
      const form = document.querySelector('form');
      form?.setAttribute('action', address);
      form?.submit();
    }, `${url}/v1/agent/conversations/${id}/entries`);
    await trap.waitForURL(`${url}/**`);
    await trap.goto(system().publish({policy: ''}));
    const closeCode = await trap.evaluate(
      (address) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(address);
          socket.addEventListener('message', () => resolve('a message came'));
          socket.addEventListener('close', () => resolve('closed'));
        }),
      `${url.replace(/^http/, 'ws')}/v1/agent/live`,
    );
    assert.equal(closeCode, 'closed');

    await inbox.page.reload();
    await eventuallyEqual(() => inbox.messages(), ['user: Only for the agent.']);
    await inbox.conversation.getByRole('button', {name: 'Resolve'}).waitFor();
    await inbox.answer('I am still logged in.');
    await visitor.panel.getByText('I am still logged in.').waitFor();
  });

  it('finds no secret in the log after refusals', async () => {
    const {app, url} = system();
    const secrets = ['mallory@example.org', 'a secret message', 'not-the-password', 'ZmFrZWQgdG9rZW4gb2YgbWFsbG9yeQ=='];
    const [email = '', text = '', password = '', token = ''] = secrets;
    const user = {'user-id': 'mallory', 'user-email': email, 'user-auth-token': token};
    await ask(`${url}/v1/sessions`, {method: 'POST', body: claimOf(app, user)});
    const headers = {origin: url};
    await ask(`${url}/v1/agent/session`, {method: 'POST', headers, body: {email: AGENT.email, password}});
    await ask(`${url}/v1/agent/session`, {method: 'POST', headers, body: {email, password}});
    const session = await ApiSession.claim(url, app, await verifiedUser(app, {userId: 'mallory', userEmail: email}));
    for (const message of [{id: 'no id', text}, {id: randomUUID(), text: text.repeat(10_000)}, {text}, [text]]) {
      const body = {messages: [message]};
      assert.ok((await session.ask('/v1/messages', {method: 'POST', body})).status >= 400);
    }
    await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: {'content-type': 'application/json', authorization: `Bearer ${token}`},
      body: `{"messages": [{"text": "${text}`,
    });
    await fetch(`${url}/v1/${encodeURIComponent(text)}?token=${token}&email=${email}`);

    await eventually(() => assert.match(system().output(), /a user auth token was refused[^]*a log-in was refused/));
    assert.deepEqual(
      secrets.filter((secret) => system().output().includes(secret)),
      [],
    );
  });
});
