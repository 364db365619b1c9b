import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {Agent, request as sendRequest, type IncomingMessage} from 'node:http';
import {join} from 'node:path';
import sharp from 'sharp';
import {ROOT} from '../scripts/run.mjs';
import {findServerPort} from '../test/support/find-port.js';
import {startService} from '../test/support/start-service.js';
import {beginSession} from './chat-user.js';
import {measureInTurns, printTable, ratio} from './statistics.js';

const ROUNDS = 8;
const BYTES = 100_000_000;
const CHUNK_BYTES = 64 * 1024;
const AT_LEAST_RATIO = 0.7;
/** 4000 × 3000: the camera of a phone. */
const PHOTO = {width: 4000, height: 3000};
const PHOTOS = 6;

const TUS = {'tus-resumable': '1.0.0'};
const agent = new Agent({keepAlive: true, maxSockets: 1});
/** Random, so that no disk makes less of it. */
const CHUNK = randomBytes(CHUNK_BYTES);

/**
 * Uploads of 100 MB, against bare servers that write the same bytes to a file, in one run; and what a photo costs.
 *
 * @returns Whether uploads reach 0.7 of the server that answers before its bytes are on the disk.
 */
export async function benchAttachments(): Promise<boolean> {
  mkdirSync(`${ROOT}.cache`, {recursive: true});
  const folder = mkdtempSync(`${ROOT}.cache/bench-`);
  const env = {DATA_DIR: join(folder, 'data')};
  const first = await startService({demo: false, env});
  await first.stop();
  await run('app', 'set', 'bar/foo', '--largest-attachment', '500', '--attachment-types', 'any', env);
  const service = await startService({demo: false, env});
  const session = await beginSession(service.url);
  const bare = await startBare(join(folder, 'bare'));
  const syncing = await startBare(join(folder, 'syncing'), 'sync');

  const before = peakOf(service.pid);
  const series = await measureInTurns(
    ROUNDS,
    [
      {name: 'the service', upload: () => upload(service.url, session)},
      {name: 'a bare server', upload: () => send(bare.url, 'POST', {}, BYTES)},
      {name: 'a bare server that waits for the disk', upload: () => send(syncing.url, 'POST', {}, BYTES)},
    ],
    async ({upload: uploadOnce}) => {
      const startedAt = performance.now();
      await uploadOnce();
      return BYTES / 1e6 / ((performance.now() - startedAt) / 1000);
    },
  );
  const [ours, theirs, synced] = series;
  if (!ours || !theirs || !synced) throw new Error('a contender is missing');
  printTable('Uploads of 100 MB', 'MB/s', [{series: ours, to: theirs}, {series: theirs}, {series: synced, to: theirs}]);
  console.log(`  peak memory of the service: ${peakOf(service.pid)} MB, ${before} MB before`);
  console.log(`  peak memory of the bare server: ${peakOf(bare.pid)} MB`);
  await benchPhoto(service.url, session, service.pid);

  bare.stop();
  syncing.stop();
  await service.stop();
  rmSync(folder, {recursive: true});
  const reached = ratio(ours, theirs);
  console.log(`  at least ${AT_LEAST_RATIO} is wanted: ${reached.toFixed(2)}`);
  return reached >= AT_LEAST_RATIO;
}

/** The time from the last byte of a photo to the answer, and the memory. */
async function benchPhoto(url: string, session: string, pid: number): Promise<void> {
  const {width, height} = PHOTO;
  const noise = {type: 'gaussian', mean: 128, sigma: 20} as const;
  const photo = await sharp({create: {width, height, channels: 3, background: '#888', noise}})
    .jpeg({quality: 85})
    .toBuffer();
  const times: number[] = [];
  for (let round = 0; round < PHOTOS; round++) {
    const startedAt = performance.now();
    await remove(url, session, await upload(url, session, photo));
    times.push(performance.now() - startedAt);
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
  const size = `${(photo.length / 1e6).toFixed(1)} MB, ${(width * height) / 1e6} megapixels`;
  console.log(`  a photo (JPEG, ${size}): ${median.toFixed(0)} ms; peak memory then: ${peakOf(pid)} MB`);
}

/** Uploads a file. @returns Its id. */
async function upload(url: string, session: string, content?: Buffer): Promise<string> {
  const headers = {...TUS, authorization: `Bearer ${session}`};
  const length = content?.length ?? BYTES;
  const begun = await send(`${url}/v1/files`, 'POST', {...headers, 'upload-length': String(length)}, 0);
  const id = String(begun.headers.location).split('/').at(-1) ?? '';
  const bytes = {...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream'};
  await send(`${url}/v1/files/${id}`, 'PATCH', bytes, length, content);
  // Else there would be too many that are not sent.
  if (!content) await remove(url, session, id);
  return id;
}

async function remove(url: string, session: string, id: string): Promise<void> {
  await send(`${url}/v1/files/${id}`, 'DELETE', {...TUS, authorization: `Bearer ${session}`}, 0);
}

/** Sends a request with a body of this size. Rejects when it is refused. */
async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  bytes: number,
  content?: Buffer,
): Promise<IncomingMessage> {
  const request = sendRequest(url, {method, agent, headers: {...headers, 'content-length': bytes}});
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  if (content) request.write(content);
  for (let sent = content?.length ?? 0; sent < bytes; sent += CHUNK_BYTES) {
    const chunk = bytes - sent < CHUNK_BYTES ? CHUNK.subarray(0, bytes - sent) : CHUNK;
    if (!request.write(chunk)) await once(request, 'drain');
  }
  request.end();
  const [response] = await answered;
  let body = '';
  for await (const part of response) body += String(part);
  if ((response.statusCode ?? 500) >= 300) throw new Error(`${method} ${url}: ${response.statusCode} ${body}`);
  return response;
}

async function startBare(file: string, ...options: string[]) {
  const port = await findServerPort();
  const program = [`${ROOT}bench/bare-uploads.mjs`, file, String(port), ...options];
  const server = spawn(process.execPath, program, {stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
  await once(server, 'message');
  return {url: `http://127.0.0.1:${port}`, pid: server.pid ?? 0, stop: () => void server.kill()};
}

/** Runs a command of the service. */
async function run(...all: [...args: string[], env: Record<string, string>]): Promise<void> {
  const env = all.at(-1) as Record<string, string>;
  const args = all.slice(0, -1) as string[];
  const command = spawn(process.execPath, [`${ROOT}service/dist/main.js`, ...args], {
    env: {...process.env, ...env},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(command, 'close')) as [number];
  if (code !== 0) throw new Error(`${args.join(' ')}: ended with code ${code}`);
}

/** The most memory that a process has had, in megabytes. */
function peakOf(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1000);
}
