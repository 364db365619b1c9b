import {expect} from '@open-wc/testing';
import {
  appAttributes,
  type AppOptions,
  conversationsOf,
  createApp,
  resolveConversation,
  type TestApp,
  verifiedUser,
} from '../support/apps.js';
import {
  addChat,
  allElements,
  getInput,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownControl,
  shownPart,
  until,
  untilAsync,
  write,
} from '../support/chat.js';
import {json, type SeenRequest, useNetwork} from '../support/network.js';
import {readConversation, serviceUrl} from '../support/service.js';
import {ownService} from '../../src/element/own-service.js';
import {nextFrames, useWarnings} from '../support/watch.js';

const NEW = 'New conversation';
const GOLD = {plan: {type: 'dropdown', value: 'Gold'}};

describe('what a page begins conversations with', () => {
  const network = useNetwork();
  const warnings = useWarnings();

  async function newUser(
    settings: AppOptions = {},
    properties: Partial<HelpshiftChat> = {},
    attributes: Record<string, string> = {},
  ): Promise<{app: TestApp; user: Record<string, string>; chat: HelpshiftChat}> {
    const app = await createApp({askResolution: false, ...settings});
    const user = {...appAttributes(app), ...(await verifiedUser(app))};
    const chat = addChat({...user, ...attributes});
    Object.assign(chat, properties);
    return {app, user, chat};
  }

  /** The newest conversation of the app, as agents see it. */
  async function newest(app: TestApp) {
    await untilAsync(async () => (await conversationsOf(app)).length > 0, 'there is a conversation');
    const [conversation] = await conversationsOf(app);
    return readConversation(conversation?.id ?? '');
  }

  /** The fields of the Identity Bot. */
  const inputs = (chat: HelpshiftChat) =>
    [...allElements(chat.shadowRoot as ShadowRoot)].filter((element) => element instanceof HTMLInputElement);

  const textsOf = (chat: HelpshiftChat, text: string) => messageTexts(chat).filter((one) => one === text);

  /** Resolves the conversation, which ends it, and begins the next one. */
  async function next(app: TestApp, chat: HelpshiftChat): Promise<void> {
    await resolveConversation((await newest(app)).id);
    (await shownControl(chat, NEW)).click();
    await shownPart(chat, 'input');
  }

  describe('custom issue fields and tags', () => {
    it('are seen by agents, with the page', async () => {
      const {app, chat} = await newUser(
        {tags: ['billing', 'vip']},
        {
          customIssueFields: {
            ...GOLD,
            age: {type: 'number', value: '10.0'},
            since: {type: 'date', value: 1_700_000_000_000},
            vip: {type: 'checkbox', value: true},
            notes: {type: 'multiline', value: 'one\ntwo'},
          },
          tags: ['vip', 'unknown', 'Billing', 'vip', 'billing'],
        },
      );
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      const {beginning} = await newest(app);
      expect(beginning?.fields).to.deep.equal([
        {key: 'plan', type: 'dropdown', value: 'Gold'},
        {key: 'age', type: 'number', value: '10.0'},
        {key: 'since', type: 'date', value: 1_700_000_000_000},
        {key: 'vip', type: 'checkbox', value: true},
        {key: 'notes', type: 'multiline', value: 'one\ntwo'},
      ]);
      expect(beginning?.tags).to.deep.equal(['vip', 'billing']);
      expect(beginning?.pageUrl).to.equal(location.origin + location.pathname);
    });

    it('are given as JSON in attributes', async () => {
      const {app, chat} = await newUser(
        {tags: ['vip']},
        {},
        {'custom-issue-fields': JSON.stringify(GOLD), tags: '["vip"]'},
      );
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      const {beginning} = await newest(app);
      expect(beginning?.fields.map(({key}) => key)).to.deep.equal(['plan']);
      expect(beginning?.tags).to.deep.equal(['vip']);
    });

    it('are reported one by one when they are invalid, and the others are kept', async () => {
      const errors = recordEvents('webchatruntimeerror');
      const {app, chat} = await newUser(
        {tags: ['vip']},
        {customIssueFields: {bad: {type: 'number', value: 5}, ...GOLD, odd: {type: 'x'}}, tags: ['vip', 5] as string[]},
      );
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      expect(errors.details).to.deep.equal([
        {error: 'ISSUE_FIELD_INVALID', reason: 'VALUE_INVALID', details: {field: 'bad'}},
        {error: 'ISSUE_FIELD_INVALID', reason: 'TYPE_INVALID', details: {field: 'odd'}},
        {error: 'CONFIGURATION_INVALID', reason: 'TAGS_INVALID'},
      ]);
      const {beginning} = await newest(app);
      expect(beginning?.fields.map(({key}) => key)).to.deep.equal(['plan']);
      expect(beginning?.tags).to.deep.equal(['vip']);
      expect(warnings.join(), 'no value reaches the console').not.to.include('Gold');
    });

    it('are reported as a whole when they are no JSON, or of another kind', async () => {
      const errors = recordEvents('webchatruntimeerror');
      const {chat} = await newUser({}, {}, {'custom-issue-fields': 'plan: Gold', tags: 'billing, vip'});
      await openChat(chat);
      await until(() => errors.details.length === 2, 'both are reported');
      expect(errors.details).to.deep.equal([
        {error: 'CONFIGURATION_INVALID', reason: 'CUSTOM_ISSUE_FIELDS_INVALID'},
        {error: 'CONFIGURATION_INVALID', reason: 'TAGS_INVALID'},
      ]);
    });

    it('stay the same for later conversations, until the page changes them', async () => {
      const {app, chat} = await newUser({tags: ['vip']}, {customIssueFields: GOLD, tags: ['vip']});
      await openChat(chat);
      await sendMessage(chat, 'one');
      await next(app, chat);
      await sendMessage(chat, 'two');
      const second = await newest(app);
      expect(second.beginning?.fields.map(({value}) => value)).to.deep.equal(['Gold']);
      expect(second.beginning?.tags).to.deep.equal(['vip']);
      chat.customIssueFields = {plan: {type: 'dropdown', value: 'Silver'}};
      await sendMessage(chat, 'still two');
      expect((await readConversation(second.id)).beginning?.fields.map(({value}) => value)).to.deep.equal(['Gold']);
      await next(app, chat);
      await sendMessage(chat, 'three');
      expect((await newest(app)).beginning?.fields.map(({value}) => value)).to.deep.equal(['Silver']);
    });

    it('are gone when the page takes them back', async () => {
      const {app, chat} = await newUser({tags: ['vip']}, {customIssueFields: GOLD, tags: ['vip']});
      await openChat(chat);
      chat.customIssueFields = undefined;
      chat.tags = null;
      await sendMessage(chat, 'Hello');
      const {beginning} = await newest(app);
      expect(beginning?.fields).to.deep.equal([]);
      expect(beginning?.tags).to.deep.equal([]);
    });

    it('arrive as long as they may be, in any script', async () => {
      const long = {type: 'multiline', value: '漢'.repeat(99_000)};
      const {app, chat} = await newUser({}, {customIssueFields: {one: long, two: long}});
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      const {beginning} = await newest(app);
      expect(beginning?.fields.map(({value}) => (value as string).length)).to.deep.equal([99_000, 99_000]);
    });

    it('are those of the page with full privacy, too, but the address of the page is not sent', async () => {
      const {app, chat} = await newUser({}, {customIssueFields: GOLD, fullPrivacy: true});
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      const {beginning} = await newest(app);
      expect(beginning?.fields.map(({key}) => key)).to.deep.equal(['plan']);
      expect(beginning?.pageUrl).to.equal(null);
    });
  });

  describe('the initial user message', () => {
    const initialUserMessage = 'I have a question about my order';

    it('begins the conversation when the chat is opened, once', async () => {
      const {app, chat} = await newUser({}, {initialUserMessage});
      const starts = recordEvents('conversationstart', chat);
      await nextFrames();
      expect(await conversationsOf(app), 'not before').to.deep.equal([]);
      chat.open();
      chat.close();
      chat.open();
      await until(() => messageTexts(chat).includes(initialUserMessage), 'it is sent');
      await until(() => starts.details.length, 'it is stored');
      chat.close();
      chat.open();
      await shownPart(chat, 'input');
      await nextFrames();
      expect(starts.details).to.deep.equal([{message: initialUserMessage}]);
      expect((await newest(app)).entries).to.have.length(1);
      expect(textsOf(chat, initialUserMessage)).to.have.length(1);
    });

    it('carries custom issue fields and tags', async () => {
      const {app, chat} = await newUser({tags: ['vip']}, {initialUserMessage, customIssueFields: GOLD, tags: ['vip']});
      await openChat(chat);
      const {beginning} = await newest(app);
      expect(beginning?.fields.map(({key}) => key)).to.deep.equal(['plan']);
      expect(beginning?.tags).to.deep.equal(['vip']);
    });

    it('is not sent again after a reload, nor in the middle of a conversation', async () => {
      const {app, user, chat} = await newUser({}, {initialUserMessage});
      await openChat(chat);
      const {id} = await newest(app);
      chat.initialUserMessage = 'Another one';
      await nextFrames();
      chat.remove();
      const next = addChat(user);
      next.initialUserMessage = initialUserMessage;
      await openChat(next);
      await nextFrames();
      await sendMessage(next, 'by the user');
      expect((await readConversation(id)).entries).to.have.length(2);
    });

    it('begins every later conversation of the page, too', async () => {
      const {app, chat} = await newUser({}, {initialUserMessage});
      await openChat(chat);
      await next(app, chat);
      await until(() => textsOf(chat, initialUserMessage).length === 2, 'it is sent again');
    });

    it('is replaced in later conversations of the page', async () => {
      const {app, chat} = await newUser(
        {},
        {initialUserMessage, subsequentIssuesInSameSessionConfig: {initialUserMessage: 'Again'}},
      );
      await openChat(chat);
      await next(app, chat);
      await until(() => textsOf(chat, 'Again').length === 1, 'it is sent');
      await next(app, chat);
      await until(() => textsOf(chat, 'Again').length === 2, 'it is sent again');
      expect(textsOf(chat, initialUserMessage)).to.have.length(1);
    });

    it('is none in later conversations with ""', async () => {
      const {app, chat} = await newUser(
        {},
        {initialUserMessage, subsequentIssuesInSameSessionConfig: '{"initialUserMessage": ""}'},
      );
      await openChat(chat);
      await next(app, chat);
      await nextFrames();
      await sendMessage(chat, 'by the user');
      expect((await newest(app)).entries).to.have.length(1);
    });

    it('begins later conversations without a click with initiateChatOnLoad', async () => {
      const {app, chat} = await newUser(
        {askResolution: true, askRating: true},
        {
          initialUserMessage,
          subsequentIssuesInSameSessionConfig: {initialUserMessage: 'Again'},
          initiateChatOnLoad: true,
        },
      );
      await openChat(chat);
      await resolveConversation((await newest(app)).id);
      await until(() => messageTexts(chat).includes('Again'), 'the next one begins');
      await nextFrames();
      expect(messageTexts(chat)).to.deep.equal([initialUserMessage, 'Again']);
    });

    it('answers a resolution once with initiateChatOnLoad, also when the service refuses the answer', async () => {
      const {app, chat} = await newUser({askResolution: true}, {initiateChatOnLoad: true});
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      const {id} = await newest(app);
      const isAnswer = ({path, body}: SeenRequest) => path === '/v1/messages' && JSON.stringify(body).includes('ended');
      const refuse = network.answer((request) =>
        isAnswer(request) ? json({error: {code: 'forbidden', message: 'No.'}}, 403) : undefined,
      );
      const answers = () => network.requests.filter(isAnswer).length;
      await resolveConversation(id);
      await until(() => answers() > 0, 'the answer is sent');
      await sendMessage(chat, 'And this?');
      await nextFrames();
      expect(answers()).to.equal(1);
      refuse();
      await resolveConversation(id);
      await until(() => answers() === 2, 'the next resolution is answered');
      await untilAsync(async () => (await readConversation(id)).status === 'ended', 'the conversation has ended');
    });

    it('waits until the user has closed a conversation that is over', async () => {
      const {app, chat} = await newUser({}, {});
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      chat.initialUserMessage = initialUserMessage;
      await resolveConversation((await newest(app)).id);
      const button = await shownControl(chat, NEW);
      await nextFrames();
      expect(messageTexts(chat)).to.deep.equal(['Hello']);
      button.click();
      await until(() => messageTexts(chat).includes(initialUserMessage), 'it is sent');
    });

    for (const isOwn of [false, true]) {
      it(`waits for the answers to the Identity Bot${isOwn ? ', when the settings come late, too' : ''}`, async () => {
        const app = await createApp({asksFor: ['name']});
        const release = isOwn ? network.hold(({path}) => path.startsWith('/v1/apps/')) : () => {};
        if (isOwn) ownService.url = serviceUrl;
        try {
          const chat = addChat({...appAttributes(app), ...(await verifiedUser(app)), 'initial-user-message': 'Hello'});
          const added = recordEvents('messageadd', chat);
          chat.open();
          if (isOwn) await shownPart(chat, 'input');
          await nextFrames();
          release();
          await until(() => inputs(chat).length === 1, 'it asks');
          await nextFrames();
          expect(await conversationsOf(app)).to.deep.equal([]);
          const [name] = inputs(chat);
          (name as HTMLInputElement).value = 'Ma-Ti';
          (await shownControl(chat, 'Start the chat')).click();
          await until(() => added.details.length === 2, 'it is sent');
          expect(added.details).to.deep.equal([
            {type: 'text', body: 'Ma-Ti'},
            {type: 'text', body: 'Hello'},
          ]);
          expect((await newest(app)).contact.name).to.equal('Ma-Ti');
        } finally {
          delete ownService.url;
        }
      });
    }

    it('is sent once when its answer was lost', async () => {
      const {app, chat} = await newUser({}, {initialUserMessage});
      let losses = 0;
      network.answer(({path}, pass) => {
        if (path !== '/v1/messages' || ++losses > 1) return undefined;
        return pass().then(() => Promise.reject(new TypeError('Failed to fetch')));
      });
      await openChat(chat);
      await until(() => losses > 0, 'it is sent');
      chat.close();
      chat.open();
      await shownPart(chat, 'input');
      await sendMessage(chat, 'by the user');
      expect((await newest(app)).entries).to.have.length(2);
    });
  });

  describe('the prefill text', () => {
    it('is put into the field before each conversation, and not into the middle of one', async () => {
      const {app, chat} = await newUser({}, {conversationPrefillText: 'Order number: '});
      await openChat(chat);
      expect(getInput(chat).value).to.equal('Order number: ');
      await sendMessage(chat, 'Order number: 5');
      expect(getInput(chat).value).to.equal('');
      chat.close();
      await openChat(chat);
      expect(getInput(chat).value).to.equal('');
      await next(app, chat);
      expect(getInput(chat).value).to.equal('Order number: ');
      await write(chat, '');
      await nextFrames();
      expect(getInput(chat).value, 'what the user has removed does not come back').to.equal('');
    });

    it('does not replace a draft', async () => {
      const {app, chat} = await newUser({}, {conversationPrefillText: 'Order number: '});
      await openChat(chat);
      await sendMessage(chat, 'Hello');
      await write(chat, 'And one more');
      await next(app, chat);
      expect(getInput(chat).value).to.equal('And one more');
    });
  });

  describe('for the next user', () => {
    it('holds nothing of the one before: neither their answers nor their first message', async () => {
      const app = await createApp({asksFor: ['name'], askResolution: false});
      const user = async () => ({...appAttributes(app), ...(await verifiedUser(app))});
      const chat = addChat(await user());
      Object.assign(chat, {
        initialUserMessage: 'Hello',
        subsequentIssuesInSameSessionConfig: {initialUserMessage: 'Again'},
      });
      chat.open();
      await until(() => inputs(chat).length === 1, 'it asks');
      (inputs(chat)[0] as HTMLInputElement).value = 'Ma-Ti';
      (await shownControl(chat, 'Start the chat')).click();
      await until(() => messageTexts(chat).includes('Hello'), 'the first message is sent');
      await newest(app);
      setAttributes(chat, await user());
      await until(() => inputs(chat).length === 1, 'it asks the next user');
      expect(await conversationsOf(app)).to.have.length(1);
      (inputs(chat)[0] as HTMLInputElement).value = 'Wheeler';
      (await shownControl(chat, 'Start the chat')).click();
      await until(() => messageTexts(chat).length === 1, 'their first message is sent');
      expect(messageTexts(chat)).to.deep.equal(['Hello']);
      await untilAsync(async () => (await conversationsOf(app)).length === 2, 'it is stored');
      const names = (await conversationsOf(app)).map(({contact}) => contact.name);
      expect(names).to.have.members(['Ma-Ti', 'Wheeler']);
    });

    it('does not get the message that waits for the one before', async () => {
      const {app, chat} = await newUser({}, {initialUserMessage: 'of the first'});
      const release = network.hold(({path}) => path === '/v1/sync');
      chat.open();
      await until(() => network.seen('POST', '/v1/sync').length, 'the conversation is read');
      const {'user-id': second = '', ...others} = await verifiedUser(app);
      setAttributes(chat, {'user-id': second, ...others});
      chat.initialUserMessage = 'of the second';
      release();
      await until(() => messageTexts(chat).length, 'a message is sent');
      const {user} = await newest(app);
      expect(user.userId).to.equal(second);
      expect(messageTexts(chat)).to.deep.equal(['of the second']);
      expect(await conversationsOf(app)).to.have.length(1);
    });
  });

  describe('of a hostile page', () => {
    const throwing = (): never => {
      throw new Error('of the page');
    };
    const circular: Record<string, unknown> = {...GOLD};
    circular['self'] = circular;
    const megabytes = Object.fromEntries(
      Array.from({length: 20_000}, (_, index) => [`key ${index}`, {type: 'singleline', value: 'x'.repeat(250)}]),
    );
    const revoked = () => {
      const {proxy, revoke} = Proxy.revocable({}, {});
      revoke();
      return proxy;
    };
    const values: Record<string, unknown> = {
      frozen: Object.freeze({plan: Object.freeze(GOLD.plan)}),
      circular,
      'a getter that throws': {...GOLD, get bad() { return throwing(); }}, // prettier-ignore
      'a proxy that throws': new Proxy({}, {get: throwing, ownKeys: throwing, has: throwing, getPrototypeOf: throwing}),
      'a revoked proxy': revoked(),
      '5 MB of fields': megabytes,
      '5 MB of JSON': JSON.stringify(megabytes),
      '5 MB of text': 'x'.repeat(5_000_000),
      'the window': window,
      'a symbol': Symbol('plan'),
      'a number': 5,
    };
    for (const [name, value] of Object.entries(values)) {
      it(`breaks nothing: ${name}`, async () => {
        const errors = recordEvents('webchatruntimeerror');
        const {app, chat} = await newUser();
        Object.assign(chat, {customIssueFields: value, tags: value, subsequentIssuesInSameSessionConfig: value});
        await openChat(chat);
        await sendMessage(chat, 'one');
        await next(app, chat);
        await sendMessage(chat, 'two');
        expect((await newest(app)).preview.text).to.equal('two');
        expect(errors.details.length).to.be.at.most(102);
        chat.close();
        await until(() => !isPanelShown(chat), 'it closes');
        expect(getPart(chat, 'launcher').checkVisibility()).to.be.true;
      });
    }
  });
});
