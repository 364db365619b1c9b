/** Servers other than the service, as targets of `service-url`. Each records its requests. */
import {readFile} from 'node:fs/promises';
import {createServer, type RequestListener} from 'node:http';
import {type AddressInfo, connect, createServer as createTcpServer, type Socket} from 'node:net';
import {ROOT} from '../../scripts/run.mjs';

export interface OddServer {
  readonly url: string;
  /** Method and path of each request. */
  readonly asked: readonly string[];
  stop(): void;
}

/** Lets any page read the answer, also of a redirect. */
const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
};

/** Gives every request the same answer, readable for any page. */
export function startAnswering(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<OddServer> {
  return start((_request, response) => response.writeHead(status, {...OPEN, ...headers}).end(body));
}

/** Closes every connection without an answer. Unlike a free port, no other program can take it. */
export function startHangingUp(): Promise<OddServer> {
  return start(({socket}) => socket.destroy());
}

/** Redirects every request to the same path of another address. */
export function startRedirecting(target: string): Promise<OddServer> {
  return start(({url = ''}, response) => response.writeHead(307, {...OPEN, location: target + url}).end());
}

/** Serves the files of the package's own bundle, like a CDN for npm packages. */
export function startCdn(): Promise<OddServer> {
  return start(({url = ''}, response) => {
    readFile(`${ROOT}dist/bundle${url}`).then(
      (file) => response.writeHead(200, {...OPEN, 'content-type': 'text/javascript'}).end(file),
      () => response.writeHead(404, OPEN).end(),
    );
  });
}

/** Serves a service below a path, with live connections. @returns The address, with the path. */
export async function startBelowPath(service: string, path: string): Promise<OddServer> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const line = new RegExp(`^([A-Z]+) (${path})(/\\S*) HTTP`);
  const server = createTcpServer((client) => {
    const onward = connect(Number(new URL(service).port), '127.0.0.1');
    for (const socket of [client, onward]) open.add(socket.on('error', () => {}));
    client.on('data', (chunk) => {
      const [, method, , rest] = line.exec(chunk.toString('latin1')) ?? [];
      if (method !== undefined) asked.push(`${method} ${path}${rest}`);
      // A browser sends the start of each request in its own packet.
      onward.write(chunk.toString('latin1').replace(line, '$1 $3 HTTP'), 'latin1');
    });
    onward.pipe(client);
    client.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    asked,
    stop() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

async function start(answer: RequestListener): Promise<OddServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
