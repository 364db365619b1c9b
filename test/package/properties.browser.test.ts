import {expect} from '@open-wc/testing';
import {HelpshiftChat as HelpshiftChatClass} from '../../src/index.js';
import {appAttributes, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  addPlace,
  type HelpshiftChat,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  shownLauncher,
  until,
} from '../support/chat.js';
import {isClaim, useNetwork} from '../support/network.js';
import {nextFrames, useWarnings} from '../support/watch.js';

const SWITCHES = {
  'clear-anonymous-user-on-login': 'clearAnonymousUserOnLogin',
  'full-privacy': 'fullPrivacy',
  'hide-launcher': 'hideLauncher',
  'full-screen': 'fullScreen',
} as const;

const NO_TEXTS: Readonly<Record<string, unknown>> = {
  zero: 0,
  'a number': 12345,
  NaN,
  'a bigint': 10n,
  true: true,
  false: false,
  'an object': {id: 'ada'},
  'an object without a prototype': Object.create(null) as unknown,
  'a list': ['ada'],
  'a symbol': Symbol('ada'),
  'a function': () => 'ada',
  'a String': Object('ada') as unknown,
};

// A separate class, so that a tag can exist before its definition.
let definitions = 0;
function lateTag(): {tag: string; define: () => void} {
  const tag = `late-chat-${definitions++}`;
  return {tag, define: () => customElements.define(tag, class extends HelpshiftChatClass {})};
}

describe('a property', () => {
  const network = useNetwork();
  useWarnings();
  let app: TestApp;
  let rejections: PromiseRejectionEvent[] = [];
  const keep = (event: PromiseRejectionEvent): void => void rejections.push(event);

  before(async () => {
    app = await createApp();
  });

  beforeEach(() => {
    rejections = [];
    addEventListener('unhandledrejection', keep);
  });

  afterEach(() => {
    removeEventListener('unhandledrejection', keep);
    expect(rejections.map(({reason}) => String(reason))).to.deep.equal([]);
  });

  for (const [attribute, property] of Object.entries(SWITCHES)) {
    describe(`that is true or false: ${attribute}`, () => {
      const attributeValues: readonly [string | null, boolean][] = [
        [null, false],
        ['', true],
        ['true', true],
        [attribute, true],
        ['false', false],
      ];
      for (const [value, expected] of attributeValues) {
        it(`is ${expected} with the attribute ${value === null ? 'away' : `"${value}"`}, before and after the upgrade`, async () => {
          const {tag, define} = lateTag();
          const early = document.createElement(tag) as HelpshiftChat;
          if (value !== null) early.setAttribute(attribute, value);
          addPlace().append(early);
          define();
          const late = addChat();
          late.toggleAttribute(attribute, expected === false);
          if (value === null) late.removeAttribute(attribute);
          else late.setAttribute(attribute, value);
          for (const chat of [early, late]) {
            await chat.updateComplete;
            expect(chat[property]).to.equal(expected);
          }
        });
      }

      const propertyValues: readonly [unknown, boolean][] = [
        [true, true],
        ['true', true],
        [1, true],
        [{}, true],
        [Symbol('x'), true],
        [false, false],
        ['false', false],
        ['', false],
        [0, false],
        [NaN, false],
        [null, false],
        [undefined, false],
      ];
      it('follows JavaScript\'s truth of a value, but "false" is false, before and after the upgrade', async () => {
        for (const [value, expected] of propertyValues) {
          const {tag, define} = lateTag();
          const early = document.createElement(tag) as HelpshiftChat;
          Object.assign(early, {[property]: value});
          addPlace().append(early);
          define();
          const late = addChat();
          Object.assign(late, {[property]: !expected});
          await late.updateComplete;
          Object.assign(late, {[property]: value});
          for (const [when, chat] of Object.entries({early, late})) {
            await chat.updateComplete;
            expect(chat[property], `${when} ${String(value)}`).to.equal(expected);
          }
        }
      });
    });
  }

  for (const [how, say] of Object.entries({
    attribute: (chat: HelpshiftChat) => chat.setAttribute('clear-anonymous-user-on-login', 'false'),
    property: (chat: HelpshiftChat) => Object.assign(chat, {clearAnonymousUserOnLogin: 'false'}),
  })) {
    it(`clear-anonymous-user-on-login of "false" as ${how} keeps the anonymous user's conversation`, async () => {
      const own = await createApp();
      const chat = addChat(appAttributes(own));
      say(chat);
      await openChat(chat);
      await sendMessage(chat, 'Will you remember me?');
      for (const [name, value] of Object.entries(await verifiedUser(own))) chat.setAttribute(name, value);
      await until(() => chat.identityState === 'verified', 'the user is accepted');
      await openChat(chat);
      await nextFrames();
      expect(network.seen('POST', '/v1/anonymous-users/clear')).to.deep.equal([]);
      chat.logout();
      await until(() => messageTexts(chat).includes('Will you remember me?'), 'the anonymous user is back');
    });
  }

  it('full-privacy of "false" does not hide the e-mail address', async () => {
    const chat = addChat({...appAttributes(app), 'user-email': 'ada@example.com', 'full-privacy': 'false'});
    await until(() => network.requests.some(isClaim), 'the user is named');
    expect(network.requests.find(isClaim)?.body['userEmail']).to.equal('ada@example.com');
    chat.remove();
  });

  for (const property of ['userId', 'userEmail'] as const) {
    const issue = property === 'userId' ? 'USER_ID_NOT_A_STRING' : 'USER_EMAIL_NOT_A_STRING';
    for (const [what, value] of Object.entries(NO_TEXTS)) {
      it(`${property} with ${what} as its value makes an anonymous user and is reported once, before and after the upgrade`, async () => {
        const {tag, define} = lateTag();
        const early = document.createElement(tag) as HelpshiftChat;
        const late = document.createElement('helpshift-chat');
        for (const chat of [early, late]) {
          for (const [name, text] of Object.entries(appAttributes(app))) chat.setAttribute(name, text);
        }
        Object.assign(early, {[property]: value, userName: 'Ada'});
        const heard = [early, late].map((chat) => recordEvents('webchatruntimeerror', chat));
        addPlace().append(early, late);
        define();
        await shownLauncher(late);
        Object.assign(late, {[property]: value});
        for (const [index, chat] of [early, late].entries()) {
          await until(() => heard[index]?.details.length, 'it is reported');
          expect(heard[index]?.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason: issue}]);
          expect(chat.identityState).to.equal('anonymous');
          await shownLauncher(chat);
        }
        expect(network.requests.filter(isClaim)).to.deep.equal([]);
      });
    }
  }

  it('set before the upgrade counts, and can be changed later', async () => {
    const {tag, define} = lateTag();
    const chat = document.createElement(tag) as HelpshiftChat;
    const user = await verifiedUser(app);
    Object.assign(chat, {
      serviceUrl: appAttributes(app)['service-url'],
      domain: app.domain,
      platformId: app.platformId,
      userId: user['user-id'],
      userEmail: user['user-email'],
      userName: user['user-name'],
      userAuthToken: user['user-auth-token'],
    });
    addPlace().append(chat);
    define();
    await until(() => chat.identityState === 'verified', 'the user is accepted');
    expect(Object.keys(chat)).to.not.include('userId');
    chat.userId = chat.userEmail = chat.userAuthToken = undefined;
    await until(() => chat.identityState === 'anonymous', 'the user is anonymous');
  });

  for (const [what, value] of Object.entries(NO_TEXTS)) {
    it(`other than these, with ${what}, counts as not given, and throws nothing`, async () => {
      const chat = addChat(appAttributes(app));
      await shownLauncher(chat);
      const errors = recordEvents('webchatruntimeerror', chat);
      Object.assign(chat, {language: value, position: value, conversationPrefillText: value, userAuthToken: value});
      const input = await openChat(chat);
      expect(input.value).to.equal('');
      expect(chat.getAttribute('position')).to.equal(null);
      expect(errors.details).to.deep.equal([]);
      Object.assign(chat, {userName: value});
      await until(() => errors.details.length > 0, 'the name is reported');
      expect(errors.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason: 'USER_NAME_NOT_A_STRING'}]);
    });
  }
});
