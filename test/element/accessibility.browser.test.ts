import {expect} from '@open-wc/testing';
import {sendKeys, setViewport} from '@web/test-runner-commands';
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
  allText,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  openChat,
  parts,
  sendMessage,
  shownControl,
  shownLauncher,
  shownPart,
  until,
  write,
} from '../support/chat.js';
import {chooseFiles, holdUploads, picture, sentNames, textFile, waitingNames} from '../support/files.js';
import {json, noAnswer, useNetwork} from '../support/network.js';
import {addEntry, answerAsAgent} from '../support/service.js';
import {useWarnings} from '../support/watch.js';

const VIEWPORT = {width: 800, height: 600};

const FINGER_PX = 40;

/** The states for axe. Each begins with a new chat. */
const STATES: Record<string, (network: ReturnType<typeof useNetwork>) => Promise<HelpshiftChat>> = {
  closed: async () => {
    const chat = addChat(appAttributes(await createApp()));
    await shownLauncher(chat);
    return chat;
  },
  'closed, with unread messages': async () => {
    const {app, chat} = await conversation();
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is gone');
    await answer(app, 'Are you still there?');
    await shownPart(chat, 'badge');
    await shownPart(chat, 'preview');
    return chat;
  },
  loading: async (network) => {
    network.answer((request) => (request.path === '/v1/sync' ? noAnswer(request) : undefined));
    const chat = addChat(appAttributes(await createApp()));
    chat.open();
    await until(() => allText(chat).includes('Loading'), 'it loads');
    return chat;
  },
  'open and empty': async () => {
    const chat = addChat(appAttributes(await createApp()));
    await openChat(chat);
    return chat;
  },
  'open, with messages': async () => {
    const {app, chat} = await conversation();
    await answer(app, 'See https://example.com/help');
    await until(() => parts(chat, 'message-agent').length === 1, 'the answer is shown');
    return chat;
  },
  'with files that are sent, on their way and refused': async () => {
    const {chat} = await conversation();
    chooseFiles(chat, await picture('cat.png', 300, 200), textFile('notes.txt'));
    await until(() => sentNames(chat).length === 2, 'two are sent');
    const Requests = XMLHttpRequest;
    const {held} = holdUploads();
    chooseFiles(chat, textFile('later.txt'), new File(['a'], 'film.mp4', {type: 'video/mp4'}));
    await until(() => held() === 1 && waitingNames(chat).length === 2, 'one is on its way, one is refused');
    // That one stays on its way.
    globalThis.XMLHttpRequest = Requests;
    return chat;
  },
  'with a waiting and a refused message': async (network) => {
    const {chat} = await conversation();
    network.answer((request) => {
      if (request.path !== '/v1/messages') return undefined;
      const sent = JSON.stringify(request.body);
      // Both may come in one request, which is then refused: each comes again alone.
      if (sent.includes('waits') && !sent.includes('refused')) return noAnswer(request);
      return json({error: {code: 'invalid_request', message: 'No.'}}, 400);
    });
    for (const text of ['refused', 'waits']) {
      await write(chat, text);
      getPart(chat, 'send-button').click();
    }
    await until(() => /Not sent[^]*Sending/.test(allText(chat)), 'one is refused, one waits');
    return chat;
  },
  'with a text over the limit': async () => {
    const chat = addChat(appAttributes(await createApp()));
    const input = await openChat(chat);
    input.value = 'x'.repeat(10_001);
    input.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
    await until(() => input.getAttribute('aria-invalid') === 'true', 'it says so');
    return chat;
  },
  'connecting again': async (network) => {
    const {chat} = await conversation();
    network.cut();
    await until(() => allText(chat).includes('Reconnecting'), 'it is away');
    return chat;
  },
  'with the error view': async () => {
    const chat = addChat({...appAttributes(await createApp()), 'user-id': 'nobody'});
    chat.open();
    await shownPart(chat, 'error');
    return chat;
  },
  'with the questions of the Identity Bot': async () => {
    const chat = addChat(appAttributes(await createApp({asksFor: ['name', 'email']})));
    chat.open();
    await until(() => inputs(chat).length === 2, 'it asks');
    return chat;
  },
  'with refused answers to the Identity Bot': async () => {
    const chat = addChat(appAttributes(await createApp({asksFor: ['name', 'email']})));
    chat.open();
    await until(() => inputs(chat).length === 2, 'it asks');
    (inputs(chat)[0] as HTMLElement).focus();
    await sendKeys({press: 'Enter'});
    await until(() => allText(chat).includes('Please enter your name.'), 'it says so');
    return chat;
  },
  'with a card': async () => {
    const {app, chat} = await conversation();
    const [open] = await conversationsOf(app);
    await addEntry(open?.id ?? '', {
      kind: 'card',
      text: 'Choose',
      actions: [
        {kind: 'link', label: 'Track it', target: 'https://example.com'},
        {kind: 'call', label: 'Call us', target: '112'},
      ],
    });
    await shownControl(chat, 'Call us');
    return chat;
  },
  'with the question after a resolution': async () => {
    const {chat} = await resolved();
    await shownControl(chat, 'Yes, thank you');
    return chat;
  },
  'before a message that reopens the conversation': async () => {
    const {chat} = await resolved();
    (await shownControl(chat, 'No, not yet')).click();
    await shownPart(chat, 'input');
    return chat;
  },
  'over, with a rating': async () => {
    const {chat} = await resolved({askResolution: false, askRating: true});
    await until(() => inputs(chat).length === 5, 'it asks for a rating');
    return chat;
  },
  'over, with stars and a comment': async () => {
    const {chat} = await resolved({askResolution: false, askRating: true}, {language: 'ar'});
    await until(() => inputs(chat).length === 5, 'it asks for a rating');
    (inputs(chat)[3] as HTMLElement).click();
    await until(
      () => [...allElements(chat.shadowRoot as ShadowRoot)].some(({id}) => id === 'feedback'),
      'it asks more',
    );
    return chat;
  },
  'over and rated': async () => {
    const {chat} = await resolved({askResolution: false, askRating: true});
    await until(() => inputs(chat).length === 5, 'it asks for a rating');
    (inputs(chat)[3] as HTMLElement).click();
    (await shownControl(chat, 'Send the rating')).click();
    await until(() => allText(chat).includes('Thank you for your rating!'), 'it says thanks');
    return chat;
  },
  'loading for long': async (network) => {
    network.answer((request) => (request.path === '/v1/sync' ? noAnswer(request) : undefined));
    const chat = addChat(appAttributes(await createApp()));
    chat.open();
    await until(() => allText(chat).includes('Loading'), 'it loads');
    await until(() => allText(chat).includes('longer than usual'), 'it says so');
    return chat;
  },
  'in Arabic': async () => {
    const {chat} = await conversation({language: 'ar'});
    await until(() => getPart(chat, 'panel').lang === 'ar', 'its texts have loaded');
    return chat;
  },
};

const inputs = (chat: HelpshiftChat): Element[] =>
  [...allElements(chat.shadowRoot as ShadowRoot)].filter((element) => element instanceof HTMLInputElement);

async function conversation(
  attributes: Readonly<Record<string, string>> = {},
  settings: AppOptions = {},
): Promise<{app: TestApp; chat: HelpshiftChat}> {
  const app = await createApp(settings);
  const chat = addChat({...appAttributes(app), ...(await verifiedUser(app)), ...attributes});
  await openChat(chat);
  await sendMessage(chat, 'Is my parcel on its way?');
  return {app, chat};
}

async function resolved(
  settings: AppOptions = {},
  attributes: Readonly<Record<string, string>> = {},
): Promise<{app: TestApp; chat: HelpshiftChat}> {
  const {app, chat} = await conversation(attributes, settings);
  const [open] = await conversationsOf(app);
  await resolveConversation(open?.id ?? '');
  return {app, chat};
}

async function answer(app: TestApp, text: string): Promise<void> {
  const [open] = await conversationsOf(app);
  await answerAsAgent(open?.id ?? '', text);
}

/** A fading element has no final contrast yet. */
async function comeToRest(chat: HelpshiftChat): Promise<void> {
  const moving = [...allElements(chat.shadowRoot as ShadowRoot)].flatMap((element) => element.getAnimations());
  const ends = moving.filter(({effect}) => effect?.getComputedTiming().iterations !== Infinity);
  await Promise.all(ends.map(({finished}) => finished));
}

/** The buttons that a finger misses. */
function smallButtons(chat: HelpshiftChat): string[] {
  return [...allElements(chat.shadowRoot as ShadowRoot)]
    .filter((element) => element.localName === 'button' && element.checkVisibility())
    .map((button) => ({button, box: button.getBoundingClientRect()}))
    .filter(({box}) => Math.min(box.width, box.height) < FINGER_PX)
    .map(({button, box}) => `${button.ariaLabel ?? button.textContent}: ${box.width} × ${box.height}`);
}

describe('axe finds no fault, and a finger every button', () => {
  const network = useNetwork();
  useWarnings();

  afterEach(() => {
    document.documentElement.style.removeProperty('color-scheme');
  });

  for (const scheme of ['light', 'dark']) {
    for (const [state, reach] of Object.entries(STATES)) {
      it(`${state}, ${scheme}`, async () => {
        document.documentElement.style.setProperty('color-scheme', scheme);
        const chat = await reach(network);
        await comeToRest(chat);
        await expect(chat).to.be.accessible();
        expect(smallButtons(chat)).to.deep.equal([]);
      });
    }
  }

  it('in full screen', async () => {
    const {chat} = await conversation({'full-screen': ''});
    await comeToRest(chat);
    await expect(chat).to.be.accessible();
  });

  it('in a small window', async () => {
    await setViewport({width: 360, height: 640});
    try {
      const {chat} = await conversation();
      await comeToRest(chat);
      await expect(chat).to.be.accessible();
    } finally {
      await setViewport(VIEWPORT);
    }
  });
});
