import {expect} from '@open-wc/testing';
import {emulateMedia} from '@web/test-runner-commands';
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

  it('scrolls to the answer, in a region that a screen reader watches from the start', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      await emulateMedia({reducedMotion});
      const apps = new FakeApps();
      apps.diagnosis = {valid: false, mistakes: ['unexplained', 'token-is-hex'], issues: []};
      const {element} = await addSettingsPart('hs-token-test', apps);
      const space = document.createElement('div');
      // The button is the last thing on the screen, and there is room to scroll.
      space.style.blockSize = '200vh';
      element.after(space);
      const region = get(element, '[role="status"]');
      expect(textOf(region)).to.equal('');
      const button = getButton(element, 'Test');
      button.scrollIntoView({block: 'end'});
      button.focus();
      button.click();
      await until(() => textOf(region).includes('Not valid'), 'the answer is shown');
      const isInSight = () => region.getBoundingClientRect().bottom <= innerHeight;
      if (reducedMotion === 'reduce') expect(isInSight(), 'in sight at once, without motion').to.be.true;
      await until(isInSight, 'all of it is in sight');
      expect(focusedElement()).to.equal(button);
    }
  });

  it('asks about the identifiers and the name, and leaves out what is empty', async () => {
    const {element, apps} = await addSettingsPart('hs-token-test');
    get<HTMLInputElement>(element, '#user-id').value = 'ada';
    get<HTMLInputElement>(element, '#token').value = 'a token';
    const name = get<HTMLInputElement>(element, '#user-name');
    expect(textOf(get(element, `#${name.getAttribute('aria-describedby')}`))).to.contain('does not cover the name');
    for (const userName of ['', 'Ada']) {
      name.value = userName;
      getButton(element, 'Test').click();
      await until(() => textOf(element).includes('This user would be verified.'), 'the answer is shown');
    }
    const question = {userId: 'ada', fullPrivacy: false, token: 'a token'};
    expect(apps.questions).to.deep.equal([question, {...question, userName: 'Ada'}]);
  });

  it('explains a mistake that only a newer service knows', async () => {
    const apps = new FakeApps();
    apps.diagnosis = {valid: false, mistakes: ['unknown'], issues: []};
    const {element} = await addSettingsPart('hs-token-test', apps);
    getButton(element, 'Test').click();
    await until(() => textOf(element).includes('Reload the page and test again.'), 'it says what to do');
    await expectAccessible(element);
  });

  it('explains a wrong token, also after a page translator changed the page', async () => {
    const apps = new FakeApps();
    const {element} = await addSettingsPart('hs-token-test', apps);
    apps.diagnosis = {valid: false, mistakes: ['unexplained'], issues: []};
    getButton(element, 'Test').click();
    await until(() => textOf(element).includes('Not valid: there is a mistake'), 'the answer is shown');
    await expectAccessible(element);
    translatePage(element);
    apps.diagnosis = {valid: false, mistakes: ['unexplained', 'unexplained'], issues: []};
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
