import {expect} from '@open-wc/testing';
import {makeHead, makeUnverifiedUser, makeUser, NAMELESS, READY} from '../support/fixtures.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  findButton,
  focusedElement,
  get,
  getButton,
  textOf,
  translatePage,
  useInboxStyles,
} from '../support/inbox-page.js';

const CONVERSATIONS = [
  makeHead({id: 'c1'}),
  makeHead({id: 'c2', readNumber: 1, user: makeUnverifiedUser({userName: 'Wheeler'})}),
  makeHead({id: 'c3', user: NAMELESS, waitingSince: null, preview: {author: 'agent', text: 'Of course'}}),
];

describe('<hs-conversation-list>', () => {
  useInboxStyles();

  it('is accessible with conversations', async () => {
    const {element} = await addPart('hs-conversation-list', {
      conversations: CONVERSATIONS,
      list: READY,
      openId: 'c2',
    });
    await expectAccessible(element);
  });

  for (const status of ['loading', 'ready', 'failed'] as const) {
    it(`is accessible without conversations (${status})`, async () => {
      const {element} = await addPart('hs-conversation-list', {list: {...READY, status}});
      await expectAccessible(element);
    });
  }

  it('links to each conversation, and names the user', async () => {
    const {element} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, list: READY});
    const links = findAll<HTMLAnchorElement>(element, 'a');
    expect(links.map(({hash}) => hash)).to.deep.equal(['c1', 'c2', 'c3'].map((id) => `#/conversations/${id}`));
    expect(textOf(links[0] as Element))
      .to.contain('Captain Planet')
      .and.contain('captain@example.com Verified')
      .and.contain('Unread');
    expect(textOf(links[1] as Element))
      .to.contain('Wheeler')
      .and.contain('captain@example.com Not verified')
      .and.not.contain('Unread');
    expect(textOf(links[2] as Element))
      .to.contain('Anonymous user C3')
      .and.match(/Anonymous Agent:/);
  });

  it('marks the rows whose users type, and only these', async () => {
    const {element} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, list: READY});
    const typing = () => findAll(element, 'a').map((link) => /typing…/.test(textOf(link)));
    expect(typing()).to.deep.equal([false, false, false]);
    element.typing = new Set(['c2', 'elsewhere']);
    await drawn(element);
    expect(typing()).to.deep.equal([false, true, false]);
    await expectAccessible(element);
    element.typing = new Set();
    await drawn(element);
    expect(typing()).to.deep.equal([false, false, false]);
  });

  it('marks the identifier, never the name', async () => {
    const users = [
      makeUser({userName: 'ceo@example.com', userId: null, userEmail: 'eve@example.com'}),
      makeUser({userEmailVerified: false}),
      makeUnverifiedUser({userName: 'Eve ✓ Verified'}),
      makeUser({userName: null}),
      makeUser({userName: null, userEmailVerified: false}),
      makeUnverifiedUser({userName: null}),
      makeUser({...NAMELESS, userName: 'Ann'}),
    ];
    const {element} = await addPart('hs-conversation-list', {
      conversations: users.map((user, index) => makeHead({id: `c${index}`, user})),
      list: READY,
    });
    const rows = findAll(element, 'a').map((row) =>
      [...row.querySelectorAll('.name, .identifier, hs-identity-badge')].map(textOf),
    );
    expect(rows).to.deep.equal([
      ['ceo@example.com', 'eve@example.com', 'Verified'],
      ['Captain Planet', 'captain_planet', 'Verified'],
      ['Eve ✓ Verified', 'captain@example.com', 'Not verified'],
      ['captain@example.com', 'Address verified'],
      ['captain_planet', 'User ID verified'],
      ['captain@example.com', 'Not verified'],
      ['Ann', 'Anonymous'],
    ]);
    await expectAccessible(element);
  });

  it('keeps the focus when a row moves, and when the row or its button is removed', async () => {
    const {element} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, list: READY});
    const row = get(element, 'a[data-id="c3"]');
    row.focus();
    element.conversations = [2, 0, 1].flatMap((index) => CONVERSATIONS[index] ?? []);
    await drawn(element);
    expect(findAll(element, 'a')[0], 'the row is the first').to.equal(row);
    expect(focusedElement(), 'the row that moved').to.equal(row);
    element.conversations = CONVERSATIONS.slice(0, 2);
    await drawn(element);
    expect(focusedElement(), 'the heading').to.equal(get(element, 'h2'));
    element.list = {...READY, status: 'failed'};
    await drawn(element);
    getButton(element, 'Try again').focus();
    element.list = {...READY, status: 'loading'};
    await drawn(element);
    expect(focusedElement(), 'the heading').to.equal(get(element, 'h2'));
  });

  it('updates a row after a page translator changed the page', async () => {
    const {element} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, list: READY});
    translatePage(element);
    const [first, ...others] = CONVERSATIONS;
    const user = makeUnverifiedUser({userName: 'Gaia'});
    element.conversations = [{...first!, user, preview: {author: 'user', text: 'Another text'}}, ...others];
    await drawn(element);
    const text = textOf(get(element, 'a'));
    expect(text).to.contain('Gaia').and.contain('Another text').and.contain('Not verified');
    expect(text).not.to.contain('Captain Planet');
    expect(text).not.to.contain('Hello');
  });

  it('says how long each user waits, and never a negative time', async () => {
    const NOW = Date.UTC(2026, 5, 15, 12);
    const MINUTE_MS = 60_000;
    const since = [5, 0, -3, 90, 60 * 49].map((minutes) => NOW - minutes * MINUTE_MS);
    const conversations = [...since, null].map((waitingSince, index) => makeHead({id: `c${index}`, waitingSince}));
    const {element} = await addPart('hs-conversation-list', {conversations, list: READY}, {now: () => NOW});
    const rows = findAll(element, 'a').map((row) => /waits.*?(?:min|h|days)/.exec(textOf(row))?.[0]);
    expect(rows).to.deep.equal([
      'waits 5 min',
      'waits under 1 min',
      'waits under 1 min',
      'waits 1 h',
      'waits 2 days',
      undefined,
    ]);
    await expectAccessible(element);
  });

  it('says so when the time passes', async () => {
    const original = window.setInterval.bind(window);
    const ticks: {readonly tick: () => void; readonly intervalMs: number}[] = [];
    window.setInterval = ((tick: () => void, intervalMs: number) =>
      ticks.push({tick, intervalMs})) as typeof setInterval;
    try {
      let now = 0;
      const conversations = [makeHead({waitingSince: 0})];
      const {element} = await addPart('hs-conversation-list', {conversations, list: READY}, {now: () => now});
      expect(textOf(element)).to.contain('waits under 1 min');
      now = 60_000;
      for (const {tick} of ticks) tick();
      await drawn(element);
      expect(textOf(element)).to.contain('waits 1 min');
      expect(ticks.map(({intervalMs}) => intervalMs <= 60_000)).to.deep.equal([true]);
    } finally {
      window.setInterval = original;
    }
  });

  it('shows one of three lists, and asks for another one', async () => {
    const {element, actions} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, list: READY});
    const radios = findAll<HTMLInputElement>(element, 'input[type="radio"]');
    expect(radios.map((radio) => radio.labels?.[0]?.textContent.trim())).to.deep.equal(['Waiting', 'Open', 'Closed']);
    expect(radios.map(({checked}) => checked)).to.deep.equal([false, true, false]);
    radios[0]?.click();
    expect(actions).to.deep.equal([{type: 'choose-filter', name: 'waiting'}]);
  });

  it('is continued by a button at its end, and the keyboard goes on at the first new row', async () => {
    const rest = {cursor: 'next', end: undefined};
    const {element, actions} = await addPart('hs-conversation-list', {
      conversations: CONVERSATIONS.slice(0, 1),
      list: {...READY, rest},
    });
    await expectAccessible(element);
    for (const shown of [2, 3]) {
      const button = getButton(element, 'Show more conversations');
      button.focus();
      button.click();
      element.list = {...READY, rest, isLoadingMore: true};
      await drawn(element);
      getButton(element, 'Loading more conversations…').click();
      element.conversations = CONVERSATIONS.slice(0, shown);
      element.list = shown === 3 ? READY : {...READY, rest};
      await drawn(element);
      expect(focusedElement()).to.equal(findAll(element, 'a')[shown - 1]);
    }
    expect(actions.map(({type}) => type)).to.deep.equal(['show-more', 'show-more']);
    expect(findButton(element, 'Show more conversations')).to.be.undefined;
  });

  it('says how many conversations it cannot show, so that no user waits unseen', async () => {
    const {element} = await addPart('hs-conversation-list', {conversations: [], list: {...READY, unreadable: 1}});
    expect(textOf(element)).to.contain('1 conversation cannot be shown here.').and.not.contain('No open conversations');
    await expectAccessible(element);
    element.conversations = CONVERSATIONS;
    element.list = {...READY, unreadable: 2};
    await drawn(element);
    expect(textOf(element)).to.contain('2 conversations cannot be shown here.').and.contain('Captain Planet');
  });
});
