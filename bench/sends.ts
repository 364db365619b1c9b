import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import budgets from '../budgets.json' with {type: 'json'};
import {ROOT} from '../scripts/run.mjs';
import {startService} from '../test/support/start-service.js';
import {openBareDatabase} from './bare-database.js';
import {enterChat, type ChatUser} from './chat-user.js';
import {printTable, ratio, type Series} from './statistics.js';

const ROUNDS = 8;
const SLICE_MS = 1_000;
const TEXT = 'Hello, my parcel has not arrived yet. Could you have a look where it is?';

/**
 * Messages that the service has acknowledged over HTTP, against inserts of the same row that the bare database has
 * committed, with the same tables and settings on the same disk.
 *
 * Concurrency means so many users, each on a connection of its own, who send the next message when the last one is
 * acknowledged. The bare library is synchronous and the database has one writer, so there the commits come one after
 * another, however many are wanted; for 16 the last row shows what it does with all of them in one commit.
 *
 * @returns Whether the budget is kept.
 */
export async function benchSends(): Promise<boolean> {
  mkdirSync(`${ROOT}.cache`, {recursive: true});
  // Not in the system's folder for temporary files, which may be in memory.
  const folder = mkdtempSync(`${ROOT}.cache/bench-`);
  const database = await openBareDatabase(join(folder, 'bare.db'), TEXT);
  const service = await startService({demo: false, dataDir: join(folder, 'service')});
  const users = await Promise.all(Array.from({length: 16}, () => enterChat(service.url)));

  const bare = competitor('bare commits', async (until) => commitUntil(until, 1));
  const one = competitor('sends, concurrency 1', (until) => sendUntil(until, users.slice(0, 1)));
  const sixteen = competitor('sends, concurrency 16', (until) => sendUntil(until, users));
  const grouped = competitor('bare commits of 16', async (until) => commitUntil(until, 16));
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const {samples, run} of [bare, one, sixteen, grouped]) {
      const startedAt = performance.now();
      const stored = await run(startedAt + SLICE_MS);
      if (round > 0) samples.push((stored / (performance.now() - startedAt)) * 1000);
    }
  }

  for (const user of users) user.leave();
  await service.stop();
  database.close();
  rmSync(folder, {recursive: true});

  printTable(`Messages stored each second, ${ROUNDS} rounds, median (middle half)`, '/s', [
    {series: bare},
    {series: one, to: bare},
    {series: sixteen, to: bare},
    {series: grouped, to: bare},
  ]);
  return [one, sixteen].every((series) => isKept(series, bare));

  function commitUntil(until: number, rows: number): number {
    let stored = 0;
    for (; performance.now() < until; stored += rows) database.commit(rows);
    return stored;
  }
}

interface Competitor extends Series {
  readonly samples: number[];
  /** Stores messages until a time of `performance.now()`. Resolves with how many. */
  readonly run: (until: number) => Promise<number>;
}

function competitor(name: string, run: Competitor['run']): Competitor {
  return {name, run, samples: []};
}

async function sendUntil(until: number, users: readonly ChatUser[]): Promise<number> {
  let stored = 0;
  const sendOn = async (user: ChatUser): Promise<void> => {
    for (; performance.now() < until; stored++) await user.send(TEXT);
  };
  await Promise.all(users.map(sendOn));
  return stored;
}

function isKept(series: Series, bare: Series): boolean {
  const {atLeastRatio} = budgets.acknowledgedSends;
  const kept = ratio(series, bare) >= atLeastRatio;
  console.log(`  ${kept ? 'ok' : 'UNDER'}: ${series.name}, budget at least ${atLeastRatio} × ${bare.name}`);
  return kept;
}
