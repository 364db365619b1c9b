/** Several processes on one database give the answers that one process gives. Their own clocks are an hour apart. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {assertDelivered} from '../support/processes-delivery.js';
import {useInstallation} from '../support/processes-installation.js';
import {Agent, User} from '../support/processes-people.js';
import {Reader} from '../support/processes-readers.js';

describe('three processes on one database:', () => {
  const installation = useInstallation({environments: [{}, {}, {}]});

  it('20 senders in one conversation: numbers without gaps, one order for all', async (t) => {
    const app = await installation().createApp();
    const user = await User.logIn(installation(), app, {userId: 'ann'});
    const {conversationId} = await user.send('first');
    const tabs = [user, ...Array.from({length: 9}, () => user.openTab())];
    const agents = await Promise.all(Array.from({length: 10}, () => Agent.logIn(installation(), app)));
    for (const agent of agents) agent.conversationId = conversationId;
    const readers = await Promise.all(
      installation().urls.flatMap((url) => [
        Reader.ofUser(t, user, url),
        Reader.ofAgent(t, agents[0] ?? assert.fail(), url),
      ]),
    );
    const senders = [...tabs, ...agents];
    await Promise.all(
      senders.map(async (sender, index) => {
        for (let count = 1; count <= 10; count++) await sender.send(`text ${count} of ${sender.kind} ${index}`);
      }),
    );
    await assertDelivered(installation(), {domain: app.domain, senders, readers});
  });
});
