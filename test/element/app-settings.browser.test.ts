import {expect} from '@open-wc/testing';
import type {AppSettings} from '../../src/protocol/settings.js';
import {useFirstVisit} from '../support/anonymous-database.js';
import {appAttributes, conversationsOf, createApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  getPart,
  type HelpshiftChat,
  isDrawn,
  isLauncherShown,
  isPanelShown,
  openChat,
  recordEvents,
  sendMessage,
  shownLauncher,
  setAttributes,
  shownPart,
  until,
  untilAsync,
} from '../support/chat.js';
import {contrast} from '../support/contrast.js';
import {useIdle} from '../support/idle.js';
import {useNetwork} from '../support/network.js';
import {answerAsAgent} from '../support/service.js';
import {nextFrames} from '../support/watch.js';

const SETTINGS = '/v1/apps/';

describe("the app's settings", () => {
  const network = useNetwork();
  const idle = useIdle();

  /** A service of another version gives these settings. */
  function answerSettings(settings: Readonly<Record<string, unknown>>): void {
    network.answer(({path}) => (path.startsWith(SETTINGS) ? Response.json(settings) : undefined));
  }

  const colourOf = (chat: HelpshiftChat): string => getComputedStyle(getPart(chat, 'launcher')).backgroundColor;

  /** The colour of a launcher whose page sets this accent. */
  async function paged(accent: string): Promise<string> {
    const chat = addChat(appAttributes(await createApp()));
    chat.style.setProperty('--helpshift-chat-accent', accent);
    await shownLauncher(chat);
    return colourOf(chat);
  }

  const heading = async (chat: HelpshiftChat): Promise<string> => {
    const panel = await shownPart(chat, 'panel');
    return panel.querySelector('h2')?.textContent ?? '';
  };

  describe('title', () => {
    it("is the heading of the panel and its name, in any script; without it the element's own words are", async () => {
      const app = await createApp({title: 'مرحبا <b>'});
      const chat = addChat(appAttributes(app));
      await openChat(chat);
      await untilAsync(async () => (await heading(chat)) === 'مرحبا <b>', 'the title is the heading');
      const other = addChat(appAttributes(await createApp()));
      await openChat(other);
      expect(await heading(other)).to.equal('Chat with us');
    });

    it('stays when the user changes, without another heading between', async () => {
      const app = await createApp({title: 'Help desk'});
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await openChat(chat);
      expect(await heading(chat)).to.equal('Help desk');
      const release = network.hold(({path}) => path.startsWith(SETTINGS));
      setAttributes(chat, await verifiedUser(app));
      await chat.updateComplete;
      expect(await heading(chat)).to.equal('Help desk');
      release();
    });
  });

  describe('accent', () => {
    // The chat of a returning visitor would load, and read the settings once more.
    useFirstVisit();
    let brand: string;

    beforeEach(async () => {
      brand = await paged('#cc0044');
    });

    it('colours the launcher of a visitor once the page is idle, with one request', async () => {
      const app = await createApp({accent: '#cc0044'});
      const chat = addChat(appAttributes(app));
      await shownLauncher(chat);
      await until(() => idle.isWaiting, 'it waits');
      idle.begin();
      await until(() => colourOf(chat) === brand, 'the launcher has the colour');
      expect(network.seen('GET', `/v1/apps/${app.domain}/`)).to.have.length(1);
      expect(network.requests.every(({path}) => path.startsWith(SETTINGS))).to.be.true;
    });

    it("gives way to the page's own colour", async () => {
      const app = await createApp({accent: '#cc0044'});
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await shownLauncher(chat);
      await until(() => colourOf(chat) === brand, 'the launcher has the colour of the app');
      chat.style.setProperty('--helpshift-chat-accent', '#006633');
      expect(colourOf(chat)).to.equal(await paged('#006633'));
      chat.style.removeProperty('--helpshift-chat-accent');
      expect(colourOf(chat)).to.equal(brand);
    });

    it('is the default again in an app without one, and stays when the element moves to another document', async () => {
      const [coloured, plain] = [await createApp({accent: '#cc0044'}), await createApp()];
      const chat = addChat({...appAttributes(coloured), ...(await verifiedUser(coloured))});
      await shownLauncher(chat);
      await until(() => colourOf(chat) === brand, 'the launcher has the colour of the app');
      const frame = document.createElement('iframe');
      chat.parentElement?.append(frame);
      frame.contentDocument?.body.append(chat);
      const {getComputedStyle: styleIn} = frame.contentWindow as unknown as typeof globalThis;
      await until(() => styleIn(getPart(chat, 'launcher')).backgroundColor === brand, 'the colour stays');
      frame.before(chat);
      setAttributes(chat, {...appAttributes(plain), ...(await verifiedUser(plain))});
      const usual = addChat(appAttributes(plain));
      await until(() => colourOf(chat) === colourOf(usual), 'the launcher has the usual colour');
    });

    for (const accent of ['#ffffff', '#000000', '#777777', '#fff7a0']) {
      it(`${accent} leaves what stands on it readable, and the launcher visible on any page`, async () => {
        const app = await createApp({accent});
        const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
        const launcher = await shownLauncher(chat);
        await openChat(chat);
        await sendMessage(chat, 'hello');
        const {color, backgroundColor, borderTopColor} = getComputedStyle(launcher);
        const message = getComputedStyle(getPart(chat, 'message'));
        expect(contrast(color, backgroundColor)).to.be.at.least(4.5);
        expect(contrast(message.color, message.backgroundColor)).to.be.at.least(4.5);
        for (const page of ['#fff', '#000']) {
          expect(Math.max(contrast(backgroundColor, page), contrast(borderTopColor, page))).to.be.at.least(3);
        }
      });
    }

    for (const accent of ['red', '#12', '#12345g', 'url(https://example.com)', '#123456;color:red', 7, null]) {
      it(`counts as absent when another service answers ${String(accent)}`, async () => {
        answerSettings({greeting: '', enabled: true, accent});
        const app = await createApp();
        const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
        await shownLauncher(chat);
        const usual = addChat(appAttributes(app));
        expect(colourOf(chat)).to.equal(colourOf(usual));
      });
    }
  });

  describe('enabled', () => {
    it('off: a visitor loses the launcher once the page is idle, and the page is told nothing', async () => {
      const errors = recordEvents('webchatruntimeerror');
      const chat = addChat(appAttributes(await createApp({enabled: false})));
      await shownLauncher(chat);
      await until(() => idle.isWaiting, 'it waits');
      idle.begin();
      await until(() => !isLauncherShown(chat), 'the launcher is gone');
      chat.open();
      await nextFrames();
      expect(isDrawn(chat, 'panel') && getPart(chat, 'panel').matches('[open]')).to.be.false;
      expect(errors.details).to.deep.equal([]);
    });

    it('off: a logged-in user never sees the launcher, whichever answer comes first', async () => {
      const app = await createApp({enabled: false});
      for (const held of [SETTINGS, '/v1/sessions']) {
        const release = network.hold(({path}) => path.startsWith(held));
        const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
        const seen: boolean[] = [];
        const look = () => {
          seen.push(isLauncherShown(chat));
          if (chat.isConnected) requestAnimationFrame(look);
        };
        look();
        await nextFrames();
        release();
        await until(() => chat.identityState === 'verified', 'the user is verified');
        await nextFrames();
        chat.remove();
        expect(seen).to.not.include(true);
      }
    });

    it('off: a user with an answer is told nothing, and no code and no connection wait for more', async () => {
      const app = await createApp();
      const user = await verifiedUser(app);
      const before = addChat({...appAttributes(app), ...user});
      await openChat(before);
      await sendMessage(before, 'hello');
      const [conversation] = await conversationsOf(app);
      before.remove();
      await answerAsAgent(conversation?.id ?? '', 'Hello, too.');
      // The browser may hold the app's own answer for a second.
      answerSettings({greeting: '', enabled: false});
      const counts = recordEvents('newunreadmessages');
      const chat = addChat({...appAttributes(app), ...user});
      await until(() => chat.identityState === 'verified', 'the user is verified');
      await nextFrames();
      expect(chat.unreadCount).to.equal(0);
      expect(counts.details).to.deep.equal([]);
      expect(network.openSockets).to.equal(0);
    });

    it('off: what was opened meanwhile does not appear in another app', async () => {
      const [off, on] = [await createApp({enabled: false}), await createApp()];
      const chat = addChat({...appAttributes(off), ...(await verifiedUser(off))});
      await until(() => chat.identityState === 'verified', 'the user is verified');
      chat.open();
      await nextFrames();
      setAttributes(chat, {...appAttributes(on), ...(await verifiedUser(on))});
      await shownLauncher(chat);
      expect(isPanelShown(chat)).to.be.false;
    });

    it('on again: the next page view shows the chat', async () => {
      answerSettings({greeting: '', enabled: true});
      const chat = addChat(appAttributes(await createApp({enabled: false})));
      idle.begin();
      await openChat(chat);
    });
  });

  it('of another version: what is missing counts as its default, what is unknown as absent', async () => {
    const settings: Partial<AppSettings> & {readonly sound: string} = {greeting: 'Welcome', sound: 'bell'};
    answerSettings(settings);
    const app = await createApp();
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await openChat(chat);
    expect(await heading(chat)).to.equal('Chat with us');
    expect(getPart(chat, 'messages').textContent).to.include('Welcome');
  });
});
