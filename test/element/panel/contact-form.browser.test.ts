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
  isShown,
} from '../../support/chat.js';
import {useNetwork} from '../../support/network.js';
import {uniqueUserId} from '../../support/service.js';
import {nextFrames} from '../../support/watch.js';

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

  /** The chat of a user of this app, before any question. */
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
    expect(isShown(chat, 'input')).to.be.false;
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
      const form = (name?.getRootNode() as ShadowRoot | undefined)?.host;
      await until(() => form && form.getBoundingClientRect().bottom <= innerHeight, 'it ends in the window');
      expect(form?.scrollHeight, 'there is more than fits').to.be.above(form?.clientHeight ?? 0);
      expect(form && getComputedStyle(form).overflowY).to.equal('auto');
    });
  });

  it('takes the focus when the user opens the chat', async () => {
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

  const error = (field: HTMLInputElement): string => {
    const root = field.getRootNode() as ShadowRoot;
    return root.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent.trim() ?? '';
  };

  it('rejects missing answers, explains each field, and focuses the first', async () => {
    const chat = addChat(appAttributes(await createApp(asksForBoth)));
    const [name, email] = await questions(chat);
    if (!name || !email) throw new Error('two questions are wanted');
    expect([error(name), error(email)]).to.deep.equal(['', '']);
    email.focus();
    await sendKeys({press: 'Enter'});
    await until(() => error(name) === 'Please enter your name.', 'it says so');
    expect(error(email)).to.match(/^Please enter an e-mail address/);
    expect([name.ariaInvalid, email.ariaInvalid]).to.deep.equal(['true', 'true']);
    expect(hasFocus(name), 'the first wrong field has the focus').to.be.true;
    expect(isShown(chat, 'input')).to.be.false;
    await sendKeys({type: 'Ma-Ti'});
    await until(() => error(name) === '', 'the error is gone');
    expect([name.ariaInvalid, email.ariaInvalid]).to.deep.equal(['false', 'true']);
  });

  it('explains in the language of the chat', async () => {
    const chat = addChat({...appAttributes(await createApp(asksForBoth)), language: 'de'});
    await until(() => fields(chat)[0] ?? chat.open(), 'it asks');
    const [name] = fields(chat);
    if (!name) throw new Error('a question is wanted');
    name.focus();
    await sendKeys({press: 'Enter'});
    await until(() => error(name) === 'Bitte geben Sie Ihren Namen ein.', 'it says so');
  });

  const answers: [question: 'name' | 'email', wrong: readonly string[], right: string, stored: string][] = [
    ['name', ['', '   ', '\u00a0', '\u200b\u200d', '\u3164', '\u2800', '\u202e'], '  马 ', '马'],
    [
      'email',
      ['', '  ', 'mati at example', 'a@b@example.com', 'a@-example.com'],
      ' mati@example.com ',
      'mati@example.com',
    ],
  ];
  for (const [question, wrong, right, stored] of answers) {
    it(`accepts a plausible ${question}, without outer white space`, async () => {
      const app = await createApp({asksFor: [question]});
      const chat = addChat(appAttributes(app));
      const [field] = await questions(chat);
      if (!field) throw new Error('a question is wanted');
      for (const value of wrong) {
        field.value = value;
        field.focus();
        await sendKeys({press: 'Enter'});
        await until(() => error(field), `"${value}" is refused`);
        expect(isShown(chat, 'input')).to.be.false;
      }
      field.value = right;
      await sendKeys({press: 'Enter'});
      await shownPart(chat, 'input');
      await sendMessage(chat, 'hello');
      const [conversation] = await conversationsOf(app);
      expect(conversation?.contact[question]).to.equal(stored);
    });
  }

  it('ignores the Enter that ends a word of an input method', async () => {
    const chat = addChat(appAttributes(await createApp({asksFor: ['name']})));
    const [name] = await questions(chat);
    for (const composing of [{isComposing: true}, {keyCode: 229}]) {
      name?.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, composed: true, ...composing}));
    }
    await nextFrames();
    expect(name && error(name)).to.equal('');
  });

  it('works in a sandboxed frame without forms', async () => {
    const app = await createApp({asksFor: ['name']});
    const chat = addChat(appAttributes(app));
    const [name] = await questions(chat);
    const ancestors = [name?.form ?? null, name?.closest('form') ?? null];
    expect(ancestors).to.deep.equal([null, null]);
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

  it('asks the next user as well, and keeps no answers of the user before', async () => {
    const app = await createApp(asksForBoth);
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    const [name, email] = await questions(chat);
    if (!name || !email) throw new Error('two questions are wanted');
    name.value = 'Ma-Ti';
    email.value = 'mati@example.com';
    email.focus();
    await sendKeys({press: 'Enter'});
    await shownPart(chat, 'input');
    setAttributes(chat, await verifiedUser(app));
    await until(() => fields(chat).length === 2, 'it asks again');
    expect(fields(chat).map(({value}) => value)).to.deep.equal(['', '']);
  });

  it('does not ask again in an open conversation', async () => {
    const app = await createApp(asksForBoth);
    const user = await verifiedUser(app);
    const chat = addChat({...appAttributes(app), ...user});
    const [name, email] = await questions(chat);
    if (!name || !email) throw new Error('two questions are wanted');
    name.value = 'Ma-Ti';
    email.value = 'mati@example.com';
    email.focus();
    await sendKeys({press: 'Enter'});
    await shownPart(chat, 'input');
    await sendMessage(chat, 'hello');
    chat.remove();
    await expectNoQuestion(app, user);
  });
});
