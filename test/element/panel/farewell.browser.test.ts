import {expect} from '@open-wc/testing';
import {sendKeys, sendMouse, setViewport} from '@web/test-runner-commands';
import {ownService} from '../../../src/element/own-service.js';
import {
  appAttributes,
  type AppOptions,
  conversationsOf,
  createApp,
  resolveConversation,
  type TestApp,
  verifiedUser,
} from '../../support/apps.js';
import {
  addChat,
  allElements,
  allText,
  findControl,
  focusedElement,
  getInput,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  isShown,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownControl,
  shownLauncher,
  shownPart,
  until,
  untilAsync,
  write,
} from '../../support/chat.js';
import {json, useNetwork} from '../../support/network.js';
import {addEntry, answerAsAgent, readConversation, serviceUrl} from '../../support/service.js';
import {nextFrames, useWarnings} from '../../support/watch.js';

const QUESTION = 'Did this solve your question?';
const YES = 'Yes, thank you';
const NO = 'No, not yet';
const OVER = 'This conversation is over.';
const RATE = 'How was this conversation?';
const SEND_RATING = 'Send the rating';
const THANKS = 'Thank you for your rating!';
const NEW = 'New conversation';
const CLOSE = 'Close';

interface Started {
  readonly app: TestApp;
  readonly user: Record<string, string>;
  readonly chat: HelpshiftChat;
  readonly id: string;
}

describe('the end of a conversation', () => {
  const network = useNetwork();
  useWarnings();

  /** A user with one message in a conversation, and an open panel. */
  async function start(settings: AppOptions = {}, attributes: Record<string, string> = {}): Promise<Started> {
    const app = await createApp(settings);
    const user = {...appAttributes(app), ...(await verifiedUser(app)), ...attributes};
    const chat = addChat(user);
    await openChat(chat);
    await sendMessage(chat, 'Where is my parcel?');
    const [conversation] = await conversationsOf(app);
    return {app, user, chat, id: conversation?.id ?? ''};
  }

  async function startResolved(settings: AppOptions = {}, attributes: Record<string, string> = {}): Promise<Started> {
    const started = await start(settings, attributes);
    await resolveConversation(started.id);
    return started;
  }

  /** A user who has accepted the resolution, and is asked for a rating. */
  async function startRating(attributes: Record<string, string> = {}): Promise<Started> {
    const started = await startResolved({askRating: true, askResolution: false}, attributes);
    await until(() => stars(started.chat).length === 5, 'it asks for a rating');
    return started;
  }

  const kindsOf = async (id: string) => (await readConversation(id)).entries.map(({content}) => content.kind);

  function stars(chat: HelpshiftChat): HTMLInputElement[] {
    return [...allElements(chat.shadowRoot as ShadowRoot)].filter(
      (element): element is HTMLInputElement => element instanceof HTMLInputElement && element.type === 'radio',
    );
  }

  function comment(chat: HelpshiftChat): HTMLTextAreaElement | undefined {
    return [...allElements(chat.shadowRoot as ShadowRoot)].find(
      (element): element is HTMLTextAreaElement =>
        element instanceof HTMLTextAreaElement && element.id === 'feedback' && element.checkVisibility(),
    );
  }

  /** Clicks where the user sees it. */
  async function clickOn(element: Element): Promise<void> {
    const {x, y, width, height} = element.getBoundingClientRect();
    await sendMouse({type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)]});
  }

  /** The focus is in the chat: it has not fallen to the page. */
  const hasFocusInside = () => focusedElement()?.getRootNode() instanceof ShadowRoot;

  const changes = (target: EventTarget) => {
    const heard: string[] = [];
    for (const name of [
      ...['conversationresolved', 'conversationrejected', 'conversationreopened', 'conversationend', 'csatsubmit'],
      ...['chatend', 'messageadd', 'conversationstart'],
    ]) {
      target.addEventListener(name, () => heard.push(name));
    }
    return heard;
  };

  describe('that an agent has resolved', () => {
    it('begins with the question, and keeps the draft', async () => {
      const {chat, id} = await start();
      await write(chat, 'And one more');
      await resolveConversation(id);
      await shownControl(chat, YES);
      expect(allText(chat)).to.include(QUESTION);
      expect(isShown(chat, 'input')).to.be.false;
      (await shownControl(chat, NO)).click();
      await shownPart(chat, 'input');
      expect(getInput(chat).value).to.equal('And one more');
    });

    it('ends when the user says yes', async () => {
      const {chat, id} = await startResolved();
      const yes = await shownControl(chat, YES);
      const heard = changes(chat);
      yes.click();
      await shownControl(chat, NEW);
      expect(allText(chat)).to.include(OVER);
      await until(() => heard.includes('conversationend'), 'the page hears of the end');
      expect(heard).to.deep.equal(['conversationend']);
      expect(await kindsOf(id)).to.deep.equal(['text', 'resolved', 'ended']);
      expect((await readConversation(id)).status).to.equal('ended');
      expect(isShown(chat, 'input')).to.be.false;
    });

    it('goes on when the user says no, and says so until the user has written', async () => {
      const {chat, id} = await startResolved();
      const no = await shownControl(chat, NO);
      const heard = changes(chat);
      no.click();
      await shownPart(chat, 'input');
      const effect = () => getInput(chat).parentElement?.querySelector('.effect')?.textContent.trim();
      await until(effect, 'it says what the next message does');
      expect(getInput(chat).getAttribute('aria-describedby')).to.include('effect');
      expect(await kindsOf(id), 'until then it is resolved').to.deep.equal(['text', 'resolved']);
      await sendMessage(chat, 'Still not here');
      expect(await kindsOf(id)).to.deep.equal(['text', 'resolved', 'reopened', 'text']);
      expect(heard).to.deep.equal(['conversationreopened', 'messageadd']);
      await until(() => !effect(), 'the hint is gone');
    });

    it('asks again at the next resolution', async () => {
      const {chat, id} = await startResolved();
      (await shownControl(chat, NO)).click();
      await shownPart(chat, 'input');
      await sendMessage(chat, 'Still not here');
      await resolveConversation(id);
      await shownControl(chat, YES);
    });

    it('asks after a reload', async () => {
      const {chat, user} = await startResolved();
      await shownControl(chat, YES);
      chat.remove();
      const next = addChat(user);
      next.open();
      await shownControl(next, YES);
    });

    it('asks no more when it goes on in another tab', async () => {
      const {chat, user, id} = await startResolved();
      await shownControl(chat, YES);
      const other = addChat(user);
      other.open();
      (await shownControl(other, NO)).click();
      await shownPart(other, 'input');
      await sendMessage(other, 'Still not here');
      await shownPart(chat, 'input');
      expect(await kindsOf(id)).to.deep.equal(['text', 'resolved', 'reopened', 'text']);
    });

    it('ends once, in whichever tab the user says so', async () => {
      const {chat, user, id} = await startResolved();
      const other = addChat(user);
      other.open();
      const buttons = [await shownControl(chat, YES), await shownControl(other, YES)];
      for (const button of buttons) button.click();
      await Promise.all([shownControl(chat, NEW), shownControl(other, NEW)]);
      await untilAsync(async () => (await kindsOf(id)).length === 3, 'it ends');
      await until(() => !allText(chat).includes('Sending') && !allText(other).includes('Sending'), 'all is sent');
      expect(await kindsOf(id)).to.deep.equal(['text', 'resolved', 'ended']);
    });

    it('is answered when the network is back', async () => {
      const {chat, id} = await startResolved();
      const yes = await shownControl(chat, YES);
      network.cut();
      yes.click();
      await until(() => !findControl(chat, YES), 'the answer is taken');
      network.mend();
      await untilAsync(async () => (await kindsOf(id)).includes('ended'), 'it ends');
    });

    it('ends at once in an app that does not ask, and the next message begins another one', async () => {
      const {app, chat, id} = await start({askResolution: false});
      const heard = changes(chat);
      await resolveConversation(id);
      (await shownControl(chat, NEW)).click();
      expect(heard).to.deep.equal(['conversationresolved', 'conversationend']);
      await shownPart(chat, 'input');
      await sendMessage(chat, 'Something else');
      expect((await conversationsOf(app)).map(({preview}) => preview.text)).to.deep.equal(['Something else']);
      expect(messageTexts(chat)).to.deep.equal(['Where is my parcel?', 'Something else']);
    });
  });

  it('that an agent has rejected asks nothing, not even for a rating', async () => {
    const {chat, id} = await start({askRating: true});
    const heard = changes(chat);
    await addEntry(id, {kind: 'rejected'});
    await shownControl(chat, NEW);
    expect(heard).to.deep.equal(['conversationrejected', 'conversationend']);
    expect(stars(chat)).to.have.length(0);
    expect(findControl(chat, YES)).to.equal(undefined);
  });

  describe('with a rating', () => {
    it('asks after the yes', async () => {
      const {chat} = await startResolved({askRating: true});
      (await shownControl(chat, YES)).click();
      await until(() => stars(chat).length === 5, 'it asks for a rating');
      expect(allText(chat)).to.include(RATE);
      expect(stars(chat).map(({ariaLabel}) => ariaLabel)).to.deep.equal([
        '1 of 5',
        '2 of 5',
        '3 of 5',
        '4 of 5',
        '5 of 5',
      ]);
    });

    it('is given by pointer, with a comment, and thanked for', async () => {
      const {chat, id} = await startRating();
      const ratings = recordEvents('csatsubmit', chat);
      expect(findControl(chat, SEND_RATING)).to.equal(undefined);
      await clickOn(stars(chat)[3]?.closest('label') as Element);
      await until(() => comment(chat), 'it asks for a comment');
      expect(stars(chat).map(({checked}) => checked)).to.deep.equal([false, false, false, true, false]);
      await clickOn(comment(chat) as Element);
      await sendKeys({type: ' Quick & kind '});
      await clickOn(await shownControl(chat, SEND_RATING));
      await until(() => allText(chat).includes(THANKS), 'it says thanks');
      await until(() => ratings.details.length, 'the page hears of it');
      expect(ratings.details).to.deep.equal([{rating: 4, additionalFeedback: 'Quick & kind'}]);
      const {entries} = await readConversation(id);
      expect(entries.at(-1)?.content).to.deep.equal({kind: 'rated', rating: 4, feedback: 'Quick & kind'});
      expect(entries.at(-1)?.author).to.deep.equal({kind: 'user'});
      expect(hasFocusInside(), 'the focus stays in the chat').to.be.true;
    });

    it('is given by keyboard', async () => {
      const {chat, id} = await startRating();
      stars(chat)[0]?.focus();
      await sendKeys({press: 'ArrowRight'});
      await sendKeys({press: 'ArrowRight'});
      await until(() => stars(chat)[2]?.checked, 'the third star is chosen');
      await sendKeys({press: 'Tab'});
      await sendKeys({type: 'Fine'});
      await sendKeys({press: 'Tab'});
      await sendKeys({press: 'Enter'});
      await until(() => allText(chat).includes(THANKS), 'it says thanks');
      await untilAsync(async () => (await kindsOf(id)).includes('rated'), 'it is stored');
      const {entries} = await readConversation(id);
      expect(entries.at(-1)?.content).to.deep.equal({kind: 'rated', rating: 3, feedback: 'Fine'});
      expect(hasFocusInside(), 'the focus stays in the chat').to.be.true;
    });

    it('is given once: after a reload the user can write at once', async () => {
      const {chat, user, id} = await startRating();
      stars(chat)[4]?.click();
      (await shownControl(chat, SEND_RATING)).click();
      await untilAsync(async () => (await kindsOf(id)).includes('rated'), 'it is stored');
      chat.remove();
      const next = addChat(user);
      await openChat(next);
      expect(stars(next)).to.have.length(0);
    });

    it('can also be given after a reload', async () => {
      const {chat, user} = await startRating();
      chat.remove();
      const next = addChat(user);
      next.open();
      await until(() => stars(next).length === 5, 'it asks for a rating');
    });

    it('can be given after a reload, when the settings come after the conversation', async () => {
      const {chat, user} = await startRating();
      chat.remove();
      const release = network.hold(({path}) => path.startsWith('/v1/apps/'));
      // Of the script's own service nothing has to be proved first.
      ownService.url = serviceUrl;
      try {
        const next = addChat(user);
        next.open();
        await until(() => messageTexts(next).length === 1, 'the conversation is shown');
        release();
        await until(() => stars(next).length === 5, 'it asks for a rating');
      } finally {
        delete ownService.url;
      }
    });

    it('is forgotten when another tab was first, and asked for no more', async () => {
      const {chat, user, id} = await startRating();
      const other = addChat(user);
      other.open();
      await until(() => stars(other).length === 5, 'it asks there, too');
      network.cut();
      stars(chat)[0]?.click();
      (await shownControl(chat, SEND_RATING)).click();
      stars(other)[4]?.click();
      (await shownControl(other, SEND_RATING)).click();
      network.mend();
      await untilAsync(async () => (await kindsOf(id)).includes('rated'), 'one is stored');
      await until(() => [chat, other].every((one) => /Thank you/.test(allText(one))), 'both say thanks');
      expect((await kindsOf(id)).filter((kind) => kind === 'rated')).to.have.length(1);
    });

    it('begins without stars and words in the next conversation', async () => {
      const {app, chat} = await startRating();
      stars(chat)[1]?.click();
      await until(() => comment(chat), 'it asks for a comment');
      (comment(chat) as HTMLTextAreaElement).value = 'of the first conversation';
      (await shownControl(chat, NEW)).click();
      await shownPart(chat, 'input');
      await sendMessage(chat, 'Another question');
      const [second] = await conversationsOf(app);
      await resolveConversation(second?.id ?? '');
      await until(() => stars(chat).length === 5, 'it asks for a rating');
      await nextFrames();
      expect(stars(chat).some(({checked}) => checked)).to.be.false;
      expect(comment(chat)?.value).to.equal(undefined);
      stars(chat)[1]?.click();
      await until(() => comment(chat), 'it asks for a comment');
      expect(comment(chat)?.value).to.equal('');
    });
  });

  describe('that is over', () => {
    const startOver = () => startResolved({askResolution: false});

    it('leads to another conversation, and says so', async () => {
      const {chat} = await startOver();
      const button = await shownControl(chat, NEW);
      const heard = changes(chat);
      button.click();
      await shownPart(chat, 'input');
      const effect = getInput(chat).parentElement?.querySelector('.effect');
      await until(() => effect?.textContent.trim(), 'it says what the next message does');
      await sendMessage(chat, 'Something else');
      expect(heard).to.deep.equal(['conversationstart', 'messageadd']);
      await until(() => !effect?.textContent.trim(), 'the hint is gone');
    });

    it('closes with its Close button, tells so before the window, and returns the focus', async () => {
      const {chat} = await startOver();
      const order: string[] = [];
      for (const name of ['widgettoggle', 'chatend']) chat.addEventListener(name, () => order.push(name));
      const close = await shownControl(chat, CLOSE);
      close.focus();
      await sendKeys({press: 'Enter'});
      await until(() => !isPanelShown(chat), 'the window is closed');
      expect(order).to.deep.equal(['chatend', 'widgettoggle']);
      const launcher = await shownLauncher(chat);
      await until(() => focusedElement() === launcher, 'the launcher has the focus');
      await openChat(chat);
      expect(order).to.deep.equal(['chatend', 'widgettoggle', 'widgettoggle']);
    });

    it('is left by the button in the header and comes back, without chatend', async () => {
      const {chat} = await startOver();
      const ends = recordEvents('chatend', chat);
      await shownControl(chat, NEW);
      (await shownPart(chat, 'close-button')).click();
      await until(() => !isPanelShown(chat), 'the window is closed');
      chat.open();
      await shownControl(chat, NEW);
      expect(ends.details).to.deep.equal([]);
    });

    it('before the page was loaded: the user can write at once', async () => {
      const {chat, user} = await startOver();
      await shownControl(chat, NEW);
      chat.remove();
      const next = addChat(user);
      await openChat(next);
      expect(findControl(next, NEW)).to.equal(undefined);
      await sendMessage(next, 'Something else');
    });

    it('is not in the way of a conversation that began in another tab', async () => {
      const {chat, user} = await startOver();
      await shownControl(chat, NEW);
      const other = addChat(user);
      await openChat(other);
      await sendMessage(other, 'Something else');
      await shownPart(chat, 'input');
      await until(() => messageTexts(chat).includes('Something else'), 'it is the same conversation');
    });
  });

  describe('in the smallest of windows', () => {
    before(() => setViewport({width: 320, height: 256}));
    after(() => setViewport({width: 800, height: 600}));

    /** The element at the middle of this one, on screen. */
    function onTop(element: Element): Element | null {
      const {x, y, width, height} = element.getBoundingClientRect();
      return (element.getRootNode() as ShadowRoot).elementFromPoint(x + width / 2, y + height / 2);
    }

    it('shows what it asks, and leaves room for the messages', async () => {
      const {chat} = await startResolved({askRating: true}, {language: 'de'});
      // The focus at the last button has scrolled the question away.
      (await shownControl(chat, 'Nein, noch nicht')).focus();
      (await shownControl(chat, 'Ja, danke')).focus();
      await sendKeys({press: 'Enter'});
      await until(() => stars(chat).length === 5, 'it asks for a rating');
      const title = stars(chat)[0]?.closest('fieldset')?.querySelector('legend');
      await until(() => title && onTop(title) === title, 'the question is in sight');
      expect(getPart(chat, 'messages').clientHeight, 'a line and more').to.be.at.least(60);
    });
  });

  describe('with initiateChatOnLoad', () => {
    const attributes = {'initiate-chat-on-load': ''};

    it('asks for nothing: the next message begins another conversation', async () => {
      const {app, chat, id} = await start({askRating: true}, attributes);
      const heard = changes(chat);
      await resolveConversation(id);
      await untilAsync(async () => (await readConversation(id)).status === 'ended', 'it ends');
      await until(() => heard.includes('conversationend'), 'the page hears of the end');
      await nextFrames();
      expect(isShown(chat, 'input')).to.be.true;
      expect(findControl(chat, YES) ?? findControl(chat, NEW)).to.equal(undefined);
      expect(stars(chat)).to.have.length(0);
      await sendMessage(chat, 'Something else');
      expect((await conversationsOf(app)).map(({preview}) => preview.text)).to.deep.equal(['Something else']);
    });

    it('asks for nothing after a reload, and takes it up when it is switched off', async () => {
      const {chat, user} = await startRating();
      chat.remove();
      const next = addChat({...user, ...attributes});
      await openChat(next);
      expect(stars(next)).to.have.length(0);
      next.initiateChatOnLoad = false;
      await until(() => stars(next).length === 5, 'it asks for a rating');
      next.initiateChatOnLoad = true;
      await shownPart(next, 'input');
    });
  });

  describe('and the focus', () => {
    it('goes from the field to the question, where a key presses no button', async () => {
      const {chat, id} = await start();
      getInput(chat).focus();
      await resolveConversation(id);
      await shownControl(chat, YES);
      await until(hasFocusInside, 'the focus is in the chat');
      await sendKeys({press: 'Enter'});
      await sendKeys({press: 'Space'});
      await nextFrames();
      expect(await kindsOf(id)).to.deep.equal(['text', 'resolved']);
      await sendKeys({press: 'Tab'});
      expect(focusedElement()?.textContent.trim()).to.equal(YES);
    });

    it('never falls to the page, whichever button the user presses', async () => {
      const {chat, id} = await startResolved({askRating: true});
      (await shownControl(chat, NO)).focus();
      await sendKeys({press: 'Enter'});
      await shownPart(chat, 'input');
      await until(() => focusedElement() === getInput(chat), 'the field has the focus');
      await sendMessage(chat, 'Still not here');
      await resolveConversation(id);
      (await shownControl(chat, YES)).focus();
      await sendKeys({press: 'Enter'});
      await until(() => stars(chat).length === 5, 'it asks for a rating');
      expect(hasFocusInside(), 'after the yes').to.be.true;
      await clickOn(stars(chat)[4]?.closest('label') as Element);
      (await shownControl(chat, SEND_RATING)).focus();
      await sendKeys({press: 'Enter'});
      await until(() => allText(chat).includes(THANKS), 'it says thanks');
      expect(hasFocusInside(), 'after the rating').to.be.true;
      (await shownControl(chat, NEW)).focus();
      await sendKeys({press: 'Enter'});
      await shownPart(chat, 'input');
      await until(() => focusedElement() === getInput(chat), 'the field has the focus');
    });

    it('stays on the page while the user is there', async () => {
      const {chat, id} = await start();
      const elsewhere = document.createElement('input');
      chat.parentElement?.append(elsewhere);
      elsewhere.focus();
      await resolveConversation(id);
      await shownControl(chat, YES);
      await nextFrames();
      expect(focusedElement()).to.equal(elsewhere);
    });
  });

  describe('in another language', () => {
    for (const [language, yes, direction] of [
      ['de', 'Ja, danke', 'ltr'],
      ['ar', 'نعم، شكرًا', 'rtl'],
    ] as const) {
      it(`is in "${language}"`, async () => {
        const {chat} = await startResolved({askRating: true}, {language});
        const english = [QUESTION, YES, NO, OVER, RATE, SEND_RATING, THANKS, NEW, CLOSE];
        await until(() => allText(chat).includes(yes.slice(0, 3)) && [...controls(chat)].length === 2, 'it asks');
        const expectNoEnglish = () => {
          for (const text of english) expect(allText(chat)).not.to.include(text);
        };
        expectNoEnglish();
        const [first] = controls(chat);
        expect(first && getComputedStyle(first).direction).to.equal(direction);
        first?.click();
        await until(() => stars(chat).length === 5, 'it asks for a rating');
        stars(chat)[2]?.click();
        await until(() => comment(chat), 'it asks for a comment');
        expectNoEnglish();
        expect(stars(chat)[2]?.ariaLabel).not.to.include(' of ');
      });
    }

    const controls = (chat: HelpshiftChat): HTMLElement[] =>
      [...allElements(chat.shadowRoot as ShadowRoot)].filter(
        (element): element is HTMLElement =>
          element instanceof HTMLButtonElement &&
          (element.getRootNode() as ShadowRoot).host.localName === 'hs-farewell' &&
          element.checkVisibility(),
      );
  });

  describe('and the next user', () => {
    it('has nothing of it: neither the question nor the stars nor the words', async () => {
      const {app, chat} = await startRating();
      stars(chat)[2]?.click();
      await until(() => comment(chat), 'it asks for a comment');
      (comment(chat) as HTMLTextAreaElement).value = 'between you and me';
      setAttributes(chat, await verifiedUser(app));
      await shownPart(chat, 'input');
      expect(stars(chat)).to.have.length(0);
      expect(allText(chat)).not.to.include('between you and me');
      await sendMessage(chat, 'I am new');
      const [second] = await conversationsOf(app);
      await resolveConversation(second?.id ?? '');
      await until(() => stars(chat).length === 5, 'it asks for a rating');
      expect(stars(chat).some(({checked}) => checked)).to.be.false;
    });

    it('does not answer for the one before', async () => {
      const {app, chat, id} = await startResolved();
      const yes = await shownControl(chat, YES);
      setAttributes(chat, await verifiedUser(app));
      await chat.updateComplete;
      yes.click();
      await shownPart(chat, 'input');
      await sendMessage(chat, 'I am new');
      expect(await kindsOf(id)).to.deep.equal(['text', 'resolved']);
    });

    it('asks the one before again when they come back', async () => {
      const {app, user, chat} = await startResolved();
      (await shownControl(chat, NO)).click();
      await shownPart(chat, 'input');
      setAttributes(chat, await verifiedUser(app));
      await until(() => messageTexts(chat).length === 0 && isShown(chat, 'input'), 'the next user is here');
      setAttributes(chat, user);
      await shownControl(chat, YES);
    });
  });

  it('asks again when the service refuses the answer', async () => {
    const {chat, id} = await startResolved();
    const stop = network.answer(({path}) =>
      path === '/v1/messages' ? json({error: {code: 'conflict', message: 'No.'}}, 409) : undefined,
    );
    (await shownControl(chat, YES)).click();
    await until(() => network.seen('POST', '/v1/messages').length > 1, 'it is sent');
    await shownControl(chat, YES);
    stop();
    (await shownControl(chat, YES)).click();
    await untilAsync(async () => (await readConversation(id)).status === 'ended', 'it ends');
  });

  it('shows messages that come late, and what it asks stays', async () => {
    const {chat, id} = await startResolved();
    await shownControl(chat, YES);
    await answerAsAgent(id, 'One more thing');
    await until(() => messageTexts(chat).includes('One more thing'), 'the message is shown');
    await shownControl(chat, YES);
  });
});
