import {randomUUID} from 'node:crypto';
import {fork, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {loadInstallationKey} from '../service/src/identity/installation-key.js';
import {openPostgres} from '../service/src/database/postgres/postgres-engine.js';
import {signSession} from '../service/src/identity/session-token.js';
import {startPostgres} from '../service/test/support/servers/postgres.js';
import {ROOT} from '../scripts/run.mjs';
import {findServerPort} from '../test/support/find-port.js';
import {startService, type RunningService} from '../test/support/start-service.js';
import {ServerOwner} from './server-owner.js';
import {quantile} from './statistics.js';
import type {AllConnected, LiveClientsOrder} from './live-clients.js';

const PROCESSES = 3;
/** The programs with the clients. A process may not have more than some thousand open files. */
const CLIENT_PROGRAMS = 2;
// Thousands of clients share the events of one page.
const CLIENT_OPTIONS = ['--import', 'tsx', '--disable-warning=MaxListenersExceededWarning'];
const HOUR_MS = 60 * 60 * 1000;

/**
 * Live connections over three service processes, of which one is restarted: by SIGTERM, which tells its clients to move, and by
 * SIGKILL. Measures how long it takes until all are back, by the rules of the real client.
 */
export async function benchMovingConnections({connections = 10_000} = {}): Promise<void> {
  const owner = new ServerOwner();
  try {
    const server = await startPostgres(owner, {fsync: true});
    const url = await server.createDatabase('service');
    const ports: number[] = [];
    while (ports.length < PROCESSES) ports.push(await findServerPort());
    const start = (port: number): Promise<RunningService> =>
      startService({demo: false, port, env: {DATABASE_URL: url}});
    const services: RunningService[] = [];
    owner.after(() => Promise.all(services.map((service) => service.stop())));
    for (const port of ports) services.push(await start(port));

    const tokens = await signTokens(url, connections);
    console.log(`\n${connections} live connections over ${PROCESSES} processes, of which one is restarted`);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      // New ones, because the others have left the process that was restarted last.
      const programs = await startClients(owner, ports, tokens);
      const reports = programs.map(nextReport);
      const [first] = services;
      const startedAt = Date.now();
      if (first) process.kill(first.pid, signal);
      await hasEnded(first?.pid ?? 0);
      const endedAt = Date.now();
      services[0] = await start(ports[0] ?? 0);
      print(signal, startedAt, endedAt, await Promise.all(reports));
      for (const program of programs) await end(program);
    }
  } finally {
    await owner.end();
  }
}

/** Starts the clients. Resolves when all are connected. */
async function startClients(
  owner: ServerOwner,
  ports: readonly number[],
  tokens: readonly string[],
): Promise<ChildProcess[]> {
  const share = Math.ceil(tokens.length / CLIENT_PROGRAMS);
  const programs = Array.from({length: CLIENT_PROGRAMS}, () =>
    fork(`${ROOT}bench/live-clients.ts`, {execArgv: CLIENT_OPTIONS}),
  );
  owner.after(() => Promise.all(programs.map(end)));
  const reports = programs.map(nextReport);
  for (const [index, program] of programs.entries()) {
    const sessionTokens = tokens.slice(index * share, (index + 1) * share);
    program.send({ports, sessionTokens} satisfies LiveClientsOrder);
  }
  await Promise.all(reports);
  return programs;
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill('SIGKILL');
  await once(program, 'exit');
}

function print(signal: string, startedAt: number, endedAt: number, reports: readonly AllConnected[]): void {
  const gaps = reports.flatMap(({gapsMs}) => gapsMs);
  const backAt = Math.max(...reports.map(({at}) => at));
  const [middle, most] = [0.5, 0.99].map((share) => seconds(quantile(gaps, share)));
  console.log(
    `  ${signal}: all back after ${seconds(backAt - startedAt)} s, the old process ended after ${seconds(endedAt - startedAt)} s`,
  );
  console.log(
    `    ${gaps.length} were lost: for ${middle} s (median), ${most} s (p99), ${seconds(Math.max(...gaps))} s (longest)`,
  );
}

async function nextReport(program: ChildProcess): Promise<AllConnected> {
  const [report] = (await once(program, 'message')) as [AllConnected];
  return report;
}

async function hasEnded(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Makes sessions of anonymous users. The service would take a while for so many, and limits how fast one address may ask. */
async function signTokens(url: string, count: number): Promise<string[]> {
  const engine = await openPostgres({url, listenUrl: url, poolSize: 3});
  const sessionKey = await loadInstallationKey(engine.db, 'session-key');
  await engine.close();
  return Array.from({length: count}, () => {
    const session = {
      domain: 'bar',
      platformId: 'foo',
      id: randomUUID(),
      kind: 'anonymous',
      verified: false,
      ownerId: randomUUID(),
      keyId: null,
      epoch: null,
      fullPrivacy: false,
      anonymousName: null,
      expiresAt: Date.now() + HOUR_MS,
    } as const;
    return signSession(session, sessionKey);
  });
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
