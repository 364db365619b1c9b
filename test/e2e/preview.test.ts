import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {type ChatUser, verifiedUser} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

describe('a new message while the panel is closed', () => {
  const system = useSystem();

  const preview = (visitor: Visitor) => visitor.page.getByRole('group', {name: 'New message'});

  /** A user who has asked a question, and has closed the panel. */
  async function asked(question: string, user?: ChatUser): Promise<Visitor> {
    const visitor = await system().visitor(user && {user});
    await visitor.openChat();
    await visitor.write(question);
    await eventuallyEqual(() => visitor.messages(), [`user: ${question}`]);
    await visitor.closeChat();
    return visitor;
  }

  for (const [who, find] of Object.entries({
    'an anonymous user': () => Promise.resolve(undefined),
    'a logged-in user': () => verifiedUser(system().app, {userId: `user-${randomUUID()}`}),
  })) {
    it(`is shown to ${who}; a click opens the chat, and the message is read`, async () => {
      const user = await find();
      const visitor = await asked(`Of ${who}?`, user);
      await system().answer(`Of ${who}?`, 'Yes, gladly.');
      await preview(visitor).getByText('Yes, gladly.').waitFor();
      assert.equal(await visitor.unreadCount(), 1);

      await visitor.page.goto(system().publish({...(user && {user})}));
      await preview(visitor).getByText('Yes, gladly.').waitFor();
      assert.equal(await visitor.unreadCount(), 1);
      await preview(visitor).getByRole('button').first().click();
      await visitor.panel.getByText('Yes, gladly.').waitFor();
      await eventuallyEqual(() => visitor.unreadCount(), 0);
      assert.equal(await preview(visitor).count(), 0);

      await visitor.closeChat();
      assert.equal(await preview(visitor).count(), 0);
    });
  }

  it('stays closed on the next page; the next message is shown, and nothing of either to another user', async () => {
    const [ann, bob] = await Promise.all(
      [1, 2].map(() => verifiedUser(system().app, {userId: `user-${randomUUID()}`})),
    );
    const visitor = await asked('Do you sell mosses?', ann);
    await system().answer('Do you sell mosses?', 'We do!');
    await preview(visitor).getByRole('button', {name: 'Close the preview'}).click();
    await preview(visitor).waitFor({state: 'hidden'});

    await visitor.page.goto(system().publish({...(ann && {user: ann})}));
    await visitor.page.getByRole('button', {name: 'Open chat, 1 unread'}).waitFor();
    await visitor.page.waitForLoadState('networkidle');
    assert.equal(await preview(visitor).count(), 0);
    await system().answer('We do!', 'And ferns.');
    await preview(visitor).getByText('And ferns.').waitFor();

    await visitor.setUser(bob ?? {});
    await preview(visitor).waitFor({state: 'hidden'});
    assert.equal(await visitor.page.getByText('And ferns.').count(), 0);
    await visitor.page.goto(system().publish({...(bob && {user: bob})}));
    await eventuallyEqual(() => visitor.identityState(), 'verified');
    await visitor.page.waitForLoadState('networkidle');
    assert.equal(await preview(visitor).count(), 0);
  });
});
