import assert from 'node:assert/strict';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {runCommand} from '../support/process.js';
import {exchange, openSocket} from '../support/raw-http.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import type {TestContext} from 'node:test';

const CLEAR = '/proc/self/clear_refs';
const MEGABYTE = 1 << 20;
const LIMIT_BYTES = 30 * MEGABYTE;

/** A service in a process of its own, whose memory only its requests change. */
async function startProcess(t: TestContext) {
  // Otherwise most of what is measured is what waits for the collection of garbage.
  const environment = {PORT: '0', DATA_DIR: temporaryFolder(t), NODE_OPTIONS: '--max-semi-space-size=1'};
  const command = runCommand(t, ['serve', '--demo'], environment);
  const [, address = ''] = await command.until(/Inbox +(http:\S+)\/inbox/);
  const folder = `/proc/${command.pid}`;
  const begin = (): void => writeFileSync(`${folder}/clear_refs`, '5');
  const most = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1]) * 1024;
  return {address, begin, most};
}

/** Writes the same request without end and reads nothing, until the service drops the connection. @returns How much was sent. */
async function flood(t: TestContext, address: string, request: string): Promise<number> {
  const socket = await openSocket(t, address);
  socket.pause();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const bytes = request.repeat(Math.ceil(MEGABYTE / request.length));
  const write = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', write);
  write();
  await closed;
  return socket.bytesWritten;
}

describe('a peer that sends requests without end and reads no answer', {skip: !existsSync(CLEAR)}, () => {
  it('is dropped, and the memory of the service grows by less than 30 MB', async (t) => {
    const {address, begin, most} = await startProcess(t);
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
    const requests = [
      get('/helpshift-chat.js'),
      get('/inbox'),
      get('/nothing'),
      'POST /v1/sync HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
      `${get('/')}GARBAGE\r\n\r\n`,
    ];
    // What is asked for the first time is loaded and compiled.
    for (let round = 0; round < 5; round++) {
      for (const request of requests)
        await exchange(t, address, request.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
    }
    begin();
    const before = most();
    for (const request of requests) await flood(t, address, request);
    const growth = most() - before;
    assert.ok(growth < LIMIT_BYTES, `${Math.round(growth / MEGABYTE)} MB`);
    assert.equal((await fetch(`${address}/healthz`)).status, 200);
  });
});
