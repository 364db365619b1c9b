import {expect, fixtureSync, html} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {useFirstVisit} from '../support/anonymous-database.js';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  addPlace,
  focusedElement,
  getPart,
  isLauncherShown,
  isPanelShown,
  isShown,
  openChat,
  recordEvents,
  sendMessage,
  shownLauncher,
  until,
} from '../support/chat.js';
import {noAnswer, useNetwork} from '../support/network.js';
import {answerAsAgent} from '../support/service.js';
import {nextFrames} from '../support/watch.js';

describe('the launcher', () => {
  const network = useNetwork();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  async function openFromKeyboard(key: string): Promise<void> {
    const chat = addChat(appAttributes(app));
    const launcher = await shownLauncher(chat);
    launcher.focus();
    await sendKeys({press: key});
    await until(() => isPanelShown(chat), `${key} opens the chat`);
    expect(launcher.ariaExpanded).to.equal('true');
  }

  it('"assumes that the end user is an anonymous user": is there at once, before the service has said anything', async () => {
    network.answer(noAnswer);
    const chat = addChat(appAttributes(app));
    await chat.updateComplete;
    expect(isLauncherShown(chat)).to.be.true;
    expect(chat.identityState).to.equal('anonymous');
  });

  describe('on a first visit', () => {
    useFirstVisit();

    it('costs the service one public request while the chat is never opened', async () => {
      const chat = addChat(appAttributes(app));
      await until(() => network.requests.length > 0, 'the settings are read');
      await shownLauncher(chat);
      await nextFrames();
      expect(network.requests.map(({method, path}) => `${method} ${path}`)).to.deep.equal([
        `GET /v1/apps/${app.domain}/${app.platformId}`,
      ]);
    });
  });

  it('is a button with a label, and says that the chat is closed', async () => {
    const launcher = await shownLauncher(addChat(appAttributes(app)));
    expect(launcher.localName).to.equal('button');
    expect(launcher.ariaLabel).to.equal('Open chat');
    expect(launcher.ariaExpanded).to.equal('false');
    expect(launcher.ariaHasPopup).to.equal('dialog');
  });

  it('opens the chat with a click and closes it with another', async () => {
    const chat = addChat(appAttributes(app));
    const launcher = await shownLauncher(chat);
    launcher.click();
    await until(() => isPanelShown(chat), 'the panel is shown');
    expect(launcher.ariaLabel).to.equal('Close chat');
    expect(launcher.ariaExpanded).to.equal('true');
    launcher.click();
    await until(() => !isPanelShown(chat), 'the panel is gone');
    expect(launcher.ariaLabel).to.equal('Open chat');
    expect(launcher.ariaExpanded).to.equal('false');
  });

  it('opens the chat with Enter', () => openFromKeyboard('Enter'));

  it('opens the chat with the space bar', () => openFromKeyboard(' '));

  it('can be focused with Tab', async () => {
    const chat = addChat(appAttributes(app));
    const launcher = await shownLauncher(chat);
    const before = document.createElement('button');
    chat.before(before);
    before.focus();
    await sendKeys({press: 'Tab'});
    expect(focusedElement() === launcher).to.be.true;
  });

  it('takes no room in the page, and does not extend it', async () => {
    const place = addPlace();
    const [before, after] = [document.createElement('hr'), document.createElement('hr')];
    for (const line of [before, after]) line.style.setProperty('margin', '0');
    place.append(before);
    const chat = addChat(appAttributes(app), place);
    place.append(after);
    await shownLauncher(chat);
    await openChat(chat);
    expect(after.getBoundingClientRect().top).to.equal(before.getBoundingClientRect().bottom);
    const {scrollHeight} = document.documentElement;
    chat.remove();
    expect(document.documentElement.scrollHeight).to.equal(scrollHeight);
  });

  it('is large enough for a finger', async () => {
    const {width, height} = (await shownLauncher(addChat(appAttributes(app)))).getBoundingClientRect();
    expect(width).to.be.at.least(44);
    expect(height).to.be.at.least(44);
  });

  it('shows the unread count, in a badge and in its name, until the chat is opened', async () => {
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    const counts = recordEvents('newunreadmessages', chat);
    const launcher = await shownLauncher(chat);
    await openChat(chat);
    await sendMessage(chat, 'Is my parcel on its way?');
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is gone');

    const [conversation] = await conversationsOf(app);
    await answerAsAgent(conversation?.id ?? '', 'It is.');
    await until(() => chat.unreadCount === 1, 'the answer arrives');
    await chat.updateComplete;
    expect(launcher.ariaLabel).to.equal('Open chat, 1 unread');
    expect(isShown(chat, 'badge')).to.be.true;
    expect(getPart(chat, 'badge').textContent).to.equal('1');

    launcher.click();
    await until(() => chat.unreadCount === 0, 'the answer has been seen');
    await until(() => launcher.ariaLabel === 'Close chat', 'the name no longer counts');
    expect(isShown(chat, 'badge')).to.be.false;
    expect(counts.details).to.deep.equal([{unreadCount: 1}, {unreadCount: 0}]);
  });

  it('shows the same number as in its name, also with two digits', async () => {
    const own = await createApp();
    const chat = addChat({...appAttributes(own), ...(await verifiedUser(own))});
    const launcher = await shownLauncher(chat);
    await openChat(chat);
    await sendMessage(chat, 'Is my parcel on its way?');
    chat.close();
    const [conversation] = await conversationsOf(own);
    for (let count = 1; count <= 12; count++) await answerAsAgent(conversation?.id ?? '', `Answer ${count}`);
    await until(() => launcher.ariaLabel === 'Open chat, 12 unread', 'all have arrived');
    expect(getPart(chat, 'badge').textContent).to.equal('12');
  });

  describe('when the page has its own launcher', () => {
    it('is not shown, and the page opens the chat', async () => {
      const chat = addChat({...appAttributes(app), 'hide-launcher': ''});
      await openChat(chat);
      expect(isPanelShown(chat)).to.be.true;
      expect(isLauncherShown(chat)).to.be.false;
    });

    it("returns the focus to the page's launcher when the chat is closed", async () => {
      const chat = addChat({...appAttributes(app), 'hide-launcher': ''});
      const button = fixtureSync<HTMLButtonElement>(html`<button @click=${() => chat.open()}>Help</button>`);
      button.focus();
      await sendKeys({press: 'Enter'});
      await until(() => isPanelShown(chat) && focusedElement() instanceof HTMLTextAreaElement, 'the user can write');
      await sendKeys({press: 'Escape'});
      await until(() => focusedElement() === button, 'the focus is back on the button');
    });

    it('comes back when the attribute is removed', async () => {
      const chat = addChat({...appAttributes(app), 'hide-launcher': ''});
      await chat.updateComplete;
      expect(isLauncherShown(chat)).to.be.false;
      chat.removeAttribute('hide-launcher');
      await shownLauncher(chat);
    });
  });

  describe('position', () => {
    for (const position of ['bottom-right', 'bottom-left', 'top-left', 'top-right'] as const) {
      it(`stands in the corner ${position}, together with the panel`, async () => {
        const chat = addChat({...appAttributes(app), position});
        const launcher = await shownLauncher(chat);
        await openChat(chat);
        const panel = getPart(chat, 'panel');
        await Promise.all(panel.getAnimations().map(({finished}) => finished));
        for (const box of [launcher.getBoundingClientRect(), panel.getBoundingClientRect()]) {
          expect(position.endsWith('left') ? box.left : innerWidth - box.right).to.equal(20);
          const isNearEdge = position.startsWith('top') ? box.top < 100 : innerHeight - box.bottom < 100;
          expect(isNearEdge, 'near the right edge of the window').to.be.true;
        }
      });
    }

    it('is bottom-right by default, and for an unknown value', async () => {
      for (const attributes of [{}, {position: 'middle'}]) {
        const launcher = await shownLauncher(addChat({...appAttributes(app), ...attributes}));
        const {right, bottom} = launcher.getBoundingClientRect();
        expect([innerWidth - right, innerHeight - bottom]).to.deep.equal([20, 20]);
      }
    });

    it('can be set as a property and changed at any time', async () => {
      const chat = addChat(appAttributes(app));
      const launcher = await shownLauncher(chat);
      chat.position = 'top-left';
      await chat.updateComplete;
      expect(launcher.getBoundingClientRect().left).to.equal(20);
      expect(launcher.getBoundingClientRect().top).to.equal(20);
    });
  });
});
