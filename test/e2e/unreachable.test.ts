import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

const LOST = [
  /ERR_CONNECTION_(REFUSED|RESET|CLOSED)/,
  /ERR_EMPTY_RESPONSE/,
  /ERR_FAILED/,
  /ERR_SOCKET_NOT_CONNECTED/,
  /<helpshift-chat> SERVICE_FAILED UNREACHABLE/,
  /429/,
  /SERVICE_FAILED TOO_MANY_REQUESTS/,
];

const SLOW = 'This is taking longer than usual';

/** After some failed attempts the chat waits up to half a minute before the next one. */
const RETRIED = {timeout: 45_000};

describe('the service does not answer when the chat is first opened:', () => {
  const system = useSystem();

  async function visitorBeforeOpening(): Promise<Visitor> {
    const visitor = await system().visitor();
    visitor.expectComplaints(...LOST);
    await visitor.page.getByRole('button', {name: 'Open chat'}).waitFor();
    return visitor;
  }

  it('within ten seconds the panel shows this and a retry button, and retries by itself', async () => {
    const visitor = await visitorBeforeOpening();
    // The code is loaded, and only the service's answers are missing.
    await visitor.openChat();
    await visitor.closeChat();
    await visitor.page.evaluate(() => document.querySelector('helpshift-chat')?.remove());
    await system().kill();
    try {
      const {domain, platformId} = system().app;
      await visitor.page.evaluate(
        (attributes) => {
          const chat = document.createElement('helpshift-chat');
          for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
          document.body.append(chat);
        },
        {domain, 'platform-id': platformId, 'service-url': system().url},
      );
      await visitor.page.getByRole('button', {name: 'Open chat'}).click();
      await visitor.panel.getByText(SLOW).waitFor({timeout: 10_000});
      assert.equal(await visitor.panel.getByText('offline').count(), 0);
      await visitor.closeChat();
      await visitor.page.getByRole('button', {name: 'Open chat'}).click();
    } finally {
      await system().startAgain();
    }
    await visitor.input.waitFor(RETRIED);
    await visitor.write('Here I am.');
    await eventuallyEqual(() => visitor.messages(), ['user: Here I am.']);
    await visitor.panel.getByText('Sending…').waitFor({state: 'hidden'});
  });

  it('a busy service is not called offline, and "Try again" works', async () => {
    const visitor = await visitorBeforeOpening();
    await visitor.page.route('**/v1/sessions', (route) =>
      route.fulfill({
        status: 429,
        headers: {'access-control-allow-origin': '*'},
        json: {error: {code: 'too_many_requests', message: 'Later.'}},
      }),
    );
    await visitor.page.getByRole('button', {name: 'Open chat'}).click();
    await visitor.panel.getByText(SLOW).waitFor();
    assert.equal(await visitor.panel.getByText(/offline|not available/).count(), 0);
    await visitor.page.unroute('**/v1/sessions');
    await visitor.panel.getByRole('button', {name: 'Try again'}).click();
    await visitor.input.waitFor();
  });
});
