import {createServer} from 'node:net';
import type {Server} from 'node:http';

/**
 * Lets a server that listens on one of the two addresses of `localhost` listen on the other one, too. Resolves when it does, or when
 * it cannot: not every computer has both.
 */
export async function listenOnBothLoopbacks(server: Server): Promise<void> {
  const listening = server.address();
  if (typeof listening !== 'object' || listening === null) return;
  const {address, port} = listening;
  const other = createServer({allowHalfOpen: true, noDelay: true}, (socket) => server.emit('connection', socket));
  server.once('close', () => other.close());
  await new Promise<void>((resolve) => {
    other.once('error', () => resolve());
    other.listen({host: address === '::1' ? '127.0.0.1' : '::1', port}, resolve);
  });
}
