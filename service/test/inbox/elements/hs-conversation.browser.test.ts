import {expect} from '@open-wc/testing';
import {EMPTY_THREAD, type Thread} from '../../../inbox/state/state.js';
import {makeConversation, makeMessages, makeUnverifiedUser, makeUser, NAMELESS} from '../support/fixtures.js';
import {
  addPart,
  drawn,
  expectAccessible,
  focusedElement,
  get,
  getButton,
  textOf,
  translatePage,
  useInboxStyles,
} from '../support/inbox-page.js';

const READY: Thread = {...EMPTY_THREAD, status: 'ready', messages: makeMessages(1, 3)};

describe('<hs-conversation>', () => {
  useInboxStyles();

  const addConversation = (properties: Partial<HTMLElementTagNameMap['hs-conversation']>) =>
    addPart('hs-conversation', {conversationId: 'c1', conversation: makeConversation(), thread: READY, ...properties});

  const STATES: Record<string, Partial<HTMLElementTagNameMap['hs-conversation']>> = {
    open: {},
    resolved: {conversation: makeConversation({status: 'resolved'})},
    'while its status changes': {changing: true},
    loading: {conversation: undefined, thread: EMPTY_THREAD},
    missing: {conversation: undefined, thread: {...EMPTY_THREAD, status: 'not-found'}},
    'not loaded': {conversation: undefined, thread: {...EMPTY_THREAD, status: 'failed'}},
    'without its newest messages': {thread: {...READY, status: 'failed'}},
  };

  for (const [state, properties] of Object.entries(STATES)) {
    it(`is accessible: ${state}`, async () => {
      const {element} = await addConversation(properties);
      await expectAccessible(element);
    });
  }

  it('keeps the focus on the button that resolves, and sends one request', async () => {
    const {element, actions} = await addConversation({});
    const button = getButton(element, 'Resolve');
    button.focus();
    button.click();
    element.changing = true;
    await drawn(element);
    button.click();
    expect(actions).to.deep.equal([{type: 'change-status', id: 'c1', status: 'resolved'}]);
    element.changing = false;
    element.conversation = makeConversation({status: 'resolved'});
    await drawn(element);
    expect(focusedElement()).to.equal(getButton(element, 'Reopen'));
  });

  it('keeps the focus when "Try again" is removed', async () => {
    const {element} = await addConversation({thread: {...READY, status: 'failed'}});
    getButton(element, 'Try again').focus();
    element.thread = {...READY, status: 'loading'};
    await drawn(element);
    expect(focusedElement()).to.equal(get(element, 'h2'));
  });

  it('keeps the draft when a colleague resolves the conversation', async () => {
    const {element} = await addConversation({draft: 'Half an answ'});
    const textarea = get<HTMLTextAreaElement>(element, 'textarea');
    textarea.focus();
    element.conversation = makeConversation({status: 'resolved'});
    await drawn(element);
    expect(focusedElement()).to.equal(textarea);
    expect(textarea.value).to.equal('Half an answ');
    expect(textOf(element)).to.contain('This conversation is resolved.');
  });

  it('shows no mark beside a name, but says that a user is anonymous', async () => {
    const {element} = await addConversation({});
    expect(textOf(get(element, '.who'))).to.equal('Captain Planet');
    element.conversation = makeConversation({user: makeUser({...NAMELESS, userName: 'Ann'})});
    await drawn(element);
    expect(textOf(get(element, '.who'))).to.equal('Ann Anonymous');
    await expectAccessible(element);
  });

  it('updates the user after a page translator changed the page', async () => {
    const {element} = await addConversation({});
    translatePage(element);
    const user = makeUnverifiedUser({userName: 'Gaia', userId: 'gaia', userEmail: 'gaia@example.com'});
    element.conversation = makeConversation({user, platformId: 'baz', status: 'resolved'});
    await drawn(element);
    const text = textOf(get(element, 'header'));
    for (const shown of ['Gaia', 'gaia', 'gaia@example.com', 'Not verified', 'bar / baz', 'Reopen']) {
      expect(text).to.contain(shown);
    }
    for (const old of ['Captain', 'captain', 'Resolve ', 'foo']) expect(text).not.to.contain(old);
  });
});
