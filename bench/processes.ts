import {startPostgres} from '../service/test/support/servers/postgres.js';
import {startService} from '../test/support/start-service.js';
import {beginSession, chatUser} from './chat-user.js';
import {sendUntil} from './senders.js';
import {ServerOwner} from './server-owner.js';
import {measureInTurns, printTable} from './statistics.js';

const PROCESSES = 3;
const SENDERS = 64;

/**
 * Messages that two and three service processes on one PostgreSQL have acknowledged, against one. The senders are spread over the
 * processes. All share the processors of this computer, so more processes store more only as far as processors are free.
 */
export async function benchProcesses({rounds = 8, sliceMs = 1_000} = {}): Promise<void> {
  const owner = new ServerOwner();
  try {
    const server = await startPostgres(owner, {fsync: true});
    const DATABASE_URL = await server.createDatabase('service');
    const urls: string[] = [];
    while (urls.length < PROCESSES) {
      const service = await startService({demo: false, env: {DATABASE_URL}});
      owner.after(() => service.stop());
      urls.push(service.url);
    }
    const tokens = await Promise.all(Array.from({length: SENDERS}, () => beginSession(urls[0] ?? '')));
    const contenders = urls.map((_, index) => {
      const used = urls.slice(0, index + 1);
      const users = tokens.map((token, user) => chatUser(used[user % used.length] ?? '', token));
      owner.after(() => users.forEach((user) => user.leave()));
      return {name: `${used.length} ${used.length > 1 ? 'processes' : 'process'}`, users};
    });
    const series = await measureInTurns(rounds, contenders, async ({users}) => {
      const startedAt = performance.now();
      const stored = await sendUntil(startedAt + sliceMs, users);
      return (stored / (performance.now() - startedAt)) * 1000;
    });
    const [one] = series;
    const rows = series.map((of) => ({series: of, ...(one && of !== one && {to: one})}));
    printTable(`Messages of ${SENDERS} senders stored each second, ${rounds} rounds, median (middle half)`, '/s', rows);
  } finally {
    await owner.end();
  }
}
