import {randomUUID} from 'node:crypto';
import LibsqlDatabase from 'libsql';
import {migrate} from '../service/src/database/migrations/index.js';
import {openSqlite} from '../service/src/database/sqlite/sqlite-engine.js';
import {fillBareTables, FIRST_BARE_NUMBER} from './bare-tables.js';

/** The users in it, each with an open conversation. */
const BARE_USERS = 16;

export interface BareDatabase {
  /** Stores so many messages in one commit, and returns when it is on the disk. */
  commit(messages: number): void;
  close(): void;
}

/** The service's tables in a new file, opened with nothing in between. */
export async function openBareDatabase(file: string, messageText: string): Promise<BareDatabase> {
  const engine = openSqlite(file);
  await migrate(engine.db);
  const [user] = await fillBareTables(engine.db, BARE_USERS);
  await engine.close();

  const database = new LibsqlDatabase(file);
  for (const setting of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']) database.pragma(setting);
  const content = JSON.stringify({kind: 'text', text: messageText});
  const insert = database.prepare(`
    insert into entries (domain, conversation_id, number, id, author_kind, author_id, author_name, kind, content, time)
    values ('bench', ?, ?, ?, 'user', 'user', null, 'text', ?, ?)`);
  const [begin, end] = [database.prepare('begin immediate'), database.prepare('commit')];
  let number = FIRST_BARE_NUMBER;
  return {
    commit(messages) {
      begin.run();
      for (let message = 0; message < messages; message++) {
        insert.run(user?.conversationId, ++number, randomUUID(), content, Date.now());
      }
      end.run();
    },
    close: () => database.close(),
  };
}
