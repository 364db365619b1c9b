import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {ApiSession} from '../support/e2e-api.js';
import {verifiedUser} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';

// Test names in quotation marks are sentences of the specification, "User Identification & Management".

describe('a conversation', () => {
  const system = useSystem();

  it('"no matter which device or browser": is the same in a second one, live in both, and read in both', async () => {
    const user = await verifiedUser(system().app, {userId: 'two-browsers', userEmail: 'two@example.org'});
    const [desktop, phone, inbox] = await Promise.all([
      system().visitor({user}),
      system().visitor({user}, {viewport: {width: 390, height: 800}, hasTouch: true}),
      system().inbox(),
    ]);
    await desktop.openChat();
    await phone.openChat();
    await desktop.write('From my desk.');
    await phone.panel.getByText('From my desk.').waitFor();
    await phone.write('From the train.');
    await desktop.panel.getByText('From the train.').waitFor();
    await phone.closeChat();
    await desktop.closeChat();

    await inbox.openConversation('From the train.');
    await inbox.answer('To both of you.');
    for (const one of [desktop, phone]) await one.page.getByRole('button', {name: 'Open chat, 1 unread'}).waitFor();
    await phone.openChat();
    await desktop.page.getByRole('button', {name: 'Open chat', exact: true}).waitFor();
    await desktop.openChat();
    const expected = ['user: From my desk.', 'user: From the train.', 'agent: To both of you.'];
    for (const one of [desktop, phone, inbox]) await eventuallyEqual(() => one.messages(), expected);
  });

  it('"available only to them": is never seen by another user, not in the page and not by asking the service', async () => {
    const {app, url} = system();
    const [alice, bob] = await Promise.all([verifiedUser(app, {userId: 'alice'}), verifiedUser(app, {userId: 'bob'})]);
    const [aliceVisit, bobVisit, nobody] = await Promise.all([
      system().visitor({user: alice}),
      system().visitor({user: bob}),
      system().visitor(),
    ]);
    for (const one of [aliceVisit, bobVisit, nobody]) await one.openChat();
    await aliceVisit.write('Between you and me.');
    await eventuallyEqual(() => aliceVisit.messages(), ['user: Between you and me.']);
    // The page shows the message before the service stores it.
    await eventuallyEqual(() => aliceVisit.eventsNamed('messageadd').length, 1);

    const [aliceSession, bobSession, nobodySession] = await Promise.all([
      ApiSession.claim(url, app, alice),
      ApiSession.claim(url, app, bob),
      ApiSession.claim(url, app, {}),
    ]);
    const [conversation] = await aliceSession.conversations();
    assert.ok(conversation);
    const {id, version, lastNumber: number, lastId: entryId} = conversation;
    for (const session of [bobSession, nobodySession]) {
      assert.deepEqual(await session.conversations(), []);
      for (const foreign of [id, randomUUID()]) {
        const known = [{id: foreign, version, number, entryId}];
        const {status, body} = await session.sync({known, read: [{id: foreign, number: 1}]});
        assert.deepEqual([status, body], [200, {conversations: [], restart: [foreign], version: 0}]);
        const page = await session.sync({page: {before: {id: foreign, number: 2}}});
        assert.deepEqual([page.status, page.body], [200, {conversations: []}]);
      }
    }

    await bobVisit.write('Anything for me?');
    await eventuallyEqual(() => bobVisit.messages(), ['user: Anything for me?']);
    assert.deepEqual(await nobody.messages(), []);
    assert.deepEqual(await aliceVisit.messages(), ['user: Between you and me.']);
  });

  it('"other users can\'t view this user\'s conversations": it is gone after log-out, and what comes for it stays out', async () => {
    const {app} = system();
    const [carol, dave] = await Promise.all([
      verifiedUser(app, {userId: 'carol'}),
      verifiedUser(app, {userId: 'dave'}),
    ]);
    const [visitor, inbox] = await Promise.all([system().visitor({user: carol}), system().inbox()]);
    await visitor.openChat();
    await visitor.write('I am Carol.');
    await inbox.openConversation('I am Carol.');
    await visitor.input.fill('A draft of Carol’s');

    await visitor.setUser(dave);
    await eventuallyEqual(() => visitor.identityState(), 'verified');
    await visitor.input.waitFor();
    assert.equal(await visitor.input.inputValue(), '');
    await inbox.answer('Hello Carol.');
    await visitor.write('I am Dave.');
    await eventuallyEqual(() => visitor.messages(), ['user: I am Dave.']);
    assert.equal(await visitor.unreadCount(), 0);

    await visitor.setUser({});
    await visitor.panel.getByText('Hi! How can we help you?').waitFor();
    assert.deepEqual(await visitor.messages(), []);
    await visitor.setUser(carol);
    await eventuallyEqual(() => visitor.messages(), ['user: I am Carol.', 'agent: Hello Carol.']);
  });

  it('"using that specific browser": an anonymous user\'s is in its other tabs, after a reload, and nowhere else', async () => {
    const address = system().publish({});
    const [one, other] = await Promise.all([system().visitor(), system().visitor()]);
    await one.openChat();
    await one.write('Only in this browser.');
    await eventuallyEqual(() => one.messages(), ['user: Only in this browser.']);
    const tab = system().watch(await one.openTab(address));
    await tab.openChat();
    await eventuallyEqual(() => tab.messages(), ['user: Only in this browser.']);
    await tab.write('And in this tab.');
    await one.panel.getByText('And in this tab.').waitFor();

    await other.openChat();
    assert.deepEqual(await other.messages(), []);
    await one.page.reload();
    await one.openChat();
    await eventuallyEqual(() => one.messages(), ['user: Only in this browser.', 'user: And in this tab.']);
  });
});
