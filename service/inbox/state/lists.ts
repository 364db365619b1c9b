/** The three lists of the inbox: which conversations are in them, and in which order. All functions are pure. */
import type {AgentListName} from '../../contract/conversations.js';
import type {AgentHead, ListPage} from '../api/parse-agent.js';
import type {InboxState, List, Place} from './state.js';

interface Rules {
  /** The place in the list; `undefined` when the conversation is not in it. */
  readonly order: (head: AgentHead) => number | undefined;
  /** 1: the smallest place comes first; -1: the greatest. */
  readonly direction: 1 | -1;
}

/** As the service orders them. */
const RULES: Readonly<Record<AgentListName, Rules>> = {
  waiting: {order: ({waitingSince}) => waitingSince ?? undefined, direction: 1},
  open: {order: ({status, activity}) => (status === 'open' ? activity : undefined), direction: -1},
  closed: {order: ({status, activity}) => (status === 'open' ? undefined : activity), direction: -1},
};

export const LIST_NAMES: readonly AgentListName[] = ['waiting', 'open', 'closed'];

type Heads = InboxState['heads'];

function placeOf(name: AgentListName, head: AgentHead): Place | undefined {
  const order = RULES[name].order(head);
  return order === undefined ? undefined : {order, id: head.id};
}

function compare(name: AgentListName, a: Place, b: Place): number {
  return RULES[name].direction * (a.order - b.order || (a.id < b.id ? -1 : Number(a.id > b.id)));
}

/** The conversations of the chosen list, as far as its pages are loaded, in their order. */
export function listedHeads({heads, filter, lists}: InboxState): readonly AgentHead[] {
  const {rest} = lists[filter];
  const placed: {head: AgentHead; place: Place}[] = [];
  for (const head of heads.values()) {
    const place = placeOf(filter, head);
    if (place && isLoaded(filter, rest, place)) placed.push({head, place});
  }
  return placed.sort((a, b) => compare(filter, a.place, b.place)).map(({head}) => head);
}

/** Whether a conversation is in the list that is shown. */
export function isListed({heads, filter, lists}: InboxState, id: string): boolean {
  const head = heads.get(id);
  const place = head && placeOf(filter, head);
  return place !== undefined && isLoaded(filter, lists[filter].rest, place);
}

function isLoaded(name: AgentListName, rest: List['rest'], place: Place): boolean {
  return !rest || (rest.end !== undefined && compare(name, place, rest.end) <= 0);
}

/**
 * Which page it is. `first`: the list begins again with it, because changes were missed. `again`: the first page once more, in a
 * list whose further pages stay. `more`: the page after the loaded ones.
 */
export type PageKind = 'first' | 'again' | 'more';

export interface ReceivedPage {
  readonly name: AgentListName;
  readonly page: ListPage;
  readonly kind: PageKind;
  /** The heads that were known when the page was requested. */
  readonly before: Heads;
}

/** Adds a page of a list. */
export function withPage(state: InboxState, received: ReceivedPage): Pick<InboxState, 'lists' | 'heads'> {
  const {name, page, kind} = received;
  const list = state.lists[name];
  const start = kind === 'more' ? list.rest?.end : undefined;
  const last = page.heads.at(-1);
  const end = (last && placeOf(name, last)) ?? start;
  const rest = page.next === undefined ? undefined : {cursor: page.next, end};
  const heads = withPageHeads(state, received, start, rest && {end});
  const unreadable = {
    first: page.unreadable,
    again: Math.max(page.unreadable, list.unreadable),
    more: page.unreadable + list.unreadable,
  }[kind];
  const next: List = {
    status: 'ready',
    rest: kind === 'again' && list.status === 'ready' ? further(name, list.rest, rest) : rest,
    isLoadingMore: kind === 'again' && list.isLoadingMore,
    unreadable,
    tag: kind === 'more' ? list.tag : page.tag,
  };
  return {lists: {...state.lists, [name]: next}, heads};
}

/** What is left when both have been loaded. */
function further(name: AgentListName, a: List['rest'], b: List['rest']): List['rest'] {
  if (!a?.end || !b?.end) return a && b ? (a.end ? a : b) : undefined;
  return compare(name, a.end, b.end) > 0 ? a : b;
}

/**
 * Takes the heads of a page. The service has read it after the request, so a head that has not changed here since is dropped when
 * it belongs into the page and is not in it, and gives way to an older one, as after the restore of a backup.
 */
function withPageHeads(
  state: InboxState,
  {name, page, before}: ReceivedPage,
  start: Place | undefined,
  rest: Pick<NonNullable<List['rest']>, 'end'> | undefined,
): Heads {
  const heads = new Map(state.heads);
  const inPage = new Set(page.heads.map(({id}) => id));
  const isSame = (head: AgentHead): boolean => before.get(head.id) === head;
  for (const head of state.heads.values()) {
    const place = placeOf(name, head);
    if (!place || inPage.has(head.id) || head.id === state.openId || !isSame(head)) continue;
    const isAfterStart = !start || compare(name, place, start) > 0;
    const isBeforeEnd = !rest || (rest.end !== undefined && compare(name, place, rest.end) <= 0);
    if (isAfterStart && isBeforeEnd) heads.delete(head.id);
  }
  for (const head of page.heads) {
    const known = heads.get(head.id);
    if (!known || head.version > known.version || (head.version < known.version && isSame(known))) {
      heads.set(head.id, head);
    }
  }
  return heads;
}
