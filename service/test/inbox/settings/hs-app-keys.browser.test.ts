import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {FakeApps} from '../support/fake-apps.js';
import {
  addSettingsPart,
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

const OTHER_KEY = {id: 'k0', createdAt: 500, secret: '…zzzz'};

describe('<hs-app-keys>', () => {
  useInboxStyles();

  const addKeys = (apps = new FakeApps()) => addSettingsPart('hs-app-keys', apps);

  it('is accessible with keys, and without', async () => {
    await expectAccessible((await addKeys()).element);
    for (const verification of [true, false]) {
      const apps = new FakeApps();
      apps.list = [makeApp({keys: [], verification})];
      await expectAccessible((await addKeys(apps)).element);
    }
  });

  it('makes a key, shows its secret once, and keeps the focus', async () => {
    const {element} = await addKeys();
    getButton(element, 'Create a key').focus();
    await sendKeys({press: 'Enter'});
    await until(() => focusedElement()?.textContent === 'The new secret', 'the keyboard is at the secret');
    expect(get<HTMLTextAreaElement>(element, 'textarea').value).to.equal('a new secret that ends with bbbb');
    await expectAccessible(element);
    getButton(element, 'I have copied it').focus();
    await sendKeys({press: 'Enter'});
    await until(() => findAll(element, 'textarea').length === 0, 'the secret is gone');
    expect(focusedElement()).to.equal(getButton(element, 'Create a key'));
  });

  it('asks before it deletes a key, and keeps the focus', async () => {
    const apps = new FakeApps();
    apps.list = [makeApp({keys: [OTHER_KEY, ...makeApp().keys]})];
    const {element} = await addKeys(apps);
    const remove = getButton(element, 'Delete the key …aaaa');
    remove.focus();
    await sendKeys({press: 'Enter'});
    await until(() => focusedElement() === findButton(element, 'Cancel'), 'the keyboard is at "Cancel"');
    await expectAccessible(element);
    await sendKeys({press: 'Enter'});
    await until(() => focusedElement() === remove, 'the keyboard is back');

    let release = (): void => undefined;
    apps.gate = new Promise((resolve) => (release = resolve));
    await sendKeys({press: 'Enter'});
    await until(() => focusedElement() === findButton(element, 'Cancel'), 'it asks again');
    getButton(element, 'Delete').click();
    await until(() => textOf(element).includes('Deleting…'), 'it deletes');
    await drawn(element);
    expect(focusedElement()).to.equal(remove);
    release();
    await until(() => findAll(element, 'li button').length === 1, 'the key is gone');
    await until(() => focusedElement() === getButton(element, 'Create a key'), 'the focus is on the next button');
  });

  it('shows a failure, and keeps the focus', async () => {
    const {element, apps} = await addKeys();
    apps.isFailing = true;
    const create = getButton(element, 'Create a key');
    create.focus();
    await sendKeys({press: 'Enter'});
    await until(() => textOf(element).includes('The key could not be created.'), 'it says so');
    expect(focusedElement()).to.equal(create);
    await expectAccessible(element);
  });
});
