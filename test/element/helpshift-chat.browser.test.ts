import {expect, fixtureSync, html} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {HelpshiftChat as HelpshiftChatClass} from '../../src/index.js';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  addPlace,
  getInput,
  getPart,
  hasFocus,
  type HelpshiftChat,
  isLauncherShown,
  isPanelShown,
  messageTexts,
  openChat,
  parts,
  recordEvents,
  sendMessage,
  setAttributes,
  shownLauncher,
  shownPart,
  until,
  write,
} from '../support/chat.js';
import {isClaim, useNetwork} from '../support/network.js';
import {nextFrames, useWarnings} from '../support/watch.js';

describe('<helpshift-chat>', () => {
  const network = useNetwork();
  useWarnings();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  describe('open() and close()', () => {
    it('open and close the panel, and fire the event', async () => {
      const chat = addChat(appAttributes(app));
      const toggles = recordEvents('widgettoggle', chat);
      await openChat(chat);
      expect(isPanelShown(chat)).to.be.true;
      chat.close();
      await until(() => !isPanelShown(chat), 'the panel is gone');
      expect(toggles.details).to.deep.equal([{visible: true}, {visible: false}]);
    });

    it('change nothing the second time', async () => {
      const chat = addChat(appAttributes(app));
      const toggles = recordEvents('widgettoggle', chat);
      chat.close();
      await openChat(chat);
      chat.open();
      await chat.updateComplete;
      chat.close();
      chat.close();
      await until(() => !isPanelShown(chat), 'the panel is gone');
      expect(toggles.details).to.deep.equal([{visible: true}, {visible: false}]);
    });

    it('leave it closed when close() comes before the panel has loaded', async () => {
      const chat = addChat(appAttributes(app));
      const toggles = recordEvents('widgettoggle', chat);
      chat.open();
      chat.close();
      await shownLauncher(chat);
      await nextFrames();
      expect(isPanelShown(chat)).to.be.false;
      expect(toggles.details).to.deep.equal([]);
    });

    it('work before the element is on the page', async () => {
      const chat = document.createElement('helpshift-chat');
      setAttributes(chat, appAttributes(app));
      chat.open();
      addPlace().append(chat);
      await shownPart(chat, 'input');
    });

    it("keep the user's draft", async () => {
      const chat = addChat(appAttributes(app));
      await openChat(chat);
      await write(chat, 'half a sent');
      chat.close();
      await until(() => !isPanelShown(chat), 'the panel is gone');
      expect((await openChat(chat)).value).to.equal('half a sent');
    });
  });

  describe('the focus', () => {
    it('goes into the input when the launcher is clicked', async () => {
      const chat = addChat(appAttributes(app));
      (await shownLauncher(chat)).click();
      const input = await shownPart(chat, 'input');
      await until(() => hasFocus(input), 'the focus is in the input');
    });

    it('returns to the launcher when the close button is clicked', async () => {
      const chat = addChat(appAttributes(app));
      const launcher = await shownLauncher(chat);
      launcher.click();
      const input = await shownPart(chat, 'input');
      await until(() => hasFocus(input), 'the focus is in the input');
      getPart(chat, 'close-button').click();
      await until(() => hasFocus(launcher), 'the focus is on the launcher');
      expect(isPanelShown(chat)).to.be.false;
    });

    it('returns to the launcher with Escape, from anywhere in the panel', async () => {
      for (const part of ['input', 'messages', 'close-button']) {
        const chat = addChat(appAttributes(app));
        const launcher = await shownLauncher(chat);
        launcher.click();
        await shownPart(chat, 'input');
        await until(() => hasFocus(getPart(chat, 'input')), 'the focus is in the input');
        getPart(chat, part).focus();
        await sendKeys({press: 'Escape'});
        await until(() => hasFocus(launcher), `from ${part}, the focus is on the launcher`);
        expect(isPanelShown(chat)).to.be.false;
        chat.remove();
      }
    });

    it('goes from the close button through the messages and the composer to the send button with Tab', async () => {
      const chat = addChat(appAttributes(app));
      (await shownLauncher(chat)).click();
      const input = await shownPart(chat, 'input');
      await until(() => hasFocus(input), 'the focus is in the input');
      await write(chat, 'something to send');
      getPart(chat, 'close-button').focus();
      for (const part of ['messages', 'attach-button', 'input', 'send-button']) {
        await sendKeys({press: 'Tab'});
        expect(hasFocus(getPart(chat, part)), part).to.be.true;
      }
    });

    it('does not return when the page closes the chat and the user is elsewhere', async () => {
      const chat = addChat(appAttributes(app));
      await openChat(chat);
      const field = fixtureSync<HTMLInputElement>(html`<input aria-label="Search" />`);
      field.focus();
      chat.close();
      await until(() => !isPanelShown(chat), 'the panel is gone');
      expect(hasFocus(field)).to.be.true;
    });
  });

  describe('hide() and show()', () => {
    it('hide launcher and panel, and show an open panel again', async () => {
      const chat = addChat(appAttributes(app));
      await openChat(chat);
      chat.hide();
      await until(() => !isPanelShown(chat) && !isLauncherShown(chat), 'nothing is shown');
      chat.show();
      await until(() => isPanelShown(chat) && isLauncherShown(chat), 'both are shown');
    });

    it('keep a closed panel closed', async () => {
      const chat = addChat(appAttributes(app));
      await shownLauncher(chat);
      chat.hide();
      await until(() => !isLauncherShown(chat), 'nothing is shown');
      chat.show();
      await shownLauncher(chat);
      expect(isPanelShown(chat)).to.be.false;
    });

    it('delay open() until show()', async () => {
      const chat = addChat(appAttributes(app));
      chat.hide();
      chat.open();
      await chat.updateComplete;
      await nextFrames();
      expect(isPanelShown(chat) || isLauncherShown(chat)).to.be.false;
      chat.show();
      await shownPart(chat, 'panel');
    });
  });

  describe('in every way to create it', () => {
    async function expectToWork(chat: HelpshiftChat): Promise<void> {
      await shownLauncher(chat);
      await openChat(chat);
      await sendMessage(chat, 'hello');
      expect(messageTexts(chat)).to.deep.equal(['hello']);
    }

    it('works from HTML', async () => {
      const {domain, 'platform-id': platformId, 'service-url': serviceUrl} = appAttributes(await createApp());
      const tag = `<helpshift-chat domain="${domain}" platform-id="${platformId}" service-url="${serviceUrl}"></helpshift-chat>`;
      addPlace().append(document.createRange().createContextualFragment(tag));
      await expectToWork(document.querySelector('helpshift-chat') as HelpshiftChat);
    });

    it('works when its properties were set before its definition', async () => {
      const {domain, platformId} = await createApp();
      // From a document without a window: it becomes a chat when it moves into this document.
      const chat = document.implementation.createHTMLDocument().createElement('helpshift-chat');
      Object.assign(chat, {domain, platformId, serviceUrl: appAttributes(app)['service-url']});
      addPlace().append(chat);
      await expectToWork(chat);
    });

    it('works when its attributes are set one by one, after it is on the page', async () => {
      const chat = addChat();
      for (const [name, value] of Object.entries(appAttributes(await createApp()))) {
        await chat.updateComplete;
        chat.setAttribute(name, value);
      }
      await expectToWork(chat);
    });

    it('works inside the shadow tree of another element', async () => {
      const root = addPlace().attachShadow({mode: 'open'});
      await expectToWork(addChat(appAttributes(await createApp()), root));
    });

    it('works when its class creates it', () => {
      expect(customElements.get('helpshift-chat') === HelpshiftChatClass).to.be.true;
      expect(document.createElement('helpshift-chat') instanceof HelpshiftChatClass).to.be.true;
    });
  });

  describe('when it is moved', () => {
    const ways: Record<string, (chat: HelpshiftChat) => void> = {
      'in one step': (chat) => addPlace().append(chat),
      'by taking it out and putting it elsewhere': (chat) => {
        chat.remove();
        addPlace().append(chat);
      },
    };
    for (const [way, move] of Object.entries(ways)) {
      it(`${way}, it keeps its session and its text`, async () => {
        const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
        await shownLauncher(chat);
        await openChat(chat);
        await sendMessage(chat, 'before the move');
        await write(chat, 'half a sent');
        move(chat);
        await nextFrames();
        await shownPart(chat, 'input');
        expect(getInput(chat).value).to.equal('half a sent');
        await sendMessage(chat, 'after the move');
        expect(messageTexts(chat)).to.deep.equal(['before the move', 'after the move']);
        expect(network.requests.filter(isClaim)).to.have.length(1);
      });
    }
  });

  describe('when it is removed', () => {
    it('ends the session, and begins another when it is put back', async () => {
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await shownLauncher(chat);
      await openChat(chat);
      await sendMessage(chat, 'before');
      const place = chat.parentElement as HTMLElement;
      chat.remove();
      await until(() => chat.identityState === 'anonymous', 'the session has ended');
      place.append(chat);
      await until(() => chat.identityState === 'verified', 'the service has accepted the user again');
      await until(() => messageTexts(chat).includes('before'), 'the conversation is back');
      expect(network.requests.filter(isClaim)).to.have.length(2);
    });

    it('gets no more messages from the service', async () => {
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const release = network.hold(isClaim);
      await until(() => network.requests.some(isClaim), 'the claim is under way');
      chat.remove();
      release();
      await nextFrames();
      expect(chat.identityState).to.equal('anonymous');
      expect(isLauncherShown(chat)).to.be.false;
    });

    const moments: Record<string, (chat: HelpshiftChat) => unknown> = {
      'at once': () => {},
      'after its first update': (chat) => chat.updateComplete,
      'while it is opened': (chat) => chat.open(),
      'while the panel loads': async (chat) => {
        await shownLauncher(chat);
        chat.open();
        await chat.updateComplete;
      },
      'while its claim is under way': () => until(() => network.requests.some(isClaim), 'the claim is under way'),
      'while the conversation is read': async (chat) => {
        chat.open();
        await until(() => network.seen('POST', '/v1/sync').length > 0, 'the conversation is read');
      },
      'as soon as the panel is shown': async (chat) => {
        chat.open();
        await shownPart(chat, 'panel');
      },
      'while a message is sent': async (chat) => {
        await openChat(chat);
        await write(chat, 'gone');
        getPart(chat, 'send-button').click();
      },
    };
    for (const [moment, wait] of Object.entries(moments)) {
      it(`${moment}, nothing breaks and it works when it is put back`, async () => {
        const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
        const place = chat.parentElement as HTMLElement;
        await wait(chat);
        chat.remove();
        await nextFrames();
        place.append(chat);
        await shownLauncher(chat);
        await openChat(chat);
        await sendMessage(chat, `back after ${moment}`);
      });
    }

    it('can be repeated ten times without leftovers: one panel, one launcher, one claim in force', async () => {
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const place = chat.parentElement as HTMLElement;
      chat.open();
      for (let count = 0; count < 10; count++) {
        chat.remove();
        await chat.updateComplete;
        place.append(chat);
      }
      await shownPart(chat, 'input');
      await sendMessage(chat, 'still one');
      expect(messageTexts(chat)).to.deep.equal(['still one']);
      for (const part of ['launcher', 'panel', 'input']) expect(parts(chat, part).length, part).to.equal(1);
    });
  });

  describe('two on one page', () => {
    it('are chats of two separate apps', async () => {
      const apps = [await createApp(), await createApp()] as const;
      const [one, two] = apps.map((each) => addChat(appAttributes(each))) as [HelpshiftChat, HelpshiftChat];
      await Promise.all([openChat(one), openChat(two)]);
      await sendMessage(one, 'for the first');
      await sendMessage(two, 'for the second');
      expect(messageTexts(one)).to.deep.equal(['for the first']);
      expect(messageTexts(two)).to.deep.equal(['for the second']);
      for (const [index, text] of ['for the first', 'for the second'].entries()) {
        const conversations = await conversationsOf(apps[index] as TestApp);
        expect(conversations.map(({preview}) => preview.text)).to.deep.equal([text]);
      }
    });

    it('open and close apart', async () => {
      const [one, two] = [addChat(appAttributes(app)), addChat(appAttributes(app))];
      await openChat(one);
      expect(isPanelShown(two)).to.be.false;
      await openChat(two);
      one.close();
      await until(() => !isPanelShown(one), 'the first is closed');
      expect(isPanelShown(two)).to.be.true;
    });
  });
});
