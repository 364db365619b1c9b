import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';

describe('a visitor of a shop and an agent', () => {
  const system = useSystem();

  it('"the name you\'d like the Agents to use": write to each other live, and the agent sees name, id and e-mail', async () => {
    const {app} = system();
    const user = await verifiedUser(app, {userId: 'ada', userEmail: 'ada@example.org', userName: 'Ada Lovelace'});
    const [visitor, inbox] = await Promise.all([system().visitor({user}), system().inbox()]);
    await visitor.openChat();
    await visitor.write('Where is my lamp?');

    await inbox.openConversation('Where is my lamp?');
    assert.deepEqual(await inbox.user(), {
      name: 'Ada Lovelace',
      'User ID': 'ada, Verified',
      'E-mail': 'ada@example.org, Verified',
      App: `${app.domain} / ${app.platformId}`,
    });
    await inbox.answer('It left us this morning.');
    await visitor.panel.getByText('It left us this morning.').waitFor();
    await eventuallyEqual(() => visitor.eventsNamed('agentmessagereceived').length, 1);
    await visitor.write('Thank you!');
    await eventuallyEqual(
      () => inbox.messages(),
      ['user: Where is my lamp?', 'agent: It left us this morning.', 'user: Thank you!'],
    );
    assert.deepEqual(await visitor.messages(), await inbox.messages());
    await eventuallyEqual(
      // The id and the time of what was read are the service's.
      () => visitor.events.map((event) => (event.name === 'agentmessagereceived' ? {name: event.name} : event)),
      [
        {name: 'widgettoggle', detail: {visible: true}},
        {name: 'conversationstart', detail: {message: 'Where is my lamp?'}},
        {name: 'messageadd', detail: {type: 'text', body: 'Where is my lamp?'}},
        {name: 'newunreadmessages', detail: {unreadCount: 1}},
        {name: 'agentmessagereceived'},
        {name: 'newunreadmessages', detail: {unreadCount: 0}},
        {name: 'messageadd', detail: {type: 'text', body: 'Thank you!'}},
      ],
    );
  });

  it('write to each other while the visitor is anonymous, and the agent sees an anonymous user', async () => {
    const [visitor, inbox] = await Promise.all([system().visitor(), system().inbox()]);
    await visitor.openChat();
    await visitor.write('Do you sell ferns?');
    await inbox.openConversation('Do you sell ferns?');
    const user = await inbox.user();
    assert.match(user['name'] ?? '', /^Anonymous user \w{4}$/);
    assert.equal(user['mark'], 'Anonymous');
    await inbox.answer('We do.');
    await visitor.panel.getByText('We do.').waitFor();
  });

  it('write to each other in an app that does not verify, and the agent sees an unverified user', async () => {
    const app = await system().createApp({verification: false});
    const user = {'user-id': 'grace', 'user-name': 'Grace Hopper'};
    const [visitor, inbox] = await Promise.all([system().visitor({app, user}), system().inbox()]);
    await visitor.openChat();
    await visitor.write('Is this the right place?');
    await inbox.openConversation('Is this the right place?');
    assert.deepEqual(await inbox.user(), {
      name: 'Grace Hopper',
      'User ID': 'grace, Not verified',
      'E-mail': 'Not given',
      App: `${app.domain} / ${app.platformId}`,
    });
  });

  it('reach each other while the chat is closed: a badge counts the answers, and disappears after reading', async () => {
    const [visitor, inbox] = await Promise.all([system().visitor(), system().inbox()]);
    await visitor.openChat();
    await visitor.write('Please look for my order.');
    await inbox.openConversation('Please look for my order.');
    await visitor.closeChat();
    await inbox.answer('One moment.');
    await inbox.answer('Here it is.');

    await visitor.page.getByRole('button', {name: 'Open chat, 2 unread'}).waitFor();
    assert.equal(await visitor.badge.innerText(), '2');
    assert.equal(await visitor.unreadCount(), 2);
    await visitor.launcherButton.click();
    await visitor.panel.getByText('Here it is.').waitFor();
    await eventuallyEqual(() => visitor.unreadCount(), 0);
    await visitor.closeChat();
    await visitor.page.getByRole('button', {name: 'Open chat', exact: true}).waitFor();
    assert.equal(await visitor.badge.isVisible(), false);
    assert.deepEqual(visitor.eventsNamed('newunreadmessages').at(-1), {unreadCount: 0});

    // Also in a page that loads later.
    await visitor.page.reload();
    await visitor.openChat();
    await visitor.panel.getByText('Here it is.').waitFor();
    assert.equal(await visitor.unreadCount(), 0);
  });

  it('part: the agent resolves the conversation, the visitor says yes, and the next message starts a new one', async () => {
    const user = await verifiedUser(system().app, {userId: 'mary', userName: 'Mary'});
    const [visitor, inbox] = await Promise.all([system().visitor({user}), system().inbox()]);
    await visitor.openChat();
    await visitor.write('How long may I take it back?');
    await inbox.openConversation('How long may I take it back?');
    await inbox.answer('Sixty days.');
    await visitor.panel.getByText('Sixty days.').waitFor();
    await inbox.resolve();
    await visitor.panel.getByText('This conversation was resolved.').waitFor();
    await visitor.panel.getByRole('button', {name: 'Yes, thank you'}).click();
    await visitor.panel.getByRole('button', {name: 'New conversation'}).click();

    await visitor.write('Another question, then.');
    await inbox.line('Another question, then.').waitFor();
    await inbox.openConversation('Another question, then.');
    await eventuallyEqual(() => inbox.messages(), ['user: Another question, then.']);
    await eventuallyEqual(
      () => visitor.eventsNamed('conversationstart').map((detail) => (detail as {message: string}).message),
      ['How long may I take it back?', 'Another question, then.'],
    );
    assert.deepEqual(await visitor.messages(), [
      'user: How long may I take it back?',
      'agent: Sixty days.',
      'user: Another question, then.',
    ]);
    await inbox.page.getByRole('radio', {name: 'Closed'}).check();
    await inbox.line('Sixty days.').waitFor();
    assert.equal(await inbox.line('Another question, then.').count(), 0);
  });

  it('go on when the visitor says that it is not solved', async () => {
    const [visitor, inbox] = await Promise.all([system().visitor(), system().inbox()]);
    await visitor.openChat();
    await visitor.write('Does this lamp fit?');
    await inbox.openConversation('Does this lamp fit?');
    await inbox.answer('I think so.');
    await visitor.panel.getByText('I think so.').waitFor();
    await inbox.resolve();
    await visitor.panel.getByRole('button', {name: 'No, not yet'}).click();
    await visitor.write('It does not.');
    await eventuallyEqual(
      () => inbox.messages(),
      ['user: Does this lamp fit?', 'agent: I think so.', 'user: It does not.'],
    );
    await inbox.answer('Then I send another one.');
    await visitor.panel.getByText('Then I send another one.').waitFor();
    for (const [name, count] of [
      ['conversationstart', 1],
      ['conversationresolved', 1],
      ['conversationreopened', 1],
      ['conversationend', 0],
    ] as const) {
      assert.equal(visitor.eventsNamed(name).length, count, name);
    }
  });

  it('write quickly, and every message keeps its place', async () => {
    const [visitor, inbox] = await Promise.all([system().visitor(), system().inbox()]);
    await visitor.openChat();
    const questions = ['first', 'second', 'third', 'fourth'].map((word) => `My ${word} question in a hurry`);
    const letQuestionsGo = await visitor.holdRequests('POST', '**/v1/messages');
    for (const question of questions) await visitor.write(question);
    await eventually(async () => assert.equal(await visitor.panel.getByText('Sending…').count(), 4));
    letQuestionsGo();
    await inbox.line('My fourth question in a hurry').waitFor();
    await inbox.openConversation('My fourth question in a hurry');
    const answers = ['first', 'second', 'third'].map((word) => `My ${word} answer in a hurry`);
    const letAnswersGo = await inbox.holdRequests('POST', '**/v1/agent/conversations/*/entries');
    for (const answer of answers) await inbox.answer(answer);
    await eventually(async () => assert.equal(await inbox.conversation.getByText('Sending…').count(), 3));
    letAnswersGo();

    const expected = [...questions.map((text) => `user: ${text}`), ...answers.map((text) => `agent: ${text}`)];
    await eventuallyEqual(() => visitor.messages(), expected);
    await eventuallyEqual(() => inbox.messages(), expected);
    await eventually(async () => assert.equal(await inbox.conversation.getByText('Sending…').count(), 0));
    await Promise.all([visitor.page.reload(), inbox.page.reload()]);
    await visitor.openChat();
    await eventuallyEqual(() => visitor.messages(), expected);
    await eventuallyEqual(() => inbox.messages(), expected);
  });

  it('continue after both have reloaded their page', async () => {
    const user = await verifiedUser(system().app);
    const [visitor, inbox] = await Promise.all([system().visitor({user}), system().inbox()]);
    await visitor.openChat();
    await visitor.write('I am about to press reload.');
    await inbox.openConversation('I am about to press reload.');
    await visitor.page.reload();
    await inbox.answer('So was I.');
    // The panel was open, so it is open again.
    await visitor.panel.getByText('So was I.').waitFor();
    await inbox.page.reload();
    await visitor.write('Still there?');
    await inbox.conversation.getByText('Still there?').waitFor();
    await inbox.answer('Still here.');
    const expected = [
      'user: I am about to press reload.',
      'agent: So was I.',
      'user: Still there?',
      'agent: Still here.',
    ];
    await eventuallyEqual(() => visitor.messages(), expected);
    await eventuallyEqual(() => inbox.messages(), expected);
  });

  it('need no mouse, from the loaded page to the first answer', async () => {
    const [visitor, inbox] = await Promise.all([system().visitor(), system().inbox()]);
    const [{keyboard}, {keyboard: agentKeyboard}] = [visitor.page, inbox.page];
    await visitor.launcherButton.waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await visitor.input.waitFor();
    await eventually(async () => assert.equal(await focusedName(), 'Your message'));
    await keyboard.type('Can I reach you by keyboard?');
    await keyboard.press('Enter');
    await eventuallyEqual(() => visitor.messages(), ['user: Can I reach you by keyboard?']);

    const line = inbox.line('Can I reach you by keyboard?');
    await line.waitFor();
    const isOnLine = () => line.evaluate((link) => (link.getRootNode() as ShadowRoot).activeElement === link);
    for (let count = 0; count < 50 && !(await isOnLine()); count++) await agentKeyboard.press('Tab');
    await agentKeyboard.press('Enter');
    await inbox.answerInput.waitFor();
    const isOnAnswer = () =>
      inbox.answerInput.evaluate((input) => (input.getRootNode() as ShadowRoot).activeElement === input);
    for (let count = 0; count < 50 && !(await isOnAnswer()); count++) await agentKeyboard.press('Tab');
    await agentKeyboard.type('You can.');
    await agentKeyboard.press('Enter');

    // The log is a live region, so a screen reader reads the answer. The keyboard can also focus and scroll it.
    await visitor.panel.getByRole('log', {name: 'Messages'}).getByText('You can.').waitFor();
    for (const name of ['Attach files', 'Messages']) {
      await keyboard.press('Shift+Tab');
      assert.equal(await focusedName(), name);
    }
    await eventuallyEqual(() => visitor.unreadCount(), 0);
    await keyboard.press('Escape');
    await visitor.panel.waitFor({state: 'hidden'});
    assert.equal(await focusedName(), 'Open chat');

    function focusedName(): Promise<string | null | undefined> {
      return visitor.page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.ariaLabel;
      });
    }
  });

  for (const width of [360, 1280]) {
    it(`have enough room in a window of ${width} px`, async () => {
      const viewport = {width, height: 740};
      const [visitor, inbox] = await Promise.all([
        system().visitor({}, {viewport, hasTouch: width < 480}),
        system().inbox({viewport}),
      ]);
      const text = `A word without an end at ${width} px: ${'incomprehensibilities'.repeat(8)}`;
      await visitor.openChat();
      await visitor.write(text);
      await inbox.openConversation(`A word without an end at ${width} px`);
      await inbox.answer(`Words without an end: ${'uncharacteristically'.repeat(8)}`);
      await visitor.panel.getByText('Words without an end').waitFor();
      for (const page of [visitor, inbox]) await page.assertFitsWidth();
      for (const part of [visitor.panel, visitor.input]) await visitor.assertInWindow(part);
      await inbox.assertInWindow(inbox.answerInput);
      for (const message of await visitor.panel.locator('[part~="message"]').all()) {
        const overhang = await message.evaluate((element) => element.scrollWidth - element.clientWidth);
        assert.ok(overhang <= 1, 'a long word is broken');
      }
      await visitor.closeChat();
      await visitor.launcherButton.waitFor();
    });
  }
});
