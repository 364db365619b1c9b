import {expect} from '@open-wc/testing';
import {FakeApps} from '../support/fake-apps.js';
import {
  addSettingsPart,
  drawn,
  expectAccessible,
  focusedElement,
  get,
  getButton,
  textOf,
  translatePage,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';

describe('<hs-token-test>', () => {
  useInboxStyles();

  it('is accessible at first', async () => {
    await expectAccessible((await addSettingsPart('hs-token-test')).element);
  });

  it('shows that a token is valid, keeps the focus, and is accessible', async () => {
    const {element} = await addSettingsPart('hs-token-test');
    const button = getButton(element, 'Test');
    button.focus();
    button.click();
    await until(() => textOf(element).includes('This user would be verified.'), 'the answer is shown');
    expect(focusedElement()).to.equal(button);
    await expectAccessible(element);
  });

  it('explains a wrong token, also after a page translator changed the page', async () => {
    const apps = new FakeApps();
    const {element} = await addSettingsPart('hs-token-test', apps);
    apps.diagnosis = {valid: false, mistakes: ['unknown'], issues: []};
    getButton(element, 'Test').click();
    await until(() => textOf(element).includes('Not valid: there is a mistake'), 'the answer is shown');
    await expectAccessible(element);
    translatePage(element);
    apps.diagnosis = {valid: false, mistakes: ['unknown', 'unknown'], issues: []};
    get<HTMLButtonElement>(element, 'button').click();
    await until(() => textOf(element).includes('there are 2 mistakes'), 'the next answer is shown');
    await drawn(element);
    expect(textOf(element)).not.to.contain('there is a mistake');
  });

  it('shows an error when the request fails', async () => {
    const apps = new FakeApps();
    const {element} = await addSettingsPart('hs-token-test', apps);
    apps.isFailing = true;
    getButton(element, 'Test').click();
    await until(() => textOf(element).includes('The test could not be made.'), 'it says so');
    await expectAccessible(element);
  });
});
