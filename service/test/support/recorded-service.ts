import {until} from '../../../test/support/until.js';
import {NO_USER_LIMITS} from '../../src/limits.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {openPostgres} from '../../src/database/postgres/postgres-engine.js';
import {liveClients} from './live.js';
import {recordStatements, type StatementRecorder} from './statements.js';
import {addApp, serveDatabase, TestClock, type TestService} from './test-service.js';
import type {LiveClient} from './live.js';
import type {PostgresServer} from './servers/postgres.js';
import type {JobName} from '../../src/metrics/meters.js';
import type {RunStatement} from './statements.js';
import type {TestContext} from 'node:test';

/** More than a test asks for. The limits that processes share must be finite. */
const PLENTY = {burst: 10_000, perSecond: 1};
const POOL_SIZE = 5;

/** A service on PostgreSQL whose statements are recorded. */
export interface RecordedService {
  readonly service: TestService;
  readonly recorder: StatementRecorder;
  /** What it has asked at its start, with its jobs. */
  readonly atStart: readonly RunStatement[];
  /** Opens a live connection to it. */
  readonly connect: (path: string, headers?: Record<string, string>) => Promise<LiveClient>;
  /** The operations of the API that were never asked, as `POST /v1/sync`. */
  readonly listUnasked: () => Promise<string[]>;
}

/** Makes a database with all tables and an app. @returns Its address. */
export async function createDatabaseWithApp(server: PostgresServer): Promise<string> {
  const url = await server.createDatabase('chat');
  const engine = await openPostgres({url, listenUrl: url, poolSize: POOL_SIZE});
  await addApp(engine, {compatibleTokens: 'cautious', tags: ['a tag']});
  await engine.close();
  return url;
}

/** What runs at the start beside the requests. */
const JOBS_AT_START: readonly JobName[] = ['tidy', 'check-settings', 'retention', 'files'];

/** The jobs read all of a large database, on a computer that may be busy. */
const JOBS_LIMIT_MS = 90_000;

/** Far longer than a test takes: a tick in between would belong to no path. */
const NEVER_MS = 2 ** 30;

/** Starts a service on a database that has an app. It listens on a port. */
export async function startRecordedService(t: TestContext, url: string): Promise<RecordedService> {
  const recorder = await recordStatements(t, url);
  const engine = await openPostgres({url: recorder.url, listenUrl: recorder.url, poolSize: POOL_SIZE});
  t.after(() => engine.close());
  const rateLimits = {...NO_USER_LIMITS.rateLimits, logins: PLENTY, loginsOfAddress: PLENTY, loginsOfAccount: PLENTY};
  const ended = new Set<JobName>();
  const metrics = {meters: {...NO_METERS, jobEnded: (name: JobName) => void ended.add(name)}};
  const service = await serveDatabase(t, engine, new TestClock(), {rateLimits, metrics, liveTickMs: NEVER_MS});
  const origin = await service.app.listen({host: '127.0.0.1', port: 0});
  const open = liveClients(t, origin);
  await until(() => JOBS_AT_START.every((name) => ended.has(name)), 'the jobs at the start', JOBS_LIMIT_MS);
  const atStart = recorder.take();
  const asked: string[] = [];
  const ask = service.ask.bind(service);
  service.ask = (request) => {
    const {method = 'GET', url = ''} = request;
    asked.push(`${method} ${typeof url === 'string' ? url : url.pathname}`);
    return ask(request);
  };
  return {
    service,
    recorder,
    atStart,
    connect: (path, headers) => {
      asked.push(`GET ${path}`);
      return open(path, {headers: {...headers, origin}});
    },
    listUnasked: async () => {
      const operations = operationsOf((await ask({url: '/openapi.json'})).json());
      return operations.filter(({pattern}) => !asked.some((one) => pattern.test(one))).map(({name}) => name);
    },
  };
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, object>>;
}

function operationsOf({paths}: ApiDocument): {name: string; pattern: RegExp}[] {
  const names = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return names.map((name) => ({name, pattern: new RegExp(`^${name.replaceAll(/\{\w+\}/g, '[^/]+')}$`)}));
}
