/** What fails around several processes: no acknowledged message is lost, doubled or out of order, and each reader sees it. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {assertDelivered} from '../support/processes-delivery.js';
import {useInstallation} from '../support/processes-installation.js';
import {holdCommits, takeLock, untilWaiting} from '../support/processes-locks.js';
import {User} from '../support/processes-people.js';
import {NEWS_LIMIT_MS, Reader} from '../support/processes-readers.js';
import {Traffic} from '../support/processes-traffic.js';
import {until} from '../support/until.js';

/** A sender that asks another process soon. */
const IMPATIENT = {answerLimitMs: 1_500};

describe('nothing is lost or doubled when', () => {
  const installation = useInstallation({environments: [{}, {}, {DATABASE_POOL_SIZE: '3'}]});

  it('processes are killed while they store', async (t) => {
    const traffic = await Traffic.start(t, installation());
    await traffic.goOn();
    for (const process of installation().processes.slice(0, 2)) {
      await process.kill();
      await traffic.goOn();
      await process.start();
    }
    await traffic.goOn();
    await traffic.stop();
  });

  it('one process after the other ends and starts again, as at an update', async (t) => {
    const traffic = await Traffic.start(t, installation());
    await traffic.goOn();
    for (const process of installation().processes) {
      await process.stop();
      await traffic.goOn();
      await process.start();
    }
    await traffic.goOn();
    await traffic.stop();
    const broken = new Set(['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET']);
    const failed = traffic.failures.filter((failure) => !broken.has(failure));
    assert.deepEqual(failed, [], 'a client that connects again needs nothing else');
    assert.ok(traffic.readers.some(({connections}) => connections > 1));
  });

  for (const [name, end] of Object.entries({
    killed: (index: number) => installation().process(index).kill(),
    'cut off': async (index: number) => installation().process(index).network.cut(),
  })) {
    it(`a process is ${name} in the middle of a commit, and the message is sent again`, async (t) => {
      const {databaseUrl, urls} = installation();
      const app = await installation().createApp();
      const user = await User.logIn(installation(), app, {userId: 'ann'});
      await user.send('before the commit');
      const reader = await Reader.ofUser(t, user, urls[1]);
      const release = await holdCommits(t, databaseUrl);
      const [id, text] = [randomUUID(), 'in the middle of a commit'];
      const lost = user.client.askOnce({
        path: '/v1/messages',
        headers: user.headers,
        body: {messages: [{id, text}]},
        url: urls[0] ?? '',
      });
      const outcome = lost.then(
        ({status}) => status,
        () => 0,
      );
      await untilWaiting(databaseUrl);
      await end(0);
      await release();
      assert.ok([0, 503].includes(await outcome), 'nobody knows whether it is stored');
      await user.trySend(text, id, urls[2]);
      await until(
        () => [...reader.logs.values()].flat().some((entry) => entry.id === id),
        'the reader sees it',
        NEWS_LIMIT_MS,
      );
      await assertDelivered(installation(), {domain: app.domain, senders: [user], readers: [reader]});
      if (name === 'killed') await installation().process(0).start();
    });
  }

  it('a process is killed after a commit, before it could tell the others, and nobody sends again', async (t) => {
    const {databaseUrl, urls} = installation();
    const app = await installation().createApp();
    const user = await User.logIn(installation(), app, {userId: 'ann'});
    await user.send('before the commit');
    const reader = await Reader.ofUser(t, user, urls[1]);
    const release = await holdCommits(t, databaseUrl);
    const messages = [{id: randomUUID(), text: 'never acknowledged'}];
    const lost = user.client.askOnce({
      path: '/v1/messages',
      headers: user.headers,
      body: {messages},
      url: urls[0] ?? '',
    });
    lost.catch(() => undefined);
    await untilWaiting(databaseUrl);
    await installation().process(0).kill();
    await release();
    await installation().process(0).start();
    await until(() => [...reader.logs.values()].flat().length === 2, 'the reader sees it', NEWS_LIMIT_MS);
  });

  it('the database crashes, or is started again', async (t) => {
    const traffic = await Traffic.start(t, installation());
    await traffic.goOn();
    for (const mode of ['immediate', 'fast'] as const) {
      const {postgres} = installation();
      await postgres.stop(mode);
      await Promise.all(installation().processes.map((process) => eventuallyEqual(() => process.health(), 503)));
      await postgres.start();
      await traffic.goOn();
      await Promise.all(installation().processes.map((process) => eventuallyEqual(() => process.health(), 200)));
    }
    await traffic.stop();
  });

  it('a process stands still in a transaction: its locks are taken from it', async (t) => {
    const {databaseUrl} = installation();
    const process = installation().process(0);
    const traffic = await Traffic.start(t, installation(), IMPATIENT);
    await traffic.goOn();
    const {conversationId} = traffic.user.acknowledged[0] ?? assert.fail();
    const release = await takeLock(
      t,
      databaseUrl,
      `select from conversations where id = '${conversationId}' for update`,
    );
    // All of them wait for the row, or for the advisory lock of the one that waits for the row.
    await untilWaiting(databaseUrl, 3);
    process.pause();
    await release();
    await traffic.goOn();
    process.resume();
    await traffic.goOn();
    await traffic.stop();
  });

  it('the connections to the database are cut again and again', async (t) => {
    const traffic = await Traffic.start(t, installation());
    for (let cut = 0; cut < 12; cut++) {
      await traffic.goOn(1);
      installation()
        .process(cut % 3)
        .network.cut();
    }
    await traffic.goOn();
    await traffic.stop();
  });

  it('the network to the database passes nothing on', async (t) => {
    const process = installation().process(0);
    const traffic = await Traffic.start(t, installation(), IMPATIENT);
    await traffic.goOn();
    process.network.hold();
    await eventuallyEqual(() => process.health(), 503);
    await traffic.goOn();
    await process.network.heal();
    await eventuallyEqual(() => process.health(), 200);
    await traffic.goOn();
    await traffic.stop();
  });

  it('all connections of a pool are taken, for longer than clients wait', async (t) => {
    const {databaseUrl} = installation();
    const process = installation().process(2);
    const app = await installation().createApp();
    const logIns = Array.from({length: 10}, (_, index) => User.logIn(installation(), app, {userId: `user-${index}`}));
    const users = await Promise.all(logIns);
    for (const [index, user] of users.entries()) await user.send(`the first text of user ${index}`);
    const release = await takeLock(t, databaseUrl, 'lock table conversations in access exclusive mode');
    const statuses: number[] = [];
    const sending = Promise.all(
      users.flatMap((user, index) =>
        [1, 2, 3, 4, 5].map(async (count) => {
          const tab = user.openTab();
          tab.client.answerLimitMs = 30_000;
          const [id, text] = [randomUUID(), `text ${count} of user ${index}`];
          const body = {messages: [{id, text}]};
          const request = {path: '/v1/messages', body, headers: tab.headers, url: process.url};
          statuses.push((await tab.client.askOnce(request)).status);
          await tab.send(text, id);
          return tab;
        }),
      ),
    );
    const reading = Promise.all(
      users.map(async (user) => {
        await user.ask({path: '/v1/sync', body: {page: {}}, url: process.url});
        return user.client.failures;
      }),
    );
    for (const promise of [sending, reading]) promise.catch(() => undefined);
    await eventuallyEqual(() => process.health(), 503);
    await until(() => statuses.length > 0, 'the first answer');
    await release();
    const tabs = await sending;
    assert.ok((await reading).flat().includes('503'));
    assert.ok(statuses.includes(503));
    assert.deepEqual(
      statuses.filter((status) => status !== 201 && status !== 503),
      [],
    );
    await eventuallyEqual(() => process.health(), 200);
    for (const user of users) {
      const own = tabs.filter(({session}) => session === user.session);
      const stored = (await user.conversations()).flatMap(({entries}) => entries.map(({id}) => id));
      const sent = [user, ...own].flatMap(({acknowledged}) => acknowledged.map(({id}) => id));
      assert.deepEqual(stored.toSorted(), sent.toSorted());
    }
  });
});
