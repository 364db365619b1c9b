import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  allText,
  getSendButton,
  type HelpshiftChat,
  messageTexts,
  openChat,
  recordEvents,
  until,
  untilAsync,
  write,
} from '../support/chat.js';
import {useNetwork} from '../support/network.js';
import {deleteOutbox, keptTexts} from '../support/outbox-records.js';
import {messagesOf} from '../support/service.js';
import {useWarnings} from '../support/watch.js';

describe('two elements of one app and user on a page', () => {
  const network = useNetwork();
  useWarnings();
  let app: TestApp;
  let chats: readonly [HelpshiftChat, HelpshiftChat];

  beforeEach(async () => {
    await deleteOutbox();
    app = await createApp();
    const user = await verifiedUser(app);
    const attributes = {...appAttributes(app), ...user};
    chats = [addChat(attributes), addChat(attributes)];
    for (const chat of chats) await openChat(chat);
  });

  /** As agents see them. */
  async function storedTexts(): Promise<readonly string[]> {
    const [conversation] = await conversationsOf(app);
    return conversation ? (await messagesOf(conversation.id)).map(({text}) => text) : [];
  }

  async function send(chat: HelpshiftChat, text: string): Promise<void> {
    await write(chat, text);
    getSendButton(chat).click();
    await until(() => allText(chat).includes(text), 'the message is shown');
  }

  it('show each message once and in one order, and keep none for ever', async () => {
    const added = recordEvents('messageadd');
    const texts = ['one', 'two', 'three', 'four'];
    network.cut();
    for (const [index, text] of texts.entries()) {
      await send(chats[index % 2] as HelpshiftChat, text);
      await untilAsync(async () => (await keptTexts(app)).length === index + 1, 'it is kept');
    }
    network.mend();
    await untilAsync(async () => (await storedTexts()).length === texts.length, 'all are stored');
    expect(await storedTexts()).to.deep.equal(texts);
    for (const chat of chats) {
      await until(() => messageTexts(chat).length === texts.length, 'all are shown');
      expect(messageTexts(chat)).to.deep.equal(texts);
    }
    await untilAsync(async () => !(await keptTexts(app)).length, 'nothing is kept');
    expect(added.details.map(({body}) => body).sort()).to.deep.equal([...texts].sort());
  });
});
