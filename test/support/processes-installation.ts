/** Several real service processes on one real PostgreSQL database. */
import assert from 'node:assert/strict';
import {randomBytes, randomUUID} from 'node:crypto';
import {after, afterEach, before, beforeEach} from 'node:test';
import {Kysely, PostgresDialect} from 'kysely';
import type {Owner} from '../../service/test/support/servers/server-process.js';
import {findServerPort} from './find-port.js';
import {startPostgres, type PostgresServer} from '../../service/test/support/servers/postgres.js';
import {startNats, type NatsServer} from '../../service/test/support/servers/nats.js';
import {startProxy, type Proxy} from '../../service/test/support/servers/proxy.js';
import {Agents} from '../../service/src/agents/agents.js';
import {hashPassword} from '../../service/src/agents/passwords.js';
import {createApp} from '../../service/src/apps/app-administration.js';
import {trailOfCommand} from '../../service/src/audit/audit.js';
import type {AppChanges} from '../../service/src/apps/stored-settings.js';
import type {Clock} from '../../service/src/clock.js';
import type {Store} from '../../service/src/database/engine.js';
import {openPool} from '../../service/src/database/postgres/guarded-pool.js';
import type {Tables} from '../../service/src/database/schema.js';
import type {TestApp} from './e2e-app.js';
import {startService, type RunningService} from './start-service.js';

export interface InstallationOptions {
  /** The environment of each process beside the usual; their number is the number of processes. */
  readonly environments: readonly Readonly<Record<string, string>>[];
  /** Whether a NATS broker carries the wake-ups. Default: the database does. */
  readonly hasBroker?: boolean;
}

/** Starts one server and one installation on it for all tests of a `describe`. Each test makes an app of its own. */
export function useInstallation(options: InstallationOptions): () => Installation {
  const closes: (() => unknown)[] = [];
  let installation: Installation | undefined;
  before(async () => {
    const owner = {after: (close: () => unknown) => void closes.unshift(close)};
    installation = await Installation.start(owner, options);
  });
  // A test that failed may have left some of it dead.
  beforeEach(() => installation?.repair());
  afterEach(() => installation?.assertSound());
  after(async () => {
    for (const close of closes) await close();
  });
  return () => installation ?? assert.fail('the installation has started');
}

const PASSWORD = 'the password of the database';

const ADMINISTRATOR = {ADMIN_EMAIL: 'admin@installation.example', ADMIN_PASSWORD: 'the password of an administrator'};

/** Checking a password of an agent must not cost a test time. */
const CHEAP = {logN: 4, r: 8, p: 1};

/** The database with the tables as they are, without an engine that would bring them up to date. */
type DirectStore = Store & {readonly clock: Clock};

export class Installation {
  readonly postgres: PostgresServer;
  readonly processes: readonly ServiceProcess[];
  /** The address of the database, past the networks of the processes. */
  readonly databaseUrl: string;
  readonly engine: DirectStore;
  /** What no process may print. Tests add tokens, addresses and texts. */
  readonly secrets: Set<string>;
  readonly #broker: NatsServer | undefined;
  readonly #agents: Agents;

  private constructor(
    {postgres, broker}: {readonly postgres: PostgresServer; readonly broker: NatsServer | undefined},
    processes: readonly ServiceProcess[],
    databaseUrl: string,
    engine: DirectStore,
  ) {
    this.postgres = postgres;
    this.processes = processes;
    this.databaseUrl = databaseUrl;
    this.engine = engine;
    this.secrets = new Set([PASSWORD, new URL(databaseUrl).password, ADMINISTRATOR.ADMIN_PASSWORD]);
    this.#broker = broker;
    this.#agents = new Agents(engine, engine.clock);
  }

  /** Starts its servers, and the processes together on a new database. The owner ends them. */
  static async start(owner: Owner, {environments, hasBroker = false}: InstallationOptions): Promise<Installation> {
    const postgres = await startPostgres(owner, {password: PASSWORD});
    const broker = hasBroker ? await startNats(owner) : undefined;
    const url = await postgres.createDatabase('installation');
    const processes: ServiceProcess[] = [];
    for (const environment of environments) {
      const network = await startProxy(owner, url);
      const carrier = broker && {NATS_URL: broker.url};
      const env = {TRUST_PROXY: 'true', ...ADMINISTRATOR, ...carrier, ...environment, DATABASE_URL: network.url};
      processes.push(new ServiceProcess(await findServerPort(), network, env));
    }
    owner.after(() => Promise.all(processes.map((process) => process.end())));
    await Promise.all(processes.map((process) => process.start()));
    const db = new Kysely<Tables>({dialect: new PostgresDialect({pool: openPool({url, size: 3})})});
    owner.after(() => db.destroy());
    // The server runs on this computer, so both have one clock.
    const engine: DirectStore = {db, write: (_keys, work) => db.transaction().execute(work), clock: Date.now};
    return new Installation({postgres, broker}, processes, url, engine);
  }

  get broker(): NatsServer {
    return this.#broker ?? assert.fail('there is no broker');
  }

  /** The addresses of all processes, also of those that are down: a client does not know which ones answer. */
  get urls(): readonly string[] {
    return this.processes.map(({url}) => url);
  }

  /** The process with this place in the list. */
  process(index: number): ServiceProcess {
    return this.processes[index] ?? assert.fail(`there is no process ${index}`);
  }

  /** Makes an app in a domain of its own. */
  async createApp(settings: AppChanges = {}): Promise<TestApp> {
    const app = {domain: `domain-${randomUUID()}`, platformId: 'web'};
    const {secret} = await createApp(this.engine, app, settings, trailOfCommand(this.engine.clock));
    this.secrets.add(secret);
    return {...app, secret};
  }

  /** Makes an agent who sees the app's domain. */
  async createAgent({domain}: TestApp): Promise<{readonly email: string; readonly password: string}> {
    const email = `agent-${randomUUID()}@installation.example`;
    const password = randomBytes(12).toString('base64url');
    for (const secret of [email, password]) this.secrets.add(secret);
    const passwordHash = await hashPassword(password, CHEAP);
    await this.#agents.insert(this.engine.db, {email, name: 'Rae', passwordHash, domain});
    return {email, password};
  }

  /** Starts the processes that do not run, and ends what disturbs the others. */
  async repair(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.repair()));
  }

  /** Asserts that no process has ended by itself, and that none has printed a secret. */
  assertSound(): void {
    for (const [index, process] of this.processes.entries()) {
      assert.equal(process.hasFailed, false, `process ${index} runs:\n${process.output()}`);
      const output = process.output();
      const printed = [...this.secrets].filter((secret) => output.includes(secret));
      assert.deepEqual(printed, [], `process ${index} printed a secret:\n${output}`);
    }
  }
}

/** How long a proxy in front would wait. */
const HEALTH_LIMIT_MS = 5_000;

/** A service process, which can be killed and started again on the same port. */
export class ServiceProcess {
  readonly url: string;
  /** The network between the process and its database. */
  readonly network: Proxy;
  readonly #port: number;
  readonly #env: Readonly<Record<string, string>>;
  #service: RunningService | undefined;
  #earlierOutput = '';

  constructor(port: number, network: Proxy, env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.network = network;
    this.#port = port;
    this.#env = env;
  }

  /** All output, also from before a restart. */
  output(): string {
    return this.#earlierOutput + (this.#service?.output() ?? '');
  }

  /** Whether it has ended by itself. */
  get hasFailed(): boolean {
    return this.#service !== undefined && !isRunning(this.#service.pid);
  }

  async start(env: Readonly<Record<string, string>> = {}, program?: string): Promise<void> {
    this.#service = await startService({demo: false, port: this.#port, env: {...this.#env, ...env}, program});
  }

  /** Kills it, as a power cut does. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.#forget(async (service) => service.stop().catch(() => undefined));
  }

  /** Ends it with SIGTERM. Rejects when it ends with an error. */
  async stop(): Promise<void> {
    await this.#forget((service) => service.stop());
  }

  /** Stops its work in the middle, as a computer that swaps or moves does. */
  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  /** The status of `GET /healthz`; 0 when there is no answer. */
  async health(): Promise<number> {
    const signal = AbortSignal.timeout(HEALTH_LIMIT_MS);
    return fetch(`${this.url}/healthz`, {signal}).then(
      ({status}) => status,
      () => 0,
    );
  }

  /** Makes it run again with a good network. */
  async repair(): Promise<void> {
    await this.network.heal();
    if (this.#service) this.resume();
    else await this.start();
  }

  async end(): Promise<void> {
    if (this.#service) await this.kill();
  }

  #signal(signal: NodeJS.Signals): void {
    assert.ok(this.#service, 'the process runs');
    process.kill(this.#service.pid, signal);
  }

  async #forget(end: (service: RunningService) => Promise<unknown>): Promise<void> {
    const service = this.#service;
    assert.ok(service, 'the process runs');
    this.#service = undefined;
    await end(service);
    this.#earlierOutput += service.output();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
