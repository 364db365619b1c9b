import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import budgets from '../budgets.json' with {type: 'json'};
import {freePort, startService} from '../scripts/start-service.mjs';
import {median, printTable, type Series} from './statistics.js';

const ROUNDS = 8;
const ASK_AGAIN_MS = 5;

const BARE_SERVER = fileURLToPath(new URL('bare-server.mjs', import.meta.url));

/**
 * The embedded service's start to its first answer, beside a process that only opens a database and listens. The first
 * start of a data folder also makes the administrator and is left out. False: over the budget.
 */
export async function benchStart(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'helpshift-chat-'));
  const ours: Series & {samples: number[]} = {name: 'the service', samples: []};
  const bare: Series & {samples: number[]} = {name: 'bare server with a database', samples: []};
  try {
    await (await startService({demo: false, dataDir: folder})).stop();
    for (let round = 0; round < ROUNDS; round++) {
      ours.samples.push(await timeService(folder));
      bare.samples.push(await timeBareServer(join(folder, 'bare.db')));
    }
  } finally {
    await rm(folder, {recursive: true});
  }
  printTable('Start to first answer', 'ms', [{series: ours, to: bare}, {series: bare}]);
  const {milliseconds} = budgets.serviceStart;
  const kept = median(ours.samples) <= milliseconds;
  console.log(`  ${kept ? 'within' : 'OVER'} the budget of ${milliseconds} ms (on a machine that does nothing else)`);
  return kept;
}

async function timeService(dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const running = await startService({demo: false, dataDir});
  const time = performance.now() - startedAt;
  await running.stop();
  return time;
}

async function timeBareServer(file: string): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [BARE_SERVER, file, String(port)], {stdio: 'inherit'});
  try {
    while (!(await isAnswered(port))) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    return performance.now() - startedAt;
  } finally {
    child.kill();
  }
}

async function isAnswered(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    (response) => response.ok,
    () => false, // Not listening yet.
  );
}
