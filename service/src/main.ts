#!/usr/bin/env node
import {mkdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {inspect, parseArgs} from 'node:util';
import {buildApp} from './app.js';
import {ConfigError, readConfig} from './config.js';
import {migrate} from './database/migrations/index.js';
import {openSqlite} from './database/sqlite/sqlite-engine.js';
import {createFirstApp, loadSessionKey, prepareAdministrator} from './first-start.js';
import {Agents} from './identity/agents.js';
import {createLog} from './log.js';
import type {Config} from './config.js';
import type {DatabaseEngine} from './database/engine.js';
import type {Routes} from './routes/parts.js';
import type {StaticFolders} from './routes/static-files.js';

const USAGE = `Usage: helpshift-chat serve [--demo]

  serve   runs the service; PORT, HOST, DATA_DIR, … are read from the environment
  --demo  also serves a demo shop at /, with a little backend that logs its visitors in
`;

/** What people call their own computer. */
const LOOPBACK = /\/\/(127\.0\.0\.1|\[::1\]):/;

const DATABASE_FILE = 'helpshift-chat.db';

async function serve(config: Config, {demo}: {demo: boolean}): Promise<void> {
  const log = createLog({readable: process.stdout.isTTY});
  const engine = openEngine(config);
  await migrate(engine.db);
  const sessionKey = await loadSessionKey(engine.db);
  await createFirstApp(engine, Date.now);
  const administrator = {email: config.adminEmail, password: config.adminPassword};
  const madePassword = await prepareAdministrator(engine, new Agents(engine, Date.now), administrator);

  // Before anything else can fail: it is stored, and will not be shown again.
  if (madePassword !== undefined) printPassword(config.adminEmail, madePassword);

  const {publicOrigin, trustProxy} = config;
  const app = await buildApp({store: engine, sessionKey, log, publicOrigin, trustProxy, folders: findFolders(demo)});
  const listening = await listen(app, config);
  printAddresses(publicOrigin ?? listening.replace(LOOPBACK, '//localhost:'), demo);

  const stop = async (): Promise<void> => {
    await app.close();
    await engine.close();
    log.info('stopped');
  };
  // Once: whoever asks a second time does not want to wait.
  process.once('SIGTERM', () => void stop().catch(fail));
  process.once('SIGINT', () => void stop().catch(fail));
}

/** The one place that knows which database runs. */
function openEngine({dataDir}: Config): DatabaseEngine {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    return openSqlite(join(folder, DATABASE_FILE));
  } catch (error) {
    throw new ConfigError('DATA_DIR', `no database can be kept in ${JSON.stringify(folder)} (${String(error)})`);
  }
}

/** Which setting is to blame when the service cannot listen. */
const LISTEN_PROBLEMS: Readonly<Record<string, readonly [variable: string, problem: string]>> = {
  EADDRINUSE: ['PORT', 'is used by another program'],
  EACCES: ['PORT', 'this user may not listen on it'],
  EADDRNOTAVAIL: ['HOST', 'this computer does not have this address'],
  ENOTFOUND: ['HOST', 'this name is not known'],
};

/** @returns The address it listens on. */
async function listen(app: Routes, {host, port}: Config): Promise<string> {
  try {
    return await app.listen({host, port});
  } catch (error) {
    const [variable, problem] = LISTEN_PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''] ?? [];
    throw variable === undefined || problem === undefined ? error : new ConfigError(variable, problem);
  }
}

function findFolders(demo: boolean): StaticFolders {
  const elementPackage = new URL('../../', import.meta.resolve('helpshift-chat/protocol'));
  return {
    element: fileURLToPath(new URL('dist/bundle', elementPackage)),
    inbox: fileURLToPath(new URL('../dist/inbox', import.meta.url)),
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
  process.stderr.write(`helpshift-chat: ${error instanceof ConfigError ? error.message : inspect(error)}\n`);
  process.exitCode = 1;
}

/** What was asked for; `undefined` when it is not a command of ours. */
function readCommand(): {readonly demo: boolean; readonly help: boolean} | undefined {
  try {
    const {values, positionals} = parseArgs({
      allowPositionals: true,
      options: {demo: {type: 'boolean', default: false}, help: {type: 'boolean', default: false}},
    });
    return values.help || positionals.join(' ') === 'serve' ? values : undefined;
  } catch {
    return undefined; // An option that does not exist.
  }
}

async function main(): Promise<void> {
  const command = readCommand();
  if (command && !command.help) {
    await serve(readConfig(process.env), command);
    return;
  }
  process[command ? 'stdout' : 'stderr'].write(USAGE);
  process.exitCode = command ? 0 : 1;
}

await main().catch(fail);
