import {startPostgres} from '../service/test/support/servers/postgres.js';
import {startService} from '../test/support/start-service.js';
import {openBarePostgres} from './bare-postgres.js';
import {enterBareServer, enterChat, type ChatUser} from './chat-user.js';
import {processorMs} from './processor-time.js';
import {sendUntil, startBareServer, TEXT} from './senders.js';
import {ServerOwner} from './server-owner.js';
import {measureInTurns, printTable, ratio, type Series} from './statistics.js';

const SENDERS = [1, 16, 64];
const MOST_SENDERS = 64;
/** As many as the service has. */
const POOL_SIZE = 10;

/**
 * Messages that the service on PostgreSQL has acknowledged, against inserts of the same row that the same server has
 * committed on as many connections, against a bare HTTP server that runs the statements of the service in a transaction for
 * each message, and against the service with the embedded database. All wait for the same disk.
 *
 * The senders, the service and PostgreSQL share the computer. So the table of processor time says what each of them used for
 * a message.
 */
export async function benchPostgresSends({rounds = 8, sliceMs = 1_000} = {}): Promise<void> {
  const owner = new ServerOwner();
  try {
    await compare(owner, rounds, sliceMs);
  } finally {
    await owner.end();
  }
}

async function compare(owner: ServerOwner, rounds: number, sliceMs: number): Promise<void> {
  const server = await startPostgres(owner, {fsync: true});
  const bareUrl = await server.createDatabase('bare');
  const bare = await openBarePostgres(bareUrl, TEXT, MOST_SENDERS);
  owner.after(() => bare.close());
  const bareServer = await startBareServer('bare-postgres-server', bareUrl, String(POOL_SIZE));
  owner.after(() => bareServer.stop());
  const bareUsers = Array.from({length: MOST_SENDERS}, (_, user) => enterBareServer(bareServer.url, `user-${user}`));
  const [onPostgres, embedded] = await Promise.all([
    startService({demo: false, env: {DATABASE_URL: await server.createDatabase('service')}}),
    startService({demo: false}),
  ]);
  for (const service of [onPostgres, embedded]) owner.after(() => service.stop());
  const [users, embeddedUsers] = await Promise.all([enterAll(onPostgres.url), enterAll(embedded.url)]);
  for (const user of [...bareUsers, ...users, ...embeddedUsers]) owner.after(() => user.leave());

  const contenders = SENDERS.flatMap((senders) => [
    contender(`bare inserts, ${senders}`, undefined, (until) => bare.insertUntil(until, senders)),
    contender(`bare HTTP server, ${senders}`, bareServer.pid, (until) => sendUntil(until, bareUsers.slice(0, senders))),
    contender(`service, ${senders}`, onPostgres.pid, (until) => sendUntil(until, users.slice(0, senders))),
    contender(`embedded service, ${senders}`, embedded.pid, (until) =>
      sendUntil(until, embeddedUsers.slice(0, senders)),
    ),
  ]);
  const series = await measureInTurns(rounds, contenders, (one) => measure(one, server.pid ?? 0, sliceMs));

  const rows = series.map((one, index) => ({series: one, to: series[index - (index % 4)] as Series}));
  printTable(`Messages stored each second, ${rounds} rounds, median (middle half)`, '/s', rows);
  console.log('\nThe service on PostgreSQL, median of the ratios');
  for (const [index, senders] of SENDERS.entries()) {
    const [inserts, http, service, sqlite] = series.slice(index * 4) as [Series, Series, Series, Series];
    const ratios = [
      `${ratio(service, inserts).toFixed(2)} × bare inserts`,
      `${ratio(service, http).toFixed(2)} × bare HTTP server`,
      `${ratio(service, sqlite).toFixed(2)} × embedded service`,
    ];
    console.log(`  ${senders} senders: ${ratios.join(', ')}`);
  }
  console.log('\nProcessor time of a message, in microseconds');
  for (const {name, used} of contenders) {
    const [server, postgres, senders] = [used.server, used.postgres, used.senders].map((ms) =>
      ((ms / used.messages) * 1000).toFixed(0).padStart(5),
    );
    console.log(`  ${name.padEnd(24)} server ${server}, PostgreSQL ${postgres}, senders ${senders}`);
  }
}

/** The processor time of some messages, in milliseconds. */
interface ProcessorUse {
  messages: number;
  server: number;
  postgres: number;
  senders: number;
}

interface Contender {
  readonly name: string;
  /** The process between the senders and the database. */
  readonly pid: number | undefined;
  /** Stores messages until a time of `performance.now()`. Resolves with how many. */
  readonly run: (until: number) => Promise<number>;
  readonly used: ProcessorUse;
}

function contender(name: string, pid: number | undefined, run: Contender['run']): Contender {
  return {name, pid, run, used: {messages: 0, server: 0, postgres: 0, senders: 0}};
}

/** @returns How many messages were stored each second. */
async function measure({pid, run, used}: Contender, postgresPid: number, sliceMs: number): Promise<number> {
  const read = () => ({
    server: pid === undefined ? 0 : processorMs(pid),
    postgres: processorMs(postgresPid),
    senders: (process.cpuUsage().user + process.cpuUsage().system) / 1000,
  });
  const before = read();
  const startedAt = performance.now();
  const stored = await run(startedAt + sliceMs);
  const perSecond = (stored / (performance.now() - startedAt)) * 1000;
  const after = read();
  used.messages += stored;
  for (const part of ['server', 'postgres', 'senders'] as const) used[part] += after[part] - before[part];
  return perSecond;
}

function enterAll(url: string): Promise<ChatUser[]> {
  return Promise.all(Array.from({length: MOST_SENDERS}, () => enterChat(url)));
}
