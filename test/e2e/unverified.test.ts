import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {ask, claimOf} from '../support/e2e-api.js';
import {verifiedUser, type ChatUser, type TestApp} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';

// Test names in quotation marks are sentences of the specification, "Identity Verification failure".

/** Has the length of a real token. */
const FORGED_TOKEN = Buffer.alloc(32, 'forged').toString('base64');

describe('a logged-in user without a valid token', () => {
  const system = useSystem();

  const cases: readonly [string, (app: TestApp) => Promise<ChatUser>, string][] = [
    ['without a token', async () => ({'user-id': 'eve'}), 'missing user auth token'],
    [
      'with a forged token',
      async () => ({'user-id': 'eve', 'user-auth-token': FORGED_TOKEN}),
      'invalid user auth token',
    ],
    [
      "with another user's token",
      async (app) => ({...(await verifiedUser(app, {userId: 'alice'})), 'user-id': 'eve'}),
      'invalid user auth token',
    ],
  ];
  for (const [name, user, message] of cases) {
    it(`"The Web Chat widget will show an error": ${name}, without a launcher, and announced once`, async () => {
      const visitor = await system().visitor({user: await user(system().app)});
      visitor.expectComplaints(/status of 401/);
      await eventuallyEqual(() => visitor.identityState(), 'unverified');
      await visitor.callOpen();
      await visitor.panel.getByRole('alert').getByText('We could not confirm who you are').waitFor();
      assert.equal(await visitor.panel.getByRole('textbox').count(), 0);
      await visitor.closeChat();
      await visitor.callOpen();
      await visitor.panel.getByRole('alert').waitFor();
      await eventually(() => assert.equal(visitor.eventsNamed('widgettoggle').length, 3));
      assert.deepEqual(visitor.launcher, []);
      assert.deepEqual(visitor.eventsNamed('userauthfailure'), [{message}]);
    });

    it(`"not able to file issues or see conversations if they are unverified": ${name}, whatever the page asks`, async () => {
      const {app, url} = system();
      const answer = await ask(`${url}/v1/sessions`, {method: 'POST', body: claimOf(app, await user(app))});
      assert.deepEqual([answer.status, answer.code], [401, message.replaceAll(' ', '_')]);
      assert.deepEqual(Object.keys(answer.body as object), ['error']);
      const text = `Stored by an unverified user ${name}`;
      const headers = {authorization: `Bearer ${FORGED_TOKEN}`};
      for (const request of [{}, {headers}]) {
        const body = {messages: [{id: randomUUID(), text}]};
        const page = {before: {id: randomUUID(), number: 1}};
        const answers = await Promise.all([
          ask(`${url}/v1/sync`, {...request, method: 'POST', body: {}}),
          ask(`${url}/v1/sync`, {...request, method: 'POST', body: {page}}),
          ask(`${url}/v1/messages`, {...request, method: 'POST', body}),
        ]);
        assert.deepEqual(
          answers.map(({status, code}) => [status, code]),
          Array(3).fill([401, 'unauthorized']),
        );
      }
      assert.ok(!JSON.stringify(await system().conversations()).includes(text));
    });
  }

  it('becomes an ordinary user as soon as the page sets the right token', async () => {
    const {'user-auth-token': token, ...user} = await verifiedUser(system().app);
    const visitor = await system().visitor({user});
    visitor.expectComplaints(/status of 401/);
    await eventuallyEqual(() => visitor.identityState(), 'unverified');
    assert.deepEqual(visitor.launcher, []);
    await visitor.chat.evaluate((chat, value) => chat.setAttribute('user-auth-token', value), token ?? '');
    await visitor.openChat();
    await visitor.write('Now you know me.');
    await eventuallyEqual(() => visitor.messages(), ['user: Now you know me.']);
    assert.deepEqual(visitor.launcher, [true]);
  });

  it('"launcher icon will not be shown when the web page is loaded": not before the service has accepted the user', async () => {
    const visitor = await system().visitor();
    const letClaimGo = await visitor.holdRequests('POST', '**/v1/sessions');
    const asked = visitor.page.waitForRequest('**/v1/sessions');
    await visitor.page.goto(system().publish({user: await verifiedUser(system().app)}));
    await asked;
    assert.equal(await visitor.identityState(), 'verifying');
    const before = [...visitor.launcher];
    assert.equal(await visitor.launcherButton.isVisible(), false);
    letClaimGo();
    await visitor.launcherButton.waitFor();
    await eventually(() => assert.deepEqual(visitor.launcher, [...before, true]));
  });
});
