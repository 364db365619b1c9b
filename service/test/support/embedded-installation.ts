import {join} from 'node:path';
import {sql} from 'kysely';
import {migrate} from '../../src/database/migrations/index.js';
import {openSqlite} from '../../src/database/sqlite/sqlite-engine.js';
import {loadInstallationKey} from '../../src/identity/installation-key.js';
import {addApp, temporaryFolder} from './test-service.js';
import type {DatabaseEngine} from '../../src/database/engine.js';
import type {Owner} from './servers/server-process.js';

/** The file of the embedded database in a data folder. */
export function embeddedFile(dataDir: string): string {
  return join(dataDir, 'helpshift-chat.db');
}

/** Opens the embedded database in a data folder, whatever the engine of this run is. */
export async function openEmbedded(owner: Owner, dataDir: string): Promise<DatabaseEngine> {
  const engine = openSqlite(embeddedFile(dataDir));
  owner.after(() => engine.close());
  await migrate(engine.db);
  return engine;
}

/** Closes it, and moves all from its log of writes (WAL) into the file, which the library does at some later time. */
export async function closeEmbedded(engine: DatabaseEngine): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(engine.db);
  await engine.close();
}

/** Makes an installation with an app, on which a service has run. @returns Its data folder. */
export async function newInstallation(owner: Owner): Promise<string> {
  const dataDir = temporaryFolder(owner);
  const engine = await openEmbedded(owner, dataDir);
  await loadInstallationKey(engine.db, 'session-key');
  await addApp(engine);
  await closeEmbedded(engine);
  return dataDir;
}

/** Adds users who have a conversation each. Their ids are `0001`, `0002`, …, and so are those of the conversations. */
export async function addConversations(
  engine: DatabaseEngine,
  {conversations, entriesOfEach}: {readonly conversations: number; readonly entriesOfEach: number},
): Promise<void> {
  const statements = [
    `insert into users
     with recursive n (i) as (select 1 union all select i + 1 from n where i < ${conversations})
     select 'acme', printf('%04d', i), 'web', 'logged-in', 'user-' || i, 'digest-' || i, 2, null, null, 0, null, 0, 0, null
     from n`,
    `insert into conversations
     select domain, id, platform_id, id, 1, 'open', 1, 1, ${entriesOfEach}, 'x', 0, 0, 0, 0, 0, null, 'user', 'hello', 0, null, null, 0
     from users where user_id like 'user-%'`,
    `insert into entries
     with recursive n (i) as (select 1 union all select i + 1 from n where i < ${entriesOfEach})
     select domain, id, i, id || '-' || i, 'user', owner_id, null, 'text', '{"kind":"text","text":"hello"}', 0
     from conversations cross join n where last_id = 'x'`,
  ];
  await engine.db.transaction().execute(async (trx) => {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  });
}
