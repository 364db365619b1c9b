import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {ApiSession} from '../support/e2e-api.js';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {Inbox} from '../support/e2e-inbox.js';
import {keptByAgents} from '../support/e2e-storage.js';
import {AGENT, AGENT_COOKIE, useSystem} from '../support/e2e-system.js';

/** Complaints about a network that is lost on purpose, and about a service that was killed or refuses. */
const LOST = [/ERR_\w+/, /WebSocket/, /status of (?:401|409)/];

/** After some failed attempts the inbox waits up to half a minute before the next one. */
const LIMIT_MS = 60_000;

describe('what an agent has written and the service has not stored', () => {
  const system = useSystem();

  /** A conversation whose user has written this. */
  async function ask(question: string): Promise<ApiSession> {
    const {url, app} = system();
    const user = await ApiSession.claim(url, app, await verifiedUser(app));
    await user.send(question);
    return user;
  }

  async function open(question: string): Promise<Inbox> {
    const inbox = await system().inbox();
    inbox.expectComplaints(...LOST);
    await inbox.openConversation(question);
    return inbox;
  }

  /** The same browser opens the same address. */
  async function openTab(inbox: Inbox): Promise<Inbox> {
    const tab = system().watch(await inbox.openTab());
    tab.expectComplaints(...LOST);
    await tab.conversation.getByRole('log', {name: 'Messages'}).waitFor();
    return tab;
  }

  const textsOf = async (user: ApiSession): Promise<string[]> => {
    const entries = (await user.conversations()).flatMap(({entries}) => entries);
    return entries.map(({content}) => ('text' in content ? content.text : content.kind));
  };

  it('waits for the connection, and is sent by the next tab, once and in order, notes too', async () => {
    const question = `Where is it? ${randomUUID()}`;
    const user = await ask(question);
    const inbox = await open(question);
    await inbox.loseNetwork();
    const texts = ['One.', 'Two.', 'Three.'];
    for (const text of texts) await inbox.answer(text);
    await inbox.note('A note.');
    await eventuallyEqual(() => inbox.conversation.getByText('Waiting for the connection').count(), 4);
    assert.equal(await inbox.conversation.getByText('Sending…').count(), 0);
    await eventuallyEqual(() => keptByAgents(inbox.page), [...texts, 'A note.']);
    const address = inbox.page.url();
    await inbox.page.close();
    await inbox.regainNetwork();
    const next = system().watch(await inbox.openTab(address));
    next.expectComplaints(...LOST);
    await eventuallyEqual(() => textsOf(user), [question, ...texts], LIMIT_MS);
    await next.conversation.getByText('A note.').waitFor();
    const shown = [`user: ${question}`, ...texts.map((text) => `agent: ${text}`), 'note: A note.'];
    await eventuallyEqual(async () => (await next.messages()).sort(), [...shown].sort(), LIMIT_MS);
    await eventuallyEqual(() => keptByAgents(next.page), []);
  });

  it('is sent once and in order while the service is killed', async () => {
    const question = `Is it safe? ${randomUUID()}`;
    const user = await ask(question);
    const inbox = await open(question);
    const texts = Array.from({length: 12}, (_, index) => `Answer ${index}`);
    for (const [index, text] of texts.entries()) {
      await inbox.answer(text);
      if (index === 3) await system().kill();
      if (index === 7) await system().startAgain();
      // The first one waits for nothing: the service is killed while it is on its way.
      await pause(index === 2 ? 0 : 20);
    }
    await eventuallyEqual(() => textsOf(user), [question, ...texts], LIMIT_MS);
    await eventuallyEqual(
      () => inbox.messages(),
      [`user: ${question}`, ...texts.map((text) => `agent: ${text}`)],
      LIMIT_MS,
    );
    await eventuallyEqual(() => keptByAgents(inbox.page), [], LIMIT_MS);
  });

  it('says that it waits while the service is away', async () => {
    const question = `Are you there? ${randomUUID()}`;
    const user = await ask(question);
    const inbox = await open(question);
    await system().kill();
    await inbox.answer('In a moment.');
    await inbox.conversation.getByText('Waiting for the connection').waitFor({timeout: LIMIT_MS});
    await inbox.page.close();
    await system().startAgain();
    const next = system().watch(await inbox.openTab(`${system().url}/inbox`));
    next.expectComplaints(...LOST);
    await eventuallyEqual(() => textsOf(user), [question, 'In a moment.'], LIMIT_MS);
  });

  it('in two tabs of one agent has one order, and each answer is sent once', async () => {
    const question = `Which one? ${randomUUID()}`;
    const user = await ask(question);
    const one = await open(question);
    const other = await openTab(one);
    await one.loseNetwork();
    const texts = ['One.', 'Two.', 'Three.', 'Four.'];
    for (const [index, text] of texts.entries()) {
      await (index % 2 ? other : one).answer(text);
      await eventuallyEqual(() => keptByAgents(one.page), texts.slice(0, index + 1));
    }
    await one.regainNetwork();
    await eventuallyEqual(() => textsOf(user), [question, ...texts], LIMIT_MS);
    for (const tab of [one, other]) {
      await eventuallyEqual(
        () => tab.messages(),
        [`user: ${question}`, ...texts.map((text) => `agent: ${text}`)],
        LIMIT_MS,
      );
    }
    await eventuallyEqual(() => keptByAgents(one.page), []);
  });

  it('keeps a draft over a reload and a closed tab, and says in the list where it is', async () => {
    const [question, another] = [`What is a draft? ${randomUUID()}`, `And here? ${randomUUID()}`];
    await ask(question);
    await ask(another);
    const inbox = await open(question);
    await inbox.answerInput.fill('Half an answ');
    await eventuallyEqual(() => keptByAgents(inbox.page), ['Half an answ']);
    await inbox.page.reload();
    await eventuallyEqual(() => inbox.answerInput.inputValue(), 'Half an answ');
    await inbox.openConversation(another);
    await inbox.line(question).getByText('Draft', {exact: true}).waitFor();
    await inbox.page.close();
    const next = system().watch(await inbox.openTab(`${system().url}/inbox`));
    await next.openConversation(question);
    assert.equal(await next.answerInput.inputValue(), 'Half an answ');
    await next.answer('A whole answer.');
    await next.conversation.getByText('A whole answer.').waitFor();
    await eventuallyEqual(() => keptByAgents(next.page), []);
  });

  it('is sent also when a colleague has resolved the conversation meanwhile', async () => {
    const question = `Is it done? ${randomUUID()}`;
    const user = await ask(question);
    const inbox = await open(question);
    const colleague = await open(question);
    await inbox.loseNetwork();
    await inbox.answer('Nearly.');
    await colleague.resolve();
    await inbox.regainNetwork();
    await eventuallyEqual(() => textsOf(user), [question, 'resolved', 'Nearly.'], LIMIT_MS);
    await eventuallyEqual(() => keptByAgents(inbox.page), []);
  });

  it('stays when the conversation has ended meanwhile, says so, also after a reload, and can be deleted', async () => {
    const question = `Is it over? ${randomUUID()}`;
    const user = await ask(question);
    const inbox = await open(question);
    const colleague = await open(question);
    await inbox.loseNetwork();
    await inbox.answer('One more thing.');
    await inbox.answerInput.fill('And a draft');
    await colleague.conversation.getByRole('button', {name: 'Reject'}).click();
    await colleague.conversation.getByText('This conversation is over.').waitFor();
    await inbox.regainNetwork();
    const refused = inbox.conversation.getByText('Not sent: the conversation is over.');
    await refused.waitFor({timeout: LIMIT_MS});
    await inbox.page.reload();
    await refused.waitFor();
    await inbox.conversation.getByText('One more thing.').waitFor();
    assert.equal(await inbox.answerInput.inputValue(), 'And a draft');
    await inbox.conversation.getByRole('button', {name: 'Delete'}).press('Enter');
    await refused.waitFor({state: 'detached'});
    await eventuallyEqual(() => keptByAgents(inbox.page), ['And a draft']);
    assert.deepEqual((await textsOf(user)).includes('One more thing.'), false);
  });

  it('stays in the browser when the session ends, until the same agent logs in again', async () => {
    const question = `Who are you? ${randomUUID()}`;
    const user = await ask(question);
    const inbox = await open(question);
    await inbox.loseNetwork();
    await inbox.answer('It is me.');
    await inbox.answerInput.fill('And a draft');
    await eventuallyEqual(() => keptByAgents(inbox.page), ['And a draft', 'It is me.']);
    // As when an administrator, or the agent in another browser, has ended the session.
    await inbox.context.clearCookies({name: AGENT_COOKIE});
    await inbox.regainNetwork();
    await inbox.page.getByText('Your session has ended.').waitFor({timeout: LIMIT_MS});
    assert.deepEqual(await textsOf(user), [question]);
    await inbox.logIn(AGENT.email, AGENT.password);
    await eventuallyEqual(() => textsOf(user), [question, 'It is me.'], LIMIT_MS);
    await eventuallyEqual(() => inbox.answerInput.inputValue(), 'And a draft');
  });

  it('is deleted at log-out, after a question', async () => {
    const question = `Do you go? ${randomUUID()}`;
    await ask(question);
    const {url} = system();
    // A session of its own: the other tests go on with theirs.
    const inbox = system().watch(await Inbox.open(system().browser, url));
    inbox.expectComplaints(...LOST);
    await inbox.logIn(AGENT.email, AGENT.password);
    await inbox.openConversation(question);
    await inbox.answerInput.fill('A secret draft');
    await eventuallyEqual(() => keptByAgents(inbox.page), ['A secret draft']);
    const logOut = inbox.page.getByRole('button', {name: 'Log out', exact: true});
    await logOut.press('Enter');
    const dialog = inbox.page.getByRole('dialog', {name: 'In 1 conversation something is not sent'});
    await dialog.waitFor();
    await inbox.page.keyboard.press('Escape');
    await dialog.waitFor({state: 'hidden'});
    await eventually(async () => assert.ok(await logOut.evaluate((button) => button.matches(':focus'))));
    assert.equal(await inbox.answerInput.inputValue(), 'A secret draft');
    await logOut.press('Enter');
    await dialog.getByRole('button', {name: 'Delete it and log out'}).click();
    await inbox.page.getByLabel('Password').waitFor();
    assert.deepEqual(await keptByAgents(inbox.page), []);
    await inbox.logIn(AGENT.email, AGENT.password);
    await inbox.openConversation(question);
    assert.equal(await inbox.answerInput.inputValue(), '');
  });
});
