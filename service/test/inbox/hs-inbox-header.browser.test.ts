import {expect} from '@open-wc/testing';
import {LIST_ADDRESS, SESSIONS_ADDRESS, SETTINGS_ADDRESS} from '../../inbox/route.js';
import {ADA} from './support/fixtures.js';
import {addPart, drawn, expectAccessible, findAll, getButton, textOf, useInboxStyles} from './support/inbox-page.js';

describe('<hs-inbox-header>', () => {
  useInboxStyles();

  const links = (element: Element) =>
    findAll(element, 'a').map((link) => [link.getAttribute('href'), link.ariaCurrent]);

  it('is accessible, and leads an administrator to the settings', async () => {
    const {element} = await addPart('hs-inbox-header', {agent: {...ADA, role: 'administrator'}, page: 'conversations'});
    expect(links(element)).to.deep.equal([
      [LIST_ADDRESS, 'page'],
      [SESSIONS_ADDRESS, null],
      [SETTINGS_ADDRESS, null],
    ]);
    await expectAccessible(element);
    element.page = 'settings';
    await drawn(element);
    expect(links(element)).to.deep.equal([
      [LIST_ADDRESS, null],
      [SESSIONS_ADDRESS, null],
      [SETTINGS_ADDRESS, 'page'],
    ]);
    await expectAccessible(element);
  });

  it('shows who is logged in, and logs out', async () => {
    const {element, actions} = await addPart('hs-inbox-header', {agent: ADA, page: 'conversations'});
    expect(links(element)).to.have.length(2);
    expect(textOf(element)).to.contain('Ada');
    getButton(element, 'Log out').click();
    expect(actions).to.deep.equal([{type: 'log-out'}]);
  });
});
