import {expect} from '@open-wc/testing';
import {appAttributes, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allText,
  getInput,
  getPart,
  getSendButton,
  type HelpshiftChat,
  openChat,
  sendMessage,
  shownLauncher,
  shownPart,
  until,
} from '../../support/chat.js';

describe('the language', () => {
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  afterEach(() => {
    Reflect.deleteProperty(navigator, 'languages');
  });

  const speak = (...languages: string[]): void => {
    Object.defineProperty(navigator, 'languages', {configurable: true, value: languages});
  };

  const newChat = async (attributes: Record<string, string>): Promise<HelpshiftChat> =>
    addChat({...appAttributes(app), ...(await verifiedUser(app)), ...attributes});

  it('is English by default', async () => {
    speak('de');
    const chat = await newChat({});
    expect((await shownLauncher(chat)).ariaLabel).to.equal('Open chat');
    await openChat(chat);
    expect(getPart(chat, 'panel').lang).to.equal('en');
    expect(getPart(chat, 'panel').dir).to.equal('ltr');
  });

  it('is German in all parts', async () => {
    const chat = await newChat({language: 'de'});
    const launcher = await shownLauncher(chat);
    await until(() => launcher.ariaLabel === 'Chat öffnen', 'the launcher speaks German');
    await openChat(chat);
    expect(launcher.ariaLabel).to.equal('Chat schließen');
    expect(getPart(chat, 'panel').lang).to.equal('de');
    expect(allText(chat)).to.include('Chatten Sie mit uns').and.to.include('Wie können wir Ihnen helfen?');
    expect(getInput(chat).ariaLabel).to.equal('Ihre Nachricht');
    expect(getSendButton(chat).ariaLabel).to.equal('Senden');
    await sendMessage(chat, 'hallo');
    await until(() => /heute/i.test(allText(chat)), 'the day is German');
  });

  it('is Arabic from right to left', async () => {
    const chat = await newChat({language: 'ar'});
    await openChat(chat);
    const panel = getPart(chat, 'panel');
    // Its texts load beside the conversation.
    await until(() => panel.lang === 'ar', 'it is Arabic');
    expect(panel.dir).to.equal('rtl');
    await sendMessage(chat, 'hello');
    const {left, right} = getPart(chat, 'message').getBoundingClientRect();
    const box = panel.getBoundingClientRect();
    expect(left - box.left, 'one’s own messages are at the end of the line').to.be.below(box.right - right);
    expect(getPart(chat, 'close-button').getBoundingClientRect().left - box.left).to.be.below(60);
  });

  it('is Arabic also for the error', async () => {
    const chat = addChat({...appAttributes(app), language: 'ar', 'user-id': 'somebody'});
    chat.open();
    const error = await shownPart(chat, 'error');
    await until(() => error.textContent.includes('تعذّر التحقق من هويتك'), 'the error is Arabic');
  });

  describe('of the browser', () => {
    const cases: readonly (readonly [string, readonly string[], string])[] = [
      ['its first available one', ['xx', 'de-AT', 'en'], 'de'],
      ['English before German', ['en-GB', 'de'], 'en'],
      ['English, when none is spoken here', ['xx', 'yy-ZZ'], 'en'],
      ['English, when it has none', [], 'en'],
    ];
    for (const [what, languages, code] of cases) {
      it(`is ${what}`, async () => {
        speak(...languages);
        const chat = await newChat({language: 'browserDefault'});
        await openChat(chat);
        await until(() => getPart(chat, 'panel').lang === code, `it is ${code}`);
      });
    }
  });

  for (const unknown of ['xx', '', 'constructor', '../en', 'DE_de']) {
    it(`is English for an unknown code: "${unknown}"`, async () => {
      const chat = await newChat({language: unknown});
      await openChat(chat);
      expect(getPart(chat, 'panel').lang).to.equal('en');
      expect(allText(chat)).to.include('Chat with us');
    });
  }

  it('falls back from a region to its language', async () => {
    const chat = await newChat({language: 'de-CH'});
    await openChat(chat);
    await until(() => getPart(chat, 'panel').lang === 'de', 'it is German');
  });

  it('writes times as in the wanted region', async () => {
    const chat = await newChat({language: 'en-US'});
    await openChat(chat);
    await sendMessage(chat, 'hello');
    const time = (): string => getPart(chat, 'messages').querySelector('time')?.textContent ?? '';
    await until(() => /^\d{1,2}:\d\d\s[AP]M$/.test(time()), 'it is American');
    chat.language = 'en-GB';
    await until(() => /^\d{1,2}:\d\d$/.test(time()), 'it is British');
    // Nothing that a browser can write dates for.
    chat.language = 'en-!';
    await until(() => /[AP]M$/.test(time()), 'it is English');
  });

  it('changes while the chat is open, and keeps the text', async () => {
    const chat = await newChat({});
    const input = await openChat(chat);
    input.value = 'half a sent';
    chat.language = 'de';
    await until(() => allText(chat).includes('Chatten Sie mit uns'), 'it is German');
    expect(getInput(chat).value).to.equal('half a sent');
    chat.removeAttribute('language');
    chat.language = undefined;
    await until(() => allText(chat).includes('Chat with us'), 'it is English');
  });

  it('is the last requested one, in any order of loading', async () => {
    const chat = await newChat({});
    await openChat(chat);
    chat.language = 'ar';
    await chat.updateComplete;
    chat.language = 'de';
    await until(() => getPart(chat, 'panel').lang === 'de', 'it is German');
    expect(getPart(chat, 'panel').dir).to.equal('ltr');
  });
});
