import {expect} from '@open-wc/testing';
import {en} from '../../inbox/strings/en.js';
import {FakeService} from './support/fake-service.js';
import {ADA, ADMINISTRATOR, UNREACHABLE} from './support/fixtures.js';
import {addInbox, expectAccessible, findAll, textOf, until, useInboxStyles} from './support/inbox-page.js';

const TEXT = en.serviceNotices['proxy-not-trusted'];

describe('what is wrong with the installation', () => {
  useInboxStyles();

  it('is shown to an administrator on every page, and is gone after the log-out', async () => {
    const service = new FakeService();
    service.notices = ['proxy-not-trusted'];
    const {inbox, store} = addInbox(service);
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    await until(() => textOf(inbox).includes(TEXT), 'the notice is shown');
    await expectAccessible(inbox);
    store.dispatch({type: 'open-settings'});
    await until(() => findAll(inbox, 'hs-settings').length === 1, 'the settings are shown');
    expect(textOf(inbox)).to.contain(TEXT);
    store.dispatch({type: 'logged-out'});
    service.notices = [];
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    await until(() => !textOf(inbox).includes(TEXT), 'the notice is gone');
    expect(findAll(inbox, 'hs-settings')).to.have.length(1);
  });

  it('is not asked for by other agents, and a service that does not know is none', async () => {
    const service = new FakeService();
    const {inbox, store} = addInbox(service);
    store.dispatch({type: 'logged-in', agent: ADA});
    await until(() => findAll(inbox, 'hs-conversation-list').length === 1, 'the inbox is shown');
    expect(service.calls).not.to.include('serviceNotices');
    service.failure = {name: 'serviceNotices', error: UNREACHABLE};
    store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    await until(() => service.calls.includes('serviceNotices'), 'the service is asked');
    expect(store.state.serviceNotices).to.deep.equal([]);
  });
});
