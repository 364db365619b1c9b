import {expect} from '@open-wc/testing';
import {sendKeys, setViewport} from '@web/test-runner-commands';
import {appAttributes, conversationsOf, createApp, type TestApp, verifiedUser} from '../../support/apps.js';
import {
  addChat,
  allElements,
  hasFocus,
  type HelpshiftChat,
  sendMessage,
  setAttributes,
  shownLauncher,
  shownPart,
  until,
  isDrawn,
} from '../../support/chat.js';
import {useNetwork} from '../../support/network.js';
import {uniqueUserId} from '../../support/service.js';

// Test names in quotation marks are sentences of the specification, "How to provide user's information".

const asksForBoth = {asksFor: ['name', 'email']} as const;

describe('the Identity Bot', () => {
  const network = useNetwork();

  function fields(chat: HelpshiftChat): HTMLInputElement[] {
    return [...allElements(chat.shadowRoot as ShadowRoot)].filter(
      (element): element is HTMLInputElement => element instanceof HTMLInputElement,
    );
  }

  const labels = (chat: HelpshiftChat): (string | undefined)[] =>
    fields(chat).map(({labels}) => labels?.[0]?.textContent.trim());

  async function questions(chat: HelpshiftChat): Promise<HTMLInputElement[]> {
    chat.open();
    await until(() => fields(chat).length > 0, 'it asks');
    return fields(chat);
  }

  /** The chat of a user of this app who has been asked nothing. */
  async function expectNoQuestion(app: TestApp, attributes: Record<string, string>): Promise<void> {
    const chat = addChat({...appAttributes(app), ...attributes});
    chat.open();
    await shownPart(chat, 'input');
    expect(fields(chat)).to.have.length(0);
  }

  it('asks before the conversation is created, and passes the answers on as notes', async () => {
    const app = await createApp(asksForBoth);
    const chat = addChat(appAttributes(app));
    const [name, email] = await questions(chat);
    expect(labels(chat)).to.have.length(2);
    expect(isDrawn(chat, 'input')).to.be.false;
    name?.focus();
    await sendKeys({type: 'Ma-Ti'});
    await sendKeys({press: 'Tab'});
    expect(email && hasFocus(email)).to.be.true;
    await sendKeys({type: 'mati@example.com'});
    await sendKeys({press: 'Enter'});
    const input = await shownPart(chat, 'input');
    await until(() => hasFocus(input), 'the user can go on writing');
    expect(network.seen('POST', '/v1/messages')).to.have.length(0);
    await sendMessage(chat, 'hello');
    const [conversation] = await conversationsOf(app);
    expect(conversation?.contact).to.deep.equal({name: 'Ma-Ti', email: 'mati@example.com'});
    expect(conversation?.user).to.include({kind: 'anonymous', userEmail: null});
  });

  describe('in the smallest of windows', () => {
    before(() => setViewport({width: 320, height: 256}));
    after(() => setViewport({width: 800, height: 600}));

    it('can be scrolled to its button', async () => {
      const chat = addChat(appAttributes(await createApp(asksForBoth)));
      const [name] = await questions(chat);
      const form = name?.form ?? undefined;
      await until(() => form && form.getBoundingClientRect().bottom <= innerHeight, 'it ends in the window');
      expect(form?.scrollHeight, 'there is more than fits').to.be.above(form?.clientHeight ?? 0);
      expect(form && getComputedStyle(form).overflowY).to.equal('auto');
    });
  });

  it('takes the focus of who opens the chat', async () => {
    const chat = addChat(appAttributes(await createApp(asksForBoth)));
    (await shownLauncher(chat)).click();
    await until(() => fields(chat)[0] && hasFocus(fields(chat)[0] as Element), 'the first question has the focus');
  });

  for (const asked of ['name', 'email'] as const) {
    it(`"The Identity Bot, if enabled, will ask the user for their ${asked}.": for no more than the app wants`, async () => {
      const chat = addChat(appAttributes(await createApp({asksFor: [asked]})));
      expect((await questions(chat)).map(({name}) => name)).to.deep.equal([asked]);
    });
  }

  it('does not take what is not an address, or no answer', async () => {
    const chat = addChat(appAttributes(await createApp(asksForBoth)));
    const [name, email] = await questions(chat);
    if (!name || !email) throw new Error('two questions are wanted');
    name.value = 'Ma-Ti';
    for (const wrong of ['', 'mati at example']) {
      email.value = wrong;
      email.focus();
      await sendKeys({press: 'Enter'});
      expect(email.matches(':invalid'), `"${wrong}" is refused`).to.be.true;
      expect(isDrawn(chat, 'input')).to.be.false;
    }
  });

  it('"The Identity Bot, if enabled": where it is not, nobody is asked', async () => {
    await expectNoQuestion(await createApp(), {});
  });

  it('"the Identity Bot will not ask the user for their … again": whichever of them the page gave', async () => {
    const app = await createApp(asksForBoth);
    const userEmail = `${uniqueUserId()}@example.com`;
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app, {userId: uniqueUserId(), userEmail}))});
    expect((await questions(chat)).map(({name}) => name)).to.deep.equal(['name']);
    chat.remove();
    const named = addChat({...appAttributes(app), 'user-name': 'Ma-Ti'});
    expect((await questions(named)).map(({name}) => name)).to.deep.equal(['email']);
    named.remove();
    const all = {userId: uniqueUserId(), userEmail: `${uniqueUserId()}@example.com`, userName: 'Ma-Ti'};
    await expectNoQuestion(app, await verifiedUser(app, all));
  });

  it('never asks with full privacy', async () => {
    await expectNoQuestion(await createApp(asksForBoth), {'full-privacy': ''});
  });

  it('asks the next user as well, and keeps nothing of what the one before answered', async () => {
    const app = await createApp(asksForBoth);
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    const [name, email] = await questions(chat);
    if (!name || !email) throw new Error('two questions are wanted');
    name.value = 'Ma-Ti';
    email.value = 'mati@example.com';
    email.form?.requestSubmit();
    await shownPart(chat, 'input');
    setAttributes(chat, await verifiedUser(app));
    await until(() => fields(chat).length === 2, 'it asks again');
    expect(fields(chat).map(({value}) => value)).to.deep.equal(['', '']);
  });

  it('does not ask again in a conversation that is going on', async () => {
    const app = await createApp(asksForBoth);
    const user = await verifiedUser(app);
    const chat = addChat({...appAttributes(app), ...user});
    const [name, email] = await questions(chat);
    if (!name || !email) throw new Error('two questions are wanted');
    name.value = 'Ma-Ti';
    email.value = 'mati@example.com';
    email.form?.requestSubmit();
    await shownPart(chat, 'input');
    await sendMessage(chat, 'hello');
    chat.remove();
    await expectNoQuestion(app, user);
  });
});
