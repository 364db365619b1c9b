/** Several processes on one database give the answers that one process gives. Their own clocks are an hour apart. */
import assert from 'node:assert/strict';
import {randomBytes, randomUUID} from 'node:crypto';
import {fileURLToPath} from 'node:url';
import {describe, it, type TestContext} from 'node:test';
import {changeApp, deleteSecretKey, listKeyRecords} from '../../service/src/apps/app-administration.js';
import {trailOfCommand} from '../../service/src/audit/audit.js';
import {mayFollow, nextStatus, type ConversationStatus} from '../../src/protocol/index.js';
import type {TokenIdentifiers} from '../../src/token/index.js';
import type {TestApp} from '../support/e2e-app.js';
import {assertDelivered, storedEntries} from '../support/processes-delivery.js';
import {useInstallation} from '../support/processes-installation.js';
import {Agent, User} from '../support/processes-people.js';
import {Reader} from '../support/processes-readers.js';
import {until} from '../support/until.js';

const HOUR_MS = 60 * 60 * 1000;

/** How long it may take until live connections of an ended session are closed. */
const END_LIMIT_MS = 2_500;

function clockAhead(byMs: number): Record<string, string> {
  const module = fileURLToPath(new URL('../support/processes-clock.mjs', import.meta.url));
  return {NODE_OPTIONS: `--import=${module}`, CLOCK_LEAD_MS: String(byMs)};
}

describe('three processes on one database:', () => {
  const installation = useInstallation({environments: [{}, clockAhead(HOUR_MS), clockAhead(-HOUR_MS)]});

  describe('50 log-ins of one user at once', () => {
    const [userId, userEmail] = ['ann', 'ann@shop.example'];
    const byId = {userId};
    const byBoth = {userId, userEmail};
    const byEmail = {userEmail};

    for (const [name, kinds] of Object.entries({
      'with the userId': [byId],
      'with both identifiers': [byBoth],
      'with the address': [byEmail],
      'with the userId, sometimes with the address': [byId, byBoth],
    })) {
      it(`${name} find one user`, async () => {
        const {keys, stored} = await logInAtOnce(kinds);
        assert.deepEqual([new Set(keys).size, stored.length], [1, 1]);
      });
    }

    it('with any of the identifiers find the users that one order of them gives', async () => {
      const kinds = [byId, byBoth, byEmail];
      const {keys, stored} = await logInAtOnce(kinds);
      const keysOf = (kind: TokenIdentifiers): Set<string> =>
        new Set(keys.filter((_, index) => kinds[index % kinds.length] === kind));
      const [named] = new Set([...keysOf(byId), ...keysOf(byBoth)]);
      assert.deepEqual([...keysOf(byId), ...keysOf(byBoth)], [named, named], 'one userId is one user');
      // The address alone leads to a user of its own when a log-in without it came before the one that joins both.
      const [nameless] = keysOf(byEmail);
      assert.deepEqual([...keysOf(byEmail)], [nameless]);
      assert.deepEqual(stored, nameless === named ? [byBoth] : [{userId: null, userEmail}, byBoth]);
    });

    it('with an address that two users share find those two', async () => {
      const other = {userId: 'bob', userEmail};
      const kinds = [byBoth, other];
      const {keys, stored} = await logInAtOnce(kinds);
      assert.equal(new Set(keys).size, 2);
      assert.deepEqual(stored, [byBoth, other]);
    });

    /** Logs in on all processes at once, with each kind of identifiers in turn. */
    async function logInAtOnce(kinds: readonly TokenIdentifiers[]) {
      const app = await installation().createApp();
      const logIns = Array.from({length: 50}, (_, index) =>
        User.logIn(installation(), app, kinds[index % kinds.length] ?? {}),
      );
      const users = await Promise.all(logIns);
      const stored = await installation()
        .engine.db.selectFrom('users')
        .select(['user_id as userId', 'user_email as userEmail'])
        .where('domain', '=', app.domain)
        .orderBy('user_id', (order) => order.asc().nullsFirst())
        .execute();
      return {keys: users.map(({session}) => session.user.key), stored};
    }
  });

  it('20 senders in one conversation: numbers without gaps, one order for all', async (t) => {
    const app = await installation().createApp();
    const user = await User.logIn(installation(), app, {userId: 'ann'});
    const {conversationId} = await user.send('first');
    const tabs = [user, ...Array.from({length: 9}, () => user.openTab())];
    const agents = await logAgentsIn(10, app, conversationId);
    const readers = await readOnAll(t, user, agents[0] ?? assert.fail());
    const senders = [...tabs, ...agents];
    await Promise.all(
      senders.map(async (sender, index) => {
        for (let count = 1; count <= 10; count++) await sender.send(`text ${count} of ${sender.kind} ${index}`);
      }),
    );
    await assertDelivered(installation(), {domain: app.domain, senders, readers});
  });

  it('the first messages of 20 tabs begin one conversation', async () => {
    const app = await installation().createApp();
    const credential = randomBytes(32).toString('base64url');
    const users = [
      await User.logIn(installation(), app, {userId: 'ann'}),
      await User.logIn(installation(), app, {userEmail: 'bob@shop.example'}),
      await User.claim(installation(), app, {anonymousCredential: credential}),
    ];
    const tabs = users.map((user) => Array.from({length: 20}, () => user.openTab()));
    await Promise.all(tabs.flat().map((tab, index) => tab.send(`first text of tab ${index}`)));
    await assertDelivered(installation(), {domain: app.domain, senders: tabs.flat(), readers: []});
    for (const user of users) {
      const conversations = await user.conversations();
      assert.deepEqual(
        conversations.map(({ordinal, entries}) => [ordinal, entries.length]),
        [[1, 20]],
      );
    }
  });

  it('resolving, rejecting and reopening beside messages leave logs that the rules allow', async (t) => {
    const app = await installation().createApp();
    const user = await User.logIn(installation(), app, {userId: 'ann'});
    const first = await user.send('first');
    const tabs = [user, ...Array.from({length: 4}, () => user.openTab())];
    const agents = await logAgentsIn(6, app, first.conversationId);
    const readers = [await Reader.ofUser(t, user)];
    let refusals = 0;
    const change = async (agent: Agent, kind: 'resolved' | 'rejected' | 'reopened'): Promise<void> => {
      agent.conversationId = (await user.sync({})).conversations.at(-1)?.id ?? '';
      const {status, body} = await agent.append({kind});
      assert.ok([201, 409].includes(status), JSON.stringify(body));
      if (status === 409) refusals++;
    };
    const end = async (tab: User): Promise<void> => {
      const conversationId = (await tab.sync({})).conversations.at(-1)?.id ?? '';
      const messages = [{id: randomUUID(), conversationId, content: {kind: 'ended'}}];
      const {status} = await tab.ask({path: '/v1/messages', body: {messages}});
      assert.ok([201, 409].includes(status));
    };
    await Promise.all([
      ...tabs.map(async (tab, index) => {
        for (let count = 1; count <= 12; count++) {
          await tab.send(`text ${count} of tab ${index}`);
          if (index === 0 && count % 4 === 0) await end(tab);
        }
      }),
      ...agents.map(async (agent, index) => {
        const kinds = ['resolved', 'reopened', index === 0 ? 'rejected' : 'resolved'] as const;
        for (let count = 0; count < 9; count++) await change(agent, kinds[count % 3] ?? 'resolved');
      }),
    ]);
    assert.ok(refusals > 0, 'some changes came too late');
    await assertDelivered(installation(), {domain: app.domain, senders: tabs, readers});
    await assertLegalLogs(user);
  });

  it('a user who is cleared while they send: what came before is kept, nothing comes after', async (t) => {
    const app = await installation().createApp();
    const anonymousCredential = randomBytes(32).toString('base64url');
    const user = await User.claim(installation(), app, {anonymousCredential});
    const reader = await Reader.ofUser(t, user);
    await user.send('first');
    const tabs = Array.from({length: 10}, () => user.openTab());
    const sending = tabs.map(async (tab, index) => {
      for (let count = 1; ; count++) {
        const {status, body} = await tab.trySend(`text ${count} of tab ${index}`);
        if (status === 401) return;
        assert.equal(status, 201, JSON.stringify(body));
      }
    });
    await until(() => tabs.every(({acknowledged}) => acknowledged.length > 1), 'all tabs have sent');
    const {domain, platformId} = app;
    const {status} = await user.ask({
      path: '/v1/anonymous-users/clear',
      body: {domain, platformId, anonymousCredential},
    });
    assert.equal(status, 204);
    const atTheEnd = await storedEntries(installation(), domain);
    await Promise.all(sending);
    assert.deepEqual(await storedEntries(installation(), domain), atTheEnd);
    await assertDelivered(installation(), {domain, senders: [user, ...tabs], readers: []});
    await until(() => reader.hasEnded, 'the live connection is closed');
    for (const url of installation().urls) {
      const again = {path: '/v1/sessions', body: {domain, platformId, anonymousCredential}, url};
      assert.equal((await user.client.ask(again)).status, 401);
    }
  });

  describe('the end of a session on one process ends it on the others', () => {
    it('at log-out', async (t) => {
      const {user, app, assertEnded} = await connectEverywhere(t);
      const other = await User.logIn(installation(), app, {userId: 'ann'});
      const kept = await Reader.ofUser(t, other);
      const body = {sessionTokens: [user.session.sessionToken]};
      const {status} = await user.client.ask({path: '/v1/sessions/end', body});
      assert.equal(status, 204);
      await assertEnded();
      await other.send('another session goes on');
      await until(() => [...kept.logs.values()].some((entries) => entries.length === 2), 'the other session hears');
    });

    it('when a key is deleted', async (t) => {
      const {app, assertEnded} = await connectEverywhere(t);
      const {engine} = installation();
      for (const {id} of await listKeyRecords(engine.db, app))
        await deleteSecretKey(engine, app, id, trailOfCommand(engine.clock));
      await assertEnded();
    });

    it('when verification is switched on', async (t) => {
      const {app, assertEnded} = await connectEverywhere(t, {verification: false});
      const {engine} = installation();
      await changeApp(engine, app, () => ({verification: true}), trailOfCommand(engine.clock));
      await assertEnded();
    });

    it('when an agent logs out', async (t) => {
      const app = await installation().createApp();
      const user = await User.logIn(installation(), app, {userId: 'ann'});
      const {conversationId} = await user.send('first');
      const [agent = assert.fail(), colleague = assert.fail()] = await logAgentsIn(2, app, conversationId);
      const readers = await Promise.all(installation().urls.map((url) => Reader.ofAgent(t, agent, url)));
      const kept = await Reader.ofAgent(t, colleague);
      const {status} = await agent.ask({path: '/v1/agent/session', method: 'DELETE'});
      assert.equal(status, 204);
      await assertEndSoon(readers);
      for (const url of installation().urls) {
        assert.equal((await agent.ask({path: '/v1/agent/sync', body: {}, url})).status, 401);
      }
      await user.send('a colleague goes on');
      await until(() => kept.entriesOf(conversationId).length === 2, 'the colleague hears');
    });

    it('also after a process starts whose clock is ahead', async () => {
      const app = await installation().createApp();
      const user = await User.logIn(installation(), app, {userId: 'ann'});
      await user.client.ask({path: '/v1/sessions/end', body: {sessionTokens: [user.session.sessionToken]}});
      // At its start it removes what it takes for old.
      await installation().process(1).stop();
      await installation().process(1).start();
      for (const url of installation().urls) {
        assert.equal((await user.ask({path: '/v1/sync', body: {}, url})).status, 401);
      }
    });

    async function connectEverywhere(t: TestContext, settings = {}) {
      const app = await installation().createApp(settings);
      const user = await User.logIn(installation(), app, {userId: 'ann'});
      await user.send('first');
      const readers = await Promise.all(installation().urls.map((url) => Reader.ofUser(t, user, url)));
      const assertEnded = async (): Promise<void> => {
        for (const url of installation().urls) {
          assert.equal((await user.ask({path: '/v1/sync', body: {}, url})).status, 401);
        }
        await assertEndSoon(readers);
      };
      return {user, app, assertEnded};
    }
  });

  it('times and lists follow the order of what happened, whichever process stored it', async () => {
    const app = await installation().createApp();
    const [agent = assert.fail()] = await logAgentsIn(1, app, '');
    const before = installation().engine.clock();
    const order: string[] = [];
    for (const [index, url] of [...installation().urls, ...installation().urls.toReversed()].entries()) {
      const user = await User.logIn(installation(), app, {userId: `user-${index}`});
      assert.equal((await user.trySend(`first text of user ${index}`, randomUUID(), url)).status, 201);
      order.unshift(`first text of user ${index}`);
    }
    for (const url of installation().urls) {
      const answer = await agent.ask({path: '/v1/agent/sync', body: {list: {name: 'open'}}, url});
      const {list} = answer.body as {list: {conversations: {preview: {text: string}}[]}};
      assert.deepEqual(
        list.conversations.map(({preview}) => preview.text),
        order,
      );
    }
    const after = installation().engine.clock();
    const entries = await storedEntries(installation(), app.domain);
    const times = order.toReversed().map((text) => entries.find((entry) => entry.text === text)?.time ?? 0);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    for (const time of times) assert.ok(time >= before - 1_000 && time <= after + 1_000, `${before} ${time} ${after}`);
  });

  function logAgentsIn(count: number, app: TestApp, conversationId: string): Promise<Agent[]> {
    return Promise.all(
      Array.from({length: count}, async () => {
        const agent = await Agent.logIn(installation(), app);
        agent.conversationId = conversationId;
        return agent;
      }),
    );
  }

  async function readOnAll(t: TestContext, user: User, agent: Agent): Promise<Reader[]> {
    const all = installation().urls.flatMap((url) => [Reader.ofUser(t, user, url), Reader.ofAgent(t, agent, url)]);
    return Promise.all(all);
  }
});

async function assertEndSoon(readers: readonly Reader[]): Promise<void> {
  const began = performance.now();
  await until(() => readers.every(({hasEnded}) => hasEnded), 'all live connections are closed');
  const took = performance.now() - began;
  assert.ok(took < END_LIMIT_MS, `it took ${Math.round(took)} ms`);
}

/** Asserts that each log is one that the rules of the protocol allow, and that one conversation at the most has not ended. */
async function assertLegalLogs(user: User): Promise<void> {
  const conversations = (await user.conversations()).toSorted((a, b) => a.ordinal - b.ordinal);
  assert.deepEqual(
    conversations.map(({ordinal}) => ordinal),
    conversations.map((_, index) => index + 1),
  );
  for (const [index, {status, entries}] of conversations.entries()) {
    let reached: ConversationStatus = 'open';
    for (const {author, content, number} of entries) {
      assert.ok(mayFollow(reached, author.kind, content), `entry ${number}: ${content.kind} after ${reached}`);
      reached = nextStatus(reached, {content});
    }
    assert.equal(status, reached);
    if (index < conversations.length - 1) assert.equal(status, 'ended');
  }
}
