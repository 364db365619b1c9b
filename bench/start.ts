import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import budgets from '../budgets.json' with {type: 'json'};
import {ROOT} from '../scripts/run.mjs';
import {findServerPort} from '../test/support/find-port.js';
import {startService} from '../test/support/start-service.js';
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
      const [ourPort, barePort] = [await findServerPort(), await findServerPort()];
      const env = {HOST: '127.0.0.1', PORT: String(ourPort), DATA_DIR: folder};
      ours.samples.push(await timeStart(ourPort, ['service/dist/main.js', 'serve'], env));
      bare.samples.push(await timeStart(barePort, [BARE_SERVER, join(folder, 'bare.db'), String(barePort)], {}));
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

/** Both are asked in the same way and as often: how soon an answer is noticed is a part of the time. */
async function timeStart(
  port: number,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: {...process.env, ...env},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'close');
  try {
    while (!(await isAnswered(port))) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    return performance.now() - startedAt;
  } finally {
    child.kill();
    await ended;
  }
}

async function isAnswered(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    (response) => response.ok,
    () => false, // Not listening yet.
  );
}
