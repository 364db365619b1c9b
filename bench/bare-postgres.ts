import {randomUUID} from 'node:crypto';
import pg from 'pg';
import {openPostgres} from '../service/src/database/postgres/postgres-engine.js';
import {fillBareTables, FIRST_BARE_NUMBER} from './bare-tables.js';

export interface BarePostgres {
  /** Inserts messages one after another on each of so many connections, each in a commit of its own. Resolves with how many. */
  insertUntil(until: number, connections: number): Promise<number>;
  close(): Promise<void>;
}

/** The service's tables in an empty database, opened with nothing in between. Each connection has a conversation of its own. */
export async function openBarePostgres(url: string, messageText: string, users: number): Promise<BarePostgres> {
  const engine = await openPostgres({url, listenUrl: url, poolSize: 3});
  const bareUsers = await fillBareTables(engine.db, users);
  await engine.close();

  const content = JSON.stringify({kind: 'text', text: messageText});
  let number = FIRST_BARE_NUMBER;
  const writers = await Promise.all(
    bareUsers.map(async ({id, conversationId}) => {
      const client = new pg.Client({connectionString: url});
      await client.connect();
      const insert = (): Promise<unknown> =>
        client.query(INSERT, [conversationId, ++number, randomUUID(), id, content, Date.now()]);
      return {client, insert};
    }),
  );
  return {
    async insertUntil(until, connections) {
      let stored = 0;
      const insertOn = async (insert: () => Promise<unknown>): Promise<void> => {
        for (; performance.now() < until; stored++) await insert();
      };
      await Promise.all(writers.slice(0, connections).map(({insert}) => insertOn(insert)));
      return stored;
    },
    async close() {
      await Promise.all(writers.map(({client}) => client.end()));
    },
  };
}

// Without begin and commit around it, the server commits it in the same round trip: nothing stores a row faster.
const INSERT = `
  insert into entries (domain, conversation_id, number, id, author_kind, author_id, author_name, kind, content, time)
  values ('bench', $1, $2, $3, 'user', $4, null, 'text', $5, $6)`;
