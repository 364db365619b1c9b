/** People who read by a live connection alone: what no frame tells, and no `look`, they never see. */
import {randomInt} from 'node:crypto';
import {setTimeout as delay} from 'node:timers/promises';
import {WebSocket} from 'ws';
import type {Entry, ServiceFrame} from '../../src/protocol/index.js';
import {LIVE_CLOSE_UNAUTHORIZED} from '../../src/protocol/index.js';
import type {AgentFrame} from '../../service/contract/live.js';
import type {Owner} from '../../service/test/support/servers/server-process.js';
import type {Agent, User} from './processes-people.js';
import {until} from './until.js';

/** How long anybody waits for what others have written, whatever fails: "about 3 s", on a busy computer. */
export const NEWS_LIMIT_MS = 4_000;

const RECONNECT_PAUSE_MS = 50;

type Frame = ServiceFrame | AgentFrame;

/** The logs that a reader has, by conversation. */
type Logs = Map<string, Entry[]>;

/** How a reader connects and reads. */
interface Way {
  readonly path: string;
  readonly urls: readonly string[];
  readonly headers: (url: string) => Readonly<Record<string, string>>;
  /** The first frame of a connection. */
  readonly greeting: object | undefined;
  /** Reads the logs. */
  readonly read: (logs: Logs) => Promise<void>;
}

/** Stays connected to a process, connects to another one when it is lost, and reads only when a frame says so. */
export class Reader {
  readonly logs: Logs = new Map();
  /** How often it was connected. */
  connections = 0;
  /** How often a frame did not follow what it had, or said to look. */
  reads = 0;
  readonly #way: Way;
  /** The processes that it connects to. */
  #urls: readonly string[];
  #socket: WebSocket | undefined;
  #isOver = false;
  #ended = false;
  #work: Promise<void> = Promise.resolve();

  private constructor(owner: Owner, way: Way, urls: readonly string[]) {
    this.#way = way;
    this.#urls = urls;
    owner.after(() => this.#stop());
    void this.#run();
  }

  /** Reads as a user. @param url - The only process to connect to. Default: any. */
  static async ofUser(owner: Owner, user: User, url?: string): Promise<Reader> {
    const {sessionToken} = user.session;
    const {urls} = user.client.installation;
    const way: Way = {
      path: '/v1/live',
      urls,
      headers: () => ({}),
      greeting: {type: 'authenticate', sessionToken},
      read: async (logs) => {
        for (const {id, entries} of await user.conversations()) logs.set(id, [...entries]);
      },
    };
    return new Reader(owner, way, url === undefined ? urls : [url]).#ready();
  }

  /** Reads the agent's conversation. */
  static async ofAgent(owner: Owner, agent: Agent, url?: string): Promise<Reader> {
    const {urls} = agent.client.installation;
    const way: Way = {
      path: '/v1/agent/live',
      urls,
      headers: agent.headers,
      greeting: undefined,
      read: async (logs) => {
        const id = agent.conversationId;
        let entries: Entry[] = [];
        do {
          const before = entries[0]?.number;
          const page = await agent.sync({page: {id, ...(before !== undefined && {before})}});
          entries = [...((page.conversations[0]?.entries ?? []) as Entry[]), ...entries];
        } while ((entries[0]?.number ?? 1) > 1);
        logs.set(id, entries);
      },
    };
    return new Reader(owner, way, url === undefined ? urls : [url]).#ready();
  }

  /** Whether the service has closed the connection because the session has ended. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** All entries that it has seen of a conversation. */
  entriesOf(conversationId: string): readonly Entry[] {
    return this.logs.get(conversationId) ?? [];
  }

  async #ready(): Promise<this> {
    await until(() => this.connections > 0, 'the reader is connected');
    return this;
  }

  #stop(): void {
    this.#isOver = true;
    this.#socket?.terminate();
  }

  async #run(): Promise<void> {
    while (!this.#isOver && !this.#ended) {
      await this.#connectOnce();
      await delay(RECONNECT_PAUSE_MS);
    }
  }

  async #connectOnce(): Promise<void> {
    const {path, headers, greeting} = this.#way;
    const url = this.#urls[randomInt(this.#urls.length)] ?? '';
    const socket = new WebSocket(url.replace(/^http/, 'ws') + path, {headers: headers(url), handshakeTimeout: 2_000});
    this.#socket = socket;
    // A refused or broken connection is closed.
    socket.on('error', () => undefined);
    socket.on('open', () => greeting && socket.send(JSON.stringify(greeting)));
    socket.on('message', (data: Buffer) => {
      this.#work = this.#work.then(() => this.#take(JSON.parse(data.toString()) as Frame));
    });
    const code = await new Promise<number>((resolve) => socket.once('close', resolve));
    this.#ended = code === LIVE_CLOSE_UNAUTHORIZED;
  }

  async #take(frame: Frame): Promise<void> {
    if (this.#isOver) return;
    if (frame.type !== 'changed') {
      await this.#read();
      if (frame.type === 'ready') this.connections++;
      return;
    }
    const {id, lastNumber, entries} = frame.conversation;
    const known = this.logs.get(id) ?? [];
    const news = (entries as Entry[]).filter(({number}) => number > known.length);
    const follows = news.every(({number}, index) => number === known.length + index + 1);
    if (follows) this.logs.set(id, [...known, ...news]);
    if (!follows || known.length + news.length < lastNumber) await this.#read();
  }

  async #read(): Promise<void> {
    this.reads++;
    // Its own requests are sent again until they are answered. When the test is over, nobody answers.
    await this.#way.read(this.logs).catch((error: unknown) => {
      if (!this.#isOver && !this.#ended) throw error;
    });
  }
}
