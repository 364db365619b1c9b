import {describe, it} from 'node:test';
import {verifiedUser} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import {Visitor} from '../support/e2e-visitor.js';

describe('a follow-up link', () => {
  const system = useSystem();

  it('leads from the inbox to the page, which hears that its user is another one; the log-in brings the conversation back', async () => {
    const {app, browser} = system();
    const user = await verifiedUser(app);
    const address = system().publish({});
    const before = system().watch(await Visitor.open(browser, address));
    await before.setUser(user);
    await before.openChat();
    await before.write('Can you repair my lamp?');

    const inbox = await system().inbox();
    await inbox.openConversation('Can you repair my lamp?');
    await inbox.conversation.getByText('Copy the link for the user').click();
    const link = await inbox.conversation.getByRole('textbox', {name: 'Copy the link for the user'}).inputValue();
    await inbox.answer('Yes, bring it in.');

    // Another browser, where nobody is logged in.
    const visitor = system().watch(await Visitor.open(browser, link));
    await visitor.input.waitFor();
    await eventuallyEqual(() => visitor.eventsNamed('userchanged'), [{originalState: 'logged-in', pageUrl: address}]);
    await visitor.setUser(user);
    await eventuallyEqual(() => visitor.messages(), ['user: Can you repair my lamp?', 'agent: Yes, bring it in.']);
    await eventuallyEqual(() => visitor.eventsNamed('userchanged').length, 1);
  });
});
