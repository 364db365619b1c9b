import {expect} from '@open-wc/testing';
import {appAttributes, createApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allElements,
  allText,
  type HelpshiftChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownPart,
  until,
} from '../../support/chat.js';
import {openStrictPage} from '../../support/strict-page.js';
import {nextFrames, useWarnings} from '../../support/watch.js';

const FAILED = 'The chat could not be loaded. Try again, or reload the page.';

/** The Identity Bot stands for every part of the panel that loads late. */
describe('a part of the panel that loads late', () => {
  useWarnings();

  const elements = (chat: HelpshiftChat): Element[] => [...allElements(chat.shadowRoot as ShadowRoot)];
  const inputs = (chat: HelpshiftChat): Element[] => elements(chat).filter(({localName}) => localName === 'input');
  /** Not by its class: a page in a frame has classes of its own. */
  const button = (chat: HelpshiftChat, name: string): HTMLButtonElement | undefined =>
    elements(chat).find(
      (element): element is HTMLButtonElement => element.localName === 'button' && element.textContent.trim() === name,
    );
  const tryAgain = (chat: HelpshiftChat) => button(chat, 'Try again');
  const asksForBoth = {asksFor: ['name', 'email']} as const;

  it('and does not: the user is told in its place and can try again, the page gets one report', async () => {
    const page = await openStrictPage('identity-bot/index.ts');
    const chat = page.addChat(appAttributes(await createApp(asksForBoth)));
    const errors = recordEvents('webchatruntimeerror', chat);
    chat.open();
    await until(() => tryAgain(chat), 'another try is offered');
    expect(allText(chat)).to.include(FAILED);
    expect(inputs(chat)).to.have.length(0);
    expect(errors.details).to.deep.equal([{error: 'PANEL_FAILED', reason: 'UNREACHABLE'}]);
    const first = tryAgain(chat);
    first?.click();
    // Not only until there is a button: the pressed one goes with the next draw.
    await until(() => ![undefined, first].includes(tryAgain(chat)), 'it has failed again');
    await page.breakModules();
    tryAgain(chat)?.click();
    await until(() => inputs(chat).length === 2, 'it asks');
    expect(allText(chat)).not.to.include(FAILED);
    expect(errors.details).to.have.length(1);
    expect(page.violations).to.deep.equal([]);
  });

  it('and does not, before the user changes: the next user gets it, the panel of the first is gone', async () => {
    const app = await createApp(asksForBoth);
    const page = await openStrictPage('identity-bot/index.ts');
    const chat = page.addChat({...appAttributes(app), ...(await verifiedUser(app))});
    chat.open();
    await until(() => tryAgain(chat), 'another try is offered');
    const first = tryAgain(chat);
    await page.breakModules();
    setAttributes(chat, await verifiedUser(app));
    await until(() => inputs(chat).length === 2, 'the next user is asked');
    expect(first?.isConnected).to.be.false;
    first?.click();
    await nextFrames();
    expect(inputs(chat)).to.have.length(2);
  });

  it('loads for two chats of a page, and each user answers for themselves', async () => {
    const app = await createApp(asksForBoth);
    const chats = await Promise.all(
      [1, 2].map(async () => addChat({...appAttributes(app), ...(await verifiedUser(app))})),
    );
    for (const chat of chats) chat.open();
    const [first, second] = chats as [HelpshiftChat, HelpshiftChat];
    await until(() => chats.every((chat) => inputs(chat).length === 2), 'both ask');
    const [name, email] = inputs(first) as [HTMLInputElement, HTMLInputElement];
    name.value = 'Ma-Ti';
    email.value = 'mati@example.com';
    button(first, 'Start the chat')?.click();
    await shownPart(first, 'input');
    await sendMessage(first, 'hello');
    expect(inputs(second)).to.have.length(2);
  });
});
