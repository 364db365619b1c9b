import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, describe, it, type TestContext} from 'node:test';
import {Migrator, sql} from 'kysely';
import pg from 'pg';
import {createUserAuthToken} from 'helpshift-chat/token';
import {readConfig} from '../../src/config.js';
import * as first from '../../src/database/migrations/0001-first.js';
import {openEngine} from '../../src/database/open-engine.js';
import {createFirstApp} from '../../src/first-start.js';
import {openSqlite} from '../../src/database/sqlite/sqlite-engine.js';
import {runHere, runProcess} from '../support/command.js';
import {
  addConversations,
  closeEmbedded,
  embeddedFile,
  newInstallation,
  openEmbedded,
} from '../support/embedded-installation.js';
import {runCommand} from '../support/process.js';
import {startPgBouncer} from '../support/servers/pgbouncer.js';
import {askPostgres, startPostgres, type PostgresServer} from '../support/servers/postgres.js';
import {
  addKey,
  APP,
  assertError,
  deleteKey,
  newCredential,
  PASSWORD,
  SECRET,
  sending,
  serveDatabase,
  SYNC,
  temporaryFolder,
  TestClock,
  type TestService,
} from '../support/test-service.js';
import {bearer, sendingFile, upload} from '../support/uploads.js';
import type {AgentListName} from '../../contract/conversations.js';
import type {SendMessagesResponse} from 'helpshift-chat/protocol';

/** Runs the command in this process. */
function move(dataDir: string, url: string) {
  return runHere({DATA_DIR: dataDir}, ['move', '--to', url]);
}

/** Asserts that a move ends without a change, and says why in one line without a password. */
async function refused(dataDir: string, url: string, problem: RegExp): Promise<void> {
  const {code, printed, notes} = await move(dataDir, url);
  assert.deepEqual([code, printed], [1, '']);
  assert.match(notes.at(-1) ?? '', problem);
  assert.doesNotMatch(notes.at(-1) ?? '', /hunter2|\n/);
}

/** Asserts that no service and no command opens the database. */
async function assertUnusable(url: string): Promise<void> {
  const opening = openEngine(readConfig({DATABASE_URL: url}));
  await assert.rejects(opening, /^ConfigError: DATABASE_URL: an installation is being moved into this database; /);
}

async function count(url: string, table: string): Promise<number> {
  const [row] = await askPostgres<{rows: number}>(url, `select count(*)::int as rows from ${table}`);
  return row?.rows ?? assert.fail();
}

/** A transaction of another program. Its locks stop a move. */
async function openHolder(t: TestContext, url: string) {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  t.after(() => client.end());
  await client.query('begin');
  const isWaited = async (): Promise<boolean> => {
    const {rowCount} = await client.query(
      'select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))',
    );
    return rowCount !== 0;
  };
  return {
    hold: (statement: string) => client.query(statement),
    /** Resolves when somebody waits for a lock of this transaction. */
    isWaitedFor: async () => {
      while (!(await isWaited()));
    },
    release: () => client.query('rollback'),
  };
}

/** Stops a move in the middle of the entries: resolves when some of them are copied, and it waits. */
async function stopInEntries(t: TestContext, url: string) {
  const engine = await openEngine(readConfig({DATABASE_URL: url}));
  await engine.close();
  const [table, row] = [await openHolder(t, url), await openHolder(t, url)];
  await table.hold('lock table entries in share mode');
  return {
    /** Resolves when the move waits in the middle. */
    reached: async () => {
      await table.isWaitedFor();
      // The entries of a conversation need its row.
      await row.hold(`select from conversations where id = '0040' for update`);
      await table.release();
      await row.isWaitedFor();
    },
    release: () => row.release(),
  };
}

/** The names and digests of the files in a folder that hold content. */
function filesOf(dataDir: string): readonly string[] {
  return readdirSync(dataDir)
    .filter((name) => /\.db(-wal)?$/.test(name))
    .map((name) => [name, readFileSync(join(dataDir, name))] as const)
    .filter(([, bytes]) => bytes.length > 0)
    .map(([name, bytes]) => `${name} ${createHash('sha256').update(bytes).digest('hex')}`);
}

describe('helpshift-chat move', () => {
  const closes: (() => unknown)[] = [];
  let server: PostgresServer;
  let databases = 0;
  const newDatabase = (): Promise<string> => server.createDatabase(`database_${++databases}`);
  before(async () => {
    server = await startPostgres({after: (close) => void closes.push(close)});
  });
  after(() => Promise.all(closes.map((close) => close())));

  it('takes over what users and agents have', async (t) => {
    const dataDir = await newInstallation(t);
    const clock = new TestClock();
    const before = await serveDatabase(t, await openEmbedded(t, dataDir), clock);
    const people = await fill(before);
    const seen = await look(before, people);
    await before.app.close();
    await closeEmbedded(before.engine);
    const files = filesOf(dataDir);

    const url = await newDatabase();
    const {code, printed, notes} = await move(dataDir, url);
    assert.deepEqual([code, notes[0]], [0, 'Copying into the empty database.'], notes.join('\n'));
    assert.match(printed, /\n\nThe move is finished: all rows are equal\. /);
    const [head = '', ...tables] = printed.slice(0, printed.indexOf('\n\n')).split('\n');
    assert.match(head, /^TABLE +DATA_DIR +POSTGRESQL +ROWS$/);
    for (const line of tables)
      assert.match(line, /^\w+ +([1-9]\d*) +\1 +equal$/, 'no table is empty, and all are equal');
    assert.deepEqual(filesOf(dataDir), files, 'the old one is as it was');

    const engine = await openEngine(readConfig({DATABASE_URL: url}));
    t.after(() => engine.close());
    const after = await serveDatabase(t, engine, clock);
    assert.deepEqual(await look(after, people), seen);
    await goOn(after, people);
    const again = await serveDatabase(t, await openEmbedded(t, dataDir), clock);
    assert.deepEqual(await look(again, people), seen, 'the old one can be used as before');
  });

  it('takes over what was acknowledged before the service was killed, and sessions go on', async (t) => {
    const dataDir = temporaryFolder(t);
    const old = await serve(t, {DATA_DIR: dataDir});
    const post = (base: string, path: string, body: object, token = '') =>
      fetch(`${base}${path}`, {
        method: 'POST',
        headers: {'content-type': 'application/json', authorization: `Bearer ${token}`},
        body: JSON.stringify(body),
      });
    const visit = {domain: 'bar', platformId: 'foo', anonymousCredential: newCredential()};
    const {sessionToken} = (await (await post(old.base, '/v1/sessions', visit)).json()) as {sessionToken: string};
    assert.equal((await post(old.base, '/v1/messages', sending('hello').payload, sessionToken)).status, 201);
    const url = await newDatabase();
    await refused(
      dataDir,
      url,
      /^helpshift-chat: DATA_DIR: a service is running on ".+", or another move; stop it first$/,
    );
    old.kill('SIGKILL');
    await old.ended;

    const files = filesOf(dataDir);
    assert.equal(files.length, 2, 'the message is still in the log of writes');
    // In a process of its own, because the library closes a file as late as at the end of its process.
    const moved = await runProcess({DATA_DIR: dataDir}, ['move', '--to', url]);
    assert.equal(moved.code, 0, moved.notes.join('\n'));
    assert.deepEqual(filesOf(dataDir), files);
    const {base} = await serve(t, {DATABASE_URL: url});
    const answer = await post(base, '/v1/messages', sending('again').payload, sessionToken);
    assert.equal(answer.status, 201);
    const {conversations} = (await answer.json()) as SendMessagesResponse;
    assert.deepEqual(
      conversations.map(({lastNumber}) => lastNumber),
      [2],
    );
  });

  it('goes on after kill -9, and no service starts before the end', async (t) => {
    const url = await newDatabase();
    const dataDir = await newInstallation(t);
    await addTo(t, dataDir, {conversations: 100, entriesOfEach: 50});

    const stop = await stopInEntries(t, url);
    const running = runCommand(t, ['move', '--to', url], {DATA_DIR: dataDir});
    await Promise.race([stop.reached(), running.until(/^never$/)]);
    const copied = await count(url, 'entries');
    assert.ok(copied > 0 && copied < 5000, `${copied}`);
    running.kill('SIGKILL');
    await running.ended;
    await stop.release();
    await assertUnusable(url);
    const firstRow = 'select xmin::text from entries order by domain, conversation_id, number limit 1';
    const firstCopied = await askPostgres(url, firstRow);

    const {code, notes, printed} = await move(dataDir, url);
    assert.deepEqual([code, notes[0]], [0, 'Going on with the move that was ended.'], notes.join('\n'));
    assert.match(printed, /^entries +5000 +5000 +equal$/m);
    assert.deepEqual(await askPostgres(url, firstRow), firstCopied, 'nothing is copied twice');
    await (await openEngine(readConfig({DATABASE_URL: url}))).close();
  });

  it('goes on after the database was away', async (t) => {
    const url = await newDatabase();
    const dataDir = await newInstallation(t);
    await addTo(t, dataDir, {conversations: 100, entriesOfEach: 50});
    const stop = await stopInEntries(t, url);
    const running = move(dataDir, url);
    await stop.reached();
    await askPostgres(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'helpshift-chat'`,
    );
    const {code, notes} = await running;
    assert.equal(code, 1);
    assert.match(
      notes.at(-1) ?? '',
      /^helpshift-chat: --to: PostgreSQL .*; run the same command again, and the move goes on/,
    );
    await stop.release();
    const again = await move(dataDir, url);
    assert.deepEqual([again.code, again.notes[0]], [0, 'Going on with the move that was ended.']);
  });

  it('does not mix two moves', async (t) => {
    const url = await newDatabase();
    const [dataDir, other] = [await newInstallation(t), await newInstallation(t)];
    await addTo(t, dataDir, {conversations: 100, entriesOfEach: 50});
    const stop = await stopInEntries(t, url);
    const running = move(dataDir, url);
    await stop.reached();
    await refused(dataDir, url, /DATA_DIR: a service is running on .*, or another move/);
    await refused(other, url, /^helpshift-chat: --to: another move into this database is running$/);
    await stop.release();
    assert.equal((await running).code, 0);
    await refused(other, url, NOT_EMPTY);
  });

  it('copies all of it again when the installation has changed', async (t) => {
    const url = await newDatabase();
    const dataDir = await newInstallation(t);
    await addTo(t, dataDir, {conversations: 100, entriesOfEach: 50});
    const stop = await stopInEntries(t, url);
    const running = move(dataDir, url);
    await stop.reached();
    // Before the rows that are copied, and beside them.
    const create = ['agent', 'create', 'alex@acme.example', '--name', 'Alex', '--administrator'];
    assert.equal((await runHere({DATA_DIR: dataDir}, create)).code, 0);
    assert.equal((await runHere({DATA_DIR: dataDir}, ['app', 'set', 'acme/web', '--title', 'Another title'])).code, 0);
    await stop.release();
    const changed = await running;
    assert.equal(changed.code, 1);
    assert.match(
      changed.notes.at(-1) ?? '',
      /--to: the installation was changed while it was moved, .*; move it again/,
    );
    await assertUnusable(url);

    const {code, notes} = await move(dataDir, url);
    assert.deepEqual(
      [code, notes[0]],
      [0, 'The installation has changed since the move began: copying all of it again.'],
    );
    const [app] = await askPostgres<{settings: string}>(url, 'select settings from apps');
    assert.match(app?.settings ?? '', /Another title/);
    assert.equal(await count(url, 'agents'), 1);
  });

  it('finds what was changed in the copy', async (t) => {
    const url = await newDatabase();
    const dataDir = await newInstallation(t);
    await addTo(t, dataDir, {conversations: 100, entriesOfEach: 50});
    const stop = await stopInEntries(t, url);
    const running = move(dataDir, url);
    await stop.reached();
    await askPostgres(url, `update users set user_name = 'Mallory' where id = '0001'`);
    await stop.release();
    const different = await running;
    assert.equal(different.code, 1);
    assert.match(different.printed, /^users +100 +100 +different$/m);
    assert.match(different.printed, /^entries +5000 +5000 +equal$/m);
    assert.match(
      different.notes.at(-1) ?? '',
      /^The copy is not equal, and no service starts on it\. Drop the database/,
    );
    await assertUnusable(url);

    await askPostgres(url, `update users set user_name = null where id = '0001'`);
    assert.equal((await move(dataDir, url)).code, 0);
    assert.deepEqual((await move(dataDir, url)).notes[0], 'The move is finished. Comparing only.');
    await askPostgres(url, `delete from entries where id = '0001-1'`);
    const {code, printed, notes} = await move(dataDir, url);
    assert.equal(code, 1);
    assert.match(printed, /^entries +5000 +4999 +different$/m);
    assert.match(notes.at(-1) ?? '', /^The two are different\. That is right when /);
    assert.equal(await count(url, 'entries'), 4999, 'nothing is changed after the end');
    await (await openEngine(readConfig({DATABASE_URL: url}))).close();
  });

  it('refuses a database with other content, and changes nothing in it', async (t) => {
    const dataDir = await newInstallation(t);
    const used = await newDatabase();
    const engine = await openEngine(readConfig({DATABASE_URL: used}));
    await createFirstApp(engine, engine.clock);
    await engine.close();
    await refused(dataDir, used, NOT_EMPTY);
    assert.equal(await count(used, 'apps'), 1);
    // A service of an older version may be running on it.
    await askPostgres(used, `delete from kysely_migration where name <> '0001-first'; drop table beginnings`);
    await refused(dataDir, used, NOT_EMPTY);
    assert.deepEqual(await askPostgres(used, `select to_regclass('beginnings') as made`), [{made: null}]);
    const foreign = await newDatabase();
    await askPostgres(foreign, 'create table users (id int)');
    await refused(
      dataDir,
      foreign,
      /^helpshift-chat: --to: it holds the tables of another program; name an empty database$/,
    );
    const missing = server.url.replace(/postgres$/, 'missing');
    await refused(dataDir, missing, /^helpshift-chat: --to: the server has no database with this name/);
    await refused(dataDir, 'postgres://chat:hunter2@127.0.0.1:1/chat', /--to: no server answers at 127\.0\.0\.1:1; /);
  });

  it('refuses an installation that it cannot read as it is, and changes nothing in it', async (t) => {
    const url = await newDatabase();
    await refused(temporaryFolder(t), url, /^helpshift-chat: DATA_DIR: there is no database at /);

    const older = temporaryFolder(t);
    const engine = openSqlite(embeddedFile(older));
    const provider = {getMigrations: async () => ({'0001-first': first})};
    assert.equal((await new Migrator({db: engine.db, provider}).migrateToLatest()).error, undefined);
    await engine.close();
    await refused(
      older,
      url,
      /^helpshift-chat: DATA_DIR: ".+": its tables are not those of this version; start the service/,
    );

    const newer = await newInstallation(t);
    const ofNewer = await openEmbedded(t, newer);
    await sql`insert into kysely_migration values ('9999-later', '2030')`.execute(ofNewer.db);
    await ofNewer.close();
    await refused(newer, url, /DATA_DIR: ".+": a newer version of the service has changed its tables/);
    assert.deepEqual(await askPostgres(url, `select from pg_tables where schemaname = 'public'`), []);
  });

  it('takes the password from the environment, and warns of one in an argument', async (t) => {
    const password = 'hunter2hunter2';
    const {url} = await startPostgres(t, {password});
    const dataDir = await newInstallation(t);
    const withoutPassword = Object.assign(new URL(url), {password: ''}).href;
    const hidden = runCommand(t, ['move', '--to', withoutPassword], {DATA_DIR: dataDir, PGPASSWORD: password});
    assert.equal((await hidden.ended).code, 0, hidden.output());
    assert.match(hidden.output(), /^Copying into the empty database\.\n/);
    const inUrl = await runHere({DATA_DIR: dataDir, DATABASE_URL: url}, ['move']);
    assert.equal(inUrl.code, 0, inUrl.notes.join('\n'));
    const shown = await move(dataDir, url);
    assert.equal(shown.notes[0], 'Everybody on this computer can see the password in --to; PGPASSWORD hides it.');
    for (const text of [hidden.output(), ...inUrl.notes, ...shown.notes]) assert.doesNotMatch(text, /hunter2/);
    await refused(dataDir, withoutPassword, /^helpshift-chat: --to: the server asks for a password; set PGPASSWORD/);
  });

  it('works behind a pooler', async (t) => {
    const dataDir = await newInstallation(t);
    await addTo(t, dataDir, {conversations: 10, entriesOfEach: 300});
    const url = await startPgBouncer(t, await newDatabase(), {poolMode: 'transaction'});
    const {code, notes} = await move(dataDir, url);
    assert.equal(code, 0, notes.join('\n'));
  });
});

const NOT_EMPTY =
  /^helpshift-chat: --to: the database is not empty: it holds another installation, or a service has been started on it; /;

async function serve(t: TestContext, environment: Record<string, string>) {
  const command = runCommand(t, ['serve'], {PORT: '0', ...environment});
  const [, base = ''] = await command.until(/Inbox\s+(http:\S+)\/inbox/);
  return {...command, base};
}

async function addTo(
  t: TestContext,
  dataDir: string,
  size: {readonly conversations: number; readonly entriesOfEach: number},
): Promise<void> {
  const engine = await openEmbedded(t, dataDir);
  await addConversations(engine, size);
  await closeEmbedded(engine);
}

/** What people hold: sessions, credentials, tokens. */
interface People {
  readonly ann: string;
  readonly visitor: string;
  readonly loggedOut: string;
  readonly cleared: readonly string[];
  readonly agent: {readonly cookie: string; readonly origin: string};
  readonly conversationIds: readonly string[];
}

/** Fills an installation with something of each kind. */
async function fill(service: TestService): Promise<People> {
  await addKey(service.engine, DELETED_SECRET);
  await deleteKey(service.engine, DELETED_SECRET);
  const agent = await service.agent({email: 'Alex@acme.example', name: 'Alex 🙂'});
  const [ann, visitor, loggedOut] = [
    await service.logIn('ann', 'ann@example.com'),
    await service.visit(),
    await service.visit(),
  ];
  const beginning = {
    contact: {name: 'Änn', email: 'Ann@Example.com'},
    fields: {plan: {type: 'dropdown', value: 'gold\u0000 \ud83d'}, seats: {type: 'number', value: '3'}},
    pageUrl: 'https://shop.example/cart',
  };
  const text = `${'long '.repeat(1000)}\n\t"'\\ {} \u0000\ud800 日本語 🙂`;
  const response = await service.as(ann, {
    method: 'POST',
    url: '/v1/messages',
    payload: {messages: [{id: crypto.randomUUID(), text, beginning}]},
  });
  const [conversation = assert.fail(response.body)] = response.json<SendMessagesResponse>().conversations;
  const fileId = await upload({service, headers: bearer(ann)}, 'a file');
  assert.equal((await service.as(ann, sendingFile(fileId))).statusCode, 201);
  await service.append(agent, conversation.id, 'an answer');
  await service.append(agent, conversation.id, {kind: 'note', text: 'a note'});
  const actions = [{kind: 'link', label: 'Open', target: 'https://a.example/'}] as const;
  await service.append(agent, conversation.id, {kind: 'card', text: 'Choose', actions: [...actions]});
  const other = (await service.send(visitor, 'from a visitor')).conversation;
  await service.append(agent, other.id, {kind: 'resolved'});

  const [wrote, didNotWrite] = [newCredential(), newCredential()];
  await service.send(await service.visit(wrote), 'clear this');
  await service.visit(didNotWrite);
  for (const anonymousCredential of [wrote, didNotWrite]) {
    const cleared = await service.ask({
      method: 'POST',
      url: '/v1/anonymous-users/clear',
      payload: {...APP, anonymousCredential},
    });
    assert.equal(cleared.statusCode, 204);
  }
  await service.ask({method: 'POST', url: '/v1/sessions/end', payload: {sessionTokens: [loggedOut]}});
  // A very old version stored NUL in a name. The service reads the name up to there, and PostgreSQL has no NUL.
  await sql`update users set user_name = 'Ann' || char(0) || 'x' where user_id = 'ann'`.execute(service.engine.db);
  const people = {ann, visitor, loggedOut, cleared: [wrote, didNotWrite], agent};
  return {...people, conversationIds: [conversation.id, other.id]};
}

const DELETED_SECRET = 'a secret that was deleted';

/** What everybody sees of the installation. */
async function look(service: TestService, {ann, visitor, loggedOut, cleared, agent, conversationIds}: People) {
  const {statusCode, body} = await service.asAgent(agent, 'apps/list', {});
  const names: AgentListName[] = ['waiting', 'open', 'closed'];
  const token = await createUserAuthToken({userId: 'ann', secret: DELETED_SECRET});
  const verify = await service.asAgent(agent, 'apps/acme/web/verify', {userId: 'ann', fullPrivacy: false, token});
  const refusals = [
    await service.as(loggedOut, SYNC),
    await service.claim({userId: 'ann', userAuthToken: token}),
    ...(await Promise.all(cleared.map((anonymousCredential) => service.claim({anonymousCredential})))),
  ];
  for (const refusal of refusals) assert.equal(refusal.statusCode, 401, refusal.body);
  return {
    users: await Promise.all([ann, visitor].map((session) => service.sync(session, {page: {}}))),
    apps: [statusCode, body],
    lists: await Promise.all(names.map((name) => service.agentList(agent, name))),
    pages: await Promise.all(conversationIds.map((id) => service.agentSync(agent, {page: {id}}))),
    diagnosis: [verify.statusCode, verify.body],
    refusals: refusals.map((refusal) => refusal.body),
  };
}

/** Uses a moved installation: sessions, log-ins and conversations go on. */
async function goOn(service: TestService, {ann, visitor, agent, conversationIds}: People): Promise<void> {
  assert.equal((await service.send(ann, 'going on')).entry.number, 5);
  assert.deepEqual((await service.texts(await service.logIn('ann'))).at(-1), 'going on');
  assert.equal((await service.send(visitor, 'not solved')).entry.number, 4, 'resolved, reopened, and this');
  await service.append(agent, conversationIds[0] ?? '', {kind: 'note', text: 'another note'});
  const payload = {email: 'alex@acme.example', password: PASSWORD};
  const logIn = await service.ask({method: 'POST', url: '/v1/agent/session', headers: {origin: agent.origin}, payload});
  assert.equal(logIn.statusCode, 200);
  assert.equal((await service.asAgent(agent, 'apps/acme/web/keys', {secret: DELETED_SECRET})).statusCode, 201);
  assertError(await service.asAgent(agent, 'apps/acme/web/keys', {secret: SECRET}), 400, 'invalid_request');
}
