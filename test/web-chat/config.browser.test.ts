/** What `helpshiftConfig` and the calls that set something do to the element. */
import {expect} from '@open-wc/testing';
import {createApp} from '../support/apps.js';
import {getPart, type HelpshiftChat, shownLauncher, shownPart, until} from '../support/chat.js';
import {embedCode, openWebChatPage, type WebChatPage} from '../support/web-chat-page.js';

/** A value of each key. The element's property has the same name. */
const KEYS: readonly (readonly [key: keyof HelpshiftChat, value: unknown])[] = [
  ['userId', 'captain_planet'],
  ['userEmail', 'captain@example.com'],
  ['userName', 'Captain Planet'],
  ['userAuthToken', 'ab+dKOFgxspi3ARXSa/zSdN4wFrU6CQu3hJzHQtXYRI'],
  ['serviceUrl', 'https://chat.example.com'],
  ['clearAnonymousUserOnLogin', true],
  ['fullPrivacy', true],
  ['language', 'de'],
  ['tags', ['vip', 'beta']],
  ['initialUserMessage', 'My parcel is late'],
  ['subsequentIssuesInSameSessionConfig', {initialUserMessage: 'And another thing'}],
  ['conversationPrefillText', 'Order 7: '],
  ['initiateChatOnLoad', true],
];

const WIDGET_OPTIONS: typeof KEYS = [
  ['fullScreen', true],
  ['position', 'top-left'],
];

const read = (chat: HelpshiftChat, key: keyof HelpshiftChat): unknown => Reflect.get(chat, key);

describe('helpshiftConfig', () => {
  let app: {domain: string; platformId: string};
  let page: WebChatPage;
  let chat: HelpshiftChat;

  before(async () => {
    const {domain, platformId} = await createApp();
    app = {domain, platformId};
  });

  async function open(config: object = app, code?: string): Promise<void> {
    page = await openWebChatPage({config, ...(code !== undefined && {code})});
    chat = await page.loaded();
  }

  function setOption(key: string, value: unknown): void {
    page.configure({widgetOptions: {[key]: value}});
  }

  it('names the app', async () => {
    await open();
    expect([chat.domain, chat.platformId]).to.deep.equal([app.domain, app.platformId]);
  });

  for (const [key, value] of KEYS) {
    it(`${key} is read when the chat starts, and goes when the page takes it away`, async () => {
      // A token without a user counts as none.
      const base = key === 'userAuthToken' ? {...app, userId: 'ann'} : app;
      await open({...base, [key]: value});
      const byDefault = read(page.document.createElement('helpshift-chat'), key);
      expect(read(chat, key)).to.deep.equal(value);
      page.configure({[key]: undefined});
      expect(read(chat, key)).to.deep.equal(byDefault);
      page.configure({[key]: value});
      expect(read(chat, key)).to.deep.equal(value);
      page.configure({[key]: null});
      expect(read(chat, key)).to.deep.equal(byDefault);
      page.window.helpshiftConfig = {...base, [key]: value};
      page.call('update');
      expect(read(chat, key)).to.deep.equal(value);
      page.window.helpshiftConfig = base;
      page.call('updateHelpshiftConfig');
      expect(read(chat, key)).to.deep.equal(byDefault);
      expect(page.warnings.filter((warning) => !warning.includes('SERVICE_FAILED'))).to.deep.equal([]);
    });
  }

  for (const [key, value] of WIDGET_OPTIONS) {
    it(`widgetOptions.${key} is read, and goes`, async () => {
      await open({...app, widgetOptions: {[key]: value}});
      expect(read(chat, key)).to.equal(value);
      page.configure({widgetOptions: {}});
      expect(read(chat, key)).to.equal(read(page.document.createElement('helpshift-chat'), key));
      setOption(key, value);
      page.configure({widgetOptions: undefined});
      expect(read(chat, key)).to.equal(read(page.document.createElement('helpshift-chat'), key));
    });
  }

  it('widgetOptions.showLauncher hides the launcher when it is false, and only then', async () => {
    await open({...app, widgetOptions: {showLauncher: false}});
    expect(chat.hideLauncher).to.be.true;
    for (const value of [true, undefined, null, 0, '']) {
      setOption('showLauncher', false);
      setOption('showLauncher', value);
      expect(chat.hideLauncher, String(value)).to.be.false;
    }
    await shownLauncher(chat);
  });

  it('widgetOptions.zIndex places launcher and window: whole numbers only', async () => {
    await open({...app, widgetOptions: {zIndex: 42}});
    const launcher = await shownLauncher(chat);
    const layer = (): string => page.window.getComputedStyle(launcher).zIndex;
    expect(layer()).to.equal('42');
    page.call('open');
    await shownPart(chat, 'panel');
    expect(page.window.getComputedStyle(getPart(chat, 'panel')).zIndex).to.equal('42');
    setOption('zIndex', undefined);
    const byDefault = layer();
    expect(byDefault).to.equal('2147483000');
    for (const value of ['7', 10.4, NaN, Infinity, -Infinity, null, {}, [7], true]) {
      setOption('zIndex', value);
      expect(layer(), typeof value).to.equal(byDefault);
    }
    setOption('zIndex', 0);
    expect(layer()).to.equal('0');
  });

  it('is read at init, not before: a page may set it after the embed code', async () => {
    const code = `${embedCode()} window.helpshiftConfig = ${JSON.stringify(app)};`;
    const page = await openWebChatPage({code});
    await shownLauncher(await page.loaded());
  });

  it('has no effect when it changes, until updateHelpshiftConfig or update', async () => {
    await open();
    for (const [call, userName] of Object.entries({updateHelpshiftConfig: 'Ann', update: 'Bob'})) {
      Object.assign(page.window.helpshiftConfig as object, {userName});
      expect(chat.userName).not.to.equal(userName);
      page.call(call);
      expect(chat.userName).to.equal(userName);
    }
  });

  it('keeps what a call has set, until it gives the same key', async () => {
    await open();
    page.call('setInitialUserMessage', 'by call');
    page.call('setLanguage', 'de');
    page.call('setCustomIssueFields', {order: {type: 'number', value: '7'}});
    page.configure({userName: 'Ann'});
    expect([chat.initialUserMessage, chat.language]).to.deep.equal(['by call', 'de']);
    page.configure({initialUserMessage: 'by key', language: 'ar'});
    expect([chat.initialUserMessage, chat.language]).to.deep.equal(['by key', 'ar']);
    page.configure({initialUserMessage: undefined, language: undefined});
    expect([chat.initialUserMessage, chat.language]).to.deep.equal([undefined, undefined]);
    expect(chat.customIssueFields).to.deep.equal({order: {type: 'number', value: '7'}});
  });

  it('setEndUserFirstMessage is setInitialUserMessage, and an empty text clears it', async () => {
    await open();
    page.call('setEndUserFirstMessage', 'Hello');
    expect(chat.initialUserMessage).to.equal('Hello');
    page.call('setInitialUserMessage', '');
    expect(chat.initialUserMessage).to.equal('');
  });

  it('custom issue fields are merged, or replaced; a change of the page’s object has no effect', async () => {
    await open();
    const vip = {type: 'checkbox', value: true};
    const order: Record<string, unknown> = {order: {type: 'number', value: '7'}};
    page.call('setCustomIssueFields', order);
    order['later'] = vip;
    page.call('setCustomIssueFields', {vip});
    expect(chat.customIssueFields).to.deep.equal({order: {type: 'number', value: '7'}, vip});
    page.call('replaceCustomIssueFields', {vip});
    expect(chat.customIssueFields).to.deep.equal({vip});
    page.call('replaceCustomIssueFields', {});
    expect(chat.customIssueFields).to.deep.equal({});
  });

  it('loses its user at logout: the page’s own object, with its other keys', async () => {
    const user = {userId: 'ann', userEmail: 'ann@example.com', userName: 'Ann', userAuthToken: 'x'};
    await open({...app, ...user, language: 'de'});
    const own = page.window.helpshiftConfig;
    page.call('logout');
    expect(page.window.helpshiftConfig).to.equal(own);
    expect(JSON.parse(JSON.stringify(own))).to.deep.equal({...app, language: 'de'});
    expect([chat.userId, chat.userEmail, chat.userName, chat.userAuthToken]).to.deep.equal(Array(4).fill(undefined));
    page.call('updateHelpshiftConfig');
    await until(() => chat.identityState === 'anonymous', 'nobody is logged in');
    expect(chat.language).to.equal('de');
  });

  it('loses its user at logout where it cannot be changed: a copy replaces it', async () => {
    for (const seal of [
      Object.freeze,
      (config: object) => Object.defineProperty(config, 'userId', {value: 'ann', writable: false}),
      (config: object) => Object.defineProperty(config, 'userId', {get: () => 'ann', enumerable: true}),
    ]) {
      await open({...app, userId: 'ann'});
      page.window.helpshiftConfig = seal({...app, userId: 'ann', language: 'de'});
      page.call('logout');
      page.call('updateHelpshiftConfig');
      expect([chat.userId, chat.language, chat.domain]).to.deep.equal([undefined, 'de', app.domain]);
      expect(page.errors).to.deep.equal([]);
    }
  });

  describe('with bad input', () => {
    const throwing = (): never => {
      throw new Error('the page’s own error');
    };
    const circular: Record<string, unknown> = {};
    circular['widgetOptions'] = circular;

    /** What a page can give, and what the developer reads beside the element's own reports. */
    const values: Readonly<Record<string, readonly [config: () => unknown, ...warnings: RegExp[]]>> = {
      'a frozen object': [() => Object.freeze({...app})],
      'an object without a prototype': [() => Object.assign(Object.create(null) as object, app)],
      'keys of a prototype': [() => Object.create(app) as object],
      'a circular object': [() => ({...circular, ...app}), /widgetOptions\.widgetOptions has no meaning/],
      'a getter that throws': [
        () => Object.defineProperty({...app}, 'language', {get: throwing, enumerable: true}),
        /helpshiftConfig\.language cannot be read/,
      ],
      'unknown keys': [
        () => ({...app, userid: 'ann', LANGUAGE: 'en', uiConfig: {}, ['x'.repeat(1_000_000)]: 1}),
        /helpshiftConfig\.userid has no meaning here\. Write userId\./,
        /helpshiftConfig\.LANGUAGE has no meaning here\. Write language\./,
        /helpshiftConfig\.uiConfig has no meaning here\.$/,
        /^.{1,120}$/,
      ],
      'unknown widget options': [
        () => ({...app, widgetOptions: {fullscreen: true, showCloseButton: false}}),
        /> widgetOptions\.fullscreen has no meaning here\. Write fullScreen\./,
        /widgetOptions\.showCloseButton has no meaning here/,
      ],
      'wrong types': [
        () => ({...app, language: 7, fullPrivacy: 'yes', tags: 'vip', widgetOptions: {position: true, zIndex: '9'}}),
        /helpshiftConfig\.language must be a string, and is of the type number/,
        /helpshiftConfig\.fullPrivacy must be a boolean, and is of the type string/,
        /helpshiftConfig\.tags must be an array of strings, and is of the type string/,
        /widgetOptions\.position must be a string/,
        /widgetOptions\.zIndex must be a number/,
      ],
      'widget options that are none': [() => ({...app, widgetOptions: 'large'}), /widgetOptions must be an object/],
      'symbols and functions': [
        () => ({...app, language: Symbol('de'), userName: throwing}),
        /language must be a string, and is of the type symbol/,
        /userName must be a string, and is of the type function/,
        /USER_NAME/,
      ],
      'an answer for User Hub': [
        () => ({...app, authenticateWith: 'identities'}),
        /helpshiftConfig\.authenticateWith is not there yet\. Use userId/,
      ],
    };

    for (const [what, [config, ...expected]] of Object.entries(values)) {
      it(`${what}: the chat is there, and each fault is said once`, async () => {
        page = await openWebChatPage({code: ''});
        page.window.helpshiftConfig = config();
        page.run(embedCode());
        chat = await page.loaded();
        await shownLauncher(chat);
        page.call('updateHelpshiftConfig');
        page.call('update');
        for (const sentence of expected) {
          await until(() => page.warnings.some((warning) => sentence.test(warning)), `it says ${sentence}`);
        }
        expect(new Set(page.warnings).size, page.warnings.join('\n')).to.equal(page.warnings.length);
        if (expected.length === 0) expect(page.warnings).to.deep.equal([]);
        expect(page.errors).to.deep.equal([]);
      });
    }

    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const unusable: Readonly<Record<string, unknown>> = {
      nothing: undefined,
      null: null,
      'a text': 'config',
      'a number': 7,
      'a list': [1, 2],
      'a function': throwing,
      'a revoked proxy': revoked.proxy,
      'a proxy that throws': new Proxy({}, {get: throwing, ownKeys: throwing, has: throwing, set: throwing}),
    };
    for (const [what, config] of Object.entries(unusable)) {
      it(`${what}: nothing is thrown at the page, and the chat comes when it is corrected`, async () => {
        page = await openWebChatPage({code: ''});
        page.window.helpshiftConfig = config;
        page.run(embedCode());
        chat = await page.loaded();
        page.call('logout');
        page.call('updateHelpshiftConfig');
        await until(() => page.warnings.some((warning) => warning.includes('PLATFORM_ID_MISSING')), 'it is reported');
        expect(page.errors).to.deep.equal([]);
        page.window.helpshiftConfig = app;
        page.call('update');
        await shownLauncher(chat);
      });
    }
  });
});
