import {expect} from '@open-wc/testing';
import type {Queue} from 'helpshift-chat/client';
import type {Content} from 'helpshift-chat/protocol';
import type {Thread} from '../../../inbox/state/state.js';
import {makeEntries, makeEntry, makeHead, makeNote, makeThread} from '../support/fixtures.js';
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
  until,
  useInboxStyles,
} from '../support/inbox-page.js';

const text = (text: string): {readonly content: Content} => ({content: {kind: 'text', text}});
const withQueue = (thread: Thread, queue: Queue): Thread => ({...thread, queues: {text: queue, note: []}});

const OUTGOING = [
  {id: 'o1', text: 'On its way', writtenAt: 9000, status: 'waiting'},
  {id: 'o2', text: 'See https://example.com/help', writtenAt: 9000, status: 'failed'},
] as const;

describe('<hs-conversation-log>', () => {
  useInboxStyles();

  const addLog = (thread: Thread, context: Parameters<typeof addPart>[2] = {}) =>
    addPart('hs-conversation-log', {conversationId: 'c1', userName: 'Ann', agentName: 'Ada', thread}, context);

  it('is accessible with messages, links, and unsent answers', async () => {
    const entries = [
      makeEntry(2, text('Is it like on https://example.com/a?')),
      makeEntry(3, {author: {kind: 'agent', name: 'Ada'}, ...text('Yes: https://example.com/b.')}),
      makeEntry(4, {author: {kind: 'agent', name: 'Ada'}, content: {kind: 'resolved'}}),
      makeEntry(5, {content: {kind: 'unknown'}}),
    ];
    const {element} = await addLog(withQueue(makeThread(entries, {notes: [makeNote(1, {after: 3})]}), OUTGOING));
    await expectAccessible(element);
  });

  it('says under the newest answer that the user has seen it, and under no other', async () => {
    const agent = {author: {kind: 'agent', name: 'Ada'}} as const;
    const entries = [
      makeEntry(1, text('Hello?')),
      makeEntry(2, {...agent, ...text('one')}),
      makeEntry(3, {...agent, ...text('two')}),
      makeEntry(4, text('I see')),
      makeEntry(5, {...agent, ...text('three')}),
    ];
    const threadSeenTo = (userReadNumber?: number): Thread => {
      const thread = makeThread(entries);
      const head = makeHead({lastNumber: 5, ...(userReadNumber !== undefined && {userReadNumber})});
      return {...thread, run: {entries, head}};
    };
    const {element} = await addLog(threadSeenTo());
    const seen = () =>
      findAll(element, '.state').map((state) => [state.previousElementSibling?.textContent, textOf(state)]);
    for (const [number, answer] of [
      [1, undefined],
      [2, 'one'],
      [3, 'two'],
      [4, 'two'],
      [5, 'three'],
    ] as const) {
      element.thread = threadSeenTo(number);
      await drawn(element);
      expect(seen(), `seen up to ${number}`).to.deep.equal(answer === undefined ? [] : [[answer, 'Seen']]);
    }
  });

  it("tells the day by the service's clock, not by this computer's", async () => {
    const entry = makeEntry(1, text('Hello'));
    const {element} = await addLog(makeThread([entry]), {now: () => entry.time});
    expect(get(element, '.day').textContent.trim()).to.equal('today');
  });

  it('turns web addresses into links without a referrer', async () => {
    const {element} = await addLog(makeThread([makeEntry(1, text('Look at https://example.com/a, please.'))]));
    expect(get(element, '.message').textContent).to.equal('Look at https://example.com/a, please.');
    const links = findAll<HTMLAnchorElement>(element, '.message a');
    expect(links.map(({href, target, rel}) => ({href, target, rel}))).to.deep.equal([
      {href: 'https://example.com/a', target: '_blank', rel: 'noopener noreferrer nofollow'},
    ]);
  });

  it('turns nothing else into an element or a link', async () => {
    const message = '<img src=x> javascript:alert(1) <a href="https://example.com">x</a>';
    const {element} = await addLog(makeThread([makeEntry(1, text(message))]));
    expect(get(element, '.message').textContent).to.equal(message);
    expect(findAll(element, '.message img')).to.deep.equal([]);
    expect(findAll<HTMLAnchorElement>(element, '.message a').map(({href}) => href)).to.deep.equal([
      'https://example.com/',
    ]);
  });

  it('keeps the focus in the log when a pressed button is removed', async () => {
    const thread = makeThread(makeEntries(2, 3));
    const {element, actions} = await addLog(withQueue(thread, [OUTGOING[1]]));
    for (const [name, next] of [
      ['Send again', withQueue(thread, [{...OUTGOING[1], status: 'waiting'}])],
      ['Show earlier messages', {...thread, earlier: 'loading'}],
    ] as const) {
      const button = getButton(element, name);
      button.focus();
      button.click();
      element.thread = next;
      await drawn(element);
      expect(focusedElement(), name).to.equal(button.isConnected ? button : get(element, '.log'));
    }
    expect(actions.map(({type}) => type)).to.deep.equal(['retry-message', 'load-earlier']);
    getButton(element, 'Loading earlier messages…').click();
    expect(actions, 'one request is enough').to.have.length(2);
    element.thread = makeThread(makeEntries(1, 3));
    await drawn(element);
    expect(focusedElement()).to.equal(get(element, '.log'));
  });

  it('stays at the newest message, but not when the agent begins to scroll up', async () => {
    const {element} = await addLog(makeThread(makeEntries(1, 40)));
    const log = get(element, '.log');
    Object.assign(log.style, {maxHeight: '200px'});
    const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 2;
    await until(() => log.scrollTop > 0 && isAtEnd(), 'the newest is in sight');
    element.thread = makeThread(makeEntries(1, 41));
    await drawn(element);
    await until(isAtEnd, 'the next one is in sight');

    const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, {once: true}));
    const place = log.scrollTop - 30;
    log.scrollTop = place;
    await scrolled;
    element.thread = makeThread(makeEntries(1, 42));
    await drawn(element);
    expect(log.scrollTop).to.equal(place);
    expect(getButton(element, 'Jump to the newest message')).to.exist;
  });

  it('keeps the place of an agent who begins to scroll up in the frame in which a message comes', async () => {
    const {element} = await addLog(makeThread(makeEntries(1, 40)));
    const log = get(element, '.log');
    Object.assign(log.style, {maxHeight: '200px'});
    await until(() => log.scrollTop > 0, 'the newest is in sight');
    element.thread = makeThread(makeEntries(1, 41));
    await drawn(element);
    const place = log.scrollTop - 30;
    // The browser tells of it in the next frame.
    log.scrollTop = place;
    element.thread = makeThread(makeEntries(1, 42));
    await drawn(element);
    expect(log.scrollTop).to.equal(place);
    expect(getButton(element, 'Jump to the newest message')).to.exist;
  });

  /** A log that is scrolled up to this distance from its beginning, as an agent does it. */
  async function scrollUp(thread: Thread, top: number) {
    const page = await addLog(thread);
    const log = get(page.element, '.log');
    Object.assign(log.style, {maxHeight: '200px'});
    await until(() => log.scrollTop > 0, 'the newest is in sight');
    const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, {once: true}));
    log.scrollTop = top;
    await scrolled;
    return {...page, log};
  }

  it('loads what was before when the agent scrolls near to its beginning, once, and not again after a failure', async () => {
    const thread = makeThread(makeEntries(51, 100));
    const {element, actions, log} = await scrollUp(thread, 290);
    expect(actions).to.deep.equal([{type: 'load-earlier', id: 'c1'}]);
    for (const earlier of ['loading', 'failed'] as const) {
      element.thread = {...thread, earlier};
      await drawn(element);
      const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, {once: true}));
      log.scrollTop -= 10;
      await scrolled;
    }
    expect(actions).to.have.length(1);
    getButton(element, 'Show earlier messages').click();
    expect(actions).to.have.length(2);
  });

  it('keeps the message that the agent reads in its place when earlier ones come, and a newer one', async () => {
    const {element, log} = await scrollUp(makeThread(makeEntries(51, 100)), 200);
    const {top, bottom} = log.getBoundingClientRect();
    const places = () =>
      findAll(element, '.message')
        .map((message) => ({text: message.textContent, box: message.getBoundingClientRect()}))
        .filter(({box}) => box.top > top && box.bottom < bottom)
        .map(({text, box}) => ({text, top: box.top}));
    const before = places();
    expect(before).not.to.be.empty;
    element.thread = makeThread(makeEntries(1, 101));
    await drawn(element);
    for (const [index, {text, top}] of places().entries()) {
      expect(text).to.equal(before[index]?.text);
      expect(top).to.be.closeTo(before[index]?.top ?? NaN, 1);
    }
  });

  it('goes to its end when the agent has written something, however fast it was stored', async () => {
    const thread = makeThread(makeEntries(1, 40));
    const {element, log} = await scrollUp(thread, 100);
    element.thread = makeThread([...makeEntries(1, 40), makeEntry(41, {author: {kind: 'agent', name: 'Ada'}})], {
      written: 1,
    });
    await until(() => log.scrollHeight - log.scrollTop - log.clientHeight < 2, 'the newest is in sight');
  });

  it('shows notes in their place, and that only agents see them', async () => {
    const notes = [makeNote(1, {after: 1, content: {kind: 'note', text: 'Careful'}})];
    const {element} = await addLog(makeThread(makeEntries(1, 2), {notes}));
    expect(findAll(element, '.message').map(textOf)).to.deep.equal(['text 1', 'Careful', 'text 2']);
    const group = get(element, '.group.note');
    expect(textOf(group)).to.contain('Note, only agents see it').and.contain('Bob');
    const look = (selector: string) => getComputedStyle(get(element, selector)).backgroundColor;
    expect(look('.note .message')).not.to.equal(look('.user .message'));
  });

  it('says what happened, and by whom, and that something cannot be shown', async () => {
    const agent = {kind: 'agent', name: 'Alex'} as const;
    const {element} = await addLog(
      makeThread([
        makeEntry(1),
        makeEntry(2, {author: agent, content: {kind: 'resolved'}}),
        makeEntry(3, {author: {kind: 'user'}, content: {kind: 'reopened'}}),
        makeEntry(4, {author: agent, content: {kind: 'rejected'}}),
        makeEntry(5, {author: {kind: 'system'}, content: {kind: 'ended'}}),
        makeEntry(6, {author: {kind: 'system'}, content: {kind: 'resolved'}}),
        makeEntry(7, {content: {kind: 'unknown'}}),
      ]),
    );
    const lines = findAll(element, '.event').map((line) => textOf(line).replace(/[\u2068\u2069]| \d+:\d+.*$/g, ''));
    expect(lines).to.deep.equal([
      'Alex resolved the conversation',
      'Ann reopened the conversation',
      'Alex rejected the conversation',
      'The conversation has ended',
      'The conversation was resolved',
      'Something cannot be shown here. Reload the page to see it.',
    ]);
  });

  it('shows a rating in words and with stars, and the words of the user as text', async () => {
    const feedback = 'Great!\n<b>https://example.com</b>';
    const rated = makeEntry(2, {content: {kind: 'rated', rating: 4, feedback}});
    const {element} = await addLog(makeThread([makeEntry(1), rated]));
    const shown = get(element, '.rated');
    expect(textOf(shown).replace(/[\u2068\u2069]/g, '')).to.contain('Ann rated the conversation: 4 of 5 stars');
    expect(get(element, '.stars').ariaHidden).to.equal('true');
    expect(get(element, '.stars').textContent.replace(/\s/g, '')).to.equal('★★★★☆');
    expect(get(element, '.feedback').textContent).to.equal(feedback);
    expect(findAll(element, '.feedback *')).to.deep.equal([]);
    await expectAccessible(element);
    element.thread = makeThread([makeEntry(1), {...rated, content: {kind: 'rated', rating: 1, feedback: ''}}]);
    await drawn(element);
    expect(findAll(element, '.feedback')).to.deep.equal([]);
  });

  it('says that the user has confirmed the end', async () => {
    const {element} = await addLog(makeThread([makeEntry(1), makeEntry(2, {content: {kind: 'ended'}})]));
    expect(textOf(get(element, '.event'))).to.contain('confirmed that the question is solved');
  });

  const CARD = {
    kind: 'card',
    text: 'Your parcel',
    actions: [
      {kind: 'link', label: 'Track it', target: 'https://shop.example/17'},
      {kind: 'call', label: 'Call us', target: '+1 (555) 0100'},
      {kind: 'link', label: 'Bad', target: 'javascript:alert(1)'},
    ],
  } as const;

  it('shows the actions of a card, and where they lead; what is not allowed is no link', async () => {
    const {element} = await addLog(makeThread([makeEntry(1, {author: {kind: 'agent', name: 'Ada'}, content: CARD})]));
    expect(textOf(get(element, '.message'))).to.equal('Your parcel');
    const links = findAll<HTMLAnchorElement>(element, '.actions a');
    expect(links.map((link) => [textOf(link), link.href, link.target, link.rel])).to.deep.equal([
      ['Track it', 'https://shop.example/17', '_blank', 'noopener noreferrer nofollow'],
      ['Call us', 'tel:+15550100', '', 'noopener noreferrer nofollow'],
    ]);
    expect(findAll(element, '.target').map(textOf)).to.deep.equal(CARD.actions.map(({target}) => target));
    await expectAccessible(element);
  });

  it('shows a card that is on its way, and offers to send a failed one again', async () => {
    const {text, actions} = CARD;
    const card = {id: 'o1', text, actions, writtenAt: 9000} as const;
    const {element, actions: requests} = await addLog(withQueue(makeThread([]), [{...card, status: 'waiting'}]));
    expect(textOf(element)).to.contain('Track it').and.contain('Sending…');
    element.thread = withQueue(makeThread([]), [{...card, status: 'failed'}]);
    await drawn(element);
    getButton(element, 'Send again').click();
    expect(requests).to.deep.equal([{type: 'retry-message', conversationId: 'c1', kind: 'text', id: 'o1'}]);
  });

  it('offers no second try for an answer whose conversation is over, but one for a note', async () => {
    const thread = makeThread(makeEntries(1, 1));
    const head = makeHead({status: 'ended'});
    const over = {...thread, run: {head, entries: thread.run?.entries ?? []}};
    const failed = [OUTGOING[1]];
    const {element} = await addLog(withQueue(over, failed));
    expect(textOf(get(element, '.state'))).to.equal('Not sent: the conversation is over. Delete');
    expect(textOf(element)).to.contain(OUTGOING[1].text);
    element.thread = {...over, queues: {text: [], note: [{...OUTGOING[1], isNote: true}]}};
    await drawn(element);
    expect(textOf(get(element, '.state'))).to.equal('Not sent. Send again Delete');
  });

  it('tells what waits for the connection from what is being sent', async () => {
    const {element} = await addLog(withQueue(makeThread(makeEntries(1, 1)), [OUTGOING[0]]));
    expect(textOf(get(element, '.state'))).to.equal('Sending…');
    element.connection = 'lost';
    await drawn(element);
    expect(textOf(get(element, '.state'))).to.equal('Waiting for the connection');
    await expectAccessible(element);
  });

  it('offers to delete an answer or a note that was refused', async () => {
    const {element, actions} = await addLog(withQueue(makeThread(makeEntries(1, 1)), [OUTGOING[1]]));
    getButton(element, 'Delete').click();
    element.thread = {...makeThread([]), queues: {text: [], note: [{...OUTGOING[1], isNote: true}]}};
    await drawn(element);
    getButton(element, 'Delete').click();
    const message = {type: 'delete-message', conversationId: 'c1', id: 'o2'} as const;
    expect(actions).to.deep.equal([
      {...message, kind: 'text'},
      {...message, kind: 'note'},
    ]);
  });

  it('updates the status of an answer after a page translator changed the page', async () => {
    const thread = makeThread(makeEntries(1, 1));
    const {element} = await addLog(withQueue(thread, [OUTGOING[0]]));
    expect(textOf(get(element, '.state'))).to.equal('Sending…');
    translatePage(element);
    element.thread = withQueue(thread, [{...OUTGOING[0], status: 'failed'}]);
    await drawn(element);
    expect(textOf(get(element, '.state'))).to.equal('Not sent. Send again Delete');
  });
});
