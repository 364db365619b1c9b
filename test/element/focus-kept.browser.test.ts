import {expect, fixtureSync, html} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {
  appAttributes,
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
  focusedElement,
  getInput,
  getPart,
  type HelpshiftChat,
  isPanelShown,
  sendMessage,
  setAttributes,
  shownLauncher,
  shownControl,
  shownPart,
  until,
  untilAsync,
  write,
} from '../support/chat.js';
import {json, noAnswer, useNetwork} from '../support/network.js';
import {answerAsAgent} from '../support/service.js';
import {nextFrames, useWarnings} from '../support/watch.js';

/** Opens the chat with the keyboard. */
async function open(attributes: Record<string, string>): Promise<HelpshiftChat> {
  const chat = addChat(attributes);
  (await shownLauncher(chat)).focus();
  await sendKeys({press: 'Enter'});
  await shownPart(chat, 'panel');
  return chat;
}

async function openedConversation(): Promise<{app: TestApp; chat: HelpshiftChat}> {
  const app = await createApp();
  const chat = await open({...appAttributes(app), ...(await verifiedUser(app))});
  await shownPart(chat, 'input');
  await sendMessage(chat, 'hello');
  return {app, chat};
}

type Network = ReturnType<typeof useNetwork>;

/** The states of the panel with buttons. */
const STATES: Record<string, (network: Network) => Promise<HelpshiftChat>> = {
  empty: async () => {
    const chat = await open(appAttributes(await createApp()));
    await shownPart(chat, 'input');
    await write(chat, 'a draft');
    return chat;
  },
  'with a refused message': async (network) => {
    const {chat} = await openedConversation();
    network.answer(({path}) =>
      path === '/v1/messages' ? json({error: {code: 'invalid_request', message: 'No.'}}, 400) : undefined,
    );
    await write(chat, 'refused');
    getPart(chat, 'send-button').click();
    await until(() => allText(chat).includes('Not sent'), 'it is refused');
    await until(() => getInput(chat).value === '', 'the field is empty');
    return chat;
  },
  'with new messages below': async () => {
    const {app, chat} = await openedConversation();
    await sendMessage(chat, 'line\n'.repeat(60));
    await nextFrames();
    // Repeats the scrolling, like a user, when a new draw scrolls back.
    await untilAsync(async () => {
      getPart(chat, 'messages').scrollTop = 0;
      await nextFrames();
      return getPart(chat, 'messages').scrollTop === 0;
    }, 'the oldest is in sight');
    const [open] = await conversationsOf(app);
    await answerAsAgent(open?.id ?? '', 'below');
    await until(() => allText(chat).includes('New messages'), 'it says so');
    return chat;
  },
  'with a resolved conversation': async () => {
    const {app, chat} = await openedConversation();
    const [conversation] = await conversationsOf(app);
    await resolveConversation(conversation?.id ?? '');
    (await shownControl(chat, 'No, not yet')).click();
    await shownPart(chat, 'input');
    await write(chat, 'a draft');
    return chat;
  },
  'with the question after a resolution': async () => {
    const {app, chat} = await openedConversation();
    const [conversation] = await conversationsOf(app);
    await resolveConversation(conversation?.id ?? '');
    await shownControl(chat, 'Yes, thank you');
    return chat;
  },
  'with questions of the Identity Bot': async () => {
    const chat = await open(appAttributes(await createApp({asksFor: ['name', 'email']})));
    await until(() => allText(chat).includes('Start the chat'), 'it asks');
    return chat;
  },
  'with an error': async (network) => {
    network.answer(({path}) =>
      path === '/v1/sync' ? json({error: {code: 'forbidden', message: 'No.'}}, 403) : undefined,
    );
    const chat = await open(appAttributes(await createApp()));
    await shownPart(chat, 'error');
    return chat;
  },
  'loading for long': async (network) => {
    network.answer((request) => (request.path === '/v1/sync' ? noAnswer(request) : undefined));
    const chat = await open(appAttributes(await createApp()));
    await until(() => allText(chat).includes('Loading'), 'it loads');
    await until(() => allText(chat).includes('Try again'), 'it says so');
    return chat;
  },
};

const buttons = (chat: HelpshiftChat): HTMLButtonElement[] =>
  [...allElements(chat.shadowRoot as ShadowRoot)].filter(
    (element): element is HTMLButtonElement =>
      element instanceof HTMLButtonElement && !element.disabled && element.checkVisibility(),
  );

function expectFocusIn(chat: HelpshiftChat): void {
  expect(document.activeElement, `the focus is on ${focusedElement()?.localName}`).to.equal(chat);
  expect(focusedElement()?.checkVisibility(), 'the focused element is visible').to.be.true;
}

describe('the keyboard focus stays in the chat', () => {
  const network = useNetwork();
  useWarnings();

  for (const [state, reach] of Object.entries(STATES)) {
    it(`after each button: ${state}`, async function () {
      // Each button starts a new chat, and some states take long.
      this.timeout(40_000);
      const names = buttons(await reach(network)).map(({ariaLabel, textContent}) => ariaLabel ?? textContent.trim());
      expect(names).not.to.be.empty;
      for (const index of names.keys()) {
        document.querySelector('helpshift-chat')?.remove();
        network.end();
        network.begin();
        const chat = await reach(network);
        const button = buttons(chat)[index];
        button?.focus();
        await sendKeys({press: 'Enter'});
        await nextFrames();
        await nextFrames();
        expectFocusIn(chat);
      }
    });
  }

  it('when the panel changes: error, another user, another language, the end of a conversation', async () => {
    const {app, chat} = await openedConversation();
    getInput(chat).focus();
    chat.setAttribute('language', 'ar');
    await until(() => getPart(chat, 'panel').lang === 'ar', 'it speaks Arabic');
    expectFocusIn(chat);
    const [conversation] = await conversationsOf(app);
    await resolveConversation(conversation?.id ?? '');
    await until(() => allText(chat).includes('تم حل'), 'it is resolved');
    expectFocusIn(chat);
    chat.setAttribute('user-auth-token', 'forged');
    await shownPart(chat, 'error');
    expectFocusIn(chat);
    setAttributes(chat, await verifiedUser(app));
    await shownPart(chat, 'input');
    expectFocusIn(chat);
    const input = getInput(chat);
    chat.logout();
    await until(() => !input.isConnected, 'the panel is another');
    await shownPart(chat, 'input');
    await nextFrames();
    expectFocusIn(chat);
  });

  it("and returns to the page's own button", async () => {
    const chat = addChat({...appAttributes(await createApp()), 'hide-launcher': ''});
    const opener = fixtureSync<HTMLButtonElement>(html`<button @click=${() => chat.open()}>Help</button>`);
    opener.focus();
    await sendKeys({press: 'Enter'});
    await shownPart(chat, 'input');
    await until(() => focusedElement() === getInput(chat), 'the focus is in the input');
    getPart(chat, 'close-button').focus();
    await sendKeys({press: 'Enter'});
    await until(() => !isPanelShown(chat), 'the panel is closed');
    await until(() => focusedElement() === opener, 'the focus is back');
  });
});
