import {expect} from '@open-wc/testing';
import {EMPTY_DRAFT, EMPTY_THREAD} from '../../../inbox/state/state.js';
import {
  BEGINNING,
  EMPTY_BEGINNING,
  makeEntries,
  makeHead,
  makeThread,
  makeUnverifiedUser,
  makeUser,
  NAMELESS,
} from '../support/fixtures.js';
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

const READY = makeThread(makeEntries(1, 3));

describe('<hs-conversation>', () => {
  useInboxStyles();

  const addConversation = (properties: Partial<HTMLElementTagNameMap['hs-conversation']>) =>
    addPart('hs-conversation', {conversationId: 'c1', conversation: makeHead(), thread: READY, ...properties});

  const STATES: Record<string, Partial<HTMLElementTagNameMap['hs-conversation']>> = {
    open: {},
    resolved: {conversation: makeHead({status: 'resolved'})},
    rejected: {conversation: makeHead({status: 'rejected'})},
    ended: {conversation: makeHead({status: 'ended'})},
    'while a note is written': {draft: {...EMPTY_DRAFT, mode: 'note', note: 'Half a'}},
    'while its status changes': {changing: true},
    'while the user types': {typing: true},
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

  it('says above the form that the user types, by name, and reads it out once before each message', async () => {
    const {element} = await addConversation({});
    const line = get(element, 'p.typing');
    const type = async (typing: boolean) => {
      element.typing = typing;
      await drawn(element);
    };
    expect(textOf(line)).to.equal('');
    expect(line.getBoundingClientRect().height).to.equal(0);
    await type(true);
    expect(textOf(line).replaceAll(/[\u2068\u2069]/g, '')).to.equal('Captain Planet is typing…');
    expect([line.role, line.ariaLive]).to.deep.equal(['status', 'polite']);
    const form = get(element, 'hs-answer-form').getBoundingClientRect();
    expect(line.getBoundingClientRect().bottom).to.be.at.most(form.top);
    await type(false);
    expect(textOf(line)).to.equal('');
    await type(true);
    expect(line.ariaLive).to.equal('off');
    await type(false);
    element.conversation = makeHead({lastNumber: 9});
    await type(true);
    expect(line.ariaLive).to.equal('polite');
  });

  it('keeps the focus on the button that resolves, and sends one request', async () => {
    const {element, actions} = await addConversation({});
    const button = getButton(element, 'Resolve');
    button.focus();
    button.click();
    element.changing = true;
    await drawn(element);
    button.click();
    expect(actions).to.deep.equal([{type: 'change-status', id: 'c1', change: 'resolved'}]);
    element.changing = false;
    element.conversation = makeHead({status: 'resolved'});
    await drawn(element);
    expect(focusedElement()).to.equal(getButton(element, 'Reopen'));
  });

  it('offers what can be done to the conversation', async () => {
    const offers = {
      open: ['Reject', 'Resolve'],
      resolved: ['Reopen'],
      rejected: [],
      ended: [],
      unknown: [],
    } as const;
    for (const [status, expected] of Object.entries(offers)) {
      const {element} = await addConversation({conversation: makeHead({status: status as keyof typeof offers})});
      expect(findAll(element, '.changes button').map(textOf), status).to.deep.equal(expected);
    }
    const {element, actions} = await addConversation({});
    getButton(element, 'Reject').click();
    expect(actions).to.deep.equal([{type: 'change-status', id: 'c1', change: 'rejected'}]);
  });

  it('keeps the focus when "Try again" is removed', async () => {
    const {element} = await addConversation({thread: {...READY, status: 'failed'}});
    getButton(element, 'Try again').focus();
    element.thread = {...READY, status: 'loading'};
    await drawn(element);
    expect(focusedElement()).to.equal(get(element, 'h2'));
  });

  it('keeps the draft when a colleague resolves the conversation', async () => {
    const {element} = await addConversation({draft: {...EMPTY_DRAFT, text: 'Half an answ'}});
    const textarea = get<HTMLTextAreaElement>(element, 'textarea');
    textarea.focus();
    element.conversation = makeHead({status: 'resolved'});
    await drawn(element);
    expect(focusedElement()).to.equal(textarea);
    expect(textarea.value).to.equal('Half an answ');
    expect(textOf(element)).to.contain('This conversation is resolved.');
  });

  it('shows what the conversation began with, and nothing when there is nothing', async () => {
    const {element} = await addConversation({});
    expect(findAll(element, 'hs-beginning')).to.deep.equal([]);
    element.thread = {...READY, beginning: EMPTY_BEGINNING};
    await drawn(element);
    expect(findAll(element, 'hs-beginning')).to.deep.equal([]);
    element.thread = {...READY, beginning: BEGINNING};
    await drawn(element);
    expect(textOf(get(element, 'hs-beginning')))
      .to.contain('vip')
      .and.contain('A-17');
  });

  it('keeps the keyboard in the conversation when it ends at once', async () => {
    const {element} = await addConversation({});
    getButton(element, 'Resolve').focus();
    element.conversation = makeHead({status: 'ended'});
    await drawn(element);
    expect(findAll(element, '.changes button')).to.deep.equal([]);
    expect(focusedElement()).to.equal(get(element, 'h2'));
    expect(textOf(element)).to.contain('This conversation is over.');
  });

  it('shows no mark beside a name, but says that a user is anonymous', async () => {
    const {element} = await addConversation({});
    expect(textOf(get(element, '.who'))).to.equal('Captain Planet');
    element.conversation = makeHead({user: makeUser({...NAMELESS, userName: 'Ann'})});
    await drawn(element);
    expect(textOf(get(element, '.who'))).to.equal('Ann Anonymous');
    await expectAccessible(element);
  });

  it('updates the user after a page translator changed the page', async () => {
    const {element} = await addConversation({});
    translatePage(element);
    const user = makeUnverifiedUser({userName: 'Gaia', userId: 'gaia', userEmail: 'gaia@example.com'});
    element.conversation = makeHead({user, platformId: 'baz', status: 'resolved'});
    await drawn(element);
    const text = textOf(get(element, 'header'));
    for (const shown of ['Gaia', 'gaia', 'gaia@example.com', 'Not verified', 'bar / baz', 'Reopen']) {
      expect(text).to.contain(shown);
    }
    for (const old of ['Captain', 'captain', 'Resolve ', 'Reject', 'foo']) expect(text).not.to.contain(old);
  });

  /** Files, or a text, that are held over the part. */
  function dragEvent(type: string, fill: (data: DataTransfer) => unknown): DragEvent {
    const dataTransfer = new DataTransfer();
    fill(dataTransfer);
    return new DragEvent(type, {dataTransfer, bubbles: true, composed: true, cancelable: true});
  }
  const withFile = (data: DataTransfer): unknown => data.items.add(new File(['x'], 'lamp.png'));
  const dropPlace = (element: Element): string => findAll(element, '.drop-place').map(textOf).join();

  it('takes files that are dropped, and shows where', async () => {
    const {element, actions} = await addConversation({});
    const target = get(element, '.log');
    expect(target.dispatchEvent(dragEvent('dragover', withFile))).to.be.false;
    await drawn(element);
    expect(get(element, '.drop-place').textContent).to.contain('Drop files here to send them to');
    target.dispatchEvent(dragEvent('drop', withFile));
    await drawn(element);
    expect(dropPlace(element)).to.equal('');
    const [action] = actions;
    expect(action?.type === 'attach-files' && action.files.map(({name}) => name)).to.deep.equal(['lamp.png']);
    expect(action).to.include({conversationId: 'c1'});
  });

  it('hides the place when the files go away', async () => {
    const {element} = await addConversation({});
    element.dispatchEvent(dragEvent('dragenter', withFile));
    await drawn(element);
    expect(findAll(element, '.drop-place')).to.have.length(1);
    element.dispatchEvent(dragEvent('dragleave', withFile));
    await drawn(element);
    expect(findAll(element, '.drop-place')).to.have.length(0);
  });

  for (const [state, properties] of [
    ['a note is written', {draft: {...EMPTY_DRAFT, mode: 'note'}}],
    ['the conversation is over', {conversation: makeHead({status: 'ended'})}],
  ] as const) {
    it(`takes no files while ${state}`, async () => {
      const {element, actions} = await addConversation(properties);
      for (const type of ['dragenter', 'dragover', 'drop']) {
        expect(element.dispatchEvent(dragEvent(type, withFile)), type).to.be.true;
      }
      await drawn(element);
      expect(findAll(element, '.drop-place')).to.have.length(0);
      expect(actions).to.deep.equal([]);
    });
  }

  it('leaves texts that are dropped to the browser', async () => {
    const {element} = await addConversation({});
    expect(element.dispatchEvent(dragEvent('dragover', (data) => data.setData('text/plain', 'x')))).to.be.true;
  });
});
