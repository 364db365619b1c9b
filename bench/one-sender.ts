import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as pause} from 'node:timers/promises';
import {ROOT} from '../scripts/run.mjs';
import {startService} from '../test/support/start-service.js';
import {beginSession, chatUser, type ChatUser} from './chat-user.js';
import type {Flood, FloodOrder, FloodReport} from './flood.js';
import {TEXT} from './senders.js';
import {median, printTable, ratio, type Series} from './statistics.js';

const FLOODS: readonly Flood[] = [
  'sends',
  'syncs',
  'frames',
  'new sessions',
  'wrong tokens',
  'wrong passwords',
  'long bodies',
];
const ROUNDS = 5;
const SLICE_MS = 2_500;
/** How often each of the others writes: less often than their own limit. */
const SEND_INTERVAL_MS = 250;
const OTHERS = 8;
/** What the others may notice: their median beside the one of a quiet service. */
const AT_MOST_RATIO = 2;

/**
 * The time in which the service acknowledges what other users write, while one sender does one thing as often as it can on 50
 * connections, against the time in the quiet moment before, in one run. The service has its usual limits.
 *
 * @returns Whether the median is at most twice the quiet one in each case.
 */
export async function benchOneSender(): Promise<boolean> {
  const service = await startService({env: {USER_LIMITS: 'on'}});
  const users = await Promise.all(
    Array.from({length: OTHERS}, async () => chatUser(service.url, await beginSession(service.url))),
  );
  const sessionToken = await beginSession(service.url);
  const sender = chatUser(service.url, sessionToken);
  // The first messages begin the conversations.
  for (const user of [...users, sender]) await user.send(TEXT);
  sender.leave();

  const results: boolean[] = [];
  for (const flood of FLOODS) {
    const quiet: Series & {samples: number[]} = {name: 'quiet', samples: []};
    const flooded: Series & {samples: number[]} = {name: `during ${flood}`, samples: []};
    let report: FloodReport = {};
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      const before = await measure(users);
      const stop = await startFlood({url: service.url, flood, sessionToken});
      const during = await measure(users);
      report = await stop();
      if (round === 0) continue;
      quiet.samples.push(before);
      flooded.samples.push(during);
    }
    printTable(`Acknowledged sends of others, median of each slice, ${ROUNDS} rounds`, 'ms', [
      {series: quiet},
      {series: flooded, to: quiet},
    ]);
    console.log(`  the sender got in the last round: ${JSON.stringify(report)}`);
    const isKept = ratio(flooded, quiet) <= AT_MOST_RATIO;
    console.log(`  ${isKept ? 'ok' : 'OVER'}: at most ${AT_MOST_RATIO} × quiet`);
    results.push(isKept);
  }
  for (const user of users) user.leave();
  await service.stop();
  return results.every(Boolean);
}

/** Lets all users write for some time. Resolves with the median time until a message was acknowledged, in milliseconds. */
async function measure(users: readonly ChatUser[]): Promise<number> {
  const times: number[] = [];
  const until = performance.now() + SLICE_MS;
  await Promise.all(
    users.map(async (user, index) => {
      await pause((index * SEND_INTERVAL_MS) / users.length);
      while (performance.now() < until) {
        const startedAt = performance.now();
        await user.send(TEXT);
        times.push(performance.now() - startedAt);
        await pause(SEND_INTERVAL_MS);
      }
    }),
  );
  return median(times);
}

/** Starts the sender in a process of its own. @returns A function that ends it. */
async function startFlood(order: FloodOrder): Promise<() => Promise<FloodReport>> {
  const program = spawn(process.execPath, ['--import', 'tsx', `${ROOT}bench/flood.ts`], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(program, 'message');
  program.send(order);
  return async () => {
    program.send('stop');
    const [report] = (await once(program, 'message')) as [FloodReport];
    return report;
  };
}
