import {expect} from '@open-wc/testing';
import {makeConversation, makeUnverifiedUser, makeUser, NAMELESS} from '../support/fixtures.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  focusedElement,
  get,
  getButton,
  textOf,
  translatePage,
  useInboxStyles,
} from '../support/inbox-page.js';

const CONVERSATIONS = [
  makeConversation({id: 'c1'}),
  makeConversation({id: 'c2', agentReadSequence: 1, user: makeUnverifiedUser({userName: 'Wheeler'})}),
  makeConversation({id: 'c3', user: NAMELESS, preview: {senderKind: 'agent', text: 'Of course'}}),
];

describe('<hs-conversation-list>', () => {
  useInboxStyles();

  it('is accessible with conversations', async () => {
    const {element} = await addPart('hs-conversation-list', {
      conversations: CONVERSATIONS,
      status: 'ready',
      openId: 'c2',
    });
    await expectAccessible(element);
  });

  for (const status of ['loading', 'ready', 'failed'] as const) {
    it(`is accessible without conversations (${status})`, async () => {
      const {element} = await addPart('hs-conversation-list', {status});
      await expectAccessible(element);
    });
  }

  it('links to each conversation, and names the user', async () => {
    const {element} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, status: 'ready'});
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
      conversations: users.map((user, index) => makeConversation({id: `c${index}`, user})),
      status: 'ready',
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
    const {element} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, status: 'ready'});
    const row = get(element, 'a[data-id="c3"]');
    row.focus();
    element.conversations = [2, 0, 1].flatMap((index) => CONVERSATIONS[index] ?? []);
    await drawn(element);
    expect(findAll(element, 'a')[0], 'the row is the first').to.equal(row);
    expect(focusedElement(), 'the row that moved').to.equal(row);
    element.conversations = CONVERSATIONS.slice(0, 2);
    await drawn(element);
    expect(focusedElement(), 'the heading').to.equal(get(element, 'h2'));
    element.status = 'failed';
    await drawn(element);
    getButton(element, 'Try again').focus();
    element.status = 'loading';
    await drawn(element);
    expect(focusedElement(), 'the heading').to.equal(get(element, 'h2'));
  });

  it('updates a row after a page translator changed the page', async () => {
    const {element} = await addPart('hs-conversation-list', {conversations: CONVERSATIONS, status: 'ready'});
    translatePage(element);
    const [first, ...others] = CONVERSATIONS;
    const user = makeUnverifiedUser({userName: 'Gaia'});
    element.conversations = [{...first!, user, preview: {senderKind: 'user', text: 'Another text'}}, ...others];
    await drawn(element);
    const text = textOf(get(element, 'a'));
    expect(text).to.contain('Gaia').and.contain('Another text').and.contain('Not verified');
    expect(text).not.to.contain('Captain Planet');
    expect(text).not.to.contain('Hello');
  });
});
