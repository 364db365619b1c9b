#!/usr/bin/env node
import {mkdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {buildApp} from './app.js';
import {ConfigError, readConfig} from './config.js';
import {migrate} from './database/migrations/index.js';
import {openSqlite} from './database/sqlite/sqlite-engine.js';
import {createFirstApp, loadSessionKey, prepareAdministrator} from './first-start.js';
import {Agents} from './identity/agents.js';
import {createLog} from './log.js';
import type {Config} from './config.js';
import type {DatabaseEngine} from './database/engine.js';
import type {StaticFolders} from './routes/static-files.js';

const USAGE = `Usage: helpshift-chat serve [--demo]

  serve   runs the service; PORT, HOST, DATA_DIR, … are read from the environment
  --demo  also serves a demo shop at /, with a little backend that logs its visitors in
`;

const DATABASE_FILE = 'helpshift-chat.db';

async function serve(config: Config, {demo}: {demo: boolean}): Promise<void> {
  const log = createLog({readable: process.stdout.isTTY});
  const engine = openEngine(config);
  await migrate(engine.db);
  const sessionKey = await loadSessionKey(engine.db);
  await createFirstApp(engine.db, Date.now);
  const administrator = {email: config.adminEmail, password: config.adminPassword};
  const madePassword = await prepareAdministrator(engine.db, new Agents(engine.db, Date.now), administrator);

  const {publicOrigin, trustProxy} = config;
  const app = await buildApp({db: engine.db, sessionKey, log, publicOrigin, trustProxy, folders: findFolders(demo)});
  const listening = await app.listen({host: config.host, port: config.port, listenTextResolver: () => ''});
  printAddresses(publicOrigin ?? listening, demo);
  if (madePassword !== undefined) printPassword(config.adminEmail, madePassword);

  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void app
      .close()
      .then(() => engine.close())
      .then(() => log.info('stopped'));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** The one place that knows which database runs. */
function openEngine({dataDir}: Config): DatabaseEngine {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, {recursive: true});
    return openSqlite(join(folder, DATABASE_FILE));
  } catch (error) {
    throw new ConfigError('DATA_DIR', `no database can be kept in ${JSON.stringify(folder)} (${String(error)})`);
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
  const isKnown = error instanceof ConfigError;
  process.stderr.write(`helpshift-chat: ${isKnown ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {demo: {type: 'boolean', default: false}, help: {type: 'boolean', default: false}},
  });
  if (values.help || positionals.length !== 1 || positionals[0] !== 'serve') {
    process.stderr.write(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  await serve(readConfig(process.env), values);
}

await main().catch(fail);
