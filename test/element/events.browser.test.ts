import {expect} from '@open-wc/testing';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  addPlace,
  allElements,
  type ChatEventName,
  type HelpshiftChat,
  isPanelShown,
  openChat,
  recordEvents,
  sendMessage,
  shownControl,
  shownLauncher,
  shownPart,
  until,
} from '../support/chat.js';
import {
  ChatEndEvent,
  ConversationChangeEvent,
  ConversationStartEvent,
  CsatSubmitEvent,
  MessageAddEvent,
  NewUnreadMessagesEvent,
  UserAuthFailureEvent,
  UserClickOnActionEvent,
  WebChatRuntimeErrorEvent,
  WidgetToggleEvent,
} from '../../src/index.js';
import {useNetwork} from '../support/network.js';
import {addEntry, answerAsAgent, uniqueUserId} from '../support/service.js';
import {nextFrames, useWarnings} from '../support/watch.js';

/** The user's conversation, with one message. */
async function ask(chat: HelpshiftChat, app: TestApp): Promise<string> {
  await openChat(chat);
  await sendMessage(chat, 'a question');
  const [conversation] = await conversationsOf(app);
  return conversation?.id ?? '';
}

function change(...kinds: readonly ('resolved' | 'rejected')[]) {
  return async (chat: HelpshiftChat, app: TestApp): Promise<void> => {
    const id = await ask(chat, app);
    for (const kind of kinds) await addEntry(id, {kind});
  };
}

/** Presses these buttons, one after the other, after a resolution. */
function press(...texts: readonly string[]) {
  return async (chat: HelpshiftChat, app: TestApp): Promise<void> => {
    await change('resolved')(chat, app);
    for (const text of texts) (await shownControl(chat, text)).click();
  };
}

async function answer(app: TestApp, text: string): Promise<void> {
  const [conversation] = await conversationsOf(app);
  await answerAsAgent(conversation?.id ?? '', text);
}

describe('the events', () => {
  const network = useNetwork();
  useWarnings();

  /** The action that causes each event, and the expected data. */
  const cases: {
    // `agentmessagereceived` tells a time: announcements.test.ts, cards.browser.test.ts.
    [N in Exclude<ChatEventName, 'agentmessagereceived'>]: {
      type: new (...parameters: never[]) => GlobalEventHandlersEventMap[N];
      detail: GlobalEventHandlersEventMap[N]['detail'];
      cause: (chat: HelpshiftChat, app: TestApp) => unknown;
    };
  } = {
    userauthfailure: {
      type: UserAuthFailureEvent,
      detail: {message: 'missing user auth token'},
      cause: (chat) => chat.setAttribute('user-id', uniqueUserId()),
    },
    widgettoggle: {type: WidgetToggleEvent, detail: {visible: true}, cause: (chat) => chat.open()},
    conversationstart: {
      type: ConversationStartEvent,
      detail: {message: 'a question'},
      cause: async (chat) => {
        await openChat(chat);
        await sendMessage(chat, 'a question');
      },
    },
    messageadd: {
      type: MessageAddEvent,
      detail: {type: 'text', body: 'a question'},
      cause: async (chat) => {
        await openChat(chat);
        await sendMessage(chat, 'a question');
      },
    },
    newunreadmessages: {
      type: NewUnreadMessagesEvent,
      detail: {unreadCount: 1},
      cause: async (chat, app) => {
        await openChat(chat);
        await sendMessage(chat, 'a question');
        chat.close();
        await until(() => !isPanelShown(chat), 'the panel is gone');
        await answer(app, 'an answer');
      },
    },
    conversationresolved: {type: ConversationChangeEvent, detail: null, cause: change('resolved')},
    conversationrejected: {type: ConversationChangeEvent, detail: null, cause: change('rejected')},
    conversationreopened: {
      type: ConversationChangeEvent,
      detail: null,
      cause: async (chat, app) => {
        await press('No, not yet')(chat, app);
        await shownPart(chat, 'input');
        await sendMessage(chat, 'not yet');
      },
    },
    conversationend: {type: ConversationChangeEvent, detail: null, cause: press('Yes, thank you')},
    csatsubmit: {
      type: CsatSubmitEvent,
      detail: {rating: 5, additionalFeedback: ''},
      cause: async (chat, app) => {
        await press('Yes, thank you')(chat, app);
        const stars = () =>
          [...allElements(chat.shadowRoot as ShadowRoot)].filter((element) => element instanceof HTMLInputElement);
        await until(() => stars().length === 5, 'it asks for a rating');
        stars()[4]?.click();
        (await shownControl(chat, 'Send the rating')).click();
      },
    },
    chatend: {type: ChatEndEvent, detail: null, cause: press('Yes, thank you', 'Close')},
    userclickonaction: {
      type: UserClickOnActionEvent,
      detail: {actionType: 'call', actionData: '112'},
      cause: async (chat, app) => {
        const call = {kind: 'call', label: 'Call us', target: '112'} as const;
        await addEntry(await ask(chat, app), {kind: 'card', text: 'Or call', actions: [call]});
        // The browser must not leave the tests.
        chat.addEventListener('click', (event) => event.preventDefault());
        (await shownControl(chat, 'Call us')).click();
      },
    },
    webchatruntimeerror: {
      type: WebChatRuntimeErrorEvent,
      detail: {error: 'IDENTITY_INVALID', reason: 'USER_EMAIL_INVALID'},
      cause: (chat) => chat.setAttribute('user-email', 'nobody'),
    },
  };

  for (const [name, {type, detail, cause}] of Object.entries(cases)) {
    it(`${name} leaves a shadow tree, with data that cannot be changed`, async () => {
      const app = await createApp({askRating: true});
      const place = addPlace();
      const chat = addChat(appAttributes(app), place.attachShadow({mode: 'open'}));
      await shownLauncher(chat);
      const recorded = recordEvents(name as ChatEventName);
      let target: EventTarget | null = null;
      chat.addEventListener(name, (event) => (target = event.target), {once: true});
      await cause(chat, app);
      await until(() => recorded.events.length > 0, 'the event reaches the document');
      const [event] = recorded.events;
      expect(event instanceof type && event instanceof CustomEvent).to.be.true;
      expect(event?.bubbles && event.composed).to.be.true;
      expect(event?.cancelable).to.be.false;
      expect(event?.detail).to.deep.equal(detail);
      expect(Object.isFrozen(event?.detail)).to.be.true;
      expect(target === chat, 'its target is the chat').to.be.true;
    });
  }

  // A sentence of the specification, "User auth failure event".
  it('"To stop listening to this event, you can remove the event listener": userauthfailure', async () => {
    const chat = addChat(appAttributes(await createApp()));
    const heard: string[] = [];
    const handler = ({detail}: UserAuthFailureEvent): void => void heard.push(detail.message);
    const all = recordEvents('userauthfailure', chat);
    chat.addEventListener('userauthfailure', handler);
    chat.setAttribute('user-id', uniqueUserId());
    await until(() => all.details.length === 1, 'the first user is refused');
    chat.removeEventListener('userauthfailure', handler);
    chat.setAttribute('user-id', uniqueUserId());
    await until(() => all.details.length === 2, 'the second user is refused');
    expect(heard).to.deep.equal(['missing user auth token']);
  });

  it('conversationstart comes once per conversation, messageadd for each message, after the service has stored it', async () => {
    const app = await createApp();
    const chat = addChat(appAttributes(app));
    const [starts, adds] = [recordEvents('conversationstart', chat), recordEvents('messageadd', chat)];
    await openChat(chat);
    await sendMessage(chat, 'one');
    await sendMessage(chat, 'two');
    expect(starts.details).to.deep.equal([{message: 'one'}]);
    expect(adds.details).to.deep.equal([
      {type: 'text', body: 'one'},
      {type: 'text', body: 'two'},
    ]);
    expect(network.seen('POST', '/v1/messages')).to.have.length(2);
  });

  it("messageadd does not come for agents' messages or for old messages", async () => {
    const app = await createApp();
    const user = await verifiedUser(app);
    const before = addChat({...appAttributes(app), ...user});
    await openChat(before);
    await sendMessage(before, 'a question');
    before.remove();

    const chat = addChat({...appAttributes(app), ...user});
    const adds = recordEvents('messageadd', chat);
    const starts = recordEvents('conversationstart', chat);
    await openChat(chat);
    await answer(app, 'an answer');
    await until(() => chat.shadowRoot && document.body.contains(chat) && chat.unreadCount === 0, 'it is read');
    await nextFrames();
    expect([...adds.details, ...starts.details]).to.deep.equal([]);
  });

  it('widgettoggle comes when the panel is visible, not when it is requested', async () => {
    const chat = addChat(appAttributes(await createApp()));
    const seen: boolean[] = [];
    chat.addEventListener('widgettoggle', ({detail}) => {
      void chat.updateComplete.then(() => seen.push(detail.visible));
    });
    chat.open();
    expect(seen).to.deep.equal([]);
    await until(() => seen.length === 1, 'the event comes');
    await until(() => isPanelShown(chat), 'the panel is there');
    chat.hide();
    await until(() => seen.length === 2, 'hiding an open panel is closing it');
    chat.show();
    await until(() => seen.length === 3, 'and showing it is opening it');
    expect(seen).to.deep.equal([true, false, true]);
  });

  it('properties that the page sets cause no event', async () => {
    const chat = addChat(appAttributes(await createApp()));
    await shownLauncher(chat);
    const names = ['widgettoggle', 'newunreadmessages', 'messageadd', 'webchatruntimeerror'] as const;
    const recorded = names.map((name) => recordEvents(name, chat));
    Object.assign(chat, {position: 'top-left', fullScreen: true, hideLauncher: true, language: 'de', userName: 'Gi'});
    await chat.updateComplete;
    await nextFrames();
    expect(recorded.flatMap(({details}) => [...details])).to.deep.equal([]);
  });
});
