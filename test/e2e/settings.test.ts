import {createHmac} from 'node:crypto';
import {describe, it} from 'node:test';
import {createApp, verifiedUser} from '../support/e2e-app.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';

describe('the settings page of the inbox', () => {
  const system = useSystem();

  async function openApp() {
    const app = await createApp(system().settings, {origins: [system().site.origin]});
    const inbox = await system().inbox();
    await inbox.page.getByRole('link', {name: 'Settings'}).click();
    const heading = inbox.page.getByText(`${app.domain} / ${app.platformId}`);
    await heading.waitFor();
    const section = inbox.page.locator('details').filter({has: heading});
    if (!(await section.evaluate((details: HTMLDetailsElement) => details.open))) await heading.click();
    return {app, section, page: inbox.page};
  }

  it('explains a wrong user auth token, and how to correct it', async () => {
    const {app, section} = await openApp();
    const digest = createHmac('sha256', app.secret).update('helpshift-chat.v1\ncaptain_planet\n').digest();
    await section.getByLabel('User ID').fill('captain_planet');
    await section.getByLabel('User auth token').fill(`v1.${digest.toString('hex')}`);
    await section.getByRole('button', {name: 'Test', exact: true}).click();
    await section.getByText('Not valid: there is a mistake').waitFor();
    await section.getByText('The token is written in hexadecimal.').waitFor();
    await section.getByLabel('User auth token').fill(`v1.${digest.toString('base64')}`);
    await section.getByRole('button', {name: 'Test', exact: true}).click();
    await section.getByText('This user would be verified.').waitFor();
  });

  it('"should delete the old secret key": a user verified with it loses the chat at once, also where it is open', async () => {
    const {app, section, page} = await openApp();
    const user = await verifiedUser(app, {userId: 'key-holder'});
    const visitor = await system().visitor({app, user});
    visitor.expectComplaints(/status of 401/);
    await visitor.openChat();
    await visitor.write('Before the key was deleted.');
    await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 1);
    await section.getByRole('button', {name: /^Delete the key/}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Delete', exact: true}).click();
    await section.getByText(/Nobody can be verified without a secret key/).waitFor();
    await visitor.panel.getByRole('alert').getByText('We could not confirm who you are').waitFor();
    await visitor.launcherButton.waitFor({state: 'hidden'});
  });
});
