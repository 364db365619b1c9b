import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {connect, createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {liveClients} from './support/live.js';
import {runCommand} from './support/process.js';
import {temporaryFolder} from './support/temporary-folder.js';
import {newDatabase, newEmptyDatabase} from './support/test-database.js';
import {newCredential} from './support/test-service.js';
import type {Conversation, SessionResponse, SyncResponse} from 'helpshift-chat/protocol';

/** Starts a service with the settings of an operator, which name the database. */
async function serve(t: TestContext, environment: Readonly<Record<string, string>>, args: string[] = []) {
  const command = runCommand(t, ['serve', ...args], {PORT: '0', ...environment});
  const [, base = ''] = await command.until(/Inbox\s+(http:\S+)\/inbox/);
  return {...command, base};
}

async function post<T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  const options = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {'content-type': 'application/json', ...headers},
  };
  const response = await fetch(url, options);
  assert.ok(response.ok, `${url}: ${response.status}`);
  return (await response.json()) as T;
}

function visit(base: string, anonymousCredential: string): Promise<SessionResponse> {
  return post(`${base}/v1/sessions`, {domain: 'bar', platformId: 'foo', anonymousCredential});
}

const bearer = (session: SessionResponse) => ({authorization: `Bearer ${session.sessionToken}`});

async function sync(base: string, session: SessionResponse): Promise<readonly Conversation[]> {
  return (await post<SyncResponse>(`${base}/v1/sync`, {}, bearer(session))).conversations;
}

describe('helpshift-chat serve', () => {
  it('makes files for its own user only, also in a folder that others may read', async (t) => {
    const dataDir = join(temporaryFolder(t), 'data');
    mkdirSync(dataDir, {mode: 0o755});
    await serve(t, {DATA_DIR: dataDir});
    const files = readdirSync(dataDir);
    assert.ok(files.includes('helpshift-chat.db'));
    for (const file of files) assert.equal(statSync(join(dataDir, file)).mode & 0o077, 0, file);
  });

  it('starts, keeps every conversation over a restart, and ends on SIGTERM', async (t) => {
    const {environment} = await newEmptyDatabase(t);
    const credential = newCredential();
    const first = await serve(t, environment, ['--demo']);
    assert.match(first.base, /^http:\/\/localhost:\d+$/);
    assert.match(first.output(), /Demo\s+http:/);
    const [, email = '', password = ''] = (await first.until(/as (\S+) with (\S+)\n/)).map(String);
    const session = await visit(first.base, credential);
    await post(`${first.base}/v1/messages`, {messages: [{id: randomUUID(), text: 'hello'}]}, bearer(session));
    const live = await liveClients(t, first.base)('/v1/live');
    first.kill('SIGTERM');
    assert.deepEqual(await first.ended, {code: 0, signal: null});
    assert.equal((await live.closed).code, 1001);

    const second = await serve(t, environment);
    assert.doesNotMatch(second.output(), /Log in|Demo/);
    assert.equal((await visit(second.base, credential)).hasConversation, true);
    // A session stays valid for its hour, also over a restart.
    assert.equal((await sync(second.base, session)).length, 1);
    await post(`${second.base}/v1/agent/session`, {email, password}, {origin: second.base});
    second.kill('SIGINT');
    assert.deepEqual(await second.ended, {code: 0, signal: null});
  });

  it('loses no acknowledged data when it is killed', async (t) => {
    const {environment} = await newDatabase(t);
    const credential = newCredential();
    const first = await serve(t, environment);
    const session = await visit(first.base, credential);
    const send = () =>
      post(`${first.base}/v1/messages`, {messages: [{id: randomUUID(), text: 'hello'}]}, bearer(session));
    await Promise.all(Array.from({length: 20}, send));
    first.kill('SIGKILL');
    await first.ended;

    const second = await serve(t, environment);
    const conversations = await sync(second.base, await visit(second.base, credential));
    assert.deepEqual(
      conversations.map(({lastNumber}) => lastNumber),
      [20],
    );
  });

  it('takes the administrator from the environment, and prints no password', async (t) => {
    const admin = {email: 'boss@example.com', password: 'a password of my own'};
    const {environment} = await newDatabase(t);
    const service = await serve(t, {...environment, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password});
    assert.ok(!service.output().includes(admin.password));
    const agent = await post<{email: string}>(`${service.base}/v1/agent/session`, admin, {origin: service.base});
    assert.equal(agent.email, admin.email);

    // At its end the service does not wait for a peer that keeps its connection open.
    const live = await liveClients(t, service.base)('/v1/live');
    live.socket.pause();
    // Browsers open connections in advance.
    const unused = connect(Number(new URL(service.base).port), 'localhost');
    t.after(() => unused.destroy());
    await once(unused, 'connect');
    service.kill('SIGTERM');
    assert.deepEqual(await service.ended, {code: 0, signal: null});
  });

  it('refuses a data folder that another service uses, until that ends, however it ends', async (t) => {
    const environment = {DATA_DIR: temporaryFolder(t)};
    const first = await serve(t, environment);
    const second = runCommand(t, ['serve'], {PORT: '0', ...environment, ADMIN_PASSWORD: 'a password of my own'});
    assert.deepEqual(await second.ended, {code: 1, signal: null});
    assert.match(second.output(), /^helpshift-chat: DATA_DIR: another service is running on "[^"]+"; [^\n]+\n$/);
    const [, email = '', password = ''] = (await first.until(/as (\S+) with (\S+)\n/)).map(String);
    await post(`${first.base}/v1/agent/session`, {email, password}, {origin: first.base});
    first.kill('SIGKILL');
    await first.ended;
    const third = await serve(t, environment);
    third.kill('SIGTERM');
    await third.ended;
    await serve(t, environment);
  });

  it('can be started twice at once on a new folder: one refuses', async (t) => {
    const dataDir = temporaryFolder(t);
    const both = [1, 2].map(() => runCommand(t, ['serve'], {PORT: '0', DATA_DIR: dataDir}));
    const started = both.map(({until}) =>
      until(/Inbox/).then(
        () => 'starts',
        () => 'refuses',
      ),
    );
    assert.deepEqual((await Promise.all(started)).toSorted(), ['refuses', 'starts']);
    assert.equal(both.filter(({output}) => output().includes('This password is shown only once')).length, 1);
  });

  it('does not start with an invalid variable, and names it in one line without its value', async (t) => {
    const environment = {DATABASE_URL: 'mysql://chat:hunter2@db/chat', DATA_DIR: temporaryFolder(t)};
    const command = runCommand(t, ['serve'], environment);
    assert.equal((await command.ended).code, 1);
    assert.match(command.output(), /^helpshift-chat: DATABASE_URL: expected an address as [^\n]*\n$/);
    assert.doesNotMatch(command.output(), /hunter2/);
  });

  it('does not start on a used port', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const {port} = server.address() as AddressInfo;
    const {environment} = await newDatabase(t);
    const command = runCommand(t, ['serve'], {PORT: String(port), ...environment});
    assert.equal((await command.ended).code, 1);
    assert.match(command.output(), /helpshift-chat: PORT: is used by another program\n$/);
    assert.doesNotMatch(command.output(), /password/);
    // The next start makes the password, and prints it.
    await (await serve(t, environment)).until(/as admin@localhost with \S+\n/);
  });

  it('does not start without a writable data folder', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    const command = runCommand(t, ['serve'], {PORT: '0', DATA_DIR: file});
    assert.equal((await command.ended).code, 1);
    assert.match(command.output(), /^helpshift-chat: DATA_DIR: /);
  });

  it('explains unknown arguments, and starts nothing', async (t) => {
    const dataDir = join(temporaryFolder(t), 'data');
    const command = runCommand(t, ['serve', '--dmeo'], {PORT: '0', DATA_DIR: dataDir});
    assert.equal((await command.ended).code, 2);
    assert.equal(command.output(), 'helpshift-chat: serve: --dmeo: there is no such option; known: --demo\n');
    assert.equal(existsSync(dataDir), false);
  });
});
