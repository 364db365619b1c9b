import {randomUUID} from 'node:crypto';
import LibsqlDatabase from 'libsql';
import {migrate} from '../service/src/database/migrations/index.js';
import {openSqlite} from '../service/src/database/sqlite/sqlite-engine.js';

/** The users in it, each with an open conversation. */
export const BARE_USERS = 16;

export interface BareDatabase {
  /** Stores so many messages in one commit, and returns when it is on the disk. */
  commit(messages: number): void;
  close(): void;
}

/** The service's tables in a new file, opened with nothing in between. */
export async function openBareDatabase(file: string, messageText: string): Promise<BareDatabase> {
  const engine = openSqlite(file);
  await migrate(engine.db);
  await engine.close();

  const database = new LibsqlDatabase(file);
  for (const setting of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']) database.pragma(setting);
  const conversationIds = Array.from({length: BARE_USERS}, () => randomUUID());
  const content = JSON.stringify({kind: 'text', text: messageText});
  const now = Date.now();
  database.exec(`
    insert into apps values ('bench', 'bench', '', 0, 0, 'none', 0, 0, '[]', ${now});
  `);
  for (let user = 0; user < BARE_USERS; user++) {
    database.exec(`
      insert into users (domain, id, platform_id, kind, user_id_proof, user_email_proof, created_at, last_seen_at)
        values ('bench', 'user-${user}', 'bench', 'anonymous', 0, 0, ${now}, ${now});
      insert into conversations (domain, id, platform_id, owner_id, ordinal, status, verified, version, last_number, last_id,
          last_note, user_read, user_unread, agent_read, activity, preview_author, preview_text, preview_time)
        values ('bench', '${conversationIds[user]}', 'bench', 'user-${user}', 1, 'open', 1, 0, 0, '', 0, 0, 0, 0, ${now}, 'user',
          '', ${now});
    `);
  }
  const insert = database.prepare(`
    insert into entries (domain, conversation_id, number, id, author_kind, author_id, author_name, kind, content, time)
    values ('bench', ?, ?, ?, 'user', 'user', null, 'text', ?, ?)`);
  const [begin, end] = [database.prepare('begin immediate'), database.prepare('commit')];
  let number = 1_000_000;
  return {
    commit(messages) {
      begin.run();
      for (let message = 0; message < messages; message++) {
        insert.run(conversationIds[0], ++number, randomUUID(), content, Date.now());
      }
      end.run();
    },
    close: () => database.close(),
  };
}
