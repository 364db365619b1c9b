/** Several processes with a NATS broker: it only makes news faster. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {useInstallation} from '../support/processes-installation.js';
import {Agent, User} from '../support/processes-people.js';
import {NEWS_LIMIT_MS, Reader} from '../support/processes-readers.js';
import {Traffic} from '../support/processes-traffic.js';
import {until} from '../support/until.js';

describe('when the broker', () => {
  const installation = useInstallation({environments: [{}, {}], hasBroker: true});

  it('is killed while people write: nothing is lost, and everybody sees it soon', async (t) => {
    const {broker} = installation();
    const traffic = await Traffic.start(t, installation());
    await traffic.goOn();
    await broker.kill('SIGKILL');
    await traffic.goOn();
    await traffic.stop();

    const conversation = await beginConversation(t);
    for (let count = 1; count <= 3; count++) await conversation.assertNews();
    await broker.start();
    await untilLogged('the NATS broker is back');
    await conversation.assertNews();
  });

  it('does not answer: everybody sees what is written soon', async (t) => {
    const {broker} = installation();
    const conversation = await beginConversation(t);
    await broker.kill('SIGSTOP');
    t.after(() => broker.kill('SIGCONT'));
    for (let count = 1; count <= 2; count++) await conversation.assertNews();
    await broker.kill('SIGCONT');
    await conversation.assertNews();
  });

  /** A user and an agent who read on each process. */
  async function beginConversation(t: TestContext) {
    const {urls} = installation();
    const app = await installation().createApp();
    const user = await User.logIn(installation(), app, {userId: 'ann'});
    const {conversationId} = await user.send('the first text');
    const agent = await Agent.logIn(installation(), app);
    agent.conversationId = conversationId;
    const readers = await Promise.all(
      urls.flatMap((url) => [Reader.ofUser(t, user, url), Reader.ofAgent(t, agent, url)]),
    );
    return {
      /** Asserts that readers on all processes see soon what is stored by each of them. */
      async assertNews(): Promise<void> {
        for (const url of urls) {
          const id = randomUUID();
          assert.equal((await user.trySend(`text ${id}`, id, url)).status, 201);
          const haveRead = (): boolean =>
            readers.every((reader) => reader.entriesOf(conversationId).some((entry) => entry.id === id));
          await until(haveRead, 'all readers see the message', NEWS_LIMIT_MS);
        }
      },
    };
  }

  async function untilLogged(message: string): Promise<void> {
    await until(() => installation().processes.every((process) => process.output().includes(message)), message);
  }
});
