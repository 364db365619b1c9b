import {expect} from '@open-wc/testing';
import {emulateMedia} from '@web/test-runner-commands';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allElements,
  getInput,
  getPart,
  type HelpshiftChat,
  openChat,
  sendMessage,
  until,
  write,
} from '../../support/chat.js';
import {useNetwork} from '../../support/network.js';
import {answerAsAgent} from '../../support/service.js';
import {nextFrames, useWarnings} from '../../support/watch.js';

describe('the signs of agents in the panel', () => {
  const network = useNetwork();
  useWarnings();

  async function start(attributes: Record<string, string> = {}): Promise<{chat: HelpshiftChat; app: TestApp}> {
    const app = await createApp();
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app)), ...attributes});
    await openChat(chat);
    await sendMessage(chat, 'Hello?');
    return {chat, app};
  }

  const find = (chat: HelpshiftChat, name: string): Element | undefined =>
    [...allElements(chat.shadowRoot as ShadowRoot)].find(({localName}) => localName === name);
  const line = (chat: HelpshiftChat): HTMLElement | null | undefined =>
    find(chat, 'hs-typing')?.shadowRoot?.querySelector('p');
  const typed = (chat: HelpshiftChat): string =>
    (line(chat)?.textContent ?? '').replaceAll(/[\u2068\u2069]/g, '').trim();
  const presence = (chat: HelpshiftChat): string | undefined =>
    find(chat, 'hs-presence')?.shadowRoot?.textContent.trim();
  const hearTyping = async (chat: HelpshiftChat, name: string): Promise<void> => {
    network.hear({type: 'typing', conversationId: '', name});
    await until(() => typed(chat) === `${name} is typing…`, `${name} types`);
  };

  it('name the agent who types, below the messages, until the message arrives', async () => {
    const {chat, app} = await start();
    const messages = getPart(chat, 'messages');
    const [open] = await conversationsOf(app);
    const answer = async (text: string): Promise<void> => {
      await answerAsAgent(open?.id ?? '', text);
      await until(() => messages.textContent.includes(text), `"${text}" is shown`);
    };
    await answer('One moment.');
    const agent = [...messages.querySelectorAll('.name')].at(-1)?.textContent ?? '';
    await hearTyping(chat, agent);
    await nextFrames();
    const box = line(chat)!.getBoundingClientRect();
    expect(box.top).to.be.at.least(messages.getBoundingClientRect().bottom - 1);
    expect(box.bottom).to.be.at.most(getInput(chat).getBoundingClientRect().top);
    // The newest message stays in view.
    expect(messages.scrollHeight - messages.scrollTop - messages.clientHeight).to.be.below(2);
    await expect(chat).to.be.accessible();
    await answer('Here I am.');
    await nextFrames();
    expect(typed(chat)).to.equal('');
  });

  it('are read out once before each message', async () => {
    const {chat, app} = await start();
    await hearTyping(chat, 'Alex');
    expect([line(chat)?.role, line(chat)?.ariaLive]).to.deep.equal(['status', 'polite']);
    const stop = async () => {
      network.cut();
      await until(() => typed(chat) === '', 'nothing is shown without a live connection');
      network.mend();
    };
    await stop();
    await until(() => network.openSockets === 1, 'it is connected again');
    await until(
      () => (network.hear({type: 'typing', conversationId: '', name: 'Alex'}), typed(chat)),
      'Alex types again',
    );
    expect(line(chat)?.ariaLive).to.equal('off');
    await stop();
    await until(() => network.openSockets === 1, 'it is connected again');
    await answerAsAgent((await conversationsOf(app))[0]?.id ?? '', 'Hello!');
    await until(() => getPart(chat, 'messages').textContent.includes('Hello!'), 'the answer is shown');
    await until(
      () => (network.hear({type: 'typing', conversationId: '', name: 'Alex'}), typed(chat)),
      'Alex types again',
    );
    expect(line(chat)?.ariaLive).to.equal('polite');
  });

  it('do not move a reader who reads older messages', async () => {
    const {chat} = await start();
    await sendMessage(chat, 'a long message\n'.repeat(60).trim());
    const messages = getPart(chat, 'messages');
    messages.scrollTop = 100;
    await nextFrames();
    await hearTyping(chat, 'Alex');
    await nextFrames();
    expect(messages.scrollTop).to.equal(100);
  });

  it('say below the title that somebody is there, and nothing when nobody is', async () => {
    const {chat} = await start();
    expect(find(chat, 'hs-presence')).to.equal(undefined);
    const header = getPart(chat, 'header');
    const height = header.offsetHeight;
    network.hear({type: 'presence', isThere: true});
    await until(() => presence(chat) === 'Somebody is there now', 'somebody is there');
    expect(header.offsetHeight, 'nothing moves').to.equal(height);
    expect(header.contains(find(chat, 'hs-presence')!)).to.equal(true);
    await expect(chat).to.be.accessible();
    network.hear({type: 'presence', isThere: false});
    await until(() => !find(chat, 'hs-presence'), 'nobody is there');
  });

  it('vanish with the live connection', async () => {
    const {chat} = await start();
    network.hear({type: 'presence', isThere: true});
    await hearTyping(chat, 'Alex');
    network.cut();
    await until(() => !find(chat, 'hs-presence') && typed(chat) === '', 'nothing is shown');
  });

  it('stand still for a reader who wants no motion', async () => {
    const {chat} = await start();
    await hearTyping(chat, 'Alex');
    const dot = line(chat)!.querySelector('i')!;
    expect(getComputedStyle(dot).animationName).not.to.equal('none');
    await emulateMedia({reducedMotion: 'reduce'});
    try {
      expect(getComputedStyle(dot).animationName).to.equal('none');
    } finally {
      await emulateMedia({reducedMotion: 'no-preference'});
    }
  });

  it('are written in the language of the chat', async () => {
    const {chat} = await start({language: 'de'});
    network.hear({type: 'presence', isThere: true});
    network.hear({type: 'typing', conversationId: '', name: 'Alex'});
    await until(
      () => presence(chat) === 'Jetzt ist jemand da' && typed(chat) === 'Alex schreibt …',
      'it speaks German',
    );
  });

  it('go the other way, too: the service is told that the user types, and not what', async () => {
    const {chat} = await start();
    const told = () => network.sentFrames.filter((frame) => (frame as {type?: string}).type === 'typing');
    // It may have been told of the first message, so that the next word of it comes after three seconds.
    for (let round = 1; !told().length; round++) {
      await write(chat, `Hello again, ${round}`);
      await nextFrames();
    }
    await write(chat, 'Hello');
    await write(chat, '');
    expect(told(), 'at most once in three seconds').to.deep.equal([{type: 'typing'}]);
  });
});
