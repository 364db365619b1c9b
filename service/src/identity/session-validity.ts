import {toApp} from '../apps/apps.js';
import {chunks} from '../chunks.js';
import {listEndedSince} from './ended-sessions.js';
import {prepareQuery} from '../database/prepare-query.js';
import type {App} from '../apps/apps.js';
import type {Session} from './session-token.js';
import type {Param} from '../database/prepare-query.js';
import type {Database} from '../database/schema.js';

/** What decides about a session, beside its own content. */
interface SessionFacts {
  /** The app's epoch now. */
  readonly epoch: number;
  /** Whether the key that verified the user is still active. */
  readonly isKeyActive: boolean;
  /** Whether the session, or its user, has ended before the session's hour is over. */
  readonly hasEnded: boolean;
}

/**
 * Whether a session is valid now. It ends with its hour, with its key, at log-out, and when a change of the app's settings
 * ends it.
 */
function isValid(session: Session, {epoch, isKeyActive, hasEnded}: SessionFacts, now: number): boolean {
  if (session.expiresAt <= now || hasEnded) return false;
  if (session.keyId !== null && !isKeyActive) return false;
  return session.epoch === null || session.epoch === epoch;
}

type SessionKey = Pick<Session, 'domain' | 'platformId' | 'id' | 'keyId' | 'ownerId'>;

/** Finds all that decides about a session with one query: every request asks for it. */
const queryFacts = prepareQuery((db, param: Param<SessionKey>) =>
  db
    .selectFrom('apps')
    .selectAll()
    .select((eb) => [
      eb
        .exists(
          eb
            .selectFrom('secret_keys')
            .select('id')
            .where('domain', '=', param('domain'))
            .where('platform_id', '=', param('platformId'))
            .where('id', '=', param('keyId'))
            .where('deleted_at', 'is', null),
        )
        .as('is_key_active'),
      eb
        .or([
          eb.exists(
            eb
              .selectFrom('ended_sessions')
              .select('id')
              .where('domain', '=', param('domain'))
              .where((or) => or.or([or('id', '=', param('id')), or('id', '=', param('ownerId'))])),
          ),
          eb.exists(
            eb
              .selectFrom('users')
              .select('id')
              .where('domain', '=', param('domain'))
              .where('id', '=', param('ownerId'))
              .where('ended_at', 'is not', null),
          ),
        ])
        .as('has_ended'),
    ])
    .where('domain', '=', param('domain'))
    .where('platform_id', '=', param('platformId')),
);

/** Returns the app of a session that is valid now, else `undefined`. */
export async function findAppOfValidSession(db: Database, session: Session, now: number): Promise<App | undefined> {
  const [row] = await queryFacts(db, session);
  if (!row) return undefined;
  const app = toApp(row);
  const facts = {epoch: app.epoch, isKeyActive: Boolean(row.is_key_active), hasEnded: Boolean(row.has_ended)};
  return isValid(session, facts, now) ? app : undefined;
}

/** How many domains one query names. */
const DOMAINS_LIMIT = 500;

/**
 * Loads what decides about sessions, and returns a function that checks one of them. For many open connections: the time depends on
 * the domains of the sessions, and not on how many apps there are.
 *
 * @param since - Log-outs before this time are not loaded: the caller knows that the sessions were valid then.
 */
export async function loadSessionCheck(
  db: Database,
  sessions: readonly Session[],
  since: number,
  now: number,
): Promise<(session: Session) => boolean> {
  const epochs = new Map<string, number>();
  const activeKeys = new Set<string>();
  const ended = new Set<string>();
  const domains = [...new Set(sessions.map(({domain}) => domain))];
  for (const some of chunks(domains, DOMAINS_LIMIT)) {
    const apps = db.selectFrom('apps').select(['domain', 'platform_id', 'epoch']).where('domain', 'in', some);
    for (const app of await apps.execute()) epochs.set(keyOf(app.domain, app.platform_id), app.epoch);
    const keys = db.selectFrom('secret_keys').select(['domain', 'id']).where('domain', 'in', some);
    const active = await keys.where('deleted_at', 'is', null).execute();
    for (const {domain, id} of active) activeKeys.add(keyOf(domain, id));
    for (const {domain, id} of await listEndedSince(db, some, since)) ended.add(keyOf(domain, id));
  }
  return (session) => {
    const {domain, platformId, id, ownerId, keyId} = session;
    const epoch = epochs.get(keyOf(domain, platformId));
    if (epoch === undefined) return false;
    const isKeyActive = keyId !== null && activeKeys.has(keyOf(domain, keyId));
    const hasEnded = ended.has(keyOf(domain, id)) || ended.has(keyOf(domain, ownerId));
    return isValid(session, {epoch, isKeyActive, hasEnded}, now);
  };
}

function keyOf(domain: string, id: string): string {
  return JSON.stringify([domain, id]);
}
