import {Server} from 'node:net';
import websocket from '@fastify/websocket';
import {fastify, LogController} from 'fastify';
import {AgentConversations} from './conversations/agent-conversations.js';
import {loadOrderedClock} from './conversations/ordered-clock.js';
import {UserConversations} from './conversations/user-conversations.js';
import {ServiceError} from './errors.js';
import {settingsCheck} from './apps/unusable-settings.js';
import {tidy} from './housekeeping.js';
import {DatabaseHealth, type HealthOptions} from './database/database-health.js';
import {Agents} from './agents/agents.js';
import {LogIns} from './agents/log-ins.js';
import {RefusedLogIns} from './agents/refused-log-ins.js';
import {deriveKey} from './digest.js';
import {Sessions} from './identity/sessions.js';
import {
  AUDIT_DAYS,
  BODY_LIMIT_BYTES,
  CONNECTION_LIMITS,
  LIVE_TICK_MS,
  RATE_LIMITS,
  REFUSAL_PAUSE_MS,
  REFUSALS_INTERVAL_MS,
  SOCKETS_OF_ADDRESS_LIMIT,
  TIDY_INTERVAL_MS,
} from './limits.js';
import {LiveHub} from './live/hub.js';
import {Jobs} from './jobs.js';
import {LiveLimits} from './live/live-limits.js';
import {MissedChanges} from './live/missed-changes.js';
import {OtherProcesses} from './live/other-processes.js';
import {WakeUps} from './live/wake-ups.js';
import {Waits} from './live/waits.js';
import {CLOSE_GOING_AWAY} from './live/peer.js';
import {NO_METERS} from './metrics/meters.js';
import {Notices} from './notices.js';
import {Readiness} from './readiness.js';
import {Retention} from './retention/retention.js';
import {RefusalCounts} from './audit/refusal-counts.js';
import {agentAppRoutes} from './routes/agent-apps.js';
import {agentAuditRoutes} from './routes/agent-audit.js';
import {requireSameOrigin} from './routes/agent-cookie.js';
import {agentConversationRoutes} from './routes/agent-conversations.js';
import {agentLiveRoutes} from './routes/agent-live.js';
import {agentNoticeRoutes} from './routes/agent-notices.js';
import {agentSessionRoutes} from './routes/agent-session.js';
import {agentSessionsRoutes} from './routes/agent-sessions.js';
import {anonymousUserRoutes} from './routes/anonymous-users.js';
import {measureAnswers, metricsRoute} from './routes/metrics.js';
import {describeApi} from './routes/api-document.js';
import {appRoutes} from './routes/apps.js';
import {requireUtf8Bodies} from './routes/body-encoding.js';
import {compressAnswers} from './routes/compression.js';
import {conversationRoutes} from './routes/conversations.js';
import {followUpRoutes} from './routes/follow-up.js';
import {demoRoutes} from './routes/demo.js';
import {checkBySchema} from './routes/check-by-schema.js';
import {answerError, answerErrors} from './routes/errors.js';
import {liveRoutes} from './routes/live.js';
import {createRequestLimits} from './routes/rate-limits.js';
import {setCorsHeaders} from './routes/origins.js';
import {addSecurityHeaders, setSecurityHeaders} from './routes/security-headers.js';
import {endSessionRoutes, sessionRoutes} from './routes/sessions.js';
import {staticRoutes} from './routes/static-files.js';
import {systemRoutes} from './routes/system.js';
import {noticeUntrustedProxy} from './routes/untrusted-proxy.js';
import {Door} from './server/door.js';
import {trustedAddresses, unlimitedAddresses} from './server/trusted-addresses.js';
import {WEBSOCKET_OPTIONS} from './server/websocket-options.js';
import type {Clock, MonotonicClock} from './clock.js';
import type {TrustProxy} from './config.js';
import type {ConversationsParts} from './conversations/user-conversations.js';
import type {DatabaseEngine, Store} from './database/engine.js';
import type {Carrier} from './live/carrier.js';
import type {Metrics} from './metrics/open-metrics.js';
import type {PrometheusMeters} from './metrics/prometheus-meters.js';
import type {ConnectionLimits, RateLimits} from './limits.js';
import type {RouteParts, Routes} from './routes/parts.js';
import type {StaticFolders} from './routes/static-files.js';
import type {IsTrusted} from './server/trusted-addresses.js';
import type {TSchema, TypeBoxTypeProvider} from '@fastify/type-provider-typebox';
import type {FastifyBaseLogger} from 'fastify';

/** The parts of the service. Tests use their own. */
export interface AppParts {
  /** The caller closes it. */
  readonly store: Omit<DatabaseEngine, 'close'>;
  readonly sessionKey: Uint8Array;
  readonly log: FastifyBaseLogger;
  /** Default: the clock of the store. */
  readonly clock?: Clock;
  /** Default: the time since this process began. */
  readonly monotonic?: MonotonicClock;
  readonly publicOrigin?: string | undefined;
  readonly trustProxy?: TrustProxy;
  readonly rateLimits?: Partial<RateLimits>;
  readonly connectionLimits?: ConnectionLimits | undefined;
  /** Default: `REFUSAL_PAUSE_MS`. */
  readonly refusalPauseMs?: number;
  /** Says whether the process will end. Default: it never says so. */
  readonly readiness?: Readiness;
  readonly health?: HealthOptions;
  /** Default: nothing is measured. */
  readonly metrics?: Metrics;
  /** Who sends it may read the metrics at `/metrics`. Absent: they cannot be read there. */
  readonly metricsToken?: string | undefined;
  /** How many days the audit log is kept; 0: for ever. Default: `AUDIT_DAYS`. */
  readonly auditDays?: number;
  /** Default: counts of its own. */
  readonly refusals?: RefusalCounts;
  /** How often open connections are checked. Default: `LIVE_TICK_MS`. */
  readonly liveTickMs?: number;
  /** Carries wake-ups to and from other processes; the caller closes it. Absent: there are no other processes. */
  readonly carrier?: Carrier | undefined;
  /** Absent: the service has no pages and no element, only the API. */
  readonly folders?: StaticFolders;
}

/** How long a peer may take to close its connection when the service ends. */
const GOODBYE_LIMIT_MS = 1_000;

/**
 * How often unused connections are closed when the service ends. The first time is not at once: a request may be on its way,
 * and its answer closes the connection.
 */
const UNUSED_CHECK_MS = 200;

/** How long a request may go on when the service ends. */
const LAST_REQUEST_LIMIT_MS = 5_000;

/** The addresses of WebSockets. */
const LIVE_ROUTES: ReadonlySet<string> = new Set(['/v1/live', '/v1/agent/live']);

/** Builds the service, ready to listen. Closing it ends every connection; the caller closes the database. */
export async function buildApp(parts: AppParts): Promise<Routes> {
  const {clock = parts.store.clock, monotonic = () => performance.now(), log, publicOrigin, folders} = parts;
  const health = new DatabaseHealth(parts.store, log, parts.health);
  const store = {...parts.store, write: health.write};
  const sessions = new Sessions({store, clock, sessionKey: parts.sessionKey});
  const agents = new Agents(store, clock);
  const others = parts.carrier && new OtherProcesses(parts.carrier, parts.sessionKey);
  const wakeUps = new WakeUps((change) => others?.tell(change));
  const orderedClock = (await loadOrderedClock(store.db, clock)).now;
  const meters = parts.metrics?.meters ?? NO_METERS;
  const conversations: ConversationsParts = {store, clock, orderedClock, wakeUps, meters};
  const onError = (error: unknown): void => health.outage.report(error, 'the check of live connections failed');
  const tickMs = parts.liveTickMs ?? LIVE_TICK_MS;
  const hub = new LiveHub({sessions, agents, wakeUps, clock, monotonic, onError, tickMs});
  const rateLimits = {...RATE_LIMITS, ...parts.rateLimits};
  const refusals = parts.refusals ?? new RefusalCounts();
  const digestKey = deriveKey(parts.sessionKey, '', 'helpshift-chat log');
  const refused = new RefusedLogIns({log, meters, refusals, digestKey});
  const {sharedLimiter} = store;
  const logIns = new LogIns({
    agents,
    refused,
    rateLimits,
    sharedLimiter,
    sessionKey: parts.sessionKey,
    clock,
    monotonic,
  });
  const limitParts = {monotonic, meters, refusals, refusalPauseMs: parts.refusalPauseMs ?? REFUSAL_PAUSE_MS};
  const connectionLimits = parts.connectionLimits ?? CONNECTION_LIMITS;
  const liveLimits = new LiveLimits({
    ...limitParts,
    hub,
    connections: connectionLimits,
    frames: rateLimits.liveFrames,
  });
  const routeParts: RouteParts = {
    db: store.db,
    clock,
    monotonic,
    sessions,
    agents,
    logIns,
    userConversations: new UserConversations(conversations),
    agentConversations: new AgentConversations(conversations),
    hub,
    waits: new Waits(hub, liveLimits, monotonic),
    liveLimits,
    publicOrigin,
    rateLimits,
    requestLimits: createRequestLimits(rateLimits, limitParts),
    sharedLimiter,
    readiness: parts.readiness ?? new Readiness(),
    health,
    meters,
    refusals,
    notices: new Notices(),
  };

  const isTrusted = trustedAddresses(parts.trustProxy);
  const door = new Door({
    publicOrigin,
    monotonic,
    meters: routeParts.meters,
    socketsOfAddress: SOCKETS_OF_ADDRESS_LIMIT,
    isUnlimited: unlimitedAddresses(isTrusted),
  });
  const app = createFastify(log, isTrusted, door, publicOrigin);
  addSecurityHeaders(app, publicOrigin);
  compressAnswers(app);
  answerErrors(app, health.outage);
  noticeUntrustedProxy(app, routeParts, parts.trustProxy);
  requireUtf8Bodies(app);
  describeApi(app);
  dropSlowReaders(app, door, tickMs);
  await addWebSockets(app, routeParts.hub, door);
  if (others) hearOthers(app, others, wakeUps, routeParts);
  if (parts.metrics?.prometheus) measure(app, parts.metrics.prometheus, routeParts, parts.metricsToken);

  systemRoutes(app, routeParts);
  await app.register(async (routes: Routes) => addUserRoutes(routes, routeParts, store));
  await app.register(async (routes: Routes) => addAgentRoutes(routes, routeParts, store));
  if (folders?.demo !== undefined) demoRoutes(app, routeParts);
  if (folders) await staticRoutes(app, folders, publicOrigin);
  runJobs(app, routeParts, {...parts, store});
  app.addHook('onClose', async () => {
    refused.end();
    health.stop();
  });
  return app;
}

function measure(app: Routes, prometheus: PrometheusMeters, {hub}: RouteParts, token: string | undefined): void {
  measureAnswers(app, prometheus);
  if (token !== undefined) metricsRoute(app, prometheus, token);
  prometheus.watch('live-connections-of-users', () => hub.count('users'));
  prometheus.watch('live-connections-of-agents', () => hub.count('agents'));
  prometheus.watch('live-connections-without-session', () => hub.count('unauthenticated'));
}

function hearOthers(app: Routes, others: OtherProcesses, wakeUps: WakeUps, parts: RouteParts): void {
  const {db, hub, monotonic, meters, health} = parts;
  const onError = (error: unknown): void => health.outage.report(error, 'missed changes could not be looked for');
  const missed = new MissedChanges({db, hub, monotonic, meters, onError});
  app.addHook('onReady', async () => {
    await missed.start();
    others.listen({
      changed: (change) => wakeUps.receive(change),
      lost: () => {
        meters.wakeUpsLost();
        missed.lost();
      },
      disconnected: () => missed.disconnected(),
      connected: () => missed.connected(),
    });
  });
  // The last requests have been answered by now.
  app.addHook('onClose', async () => {
    await others.flush();
    await missed.stop();
  });
}

/** The work that the service does from time to time. */
function runJobs(app: Routes, parts: RouteParts, {store, auditDays = AUDIT_DAYS}: AppParts): void {
  const {db, clock, monotonic, meters, refusals, health} = parts;
  const retention = new Retention({store, clock, auditDays});
  const jobs = new Jobs({
    jobs: [
      {
        name: 'tidy',
        everyMs: TIDY_INTERVAL_MS,
        problem: 'old records could not be removed',
        alsoAt: 'begin',
        work: () => tidy(store, clock()),
      },
      {
        name: 'check-settings',
        everyMs: TIDY_INTERVAL_MS,
        problem: 'the settings could not be checked',
        alsoAt: 'begin',
        work: settingsCheck(db, app.log),
      },
      {
        name: 'write-refusals',
        everyMs: REFUSALS_INTERVAL_MS,
        problem: 'refusals could not be written to the audit log',
        alsoAt: 'end',
        work: () => refusals.flush(store, clock),
      },
      {
        name: 'retention',
        everyMs: TIDY_INTERVAL_MS,
        problem: 'what the settings do not keep could not be removed',
        alsoAt: 'begin',
        work: () => retention.run(),
      },
    ],
    monotonic,
    meters,
    onError: (error, problem) => health.outage.report(error, problem),
  });
  meters.watch('oldest-waiting-job-seconds', () => Math.max(jobs.oldestWaitSeconds(), retention.overdueSeconds));
  app.addHook('onReady', async () => jobs.start());
  app.addHook('onClose', async () => {
    retention.stop();
    await jobs.stop();
  });
}

function dropSlowReaders(app: Routes, door: Door, tickMs: number): void {
  const timer = setInterval(() => door.dropSlowReaders(), tickMs).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

function createFastify(
  log: FastifyBaseLogger,
  isTrusted: IsTrusted,
  door: Door,
  publicOrigin: string | undefined,
): Routes {
  const app = fastify({
    loggerInstance: log,
    // Requests are not logged: only refusals and failures are, where they happen.
    logController: new LogController({disableRequestLogging: true}),
    bodyLimit: BODY_LIMIT_BYTES,
    serverFactory: (handle) => door.createServer(handle),
    clientErrorHandler: (error, socket) => door.answerUnreadable(error, socket),
    // Otherwise Fastify would answer requests at the end itself, with an error of another form.
    return503OnClosing: false,
    trustProxy: isTrusted,
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply, publicOrigin);
      // No hook runs here, and Node has given a connection that asks for an upgrade away. So this answer must close it.
      if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroySoon());
      answerError(error, request, reply);
    },
    routerOptions: {maxParamLength: 1000},
    // The compilers are set below. Without these two, Fastify would load its own first.
    schemaController: {compilersFactory: {buildValidator: neverUsed, buildSerializer: neverUsed}},
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(({schema}) => checkBySchema(schema as TSchema));
  // TypeScript checks the answers. A serializer for each schema would take a fifth of the time to start.
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  return app;
}

function neverUsed(): never {
  throw new Error('the compilers of this app are set');
}

async function addWebSockets(app: Routes, hub: LiveHub, door: Door): Promise<void> {
  await app.register(websocket, {
    options: {...WEBSOCKET_OPTIONS, server: door.upgrades},
    preClose: (done) => void endConnections(app, hub, door).then(() => done(), done),
  });
  // The plugin would upgrade any address, close the connection, and log the address with its query.
  app.addHook('onRequest', async (request) => {
    if (request.ws && !LIVE_ROUTES.has(request.routeOptions.url ?? '')) {
      throw new ServiceError('not_found', 'There is no WebSocket at this address.');
    }
  });
  app.websocketServer.on('wsClientError', (_error, socket) => door.answerHandshake(socket));
  app.addHook('onReady', async () => hub.start());
}

/** Ends every connection. Drops a peer that does not answer: it would keep the service from ending. */
async function endConnections({server, websocketServer}: Routes, hub: LiveHub, door: Door): Promise<void> {
  // The method of HTTP servers would also close unused connections at once.
  const ended = new Promise((resolve) => Server.prototype.close.call(server, resolve));
  door.endUpgrades();
  await hub.stop();
  for (const socket of websocketServer.clients) socket.close(CLOSE_GOING_AWAY, 'the service is going away');

  // Also those that were asked for before, and opened since.
  const drop = (): void => websocketServer.clients.forEach((socket) => socket.terminate());
  const timers = [
    setInterval(drop, GOODBYE_LIMIT_MS),
    // After a turn of the event loop, which reads the requests that have come.
    setInterval(() => setImmediate(() => server.closeIdleConnections()), UNUSED_CHECK_MS),
    // Browsers open connections in advance. Node counts one without a request as busy.
    setTimeout(() => server.closeAllConnections(), LAST_REQUEST_LIMIT_MS),
  ];
  await ended;
  timers.forEach(clearTimeout);
}

function addUserRoutes(routes: Routes, parts: RouteParts, store: Store): void {
  routes.addHook('onRequest', async (request, reply) => setCorsHeaders(request, reply));
  // A preflight does not name an app. The request after it is checked.
  routes.options('/v1/*', {schema: {hide: true}}, (_request, reply) => {
    reply.header('access-control-allow-methods', 'GET, POST');
    reply.header('access-control-allow-headers', 'authorization, content-type');
    reply.header('access-control-max-age', '7200');
    return reply.code(204).send();
  });
  appRoutes(routes, parts);
  sessionRoutes(routes, parts);
  void routes.register(async (scope: Routes) => endSessionRoutes(scope, parts, store));
  anonymousUserRoutes(routes, parts);
  conversationRoutes(routes, parts);
  followUpRoutes(routes, parts);
  liveRoutes(routes, parts);
}

function addAgentRoutes(routes: Routes, parts: RouteParts, store: Store): void {
  routes.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'origin, cookie');
    if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request, parts.publicOrigin);
  });
  // The hook above refuses the preflight of another site's page.
  routes.options('/v1/agent/*', {schema: {hide: true}}, (_request, reply) => reply.callNotFound());
  agentSessionRoutes(routes, parts);
  agentSessionsRoutes(routes, parts, store);
  agentConversationRoutes(routes, parts);
  agentLiveRoutes(routes, parts);
  agentAppRoutes(routes, parts, store);
  agentAuditRoutes(routes, parts);
  agentNoticeRoutes(routes, parts);
}
