import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import budgets from '../budgets.json' with {type: 'json'};
import {ROOT} from '../scripts/run.mjs';
import {startService} from '../test/support/start-service.js';
import {openBareDatabase} from './bare-database.js';
import {enterBareServer, enterChat} from './chat-user.js';
import {sendUntil, startBareServer, TEXT} from './senders.js';
import {printTable, ratio, type Series} from './statistics.js';

const ROUNDS = 8;
const SLICE_MS = 1_000;

/**
 * Messages that the service has acknowledged over HTTP, against inserts of the same row that the bare database has
 * committed, with the same tables and settings on the same disk. One sender waits for HTTP most of the time, so it is
 * measured against a bare HTTP server that runs the same statements and one commit.
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
  const bareServer = await startBareServer('bare-message-server', join(folder, 'bare.db'));
  const bareUser = enterBareServer(bareServer.url, 'user-1');
  const users = await Promise.all(Array.from({length: 16}, () => enterChat(service.url)));

  const bare = competitor('bare commits', async (until) => commitUntil(until, 1));
  const one = competitor('sends, concurrency 1', (until) => sendUntil(until, users.slice(0, 1)));
  const sixteen = competitor('sends, concurrency 16', (until) => sendUntil(until, users));
  const bareOne = competitor('bare HTTP server, concurrency 1', (until) => sendUntil(until, [bareUser]));
  const grouped = competitor('bare commits of 16', async (until) => commitUntil(until, 16));
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const {samples, run} of [bare, bareOne, one, sixteen, grouped]) {
      const startedAt = performance.now();
      const stored = await run(startedAt + SLICE_MS);
      if (round > 0) samples.push((stored / (performance.now() - startedAt)) * 1000);
    }
  }

  for (const user of [...users, bareUser]) user.leave();
  bareServer.stop();
  await service.stop();
  database.close();
  rmSync(folder, {recursive: true});

  printTable(`Messages stored each second, ${ROUNDS} rounds, median (middle half)`, '/s', [
    {series: bare},
    {series: bareOne, to: bare},
    {series: one, to: bareOne},
    {series: sixteen, to: bare},
    {series: grouped, to: bare},
  ]);
  return [isKept(one, bareOne), isKept(sixteen, bare)].every(Boolean);

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

function isKept(series: Series, bare: Series): boolean {
  const {atLeastRatio} = budgets.acknowledgedSends;
  const kept = ratio(series, bare) >= atLeastRatio;
  console.log(`  ${kept ? 'ok' : 'UNDER'}: ${series.name}, budget at least ${atLeastRatio} × ${bare.name}`);
  return kept;
}
