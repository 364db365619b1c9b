import {expect} from '@open-wc/testing';
import {EMPTY_THREAD, type Thread} from '../../../inbox/state/state.js';
import {makeMessage, makeMessages} from '../support/fixtures.js';
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

const ready = (fields: Partial<Thread>): Thread => ({...EMPTY_THREAD, status: 'ready', ...fields});

const OUTGOING = [
  {id: 'o1', text: 'On its way', createdAt: 9000, status: 'sending'},
  {id: 'o2', text: 'See https://example.com/help', createdAt: 9000, status: 'failed'},
] as const;

describe('<hs-conversation-log>', () => {
  useInboxStyles();

  const addLog = (thread: Thread) => addPart('hs-conversation-log', {conversationId: 'c1', userName: 'Ann', thread});

  it('is accessible with messages, links, and unsent answers', async () => {
    const messages = [
      makeMessage(2, {text: 'Is it like on https://example.com/a?'}),
      makeMessage(3, {sender: {kind: 'agent', name: 'Ada'}, text: 'Yes: https://example.com/b.'}),
    ];
    const {element} = await addLog(ready({messages, outgoing: OUTGOING}));
    await expectAccessible(element);
  });

  it('turns web addresses into links without a referrer', async () => {
    const {element} = await addLog(
      ready({messages: [makeMessage(1, {text: 'Look at https://example.com/a, please.'})]}),
    );
    expect(get(element, '.message').textContent).to.equal('Look at https://example.com/a, please.');
    const links = findAll<HTMLAnchorElement>(element, '.message a');
    expect(links.map(({href, target, rel}) => ({href, target, rel}))).to.deep.equal([
      {href: 'https://example.com/a', target: '_blank', rel: 'noopener noreferrer nofollow'},
    ]);
  });

  it('turns nothing else into an element or a link', async () => {
    const text = '<img src=x> javascript:alert(1) <a href="https://example.com">x</a>';
    const {element} = await addLog(ready({messages: [makeMessage(1, {text})]}));
    expect(get(element, '.message').textContent).to.equal(text);
    expect(findAll(element, '.message img')).to.deep.equal([]);
    expect(findAll<HTMLAnchorElement>(element, '.message a').map(({href}) => href)).to.deep.equal([
      'https://example.com/',
    ]);
  });

  it('keeps the focus in the log when a pressed button is removed', async () => {
    const {element, actions} = await addLog(ready({messages: makeMessages(2, 3), outgoing: [OUTGOING[1]]}));
    for (const [name, next] of [
      ['Send again', ready({messages: makeMessages(2, 3), outgoing: [{...OUTGOING[1], status: 'sending'}]})],
      ['Show earlier messages', ready({messages: makeMessages(2, 3), isLoadingEarlier: true})],
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
    element.thread = ready({messages: makeMessages(1, 3)});
    await drawn(element);
    expect(focusedElement()).to.equal(get(element, '.log'));
  });

  it('stays at the newest message, but not when the agent begins to scroll up', async () => {
    const {element} = await addLog(ready({messages: makeMessages(1, 40)}));
    const log = get(element, '.log');
    Object.assign(log.style, {maxHeight: '200px'});
    const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 2;
    await until(() => log.scrollTop > 0 && isAtEnd(), 'the newest is in sight');
    element.thread = ready({messages: makeMessages(1, 41)});
    await drawn(element);
    await until(isAtEnd, 'the next one is in sight');

    const scrolled = new Promise((resolve) => log.addEventListener('scroll', resolve, {once: true}));
    const place = log.scrollTop - 30;
    log.scrollTop = place;
    await scrolled;
    element.thread = ready({messages: makeMessages(1, 42)});
    await drawn(element);
    expect(log.scrollTop).to.equal(place);
    expect(getButton(element, 'Jump to the newest message')).to.exist;
  });

  it('updates the status of an answer after a page translator changed the page', async () => {
    const sending = {...OUTGOING[0], status: 'sending'} as const;
    const {element} = await addLog(ready({outgoing: [sending]}));
    translatePage(element);
    element.thread = ready({outgoing: [{...sending, status: 'stored'}]});
    await drawn(element);
    expect(textOf(get(element, '.state'))).to.equal('Sent');
  });
});
