import type {Attachments} from '../attachments/attachments.js';
import type {Clock, MonotonicClock} from '../clock.js';
import type {AgentConversations} from '../conversations/agent-conversations.js';
import type {UserConversations} from '../conversations/user-conversations.js';
import type {DatabaseHealth} from '../database/database-health.js';
import type {Database} from '../database/schema.js';
import type {Agents} from '../agents/agents.js';
import type {LogIns} from '../agents/log-ins.js';
import type {Sessions} from '../identity/sessions.js';
import type {RequestLimits} from './rate-limits.js';
import type {RefusalCounts} from '../audit/refusal-counts.js';
import type {Meters} from '../metrics/meters.js';
import type {Notices} from '../notices.js';
import type {Readiness} from '../readiness.js';
import type {LiveHub} from '../live/hub.js';
import type {LiveLimits} from '../live/live-limits.js';
import type {Presence} from '../live/presence.js';
import type {Typing} from '../live/typing.js';
import type {Waits} from '../live/waits.js';
import type {TypeBoxTypeProvider} from '@fastify/type-provider-typebox';
import type {FastifyBaseLogger, FastifyInstance, RawServerDefault} from 'fastify';
import type {IncomingMessage, ServerResponse} from 'node:http';

/** The Fastify app, with handlers typed by their schemas. */
export type Routes = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** The parts of the service that routes use. */
export interface RouteParts {
  readonly attachments: Attachments;
  readonly db: Database;
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
  readonly sessions: Sessions;
  readonly agents: Agents;
  readonly logIns: LogIns;
  readonly userConversations: UserConversations;
  readonly agentConversations: AgentConversations;
  readonly hub: LiveHub;
  readonly waits: Waits;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly liveLimits: LiveLimits;
  /** The public origin of the service; absent: that of `localhost`, as the request names it. */
  readonly publicOrigin: string | undefined;
  /** How long a refused request waits for its answer: `REFUSAL_PAUSE_MS`. */
  readonly refusalPauseMs: number;
  /** The limits of users and network addresses. */
  readonly requestLimits: RequestLimits;
  readonly readiness: Readiness;
  readonly health: DatabaseHealth;
  readonly meters: Meters;
  /** Counts what was refused, for the audit log. */
  readonly refusals: RefusalCounts;
  /** What administrators should know. */
  readonly notices: Notices;
}
