import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allText,
  getPart,
  type HelpshiftChat,
  isDrawn,
  isLauncherShown,
  isPanelShown,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  shownLauncher,
  shownPart,
  until,
  write,
} from '../../support/chat.js';
import {isClaim, json, noAnswer, type SeenRequest, useNetwork} from '../../support/network.js';
import {answerAsAgent} from '../../support/service.js';
import {nextFrames, useWarnings} from '../../support/watch.js';

const isSettings = ({path}: SeenRequest): boolean => path.startsWith('/v1/apps/');

describe('the chat behind the launcher', () => {
  const network = useNetwork();
  const warnings = useWarnings();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  describe('when the service is down', () => {
    it('shows the launcher to anonymous visitors, and reports the error once', async () => {
      network.cut();
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      await until(() => network.requests.length > 1, 'it is asked again');
      expect(isLauncherShown(chat)).to.be.true;
      expect(errors.details).to.deep.equal([{error: 'SERVICE_FAILED', reason: 'UNREACHABLE'}]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.include('<helpshift-chat> SERVICE_FAILED UNREACHABLE').and.to.include('/v1/apps/');
    });

    it('opens with a loading state, and works when the service is back', async () => {
      network.cut();
      const chat = addChat(appAttributes(app));
      chat.open();
      await shownPart(chat, 'panel');
      await until(() => allText(chat).includes('Loading the conversation'), 'it shows the loading state');
      expect(isDrawn(chat, 'input')).to.be.false;
      network.mend();
      await shownPart(chat, 'input');
      await sendMessage(chat, 'You are back!');
    });

    it('reports the error again when the service fails again', async () => {
      network.cut();
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      chat.open();
      await until(() => errors.details.length === 1, 'the error is reported');
      network.mend();
      await shownPart(chat, 'input');
      network.cut();
      await write(chat, 'into the void');
      getPart(chat, 'send-button').click();
      await until(() => errors.details.length === 2, 'the error is reported again');
      network.mend();
      await until(() => !allText(chat).includes('Sending'), 'the message is stored');
    });

    it('shows no launcher to a logged-in user until it has answered', async () => {
      network.cut();
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      await until(() => warnings.length > 0, 'the error is reported');
      chat.open();
      await shownPart(chat, 'panel');
      expect(isLauncherShown(chat)).to.be.false;
      network.mend();
      await shownLauncher(chat);
      await shownPart(chat, 'input');
    });

    it('finds the service again by its own retries, without an event of the browser', async () => {
      let failures = 0;
      network.answer((request) => {
        if (!isSettings(request) || ++failures > 1) return undefined;
        return Promise.reject(new TypeError('Failed to fetch'));
      });
      const own = await createApp({greeting: 'Here again'});
      const chat = addChat(appAttributes(own));
      chat.open();
      await until(() => allText(chat).includes('Here again'), 'the settings have been read');
    });
  });

  describe('when the service is slow', () => {
    const setTimeout = window.setTimeout.bind(window);

    afterEach(() => {
      window.setTimeout = setTimeout;
    });

    it('gives up a request after its time limit, shows an error, and tries again', async () => {
      const limitMs = 15_000;
      window.setTimeout = ((work: () => void, ms = 0) =>
        setTimeout(work, ms < limitMs ? ms : 20)) as typeof window.setTimeout;
      const stop = network.answer(noAnswer);
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const errors = recordEvents('webchatruntimeerror', chat);
      // Not `until`, whose own limit is shortened as well.
      await new Promise((resolve) => chat.addEventListener('webchatruntimeerror', resolve, {once: true}));
      expect(errors.details[0]).to.deep.equal({error: 'SERVICE_FAILED', reason: 'TIMED_OUT'});
      expect(isLauncherShown(chat)).to.be.false;
      window.setTimeout = setTimeout;
      stop();
      network.mend();
      await shownLauncher(chat);
    });
  });

  describe('when another server answers', () => {
    const answers: Record<string, () => Response> = {
      'a page of HTML': () => new Response('<!doctype html><title>Hello</title>'),
      'an empty body': () => new Response(''),
      'JSON of something else': () => json({hello: 'world'}),
      'JSON null': () => json(null),
      'the right names with the wrong types': () => json({greeting: 7, askName: 'yes', askEmail: 0}),
      'a redirect page with a 404': () => new Response('Not Found', {status: 404}),
    };
    for (const [what, make] of Object.entries(answers)) {
      it(`reports ${what}, and works with the next correct answer`, async () => {
        const stop = network.answer(make);
        const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
        const errors = recordEvents('webchatruntimeerror', chat);
        await until(() => errors.details.length > 0, 'the error is reported');
        await nextFrames();
        expect(errors.details).to.deep.equal([{error: 'SERVICE_FAILED', reason: 'INVALID_RESPONSE'}]);
        expect(chat.identityState).to.equal('verifying');
        expect(isLauncherShown(chat)).to.be.false;
        stop();
        network.mend();
        await shownLauncher(chat);
      });
    }

    it('shows nothing of an answer that is not valid', async () => {
      network.answer(({path}) => (path === '/v1/sync' ? json({conversations: 'none'}) : undefined));
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      chat.open();
      await until(() => errors.details.length > 0, 'the error is reported');
      expect(errors.details).to.deep.equal([{error: 'SERVICE_FAILED', reason: 'INVALID_RESPONSE'}]);
      expect(isDrawn(chat, 'input')).to.be.false;
    });
  });

  describe('when the service refuses', () => {
    it('reports an unknown app, and shows no launcher', async () => {
      const chat = addChat({...appAttributes(app), 'platform-id': 'no-such-app'});
      const errors = recordEvents('webchatruntimeerror', chat);
      await until(() => errors.details.length > 0, 'the error is reported');
      await until(() => !isLauncherShown(chat), 'the launcher is gone');
      await nextFrames();
      expect(errors.details).to.deep.equal([{error: 'SERVICE_FAILED', reason: 'UNKNOWN_APP'}]);
    });

    it('shows an error when the page names an unknown app for a user', async () => {
      const chat = addChat({...appAttributes(app), 'platform-id': 'no-such-app'});
      chat.open();
      const error = await shownPart(chat, 'error');
      expect(error.textContent).to.include('The chat is not available');
      expect(isDrawn(chat, 'input')).to.be.false;
    });

    it('shows the launcher when the page names an existing app', async () => {
      const chat = addChat({...appAttributes(app), 'platform-id': 'no-such-app'});
      await until(() => !isLauncherShown(chat) && warnings.length > 0, 'the launcher is gone');
      chat.platformId = app.platformId;
      await shownLauncher(chat);
      await openChat(chat);
    });

    it('tries again after an internal error, and after too many requests', async () => {
      const refusals = [
        json({error: {code: 'internal_error', message: 'Something went wrong.'}}, 500),
        json({error: {code: 'too_many_requests', message: 'Come back.'}}, 429),
      ];
      network.answer((request) => (isClaim(request) ? refusals.shift() : undefined));
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const errors = recordEvents('webchatruntimeerror', chat);
      await shownLauncher(chat);
      expect(errors.details.map(({reason}) => reason)).to.deep.equal(['INTERNAL_ERROR', 'TOO_MANY_REQUESTS']);
    });

    it('reports an unknown code of a newer service by its name', async () => {
      network.answer((request) =>
        isSettings(request) ? json({error: {code: 'gone_fishing', message: 'Later.'}}, 410) : undefined,
      );
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      await until(() => errors.details.length > 0, 'the error is reported');
      expect(errors.details[0]?.reason).to.equal('GONE_FISHING');
    });
  });

  describe('without a message', () => {
    it('opening the chat makes no conversation', async () => {
      const own = await createApp();
      const chat = addChat(appAttributes(own));
      await openChat(chat);
      chat.close();
      await until(() => !isPanelShown(chat), 'the panel is gone');
      expect(await conversationsOf(own)).to.deep.equal([]);
      expect(network.seen('POST', '/v1/messages')).to.deep.equal([]);
    });
  });

  describe('with an earlier conversation', () => {
    it('an anonymous user sees the unread count without opening the chat, and finds the conversation', async () => {
      const own = await createApp();
      const before = addChat(appAttributes(own));
      await openChat(before);
      await sendMessage(before, 'Is anybody there?');
      // An open panel would be open again.
      before.close();
      await until(() => !isPanelShown(before), 'it is closed');
      before.remove();
      const [conversation] = await conversationsOf(own);
      await answerAsAgent(conversation?.id ?? '', 'I am here.');

      const chat = addChat(appAttributes(own));
      const counts = recordEvents('newunreadmessages', chat);
      await until(() => chat.unreadCount === 1, 'the answer is counted');
      expect(isPanelShown(chat)).to.be.false;
      await openChat(chat);
      expect(messageTexts(chat)).to.deep.equal(['Is anybody there?', 'I am here.']);
      await until(() => chat.unreadCount === 0, 'the answer has been seen');
      expect(counts.details).to.deep.equal([{unreadCount: 1}, {unreadCount: 0}]);
    });

    it('a logged-in user sees the unread count of an answer to the closed chat', async () => {
      const own = await createApp();
      const user = await verifiedUser(own);
      const before = addChat({...appAttributes(own), ...user});
      await openChat(before);
      await sendMessage(before, 'Is anybody there?');
      // An open panel would be open again.
      before.close();
      await until(() => !isPanelShown(before), 'it is closed');
      before.remove();

      const chat = addChat({...appAttributes(own), ...user});
      await shownLauncher(chat);
      const [conversation] = await conversationsOf(own);
      await answerAsAgent(conversation?.id ?? '', 'I am here.');
      await until(() => chat.unreadCount === 1, 'the answer is counted');
      expect(isPanelShown(chat)).to.be.false;
    });

    /** A chat of a verified user, closed, with one unread answer. */
    async function chatWithUnread(): Promise<HelpshiftChat> {
      const own = await createApp();
      const chat = addChat({...appAttributes(own), ...(await verifiedUser(own))});
      await openChat(chat);
      await sendMessage(chat, 'Is anybody there?');
      chat.close();
      const [conversation] = await conversationsOf(own);
      await answerAsAgent(conversation?.id ?? '', 'I am here.');
      await until(() => chat.unreadCount === 1, 'the answer is counted');
      return chat;
    }

    it('a log-out clears the unread count', async () => {
      const chat = await chatWithUnread();
      const counts = recordEvents('newunreadmessages', chat);
      chat.logout();
      await until(() => chat.unreadCount === 0, 'nothing is unread');
      await shownLauncher(chat);
      expect((await shownLauncher(chat)).ariaLabel).to.equal('Open chat');
      expect(counts.details).to.deep.equal([{unreadCount: 0}]);
    });

    it('a refusal clears the unread count', async () => {
      const chat = await chatWithUnread();
      const counts = recordEvents('newunreadmessages', chat);
      chat.userAuthToken = 'not the token of this user';
      await until(() => chat.identityState === 'unverified', 'the user is refused');
      await until(() => chat.unreadCount === 0, 'nothing is unread');
      expect(counts.details).to.deep.equal([{unreadCount: 0}]);
    });
  });

  describe("the app's settings", () => {
    it('are read once, and give the greeting', async () => {
      const own = await createApp({greeting: 'Hello from <b>the shop</b>'});
      const chat = addChat(appAttributes(own));
      await openChat(chat);
      await until(() => allText(chat).includes('Hello from <b>the shop</b>'), 'the greeting is shown as it is');
      expect(network.requests.filter(isSettings)).to.have.length(1);
    });

    it('use the default greeting when the app has none', async () => {
      const chat = addChat(appAttributes(await createApp()));
      await openChat(chat);
      expect(allText(chat)).to.include('Hi! How can we help you?');
    });
  });
});
