import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allText,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  messageTexts,
  openChat,
  recordEvents,
  sendMessage,
  shownPart,
  until,
  untilAsync,
  write,
  isDrawn,
} from '../../support/chat.js';
import {json, noAnswer, type SeenRequest, useNetwork} from '../../support/network.js';
import {sentTexts} from '../../support/sent.js';
import {answerAsAgent, messagesOf} from '../../support/service.js';
import {nextFrames, useWarnings} from '../../support/watch.js';
import type {SendMessagesRequest} from '../../../src/protocol/wire.js';

const OFFLINE = 'You are offline';
const RECONNECTING = 'Reconnecting';
const isSending = ({path}: SeenRequest): boolean => path === '/v1/messages';

describe('the conversation', () => {
  const network = useNetwork();
  useWarnings();

  async function newChat(): Promise<{app: TestApp; chat: HelpshiftChat}> {
    const app = await createApp();
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await openChat(chat);
    return {app, chat};
  }

  async function conversationId(app: TestApp): Promise<string> {
    const [conversation] = await conversationsOf(app);
    return conversation?.id ?? '';
  }

  async function send(chat: HelpshiftChat, text: string): Promise<void> {
    await write(chat, text);
    getPart(chat, 'send-button').click();
    await until(() => messageTexts(chat).includes(text), 'the message is shown');
  }

  it("reaches the agents, with the user's name", async () => {
    const app = await createApp();
    const user = await verifiedUser(app, {userId: 'planet', userEmail: 'planet@example.com', userName: 'Captain'});
    const chat = addChat({...appAttributes(app), ...user});
    await openChat(chat);
    await sendMessage(chat, 'Is my parcel on its way?');
    const [conversation] = await conversationsOf(app);
    expect(conversation?.user).to.deep.equal({
      kind: 'logged-in',
      userIdVerified: true,
      userEmailVerified: true,
      userId: 'planet',
      userEmail: 'planet@example.com',
      userName: 'Captain',
    });
    expect(conversation?.preview).to.deep.equal({author: 'user', text: 'Is my parcel on its way?'});
  });

  it('shows an answer while it is open, and sends the read mark to the service', async () => {
    const {app, chat} = await newChat();
    await sendMessage(chat, 'Hello?');
    const id = await conversationId(app);
    await answerAsAgent(id, 'Hello!');
    await until(() => messageTexts(chat).includes('Hello!'), 'the answer is shown');
    await until(() => network.seen('POST', '/v1/sync').some(({body}) => body['read']), 'it is marked as seen');
    await until(() => chat.unreadCount === 0, 'nothing is unread');
  });

  it('keeps the order of all messages', async () => {
    const {app, chat} = await newChat();
    await sendMessage(chat, 'one');
    const id = await conversationId(app);
    await answerAsAgent(id, 'two');
    await answerAsAgent(id, 'three');
    await until(() => messageTexts(chat).length === 3, 'the answers are shown');
    await sendMessage(chat, 'four');
    expect(messageTexts(chat)).to.deep.equal(['one', 'two', 'three', 'four']);
    expect((await messagesOf(id)).map(({text}) => text)).to.deep.equal(['one', 'two', 'three', 'four']);
  });

  it('sends many messages in the order of writing, each once', async () => {
    const {app, chat} = await newChat();
    const texts = Array.from({length: 12}, (_, index) => `number ${index + 1}`);
    for (const text of texts) {
      await write(chat, text);
      getPart(chat, 'send-button').click();
    }
    const id = await untilConversation(app);
    await until(() => messageTexts(chat).length === texts.length, 'all are shown');
    await until(() => !allText(chat).includes('Sending'), 'all are shown as stored');
    expect((await messagesOf(id)).map(({text}) => text)).to.deep.equal(texts);
    expect(messageTexts(chat)).to.deep.equal(texts);
  });

  it('sends what is written while a message is on its way with the next request', async () => {
    const {chat} = await newChat();
    const release = network.hold(isSending);
    const sent = () =>
      network.requests.filter(isSending).map(({body}) => sentTexts(body as unknown as SendMessagesRequest));
    await send(chat, 'one');
    await until(() => sent().length, 'it is on its way');
    for (const text of ['two', 'three']) await send(chat, text);
    await nextFrames();
    expect(sent()).to.deep.equal([['one']]);
    release();
    await until(() => !allText(chat).includes('Sending'), 'all are stored');
    expect(sent()).to.deep.equal([['one'], ['two', 'three']]);
  });

  it('sends a short message so that it outlives the page, and a long one so that it leaves the room for others', async () => {
    const {chat} = await newChat();
    await sendMessage(chat, 'short');
    await sendMessage(chat, 'ü'.repeat(6000));
    expect(network.requests.filter(isSending).map(({keepalive}) => keepalive)).to.deep.equal([true, false]);
  });

  async function untilConversation(app: TestApp): Promise<string> {
    await untilAsync(() => conversationId(app), 'there is a conversation');
    return conversationId(app);
  }

  it('shows a message as being sent until the service has stored it', async () => {
    const {chat} = await newChat();
    const events = recordEvents('messageadd', chat);
    // Not `hold`: the service would store the message, and tell so on the live connection.
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    network.answer((request, pass) => (isSending(request) ? gate.then(pass) : undefined));
    await send(chat, 'slowly');
    expect(allText(chat)).to.include('Sending…');
    expect(events.details).to.deep.equal([]);
    release();
    await until(() => !allText(chat).includes('Sending…'), 'it is stored');
    expect(messageTexts(chat)).to.deep.equal(['slowly']);
    expect(events.details).to.deep.equal([{type: 'text', body: 'slowly'}]);
  });

  it('keeps a refused message, and sends it again on request', async () => {
    const {app, chat} = await newChat();
    const stop = network.answer((request) =>
      isSending(request) ? json({error: {code: 'invalid_request', message: 'No.'}}, 400) : undefined,
    );
    await send(chat, 'not taken');
    await until(() => allText(chat).includes('Not sent.'), 'it is shown as not sent');
    expect(await conversationsOf(app)).to.deep.equal([]);
    stop();
    const again = [...buttonsNamed(chat, 'Try again')];
    expect(again).to.have.length(1);
    again[0]?.click();
    const id = await untilConversation(app);
    expect((await messagesOf(id)).map(({text}) => text)).to.deep.equal(['not taken']);
    await until(() => !allText(chat).includes('Not sent.'), 'it is shown as stored');
  });

  function* buttonsNamed(chat: HelpshiftChat, name: string): Generator<HTMLButtonElement> {
    const messages = getPart(chat, 'messages');
    for (const button of messages.querySelectorAll('button')) if (button.textContent.trim() === name) yield button;
  }

  it('stores a message once, when its answer was lost', async () => {
    const {app, chat} = await newChat();
    let losses = 0;
    network.answer((request, pass) => {
      if (!isSending(request) || ++losses > 1) return undefined;
      return pass().then(() => Promise.reject(new TypeError('Failed to fetch')));
    });
    await sendMessage(chat, 'only once');
    expect(messageTexts(chat)).to.deep.equal(['only once']);
    expect((await messagesOf(await conversationId(app))).map(({text}) => text)).to.deep.equal(['only once']);
  });

  describe('when the network is lost', () => {
    it('shows after a while that it reconnects, and hides this when connected', async () => {
      const {chat} = await newChat();
      const start = performance.now();
      network.cut();
      await until(() => allText(chat).includes(RECONNECTING), 'it says so');
      expect(performance.now() - start, 'a short break of the connection is not shown').to.be.at.least(2900);
      expect(allText(chat)).not.to.include(OFFLINE);
      network.mend();
      await until(() => !allText(chat).includes(RECONNECTING), 'it takes it back');
    });

    it('shows this when the browser reports it', async () => {
      const {chat} = await newChat();
      network.cut();
      Object.defineProperty(navigator, 'onLine', {value: false, configurable: true});
      try {
        window.dispatchEvent(new Event('offline'));
        await until(() => allText(chat).includes(OFFLINE), 'it says so');
      } finally {
        Reflect.deleteProperty(navigator, 'onLine');
      }
      network.mend();
      await until(() => !allText(chat).includes(OFFLINE), 'it takes it back');
    });

    it('sends waiting messages and shows missed ones, in one order for both sides', async () => {
      const {app, chat} = await newChat();
      await sendMessage(chat, 'before');
      const id = await conversationId(app);
      network.cut();
      await until(() => allText(chat).includes(RECONNECTING), 'it is away');
      await send(chat, 'meanwhile');
      await answerAsAgent(id, 'from the agent');
      network.mend();
      await until(() => messageTexts(chat).length === 3 && !allText(chat).includes('Sending'), 'both are there');
      expect(messageTexts(chat)).to.deep.equal((await messagesOf(id)).map(({text}) => text));
      expect(messageTexts(chat)).to.have.members(['before', 'meanwhile', 'from the agent']);
    });
  });

  describe('in two browsers at once', () => {
    it('is the same for the same user', async () => {
      const app = await createApp();
      const user = await verifiedUser(app);
      const [one, two] = [addChat({...appAttributes(app), ...user}), addChat({...appAttributes(app), ...user})];
      await Promise.all([openChat(one), openChat(two)]);
      await sendMessage(one, 'written in the first');
      await until(() => messageTexts(two).includes('written in the first'), 'the second shows it');
      await sendMessage(two, 'written in the second');
      await until(() => messageTexts(one).includes('written in the second'), 'the first shows it');
      expect(messageTexts(one)).to.deep.equal(messageTexts(two));
    });

    it('is read in both when it was read in one', async () => {
      const app = await createApp();
      const user = await verifiedUser(app);
      const [one, two] = [addChat({...appAttributes(app), ...user}), addChat({...appAttributes(app), ...user})];
      await openChat(one);
      await sendMessage(one, 'Hello?');
      one.close();
      await openChat(two);
      two.close();
      await until(() => !isPanelShown(one) && !isPanelShown(two), 'both are closed');
      await answerAsAgent(await conversationId(app), 'Hello!');
      await until(() => one.unreadCount === 1 && two.unreadCount === 1, 'both count the answer');
      await openChat(one);
      await until(() => two.unreadCount === 0, 'it is read in both');
    });

    it('is not visible to another user', async () => {
      const app = await createApp();
      const [one, two] = [
        addChat({...appAttributes(app), ...(await verifiedUser(app))}),
        addChat({...appAttributes(app), ...(await verifiedUser(app))}),
      ];
      await Promise.all([openChat(one), openChat(two)]);
      await sendMessage(one, 'between you and me');
      await sendMessage(two, 'something else');
      expect(messageTexts(two)).to.deep.equal(['something else']);
    });
  });

  describe('with an error', () => {
    it('shows the error, but recovers for another user', async () => {
      const app = await createApp();
      const stop = network.answer(({path}) =>
        path === '/v1/sync' ? json({error: {code: 'forbidden', message: 'No.'}}, 403) : undefined,
      );
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
      const errors = recordEvents('webchatruntimeerror', chat);
      chat.open();
      await shownPart(chat, 'error');
      expect(errors.details).to.deep.equal([{error: 'SERVICE_FAILED', reason: 'FORBIDDEN'}]);
      stop();
      for (const [name, value] of Object.entries(await verifiedUser(app))) chat.setAttribute(name, value);
      await shownPart(chat, 'input');
      expect(isDrawn(chat, 'error')).to.be.false;
    });
  });

  it('sends no more requests after the user has left', async () => {
    const {chat} = await newChat();
    await sendMessage(chat, 'bye');
    network.answer((request) => (isSending(request) ? noAnswer(request) : undefined));
    await send(chat, 'never stored');
    chat.remove();
    await nextFrames();
    const asked = network.requests.length;
    network.mend();
    await nextFrames();
    expect(network.requests).to.have.length(asked);
  });
});
