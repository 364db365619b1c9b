/** People who write and read all the time, while something fails. */
import {setTimeout as delay} from 'node:timers/promises';
import type {Owner} from '../../service/test/support/servers/server-process.js';
import {assertDelivered} from './processes-delivery.js';
import type {Installation} from './processes-installation.js';
import {Agent, User, type Sender} from './processes-people.js';
import {Reader} from './processes-readers.js';
import {until} from './until.js';

export interface TrafficOptions {
  readonly tabs?: number;
  readonly agents?: number;
  /** How long a process may take to answer, before a sender asks another one. */
  readonly answerLimitMs?: number;
}

/** The processes, the database and the test share two processors. */
const PAUSE_MS = 30;
/** How long the senders may need for what a test waits for. */
const GO_ON_LIMIT_MS = 60_000;

/** A user with some tabs, and agents, in one conversation. On each process somebody reads. */
export class Traffic {
  readonly user: User;
  readonly senders: readonly Sender[];
  readonly readers: readonly Reader[];
  readonly #installation: Installation;
  readonly #sending: Promise<unknown>;
  #isOver = false;

  private constructor(installation: Installation, user: User, senders: readonly Sender[], readers: readonly Reader[]) {
    this.#installation = installation;
    this.user = user;
    this.senders = senders;
    this.readers = readers;
    this.#sending = Promise.all(senders.map((sender, index) => this.#send(sender, index)));
    // A failure is told by `stop`.
    this.#sending.catch(() => undefined);
  }

  /** Begins. The owner ends what has not been stopped. */
  static async start(
    owner: Owner,
    installation: Installation,
    {tabs = 4, agents = 2, answerLimitMs}: TrafficOptions = {},
  ): Promise<Traffic> {
    const app = await installation.createApp();
    const user = await User.logIn(installation, app, {userId: 'ann', userEmail: 'ann@shop.example'});
    const {conversationId} = await user.send('the first text');
    const writers = await Promise.all(
      Array.from({length: agents}, async () => {
        const agent = await Agent.logIn(installation, app);
        agent.conversationId = conversationId;
        return agent;
      }),
    );
    const senders = [user, ...Array.from({length: tabs - 1}, () => user.openTab()), ...writers];
    if (answerLimitMs !== undefined) for (const {client} of senders) client.answerLimitMs = answerLimitMs;
    const reading = installation.urls.flatMap((url) => [
      Reader.ofUser(owner, user, url),
      ...writers.slice(0, 1).map((agent) => Reader.ofAgent(owner, agent, url)),
    ]);
    const traffic = new Traffic(installation, user, senders, await Promise.all(reading));
    owner.after(() => (traffic.#isOver = true));
    return traffic;
  }

  /** Resolves when each sender has been acknowledged some times more. */
  async goOn(count = 3): Promise<void> {
    const before = this.senders.map(({acknowledged}) => acknowledged.length);
    const haveAll = (): boolean =>
      this.senders.every(({acknowledged}, index) => acknowledged.length >= (before[index] ?? 0) + count);
    await Promise.race([until(haveAll, 'messages are acknowledged', GO_ON_LIMIT_MS), this.#sending]);
  }

  /** Why requests were sent again. */
  get failures(): readonly string[] {
    return this.senders.flatMap(({client}) => client.failures);
  }

  /** Ends the sending, and asserts that all was stored once, in order, and seen by all. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#sending;
    const {senders, readers, user} = this;
    await assertDelivered(this.#installation, {domain: user.app.domain, senders, readers});
  }

  async #send(sender: Sender, index: number): Promise<void> {
    for (let count = 1; !this.#isOver; count++) {
      await sender.send(`text ${count} of ${sender.kind} ${index}`);
      await delay(PAUSE_MS);
    }
  }
}
