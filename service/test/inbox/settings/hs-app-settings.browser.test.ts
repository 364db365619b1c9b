import {expect} from '@open-wc/testing';
import {FakeApps} from '../support/fake-apps.js';
import {
  addSettingsPart,
  drawn,
  expectAccessible,
  findAll,
  get,
  textOf,
  translatePage,
  useInboxStyles,
} from '../support/inbox-page.js';
import {makeApp} from '../support/settings-fixtures.js';

describe('<hs-app-settings>', () => {
  useInboxStyles();

  it('has the tag of the app, its settings, its keys and the test, each under its heading', async () => {
    const apps = new FakeApps();
    apps.list = [makeApp({domain: 'acme', platformId: 'web'})];
    const {element} = await addSettingsPart('hs-app-settings', apps);
    await drawn(element);
    const headings = findAll(element, 'section').map((section) => {
      const heading = get(element, `#${section.getAttribute('aria-labelledby')}`);
      return [textOf(heading), section.lastElementChild?.localName];
    });
    expect(headings).to.deep.equal([
      ['The tag for your pages', 'hs-copy-text'],
      ['How the chat behaves', 'hs-app-form'],
      ['Secret keys', 'hs-app-keys'],
      ['Test your identity verification', 'hs-token-test'],
    ]);
    const tag = get<HTMLTextAreaElement>(element, 'textarea[readonly]').value;
    expect(tag).to.contain('<helpshift-chat domain="acme" platform-id="web"></helpshift-chat>');
  });

  it('is accessible, also after a page translator changed the page', async () => {
    const {element} = await addSettingsPart('hs-app-settings', new FakeApps());
    await drawn(element);
    await expectAccessible(element);
    translatePage(element);
    await drawn(element);
    await expectAccessible(element);
  });
});
