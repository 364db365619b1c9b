/** The system under test: the built service in its own process, a customer's site, and a browser. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, afterEach, before} from 'node:test';
import type {Browser, BrowserContextOptions} from 'playwright-core';
import {startService, type RunningService} from './start-service.js';
import type {AgentConversation, AgentSyncResponse} from '../../service/contract/conversations.js';
import {backUp} from '../../service/test/support/back-up.js';
import {newEmptyDatabase} from '../../service/test/support/test-database.js';
import {launchBrowser, type BrowserOptions} from './browser.js';
import {type ApiAnswer, ask} from './e2e-api.js';
import {ageAnonymousUsers, createApp, storedSecrets, type AppOptions, type ChatUser, type TestApp} from './e2e-app.js';
import {eventually} from './e2e-eventually.js';
import {Inbox} from './e2e-inbox.js';
import {startSite, type Site, type SitePage} from './e2e-site.js';
import type {WatchedPage} from './e2e-page.js';
import {Visitor} from './e2e-visitor.js';

export const AGENT = {email: 'agent@example.com', password: 'a password for tests'};

export const AGENT_COOKIE = 'helpshift-chat-agent';

export class System {
  readonly browser: Browser;
  readonly site: Site;
  readonly url: string;
  /** The settings of the service. They name its database. */
  readonly settings: Readonly<Record<string, string>>;
  /** Makes an app for this site. It verifies its users. */
  readonly app: TestApp;
  #service: RunningService | undefined;
  #earlierOutput = '';
  #agentCookie: string | undefined;
  readonly #pages: WatchedPage[] = [];
  /** Secrets beside those in the database. */
  readonly #secrets = new Set<string>([AGENT.email, AGENT.password]);

  /** What is to be done at the end. */
  readonly #closings: readonly (() => unknown)[];

  private constructor(
    browser: Browser,
    site: Site,
    service: RunningService,
    app: TestApp,
    closings: readonly (() => unknown)[],
  ) {
    this.browser = browser;
    this.site = site;
    this.url = service.url;
    this.settings = service.environment;
    this.app = app;
    this.#service = service;
    this.#closings = closings;
  }

  static async start(options?: BrowserOptions): Promise<System> {
    const closings: (() => unknown)[] = [];
    const {environment} = await newEmptyDatabase({after: (close) => void closings.push(close)});
    const env = {...environment, ADMIN_EMAIL: AGENT.email, ADMIN_PASSWORD: AGENT.password};
    const service = await startService({env});
    const [browser, site] = await Promise.all([launchBrowser(options), startSite()]);
    const app = await createApp(service.environment, {origins: [site.origin]});
    return new System(browser, site, service, app, closings);
  }

  /** All output of the service, also from before a restart. */
  output(): string {
    return this.#earlierOutput + (this.#service?.output() ?? '');
  }

  /** Opens a user's browser on a page of the site with one tag. Default: an anonymous user of the app. */
  async visitor(
    {user, app = this.app, ...page}: {user?: ChatUser; app?: TestApp} & Partial<SitePage> = {},
    options?: BrowserContextOptions,
  ): Promise<Visitor> {
    return this.watch(await Visitor.open(this.browser, this.publish({user, app, ...page}), options));
  }

  /** Adds a page with one tag to the site. @returns Its address. */
  publish({
    user,
    app = this.app,
    chat,
    ...page
  }: {user?: ChatUser | undefined; app?: TestApp} & Partial<SitePage>): string {
    const {domain, platformId} = app;
    if (user?.['user-auth-token']) this.#secrets.add(user['user-auth-token']);
    return this.site.publish({
      serviceUrl: this.url,
      chat: {domain, 'platform-id': platformId, ...user, ...chat},
      ...page,
    });
  }

  /** Opens an agent's browser with the inbox, logged in. */
  async inbox(options?: BrowserContextOptions): Promise<Inbox> {
    const value = await this.agentCookie();
    const cookies = [{name: AGENT_COOKIE, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true}];
    const state = cookies.map((cookie) => ({...cookie, secure: false, sameSite: 'Strict' as const}));
    const inbox = await Inbox.open(this.browser, this.url, {storageState: {cookies: state, origins: []}, ...options});
    this.watch(inbox);
    await inbox.list.waitFor();
    return inbox;
  }

  /** The cookie of a logged-in agent. All tests share one, because the service limits log-ins. */
  async agentCookie(): Promise<string> {
    this.#agentCookie ??= await this.#logAgentIn();
    return this.#agentCookie;
  }

  /**
   * Answers the conversation with this newest message as an agent, as soon as it is stored. Uses the API, not a page.
   */
  async answer(newest: string, text: string): Promise<void> {
    await eventually(async () => {
      const conversation = (await this.conversations()).find(({preview}) => preview.text === newest);
      assert.ok(conversation, 'the conversation is stored');
      const body = {id: randomUUID(), content: {kind: 'text', text}};
      const {status} = await this.#askAsAgent(`conversations/${conversation.id}/entries`, body);
      assert.equal(status, 201);
    });
  }

  /** The open conversations as agents see them, those with the newest activity. */
  async conversations(): Promise<readonly AgentConversation[]> {
    const {body} = await this.#askAsAgent('sync', {list: {name: 'open'}});
    return (body as AgentSyncResponse).list?.conversations ?? [];
  }

  /** The texts in the open conversation of the user with this id as agents read them, in order; at most its newest 50 entries. */
  async textsOf(userId: string): Promise<readonly string[]> {
    const id = (await this.conversations()).find(({user}) => user.userId === userId)?.id;
    if (id === undefined) return [];
    const {body} = await this.#askAsAgent('sync', {page: {id}});
    const [conversation] = (body as AgentSyncResponse).conversations;
    return (conversation?.entries ?? []).flatMap(({content}) => ('text' in content ? [content.text] : []));
  }

  async #askAsAgent(path: string, body: object): Promise<ApiAnswer> {
    const headers = {cookie: `${AGENT_COOKIE}=${await this.agentCookie()}`, origin: this.url};
    return ask(`${this.url}/v1/agent/${path}`, {method: 'POST', headers, body});
  }

  createApp(options: AppOptions = {}): Promise<TestApp> {
    return createApp(this.settings, {origins: [this.site.origin], ...options});
  }

  /** Makes an app's anonymous users older: moves their times back by `byMs`. */
  ageAnonymousUsers(app: TestApp, byMs: number): Promise<void> {
    return ageAnonymousUsers(this.settings, app, byMs);
  }

  /** Closes the page after its test, and fails the test when the page complained. */
  watch<P extends WatchedPage>(page: P): P {
    page.page.on('request', (request) => {
      const token = request.headers()['authorization']?.replace(/^Bearer /, '');
      if (token) this.#secrets.add(token);
    });
    this.#pages.push(page);
    return page;
  }

  /** Kills the service, like a power cut. */
  async kill(): Promise<void> {
    const service = this.#service;
    assert.ok(service, 'the service runs');
    this.#service = undefined;
    process.kill(service.pid, 'SIGKILL');
    // The port is free only after the process has ended.
    await service.stop().catch(() => {});
    this.#earlierOutput += service.output();
  }

  /** Starts the service again with the same port and data. */
  async startAgain(): Promise<void> {
    this.#service = await startService({env: this.settings, port: Number(new URL(this.url).port)});
  }

  /** Copies the stored data, as a backup does while the service stands still. @returns A function that puts the copy back. */
  backUp(): Promise<() => Promise<void>> {
    return backUp(this.settings);
  }

  async endTest(): Promise<void> {
    const pages = this.#pages.splice(0);
    // A request that a test answers itself may be on its way.
    const open = pages.filter(({page}) => !page.isClosed());
    await Promise.all(open.map(({page}) => page.unrouteAll({behavior: 'ignoreErrors'})));
    await Promise.all(pages.map(({context}) => context.close()));
    for (const page of pages) page.assertContent();
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.site.stop();
    const secrets = [...this.#secrets, ...(await storedSecrets(this.settings))];
    await this.#service?.stop();
    for (const close of this.#closings) await close();
    const output = this.output();
    assert.deepEqual(
      secrets.filter((secret) => output.includes(secret)),
      [],
      'the service printed a secret',
    );
  }

  async #logAgentIn(): Promise<string> {
    const response = await fetch(`${this.url}/v1/agent/session`, {
      method: 'POST',
      headers: {'content-type': 'application/json', origin: this.url},
      body: JSON.stringify({email: AGENT.email, password: AGENT.password}),
    });
    const [, value] = new RegExp(`^${AGENT_COOKIE}=([^;]+)`).exec(response.headers.get('set-cookie') ?? '') ?? [];
    assert.ok(value, `an agent logs in: ${response.status}`);
    this.#secrets.add(value);
    return value;
  }
}

/**
 * Starts one system for all tests of a `describe`. Each test opens its own browsers; a complaint of a page fails the
 * test.
 */
export function useSystem(options?: BrowserOptions): () => System {
  let system: System | undefined;
  before(async () => {
    system = await System.start(options);
  });
  afterEach(async () => {
    await system?.endTest();
  });
  after(async () => {
    await system?.stop();
  });
  return () => {
    assert.ok(system, 'the system has started');
    return system;
  };
}
