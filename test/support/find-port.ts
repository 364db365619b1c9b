import {createServer} from 'node:net';

/**
 * Finds a port without a listener. The system gives none of these to outgoing connections, so the port of a server that has
 * stopped is free when it starts again.
 */
export async function findServerPort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
