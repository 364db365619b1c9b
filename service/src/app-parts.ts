import {Agents} from './agents/agents.js';
import {LogIns} from './agents/log-ins.js';
import {RefusedLogIns} from './agents/refused-log-ins.js';
import {RefusalCounts} from './audit/refusal-counts.js';
import {createAttachments} from './attachments/attachments.js';
import {AgentConversations} from './conversations/agent-conversations.js';
import {loadOrderedClock} from './conversations/ordered-clock.js';
import {UserConversations} from './conversations/user-conversations.js';
import {DatabaseHealth, type HealthOptions} from './database/database-health.js';
import {deriveKey} from './digest.js';
import {Sessions} from './identity/sessions.js';
import {CONNECTION_LIMITS, LIVE_TICK_MS, RATE_LIMITS, REFUSAL_PAUSE_MS} from './limits.js';
import {LiveHub} from './live/hub.js';
import {LiveLimits} from './live/live-limits.js';
import {OtherProcesses} from './live/other-processes.js';
import {Presence} from './live/presence.js';
import {Typing} from './live/typing.js';
import {WakeUps} from './live/wake-ups.js';
import {Waits} from './live/waits.js';
import {NO_METERS} from './metrics/meters.js';
import {Notices} from './notices.js';
import {Readiness} from './readiness.js';
import {createRequestLimits} from './routes/rate-limits.js';
import type {UploadsParts} from './attachments/uploads.js';
import type {Clock, MonotonicClock} from './clock.js';
import type {TrustProxy} from './config.js';
import type {ConversationsParts} from './conversations/user-conversations.js';
import type {DatabaseEngine} from './database/engine.js';
import type {ConnectionLimits, RateLimits} from './limits.js';
import type {Carrier} from './live/carrier.js';
import type {Sign} from './live/signs.js';
import type {Metrics} from './metrics/open-metrics.js';
import type {RouteParts} from './routes/parts.js';
import type {StaticFolders} from './routes/static-files.js';
import type {FastifyBaseLogger} from 'fastify';

/** The parts of the service. Tests use their own. */
export interface AppParts {
  /** The caller closes it. */
  readonly store: Omit<DatabaseEngine, 'close'>;
  readonly sessionKey: Uint8Array;
  /** Where the bytes of attachments are. */
  readonly attachmentsFolder: string;
  /** Default: those of `limits.ts`. */
  readonly uploads?: Pick<UploadsParts, 'stallMs' | 'reservedBytes'>;
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

/** What a service is made of, beside its server. */
export interface ServiceParts {
  readonly routeParts: RouteParts;
  /** The store that routes and jobs use: it tells `health` of each write. */
  readonly store: AppParts['store'];
  readonly wakeUps: WakeUps;
  /** Absent: there are no other processes. */
  readonly others: OtherProcesses | undefined;
  /** To be called when the app closes. */
  readonly end: () => void;
}

/** Makes the parts, each from those that it uses. */
export async function createServiceParts(parts: AppParts): Promise<ServiceParts> {
  const {clock = parts.store.clock, monotonic = () => performance.now(), log, publicOrigin} = parts;
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
  const userConversations = new UserConversations(conversations);
  const agentConversations = new AgentConversations(conversations);
  const tellOthers = (sign: Sign): void => others?.tellSign(sign);
  const typing = new Typing({hub, sessions, agents, userConversations, agentConversations, monotonic, tellOthers});
  const presence = new Presence({
    monotonic,
    tickMs: parts.liveTickMs,
    tellOthers,
    tellUsers: (hasChanged) => void hub.tellPresence(hasChanged),
  });
  const rateLimits = {...RATE_LIMITS, ...parts.rateLimits};
  const refusals = parts.refusals ?? new RefusalCounts();
  const digestKey = deriveKey(parts.sessionKey, '', 'helpshift-chat log');
  const refused = new RefusedLogIns({log, meters, refusals, digestKey});
  const logIns = new LogIns({
    agents,
    refused,
    rateLimits,
    sharedLimiter: store.sharedLimiter,
    sessionKey: parts.sessionKey,
    clock,
    monotonic,
  });
  const {refusalPauseMs = REFUSAL_PAUSE_MS} = parts;
  const limitParts = {monotonic, meters, refusals, refusalPauseMs};
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
    userConversations,
    agentConversations,
    hub,
    waits: new Waits(hub, liveLimits, monotonic),
    typing,
    presence,
    liveLimits,
    publicOrigin,
    refusalPauseMs,
    requestLimits: createRequestLimits(rateLimits, limitParts),
    readiness: parts.readiness ?? new Readiness(),
    health,
    meters,
    refusals,
    notices: new Notices(),
    attachments: createAttachments(parts.attachmentsFolder, {store, clock, ...parts.uploads}),
  };
  const end = (): void => {
    refused.end();
    health.stop();
  };
  return {routeParts, store, wakeUps, others, end};
}
