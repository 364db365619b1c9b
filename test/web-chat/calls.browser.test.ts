/** What calls and listeners do. */
import {expect} from '@open-wc/testing';
import {conversationsOf, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  type HelpshiftChat,
  isLauncherShown,
  isPanelShown,
  messageTexts,
  openChat,
  sendMessage,
  shownLauncher,
  shownPart,
  until,
} from '../support/chat.js';
import {answerAsAgent} from '../support/service.js';
import {nextFrames} from '../support/watch.js';
import {openWebChatPage, type WebChatPage} from '../support/web-chat-page.js';

/** By the name of Helpshift: the name of the element's event, and data for it. */
const EVENTS: Readonly<Record<string, readonly [domName: string, detail: unknown]>> = {
  userAuthFailure: ['userauthfailure', {message: 'missing user auth token'}],
  newUnreadMessages: ['newunreadmessages', {unreadCount: 2}],
  userChanged: ['userchanged', {originalState: 'anonymous', pageUrl: 'https://shop.example/'}],
  widgetToggle: ['widgettoggle', {visible: true}],
  conversationStart: ['conversationstart', {message: 'Hello'}],
  messageAdd: ['messageadd', {type: 'text', body: 'Hello'}],
  agentMessageReceived: ['agentmessagereceived', {body: 'Hi', publishId: '1', createdTs: 1}],
  conversationResolved: ['conversationresolved', null],
  conversationRejected: ['conversationrejected', null],
  conversationReopened: ['conversationreopened', null],
  conversationEnd: ['conversationend', null],
  csatSubmit: ['csatsubmit', {rating: 4, additionalFeedback: ''}],
  chatEnd: ['chatend', null],
  userClickOnAction: ['userclickonaction', {actionType: 'link', actionData: 'https://shop.example/'}],
  onLoginRequest: ['loginrequest', {userId: 'ann'}],
  onWebChatRuntimeError: ['webchatruntimeerror', {error: 'LOGIN_FAILED', reason: 'JWT_IS_INVALID'}],
};

describe('Helpshift', () => {
  let app: TestApp;
  let page: WebChatPage;
  let chat: HelpshiftChat;

  before(async () => {
    app = await createApp();
  });

  beforeEach(async () => {
    page = await openWebChatPage({config: {domain: app.domain, platformId: app.platformId}});
    chat = await page.loaded();
    await shownLauncher(chat);
  });

  /** Sends an event as the element does. */
  function send(name: string, detail: unknown = null): void {
    const view = page.window as unknown as typeof globalThis;
    chat.dispatchEvent(new view.CustomEvent(name, {detail, bubbles: true, composed: true}));
  }

  it('opens and closes the window within the call, so that the click of a page counts', async () => {
    expect(isPanelShown(chat)).to.be.false;
    page.call('open');
    await shownPart(chat, 'input');
    page.call('close');
    await until(() => !isPanelShown(chat), 'the panel is closed');
    const order: string[] = [];
    const open = chat.open.bind(chat);
    chat.open = () => {
      order.push('open');
      open();
    };
    page.call('open');
    order.push('after the call');
    expect(order).to.deep.equal(['open', 'after the call']);
  });

  it('hides all, and shows again what was open', async () => {
    page.call('open');
    await shownPart(chat, 'panel');
    page.call('hide');
    await until(() => !isPanelShown(chat) && !isLauncherShown(chat), 'nothing is shown');
    page.call('show');
    await shownPart(chat, 'panel');
    page.call('close');
    page.call('hide');
    await until(() => !isLauncherShown(chat), 'nothing is shown');
    page.call('show');
    await shownLauncher(chat);
    expect(isPanelShown(chat)).to.be.false;
  });

  it('opens the window without a launcher of ours', async () => {
    page.configure({widgetOptions: {showLauncher: false}});
    await until(() => !isLauncherShown(chat), 'the launcher is hidden');
    page.call('open');
    await shownPart(chat, 'input');
  });

  it('logs a user out: the previous anonymous user and their conversation come back', async () => {
    await openChat(chat);
    await sendMessage(chat, 'Nobody knows me.');
    const {'user-id': userId, 'user-auth-token': userAuthToken} = await verifiedUser(app);
    page.configure({userId, userAuthToken});
    await until(() => chat.identityState === 'verified', 'the user is verified');
    page.call('logout');
    await until(() => chat.identityState === 'anonymous', 'nobody is logged in');
    page.call('updateHelpshiftConfig');
    await until(() => messageTexts(chat).includes('Nobody knows me.'), 'the conversation is back');
  });

  for (const [name, [domName, detail]] of Object.entries(EVENTS)) {
    it(`tells ${name} to a listener, until it is removed`, () => {
      const heard: unknown[][] = [];
      const listener = (...data: unknown[]): void => void heard.push(data);
      page.call('addEventListener', name, listener);
      page.call('addEventListener', name, listener);
      send(domName, detail);
      expect(heard).to.deep.equal([[detail ?? undefined]]);
      page.call('removeEventListener', name, () => {});
      send(domName, detail);
      expect(heard).to.have.length(2);
      page.call('removeEventListener', name, listener);
      send(domName, detail);
      expect(heard).to.have.length(2);
    });
  }

  it('calls one function for two events, and removes it from one of them', () => {
    const heard: unknown[] = [];
    const listener = (data: unknown): void => void heard.push(data);
    page.call('addEventListener', 'chatEnd', listener);
    page.call('addEventListener', 'widgetToggle', listener);
    page.call('removeEventListener', 'chatEnd', listener);
    send('chatend');
    send('widgettoggle', {visible: false});
    expect(heard).to.deep.equal([{visible: false}]);
  });

  it('reports the error of a listener as uncaught, and calls the others', () => {
    const heard: string[] = [];
    page.call('addEventListener', 'chatEnd', () => heard.push('first'));
    page.run(`Helpshift('addEventListener', 'chatEnd', () => { throw new Error('the page’s own error'); });`);
    page.call('addEventListener', 'chatEnd', () => heard.push('last'));
    send('chatend');
    expect(heard).to.deep.equal(['first', 'last']);
    expect(page.errors).to.have.length(1);
    expect(page.errors[0]).to.include('the page’s own error');
  });

  it('does what a listener calls', async () => {
    const heard: unknown[] = [];
    page.call('addEventListener', 'widgetToggle', (data: {visible: boolean}) => {
      heard.push(data);
      if (data.visible) page.call('close');
    });
    page.call('open');
    await until(() => heard.length === 2, 'both are heard');
    expect(heard).to.deep.equal([{visible: true}, {visible: false}]);
  });

  it('tells what happens in a conversation', async () => {
    const heard: unknown[] = [];
    for (const name of [
      'conversationStart',
      'messageAdd',
      'newUnreadMessages',
      'widgetToggle',
      'agentMessageReceived',
    ]) {
      page.call('addEventListener', name, (data: unknown) => heard.push([name, data]));
    }
    page.configure(namesOf(await verifiedUser(app)));
    await until(() => chat.identityState === 'verified', 'the user is verified');
    await openChat(chat);
    await sendMessage(chat, 'Where is my parcel?');
    page.call('close');
    await until(() => !isPanelShown(chat), 'the panel is closed');
    const conversation = (await conversationsOf(app)).find(({preview}) => preview.text === 'Where is my parcel?');
    await answerAsAgent(conversation?.id ?? '', 'On its way.');
    await until(() => heard.length >= 5, 'all is heard');
    expect(heard).to.deep.equal([
      ['widgetToggle', {visible: true}],
      ['conversationStart', {message: 'Where is my parcel?'}],
      ['messageAdd', {type: 'text', body: 'Where is my parcel?'}],
      ['widgetToggle', {visible: false}],
      ['newUnreadMessages', {unreadCount: 1}],
    ]);
  });

  it('returns nothing', () => {
    for (const call of ['open', 'close', 'hide', 'show', 'logout', 'init', 'update', 'setLanguage', 'no such call']) {
      expect(page.window.Helpshift(call, 'en')).to.equal(undefined);
    }
  });

  it('takes a thousand calls in one task, and megabytes', async () => {
    for (let count = 0; count < 1000; count++) {
      page.call(count % 2 ? 'close' : 'open');
      page.call('setCustomIssueFields', {[`key${count}`]: {type: 'number', value: String(count)}});
      page.call('updateHelpshiftConfig');
    }
    page.call('setInitialUserMessage', 'x'.repeat(5_000_000));
    page.call('x'.repeat(5_000_000));
    page.call('setCustomIssueFields', {notes: {type: 'multiline', value: 'x'.repeat(5_000_000)}});
    expect(Object.keys(chat.customIssueFields ?? {})).to.have.length(1001);
    page.call('setInitialUserMessage', '');
    page.call('open');
    await shownPart(chat, 'input');
    expect(page.errors).to.deep.equal([]);
  });

  describe('says once what it cannot do', () => {
    const listener = (): void => {};
    const sentences: readonly (readonly [call: readonly unknown[], sentence: RegExp])[] = [
      [
        ['setLangauge', 'de'],
        /^<helpshift-chat> Helpshift\("setLangauge"\) has no meaning here\. Write setLanguage\.$/,
      ],
      [['OPEN'], /Helpshift\("OPEN"\) has no meaning here\. Write open\./],
      [['toggle'], /Helpshift\("toggle"\) has no meaning here\.$/],
      [['constructor'], /Helpshift\("constructor"\) has no meaning here\.$/],
      [['__proto__'], /Helpshift\("__proto__"\) has no meaning here\.$/],
      [[], /Helpshift\("undefined"\) has no meaning here\.$/],
      [[Symbol('x')], /Helpshift\("symbol"\) has no meaning here\.$/],
      [[Object.create(null)], /Cannot convert object to primitive value/],
      [['login', {identity_token: 'x'}], /Helpshift\("login"\) is not there yet\. Use userId/],
      [['addUserIdentities', 'x'], /Helpshift\("addUserIdentities"\) is not there yet/],
      [['updateGlobalUserData', {}], /Helpshift\("updateGlobalUserData"\) is not there yet/],
      [['updateAppUserData', {}], /Helpshift\("updateAppUserData"\) is not there yet/],
      [['addEventListener', 'userAuthFail', listener], /event "userAuthFail" has no meaning here\.$/],
      [
        ['addEventListener', 'userauthfailure', listener],
        /event "userauthfailure" has no meaning here\. Write userAuthFailure\./,
      ],
      [
        ['removeEventListener', 'message_add', listener],
        /event "message_add" has no meaning here\. Write messageAdd\./,
      ],
      [['addEventListener'], /event "undefined" has no meaning here\.$/],
      [
        ['addEventListener', 'chatEnd', 'listener'],
        /listener of Helpshift\("addEventListener"\) must be a function, and is of the type string/,
      ],
      [['addEventListener', 'chatEnd', {handleEvent: listener}], /must be a function, and is of the type object/],
      [['setLanguage', 7], /value of Helpshift\("setLanguage"\) must be a string, and is of the type number/],
      [['setInitialUserMessage', null], /must be a string, and is null/],
      [['setCustomIssueFields', 'vip'], /value of Helpshift\("setCustomIssueFields"\) must be an object/],
      [['replaceCustomIssueFields', null], /must be an object, and is null/],
    ];
    for (const [call, sentence] of sentences) {
      it(sentence.source, async () => {
        const before = chat.initialUserMessage;
        page.call(...call);
        page.call(...call);
        await until(() => page.warnings.length > 0, 'it is said');
        await nextFrames();
        const said = page.warnings.filter((warning) => sentence.test(warning));
        expect(said.length, page.warnings.join()).to.be.above(0);
        if (!sentence.source.startsWith('Cannot')) expect(page.warnings).to.have.length(1);
        expect(page.errors).to.deep.equal([]);
        expect(chat.initialUserMessage).to.equal(before);
      });
    }

    it('and does not stop where fields throw when they are read', () => {
      const fields = Object.defineProperty({}, 'vip', {
        enumerable: true,
        get() {
          throw new Error('the page’s own error');
        },
      });
      page.call('setCustomIssueFields', fields);
      page.call('setCustomIssueFields', new Proxy({}, {ownKeys: () => [1] as never}));
      page.call('setLanguage', 'de');
      expect(chat.language).to.equal('de');
      expect(page.errors).to.deep.equal([]);
    });
  });

  it('takes anything from the collecting function', async () => {
    const code = `window.Helpshift = function () {}; Helpshift.q = [null, 7, 'open', [], [['open']], {}, ['setLanguage', 'de']];
      document.head.append(Object.assign(document.createElement('script'), {src: '${(page.document.getElementById('hs-chat') as HTMLScriptElement).src}'}));`;
    const odd = await openWebChatPage({config: {domain: app.domain, platformId: app.platformId}, code});
    odd.call('init');
    expect((await odd.loaded()).language).to.equal('de');
    expect(odd.errors).to.deep.equal([]);
  });
});

function namesOf(user: Readonly<Record<string, string>>): object {
  return {userId: user['user-id'], userAuthToken: user['user-auth-token']};
}
