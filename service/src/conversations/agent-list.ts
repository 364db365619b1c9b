import {sql} from 'kysely';
import {selectAgentHeads, toAgentConversation} from './agent-heads.js';
import {readCursor, writeCursor} from '../cursor.js';
import {sha256} from '../digest.js';
import {AGENT_LIST_PAGE_LIMIT} from '../limits.js';
import type {AgentHeadRow} from './agent-heads.js';
import type {AgentListName, AgentListPage, AgentListRequest} from '../../contract/conversations.js';
import type {Database} from '../database/schema.js';
import type {LoggedInAgent} from '../agents/agents.js';

/** A list of the inbox: what is in it, and its order. Each has an index of its own, so the conditions are literal. */
interface List {
  readonly condition: ReturnType<typeof sql<boolean>>;
  readonly orderedBy: 'activity' | 'waiting_since';
  readonly direction: 'asc' | 'desc';
}

const LISTS: Readonly<Record<AgentListName, List>> = {
  waiting: {condition: sql`c.waiting_since is not null`, orderedBy: 'waiting_since', direction: 'asc'},
  open: {condition: sql`c.status = 'open'`, orderedBy: 'activity', direction: 'desc'},
  closed: {condition: sql`c.status <> 'open'`, orderedBy: 'activity', direction: 'desc'},
};

/** Reads one page of a list. Throws `invalid_request` for a cursor that is none. */
export async function readAgentList(
  db: Database,
  agent: LoggedInAgent,
  {name, after}: AgentListRequest,
): Promise<AgentListPage> {
  const {condition, orderedBy, direction} = LISTS[name];
  const column = `c.${orderedBy}` as const;
  let query = selectAgentHeads(db, agent)
    .where(condition)
    .orderBy(column, direction)
    .orderBy('c.id', direction)
    .limit(AGENT_LIST_PAGE_LIMIT + 1);
  if (after !== undefined) {
    const {order, id} = readCursor(after, 'list.after');
    query = query.where((eb) => eb(eb.refTuple(column, 'c.id'), direction === 'asc' ? '>' : '<', eb.tuple(order, id)));
  }
  const rows = await query.execute();
  const page = rows.slice(0, AGENT_LIST_PAGE_LIMIT);
  const last = rows.length > page.length ? page.at(-1) : undefined;
  return {
    conversations: page.map(toAgentConversation),
    ...(last && {next: writeCursor({order: last[orderedBy] ?? 0, id: last.id})}),
    tag: tagOf(page, last !== undefined),
  };
}

/** Two pages have one tag only when they hold the same heads. */
function tagOf(page: readonly AgentHeadRow[], hasNext: boolean): string {
  return sha256(JSON.stringify([hasNext, ...page.map(({id, version}) => [id, version])]));
}
