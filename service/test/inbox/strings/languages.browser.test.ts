import {expect} from '@open-wc/testing';
import {setViewport} from '@web/test-runner-commands';
import type {Content} from 'helpshift-chat/protocol';
import type {Action} from '../../../inbox/state/actions.js';
import {LANGUAGES, loadInboxLanguage, type InboxLanguage} from '../../../inbox/strings/languages.js';
import {FakeService} from '../support/fake-service.js';
import {ADA, BEGINNING, makeEntries, makeEntry, makeHead} from '../support/fixtures.js';
import {
  addInbox,
  drawn,
  expectAccessible,
  findAll,
  get,
  type InboxPage,
  textOf,
  until,
  useInboxStyles,
} from '../support/inbox-page.js';

/** A window of 1280 pixels at a zoom of 400 %. */
const NARROW = {width: 320, height: 740};
const ACTION = {kind: 'link', label: 'l'.repeat(80), target: `https://shop.example/${'x'.repeat(300)}`} as const;
const CARD: Content = {kind: 'card', text: 'Look', actions: [ACTION]};
const RATED: Content = {kind: 'rated', rating: 4, feedback: 'f'.repeat(300)};
/** The same, with the height of a laptop: 1280 x 1024 pixels. */
const SHORT = {width: 320, height: 256};
const WIDE = {width: 1280, height: 800};

describe('the language of the inbox', () => {
  useInboxStyles();

  afterEach(async () => {
    document.documentElement.dir = '';
    document.documentElement.lang = 'en';
    await setViewport(WIDE);
  });

  /** The inbox in this language, logged in, with one conversation that waits. */
  async function openInbox(wanted: string): Promise<{page: InboxPage; language: InboxLanguage}> {
    const language = await loadInboxLanguage([wanted]);
    Object.assign(document.documentElement, {lang: language.locale, dir: language.direction});
    const service = new FakeService();
    service.add(makeHead({id: 'c1'}), [
      ...makeEntries(1, 3),
      makeEntry(4, {content: CARD}),
      makeEntry(5, {content: RATED}),
    ]);
    service.begin('c1', {...BEGINNING, tags: ['t'.repeat(100)]});
    const page = addInbox(service, language.strings);
    page.store.dispatch({type: 'start'});
    await until(() => findAll(page.inbox, 'li a').length === 1, 'the list is shown');
    page.store.dispatch({type: 'logged-in', agent: {...ADA, role: 'administrator'}});
    return {page, language};
  }

  async function open({inbox, store}: InboxPage, what: 'c1' | 'settings' | 'sessions'): Promise<void> {
    const [action, shown] = {
      c1: [{type: 'open-conversation', id: 'c1'}, '.message'],
      settings: [{type: 'open-settings'}, 'hs-app-form'],
      sessions: [{type: 'open-sessions'}, '.this'],
    }[what] as [Action, string];
    store.dispatch(action);
    await until(() => findAll(inbox, shown).length, `${what} is shown`);
    await drawn(inbox);
  }

  it('is Arabic from right to left, on each page, and accessible', async () => {
    await setViewport(WIDE);
    const {page, language} = await openInbox('ar');
    await open(page, 'c1');
    const {inbox} = page;
    expect(get(inbox, 'hs-conversation-list').getBoundingClientRect().left, 'the list is at the right').to.be.above(
      get(inbox, 'hs-conversation').getBoundingClientRect().left,
    );
    expect(
      getComputedStyle(get(get(inbox, 'hs-answer-form'), 'textarea')).direction,
      'the placeholder is at the right',
    ).to.equal('rtl');
    page.store.dispatch({type: 'change-draft-actions', id: 'c1', actions: [ACTION]});
    await until(() => findAll(inbox, 'select').length, 'the card is shown');
    await expectAccessible(inbox);
    await open(page, 'settings');
    expect(textOf(inbox)).to.include(language.strings.settings.keys);
    await expectAccessible(inbox);
  });

  for (const wanted of Object.keys(LANGUAGES)) {
    it(`fits into a narrow window: ${wanted}`, async () => {
      await setViewport(NARROW);
      const {page} = await openInbox(wanted);
      const expectNoOverflow = (where: string): void => {
        expect(document.documentElement.scrollWidth, where).to.equal(NARROW.width);
      };
      expectNoOverflow('list');
      page.store.dispatch({type: 'choose-selecting', isOn: true});
      await until(() => findAll(page.inbox, 'hs-selection-bar').length, 'the check boxes are shown');
      expectNoOverflow('selection');
      await open(page, 'c1');
      expectNoOverflow('conversation');
      get(get(page.inbox, 'hs-beginning'), 'summary').click();
      page.store.dispatch({type: 'change-draft-actions', id: 'c1', actions: [ACTION]});
      await until(() => findAll(page.inbox, 'select').length, 'the card is shown');
      expectNoOverflow('card');
      await open(page, 'settings');
      expectNoOverflow('settings');
      await open(page, 'sessions');
      expectNoOverflow('sessions');
    });
  }

  it('leaves room for the list at a zoom of 400 %, below a notice and the selection', async () => {
    await setViewport(SHORT);
    const {page} = await openInbox('de');
    page.store.dispatch({type: 'service-notices-received', notices: ['proxy-not-trusted']});
    page.store.dispatch({type: 'choose-selecting', isOn: true});
    await until(() => findAll(page.inbox, 'li input').length, 'the check boxes are shown');
    await drawn(page.inbox);
    const row = get(get(page.inbox, 'hs-conversation-list'), 'li');
    row.scrollIntoView({block: 'nearest'});
    const {top, bottom} = row.getBoundingClientRect();
    // The window scrolls by whole pixels.
    expect([top > -1, bottom < SHORT.height + 1], 'all of the row is in the window').to.deep.equal([true, true]);
    const list = row.getRootNode() as ShadowRoot;
    expect(list.elementFromPoint(160, (top + bottom) / 2)?.closest('li'), 'nothing covers it').to.equal(row);
  });

  it('follows when its texts have loaded later', async () => {
    const {page} = await openInbox('en');
    await open(page, 'c1');
    const {strings} = await loadInboxLanguage(['de']);
    page.inbox.strings = strings;
    await drawn(page.inbox);
    const text = textOf(page.inbox);
    expect(text).to.include('Unterhaltungen').and.to.include('Antwort').and.to.include('Donnerstag');
    expect(text).not.to.match(/Conversations|Answer|Thursday|Verified/);
  });
});
