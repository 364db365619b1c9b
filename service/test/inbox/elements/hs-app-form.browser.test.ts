import {expect} from '@open-wc/testing';
import {FakeApps} from '../support/fake-apps.js';
import {
  addSettingsPart,
  drawn,
  expectAccessible,
  findButton,
  focusedElement,
  get,
  getButton,
  textOf,
  translatePage,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';
import {makeApp} from '../support/settings-fixtures.js';

describe('<hs-app-form>', () => {
  useInboxStyles();

  function type(field: HTMLTextAreaElement, text: string): void {
    field.value = text;
    field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
  }

  const form = async (apps = new FakeApps()) => {
    const {element} = await addSettingsPart('hs-app-form', apps);
    const field = (id: string) => get<HTMLTextAreaElement>(element, `#${id}`);
    return {element, apps, field};
  };

  it('is accessible at first, and with verification off', async () => {
    const {element} = await form();
    await expectAccessible(element);
    const apps = new FakeApps();
    apps.list = [makeApp({verification: false})];
    await expectAccessible((await form(apps)).element);
  });

  it('keeps the focus on "Save" while it saves and after that, and saves once', async () => {
    const {element, apps, field} = await form();
    let release = (): void => undefined;
    apps.gate = new Promise((resolve) => (release = resolve));
    type(field('greeting'), 'Welcome');
    await drawn(element);
    const save = getButton(element, 'Save');
    save.focus();
    save.click();
    await until(() => textOf(element).includes('Saving…'), 'it saves');
    expect(focusedElement()).to.equal(save);
    await expectAccessible(element);
    release();
    await until(() => textOf(element).includes('Saved'), 'it is saved');
    expect(focusedElement()).to.equal(save);
    expect(apps.list[0]?.greeting).to.equal('Welcome');
    await expectAccessible(element);
  });

  it('keeps the focus in the form when "Discard changes" is removed', async () => {
    const {element, field} = await form();
    type(field('greeting'), 'Welcome');
    await drawn(element);
    await expectAccessible(element);
    getButton(element, 'Discard changes').focus();
    getButton(element, 'Discard changes').click();
    await until(() => !findButton(element, 'Discard changes'), 'the button is gone');
    expect(focusedElement()).to.equal(getButton(element, 'Save'));
    expect(field('greeting').value).to.equal('Ahoy');
  });

  it('focuses an invalid field, and explains the mistake', async () => {
    const {element, field} = await form();
    type(field('origins'), 'not an origin');
    await drawn(element);
    getButton(element, 'Save').click();
    await until(() => focusedElement() === field('origins'), 'the field has the focus');
    expect(textOf(get(element, '#origins-error'))).not.to.equal('');
    await expectAccessible(element);
  });

  it('shows that saving has failed, also after a page translator changed the page', async () => {
    const {element, apps, field} = await form();
    type(field('greeting'), 'Welcome');
    await drawn(element);
    translatePage(element);
    apps.isFailing = true;
    getButton(element, 'Save').click();
    await until(() => textOf(element).includes('It could not be saved.'), 'it says so');
    apps.isFailing = false;
    translatePage(element);
    getButton(element, 'Save').click();
    await until(() => /\bSaved\b/.test(textOf(get(element, '.actions'))), 'it shows that it is saved');
    expect(textOf(element)).not.to.contain('It could not be saved.');
  });
});
