import {fileURLToPath} from 'node:url';
import {setTimeout as pause} from 'node:timers/promises';
import {inspect} from 'node:util';
import {CommandError} from './errors.js';
import {buildApp} from '../app.js';
import {ConfigError} from '../config.js';
import {attachmentsFolder, openEngineOfService} from '../database/open-engine.js';
import {endWhenLost} from './end-when-lost.js';
import {createFirstApp, prepareAdministrator} from '../first-start.js';
import {Agents} from '../agents/agents.js';
import {openCarrier} from '../live/open-carrier.js';
import {openMetrics} from '../metrics/open-metrics.js';
import {loadInstallationKey} from '../identity/installation-key.js';
import {NO_USER_LIMITS} from '../limits.js';
import {createLog} from '../log.js';
import {Readiness} from '../readiness.js';
import {listenOnBothLoopbacks} from '../server/listen-on-loopback.js';
import {PACKAGE_FOLDER} from '../package-folder.js';
import type {Config} from '../config.js';
import type {Metrics} from '../metrics/open-metrics.js';
import type {FastifyBaseLogger} from 'fastify';
import type {DatabaseEngine} from '../database/engine.js';
import type {Routes} from '../routes/parts.js';
import type {StaticFolders} from '../routes/static-files.js';

/** Loopback addresses, which people know as `localhost`. */
const LOOPBACK = /\/\/(127\.0\.0\.1|\[::1\]):/;

/** Starts the service. A signal ends it. Throws a `ConfigError`, or a `CommandError` with the whole error. */
export async function serve(config: Config, options: {readonly demo: boolean}): Promise<void> {
  try {
    await start(config, options);
  } catch (error) {
    throw error instanceof ConfigError ? error : new CommandError(inspect(error));
  }
}

async function start(config: Config, {demo}: {readonly demo: boolean}): Promise<void> {
  const log = createLog({readable: process.stdout.isTTY});
  const metrics = await openMetrics(config.metrics);
  const engine = await openEngineOfService(config, metrics.meters);
  const sessionKey = await loadInstallationKey(engine.db, 'session-key');
  await createFirstApp(engine, engine.clock);

  const carrier = await openCarrier(config, {db: engine.db, sessionKey, log}).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  const {publicOrigin, trustProxy, auditDays} = config;
  const limits = config.limitsUsers ? {} : NO_USER_LIMITS;
  warnOfSettings(config, log);
  const readiness = new Readiness();
  const folders = findFolders(demo);
  const parts = {
    store: engine,
    carrier,
    sessionKey,
    attachmentsFolder: attachmentsFolder(config),
    log,
    publicOrigin,
    trustProxy,
    folders,
    readiness,
    metrics,
    metricsToken: config.metrics?.port === undefined ? config.metrics?.token : undefined,
    auditDays,
    ...limits,
  };
  const app = await buildApp(parts);
  let metricsServer: Awaited<ReturnType<typeof listenForMetrics>>;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      await app.close();
      await metricsServer?.close();
      await carrier?.close();
      await engine.close();
    })());
  endWhenLost({engine, readiness, log, close});
  const listenEverywhere = async (): Promise<string> => {
    const address = await listenWithAdministrator(app, engine, config);
    metricsServer = await listenForMetrics(config, metrics, log);
    return address;
  };
  const started = listenEverywhere();
  const stop = async (): Promise<void> => {
    readiness.end();
    if (config.drainMs) await drain(app, config.drainMs);
    // A signal may come as soon as the service listens. What the start still does needs the database.
    await started;
    await close();
    log.info('stopped');
  };
  const handleSignal = (): void => {
    // A second signal ends the process at once.
    process.off('SIGTERM', handleSignal).off('SIGINT', handleSignal);
    stop().catch(fail);
  };
  process.on('SIGTERM', handleSignal).on('SIGINT', handleSignal);
  try {
    const listening = await started;
    printAddresses(publicOrigin ?? listening.replace(LOOPBACK, '//localhost:'), demo);
    if (metricsServer) process.stdout.write(`Metrics   ${metricsServer.address}/metrics\n\n`);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Warns of settings that are allowed, and leave others unprotected. */
function warnOfSettings({trustProxy, limitsUsers}: Config, log: FastifyBaseLogger): void {
  if (trustProxy === true) {
    log.warn(
      'TRUST_PROXY=true: whoever reaches the service can choose the address that it counts for. ' +
        'Name the number of proxies, or their addresses',
    );
  }
  if (!limitsUsers) log.warn('USER_LIMITS=off: one sender can take the time of all others');
}

/**
 * Prepares the administrator and listens. A password of the operator is in force before the first request. A password
 * that is made here is made when the service listens already, and is printed at once: a start that fails must not make
 * the password that is never shown again. Until it is printed, it is no use to anybody.
 *
 * @returns The address.
 */
async function listenWithAdministrator(app: Routes, engine: DatabaseEngine, config: Config): Promise<string> {
  const {adminEmail: email, adminPassword: password} = config;
  const {clock} = engine;
  const prepare = () => prepareAdministrator(engine, new Agents(engine, clock), {email, password}, clock);
  if (password !== undefined) await prepare();
  const address = await listen(app, config);
  const madePassword = password === undefined ? await prepare() : undefined;
  if (madePassword !== undefined) printPassword(email, madePassword);
  return address;
}

/** Goes on for some time, in which proxies find out that the process will end. */
async function drain(app: Routes, drainMs: number): Promise<void> {
  // A proxy that keeps its connections would send further requests on them.
  app.server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'));
  await pause(drainMs);
}

/** Listens. @returns The address. */
async function listen(app: Routes, {host, port}: Config): Promise<string> {
  return explainingListenProblem('PORT', async () => {
    const address = await app.listen({host, port});
    if (host === 'localhost') await listenOnBothLoopbacks(app.server);
    return address;
  });
}

/** Serves the metrics on a port of their own, where one is set. */
async function listenForMetrics({metrics}: Config, {prometheus}: Metrics, log: FastifyBaseLogger) {
  if (metrics?.port === undefined || !prometheus) return undefined;
  const {host, port, token} = metrics;
  const {serveMetrics} = await import('../metrics/serve-metrics.js');
  return explainingListenProblem('METRICS_PORT', () => serveMetrics({prometheus, host, port, token, log}));
}

/** The setting that is wrong when the service cannot listen. */
const LISTEN_PROBLEMS: Readonly<Record<string, readonly [what: 'port' | 'host', problem: string]>> = {
  EADDRINUSE: ['port', 'is used by another program'],
  EACCES: ['port', 'this user may not listen on it'],
  EADDRNOTAVAIL: ['host', 'this computer does not have this address'],
  ENOTFOUND: ['host', 'this name is not known'],
};

async function explainingListenProblem<T>(portVariable: string, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const [what, problem] = LISTEN_PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''] ?? [];
    throw problem === undefined ? error : new ConfigError(what === 'port' ? portVariable : 'HOST', problem);
  }
}

function findFolders(demo: boolean): StaticFolders {
  const elementPackage = new URL('../../', import.meta.resolve('helpshift-chat/protocol'));
  return {
    element: fileURLToPath(new URL('dist/element', PACKAGE_FOLDER)),
    inbox: fileURLToPath(new URL('dist/inbox', PACKAGE_FOLDER)),
    demo: demo ? fileURLToPath(new URL('demo', elementPackage)) : undefined,
  };
}

function printAddresses(origin: string, demo: boolean): void {
  const lines = [demo && `Demo      ${origin}/`, `Inbox     ${origin}/inbox`, `Element   ${origin}/helpshift-chat.js`];
  process.stdout.write(`\n${lines.filter(Boolean).join('\n')}\nAPI       ${origin}/openapi.json\n\n`);
}

function printPassword(email: string, password: string): void {
  process.stdout.write(`Log in to the inbox as ${email} with ${password}\nThis password is shown only once.\n\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`helpshift-chat: ${inspect(error)}\n`);
  process.exitCode = 1;
}
