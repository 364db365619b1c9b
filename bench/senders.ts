import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {ROOT} from '../scripts/run.mjs';
import {findServerPort} from '../test/support/find-port.js';
import type {ChatUser} from './chat-user.js';

/** The text of a usual message. */
export const TEXT = 'Hello, my parcel has not arrived yet. Could you have a look where it is?';

/** Lets each user send the next message when the last one is acknowledged, until a time. Resolves with how many. */
export async function sendUntil(until: number, users: readonly ChatUser[]): Promise<number> {
  let stored = 0;
  const sendOn = async (user: ChatUser): Promise<void> => {
    for (; performance.now() < until; stored++) await user.send(TEXT);
  };
  await Promise.all(users.map(sendOn));
  return stored;
}

export interface BareServer {
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

/** Starts a bare server of this folder in a process of its own, as the service is. */
export async function startBareServer(
  name: string,
  database: string,
  ...others: readonly string[]
): Promise<BareServer> {
  const port = await findServerPort();
  const program = [`${ROOT}bench/${name}.ts`, database, String(port), ...others];
  const server = spawn(process.execPath, ['--import', 'tsx', ...program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(server, 'message');
  return {url: `http://127.0.0.1:${port}`, pid: server.pid ?? 0, stop: () => void server.kill()};
}
