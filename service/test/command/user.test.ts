import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {trailOfCommand} from '../../src/audit/audit.js';
import {removeOverdueEnded} from '../../src/identity/ended-sessions.js';
import {eraseUser} from '../../src/personal-data/erase-user.js';
import {runHere} from '../support/command.js';
import {newDatabase} from '../support/test-database.js';
import {addApp, APP, newCredential, serveDatabase, SYNC, TestClock} from '../support/test-service.js';
import type {Store} from '../../src/database/engine.js';

const LATE_LOG_IN_MS = 60_000;
const NAME = `${APP.domain}/${APP.platformId}`;
const EMAIL = 'ann@example.com';

interface Export {
  readonly app: string;
  readonly users: readonly {
    readonly user: {readonly id: string; readonly userId: string | null; readonly userEmail: string | null};
    readonly conversations: readonly {
      readonly contact: {readonly email: string | null};
      readonly entries: readonly {readonly author: string; readonly content: {readonly text?: string}}[];
      readonly notes?: readonly {readonly content: {readonly text?: string}}[];
    }[];
  }[];
}

/** A service in which Ann and Bob have conversations. */
async function start(t: TestContext) {
  const database = await newDatabase(t);
  const engine = await database.open();
  await addApp(engine);
  const service = await serveDatabase(t, engine, new TestClock());
  const hc = (...args: string[]) => runHere(database.environment, args);
  const exported = async (...args: string[]): Promise<Export> => {
    const {code, printed, notes} = await hc('user', 'export', NAME, ...args);
    assert.equal(code, 0, notes.join('\n'));
    return JSON.parse(printed) as Export;
  };
  const agent = await service.agent();
  const ann = await service.logIn('ann', EMAIL);
  const bob = await service.logIn('bob');
  const {conversation} = await service.send(ann, 'from Ann');
  await service.append(agent, conversation.id, 'from Alex');
  await service.append(agent, conversation.id, {kind: 'note', text: 'a note'});
  await service.send(bob, 'from Bob');
  return {service, hc, exported, agent, ann, bob, conversation};
}

/** An anonymous user who gave an address to the Identity Bot. */
async function visitorWith(service: Awaited<ReturnType<typeof start>>['service'], email: string): Promise<string> {
  const session = await service.visit(newCredential());
  const message = {id: randomUUID(), text: 'from a visitor', beginning: {contact: {email}}};
  const response = await service.as(session, {method: 'POST', url: '/v1/messages', payload: {messages: [message]}});
  assert.equal(response.statusCode, 201, response.body);
  return session;
}

describe('helpshift-chat user export', () => {
  it('prints all that is stored of one user, and nothing of another', async (t) => {
    const {exported} = await start(t);
    const {app, users} = await exported('--user-id', 'ann');
    assert.equal(app, NAME);
    assert.equal(users.length, 1);
    assert.deepEqual([users[0]?.user.userId, users[0]?.user.userEmail], ['ann', EMAIL]);
    const [conversation] = users[0]?.conversations ?? [];
    const lines = conversation?.entries.map(({author, content}) => `${author}: ${content.text}`);
    assert.deepEqual(lines, ['user: from Ann', 'agent: from Alex']);
    assert.equal(conversation?.notes, undefined);
    assert.doesNotMatch(JSON.stringify(users), /from Bob/);
    const withNotes = await exported('--user-id', 'ann', '--notes');
    assert.deepEqual(
      withNotes.users[0]?.conversations[0]?.notes?.map(({content}) => content.text),
      ['a note'],
    );
  });

  it('finds by an address also those who gave it in the chat, and asks which one is meant', async (t) => {
    const {service, hc, exported} = await start(t);
    await visitorWith(service, 'ANN@example.com');
    const {code, printed, notes} = await hc('user', 'export', NAME, '--user-email', EMAIL);
    assert.deepEqual([code, printed], [1, '']);
    assert.match(notes.join('\n'), /2 users fit.*\n.*(anonymous|logged-in) {2}since/);
    const {users} = await exported('--user-email', EMAIL, '--all');
    assert.equal(users.length, 2);
    const [one] = users;
    assert.deepEqual((await exported('--user', one?.user.id ?? '')).users, [one]);
    // Another user has taken the address over, so it leads to Ann no more. She still has it.
    await service.engine.db.updateTable('users').set({user_email_digest: null}).where('user_id', '=', 'ann').execute();
    assert.equal((await exported('--user-email', EMAIL, '--all')).users.length, 2);
  });

  it('says when there is no such user, or when it is not said which', async (t) => {
    const {service, hc} = await start(t);
    await addApp(service.engine, {platformId: 'other'});
    assert.equal((await hc('user', 'export', NAME, '--user-id', 'nobody')).code, 1);
    assert.equal((await hc('user', 'export', `${APP.domain}/other`, '--user-id', 'ann')).code, 1);
    assert.equal((await hc('user', 'export', NAME)).code, 2);
    assert.equal((await hc('user', 'export', NAME, '--user-id', 'ann', '--user-email', EMAIL)).code, 2);
  });
});

describe('helpshift-chat user erase', () => {
  it('erases nothing without --yes', async (t) => {
    const {service, hc, ann} = await start(t);
    const {code, notes} = await hc('user', 'erase', NAME, '--user-id', 'ann');
    assert.equal(code, 1);
    assert.match(notes.join('\n'), /Nothing was erased/);
    assert.deepEqual(await service.texts(ann), ['from Ann', 'from Alex']);
  });

  it('ends the sessions, removes all that is stored, leaves others alone, and names what remains', async (t) => {
    const {service, hc, agent, ann, bob, conversation} = await start(t);
    const {code, printed} = await hc('user', 'erase', NAME, '--user-id', 'ann', '--yes');
    assert.equal(code, 0);
    assert.match(printed, /^Erased user \S+: conversations 1\n.*What remains: backups, the audit log/s);
    assert.equal((await service.as(ann, SYNC)).statusCode, 401);
    assert.deepEqual(await service.texts(bob), ['from Bob']);
    const counts = [await service.count('users'), await service.count('conversations'), await service.count('entries')];
    assert.deepEqual(counts, [1, 1, 1]);
    assert.equal(await service.count('notes'), 0);
    assert.equal(
      (await service.agentList(agent)).some(({id}) => id === conversation.id),
      false,
    );
    const known = {id: conversation.id, version: 1, number: 1, entryId: conversation.id, note: 0};
    assert.deepEqual((await service.agentSync(agent, {known: [known]})).restart, [conversation.id]);

    const again = await service.logIn('ann', EMAIL);
    assert.deepEqual(await service.texts(again), []);
    await service.send(again, 'Ann is new here');
    assert.deepEqual(await service.texts(again), ['Ann is new here']);
    assert.equal((await hc('user', 'export', NAME, '--user-id', 'ann')).code, 0);
  });

  it('writes the id alone to the audit log', async (t) => {
    const {service, hc, exported} = await start(t);
    const id = (await exported('--user-id', 'ann')).users[0]?.user.id;
    await hc('user', 'erase', NAME, '--user-id', 'ann', '--yes');
    const rows = await service.engine.db.selectFrom('audit').selectAll().where('kind', 'like', 'user-%').execute();
    assert.deepEqual(
      rows.map(({kind, details}) => [kind, details]),
      [
        ['user-exported', JSON.stringify({subject: id})],
        ['user-erased', JSON.stringify({subject: id})],
      ],
    );
  });

  it('leads nobody to what is left when it is interrupted, and goes on then', async (t) => {
    const {service, hc, exported, ann} = await start(t);
    const id = (await exported('--user-id', 'ann')).users[0]?.user.id ?? '';
    const {engine, clock} = service;
    let writes = 0;
    const write: Store['write'] = async (keys, work) => {
      if (++writes > 1) throw new Error('interrupted');
      return engine.write(keys, work);
    };
    const files = {removeAll: async (): Promise<void> => undefined};
    const erased = eraseUser({store: {db: engine.db, write}, trail: trailOfCommand(clock.now), app: APP, files}, id);
    await assert.rejects(erased, /interrupted/);
    assert.equal((await service.as(ann, SYNC)).statusCode, 401);
    assert.deepEqual(await service.texts(await service.logIn('ann', EMAIL)), []);
    assert.equal((await hc('user', 'erase', NAME, '--user', id, '--yes')).code, 0);
    assert.equal(await service.count('users'), 2);
    assert.equal((await hc('user', 'erase', NAME, '--user', id, '--yes')).code, 1);
    // A log-in of that moment may have made a session a little later.
    const overAt = clock.time + LATE_LOG_IN_MS + SESSION_LIFE_MS;
    await removeOverdueEnded(engine.db, overAt);
    assert.equal(await service.count('ended_sessions'), 1);
    await removeOverdueEnded(engine.db, overAt + 1);
    assert.equal(await service.count('ended_sessions'), 0);
  });

  it('erases a visitor, whose browser begins anew', async (t) => {
    const {service, hc} = await start(t);
    const visitor = await visitorWith(service, 'visitor@example.com');
    assert.equal((await hc('user', 'erase', NAME, '--user-email', 'visitor@example.com', '--yes')).code, 0);
    assert.equal((await service.as(visitor, SYNC)).statusCode, 401);
    assert.equal(await service.count('users'), 2);
  });
});
