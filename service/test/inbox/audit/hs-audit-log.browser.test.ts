import {expect} from '@open-wc/testing';
import {sendKeys, setViewport} from '@web/test-runner-commands';
import {LANGUAGES, loadInboxLanguage} from '../../../inbox/strings/languages.js';
import {CHANGED, makeEvent, NEWER, REFUSED} from '../support/audit-fixtures.js';
import type {FakeApps} from '../support/fake-apps.js';
import {FakeService} from '../support/fake-service.js';
import {ADMINISTRATOR} from '../support/fixtures.js';
import {
  addInbox,
  drawn,
  expectAccessible,
  findAll,
  findButton,
  focusedElement,
  get,
  getButton,
  type InboxPage,
  textOf,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';
import type {InboxStrings} from '../../../inbox/strings/inbox-strings.js';

const WIDE = {width: 1280, height: 800};
/** A window of 1280 pixels at a zoom of 400 %. */
const NARROW = {width: 320, height: 740};
const LONG = makeEvent(4, {
  kind: 'app-created',
  app: {domain: 'd'.repeat(100), platformId: 'p'.repeat(100)},
  changes: ['title', 'greeting', 'accent', 'tags', 'origins', 'enabled'].map((name) => ({
    name,
    after: 'x'.repeat(300),
  })),
});

describe('<hs-audit-log>', () => {
  useInboxStyles();

  afterEach(async () => {
    document.documentElement.dir = '';
    document.documentElement.lang = 'en';
    await setViewport(WIDE);
  });

  /** The inbox of an administrator, who opens the audit log. */
  function openAudit(prepare: (apps: FakeApps) => void, strings?: InboxStrings): InboxPage {
    const page = addInbox(new FakeService(), strings);
    prepare(page.apps);
    page.store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    page.store.dispatch({type: 'open-audit'});
    return page;
  }

  const rows = (page: InboxPage): HTMLElement[] => findAll(page.inbox, '.events > li');

  it('shows who did what, and when, and is accessible', async () => {
    const page = openAudit((apps) => (apps.events = [CHANGED, REFUSED]));
    await until(() => rows(page).length === 2, 'the events are shown');
    const [changed, refused] = rows(page).map((row) => textOf(row).replace(/[\u2068\u2069]/g, ''));
    expect(changed)
      .to.contain('Ann changed the settings of bar / foo.')
      .and.to.contain('Verify the identity of users: on → off')
      .and.to.contain('January 1, 2026');
    expect(refused).to.contain('1,234 log-ins').and.to.contain('Network: 203.0.113.0/24');
    await expectAccessible(page.inbox);
  });

  it('is reached from the settings by the keyboard, and the focus goes along', async () => {
    const page = addInbox(new FakeService());
    page.store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
    page.store.dispatch({type: 'open-settings'});
    await until(() => findAll(page.inbox, 'hs-app-form').length, 'the settings are shown');
    expect(get(get(page.inbox, 'hs-settings'), 'a').getAttribute('href')).to.equal('#/settings/audit');
    page.store.dispatch({type: 'open-audit'});
    await until(() => textOf(page.inbox).includes('Nothing here yet'), 'the audit log is shown');
    expect(textOf(focusedElement() ?? page.inbox)).to.equal('Audit log');
    await expectAccessible(page.inbox);
    page.store.dispatch({type: 'open-settings'});
    await until(() => findAll(page.inbox, 'hs-app-form').length, 'the settings are shown');
    expect(textOf(focusedElement() ?? page.inbox)).to.equal('Settings');
  });

  it('keeps the focus on "Show older", and at the end of the log', async () => {
    const page = openAudit((apps) => (apps.events = [1, 2, 3, 4, 5].map((number) => makeEvent(number))));
    await until(() => rows(page).length === 2, 'the newest events are shown');
    const button = getButton(page.inbox, 'Show older');
    button.focus();
    await sendKeys({press: 'Enter'});
    await until(() => rows(page).length === 4, 'older events are shown');
    expect(focusedElement()).to.equal(button);
    page.apps.isFailing = true;
    await sendKeys({press: 'Enter'});
    await until(() => textOf(page.inbox).includes('could not be loaded'), 'the failure is shown');
    expect([focusedElement(), rows(page).length]).to.deep.equal([button, 4]);
    page.apps.isFailing = false;
    await sendKeys({press: 'Enter'});
    await until(() => rows(page).length === 5, 'all events are shown');
    await drawn(page.inbox);
    expect(findButton(page.inbox, 'Show older')).to.equal(undefined);
    expect(focusedElement()).to.equal(get(page.inbox, '.end'));
  });

  it('shows what the filter says, and names what only a newer page can describe', async () => {
    const page = openAudit((apps) => (apps.events = [NEWER, REFUSED]));
    await until(() => rows(page).length === 2, 'the events are shown');
    expect(textOf(page.inbox)).to.contain('moon-landed');
    const group = get<HTMLSelectElement>(page.inbox, '#group');
    group.focus();
    group.value = 'refusals';
    group.dispatchEvent(new Event('change'));
    await until(() => rows(page).length === 1, 'one is left');
    expect(focusedElement()).to.equal(group);
    const app = get<HTMLSelectElement>(page.inbox, '#app');
    expect([...app.options].map(({value}) => value)).to.deep.equal(['', 'bar / foo']);
    app.value = 'bar / foo';
    app.dispatchEvent(new Event('change'));
    expect(page.store.state.settings.audit?.filter).to.deep.equal({
      group: 'refusals',
      app: {domain: 'bar', platformId: 'foo'},
    });
  });

  it('tells a screen reader how many events a filter has left, in a place that stays', async () => {
    const page = openAudit((apps) => (apps.events = [NEWER, REFUSED]));
    await until(() => rows(page).length === 2, 'the events are shown');
    const status = get(get(page.inbox, 'hs-audit-log'), '[role="status"]');
    expect(textOf(status)).to.equal('2 events are shown.');
    page.store.dispatch({type: 'choose-audit-filter', filter: {group: 'refusals'}});
    await until(() => textOf(status) === '1 event is shown.', 'it is told');
    page.store.dispatch({type: 'choose-audit-filter', filter: {group: 'users'}});
    await until(() => textOf(status) === 'Nothing here yet', 'it is told that there is nothing');
  });

  it('can be loaded again after a failure, and is accessible then', async () => {
    const page = openAudit((apps) => (apps.isFailing = true));
    await until(() => findButton(page.inbox, 'Try again'), 'the failure is shown');
    await expectAccessible(page.inbox);
    page.apps.isFailing = false;
    page.apps.events = [CHANGED];
    getButton(page.inbox, 'Try again').focus();
    getButton(page.inbox, 'Try again').click();
    await until(() => rows(page).length === 1, 'the event is shown');
    expect(focusedElement()).not.to.equal(document.body);
  });

  for (const wanted of ['en', ...Object.keys(LANGUAGES)]) {
    it(`fits into a narrow window: ${wanted}`, async () => {
      await setViewport(NARROW);
      const language = await loadInboxLanguage([wanted]);
      Object.assign(document.documentElement, {lang: language.locale, dir: language.direction});
      const page = openAudit((apps) => (apps.events = [LONG, CHANGED]), language.strings);
      await until(() => rows(page).length === 2, 'the events are shown');
      get(page.inbox, 'summary').click();
      await drawn(page.inbox);
      expect(document.documentElement.scrollWidth).to.equal(NARROW.width);
      const main = get(page.inbox, 'main');
      expect(main.scrollWidth, 'nothing is cut').to.equal(main.clientWidth);
      await expectAccessible(page.inbox);
    });
  }
});
