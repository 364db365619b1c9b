/**
 * For tests: gives each request its own client address. With one address for the whole run, the pages would exceed the
 * service's limits. The service must trust one proxy (`TRUST_PROXY=1`).
 */
import {createServer, request, type ClientRequest, type IncomingMessage} from 'node:http';

export interface VisitorProxy {
  readonly url: string;
  readonly stop: () => void;
}

/** @param target the address of the service */
export async function startVisitorProxy(target: string): Promise<VisitorProxy> {
  let visitors = 0;
  const passOn = ({method, url, headers}: IncomingMessage): ClientRequest => {
    const visitor = `10.0.${(visitors >> 8) & 255}.${visitors++ & 255}`;
    return request(target + url, {...(method && {method}), headers: {...headers, 'x-forwarded-for': visitor}});
  };

  const server = createServer((incoming, outgoing) => {
    const onward = passOn(incoming);
    onward.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    // The service may refuse a request before it has read all of it.
    onward.once('error', () => outgoing.headersSent || outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket) => {
    const onward = passOn(incoming);
    onward.once('upgrade', ({rawHeaders}, serviceSocket) => {
      const fields = rawHeaders.map((text, index) => text + (index % 2 ? '\r\n' : ': ')).join('');
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${fields}\r\n`);
      socket.pipe(serviceSocket).pipe(socket);
      // When one side closes, close the other.
      for (const event of ['error', 'close']) {
        socket.once(event, () => serviceSocket.destroy());
        serviceSocket.once(event, () => socket.destroy());
      }
    });
    for (const failure of ['response', 'error']) onward.once(failure, () => socket.destroy());
    onward.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
