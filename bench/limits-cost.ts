import {trailOfCommand} from '../service/src/audit/audit.js';
import {createHmac, randomBytes, randomUUID} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {Agent} from 'node:http';
import {join} from 'node:path';
import {pino} from 'pino';
import {buildApp} from '../service/src/app.js';
import {createApp} from '../service/src/apps/app-administration.js';
import {migrate} from '../service/src/database/migrations/index.js';
import {openSqlite} from '../service/src/database/sqlite/sqlite-engine.js';
import {NO_USER_LIMITS, type RateLimits} from '../service/src/limits.js';
import {ROOT} from '../scripts/run.mjs';
import {post} from './chat-user.js';
import {printTable, ratio, type Series} from './statistics.js';

const ROUNDS = 12;
const SLICE_MS = 400;
const AT_LEAST_RATIO = 0.95;
const SECRET = 'a secret of the benchmark';
const APP = {domain: 'bench', platformId: 'web'};
/** Never reached, but counted. */
const PLENTY = {burst: 1e9, perSecond: 1e9};

/**
 * Sends, syncs and log-ins with the limits and without them, in one run. The limits count, and refuse nothing.
 *
 * @returns Whether those with limits are at least 0.95 of those without.
 */
export async function benchLimitsCost(): Promise<boolean> {
  mkdirSync(`${ROOT}.cache`, {recursive: true});
  const folder = mkdtempSync(`${ROOT}.cache/bench-`);
  const {rateLimits} = NO_USER_LIMITS;
  const counting = Object.fromEntries(Object.keys(rateLimits).map((name) => [name, PLENTY]));
  const limited = await open(join(folder, 'limited.db'), counting);
  const unlimited = await open(join(folder, 'unlimited.db'), rateLimits);
  const operations = ['sends', 'syncs', 'log-ins'] as const;
  const rows = operations.map((name) => ({
    name,
    with: {name: `${name}, with limits`, samples: [] as number[]},
    without: {name: `${name}, without limits`, samples: [] as number[]},
  }));
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const row of rows) {
      const turns = [
        {user: limited, series: row.with},
        {user: unlimited, series: row.without},
      ];
      // What comes second has a warmer processor.
      for (const {user, series} of round % 2 ? turns : turns.reverse()) {
        const startedAt = performance.now();
        let done = 0;
        for (; performance.now() < startedAt + SLICE_MS; done++) await user[row.name]();
        if (round > 0) series.samples.push((done / (performance.now() - startedAt)) * 1000);
      }
    }
  }
  await limited.close();
  await unlimited.close();
  rmSync(folder, {recursive: true});
  const table = rows.flatMap((row): {series: Series; to?: Series}[] => [
    {series: row.without},
    {series: row.with, to: row.without},
  ]);
  printTable(`Requests each second, ${ROUNDS} rounds, median (middle half)`, '/s', table);
  return rows
    .map((row) => {
      const isKept = ratio(row.with, row.without) >= AT_LEAST_RATIO;
      console.log(`  ${isKept ? 'ok' : 'UNDER'}: ${row.name}, at least ${AT_LEAST_RATIO} × without limits`);
      return isKept;
    })
    .every(Boolean);
}

async function open(file: string, rateLimits: Partial<RateLimits>) {
  const engine = openSqlite(file);
  await migrate(engine.db);
  await createApp(engine, APP, {secret: SECRET}, trailOfCommand(Date.now));
  const log = pino({level: 'silent'});
  const attachmentsFolder = `${file}.attachments`;
  const app = await buildApp({store: engine, sessionKey: randomBytes(32), attachmentsFolder, log, rateLimits});
  const url = await app.listen({host: '127.0.0.1', port: 0});
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  const userAuthToken = `v1.${createHmac('sha256', SECRET).update('helpshift-chat.v1\nann\n').digest('base64')}`;
  const claim = {...APP, userId: 'ann', userAuthToken};
  const {sessionToken} = (await post(agent, `${url}/v1/sessions`, claim)) as {sessionToken: string};
  const send = () =>
    post(agent, `${url}/v1/messages`, {messages: [{id: randomUUID(), text: 'Hello, where is it?'}]}, sessionToken);
  await send();
  return {
    sends: send,
    syncs: () => post(agent, `${url}/v1/sync`, {page: {}}, sessionToken),
    'log-ins': () => post(agent, `${url}/v1/sessions`, claim),
    close: async () => {
      agent.destroy();
      await app.close();
      await engine.close();
    },
  };
}
