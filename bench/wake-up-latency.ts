import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {setTimeout as pause} from 'node:timers/promises';
import {WebSocket} from 'ws';
import {startNats} from '../service/test/support/servers/nats.js';
import {startPostgres} from '../service/test/support/servers/postgres.js';
import {startService} from '../test/support/start-service.js';
import {beginSession, chatUser, type ChatUser} from './chat-user.js';
import {ServerOwner} from './server-owner.js';
import {printTable, quantile} from './statistics.js';
import type {ServiceFrame} from '../src/protocol/wire.js';

const PAUSE_MS = 20;

/**
 * The time from a message that is sent to one process to the live frame from another one, when PostgreSQL and when NATS carries
 * the wake-up, beside the frame from the process that has stored the message.
 */
export async function benchWakeUpLatency({messages = 300} = {}): Promise<void> {
  const owner = new ServerOwner();
  try {
    const server = await startPostgres(owner, {fsync: true});
    const nats = await startNats(owner);
    const [byNotify, byNats] = await Promise.all([
      startPair(owner, {DATABASE_URL: await server.createDatabase('notify')}),
      startPair(owner, {DATABASE_URL: await server.createDatabase('nats'), NATS_URL: nats.url}),
    ]);
    const pairs = [
      await listen(owner, 'the same process', byNotify[0], byNotify[0]),
      await listen(owner, 'another process, NOTIFY', byNotify[0], byNotify[1]),
      await listen(owner, 'another process, NATS', byNats[0], byNats[1]),
    ];
    for (let message = 0; message < messages; message++) {
      for (const pair of pairs) {
        await pair.sendOne();
        await pause(PAUSE_MS * Math.random());
      }
    }
    printTable(
      `From sent to the live frame, ${messages} messages each, median (middle half)`,
      'ms',
      pairs.map((series, index) => ({series, ...(index > 0 && pairs[0] && {to: pairs[0]})})),
    );
    for (const {name, samples} of pairs) console.log(`  ${name}: p99 ${quantile(samples, 0.99).toFixed(1)} ms`);
  } finally {
    await owner.end();
  }
}

async function startPair(owner: ServerOwner, env: Readonly<Record<string, string>>): Promise<[string, string]> {
  const urls: string[] = [];
  while (urls.length < 2) {
    const service = await startService({demo: false, env});
    owner.after(() => service.stop());
    urls.push(service.url);
  }
  return urls as [string, string];
}

/** A user who sends to one process and listens to another one. */
async function listen(owner: ServerOwner, name: string, senderUrl: string, listenerUrl: string) {
  const token = await beginSession(senderUrl);
  const user: ChatUser = chatUser(senderUrl, token);
  owner.after(() => user.leave());
  const socket = new WebSocket(`${listenerUrl.replace('http', 'ws')}/v1/live`);
  owner.after(() => socket.terminate());
  await once(socket, 'open');
  socket.send(JSON.stringify({type: 'authenticate', sessionToken: token}));
  await once(socket, 'message');

  const samples: number[] = [];
  const sendOne = async (): Promise<void> => {
    const text = `Message ${randomUUID()}`;
    const sentAt = performance.now();
    const shown = new Promise<void>((resolve) => {
      const hear = (data: Buffer): void => {
        const frame = JSON.parse(data.toString()) as ServiceFrame;
        if (frame.type !== 'changed' || !JSON.stringify(frame).includes(text)) return;
        samples.push(performance.now() - sentAt);
        socket.off('message', hear);
        resolve();
      };
      socket.on('message', hear);
    });
    await Promise.all([user.send(text), shown]);
  };
  return {name, samples, sendOne};
}
