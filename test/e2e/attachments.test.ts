import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {describe, it} from 'node:test';
import {verifiedUser} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {AGENT_COOKIE, useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** Complaints about a service that was killed. */
const KILLED = [
  /ERR_(CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|FAILED)/,
  /SERVICE_FAILED/,
  /WebSocket connection to/,
];

const MANY_FILES_LIMIT_MS = 120_000;

const file = (name: string, mimeType: string, buffer: Buffer) => ({name, mimeType, buffer});

async function choose(visitor: Visitor, ...files: ReturnType<typeof file>[]): Promise<void> {
  const chooser = visitor.page.waitForEvent('filechooser');
  await visitor.panel.getByRole('button', {name: 'Attach files'}).click();
  await (await chooser).setFiles(files);
}

describe('files in a conversation', () => {
  const system = useSystem();

  /** The files that the agents see, by name. */
  const storedFiles = async (): Promise<{name: string; bytes: number}[]> => {
    const cookie = `${AGENT_COOKIE}=${await system().agentCookie()}`;
    const [conversation] = await system().conversations();
    const answer = await fetch(`${system().url}/v1/agent/sync`, {
      method: 'POST',
      headers: {cookie, origin: system().url, 'content-type': 'application/json'},
      body: JSON.stringify({page: {id: conversation?.id}}),
    });
    const {conversations} = (await answer.json()) as {
      conversations: {entries: {content: {kind: string; name: string; bytes: number}}[]}[];
    };
    return (conversations[0]?.entries ?? [])
      .flatMap(({content}) => (content.kind === 'attachment' ? [{name: content.name, bytes: content.bytes}] : []))
      .sort((one, other) => one.name.localeCompare(other.name));
  };

  /** An agent sends a file into the newest conversation. */
  const sendAsAgent = async (name: string, bytes: Buffer): Promise<void> => {
    const [conversation] = await system().conversations();
    const id = conversation?.id ?? '';
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const headers = {
      cookie: `${AGENT_COOKIE}=${await system().agentCookie()}`,
      origin: system().url,
    };
    const tus = {...headers, 'tus-resumable': '1.0.0'};
    const begun = await fetch(`${system().url}/v1/agent/files`, {
      method: 'POST',
      headers: {
        ...tus,
        'upload-length': String(bytes.length),
        'upload-metadata': `filename ${base64(name)},conversation ${base64(id)}`,
      },
    });
    const fileId = begun.headers.get('location')?.split('/').at(-1) ?? '';
    const sent = await fetch(`${system().url}/v1/agent/files/${fileId}`, {
      method: 'PATCH',
      headers: {...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream'},
      body: new Uint8Array(bytes),
    });
    assert.equal(sent.status, 204);
    const answer = await fetch(`${system().url}/v1/agent/conversations/${id}/entries`, {
      method: 'POST',
      headers: {...headers, 'content-type': 'application/json'},
      body: JSON.stringify({id: crypto.randomUUID(), content: {kind: 'attachment', fileId}}),
    });
    assert.equal(answer.status, 201, await answer.text());
  };

  it('a user sends a picture and a document, and reads and downloads what an agent sends', async () => {
    const app = await system().createApp();
    const visitor = await system().visitor({user: await verifiedUser(app), app});
    await visitor.openChat();
    const picture = await visitor.page.screenshot();
    await choose(visitor, file('cat.png', 'image/png', picture), file('bill.pdf', 'application/pdf', PDF));
    await eventuallyEqual(async () => (await storedFiles()).map(({name}) => name), ['bill.pdf', 'cat.png']);
    await visitor.panel.getByRole('button', {name: 'Open the picture cat.png'}).locator('img').waitFor();
    await visitor.panel.getByRole('button', {name: 'Download bill.pdf'}).waitFor();

    await sendAsAgent('your answer.pdf', PDF);
    const download = visitor.page.waitForEvent('download');
    await visitor.panel.getByRole('button', {name: 'Download your answer.pdf'}).click();
    const saved = await download;
    assert.equal(saved.suggestedFilename(), 'your answer.pdf');
    assert.deepEqual(await readFile(await saved.path()), PDF);
    await eventually(() => {
      const read = visitor.events.filter(({name}) => name === 'agentmessagereceived').map(({detail}) => detail);
      assert.deepEqual(
        (read as {body: string; attachments: unknown}[]).map(({body, attachments}) => ({body, attachments})),
        [
          {
            body: '',
            attachments: [{fileName: 'your answer.pdf', size: PDF.length, contentType: 'application/pdf'}],
          },
        ],
      );
    });
  });

  it('two hundred that are chosen at once are all sent, each once, and a text does not wait for them', async () => {
    const app = await system().createApp();
    const visitor = await system().visitor({user: await verifiedUser(app), app});
    await visitor.openChat();
    const names = Array.from({length: 200}, (_, index) => `file ${index}.pdf`);
    await choose(visitor, ...names.map((name) => file(name, 'application/pdf', PDF)));
    await visitor.write('Here they are.');
    const added = (): string[] => visitor.eventsNamed('messageadd').map((detail) => (detail as {body: string}).body);
    await eventually(() => assert.ok(added().includes('Here they are.')));
    assert.ok(added().length < 100, `${added().length} files came before the text`);
    const all = ['Here they are.', ...names].sort();
    await eventuallyEqual(() => added().sort(), all, MANY_FILES_LIMIT_MS);
    const [conversation] = await system().conversations();
    assert.equal(conversation?.lastNumber, all.length);
  });

  it('an upload goes on after the service was killed in the middle of it, and sends nothing twice', async () => {
    const app = await system().createApp({attachmentTypes: 'any'});
    const visitor = await system().visitor({user: await verifiedUser(app), app});
    visitor.expectComplaints(...KILLED);
    await visitor.openChat();
    const bytes = randomBytes(10_000_000);
    const pieces: number[] = [];
    let isKilled = false;
    await visitor.page.route('**/v1/files/*', async (route) => {
      const request = route.request();
      if (request.method() === 'PATCH') {
        pieces.push(Number(request.headers()['upload-offset']));
        if (pieces.length === 2 && !isKilled) {
          isKilled = true;
          await system().kill();
        }
      }
      await route.continue();
    });
    await choose(visitor, file('large.bin', 'application/octet-stream', bytes));
    await eventually(() => assert.ok(isKilled));
    await visitor.write('a text in the meantime');
    await system().startAgain();
    await eventuallyEqual(storedFiles, [{name: 'large.bin', bytes: bytes.length}], 60_000);
    assert.equal(pieces.filter((offset) => offset === 0).length, 1, 'the first piece is sent once');
    await visitor.panel.getByRole('button', {name: 'Download large.bin'}).waitFor();
  });
});
