import {expect} from '@open-wc/testing';
import {resetMouse, sendKeys, sendMouse} from '@web/test-runner-commands';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  addPlace,
  allElements,
  allText,
  getInput,
  findPart,
  getPart,
  getSendButton,
  hasFocus,
  isPanelShown,
  type HelpshiftChat,
  messageTexts,
  openChat,
  parts,
  recordEvents,
  sendMessage,
  shownPart,
  until,
  untilAsync,
  write,
} from '../../support/chat.js';
import {USER} from '../../support/chat-samples.js';
import {json, useNetwork} from '../../support/network.js';
import {answerAsAgent, readAsAgent} from '../../support/service.js';
import {UserLog} from '../../support/user-log.js';
import {nextFrames} from '../../support/watch.js';
import type {SyncResponse} from '../../../src/protocol/wire.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the messages', () => {
  const network = useNetwork();

  async function newChat(): Promise<{app: TestApp; chat: HelpshiftChat}> {
    const app = await createApp();
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await openChat(chat);
    return {app, chat};
  }

  async function answer(app: TestApp, text: string): Promise<void> {
    const [conversation] = await conversationsOf(app);
    await answerAsAgent(conversation?.id ?? '', text);
  }

  interface GivenMessage {
    readonly text: string;
    readonly from?: 'user' | 'agent';
    readonly agentName?: string;
    readonly time?: number;
  }

  /** A chat of a user with these conversations, of which the service knows nothing. */
  async function chatOf(
    log: UserLog,
    change: (answer: SyncResponse) => void = () => {},
  ): Promise<{chat: HelpshiftChat}> {
    network.answer(({path, body}) => {
      if (path !== '/v1/sync') return undefined;
      const answer = structuredClone(log.sync(body));
      change(answer);
      return json(answer);
    });
    const app = await createApp();
    return {chat: addChat({...appAttributes(app), ...(await verifiedUser(app))})};
  }

  /** A chat with a conversation of these messages, with any times. */
  async function chatWith(messages: readonly GivenMessage[]): Promise<{chat: HelpshiftChat; log: UserLog}> {
    const log = new UserLog();
    for (const {text, from = 'user', agentName = 'Ada', time = Date.now()} of messages) {
      log.write(from === 'user' ? USER : {kind: 'agent', name: agentName}, text, time);
    }
    const {chat} = await chatOf(log);
    await openChat(chat);
    const count = Math.min(messages.length, 50);
    await until(() => messageTexts(chat).length >= count, 'the newest messages are shown');
    return {chat, log};
  }

  it("separate the user’s from the agents’, with the agents' names", async () => {
    const {app, chat} = await newChat();
    await sendMessage(chat, 'Hello?');
    await answer(app, 'Hello!');
    await until(() => parts(chat, 'message-agent').length === 1, 'the answer is shown');
    expect(parts(chat, 'message-user').map(({textContent}) => textContent)).to.deep.equal(['Hello?']);
    expect(parts(chat, 'message-agent').map(({textContent}) => textContent)).to.deep.equal(['Hello!']);
    expect(getPart(chat, 'messages').textContent).to.include('You').and.to.include('Support');
  });

  describe('text', () => {
    const texts: Record<string, string> = {
      HTML: '<b>bold</b> & <img src=x onerror="window.wasRun = true">',
      'a script': '</span><script>window.wasRun = true</script>',
      'markers of a lit template': '${alert(1)} <!--?lit$--> {{x}}',
      'an address without http': 'javascript:window.wasRun=true data:text/html,x www.example.com mailto:a@example.com',
      'characters for another text direction': 'before \u202Eturned\u2066 and never turned back',
      'every kind of white space': 'two  spaces\n\nnew lines\tand a tab',
      'a word without end': 'x'.repeat(500),
      'characters of many units': '👩‍👩‍👧‍👦 مرحبا 你好 e\u0301',
    };
    for (const [what, text] of Object.entries(texts)) {
      it(`is shown as written: ${what}`, async () => {
        const {app, chat} = await newChat();
        await sendMessage(chat, text);
        await answer(app, text);
        await until(() => messageTexts(chat).length === 2, 'the answer is shown');
        expect(messageTexts(chat)).to.deep.equal([text, text]);
        for (const message of parts(chat, 'message')) expect(message.childElementCount).to.equal(0);
        expect('wasRun' in window).to.be.false;
        const scroller = getPart(chat, 'messages');
        expect(scroller.scrollWidth, 'it breaks its lines').to.be.at.most(scroller.clientWidth);
      });
    }

    it('does not change the direction of its surroundings', async () => {
      const {chat} = await chatWith([{text: '\u202Eabc', from: 'agent', agentName: '\u202Eada'}, {text: 'after'}]);
      for (const element of [...parts(chat, 'message'), ...getPart(chat, 'messages').querySelectorAll('bdi')]) {
        expect(getComputedStyle(element).unicodeBidi).to.equal('isolate');
      }
    });
  });

  describe('web addresses', () => {
    /** Waits until the first message holds so many links: their code loads when it is first needed. */
    async function shownLinks(chat: HelpshiftChat, count: number): Promise<HTMLAnchorElement[]> {
      const links = () => [...getPart(chat, 'message').querySelectorAll('a')];
      await until(() => links().length === count, `${count} links are shown`);
      return links();
    }

    it('are links that open in another tab, without a referrer', async () => {
      const {chat} = await newChat();
      const text = 'See https://example.com/a?b=1&c=2#d, (http://example.org/x) or HTTPS://EXAMPLE.NET.';
      await sendMessage(chat, text);
      const links = await shownLinks(chat, 3);
      expect(links.map((link) => link.getAttribute('href'))).to.deep.equal([
        'https://example.com/a?b=1&c=2#d',
        'http://example.org/x',
        'https://example.net/',
      ]);
      expect(messageTexts(chat)).to.deep.equal([text]);
      for (const link of links) {
        expect(link.target).to.equal('_blank');
        expect([...link.relList]).to.include.members(['noopener', 'noreferrer']);
      }
    });

    it('are shown in the form that the browser opens, from left to right', async () => {
      const {chat} = await newChat();
      await write(chat, 'مرحبا https://ехаmple.org/ (https://en.example.org/wiki/A_(b)) https://a.example@b.example/');
      getSendButton(chat).click();
      await shownPart(chat, 'message');
      const links = await shownLinks(chat, 2);
      expect(links.map(({textContent}) => textContent)).to.deep.equal([
        'https://xn--mple-43d3a6i.org/',
        'https://en.example.org/wiki/A_(b)',
      ]);
      for (const link of links) expect(getComputedStyle(link)).to.include({unicodeBidi: 'isolate', direction: 'ltr'});
      expect(getComputedStyle(getPart(chat, 'message')).direction).to.equal('rtl');
    });

    it('end before markup or a quotation', async () => {
      const {chat} = await newChat();
      await sendMessage(chat, 'https://example.com/"onmouseover="x" https://example.com/<b>');
      const links = await shownLinks(chat, 2);
      expect(links.map(({href}) => href)).to.deep.equal(['https://example.com/', 'https://example.com/']);
    });

    it('are not read a second time by a screen reader, when their code has loaded after the text', async () => {
      const {app, chat} = await newChat();
      await sendMessage(chat, 'Where is it?');
      const list = getPart(chat, 'messages');
      await until(() => !list.ariaLive, 'new messages are read');
      const readings: unknown[] = [];
      const observer = new MutationObserver(() => list.querySelector('a') && readings.push(list.ariaLive));
      observer.observe(list, {childList: true, subtree: true});
      await answer(app, 'See https://example.com/');
      await until(() => readings.length > 0, 'the link is drawn');
      observer.disconnect();
      expect(readings[0]).to.equal('off');
      await until(() => !list.ariaLive, 'new messages are read');
    });
  });

  describe('in their order', () => {
    it('are separated by days, with words for recent ones', async () => {
      const now = Date.now();
      const {chat} = await chatWith([
        {text: 'text of long ago', time: Date.UTC(2020, 1, 29, 12)},
        {text: 'text of then', time: now - DAY_MS},
        {text: 'text of now', time: now},
      ]);
      const text = getPart(chat, 'messages').textContent;
      const order = [
        'Saturday, February 29, 2020',
        'text of long ago',
        'yesterday',
        'text of then',
        'today',
        'text of now',
      ];
      const places = order.map((words) => text.indexOf(words));
      expect(places).not.to.include(-1);
      expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    });

    it('are grouped by author within one minute', async () => {
      const minute = Math.floor((Date.now() - DAY_MS) / 60_000) * 60_000;
      const {chat} = await chatWith([
        {text: 'a', time: minute},
        {text: 'b', time: minute + 20_000},
        {text: 'c', from: 'agent', agentName: 'Ada', time: minute + 30_000},
        {text: 'd', from: 'agent', agentName: 'Bo', time: minute + 40_000},
        {text: 'e', from: 'agent', agentName: 'Bo', time: minute + 70_000},
      ]);
      const names = [...getPart(chat, 'messages').querySelectorAll('bdi')].map(({textContent}) => textContent);
      expect(names).to.deep.equal(['You', 'Ada', 'Bo', 'Bo']);
    });

    it('show their time under the pointer', async () => {
      const {chat} = await chatWith([{text: 'when?', time: Date.UTC(2020, 1, 29, 6, 5)}]);
      const time = getPart(chat, 'messages').querySelector('time');
      const isSeen = (): boolean => time !== null && getComputedStyle(time).opacity === '1';
      await resetMouse();
      await until(() => !isSeen(), 'the time is not in the way');
      const {left, top} = getPart(chat, 'message').getBoundingClientRect();
      await sendMouse({type: 'move', position: [Math.round(left) + 5, Math.round(top) + 5]});
      await until(isSeen, 'the time is shown');
      // The test's time zone is four hours ahead of UTC.
      expect(time?.textContent).to.match(/^10:05\sAM$/);
      expect(time?.dateTime).to.equal('2020-02-29T06:05:00.000Z');
      await resetMouse();
    });

    it('show their time to the keyboard', async () => {
      const {chat} = await chatWith([{text: 'when?'}]);
      const time = getPart(chat, 'messages').querySelector('time');
      getPart(chat, 'close-button').focus();
      await sendKeys({press: 'Tab'});
      expect(hasFocus(getPart(chat, 'messages'))).to.be.true;
      await until(() => time !== null && getComputedStyle(time).opacity === '1', 'the time is shown');
    });

    it('are those of the newest page, and older ones as the reader scrolls up, down to the first', async () => {
      const messages = Array.from({length: 130}, (_, index) => ({text: `number ${index + 1}`}));
      const {chat} = await chatWith(messages);
      expect(messageTexts(chat)).to.deep.equal(messages.slice(-50).map(({text}) => text));
      const scroller = getPart(chat, 'messages');
      for (const count of [100, 130]) {
        await until(() => scroller.ariaLive === null, 'all that is wanted is drawn');
        scroller.scrollTop = 0;
        await until(() => messageTexts(chat).length >= count, 'older ones are shown');
      }
      expect(messageTexts(chat)).to.deep.equal(messages.map(({text}) => text));
      expect(network.seen('POST', '/v1/sync').filter(({body}) => body['page'])).to.have.length(3);
    });

    it('say what became of the conversation, and what cannot be shown', async () => {
      const log = new UserLog();
      log.write(USER, 'Hello?');
      log.change('resolved');
      log.change('reopened', USER);
      log.write(USER, 'Not yet!');
      log.change('rejected');
      const {chat} = await chatOf(log, (answer) => {
        for (const {entries} of answer.conversations) {
          for (const entry of entries) {
            if (entry.content.kind === 'text' && entry.content.text === 'Not yet!') {
              Object.assign(entry.content, {kind: 'hologram'});
            }
          }
        }
      });
      const errors = recordEvents('webchatruntimeerror', chat);
      await openChat(chat);
      await until(() => getPart(chat, 'messages').textContent.includes('closed'), 'it is read');
      const notes = [...getPart(chat, 'messages').querySelectorAll('.note:not(.day)')];
      expect(notes.map(({textContent}) => textContent)).to.deep.equal([
        'This conversation was resolved.',
        'This conversation was reopened.',
        'This message cannot be shown here.',
        'This conversation was closed.',
      ]);
      expect(errors.details).to.deep.equal([{error: 'CHAT_OUTDATED', reason: 'ENTRY_UNKNOWN'}]);
    });
  });

  describe('when there are many', () => {
    const many = Array.from({length: 60}, (_, index) => ({text: `number ${index + 1}`}));
    const isAtEnd = (chat: HelpshiftChat): boolean => {
      const {scrollHeight, scrollTop, clientHeight} = getPart(chat, 'messages');
      return scrollHeight - scrollTop - clientHeight < 2;
    };
    const jump = (chat: HelpshiftChat): HTMLButtonElement | undefined =>
      [...allElements(chat.shadowRoot as ShadowRoot)].find(
        (element): element is HTMLButtonElement =>
          element instanceof HTMLButtonElement && element.textContent.trim() === 'New messages',
      );

    /** Repeats the scrolling, like a user, when a new draw scrolls back. */
    const scrollTo = (chat: HelpshiftChat, place: number): Promise<void> =>
      untilAsync(async () => {
        getPart(chat, 'messages').scrollTop = place;
        await nextFrames();
        // Firefox scrolls to whole pixels of the screen.
        return Math.abs(getPart(chat, 'messages').scrollTop - place) < 1;
      }, 'the reader is there');

    it('show the newest', async () => {
      const {chat} = await chatWith(many);
      await until(() => isAtEnd(chat), 'the newest is in sight');
    });

    it('stay in view while the input grows', async () => {
      const {chat} = await chatWith(many);
      await until(() => isAtEnd(chat), 'the newest is in sight');
      const {clientHeight} = getPart(chat, 'messages');
      getInput(chat).value = 'line\n'.repeat(10);
      getInput(chat).dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
      expect(getPart(chat, 'messages').clientHeight, 'there is less room').to.be.below(clientHeight - 80);
      await until(() => isAtEnd(chat), 'the newest is in sight again');
    });

    it('are scrolled with the keyboard', async () => {
      const {chat} = await chatWith(many);
      await until(() => isAtEnd(chat), 'the newest is in sight');
      getPart(chat, 'messages').focus();
      expect(hasFocus(getPart(chat, 'messages'))).to.be.true;
      await sendKeys({press: 'Home'});
      // Older ones are drawn above on the way, and do not move the reader.
      await until(() => parts(chat, 'message').length === many.length, 'all are drawn');
      await sendKeys({press: 'Home'});
      await until(() => getPart(chat, 'messages').scrollTop === 0, 'the oldest is in sight');
    });

    it('keep the place of a reader who begins to scroll up, when they are drawn again', async () => {
      const {chat} = await chatWith(many);
      await until(() => isAtEnd(chat), 'the newest is in sight');
      const scroller = getPart(chat, 'messages');
      const place = scroller.scrollTop - 30;
      // Until the browser has told of the scrolling to the end.
      await nextFrames();
      // The first step of a smooth scroll, as the browser makes it for a key.
      await scrollTo(chat, place);
      const english = scroller.ariaLabel;
      chat.language = 'de';
      await until(() => scroller.ariaLabel !== english, 'they are drawn again');
      await nextFrames();
      expect(scroller.scrollTop).to.be.closeTo(place, 1);
    });

    it('keep the place of a reader who begins to scroll up in the frame in which they are drawn again', async () => {
      const {chat} = await chatWith(many);
      await until(() => isAtEnd(chat), 'the newest is in sight');
      await nextFrames();
      const scroller = getPart(chat, 'messages');
      const english = scroller.ariaLabel;
      const place = scroller.scrollTop - 30;
      chat.language = 'de';
      // The browser tells of it in the next frame.
      const observer = new MutationObserver(() => (scroller.scrollTop = place));
      observer.observe(chat.shadowRoot as ShadowRoot, {subtree: true, attributes: true, attributeFilter: ['lang']});
      const panel = [...allElements(document)].find(({localName}) => localName === 'hs-panel');
      observer.observe(panel?.shadowRoot as ShadowRoot, {subtree: true, attributes: true, attributeFilter: ['lang']});
      await until(() => scroller.ariaLabel !== english, 'they are drawn again');
      observer.disconnect();
      await nextFrames();
      expect(scroller.scrollTop).to.be.closeTo(place, 1);
    });

    it('keep the place, at the end or above it, when the page moves the element', async () => {
      const {chat} = await chatWith(many);
      await until(() => isAtEnd(chat), 'the newest is in sight');
      await nextFrames();
      addPlace().append(chat);
      await nextFrames();
      expect(isAtEnd(chat)).to.be.true;
      const scroller = getPart(chat, 'messages');
      const place = scroller.scrollTop - 300;
      await scrollTo(chat, place);
      addPlace().append(chat);
      await nextFrames();
      expect(getPart(chat, 'messages').scrollTop).to.be.closeTo(place, 1);
    });

    it('keep the place of a reader while the panel is closed, and read nothing for it', async () => {
      const {chat, log} = await chatWith(Array.from({length: 130}, (_, index) => ({text: `number ${index + 1}`})));
      await until(() => isAtEnd(chat), 'the newest is in sight');
      await nextFrames();
      const place = getPart(chat, 'messages').scrollTop - 300;
      await scrollTo(chat, place);
      chat.close();
      await until(() => !isPanelShown(chat), 'the panel is closed');
      const pages = () => network.seen('POST', '/v1/sync').filter(({body}) => body['page']).length;
      const before = pages();
      log.writeAsAgent('while you were away');
      dispatchEvent(new Event('offline'));
      await until(() => chat.unreadCount === 1, 'the answer has come');
      await nextFrames();
      expect(pages()).to.equal(before);
      await openChat(chat);
      await nextFrames();
      expect(getPart(chat, 'messages').scrollTop).to.be.closeTo(place, 1);
      expect(jump(chat)).to.exist;
    });

    it('keep the place of a reader when one above or below becomes higher, as a picture does when it has come', async () => {
      const {chat} = await chatWith(many);
      await until(() => isAtEnd(chat), 'the newest is in sight');
      const rows = [...getPart(chat, 'messages').querySelectorAll('.group')];
      const grow = async (row: Element | undefined): Promise<void> => {
        const picture = document.createElement('div');
        picture.style.height = '120px';
        row?.append(picture);
        await nextFrames();
      };
      await grow(rows.at(-1));
      expect(isAtEnd(chat), 'a reader who follows stays at the end').to.be.true;

      await scrollTo(chat, getPart(chat, 'messages').scrollTop - 300);
      const box = getPart(chat, 'messages').getBoundingClientRect();
      const read = parts(chat, 'message').find((message) => message.getBoundingClientRect().top > box.top);
      const place = read?.getBoundingClientRect().top ?? 0;
      const group = read?.closest('.group');
      const index = rows.indexOf(group as Element);
      for (const row of [rows[index - 1], rows[1], rows[index + 1], rows.at(-1)]) {
        await grow(row);
        expect(read?.getBoundingClientRect().top).to.be.closeTo(place, 1);
      }
    });

    it('scroll to the end when the user writes', async () => {
      const {app, chat} = await newChat();
      await sendMessage(chat, 'x\n'.repeat(40));
      await answer(app, 'y\n'.repeat(40));
      await until(() => messageTexts(chat).length === 2, 'the answer is shown');
      await scrollTo(chat, 0);
      await sendMessage(chat, 'my last word');
      await until(() => isAtEnd(chat), 'it is in sight');
    });

    describe('of a long conversation', () => {
      // One a minute, so that each is a group of its own: a group is drawn again when an older message joins it.
      const messages = Array.from({length: 60}, (_, index) => ({
        text: `Message ${index + 1}`,
        time: Date.UTC(2020, 1, 29, 6, index),
      }));

      /** Calls back at each change of the messages, from the first draw on, until all are drawn. */
      async function watchDrawing(onChange: (scroller: HTMLElement, chat: HelpshiftChat) => void): Promise<void> {
        const observer = new MutationObserver(() => {
          for (const {shadowRoot} of allElements(document)) {
            if (shadowRoot) observer.observe(shadowRoot, {subtree: true, childList: true, attributes: true});
          }
          const chat = document.querySelector<HelpshiftChat>('helpshift-chat');
          const scroller = chat && findPart(chat, 'messages');
          if (scroller) onChange(scroller, chat);
        });
        observer.observe(document.body, {subtree: true, childList: true});
        const {chat} = await chatWith(messages);
        await until(() => getPart(chat, 'messages').ariaLive === null, 'new messages are announced');
        observer.disconnect();
      }

      it('are drawn in small steps, the newest first, and a screen reader announces none of them', async () => {
        const steps: {readonly count: number; readonly last: string | undefined; readonly live: string | null}[] = [];
        await watchDrawing((scroller, chat) => {
          const shown = messageTexts(chat);
          steps.push({count: shown.length, last: shown.at(-1), live: scroller.ariaLive});
        });
        const drawn = steps.filter(({count}) => count > 0);
        expect([...new Set(drawn.map(({count}) => count))]).to.deep.equal([10, 20, 30, 40, 50]);
        for (const {last} of drawn) expect(last).to.equal('Message 60');
        const firstLive = steps.findIndex(({live}) => live === null);
        expect(
          steps.findIndex(({count}) => count === 50),
          'the last is drawn before',
        ).to.be.below(firstLive);
      });

      it('keep the place of a reader who scrolls up meanwhile', async () => {
        const places = new Set<number>();
        let read: HTMLElement | undefined;
        await watchDrawing((scroller, chat) => {
          if (read) places.add(read.offsetTop - scroller.scrollTop);
          else if (scroller.scrollTop > 0) {
            // The browser tells of it in the next frame, and that may come after the last draw.
            const tell = () => scroller.dispatchEvent(new Event('scroll'));
            tell();
            scroller.scrollTop = 0;
            tell();
            read = parts(chat, 'message')[0];
          }
        });
        expect(read, 'some were drawn later').to.exist;
        // Heights are read as whole pixels.
        expect(Math.max(...places) - Math.min(...places)).to.be.at.most(2);
      });
    });

    it('do not scroll a reader away, and offer a button to new messages', async () => {
      const {app, chat} = await newChat();
      await sendMessage(chat, 'x\n'.repeat(60));
      await until(() => isAtEnd(chat), 'the newest is in sight');
      await scrollTo(chat, 0);
      await answer(app, 'something new');
      await until(() => jump(chat), 'the way is offered');
      expect(getPart(chat, 'messages').scrollTop).to.equal(0);
      jump(chat)?.click();
      await until(() => isAtEnd(chat) && !jump(chat), 'the newest is in sight');
    });
  });

  describe('of the user', () => {
    /** What is said below each message of the user. */
    const receipts = (chat: HelpshiftChat): (string | undefined)[] =>
      parts(chat, 'message-user').map((message) => {
        const next = message.nextElementSibling;
        return next?.matches('.delivery') ? next.textContent.trim() : undefined;
      });

    it('say below the newest one whether an agent has seen it, live', async () => {
      const {app, chat} = await newChat();
      await sendMessage(chat, 'one');
      await until(() => receipts(chat).join() === 'Sent', 'it is sent');
      await sendMessage(chat, 'two');
      await until(() => receipts(chat).join() === ',Sent', 'the newest alone says it');
      const [conversation] = await conversationsOf(app);
      const {id = ''} = conversation ?? {};
      await answer(app, 'I look into it');
      await until(() => messageTexts(chat).length === 3, 'the answer is shown');
      expect(receipts(chat), 'an answer alone is no look').to.deep.equal([undefined, 'Sent']);
      await readAsAgent(id, 1);
      await nextFrames();
      expect(receipts(chat)).to.deep.equal([undefined, 'Sent']);
      await readAsAgent(id, 2);
      await until(() => receipts(chat).join() === ',Seen', 'the newest is seen');
      await sendMessage(chat, 'three');
      await until(() => receipts(chat).join() === ',,Sent', 'nobody has seen this one');
    });

    it('say only what the service says: one of an earlier version does not know what agents have seen', async () => {
      const log = new UserLog();
      log.writeAsUser('one');
      const {chat} = await chatOf(log, (answer) => {
        for (const conversation of answer.conversations) Reflect.deleteProperty(conversation, 'agentReadNumber');
      });
      await openChat(chat);
      await until(() => receipts(chat).join() === 'Sent', 'it is sent');
    });

    it('are not read to a screen reader again when an agent has seen them', async () => {
      const {chat} = await newChat();
      await sendMessage(chat, 'one');
      await until(() => receipts(chat).join() === 'Sent', 'it is sent');
      expect(parts(chat, 'message-user')[0]?.nextElementSibling?.ariaLive).to.equal('off');
    });
  });

  it('are replaced by a greeting in an empty chat', async () => {
    const {chat} = await newChat();
    expect(allText(chat)).to.include('Hi! How can we help you?');
    await sendMessage(chat, 'hello');
    expect(allText(chat)).not.to.include('Hi! How can we help you?');
  });
});
