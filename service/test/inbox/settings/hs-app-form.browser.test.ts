import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {APP_SETTINGS, type SettingDescription, type SettingName} from 'helpshift-chat/protocol';
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
  translatePage,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';
import {makeApp, makeNewerApp} from '../support/settings-fixtures.js';

describe('<hs-app-form>', () => {
  useInboxStyles();

  function type(field: HTMLTextAreaElement | HTMLInputElement, text: string): void {
    field.value = text;
    field.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
  }

  const form = async (apps = new FakeApps()) => {
    const {element} = await addSettingsPart('hs-app-form', apps);
    const field = (id: string) => get<HTMLTextAreaElement>(element, `#${id}`);
    const radio = (id: string) => get<HTMLInputElement>(element, `#compatibleTokens-${id}`);
    return {element, apps, field, radio};
  };

  it('is accessible at first, and with verification off', async () => {
    const {element} = await form();
    await expectAccessible(element);
    const apps = new FakeApps();
    apps.list = [makeApp({verification: false})];
    await expectAccessible((await form(apps)).element);
  });

  const WARNING = 'Before you save:';

  it('says what each choice of tokens allows, before it is chosen', async () => {
    const {element, radio} = await form();
    expect(textOf(get(element, '[aria-describedby="compatibleTokens-advice"] legend'))).to.equal(
      'Tokens of Helpshift’s form',
    );
    const allowed = {none: 'Only the strict form', cautious: 'no other user can be meant', all: 'never a user ID'};
    for (const [choice, text] of Object.entries(allowed)) {
      const advice = get(element, `#${radio(choice).getAttribute('aria-describedby')}`);
      expect(advice.checkVisibility(), choice).to.be.true;
      expect(textOf(advice)).to.contain(text);
    }
    expect([radio('none'), radio('cautious'), radio('all')].map(({checked}) => checked)).to.deep.equal([
      false,
      true,
      false,
    ]);
  });

  it('warns before a wider choice is saved, and is used with the keyboard', async () => {
    const {element, apps, radio} = await form();
    const region = get(element, '#compatibleTokens-warning');
    radio('cautious').focus();
    await sendKeys({press: 'ArrowDown'});
    await until(() => textOf(region).includes(WARNING), 'it warns');
    expect(focusedElement()).to.equal(radio('all'));
    expect(textOf(region)).to.contain('one user may read another user’s conversation');
    expect(getButton(element, 'Save').getAttribute('aria-describedby')).to.equal(region.id);
    await expectAccessible(element);
    getButton(element, 'Save').click();
    await until(() => /\bSaved\b/.test(textOf(get(element, '.actions'))), 'it is saved');
    expect(apps.list[0]?.compatibleTokens).to.equal('all');
    expect(textOf(region), 'what is saved needs no warning').to.equal('');
  });

  it('does not warn about a narrower choice, or after a change was discarded', async () => {
    const {element, radio} = await form();
    radio('none').click();
    await until(() => findButton(element, 'Discard changes'), 'it is changed');
    expect(textOf(element)).not.to.contain(WARNING);
    radio('all').click();
    await until(() => textOf(element).includes(WARNING), 'it warns');
    getButton(element, 'Discard changes').click();
    await until(() => !textOf(element).includes(WARNING), 'the warning is gone');
    expect(radio('cautious').checked).to.be.true;
  });

  it('keeps a choice that only a newer service knows, and says so', async () => {
    const apps = new FakeApps();
    apps.list = [makeNewerApp('compatibleTokens')];
    const {element, field, radio} = await form(apps);
    expect(['none', 'cautious', 'all'].some((choice) => radio(choice).checked)).to.be.false;
    expect(textOf(element)).to.contain('a newer setting');
    await expectAccessible(element);
    type(field('greeting'), 'Welcome');
    await drawn(element);
    getButton(element, 'Save').click();
    await until(() => /\bSaved\b/.test(textOf(get(element, '.actions'))), 'it is saved');
    expect(apps.list[0]).to.deep.equal({...makeNewerApp('compatibleTokens'), greeting: 'Welcome'});
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

  it('has a control with a name for every setting', async () => {
    const {element} = await form();
    for (const [name, {kind}] of Object.entries<SettingDescription>(APP_SETTINGS)) {
      const control = get<HTMLInputElement>(element, kind === 'choice' ? `[name="${name}"]` : `#${name}`);
      expect(textOf(control.labels?.[0] ?? control), name).not.to.equal('');
      expect(control.checkVisibility(), name).to.be.true;
    }
  });

  it('groups the settings: the look first, then what the chat asks, then what decides about access', async () => {
    const {element} = await form();
    const legends = findAll(element, '.group > legend').map(textOf);
    expect(legends).to.deep.equal(['Look', 'Identity Bot', 'Conversations', 'Identity', 'Pages']);
  });

  it('saves switches and texts of one line', async () => {
    const {element, apps, field} = await form();
    field('enabled').click();
    field('askName').click();
    type(field('title'), 'Help');
    await drawn(element);
    getButton(element, 'Save').click();
    await until(() => /\bSaved\b/.test(textOf(get(element, '.actions'))), 'it is saved');
    expect(apps.list[0]).to.deep.equal(makeApp({enabled: false, askName: true, title: 'Help'}));
  });

  describe('the colour', () => {
    const picker = (element: Element) => get<HTMLInputElement>(element, '[type="color"]');

    it('is the same in the field and in the picker, whichever is used', async () => {
      const {element, field} = await form();
      expect([field('accent').value, picker(element).value]).to.deep.equal(['#1a2b3c', '#1a2b3c']);
      type(picker(element), '#ff0000');
      await drawn(element);
      expect(field('accent').value).to.equal('#ff0000');
      type(field('accent'), '#00FF00');
      await drawn(element);
      expect(picker(element).value).to.equal('#00ff00');
      await expectAccessible(element);
    });

    it('is the default again when the field is emptied', async () => {
      const {element, apps, field} = await form();
      field('accent').select();
      await sendKeys({press: 'Backspace'});
      await drawn(element);
      getButton(element, 'Save').click();
      await until(() => /\bSaved\b/.test(textOf(get(element, '.actions'))), 'it is saved');
      expect(apps.list[0]?.accent).to.equal('');
    });

    it('is refused where it is none, and the field says why', async () => {
      for (const text of ['red', '#12', '#12345g']) {
        const {element, apps, field} = await form();
        type(field('accent'), text);
        await drawn(element);
        getButton(element, 'Save').click();
        await until(() => focusedElement() === field('accent'), 'the field has the focus');
        expect(textOf(get(element, '#accent-error'))).to.contain('This is no colour');
        // The field may have the focus already, and then nothing else is read out.
        expect(get(element, '#accent-error').role).to.equal('alert');
        expect(getComputedStyle(get(element, '#title-error')).display).to.equal('none');
        expect(apps.list[0]?.accent).to.equal('#1a2b3c');
        await expectAccessible(element);
      }
    });
  });

  it('keeps a value of any setting that only a newer service knows, and says so', async () => {
    for (const name of Object.keys(APP_SETTINGS) as SettingName[]) {
      const apps = new FakeApps();
      apps.list = [makeNewerApp(name)];
      const {element} = await form(apps);
      expect(textOf(get(element, `#${name}-warning`)), name).to.contain('a newer setting');
      expect(get(element, '.primary').getAttribute('aria-disabled'), name).to.equal('true');
      await expectAccessible(element);
    }
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

  it('saves tags, one on each line, and says which are refused', async () => {
    const {element, apps, field} = await form();
    expect(field('tags').value).to.equal('vip\nOrder problem');
    type(field('tags'), 'x'.repeat(101));
    await drawn(element);
    getButton(element, 'Save').click();
    await until(() => focusedElement() === field('tags'), 'the field has the focus');
    expect(textOf(get(element, '#tags-error'))).to.contain('at most 300, each of at most 100 characters');
    type(field('tags'), 'vip\n\n VIP \nvip');
    await drawn(element);
    getButton(element, 'Save').click();
    await until(() => apps.list[0]?.tags?.length === 2, 'they are saved');
    expect(apps.list[0]?.tags).to.deep.equal(['vip', 'VIP']);
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
