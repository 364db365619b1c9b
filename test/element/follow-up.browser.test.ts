import {expect, fixtureSync, html} from '@open-wc/testing';
import type {UserChanged} from '../../src/element/events.js';
import {
  appAttributes,
  conversationsOf,
  createApp,
  resolveConversation,
  type TestApp,
  verifiedUser,
} from '../support/apps.js';
import {
  addChat,
  getInput,
  hasFocus,
  type HelpshiftChat,
  isPanelShown,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownPart,
  until,
} from '../support/chat.js';
import {json, useNetwork} from '../support/network.js';
import {readConversation} from '../support/service.js';
import {nextFrames} from '../support/watch.js';

/** The address of this page as a conversation keeps it. */
const PAGE = location.origin + location.pathname;

describe('a page that was opened from a follow-up link', () => {
  const network = useNetwork();
  let app: TestApp;
  let told: UserChanged[];

  const asked = () => network.seen('POST', '/v1/follow-up');
  const collect = ({detail}: {readonly detail: UserChanged}): void => void told.push(detail);

  beforeEach(async () => {
    app = await createApp();
    told = [];
    document.addEventListener('userchanged', collect);
  });

  afterEach(() => {
    document.removeEventListener('userchanged', collect);
    setFragment('');
  });

  const setFragment = (fragment: string): void =>
    history.replaceState(history.state, '', location.pathname + location.search + fragment);

  /** A user begins a conversation on this page and leaves. @returns Its id. */
  async function begin(user: Readonly<Record<string, string>> = {}): Promise<string> {
    const chat = addChat({...appAttributes(app), ...user});
    await openChat(chat);
    await sendMessage(chat, 'Where is my order?');
    chat.remove();
    const [conversation] = await conversationsOf(app);
    if (!conversation) throw new Error('no conversation has begun');
    return conversation.id;
  }

  /** Opens the page from the link of a conversation. */
  function follow(id: string, user: Readonly<Record<string, string>> = {}): HelpshiftChat {
    setFragment(`#helpshift-chat=${id}`);
    return addChat({...appAttributes(app), ...user});
  }

  /** Waits until the chat has the answers to this many questions about the link. */
  async function untilAnswered(count: number): Promise<void> {
    await until(() => asked().length >= count, `the service was asked ${count} times`);
    await until(() => answered >= count, 'the service has answered');
    await nextFrames();
  }

  let answered = 0;
  /** Counts the answers. Call it before the page asks. */
  function countAnswers(): void {
    answered = 0;
    network.answer(({path}, pass) =>
      path === '/v1/follow-up'
        ? pass().then((response) => {
            answered++;
            return response;
          })
        : undefined,
    );
  }

  const logOut = (chat: HelpshiftChat): void => chat.logout();
  const bringsBack = (chat: HelpshiftChat): Promise<void> =>
    until(() => messageTexts(chat).includes('Where is my order?'), 'the conversation is back');

  it('opens the chat by itself, also for an anonymous visitor, and leaves the focus in place', async () => {
    const id = await begin();
    const field = fixtureSync<HTMLInputElement>(html`<input aria-label="Search" />`);
    field.focus();
    const toggled = recordEvents('widgettoggle');
    const chat = follow(id);
    await shownPart(chat, 'input');
    await bringsBack(chat);
    expect(toggled.details).to.deep.equal([{visible: true}]);
    expect(hasFocus(field)).to.be.true;
  });

  it('stays closed when the user has closed it', async () => {
    const chat = follow(await begin());
    await shownPart(chat, 'input');
    chat.close();
    setAttributes(chat, {language: 'de'});
    await chat.updateComplete;
    await nextFrames();
    expect(isPanelShown(chat)).to.be.false;
  });

  it('ends no resolved conversation: the link opened the chat, and not its user', async () => {
    const user = await verifiedUser(app);
    const id = await begin(user);
    await resolveConversation(id);
    const chat = follow(id, {...user, 'initiate-chat-on-load': ''});
    await shownPart(chat, 'input');
    await nextFrames();
    expect(
      network
        .seen('POST', '/v1/messages')
        .map(({body}) => JSON.stringify(body))
        .join(),
    ).not.to.include('ended');
    await sendMessage(chat, 'It is not solved');
    expect((await readConversation(id)).status).to.equal('open');
  });

  describe('hears userchanged when its user is not the one who began the conversation:', () => {
    it('anonymous, then logged in; log-out brings the conversation back', async () => {
      const chat = follow(await begin(), await verifiedUser(app));
      await until(() => told.length, 'the page is told');
      expect(told).to.deep.equal([{originalState: 'anonymous', pageUrl: PAGE}]);
      await shownPart(chat, 'input');
      expect(messageTexts(chat)).to.deep.equal([]);
      countAnswers();
      logOut(chat);
      await bringsBack(chat);
      await untilAnswered(1);
      expect(told).to.have.length(1);
    });

    it('logged in, then logged out; the same log-in brings the conversation back', async () => {
      const captain = await verifiedUser(app);
      const chat = follow(await begin(captain));
      await until(() => told.length, 'the page is told');
      expect(told).to.deep.equal([{originalState: 'logged-in', pageUrl: PAGE}]);
      await shownPart(chat, 'input');
      expect(messageTexts(chat)).to.deep.equal([]);
      countAnswers();
      setAttributes(chat, captain);
      await bringsBack(chat);
      await untilAnswered(1);
      expect(told).to.have.length(1);
    });

    it('logged in, then another; the same log-in brings the conversation back', async () => {
      const captain = await verifiedUser(app);
      const chat = follow(await begin(captain), await verifiedUser(app));
      await until(() => told.length, 'the page is told');
      expect(told).to.deep.equal([{originalState: 'logged-in', pageUrl: PAGE}]);
      expect(messageTexts(chat)).to.deep.equal([]);
      countAnswers();
      setAttributes(chat, captain);
      await bringsBack(chat);
      await untilAnswered(1);
      expect(told).to.have.length(1);
    });
  });

  it('hears it once for each user, whatever the page changes', async () => {
    const chat = follow(await begin(), await verifiedUser(app));
    await until(() => told.length === 1, 'the page is told');
    setAttributes(chat, {'user-name': 'Ann', language: 'de'});
    chat.close();
    await chat.updateComplete;
    await openChat(chat);
    expect(asked()).to.have.length(1);
    setAttributes(chat, await verifiedUser(app));
    await until(() => told.length === 2, 'the page is told of the next user');
    expect(asked()).to.have.length(2);
  });

  it('hears it although its router has changed the address meanwhile', async () => {
    follow(await begin(), await verifiedUser(app));
    setFragment('#/cart');
    await until(() => told.length, 'the page is told');
  });

  it('hears it as a frozen event that bubbles out of any shadow tree', async () => {
    const events: Event[] = [];
    const listener = (event: Event): void => void events.push(event);
    document.addEventListener('userchanged', listener, {once: true});
    const chat = follow(await begin(), await verifiedUser(app));
    await until(() => events.length, 'the page is told');
    expect([events[0]?.bubbles, events[0]?.composed, Object.isFrozen(told[0])]).to.deep.equal([true, true, true]);
    expect(chat.isConnected).to.be.true;
  });

  it('hears nothing of the own conversation', async () => {
    const captain = await verifiedUser(app);
    const id = await begin(captain);
    countAnswers();
    const chat = follow(id, captain);
    await bringsBack(chat);
    await untilAnswered(1);
    expect(told).to.deep.equal([]);
  });

  it('hears nothing of a link that leads to no conversation of the app', async () => {
    const faults = recordEvents('webchatruntimeerror');
    const id = await begin();
    app = await createApp();
    countAnswers();
    const chat = follow(id);
    await shownPart(chat, 'input');
    await untilAnswered(1);
    expect(told).to.deep.equal([]);
    expect(faults.details).to.deep.equal([]);
    await sendMessage(chat, 'The chat works');
  });

  it('hears nothing for a user who has gone before the answer', async () => {
    const captain = await verifiedUser(app);
    const id = await begin(captain);
    const letGo = network.hold(({path}) => path === '/v1/follow-up');
    const chat = follow(id, await verifiedUser(app));
    await until(() => asked().length, 'the service was asked');
    setAttributes(chat, captain);
    await bringsBack(chat);
    await until(() => asked().length === 2, 'the service was asked for the next user');
    countAnswers();
    letGo();
    await nextFrames();
    setAttributes(chat, await verifiedUser(app));
    await until(() => told.length, 'the page is told of the third user');
    expect(told).to.have.length(1);
  });

  it('asks again when the request fails, and with another session when the first one has ended', async () => {
    const id = await begin();
    const failures = [json({error: {code: 'unauthorized', message: 'ended'}}, 401), undefined];
    network.answer(({path}) => {
      if (path !== '/v1/follow-up' || !failures.length) return undefined;
      const failure = failures.shift();
      if (failure) return failure;
      throw new TypeError('Failed to fetch');
    });
    follow(id, await verifiedUser(app));
    await until(() => !failures.length, 'two requests have failed');
    network.mend();
    await until(() => told.length, 'the page is told');
    expect(asked()).to.have.length(3);
  });

  it('gives no address of another site: a link must not lead its user there', async () => {
    const other = ['https://evil.example/', `${location.origin}.evil.example/`, 'javascript:alert(1)', 'cart', null];
    for (const [index, pageUrl] of other.entries()) {
      const stop = network.answer(({path}) =>
        path === '/v1/follow-up' ? json({isOwn: false, originalState: 'anonymous', pageUrl}) : undefined,
      );
      const chat = follow('x', await verifiedUser(app));
      await until(() => told.length === index + 1, `the page is told without ${pageUrl}`);
      expect(told.at(-1)).to.deep.equal({originalState: 'anonymous', pageUrl: ''});
      chat.remove();
      stop();
    }
  });

  it('a page with any other fragment stays closed and asks nothing', async () => {
    for (const fragment of ['', '#helpshift-chat', '#helpshift-chat=', '#/orders']) {
      setFragment(fragment);
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await until(() => chat.identityState === 'verified', 'the user is accepted');
      await nextFrames();
      expect(isPanelShown(chat), fragment).to.be.false;
      await openChat(chat);
      expect(getInput(chat).checkVisibility()).to.be.true;
      expect(asked(), fragment).to.deep.equal([]);
      chat.remove();
    }
  });
});
