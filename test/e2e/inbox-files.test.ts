import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {describe, it} from 'node:test';
import sharp from 'sharp';
import type {Attachment} from '../../src/protocol/index.js';
import {ApiSession} from '../support/e2e-api.js';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import type {Inbox} from '../support/e2e-inbox.js';
import {useSystem} from '../support/e2e-system.js';

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** A picture of one colour. */
function picture(background: string, width = 800, height = 600): Promise<Buffer> {
  return sharp({create: {width, height, channels: 3, background}})
    .png()
    .toBuffer();
}

describe('files in the inbox', () => {
  const system = useSystem();

  /** A new user who has written. */
  async function writer(question: string): Promise<ApiSession> {
    const {url, app} = system();
    const session = await ApiSession.claim(url, app, await verifiedUser(app));
    await session.send(question);
    return session;
  }

  async function open(question: string): Promise<Inbox> {
    const inbox = await system().inbox();
    await inbox.openConversation(question);
    return inbox;
  }

  const attachments = async (user: ApiSession): Promise<Attachment[]> => {
    const contents = (await user.conversations()).flatMap(({entries}) => entries.map(({content}) => content));
    return contents.filter((content) => content.kind === 'attachment');
  };

  it('sends two pictures and a PDF, with a text before them, to the user and to a colleague', async () => {
    const question = `What does it look like? ${randomUUID()}`;
    const user = await writer(question);
    const [inbox, colleague] = await Promise.all([open(question), open(question)]);
    await inbox.conversation.locator('input[type=file]').setInputFiles([
      {name: 'red.png', mimeType: 'image/png', buffer: await picture('red')},
      {name: 'blue.png', mimeType: 'image/png', buffer: await picture('blue', 300, 900)},
      {name: 'Rechnung über alles.pdf', mimeType: 'application/pdf', buffer: PDF},
    ]);
    const chosen = inbox.conversation.getByRole('list', {name: 'Files of your answer'});
    await eventuallyEqual(() => chosen.getByText('Will be sent with your answer').count(), 3);
    await eventuallyEqual(() => chosen.getByRole('progressbar').count(), 0);
    assert.deepEqual(await attachments(user), [], 'nothing is sent before the agent says so');
    await inbox.answer('Like this:');
    for (const page of [inbox, colleague]) {
      await page.conversation.getByRole('button', {name: 'Show red.png'}).waitFor();
      await page.conversation.getByRole('button', {name: 'Show blue.png'}).waitFor();
      await page.conversation.getByRole('button', {name: 'Download Rechnung über alles.pdf'}).waitFor();
      await page.conversation.getByText(new RegExp(`PDF,.*${PDF.length} bytes`)).waitFor();
    }
    await chosen.waitFor({state: 'detached'});
    const contents = (await user.conversations())[0]?.entries.map(({content}) =>
      content.kind === 'attachment' ? content.name : 'text' in content ? content.text : content.kind,
    );
    assert.deepEqual(contents, [question, 'Like this:', 'red.png', 'blue.png', 'Rechnung über alles.pdf']);
    await inbox.line('Rechnung über alles.pdf').waitFor();
    await inbox.assertFitsWidth();
  });

  it("shows a user's picture, leads through the pictures with the keyboard, and downloads them", async () => {
    const question = `Look at this ${randomUUID()}`;
    const user = await writer(question);
    await user.sendFile('first.png', await picture('green'));
    await user.sendFile('second.png', await picture('orange'));
    const inbox = await system().inbox();
    // The list says what came.
    await inbox.line('second.png').first().click();
    const first = inbox.conversation.getByRole('button', {name: 'Show first.png'});
    await eventually(async () => {
      const width = await first.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth);
      assert.ok(width > 0, 'the thumbnail is there');
    });
    await first.focus();
    await first.press('Enter');
    const viewer = inbox.page.getByRole('dialog', {name: 'first.png'});
    await viewer.getByRole('img', {name: 'first.png'}).waitFor();
    await eventually(async () => {
      const image = viewer.getByRole('img');
      assert.equal(await image.evaluate((one: HTMLImageElement) => one.naturalWidth), 800);
    });
    await inbox.assertInWindow(viewer.getByRole('img'));
    await inbox.page.keyboard.press('ArrowRight');
    const next = inbox.page.getByRole('dialog', {name: 'second.png'});
    await next.getByRole('img', {name: 'second.png'}).waitFor();
    await next.getByText('2 of 2').waitFor();
    const [download] = await Promise.all([
      inbox.page.waitForEvent('download'),
      next.getByRole('button', {name: 'Download second.png'}).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'second.png');
    const saved = await sharp(await readFile(await download.path())).metadata();
    assert.deepEqual([saved.format, saved.width, saved.height], ['png', 800, 600]);
    await inbox.page.keyboard.press('Escape');
    await eventually(async () => assert.ok(await first.evaluate((one) => one.matches(':focus'))));
  });

  it('says why a file cannot be sent, asks before the page is left with it, and removes it', async () => {
    const question = `Have you got the program? ${randomUUID()}`;
    await writer(question);
    const inbox = await open(question);
    inbox.expectComplaints(/415/);
    const buffer = Buffer.from([0x4d, 0x5a, 0, 1, 2, 3]);
    await inbox.conversation
      .locator('input[type=file]')
      .setInputFiles({name: 'setup.exe', mimeType: 'application/octet-stream', buffer});
    await inbox.conversation.getByText('This app does not take files of this kind.').waitFor();
    const asked = inbox.page.waitForEvent('dialog');
    await inbox.answerInput.click();
    await inbox.page.close({runBeforeUnload: true});
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    await inbox.conversation.getByRole('button', {name: 'Remove setup.exe'}).click();
    assert.equal(await inbox.conversation.getByRole('list', {name: 'Files of your answer'}).count(), 0);
    await eventually(async () => assert.ok(await inbox.answerInput.evaluate((input) => input.matches(':focus'))));
  });
});
