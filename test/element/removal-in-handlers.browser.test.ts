/** A page may take the element away, or put it elsewhere, while the element sends it an event. */
import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, type TestApp} from '../support/apps.js';
import {
  addChat,
  addPlace,
  allElements,
  type ChatEventName,
  findControl,
  getSendButton,
  type HelpshiftChat,
  hasFocus,
  isDrawn,
  isPanelShown,
  isShown,
  messageTexts,
  openChat,
  sendMessage,
  setAttributes,
  shownControl,
  shownLauncher,
  shownPart,
  until,
  write,
} from '../support/chat.js';
import {useNetwork} from '../support/network.js';
import {addEntry, answerAsAgent} from '../support/service.js';
import {nextFrames, useWarnings} from '../support/watch.js';

/** One time at which the event is sent. */
interface Moment {
  readonly what: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Runs before the page listens. */
  readonly prepare?: (chat: HelpshiftChat, app: TestApp) => Promise<unknown>;
  /** Causes the event. Without it, the first update of the element does. */
  readonly cause?: (chat: HelpshiftChat, app: TestApp) => unknown;
}

describe('an element that its page removes in a handler of an event', () => {
  const network = useNetwork();
  useWarnings();
  const faults: string[] = [];
  const keepFault = (event: PromiseRejectionEvent | ErrorEvent): void =>
    void faults.push(String('reason' in event ? event.reason : event.message));

  const MOMENTS: Readonly<Record<ChatEventName, readonly Moment[]>> = {
    userauthfailure: [{what: 'of a user without a token', attributes: {'user-id': 'somebody'}}],
    webchatruntimeerror: [
      {what: 'of a missing attribute', attributes: {domain: ''}},
      {what: 'of an e-mail address', cause: (chat) => chat.setAttribute('user-email', 'nobody')},
      {
        what: 'of an open chat without its service',
        cause(chat) {
          network.answer(() => new Response('', {status: 500}));
          chat.open();
        },
      },
    ],
    widgettoggle: [
      {what: 'as it opens', cause: clickLauncher},
      {what: 'as it opens over the whole window', attributes: {'full-screen': ''}, cause: clickLauncher},
      {what: 'as it closes', prepare: openChat, cause: (chat) => chat.close()},
      {
        what: 'as it uncovers the window',
        attributes: {'full-screen': ''},
        prepare: openChat,
        cause: (chat) => chat.close(),
      },
    ],
    conversationstart: [{what: 'of a first message', prepare: openChat, cause: writeMessage}],
    messageadd: [
      {what: 'of a message', prepare: openChat, cause: writeMessage},
      {
        what: 'of a message, over the whole window',
        attributes: {'full-screen': ''},
        prepare: openChat,
        cause: writeMessage,
      },
    ],
    newunreadmessages: [
      {what: 'of an answer', prepare: converse, cause: answer},
      {what: 'of an answer that is read', prepare: getAnswer, cause: (chat) => chat.open()},
    ],
    agentmessagereceived: [{what: 'of an answer', prepare: getAnswer, cause: (chat) => chat.open()}],
    conversationresolved: [{what: 'in an open window', prepare: ask, cause: change('resolved')}],
    conversationrejected: [{what: 'in an open window', prepare: ask, cause: change('rejected')}],
    conversationreopened: [{what: 'by a message', prepare: refuse, cause: writeMessage}],
    conversationend: [
      {what: 'after a rejection', prepare: ask, cause: change('rejected')},
      {what: 'by the user', prepare: askedAfterwards, cause: choose('Yes, thank you')},
    ],
    csatsubmit: [{what: 'of a rating', prepare: rateAlmost, cause: choose('Send the rating')}],
    chatend: [{what: 'of a conversation that is over', prepare: endWithYes, cause: choose('Close')}],
    userclickonaction: [{what: 'of a card', prepare: getCard, cause: choose('Call us')}],
  };

  beforeEach(() => {
    faults.length = 0;
    addEventListener('unhandledrejection', keepFault);
    addEventListener('error', keepFault);
  });

  afterEach(() => {
    removeEventListener('unhandledrejection', keepFault);
    removeEventListener('error', keepFault);
    expect(faults).to.deep.equal([]);
  });

  for (const [name, moments] of Object.entries(MOMENTS)) {
    for (const moment of moments) {
      it(`${name} ${moment.what}: leaves nothing behind, and works when it is put back`, async () => {
        const app = await createApp({askRating: true});
        const place = addPlace();
        const chat = await handleOnce(app, place, name, moment, (element) => element.remove());
        await nextFrames();
        expect(chat.isConnected).to.equal(false);
        expect(isDrawn(chat, 'panel')).to.equal(false);
        // One that is not open yet closes when it is.
        await until(() => network.openSockets === 0, 'no connection is left');
        // What still waits for its next attempt would ask now.
        const requests = network.requests.length;
        network.mend();
        await nextFrames();
        expect(network.requests).to.have.length(requests);
        expectUsablePage();
        place.append(chat);
        await expectWorking(chat, app);
      });

      it(`${name} ${moment.what}: works in another place where the page puts it`, async () => {
        const app = await createApp({askRating: true});
        const place = addPlace();
        const chat = await handleOnce(app, addPlace(), name, moment, (element) => {
          element.remove();
          place.append(element);
        });
        await nextFrames();
        if (!isPanelShown(chat)) expectUsablePage();
        expect(chat.parentNode).to.equal(place);
        await expectWorking(chat, app);
      });
    }
  }

  it('is no trap for the focus when the page moves the element right after the user has begun to type', async () => {
    const chat = addChat(appAttributes(await createApp()));
    const input = await openChat(chat);
    input.blur();
    await nextFrames();
    input.focus();
    const place = addPlace();
    chat.remove();
    place.append(chat);
    await nextFrames();
    expect(isPanelShown(chat)).to.equal(true);
    expect(findModals()).to.deep.equal([]);
  });

  /** Adds a chat, and does this when it first sends the event. Resolves afterwards. */
  async function handleOnce(
    app: TestApp,
    place: Node,
    name: string,
    {attributes = {}, prepare, cause}: Moment,
    action: (chat: HelpshiftChat) => void,
  ): Promise<HelpshiftChat> {
    const chat = addChat({...appAttributes(app), ...attributes}, place);
    if (cause) await shownLauncher(chat);
    if (prepare) await prepare(chat, app);
    let isHandled = false;
    const handle = (): void => {
      action(chat);
      isHandled = true;
    };
    chat.addEventListener(name, handle, {once: true});
    await cause?.(chat, app);
    await until(() => isHandled, 'the event is handled');
    return chat;
  }

  /** A message is stored, and shown once; the panel opens and closes. */
  async function expectWorking(chat: HelpshiftChat, app: TestApp): Promise<void> {
    network.answer((_request, pass) => pass());
    for (const name of ['user-id', 'user-email']) chat.removeAttribute(name);
    setAttributes(chat, appAttributes(app));
    network.mend();
    chat.open();
    const leave = () => findControl(chat, 'No, not yet') ?? findControl(chat, 'New conversation');
    await until(() => isShown(chat, 'input') || leave(), 'it is open');
    leave()?.click();
    await openChat(chat);
    await sendMessage(chat, 'It goes on.');
    expect(messageTexts(chat).filter((text) => text === 'It goes on.')).to.have.length(1);
    expect(findModals()).to.have.length(chat.fullScreen ? 1 : 0);
    await until(() => network.openSockets === 1, 'it has one connection');
    chat.close();
    await until(() => !isPanelShown(chat), 'the panel is closed');
    await nextFrames();
    expectUsablePage();
  }
});

async function clickLauncher(chat: HelpshiftChat): Promise<void> {
  (await shownLauncher(chat)).click();
}

async function writeMessage(chat: HelpshiftChat): Promise<void> {
  await write(chat, 'Shall I go on?');
  getSendButton(chat).click();
}

/** Sends a message and closes the panel. */
async function converse(chat: HelpshiftChat): Promise<void> {
  await openChat(chat);
  await sendMessage(chat, 'Shall I go on?');
  chat.close();
  await until(() => !isPanelShown(chat), 'the panel is closed');
}

async function answer(_chat: HelpshiftChat, app: TestApp): Promise<void> {
  const [conversation] = await conversationsOf(app);
  await answerAsAgent(conversation?.id ?? '', 'Please do.');
}

async function getAnswer(chat: HelpshiftChat, app: TestApp): Promise<void> {
  await converse(chat);
  await answer(chat, app);
  await until(() => chat.unreadCount === 1, 'the answer is unread');
}

/** Sends a message. */
async function ask(chat: HelpshiftChat): Promise<void> {
  await openChat(chat);
  await sendMessage(chat, 'Shall I go on?');
}

function change(kind: 'resolved' | 'rejected') {
  return async (_chat: HelpshiftChat, app: TestApp): Promise<void> => {
    const [conversation] = await conversationsOf(app);
    await addEntry(conversation?.id ?? '', {kind});
  };
}

function choose(text: string) {
  return async (chat: HelpshiftChat): Promise<void> => (await shownControl(chat, text)).click();
}

async function askedAfterwards(chat: HelpshiftChat, app: TestApp): Promise<void> {
  await ask(chat);
  await change('resolved')(chat, app);
  await shownControl(chat, 'Yes, thank you');
}

async function refuse(chat: HelpshiftChat, app: TestApp): Promise<void> {
  await askedAfterwards(chat, app);
  await choose('No, not yet')(chat);
  await shownPart(chat, 'input');
}

async function endWithYes(chat: HelpshiftChat, app: TestApp): Promise<void> {
  await askedAfterwards(chat, app);
  await choose('Yes, thank you')(chat);
  await shownControl(chat, 'Close');
}

async function rateAlmost(chat: HelpshiftChat, app: TestApp): Promise<void> {
  await endWithYes(chat, app);
  const stars = () =>
    [...allElements(chat.shadowRoot as ShadowRoot)].filter((element) => element instanceof HTMLInputElement);
  await until(() => stars().length === 5, 'it asks for a rating');
  stars()[4]?.click();
  await shownControl(chat, 'Send the rating');
}

async function getCard(chat: HelpshiftChat, app: TestApp): Promise<void> {
  await ask(chat);
  const [conversation] = await conversationsOf(app);
  const call = {kind: 'call', label: 'Call us', target: '112'} as const;
  await addEntry(conversation?.id ?? '', {kind: 'card', text: 'Or call', actions: [call]});
  await shownControl(chat, 'Call us');
  // The browser must not leave the tests.
  chat.addEventListener('click', (event) => event.preventDefault());
}

const findModals = (): readonly Element[] => [...allElements(document)].filter((element) => element.matches(':modal'));

/** No panel is in front of the page: its button can take the focus. */
function expectUsablePage(): void {
  expect(findModals()).to.have.length(0);
  const button = document.createElement('button');
  addPlace().append(button);
  button.focus();
  expect(hasFocus(button)).to.equal(true);
}
