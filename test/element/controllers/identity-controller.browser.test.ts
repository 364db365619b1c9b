import {expect, waitUntil} from '@open-wc/testing';
import type {TokenIdentifiers} from '../../../src/token/index.js';
import {
  addSecretKey,
  appAttributes,
  changeApp,
  conversationsOf,
  createApp,
  deleteFirstKey,
  FORGED_TOKEN,
  type TestApp,
  verifiedUser,
} from '../../support/apps.js';
import {
  addChat,
  allText,
  getInput,
  type HelpshiftChat,
  isLauncherShown,
  isPanelShown,
  look,
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
import {isClaim, json, useNetwork} from '../../support/network.js';
import {uniqueUserId} from '../../support/service.js';
import {openStrictPage} from '../../support/strict-page.js';
import {nextFrames, useWarnings, watchChat} from '../../support/watch.js';

// Test names in quotation marks are sentences of the specification, "User Identification & Management".

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
        // What tells a screen reader of answers comes a moment later.
        await waitUntil(() => look(chat).includes('role="status"'));
        const closed = look(chat);
        await openChat(chat);
        // While the list is drawn, it is silent.
        await waitUntil(() => !look(chat).includes('aria-live="off"'));
        const empty = look(chat);
        await sendMessage(chat, 'hello');
        await waitUntil(() => look(chat).includes('Sent'));
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
          expect(network.seen('POST', '/v1/sync')).to.have.length(0);
        });
      });
    }

    it('"missing user auth token" | "invalid user auth token": reported once for each claim', async () => {
      const chat = addChat({...appAttributes(app), 'user-id': uniqueUserId()});
      const failures = recordEvents('userauthfailure', chat);
      await until(() => failures.details.length === 1, 'the missing token is reported');
      // The service is asked again after some seconds; before that, the same value is no new claim.
      chat.setAttribute('user-id', chat.userId ?? '');
      await nextFrames();
      expect(claims()).to.have.length(1);
      chat.open();
      await shownPart(chat, 'error');
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
