/** The least that takes an upload: writes the body of each request to a file, and answers. With `sync`, after its bytes are on the disk. */
import {createWriteStream} from 'node:fs';
import {createServer} from 'node:http';
import {open} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';

const [file = '', port, sync] = process.argv.slice(2);
/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function take(request, response) {
  await pipeline(request, createWriteStream(file));
  if (sync) {
    const written = await open(file);
    await written.sync();
    await written.close();
  }
  response.writeHead(204).end();
}

createServer((request, response) => void take(request, response)).listen(Number(port), '127.0.0.1', () =>
  process.send?.('listening'),
);
