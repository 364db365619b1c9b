import {expect} from '@open-wc/testing';
import type {AgentConversation} from '../../service/contract/conversations.js';
import {
  appAttributes,
  conversationsOf,
  createApp,
  deleteFirstKey,
  type TestApp,
  verifiedUser,
} from '../support/apps.js';
import {
  addChat,
  addPlace,
  getSendButton,
  type HelpshiftChat,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownLauncher,
  until,
  untilAsync,
  write,
} from '../support/chat.js';
import {keptTexts} from '../support/outbox-records.js';
import {isClaim, noAnswer, type SeenRequest, useNetwork} from '../support/network.js';
import {serviceUrl, uniqueUserId} from '../support/service.js';
import {nextFrames} from '../support/watch.js';

const IDENTIFIERS = ['user-id', 'user-email', 'user-name', 'user-auth-token'];

const isSend = ({method, path}: SeenRequest): boolean => method === 'POST' && path === '/v1/messages';

function takeAttributes(chat: HelpshiftChat): void {
  for (const name of IDENTIFIERS) chat.removeAttribute(name);
}

describe('the end of a session', () => {
  const network = useNetwork();
  let app: TestApp;
  let tokens: string[];

  before(async () => {
    app = await createApp();
  });

  beforeEach(() => {
    // An answer for an earlier test is not counted here.
    const given: string[] = (tokens = []);
    network.answer((request, pass) =>
      isClaim(request)
        ? pass().then(async (response) => {
            const body = await response.text();
            const {sessionToken} = JSON.parse(body) as {sessionToken?: string};
            if (sessionToken) given.unshift(sessionToken);
            return new Response(body, response);
          })
        : undefined,
    );
  });

  const ends = (): readonly SeenRequest[] => network.seen('POST', '/v1/sessions/end');

  async function loggedIn(): Promise<HelpshiftChat> {
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await shownLauncher(chat);
    return chat;
  }

  /** Whether the service accepts none of the tokens any more. */
  async function areOver(ended: readonly unknown[]): Promise<boolean> {
    const ask = async (token: unknown) =>
      (
        await fetch(`${serviceUrl}/v1/sync`, {
          method: 'POST',
          body: '{}',
          headers: {authorization: `Bearer ${String(token)}`, 'content-type': 'application/json'},
        })
      ).status;
    return (await Promise.all(ended.map(ask))).every((status) => status === 401);
  }

  const ways: Readonly<Record<string, (chat: HelpshiftChat) => unknown>> = {
    'the page calls logout()': (chat) => chat.logout(),
    'the page removes the attributes': takeAttributes,
    'another user follows': async (chat) => setAttributes(chat, await verifiedUser(app)),
    'another app follows': (chat) => (chat.platformId = 'another'),
  };
  for (const [when, leave] of Object.entries(ways)) {
    it(`is told to the service, for all tokens of the session, when ${when}`, async () => {
      const chat = await loggedIn();
      // The same bytes without padding: another token for the page.
      chat.userAuthToken = chat.userAuthToken?.replace('=', '');
      await until(() => tokens.length === 2, 'the session is renewed');
      // The page reads the answer a few tasks after it was counted.
      await nextFrames();
      const known = [...tokens];
      await leave(chat);
      await until(() => ends().length > 0, 'the end is told');
      expect(ends().map(({body, keepalive}) => ({...body, keepalive}))).to.deep.equal([
        {sessionTokens: known, messages: [], keepalive: true},
      ]);
      await untilAsync(() => areOver(known), 'the service has ended the session');
    });
  }

  it('is told when an anonymous user who has opened the chat logs in', async () => {
    const chat = addChat(appAttributes(app));
    await openChat(chat);
    const known = [...tokens];
    expect(known).to.have.length(1);
    setAttributes(chat, await verifiedUser(app));
    await until(() => chat.identityState === 'verified', 'the user is verified');
    expect(ends().map(({body}) => body['sessionTokens'])).to.deep.equal([known]);
  });

  it('is told once for each user of a quick change', async () => {
    const chat = await loggedIn();
    const [first, second] = [
      {'user-id': chat.userId ?? '', 'user-auth-token': chat.userAuthToken ?? ''},
      await verifiedUser(app),
    ];
    for (const user of [second, first]) {
      setAttributes(chat, user);
      await chat.updateComplete;
    }
    await until(() => chat.identityState === 'verified', 'the first user is back');
    // The second user got no session.
    expect(ends()).to.have.length(1);
    expect(await areOver(tokens.slice(0, 1))).to.be.false;
  });

  const noLogOut: Readonly<Record<string, (chat: HelpshiftChat) => unknown>> = {
    'the element is removed': (chat) => chat.remove(),
    'the page names no app any more': (chat) => chat.removeAttribute('domain'),
    'the element is moved': (chat) => addPlace().append(chat),
  };
  for (const [when, change] of Object.entries(noLogOut)) {
    it(`is not told when ${when}`, async () => {
      const chat = await loggedIn();
      change(chat);
      await nextFrames();
      expect(ends()).to.deep.equal([]);
      expect(await areOver(tokens)).to.be.false;
    });
  }

  it('is not told for a user who never got a session', async () => {
    // An app without an anonymous user in this browser, who would come back and get a session.
    const own = await createApp();
    const refused = addChat({...appAttributes(own), 'user-id': uniqueUserId(), 'user-auth-token': 'forged'});
    const failures = recordEvents('userauthfailure', refused);
    const anonymous = addChat(appAttributes(own));
    await until(() => failures.details.length > 0, 'the claim is refused');
    refused.logout();
    anonymous.logout();
    setAttributes(anonymous, await verifiedUser(own));
    await shownLauncher(anonymous);
    expect(ends()).to.deep.equal([]);
  });
});

describe('a message that is sent in the moment of a change of user', () => {
  const network = useNetwork();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  /** A chat of a verified user in which a message waits. */
  async function chatWithWaiting(text: string) {
    const user = await verifiedUser(app);
    const chat = addChat({...appAttributes(app), ...user});
    await openChat(chat);
    const errors = recordEvents('webchatruntimeerror', chat);
    await send(chat, text);
    return {chat, user, errors};
  }

  async function send(chat: HelpshiftChat, text: string): Promise<void> {
    await write(chat, text);
    getSendButton(chat).click();
    await until(() => messageTexts(chat).includes(text), 'it is shown');
  }

  const isNewest = (text: string) => (conversation: AgentConversation) => conversation.preview.text === text;
  const lost = (count: string) => ({error: 'MESSAGES_NOT_SENT', reason: 'LOGGED_OUT', details: {count}});

  it('is stored for its author, and the next user sees nothing of it', async () => {
    const letGo = network.answer((request) => (isSend(request) ? noAnswer(request) : undefined));
    const {chat, user, errors} = await chatWithWaiting('for Ann only');
    const added = recordEvents('messageadd', chat);
    await until(() => network.requests.some(isSend), 'it is under way');
    setAttributes(chat, await verifiedUser(app));
    await until(() => chat.identityState === 'verified', 'the next user is verified');
    await openChat(chat);
    letGo();
    await sendMessage(chat, 'of the next user');
    expect(messageTexts(chat)).to.deep.equal(['of the next user']);
    setAttributes(chat, user);
    await until(() => messageTexts(chat).includes('for Ann only'), 'its author sees it');
    expect(messageTexts(chat)).to.deep.equal(['for Ann only']);
    expect(added.details.map(({body}) => body)).to.deep.equal(['of the next user']);
    expect(errors.details).to.deep.equal([]);
  });

  it('is stored for an anonymous user who logs in, and comes back with that user', async () => {
    const letGo = network.answer((request) => (isSend(request) ? noAnswer(request) : undefined));
    const chat = addChat(appAttributes(app));
    const errors = recordEvents('webchatruntimeerror', chat);
    await openChat(chat);
    await send(chat, 'written before log-in');
    setAttributes(chat, await verifiedUser(app));
    await until(() => chat.identityState === 'verified', 'the user is verified');
    letGo();
    chat.logout();
    await until(() => messageTexts(chat).includes('written before log-in'), 'the anonymous user sees it');
    expect(errors.details).to.deep.equal([]);
  });

  it('is counted when the network is lost, at each log-out, and is not sent later', async () => {
    const {chat, errors} = await chatWithWaiting('stored');
    await until(() => network.seen('POST', '/v1/messages').length === 1, 'it is sent');
    for (const texts of [['one', 'two'], ['three']]) {
      setAttributes(chat, await verifiedUser(app));
      await until(() => chat.identityState === 'verified', 'a user is verified');
      await openChat(chat);
      network.cut();
      for (const text of texts) await send(chat, text);
      chat.logout();
      await until(() => errors.details.some(({details}) => details?.['count'] === `${texts.length}`), 'it is told');
      const known = network.requests.length;
      network.mend();
      await nextFrames();
      expect(network.requests.slice(known).filter((request) => isSend(request))).to.deep.equal([]);
    }
    const told = errors.details.filter(({error}) => error === 'MESSAGES_NOT_SENT');
    expect(told).to.deep.equal([lost('2'), lost('1')]);
  });

  it('is stored when a fresh token of the user is refused, and the session is over', async () => {
    const letGo = network.answer((request) => (isSend(request) ? noAnswer(request) : undefined));
    const {chat, user, errors} = await chatWithWaiting('before the refusal');
    chat.userAuthToken = 'forged';
    await until(() => chat.identityState === 'unverified', 'the token is refused');
    letGo();
    await untilAsync(async () => (await conversationsOf(app)).some(isNewest('before the refusal')), 'it is stored');
    expect(network.seen('POST', '/v1/sessions/end')).to.have.length(1);
    setAttributes(chat, user);
    await until(() => messageTexts(chat).includes('before the refusal'), 'its author sees it');
    expect(errors.details).to.deep.equal([]);
  });

  it('is kept when the keys of the app are deleted, and counted when the user logs out then', async () => {
    const own = await createApp();
    network.answer((request) => (isSend(request) ? noAnswer(request) : undefined));
    const chat = addChat({...appAttributes(own), ...(await verifiedUser(own))});
    await openChat(chat);
    const errors = recordEvents('webchatruntimeerror', chat);
    await send(chat, 'one');
    await send(chat, 'two');
    await deleteFirstKey(own);
    await until(() => chat.identityState === 'unverified', 'the user is refused');
    expect(await keptTexts(own)).to.deep.equal(['one', 'two']);
    expect(errors.details).to.deep.equal([]);
    for (const name of IDENTIFIERS) chat.removeAttribute(name);
    await until(() => errors.details.length > 0, 'it is told');
    expect(errors.details).to.deep.equal([lost('2')]);
    await untilAsync(async () => !(await keptTexts(own)).length, 'nothing is kept');
  });

  it('is stored or counted for an anonymous user whom another page clears', async () => {
    const own = await createApp();
    const sends = network.answer((request) => (isSend(request) ? noAnswer(request) : undefined));
    const chat = addChat(appAttributes(own));
    const errors = recordEvents('webchatruntimeerror', chat);
    await openChat(chat);
    await send(chat, 'for the agents');
    const other = addChat({...appAttributes(own), ...(await verifiedUser(own)), 'clear-anonymous-user-on-login': ''});
    await until(() => other.identityState === 'verified', 'a user logs in');
    await until(() => messageTexts(chat).length === 0, 'another anonymous user follows');
    sends();
    await untilAsync(
      async () => errors.details.length > 0 || (await conversationsOf(own)).some(isNewest('for the agents')),
      'it is stored or told',
    );
  });

  it('is counted when the service refuses it', async () => {
    network.answer((request) => (isSend(request) ? noAnswer(request) : undefined));
    network.answer(({path, body}) =>
      path === '/v1/sessions/end' && (body['messages'] as unknown[] | undefined)?.length
        ? new Response('{}', {status: 400})
        : undefined,
    );
    const {chat, errors} = await chatWithWaiting('one');
    chat.logout();
    await until(() => errors.details.length > 0, 'it is told');
    expect(errors.details).to.deep.equal([lost('1')]);
    expect(network.seen('POST', '/v1/sessions/end').map(({body}) => body['messages'])).to.deep.include([]);
  });
});

describe('logout() and the other elements and tabs of this browser', () => {
  const network = useNetwork();
  let app: TestApp;
  let told: unknown[];
  let channel: BroadcastChannel;

  before(async () => {
    app = await createApp();
  });

  beforeEach(() => {
    told = [];
    channel = new BroadcastChannel('helpshift-chat');
    channel.onmessage = ({data}) => told.push(data);
  });

  afterEach(() => channel.close());

  async function chatOf(user: Readonly<Record<string, string>>, of = app): Promise<HelpshiftChat> {
    const chat = addChat({...appAttributes(of), ...user});
    await shownLauncher(chat);
    return chat;
  }

  const isNobody = (chat: HelpshiftChat): boolean =>
    chat.identityState === 'anonymous' &&
    IDENTIFIERS.every((name) => !chat.hasAttribute(name)) &&
    [chat.userId, chat.userEmail, chat.userName, chat.userAuthToken].every(
      (value) => (value ?? undefined) === undefined,
    );

  it('log out the same user there, and nobody else', async () => {
    const userId = uniqueUserId();
    const user = await verifiedUser(app, {userId, userName: 'Ann'});
    const other = await createApp();
    const [here, there] = [await chatOf(user), await chatOf(user)];
    const byProperties = await chatOf({});
    Object.assign(byProperties, {userId, userAuthToken: user['user-auth-token']});
    await until(() => byProperties.identityState === 'verified', 'the user is verified');
    const stays = [await chatOf(await verifiedUser(app)), await chatOf(await verifiedUser(other, {userId}), other)];
    const anonymous = await chatOf({'user-name': 'Nobody'});
    await openChat(anonymous);

    here.logout();
    expect(here.identityState).to.equal('anonymous');
    await until(() => [here, there, byProperties].every(isNobody), 'the user is logged out everywhere');
    await nextFrames();
    expect(stays.map(({identityState}) => identityState)).to.deep.equal(['verified', 'verified']);
    expect(anonymous.userName).to.equal('Nobody');
    expect(
      told.filter((message) => (message as string[])[1] !== ''),
      'one element tells, and nothing of the user',
    ).to.have.length(1);
    expect(JSON.stringify(told)).not.to.include(userId);
  });

  it('log out a user there whom the service accepts only after that', async () => {
    const user = await verifiedUser(app);
    const here = await chatOf(user);
    const release = network.hold(isClaim);
    const there = addChat({...appAttributes(app), ...user});
    await until(() => network.requests.filter(isClaim).length === 2, 'the second claim is under way');
    here.logout();
    await until(() => told.length > 0, 'it is told');
    release();
    await until(() => isNobody(there), 'the user is logged out there');
    const [ending] = network.seen('POST', '/v1/sessions/end').slice(1);
    expect(ending?.body['sessionTokens'], 'the session is ended at the service').to.have.length(1);
  });

  it('stay logged in when the page takes the attributes away, or names another user', async () => {
    const user = await verifiedUser(app);
    const [here, there] = [await chatOf(user), await chatOf(user)];
    takeAttributes(here);
    await until(() => isNobody(here), 'the user is logged out here');
    setAttributes(here, user);
    await until(() => here.identityState === 'verified', 'the user is back');
    setAttributes(here, await verifiedUser(app));
    await here.updateComplete;
    await until(() => here.identityState === 'verified', 'another user is verified');
    await nextFrames();
    expect(there.identityState).to.equal('verified');
    expect(there.userId).to.equal(user['user-id']);
  });

  it('do not log out a user who logs in again in the same moment', async () => {
    const user = await verifiedUser(app);
    const [here, there] = [await chatOf(user), await chatOf(user)];
    here.logout();
    setAttributes(here, user);
    await until(() => isNobody(there), 'the user is logged out there');
    await until(() => here.identityState === 'verified', 'the user is back here');
    expect(here.userId).to.equal(user['user-id']);
  });

  it('is not told by an anonymous user', async () => {
    const chat = await chatOf({});
    await openChat(chat);
    told.length = 0;
    chat.logout();
    await nextFrames();
    expect(told).to.deep.equal([]);
    await openChat(chat);
  });
});
