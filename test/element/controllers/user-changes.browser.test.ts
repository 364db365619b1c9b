import {expect} from '@open-wc/testing';
import {
  appAttributes,
  conversationsOf,
  createApp,
  FORGED_TOKEN,
  verifiedUser,
  type TestApp,
} from '../../support/apps.js';
import {
  addChat,
  allText,
  findPart,
  getPart,
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
} from '../../support/chat.js';
import {isClaim, json, noAnswer, useNetwork} from '../../support/network.js';
import {uniqueUserId} from '../../support/service.js';
import {nextFrames, watchChat, useWarnings} from '../../support/watch.js';

// Test names in quotation marks are sentences of the specification, "User Identification & Management".

describe('who the user is when users follow each other:', () => {
  const network = useNetwork();
  useWarnings();
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

      const release = network.hold(({path}) => path === '/v1/sync');
      const chat = addChat({...appAttributes(app), ...first});
      chat.open();
      await until(() => network.seen('POST', '/v1/sync').length > 1, 'the conversation is being read');
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
});
