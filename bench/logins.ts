import {createHmac, randomBytes, randomUUID} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {Agent} from 'node:http';
import {join} from 'node:path';
import {pino} from 'pino';
import {buildApp} from '../service/src/app.js';
import {migrate} from '../service/src/database/migrations/index.js';
import {openSqlite} from '../service/src/database/sqlite/sqlite-engine.js';
import {createApp, createSecretKey} from '../service/src/apps/app-administration.js';
import {trailOfCommand} from '../service/src/audit/audit.js';
import {ROOT} from '../scripts/run.mjs';
import {openBareDatabase} from './bare-database.js';
import {post} from './chat-user.js';
import {printTable, type Series} from './statistics.js';

const ROUNDS = 8;
const SLICE_MS = 500;
const SECRET = 'a secret of the benchmark';
const ONE_KEY = {domain: 'bench', platformId: 'one-key'};
const FIVE_KEYS = {domain: 'bench', platformId: 'five-keys'};
// Never reached: the service's own limit would be what is measured.
const NO_LIMIT = {burst: Infinity, perSecond: Infinity};

/**
 * Log-ins over HTTP at concurrency 1: of returning users, against the same route for an anonymous visitor, who needs no
 * token, no look-up and no transaction; and of new users, against commits of one row in the bare database. With five
 * active keys the right one is the newest.
 */
export async function benchLogins(): Promise<void> {
  mkdirSync(`${ROOT}.cache`, {recursive: true});
  const folder = mkdtempSync(`${ROOT}.cache/bench-`);
  const engine = openSqlite(join(folder, 'service.db'));
  await migrate(engine.db);
  const trail = trailOfCommand(Date.now);
  for (const app of [ONE_KEY, FIVE_KEYS]) await createApp(engine, app, {secret: SECRET}, trail);
  for (let key = 0; key < 4; key++) {
    await createSecretKey(engine, FIVE_KEYS, `another secret of the benchmark ${key}`, trail);
  }
  const rateLimits = {sessions: NO_LIMIT};
  const app = await buildApp({
    store: engine,
    sessionKey: randomBytes(32),
    attachmentsFolder: join(folder, 'attachments'),
    log: pino({level: 'silent'}),
    rateLimits,
  });
  const url = await app.listen({host: '127.0.0.1', port: 0});
  const database = await openBareDatabase(join(folder, 'bare.db'), 'a text');
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  const logIn = (body: object) => post(agent, `${url}/v1/sessions`, body);

  const anonymous = {...ONE_KEY, anonymousCredential: randomBytes(32).toString('base64url')};
  const returning = {userId: 'captain_planet', userEmail: 'captain@example.com'};
  const competitors = {
    anonymous: competitor('anonymous visitor', () => logIn(anonymous)),
    oneKey: competitor('returning user, one key', () => logIn(proved(ONE_KEY, returning))),
    fiveKeys: competitor('returning user, five keys', () => logIn(proved(FIVE_KEYS, returning))),
    newUser: competitor('new user', () => logIn(proved(ONE_KEY, {userId: randomUUID()}))),
    bare: competitor('bare commits', async () => database.commit(1)),
  };
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const {samples, run} of Object.values(competitors)) {
      const startedAt = performance.now();
      let done = 0;
      for (; performance.now() < startedAt + SLICE_MS; done++) await run();
      if (round > 0) samples.push((done / (performance.now() - startedAt)) * 1000);
    }
  }

  agent.destroy();
  await app.close();
  await engine.close();
  database.close();
  rmSync(folder, {recursive: true});
  const {anonymous: visitor, oneKey, fiveKeys, newUser, bare} = competitors;
  printTable(`Log-ins each second, ${ROUNDS} rounds, median (middle half)`, '/s', [
    {series: visitor},
    {series: oneKey, to: visitor},
    {series: fiveKeys, to: visitor},
    {series: newUser, to: bare},
    {series: bare},
  ]);
}

interface Competitor extends Series {
  readonly samples: number[];
  readonly run: () => Promise<unknown>;
}

function competitor(name: string, run: Competitor['run']): Competitor {
  return {name, run, samples: []};
}

function proved(app: typeof ONE_KEY, user: {userId: string; userEmail?: string}): object {
  const signedText = `helpshift-chat.v1\n${user.userId}\n${user.userEmail ?? ''}`;
  return {...app, ...user, userAuthToken: `v1.${createHmac('sha256', SECRET).update(signedText).digest('base64')}`};
}
