import {expect} from '@open-wc/testing';
import {FakeApps} from '../support/fake-apps.js';
import {
  addSettings,
  drawn,
  expectAccessible,
  findAll,
  findButton,
  focusedElement,
  get,
  getButton,
  textOf,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';
import {makeApp} from '../support/settings-fixtures.js';

describe('<hs-settings>', () => {
  useInboxStyles();

  it('is accessible while it loads', async () => {
    const apps = new FakeApps();
    apps.gate = new Promise(() => undefined);
    const element = await addSettings(apps);
    expect(textOf(element)).to.contain('Loading the settings…');
    await expectAccessible(element);
  });

  it('is accessible without apps', async () => {
    const apps = new FakeApps();
    apps.list = [];
    const element = await addSettings(apps);
    await until(() => textOf(element).includes('There is no app yet'), 'it shows that there is none');
    await expectAccessible(element);
  });

  it('is accessible with one app, shown open', async () => {
    const element = await addSettings(new FakeApps());
    await until(() => findAll(element, 'hs-token-test').length === 1, 'the app is shown');
    await drawn(element);
    await expectAccessible(element);
  });

  it('is accessible with several apps, shown closed', async () => {
    const apps = new FakeApps();
    apps.list = [makeApp(), makeApp({platformId: 'baz'})];
    const element = await addSettings(apps);
    await until(() => findAll(element, 'details').length === 2, 'the apps are shown');
    expect(findAll<HTMLDetailsElement>(element, 'details').some(({open}) => open)).to.be.false;
    await expectAccessible(element);
  });

  it('keeps the focus when "Try again" is removed', async () => {
    const apps = new FakeApps();
    apps.isFailing = true;
    const element = await addSettings(apps);
    await until(() => findButton(element, 'Try again'), 'it shows the failure');
    await expectAccessible(element);
    apps.isFailing = false;
    getButton(element, 'Try again').focus();
    getButton(element, 'Try again').click();
    await until(() => findAll(element, 'details').length === 1, 'the app is shown');
    expect(focusedElement()).to.equal(get(element, 'h2'));
  });
});
