import {expect} from '@open-wc/testing';
import type {TokenIdentifiers} from '../../../src/token/index.js';
import {
  addSecretKey,
  appAttributes,
  changeApp,
  conversationsOf,
  createApp,
  deleteFirstKey,
  type TestApp,
  verifiedUser,
} from '../../support/apps.js';
import {
  addChat,
  allElements,
  allText,
  findPart,
  getInput,
  getPart,
  type HelpshiftChat,
  isLauncherShown,
  isPanelShown,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownLauncher,
  shownPart,
  until,
  write,
  isDrawn,
} from '../../support/chat.js';
import {LOOK_ALIKES} from '../../support/look-alikes.js';
import {isClaim, json, noAnswer, useNetwork} from '../../support/network.js';
import {uniqueUserId} from '../../support/service.js';
import {openStrictPage} from '../../support/strict-page.js';
import {nextFrames, useWarnings, watchChat} from '../../support/watch.js';

// Test names in quotation marks are sentences of the specification, "User Identification & Management".

const FORGED_TOKEN = 'ab+dKOFgxspi3ARXSa/zSdN4wFrU6CQu3hJzHQtXYRI=';

describe('who the user is', () => {
  const network = useNetwork();
  const warnings = useWarnings();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  /** The claims that the service got, oldest first. */
  const claims = (): readonly Readonly<Record<string, unknown>>[] =>
    network.requests.filter(isClaim).map(({body}) => body);

  /** A chat of a verified user with one message. */
  async function chatWithMessage(text: string): Promise<HelpshiftChat> {
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await openChat(chat);
    await sendMessage(chat, text);
    return chat;
  }

  function removeIdentifiers(chat: HelpshiftChat): void {
    for (const name of ['user-id', 'user-email', 'user-name', 'user-auth-token']) chat.removeAttribute(name);
  }

  /** All elements of a chat with their attributes and texts, without the times of its messages. */
  function look(chat: HelpshiftChat): string {
    const elements = [...allElements(chat.shadowRoot as ShadowRoot)].filter(({localName}) => localName !== 'time');
    return elements
      .map(({localName, attributes, childNodes}) => {
        const texts = [...childNodes].filter((node) => node instanceof Text).map(({data}) => data.trim());
        return [localName, ...[...attributes].map(({name, value}) => `${name}="${value}"`), ...texts].join(' ');
      })
      .join('\n');
  }

  describe('a verified user', () => {
    it('"verified (i.e. a valid userAuthToken is provided)": sees the launcher then, and not a moment before', async () => {
      const release = network.hold(isClaim);
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const statesWithLauncher = new Set<string>();
      const stop = watchChat(chat, () => isLauncherShown(chat) && statesWithLauncher.add(chat.identityState));
      await until(() => network.requests.some(isClaim), 'the claim is under way');
      await nextFrames();
      expect(chat.identityState).to.equal('verifying');
      expect(isLauncherShown(chat)).to.be.false;
      release();
      await shownLauncher(chat);
      stop();
      expect([...statesWithLauncher]).to.deep.equal(['verified']);
    });

    it('sends one claim for attributes that are set together', async () => {
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await until(() => chat.identityState === 'verified', 'the first user is verified');
      const next = await verifiedUser(app, {
        userId: uniqueUserId(),
        userEmail: `${uniqueUserId()}@example.com`,
        userName: 'Linka',
      });
      setAttributes(chat, next);
      await until(() => claims().length > 1, 'the second user is claimed');
      await until(() => chat.identityState === 'verified', 'the second user is verified');
      await nextFrames();
      expect(claims()).to.have.length(2);
      expect(claims()[1]).to.include({userId: next['user-id'], userEmail: next['user-email'], userName: 'Linka'});
      expect(claims()[1]).to.include({userAuthToken: next['user-auth-token']});
    });

    it("is never claimed with another user's token, in any order of attributes", async () => {
      const users = [await verifiedUser(app), await verifiedUser(app), await verifiedUser(app)];
      const chat = addChat(appAttributes(app));
      const failures = recordEvents('userauthfailure', chat);
      for (const [index, user] of users.entries()) {
        const entries = Object.entries(user);
        setAttributes(chat, Object.fromEntries(index % 2 ? entries : entries.reverse()));
        await until(() => claims().length === index + 1, 'a claim is sent');
        await until(() => chat.identityState === 'verified', 'the user is verified');
      }
      expect(failures.details).to.deep.equal([]);
      expect(claims().map(({userId, userAuthToken}) => [userId, userAuthToken])).to.deep.equal(
        users.map((user) => [user['user-id'], user['user-auth-token']]),
      );
    });

    it('is not claimed again when an attribute is set to its old value', async () => {
      const user = await verifiedUser(app);
      const chat = addChat({...appAttributes(app), ...user});
      await shownLauncher(chat);
      setAttributes(chat, user);
      chat.language = 'de';
      await chat.updateComplete;
      await nextFrames();
      expect(claims()).to.have.length(1);
    });

    it('"the use of either userId or userEmail is required": is known by an e-mail address alone', async () => {
      const userEmail = `${uniqueUserId()}@Example.com`;
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app, {userEmail}))});
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('verified');
      expect(claims()).to.deep.equal([
        {
          domain: app.domain,
          platformId: app.platformId,
          userEmail,
          userAuthToken: chat.userAuthToken,
        },
      ]);
    });

    it('keeps the launcher, the panel and the text when a new token is set', async () => {
      const userId = uniqueUserId();
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app, {userId}))});
      await shownLauncher(chat);
      await openChat(chat);
      await sendMessage(chat, 'before the fresh token');
      await write(chat, 'half a sent');
      let wasAway = false;
      const stop = watchChat(chat, () => (wasAway ||= !isLauncherShown(chat) || !isPanelShown(chat)));
      // The same bytes without padding: a different token for the page.
      chat.userAuthToken = chat.userAuthToken?.replace('=', '');
      await until(() => claims().length === 2, 'the fresh token is shown to the service');
      await nextFrames();
      stop();
      expect(wasAway).to.be.false;
      expect(messageTexts(chat)).to.deep.equal(['before the fresh token']);
      expect(getInput(chat).value).to.equal('half a sent');
    });

    it('"not able to … see conversations if they are unverified": a later token is not valid, and it goes at once', async () => {
      const chat = await chatWithMessage('before the refusal');
      const failures = recordEvents('userauthfailure', chat);
      chat.userAuthToken = FORGED_TOKEN;
      await shownPart(chat, 'error');
      expect(failures.details).to.deep.equal([{message: 'invalid user auth token'}]);
      expect(isLauncherShown(chat)).to.be.false;
      expect(allText(chat)).not.to.include('before the refusal');
    });

    it('stays verifying while the network is lost, is not refused, and is verified afterwards', async () => {
      network.cut();
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const failures = recordEvents('userauthfailure', chat);
      // The service must answer before the claim is sent.
      await until(() => network.requests.length > 0, 'the service is asked');
      await until(() => warnings.length > 0, "the page's developer is told");
      expect(chat.identityState).to.equal('verifying');
      expect(isLauncherShown(chat)).to.be.false;
      network.mend();
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('verified');
      expect(failures.details).to.deep.equal([]);
    });

    it('"If Identity Verification is enabled": where it is not, needs no token', async () => {
      const open = await createApp({verification: false});
      const chat = addChat({...appAttributes(open), 'user-id': uniqueUserId()});
      await shownLauncher(chat);
      await openChat(chat);
      await sendMessage(chat, 'no token');
      const [conversation] = await conversationsOf(open);
      expect(conversation?.user).to.include({kind: 'logged-in', userIdVerified: false, userId: chat.userId});
    });
  });

  describe('the lookup of a user', () => {
    const anAddress = () => `${uniqueUserId()}@example.com`;
    const logIn = async (chat: HelpshiftChat, identifiers: TokenIdentifiers) => {
      const known = claims().length;
      for (const name of ['user-id', 'user-email']) chat.removeAttribute(name);
      setAttributes(chat, await verifiedUser(app, identifiers));
      await until(() => claims().length > known && chat.identityState === 'verified', 'the user is verified');
    };

    /** A chat in which these users have written one message each, one after another. */
    async function chatOf(users: Readonly<Record<string, TokenIdentifiers>>): Promise<HelpshiftChat> {
      const chat = addChat(appAttributes(app));
      for (const [text, identifiers] of Object.entries(users)) {
        await logIn(chat, identifiers);
        await openChat(chat);
        await sendMessage(chat, text);
      }
      return chat;
    }

    /** Asserts that this user reads these messages after log-in. */
    async function expectTexts(chat: HelpshiftChat, identifiers: TokenIdentifiers, texts: string[]): Promise<void> {
      await logIn(chat, identifiers);
      await shownPart(chat, 'input');
      await until(() => messageTexts(chat).length === texts.length, 'the messages are there');
      expect(messageTexts(chat)).to.deep.equal(texts);
    }

    it('"the priority of userId is higher than that of userEmail": with the address of somebody else', async () => {
      const [userId, userEmail] = [uniqueUserId(), anAddress()];
      const chat = await chatOf({'of the id': {userId}, 'of the address': {userEmail}});
      await expectTexts(chat, {userId, userEmail}, ['of the id']);
    });

    it('"the existing user\'s email gets updated, if the email is provided": agents see the new one', async () => {
      const [userId, first, second] = [uniqueUserId(), anAddress(), anAddress()];
      const chat = await chatOf({'of the id': {userId, userEmail: first}});
      const addressNow = async () =>
        (await conversationsOf(app)).find(({user}) => user.userId === userId)?.user.userEmail;
      await expectTexts(chat, {userId, userEmail: second}, ['of the id']);
      expect(await addressNow()).to.equal(second);
      await expectTexts(chat, {userId}, ['of the id']);
      expect(await addressNow()).to.equal(second);
    });

    it('"then the userId would be added to that user": their conversation is there', async () => {
      const [userId, userEmail] = [uniqueUserId(), anAddress()];
      const chat = await chatOf({'of the address': {userEmail}});
      await expectTexts(chat, {userId, userEmail}, ['of the address']);
      await expectTexts(chat, {userId}, ['of the address']);
    });

    it('"then a new user would be created, if a different userId is provided": who sees nothing of it', async () => {
      const [userId, userEmail] = [uniqueUserId(), anAddress()];
      const chat = await chatOf({'of the first': {userId, userEmail}});
      await expectTexts(chat, {userId: uniqueUserId(), userEmail}, []);
      await expectTexts(chat, {userId, userEmail}, ['of the first']);
    });

    it('"The userId value is case-sensitive, e.g. "1abc" is different than "1ABC"": they are two users', async () => {
      const userId = `${uniqueUserId()} 1abc`;
      const chat = await chatOf({'of 1abc': {userId}});
      await expectTexts(chat, {userId: userId.toUpperCase()}, []);
      await expectTexts(chat, {userId}, ['of 1abc']);
    });

    for (const [difference, [one, other]] of Object.entries(LOOK_ALIKES)) {
      it(`keeps two ids apart that differ in ${difference}: the token of one is not for the other`, async () => {
        const unique = uniqueUserId();
        const [userId, otherId] = [`${unique} ${one}`, `${unique} ${other}`];
        const chat = await chatOf({'of the first': {userId}});
        await expectTexts(chat, {userId: otherId}, []);
        await expectTexts(chat, {userId}, ['of the first']);
        const failures = recordEvents('userauthfailure', chat);
        chat.setAttribute('user-id', otherId);
        await until(() => failures.details.length === 1, 'the token is refused');
        expect(failures.details).to.deep.equal([{message: 'invalid user auth token'}]);
        expect(messageTexts(chat)).to.deep.equal([]);
      });
    }

    it('"The max length is 750 characters.": of any bytes', async () => {
      const unique = uniqueUserId();
      const userId = unique + '\u{1F642}'.repeat(750 - unique.length);
      expect([...userId]).to.have.length(750);
      const chat = await chatOf({'of the longest id': {userId}});
      await expectTexts(chat, {userId}, ['of the longest id']);
    });

    it('"The email value is case insensitive": it is the same user', async () => {
      const userEmail = anAddress();
      const chat = await chatOf({'of the address': {userEmail}});
      await expectTexts(chat, {userEmail: userEmail.toUpperCase()}, ['of the address']);
    });
  });

  describe('a name', () => {
    it('"Max length – 255 characters. Values longer than this will be truncated.": before it is sent', async () => {
      const user = await verifiedUser(app, {userId: uniqueUserId(), userName: '🙂'.repeat(256)});
      const chat = addChat({...appAttributes(app), ...user});
      await openChat(chat);
      await sendMessage(chat, 'hello');
      expect(claims().map(({userName}) => userName)).to.deep.equal(['🙂'.repeat(255)]);
      const conversation = (await conversationsOf(app)).find((one) => one.user.userId === chat.userId);
      expect(conversation?.user.userName).to.equal('🙂'.repeat(255));
    });
  });

  describe('"exactly the same as it would if Identity Verification were turned off"', () => {
    it('looks and works so for a verified user', async () => {
      const apps = [await createApp(), await createApp({verification: false})] as const;
      const userId = uniqueUserId();
      const chats: HelpshiftChat[] = [];
      const seen: string[][] = [];
      for (const own of apps) {
        const user = await verifiedUser(own, {userId, userEmail: `${userId}@example.com`, userName: 'Gi'});
        const chat = addChat({...appAttributes(own), ...user});
        const names = ['userauthfailure', 'widgettoggle', 'conversationstart', 'messageadd'] as const;
        const events: string[] = [];
        for (const name of names) chat.addEventListener(name, () => events.push(name));
        await shownLauncher(chat);
        const closed = look(chat);
        await openChat(chat);
        const empty = look(chat);
        await sendMessage(chat, 'hello');
        seen.push([chat.identityState, closed, empty, look(chat), ...events]);
        chats.push(chat);
      }
      expect(seen[0]).to.deep.equal(seen[1]);
      expect(new Set(seen[0]).size, 'each moment has a look of its own').to.be.above(5);
      expect(seen[0]?.[3]).to.include('hello');
    });
  });

  describe('a user who cannot be verified', () => {
    const kinds = {
      'without a token': {token: undefined, message: 'missing user auth token'},
      'with an empty token': {token: '', message: 'missing user auth token'},
      'with a forged token': {token: FORGED_TOKEN, message: 'invalid user auth token'},
    } as const;

    for (const [kind, {token, message}] of Object.entries(kinds)) {
      describe(kind, () => {
        const attributes = (): Record<string, string> => ({
          ...appAttributes(app),
          'user-id': uniqueUserId(),
          ...(token !== undefined && {'user-auth-token': token}),
        });

        it(`"launcher icon will not be shown when the web page is loaded": never; reported once, with "${message}"`, async () => {
          const chat = addChat(attributes());
          const failures = recordEvents('userauthfailure');
          let wasShown = false;
          const stop = watchChat(chat, () => (wasShown ||= isLauncherShown(chat)));
          await until(() => failures.details.length > 0, 'the refusal is reported');
          await nextFrames();
          stop();
          expect(failures.details).to.deep.equal([{message}]);
          expect(chat.identityState).to.equal('unverified');
          expect(wasShown).to.be.false;
        });

        it('"The Web Chat widget will show an error (if it\'s opened by means of the open API).", and no input', async () => {
          const chat = addChat(attributes());
          chat.open();
          const error = await shownPart(chat, 'error');
          expect(error.getAttribute('role')).to.equal('alert');
          expect(error.textContent).to.include('could not confirm who you are');
          expect(isDrawn(chat, 'input')).to.be.false;
          expect(isLauncherShown(chat)).to.be.false;
          expect(network.seen('GET', '/v1/conversations')).to.have.length(0);
        });
      });
    }

    it('"missing user auth token" | "invalid user auth token": reported once for each claim', async () => {
      const chat = addChat({...appAttributes(app), 'user-id': uniqueUserId()});
      const failures = recordEvents('userauthfailure', chat);
      await until(() => failures.details.length === 1, 'the missing token is reported');
      chat.setAttribute('user-id', chat.userId ?? '');
      chat.open();
      await shownPart(chat, 'error');
      expect(claims()).to.have.length(1);
      chat.userAuthToken = FORGED_TOKEN;
      await until(() => failures.details.length === 2, 'the forged token is reported');
      expect(failures.details.map(({message}) => message)).to.deep.equal([
        'missing user auth token',
        'invalid user auth token',
      ]);
    });

    it('"able to see their previous conversations and create new Issues": as soon as they log in properly', async () => {
      const user = await verifiedUser(app);
      const before = addChat({...appAttributes(app), ...user});
      await openChat(before);
      await sendMessage(before, 'before');
      before.remove();
      const chat = addChat({...appAttributes(app), ...user, 'user-auth-token': FORGED_TOKEN});
      chat.open();
      await shownPart(chat, 'error');
      setAttributes(chat, user);
      await shownPart(chat, 'input');
      await shownLauncher(chat);
      expect(isDrawn(chat, 'error')).to.be.false;
      await until(() => messageTexts(chat).includes('before'), 'the conversation is there');
      await sendMessage(chat, 'It is me.');
      expect(messageTexts(chat)).to.deep.equal(['before', 'It is me.']);
    });

    it('is anonymous again after log-out', async () => {
      const chat = addChat({...appAttributes(app), 'user-id': uniqueUserId()});
      await until(() => chat.identityState === 'unverified', 'the user is refused');
      chat.logout();
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('anonymous');
    });

    it('leaves no identifiers or messages on the console', async () => {
      const chat = addChat({
        ...appAttributes(app),
        'user-id': 'kwame@example.com',
        'user-auth-token': FORGED_TOKEN,
      });
      await until(() => chat.identityState === 'unverified', 'the user is refused');
      expect(warnings.join('\n')).not.to.include('kwame').and.not.to.include(FORGED_TOKEN);
    });
  });

  describe('one user after another', () => {
    it("shows nothing of the first during the second's session", async () => {
      const secret = 'my address is 12 Hope Street';
      const chat = await chatWithMessage(secret);
      await write(chat, 'and my phone number is');
      expect(allText(chat), 'the search finds these texts').to.match(/Hope Street[^]*phone number/);
      const second = await verifiedUser(app);
      let leaks = 0;
      let looks = 0;
      setAttributes(chat, second);
      await chat.updateComplete;
      const stop = watchChat(chat, () => {
        looks++;
        if (/Hope Street|phone number/.test(allText(chat))) leaks++;
      });
      await until(() => chat.identityState === 'verified' && findPart(chat, 'input'), 'the second user can write');
      await sendMessage(chat, 'hello');
      stop();
      expect(looks, 'the number of checks').to.be.above(5);
      expect(leaks, 'moments with the words of the first').to.equal(0);
      expect(messageTexts(chat)).to.deep.equal(['hello']);
    });

    it('"available only to them": the first one\'s conversation does not stay while the second is verified', async () => {
      const chat = await chatWithMessage('of the first');
      const release = network.hold(isClaim);
      setAttributes(chat, await verifiedUser(app));
      await until(() => chat.identityState === 'verifying', 'the second user is being verified');
      await nextFrames();
      expect(allText(chat)).not.to.include('of the first');
      expect(isPanelShown(chat), 'the open panel stays open').to.be.true;
      release();
      await shownPart(chat, 'input');
    });

    it('ignores a late acceptance of the first', async () => {
      const release = network.hold(isClaim);
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await until(() => claims().length === 1, 'the first user is claimed');
      chat.setAttribute('user-id', uniqueUserId());
      chat.removeAttribute('user-auth-token');
      await until(() => claims().length === 2, 'the second user is claimed');
      release();
      await until(() => chat.identityState === 'unverified', 'the second user is refused');
      await nextFrames();
      expect(isLauncherShown(chat)).to.be.false;
    });

    it('ignores a late refusal of the first', async () => {
      const chat = addChat({...appAttributes(app), 'user-id': uniqueUserId()});
      const failures = recordEvents('userauthfailure', chat);
      const release = network.hold((request) => isClaim(request) && !request.body['userAuthToken']);
      await until(() => claims().length === 1, 'the first user is claimed');
      setAttributes(chat, await verifiedUser(app));
      await shownLauncher(chat);
      release();
      await nextFrames();
      expect(chat.identityState).to.equal('verified');
      expect(failures.details).to.deep.equal([]);
    });

    it('never shows late messages of the first', async () => {
      const first = await verifiedUser(app);
      const before = addChat({...appAttributes(app), ...first});
      await openChat(before);
      await sendMessage(before, 'of the first');
      before.remove();

      const release = network.hold(({method, path}) => method === 'GET' && path.startsWith('/v1/conversations'));
      const chat = addChat({...appAttributes(app), ...first});
      chat.open();
      await until(() => network.seen('GET', '/v1/conversations').length > 1, 'the conversation is being read');
      setAttributes(chat, await verifiedUser(app));
      let leaks = 0;
      const stop = watchChat(chat, () => (leaks += Number(allText(chat).includes('of the first'))));
      release();
      await shownPart(chat, 'input');
      await sendMessage(chat, 'hello');
      stop();
      expect(leaks).to.equal(0);
      expect(messageTexts(chat)).to.deep.equal(['hello']);
    });

    it('does not send unsent messages of the first', async () => {
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await openChat(chat);
      network.answer((request) => (request.path === '/v1/messages' ? noAnswer(request) : undefined));
      await write(chat, 'from the first');
      getPart(chat, 'send-button').click();
      await until(() => messageTexts(chat).length === 1, 'the message waits');
      const second = await verifiedUser(app);
      setAttributes(chat, second);
      await until(() => claims().length === 2 && findPart(chat, 'input'), 'the second user can write');
      await nextFrames();
      expect(messageTexts(chat)).to.deep.equal([]);
      expect((await conversationsOf(app)).map(({user}) => user.userId)).not.to.include(second['user-id']);
    });

    it('"available only to them when they log in": a user who comes back finds what they wrote', async () => {
      const first = await verifiedUser(app);
      const chat = addChat({...appAttributes(app), ...first});
      await openChat(chat);
      await sendMessage(chat, 'I will be back');
      setAttributes(chat, await verifiedUser(app));
      await until(() => claims().length === 2 && findPart(chat, 'input'), 'the second user can write');
      setAttributes(chat, first);
      await until(() => messageTexts(chat).includes('I will be back'), 'the first user has their conversation');
    });
  });

  describe('log-out', () => {
    it('clears the attributes and the properties', async () => {
      const user = {userId: uniqueUserId(), userEmail: `${uniqueUserId()}@example.com`, userName: 'Gi'};
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app, user))});
      await shownLauncher(chat);
      chat.logout();
      for (const name of ['user-id', 'user-email', 'user-name', 'user-auth-token']) {
        expect(chat.hasAttribute(name), name).to.be.false;
      }
      const {userId, userEmail, userName, userAuthToken} = chat;
      expect([userId, userEmail, userName, userAuthToken].every((value) => value == null)).to.be.true;
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('anonymous');
    });

    it('clears properties that were never attributes', async () => {
      const user = await verifiedUser(app);
      const chat = addChat(appAttributes(app));
      Object.assign(chat, {userId: user['user-id'], userAuthToken: user['user-auth-token']});
      await until(() => chat.identityState === 'verified', 'the user is verified');
      chat.logout();
      await until(() => chat.identityState === 'anonymous', 'the user is anonymous');
      expect(chat.userId == null && chat.userAuthToken == null).to.be.true;
    });

    for (const [way, leave] of Object.entries({
      'logout()': (chat: HelpshiftChat) => chat.logout(),
      'taking the identifiers away': removeIdentifiers,
    })) {
      it(`"other users can't view this user's conversations": ${way} takes them out of the page`, async () => {
        const chat = await chatWithMessage('for my eyes only');
        leave(chat);
        await chat.updateComplete;
        let leaks = 0;
        const stop = watchChat(chat, () => (leaks += Number(allText(chat).includes('for my eyes only'))));
        await shownPart(chat, 'input');
        stop();
        expect(leaks).to.equal(0);
        expect(chat.identityState).to.equal('anonymous');
        expect(messageTexts(chat)).to.deep.equal([]);
      });
    }

    it('"only the conversations started by anonymous users using that specific browser will be visible"', async () => {
      const own = await createApp();
      const chat = addChat(appAttributes(own));
      await openChat(chat);
      await sendMessage(chat, 'from nobody');
      setAttributes(chat, await verifiedUser(own));
      await until(() => chat.identityState === 'verified' && findPart(chat, 'input'), 'the user can write');
      expect(messageTexts(chat)).to.deep.equal([]);
      await sendMessage(chat, 'from somebody');
      chat.logout();
      await until(() => messageTexts(chat).includes('from nobody'), 'the anonymous conversation is back');
      expect(messageTexts(chat)).to.deep.equal(['from nobody']);
    });
  });

  describe('clear-anonymous-user-on-login', () => {
    const clearing = {'clear-anonymous-user-on-login': ''};

    /** A chat in which an anonymous user has written. */
    async function anonymousChat(own: TestApp, attributes: Readonly<Record<string, string>>): Promise<HelpshiftChat> {
      const chat = addChat({...appAttributes(own), ...attributes});
      await openChat(chat);
      await sendMessage(chat, 'from nobody');
      return chat;
    }

    it('"cleared from Web Chat whenever a new user logs in": after log-out there is a new one', async () => {
      const own = await createApp();
      const chat = await anonymousChat(own, clearing);
      setAttributes(chat, await verifiedUser(own));
      await until(() => chat.identityState === 'verified' && findPart(chat, 'input'), 'the user can write');
      await until(() => network.seen('POST', '/v1/anonymous-users/clear').length === 1, 'the service got the request');
      chat.logout();
      await until(() => chat.identityState === 'anonymous' && claims().length === 3, 'there is a new anonymous user');
      await shownPart(chat, 'input');
      await sendMessage(chat, 'from somebody new');
      expect(messageTexts(chat)).to.deep.equal(['from somebody new']);
      expect(claims()[2]?.['anonymousCredential']).not.to.equal(claims()[0]?.['anonymousCredential']);
    });

    it('keeps the anonymous user when the log-in is refused', async () => {
      const own = await createApp();
      const chat = await anonymousChat(own, clearing);
      setAttributes(chat, {'user-id': uniqueUserId(), 'user-auth-token': FORGED_TOKEN});
      await shownPart(chat, 'error');
      chat.logout();
      await until(() => messageTexts(chat).includes('from nobody'), 'the anonymous conversation is back');
    });

    it('"does not impact the logged-in user\'s experience at all": also when the service cannot be told', async () => {
      const mend = network.answer(({path}) => (path === '/v1/anonymous-users/clear' ? json({}, 503) : undefined));
      const own = await createApp();
      const chat = await anonymousChat(own, clearing);
      const errors = recordEvents('webchatruntimeerror', chat);
      setAttributes(chat, await verifiedUser(own));
      await until(() => network.seen('POST', '/v1/anonymous-users/clear').length === 1, 'the service is to be told');
      await until(() => chat.identityState === 'verified' && findPart(chat, 'input'), 'the user can write');
      await sendMessage(chat, 'from somebody');

      const other = await createApp();
      const plain = await anonymousChat(other, {});
      setAttributes(plain, await verifiedUser(other));
      await until(() => plain.identityState === 'verified' && findPart(plain, 'input'), 'the other user can write');
      await sendMessage(plain, 'from somebody');
      for (const one of [chat, plain]) one.close();
      await until(() => ![chat, plain].some(isPanelShown), 'the panels are gone');
      for (const one of [chat, plain]) await openChat(one);
      expect(look(chat)).to.equal(look(plain));
      expect(errors.details).to.deep.equal([]);
      mend();
      network.mend();
      await until(() => network.seen('POST', '/v1/anonymous-users/clear').length > 1, 'the service got the request');
    });

    it('does nothing while the attribute is not set', async () => {
      const own = await createApp();
      const chat = await anonymousChat(own, {});
      setAttributes(chat, await verifiedUser(own));
      await until(() => chat.identityState === 'verified' && findPart(chat, 'input'), 'the user can write');
      expect(network.seen('POST', '/v1/anonymous-users/clear')).to.deep.equal([]);
    });
  });

  describe('identifiers that break a rule', () => {
    async function expectAnonymous(fields: Readonly<Record<string, unknown>>, ...reasons: string[]): Promise<void> {
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      Object.assign(chat, fields, {userAuthToken: FORGED_TOKEN});
      await until(() => errors.details.length === reasons.length, "the page's developer is told");
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('anonymous');
      expect(errors.details.map(({error}) => error)).to.deep.equal(reasons.map(() => 'IDENTITY_INVALID'));
      expect(errors.details.map(({reason}) => reason)).to.have.members([...reasons]);
      for (const reason of reasons) expect(warnings.some((warning) => warning.includes(reason))).to.be.true;
    }

    it('"All the parameter values should be of type string. Integer and decimal values are invalid."', async () => {
      await expectAnonymous({userId: 42}, 'USER_ID_NOT_A_STRING');
      await expectAnonymous({userId: 4.2}, 'USER_ID_NOT_A_STRING');
      await expectAnonymous({userEmail: {}}, 'USER_EMAIL_NOT_A_STRING');
    });

    it('"userId values with leading/trailing spaces will result in the creation of an anonymous user"', () =>
      expectAnonymous({userId: 'linka '}, 'USER_ID_HAS_OUTER_WHITE_SPACE'));

    it('"The max length is 750 characters. Values longer than this will result in the creation of an anonymous user."', () =>
      expectAnonymous({userId: 'x'.repeat(751)}, 'USER_ID_TOO_LONG'));

    it('a user id of 751 characters of four bytes makes an anonymous user', () =>
      expectAnonymous({userId: '\u{1F642}'.repeat(751)}, 'USER_ID_TOO_LONG'));

    for (const [what, lineBreak] of Object.entries({'a line feed': '\n', 'the line break of Windows': '\r\n'})) {
      it(`${what} in an identifier makes an anonymous user, as a property and as an attribute`, async () => {
        const [userId, userEmail] = [`linka${lineBreak}kwame`, `linka${lineBreak}@example.com`];
        await expectAnonymous({userId}, 'USER_ID_HAS_CONTROL_CHARACTER');
        await expectAnonymous({userEmail}, 'USER_EMAIL_INVALID');
        await expectAnonymous(
          {userId: 'linka', userEmail: `linka@example.com${lineBreak}`},
          'USER_EMAIL_HAS_OUTER_WHITE_SPACE',
        );
        const chat = addChat({...appAttributes(app), 'user-id': userId, 'user-auth-token': FORGED_TOKEN});
        const errors = recordEvents('webchatruntimeerror', chat);
        await until(() => errors.details.length === 1, "the page's developer is told");
        expect(errors.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason: 'USER_ID_HAS_CONTROL_CHARACTER'}]);
        await openChat(chat);
        expect(claims().every((claim) => !('userId' in claim) && !('userEmail' in claim))).to.be.true;
      });
    }

    it('"Invalid emails will result in the creation of an anonymous user."', () =>
      expectAnonymous({userId: 'linka', userEmail: 'linka at example'}, 'USER_EMAIL_INVALID'));

    it('"Emails with leading/trailing spaces will result in the creation of an anonymous user.": and two reasons', () =>
      expectAnonymous(
        {userId: true, userEmail: ' linka@example.com'},
        'USER_ID_NOT_A_STRING',
        'USER_EMAIL_HAS_OUTER_WHITE_SPACE',
      ));

    it('"Anonymous users … are always able to file issues": also one of broken identifiers', async () => {
      const own = await createApp();
      const chat = addChat(appAttributes(own));
      Object.assign(chat, {userId: 42});
      await openChat(chat);
      await sendMessage(chat, 'who am I?');
      expect((await conversationsOf(own)).map(({user}) => user.kind)).to.deep.equal(['anonymous']);
    });

    it('are reported again when the page corrects them and breaks them again', async () => {
      const chat = addChat({...appAttributes(app), 'user-id': ' '});
      const errors = recordEvents('webchatruntimeerror', chat);
      await until(() => errors.details.length === 1, 'the white space is reported');
      setAttributes(chat, await verifiedUser(app));
      await until(() => chat.identityState === 'verified', 'the user is verified');
      chat.userId = ' ';
      await until(() => errors.details.length === 2, 'the white space is reported again');
    });

    it('are reported when the page sets them for an anonymous user, each once', async () => {
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      await shownLauncher(chat);
      chat.userEmail = 'nobody';
      await until(() => errors.details.length === 1, 'the address is reported');
      Object.assign(chat, {userId: 42, userEmail: undefined});
      await until(() => errors.details.length === 2, 'the number is reported');
      chat.position = 'top-left';
      await chat.updateComplete;
      expect(errors.details.map(({reason}) => reason)).to.deep.equal(['USER_EMAIL_INVALID', 'USER_ID_NOT_A_STRING']);
      expect(chat.identityState).to.equal('anonymous');
    });

    it('"Do not provide an email address as the userId.": one that does is accepted, with a word of doubt', async () => {
      const userId = `${uniqueUserId()}@example.com`;
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app, {userId}))});
      const errors = recordEvents('webchatruntimeerror', chat);
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('verified');
      expect(errors.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason: 'USER_ID_LOOKS_LIKE_EMAIL'}]);
    });
  });

  describe('a token that is no token', () => {
    const noTexts: Record<string, (token: string) => unknown> = {
      'an array with the right token': (token) => [token],
      'an object that reads as the right token': (token) => ({toString: () => token, length: token.length}),
      'a number': () => 7,
    };
    for (const [what, from] of Object.entries(noTexts)) {
      it(`is ${what}: it counts as missing, and is not sent`, async () => {
        const {'user-id': userId = '', 'user-auth-token': token = ''} = await verifiedUser(app);
        const chat = addChat(appAttributes(app));
        const failures = recordEvents('userauthfailure', chat);
        Object.assign(chat, {userId, userAuthToken: from(token)});
        await until(() => failures.details.length > 0, 'the claim is refused');
        expect(failures.details).to.deep.equal([{message: 'missing user auth token'}]);
        expect(claims()[0]).to.not.have.property('userAuthToken');
        expect(isLauncherShown(chat)).to.be.false;
      });
    }

    it('is far too long: the user is not let in, and nothing of it reaches the console', async () => {
      // The service does not read the longer one to its end.
      for (const length of [60_000, 100_000]) {
        const chat = addChat(appAttributes(app));
        const failures = recordEvents('userauthfailure', chat);
        const errors = recordEvents('webchatruntimeerror', chat);
        Object.assign(chat, {userId: uniqueUserId(), userAuthToken: 'secretish'.repeat(length / 9)});
        await until(() => failures.details.length + errors.details.length > 0, 'the claim is refused');
        expect(failures.details).to.deep.equal([{message: 'invalid user auth token'}]);
        expect(errors.details).to.deep.equal([]);
        expect(chat.identityState).to.equal('unverified');
        expect(isLauncherShown(chat)).to.be.false;
        expect(warnings.join()).to.not.include('secretish');
        chat.remove();
      }
    });
  });

  describe('full privacy', () => {
    it('"should be generated only using the userId": verified, and neither address nor name is sent', async () => {
      const userId = uniqueUserId();
      const {'user-auth-token': token = ''} = await verifiedUser(app, {userId});
      const chat = addChat({
        ...appAttributes(app),
        'full-privacy': '',
        'user-id': userId,
        'user-email': 'private@example.com',
        'user-name': 'Private Person',
        'user-auth-token': token,
      });
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('verified');
      expect(JSON.stringify(claims())).not.to.include('private@example.com').and.not.to.include('Private Person');
    });

    it('is a claim of its own, also where nothing else changes', async () => {
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app, {userId: uniqueUserId()}))});
      await shownLauncher(chat);
      chat.fullPrivacy = true;
      await until(() => claims().length === 2, 'the service is told');
      expect(claims().map(({fullPrivacy}) => fullPrivacy)).to.deep.equal([undefined, true]);
      await until(() => network.seen('POST', '/v1/sessions/end').length === 1, 'the session without it is ended');
    });

    it('makes an address without a userId an anonymous user', async () => {
      const chat = addChat({...appAttributes(app), 'full-privacy': '', 'user-email': 'private@example.com'});
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('anonymous');
    });
  });

  describe('when the app changes while the chat is open', () => {
    it('"no userAuthToken": is refused as soon as users are verified, and the conversation goes', async () => {
      const own = await createApp({verification: false});
      const chat = addChat({...appAttributes(own), 'user-id': uniqueUserId()});
      const failures = recordEvents('userauthfailure', chat);
      await openChat(chat);
      await sendMessage(chat, 'without a token');
      await changeApp(own, {verification: true});
      await shownPart(chat, 'error');
      expect(failures.details).to.deep.equal([{message: 'missing user auth token'}]);
      expect(allText(chat)).not.to.include('without a token');
      expect(isLauncherShown(chat)).to.be.false;
    });

    it('a refused user is accepted when the app stops to verify, without another event', async () => {
      const other = await createApp();
      const chat = addChat({...appAttributes(other), 'user-id': 'nobody vouches'});
      const failures = recordEvents('userauthfailure', chat);
      await until(() => chat.identityState === 'unverified', 'the user is refused');
      await changeApp(other, {verification: false});
      // The chat retries by itself after seconds and then minutes; at once when the network comes back.
      window.dispatchEvent(new Event('online'));
      await until(() => chat.identityState === 'verified', 'the user is accepted');
      await openChat(chat);
      expect(failures.details).to.have.length(1);
    });

    it('a verified user continues when the app stops to verify', async () => {
      const own = await createApp();
      const chat = addChat({...appAttributes(own), ...(await verifiedUser(own))});
      await openChat(chat);
      await changeApp(own, {verification: false});
      await sendMessage(chat, 'still here');
      expect(chat.identityState).to.equal('verified');
    });

    it('"generated using the old secret key become invalid": the user is refused, and their conversation goes', async () => {
      const own = await createApp();
      const chat = addChat({...appAttributes(own), ...(await verifiedUser(own))});
      const failures = recordEvents('userauthfailure', chat);
      await openChat(chat);
      await sendMessage(chat, 'with the old key');
      await deleteFirstKey(own);
      await shownPart(chat, 'error');
      expect(failures.details).to.deep.equal([{message: 'invalid user auth token'}]);
      expect(allText(chat)).not.to.include('with the old key');
    });

    it('"update your endpoint code as well": who has a token of the next key by then notices nothing', async () => {
      const own = await createApp();
      const userId = uniqueUserId();
      const chat = addChat({...appAttributes(own), ...(await verifiedUser(own, {userId}))});
      const failures = recordEvents('userauthfailure', chat);
      await openChat(chat);
      await sendMessage(chat, 'with the old key');
      const next = {...own, ...(await addSecretKey(own))};
      setAttributes(chat, await verifiedUser(next, {userId}));
      await until(() => claims().length === 2, 'the fresh token is shown to the service');
      await deleteFirstKey(own);
      await sendMessage(chat, 'with the new key');
      expect(messageTexts(chat)).to.deep.equal(['with the old key', 'with the new key']);
      expect(failures.details).to.deep.equal([]);
    });
  });

  describe('a browser without storage', () => {
    it('keeps an anonymous user as long as the page, and reports this once', async () => {
      const own = await createApp();
      // A new page, without a stored user.
      const page = await openStrictPage();
      const refuse = (): never => {
        throw new DOMException('Not allowed here.', 'SecurityError');
      };
      const value = {open: refuse, databases: refuse};
      Object.defineProperty(page.document.defaultView, 'indexedDB', {value});
      const chat = page.addChat(appAttributes(own));
      const errors = recordEvents('webchatruntimeerror', chat);
      await openChat(chat);
      await sendMessage(chat, 'from nobody');
      chat.remove();
      await nextFrames();
      page.document.body.append(chat);
      await until(() => messageTexts(chat).includes('from nobody'), 'the conversation is back');
      expect(errors.details).to.deep.equal([{error: 'STORAGE_UNAVAILABLE', reason: 'INDEXED_DB'}]);

      setAttributes(chat, {...(await verifiedUser(own)), 'clear-anonymous-user-on-login': ''});
      await until(() => chat.identityState === 'verified', 'the user is accepted');
      await shownPart(chat, 'input');
      chat.logout();
      await until(() => allText(chat).includes('How can we help you?'), 'there is a new anonymous user');
      expect(allText(chat)).not.to.include('from nobody');
    });
  });

  describe('a session that ends', () => {
    it('is renewed before its end, without a visible change', async () => {
      network.answer((request, pass) =>
        isClaim(request)
          ? pass().then(async (response) =>
              json({...((await response.json()) as object), expiresInMs: claims().length > 1 ? 3_600_000 : 50}, 201),
            )
          : undefined,
      );
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const states = new Set<string>();
      await shownLauncher(chat);
      const stop = watchChat(chat, () => states.add(`${chat.identityState} ${isLauncherShown(chat)}`));
      await until(() => claims().length === 2, 'the session is renewed');
      await nextFrames();
      stop();
      expect([...states]).to.deep.equal(['verified true']);
      expect(claims()[1]).to.deep.equal(claims()[0]);
    });

    it('is renewed when the service no longer accepts it, and the message is sent', async () => {
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await openChat(chat);
      const stop = network.answer(({path}) => {
        if (path !== '/v1/messages') return undefined;
        stop();
        return json({error: {code: 'unauthorized', message: 'There is no session.'}}, 401);
      });
      await sendMessage(chat, 'sent in spite of it');
      expect(claims()).to.have.length(2);
    });
  });
});
