import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {WebSocket} from 'ws';
import {ROOT} from '../scripts/run.mjs';
import type {SessionResponse} from '../src/protocol/wire.js';
import {ask} from '../test/support/e2e-api.js';
import {findServerPort} from '../test/support/find-port.js';
import {startService} from '../test/support/start-service.js';

const COUNTS = [2000, 10_000];
/** How many connections are opened at the same time. */
const AT_ONCE = 50;
/** Memory has gone back to the system by then. */
const SETTLE_MS = 3000;

/** The memory of idle live connections, against the same number of a bare `ws` server. */
export async function benchConnections(): Promise<void> {
  for (const count of COUNTS) {
    const bare = await measureBare(count);
    const ours = await measureService(count);
    console.log(
      `  ${count} idle connections: ${ours.toFixed(1)} kB each, ${bare.toFixed(1)} kB with bare ws: ${(ours / bare).toFixed(2)} ×`,
    );
  }
}

async function measureService(count: number): Promise<number> {
  const inspector = await findServerPort();
  const service = await startService({demo: false, env: {NODE_OPTIONS: inspectOption(inspector), TRUST_PROXY: '1'}});
  const frames: string[] = [];
  for (let user = 0; user < count + AT_ONCE; user++) frames.push(await authenticateFrame(service.url, user));
  const url = `${service.url.replace('http', 'ws')}/v1/live`;
  const kilobytes = await memoryPerConnection({pid: service.pid, inspector, url, count, frames});
  await service.stop();
  return kilobytes;
}

async function measureBare(count: number): Promise<number> {
  const port = await findServerPort();
  const inspector = await findServerPort();
  const server = spawn(process.execPath, [`${ROOT}bench/bare-websockets.mjs`, String(port)], {
    env: {...process.env, NODE_OPTIONS: inspectOption(inspector)},
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(server, 'message');
  const kilobytes = await memoryPerConnection({
    pid: pidOf(server),
    inspector,
    url: `ws://127.0.0.1:${port}`,
    count,
    frames: Array.from({length: count + AT_ONCE}, () => 'hello'),
  });
  server.kill();
  return kilobytes;
}

/** The first frame of an anonymous user. Each has an address of their own, because the service limits sessions of one. */
async function authenticateFrame(url: string, user: number): Promise<string> {
  const claim = {domain: 'bar', platformId: 'foo', anonymousCredential: randomBytes(32).toString('base64url')};
  const headers = {'x-forwarded-for': `10.0.${user >> 8}.${user & 255}`};
  const {body} = await ask(`${url}/v1/sessions`, {method: 'POST', body: claim, headers});
  const {sessionToken} = body as SessionResponse;
  return JSON.stringify({type: 'authenticate', sessionToken});
}

interface Server {
  readonly pid: number;
  /** The port of the debugger. */
  readonly inspector: number;
  readonly url: string;
  readonly count: number;
  /** The frames that the connections send first, each of which is answered. */
  readonly frames: readonly string[];
}

/** Opens the connections, and compares the server's memory after its garbage was collected. */
async function memoryPerConnection({pid, inspector, url, frames}: Server): Promise<number> {
  const warmUp = await openAll(url, frames.slice(0, AT_ONCE));
  await collectGarbage(inspector);
  const before = memoryOf(pid);
  const sockets = await openAll(url, frames.slice(AT_ONCE));
  await collectGarbage(inspector);
  const kilobytes = (memoryOf(pid) - before) / sockets.length;
  for (const socket of [...warmUp, ...sockets]) socket.terminate();
  return kilobytes;
}

function inspectOption(port: number): string {
  return `--inspect=127.0.0.1:${port} --inspect-publish-uid=http`;
}

/** Collects a server's garbage by its debugger: otherwise the sample would depend on when V8 did so last. */
async function collectGarbage(inspector: number): Promise<void> {
  const [target] = (await (await fetch(`http://127.0.0.1:${inspector}/json/list`)).json()) as [
    {readonly webSocketDebuggerUrl: string},
  ];
  const debug = new WebSocket(target.webSocketDebuggerUrl);
  await once(debug, 'open');
  for (const id of [1, 2]) {
    debug.send(JSON.stringify({id, method: 'HeapProfiler.collectGarbage'}));
    await once(debug, 'message');
  }
  debug.close();
  await once(debug, 'close');
  await settle();
}

async function openAll(url: string, frames: readonly string[]): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < frames.length) {
    const opening = frames.slice(sockets.length, sockets.length + AT_ONCE).map(async (first) => {
      const socket = new WebSocket(url);
      await once(socket, 'open');
      socket.send(first);
      await once(socket, 'message');
      return socket;
    });
    sockets.push(...(await Promise.all(opening)));
  }
  return sockets;
}

/** The resident memory of a process, in kilobytes. */
function memoryOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes);
}

function pidOf({pid}: ChildProcess): number {
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
