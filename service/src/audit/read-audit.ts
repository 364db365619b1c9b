import type {AuditDetails} from './audit.js';
import type {AuditActor, AuditChange, AuditEvent} from '../../contract/audit.js';
import type {AppKey} from '../apps/apps.js';
import type {Place} from '../cursor.js';
import type {AuditTable, Database} from '../database/schema.js';
import type {Selectable} from 'kysely';

/** Which events are read. */
export interface AuditQuery {
  /** Absent: all. */
  readonly kinds?: readonly string[] | undefined;
  /** Absent: of all apps, and what is about no app. */
  readonly app?: AppKey | undefined;
  /** The place of the last event of the page before. */
  readonly before?: Place | undefined;
  /** The earliest time, in milliseconds since 1970. */
  readonly since?: number | undefined;
  /** The most events of a page. */
  readonly limit: number;
}

export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** The place of the last event; `undefined` on the last page. */
  readonly next: Place | undefined;
}

/** Reads a page of the audit log, the newest events first. */
export async function readAudit(db: Database, query: AuditQuery): Promise<AuditPage> {
  const {kinds, limit} = query;
  // A query for each kind, because the rows of one kind are in order in an index.
  const ofKinds = kinds ? await Promise.all(kinds.map((kind) => selectRows(db, query, kind))) : [];
  const rows = kinds ? ofKinds.flat().toSorted(newestFirst) : await selectRows(db, query, undefined);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {events: page.map(toEvent), next: last && {order: last.time, id: last.id}};
}

/** Reads page by page, until the end of the log. */
export async function* auditPages(db: Database, query: AuditQuery): AsyncGenerator<readonly AuditEvent[]> {
  for (let before = query.before; ;) {
    const {events, next}: AuditPage = await readAudit(db, {...query, before});
    yield events;
    if (!next) return;
    before = next;
  }
}

type Row = Selectable<AuditTable>;

/** Reads one row more than a page has: it tells whether there is another page. */
function selectRows(
  db: Database,
  {app, before, since, limit}: AuditQuery,
  kind: string | undefined,
): Promise<readonly Row[]> {
  let query = db
    .selectFrom('audit')
    .selectAll()
    .orderBy('time', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (app) query = query.where('domain', '=', app.domain).where('platform_id', '=', app.platformId);
  if (since !== undefined) query = query.where('time', '>=', since);
  if (before) {
    query = query.where((eb) => eb(eb.refTuple('time', 'id'), '<', eb.tuple(before.order, before.id)));
  }
  return query.execute();
}

function newestFirst(a: Row, b: Row): number {
  return b.time - a.time || (a.id < b.id ? 1 : -1);
}

function toEvent({id, time, kind, actor, domain, platform_id: platformId, details}: Row): AuditEvent {
  // What this process or another version of the service has written.
  const {before = {}, after = {}, ...rest} = JSON.parse(details) as AuditDetails;
  return {
    id,
    time,
    kind,
    actor: JSON.parse(actor) as AuditActor,
    app: domain === null || platformId === null ? null : {domain, platformId},
    ...rest,
    changes: changesOf(before, after),
  };
}

type Values = NonNullable<AuditDetails['before']>;

function changesOf(before: Values, after: Values): AuditChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => ({
    name,
    ...(Object.hasOwn(before, name) && {before: before[name]}),
    ...(Object.hasOwn(after, name) && {after: after[name]}),
  }));
}
