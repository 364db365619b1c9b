import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {ApiSession} from '../support/e2e-api.js';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';

/** More conversations than a page of the list has. */
const MANY = 60;

describe('the inbox', () => {
  const system = useSystem();

  /** A new user who writes by the API. */
  async function user(): Promise<ApiSession> {
    const {url, app} = system();
    return ApiSession.claim(url, app, await verifiedUser(app));
  }

  it('shows every user who waits, page by page, the longest waiting first', async () => {
    const texts: string[] = [];
    for (let index = 0; index < MANY; index++) {
      const text = `Question ${index} ${randomUUID()}`;
      await (await user()).send(text);
      texts.push(text);
    }
    const inbox = await system().inbox();
    await inbox.page.getByRole('radio', {name: 'Waiting'}).check();
    await inbox.line(texts[0] ?? '').waitFor();
    assert.equal(await inbox.line(texts.at(-1) ?? '').count(), 0);
    await inbox.page.getByRole('button', {name: 'Show more conversations'}).press('Enter');
    await inbox.line(texts.at(-1) ?? '').waitFor();
    const shown = await inbox.list.locator('.preview').allTextContents();
    assert.deepEqual(
      shown.filter((text) => texts.includes(text)),
      texts,
    );
    // An answer takes the user out of the list, without a request.
    await inbox.openConversation(texts[0] ?? '');
    await inbox.answer('Here you are.');
    await inbox.line(texts[0] ?? '').waitFor({state: 'detached'});
  });

  it('loads earlier messages while the agent scrolls up', async () => {
    const writer = await user();
    const last = `The last one ${randomUUID()}`;
    for (let count = 1; count <= 70; count++) await writer.send(`Message ${count}`);
    await writer.send(last);
    const inbox = await system().inbox();
    await inbox.openConversation(last);
    assert.equal((await inbox.messages()).length, 50);
    const log = inbox.conversation.getByRole('log', {name: 'Messages'});
    await log.focus();
    await eventually(async () => {
      await inbox.page.keyboard.press('PageUp');
      assert.equal((await inbox.messages()).length, 71);
    });
  });

  it('keeps notes from the user', async () => {
    const writer = await user();
    const question = `May I have it? ${randomUUID()}`;
    await writer.send(question);
    const [inbox, colleague] = await Promise.all([system().inbox(), system().inbox()]);
    await inbox.openConversation(question);
    await colleague.openConversation(question);
    const note = `A difficult customer ${randomUUID()}`;
    await inbox.note(note);
    // Notes and answers are sent side by side.
    await colleague.conversation.getByText(note).waitFor();
    await inbox.answer('Of course.');
    for (const page of [inbox, colleague]) {
      await eventuallyEqual(() => page.messages(), [`user: ${question}`, `note: ${note}`, 'agent: Of course.']);
    }
    const [conversation] = await writer.conversations();
    assert.deepEqual(
      conversation?.entries.map(({content}) => ('text' in content ? content.text : content.kind)),
      [question, 'Of course.'],
    );
    assert.ok(!JSON.stringify((await writer.sync()).body).includes(note));
  });

  it('shows what the page said when the conversation began', async () => {
    const question = `Where is it? ${randomUUID()}`;
    const fields = {order: {type: 'singleline', value: 'A-17'}, paid: {type: 'checkbox', value: true}};
    const beginning = {fields, pageUrl: 'https://shop.example/cart'};
    const messages = [{id: randomUUID(), text: question, beginning}];
    await (await user()).ask('/v1/messages', {method: 'POST', body: {messages}});
    const inbox = await system().inbox();
    await inbox.openConversation(question);
    const shown = inbox.conversation.getByRole('region', {name: 'From the page, not verified'});
    assert.deepEqual(await shown.locator('dt, dd').allInnerTexts(), [
      ...['Page', 'https://shop.example/cart'],
      ...['order', 'A-17'],
      ...['paid', 'Yes'],
    ]);
  });

  it('sends a card, and shows how the user confirms and rates the resolution', async () => {
    const writer = await user();
    const question = `Is it on its way? ${randomUUID()}`;
    await writer.send(question);
    const inbox = await system().inbox();
    await inbox.openConversation(question);
    await inbox.conversation.getByRole('button', {name: 'Add a button'}).click();
    await inbox.conversation.getByLabel('Text on the button').fill('Track it');
    await inbox.conversation.getByLabel('Address').fill('https://shop.example/17');
    await inbox.answer('Yes.');
    await inbox.conversation.getByRole('link', {name: 'Track it'}).waitFor();
    const actions = [{kind: 'link', label: 'Track it', target: 'https://shop.example/17'}] as const;
    const card = {kind: 'card', text: 'Yes.', actions} as const;
    await eventuallyEqual(async () => (await writer.conversations())[0]?.entries.at(-1)?.content, card);
    await inbox.resolve();
    const [conversation] = await writer.conversations();
    const answer = (content: object) =>
      writer.ask('/v1/messages', {
        method: 'POST',
        body: {messages: [{id: randomUUID(), conversationId: conversation?.id, content}]},
      });
    assert.equal((await answer({kind: 'ended'})).status, 201);
    await inbox.conversation.getByText('confirmed that the question is solved').waitFor();
    await inbox.conversation.getByText('This conversation is over.').waitFor();
    assert.equal((await answer({kind: 'rated', rating: 5, feedback: 'Thank you'})).status, 201);
    await inbox.conversation.getByText('5 of 5 stars').waitFor();
    await inbox.conversation.getByText('Thank you', {exact: true}).waitFor();
  });

  it('shows what a colleague has done, and says so when both do it', async () => {
    const writer = await user();
    const question = `Is it done? ${randomUUID()}`;
    await writer.send(question);
    const [inbox, colleague] = await Promise.all([system().inbox(), system().inbox()]);
    await inbox.openConversation(question);
    await colleague.openConversation(question);
    await colleague.resolve();
    await inbox.conversation.getByText('resolved the conversation').waitFor();
    await inbox.conversation.getByText('This conversation is resolved.').waitFor();
    await inbox.conversation.getByRole('button', {name: 'Reopen'}).click();
    await colleague.conversation.getByText('reopened the conversation').waitFor();
    await colleague.conversation.getByRole('button', {name: 'Reject'}).click();
    await inbox.conversation.getByText('This conversation is over.').waitFor();
    assert.equal(await inbox.conversation.getByRole('button', {name: 'Reopen'}).count(), 0);
  });
});
