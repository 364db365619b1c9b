import {Proof} from '../../src/identity/proof.js';
import {APP, TestClock} from './test-service.js';
import type {Tables} from '../../src/database/schema.js';
import type {ConnectedUser} from './hub-paths.js';

/** The tables that grow with each user and message. */
export const LARGE_TABLES = [
  'users',
  'conversations',
  'entries',
  'notes',
  'beginnings',
  'attachments',
  'ended_sessions',
  'audit',
] as const;
export type LargeTable = (typeof LARGE_TABLES)[number];

export const ENTRIES = 2_000_000;

/** The domain of `APP` has half of all. The others share the rest. */
export const OTHER_DOMAINS = 100;
const USERS = 120_000;
const USERS_OF_APP = USERS / 2;
const USERS_OF_OTHER = (USERS - USERS_OF_APP) / OTHER_DOMAINS;
/** The first user has many conversations, all others have two. */
const CONVERSATIONS_OF_FIRST = 32;
const CONVERSATIONS = 2 * (USERS - 1) + CONVERSATIONS_OF_FIRST;
const ENTRIES_OF_EACH = 8;
/** Ten conversations hold the rest of the entries. */
const ENTRIES_OF_LONG = ENTRIES_OF_EACH + Math.ceil((ENTRIES - CONVERSATIONS * ENTRIES_OF_EACH) / 10);
const NOTES_OF_LONG = 1000;
const ENDED_SESSIONS = 100_000;
const EVENTS = 100_000;
export const AGENTS = 200;

/** The address of many users. */
export const SHARED_EMAIL = 'office@one.example';

export const SMALL_DOMAIN = 'other-57';

/** Users who come back, by their `userId`: one with two conversations, one with many, and one with a long one. */
export const RETURNING_USERS = ['user-1', 'user-0', 'user-10'];

const NOW = new TestClock().time;

/** A number of twelve digits, so that ids and numbers have one order. */
const idOf = (letter: string, n: string): string => `'${letter}' || lpad((${n})::text, 12, '0')`;
const otherDomain = (n: string): string => `'other-' || lpad((${n})::text, 2, '0')`;
const domainOf = (user: string): string =>
  `case when ${user} < ${USERS_OF_APP} then '${APP.domain}' else ${otherDomain(`(${user} - ${USERS_OF_APP}) / ${USERS_OF_OTHER}`)} end`;
const digestOf = (text: string): string =>
  `translate(rtrim(encode(sha256(convert_to(${text}, 'UTF8')), 'base64'), '='), '+/', '-_')`;

/** The app with number `n`. The first one of each domain is used by its users. */
export const APP_NAME = {
  domain: `case n % ${OTHER_DOMAINS + 1} when 0 then '${APP.domain}' else ${otherDomain(`n % ${OTHER_DOMAINS + 1} - 1`)} end`,
  platformId: `case n / ${OTHER_DOMAINS + 1} when 0 then '${APP.platformId}' else 'app-' || n / ${OTHER_DOMAINS + 1} end`,
};

/** Users of all domains with an open connection. */
export const CONNECTED_USERS: readonly ConnectedUser[] = Array.from({length: 1000}, (_, n) => {
  const user = (n * USERS) / 1000;
  const other = Math.floor((user - USERS_OF_APP) / USERS_OF_OTHER);
  const domain = other < 0 ? APP.domain : `other-${String(other).padStart(2, '0')}`;
  return {domain, ownerId: `u${String(user).padStart(12, '0')}`};
});

/** What a table is filled with: rows, and an expression for each column. */
export interface Filling {
  readonly from: string;
  readonly columns: Readonly<Record<string, string>>;
}

// `offset 0` keeps PostgreSQL from computing a value again for each entry.
const CONVERSATION_ROWS = `
  generate_series(0::bigint, ${CONVERSATIONS - 1}) c,
  lateral (select greatest(c - ${CONVERSATIONS_OF_FIRST - 2}, 0) / 2 as owner,
    c % 2 = 1 and c >= ${CONVERSATIONS_OF_FIRST - 1} as is_newest offset 0) one,
  lateral (select ${domainOf('owner')} as domain, ${idOf('c', 'c')} as id, ${idOf('u', 'owner')} as owner_id,
    is_newest and owner % 5 = 0 as is_open, is_newest and owner % 10 = 0 and owner between 1 and 100 as is_long,
    -- In another order than the rows: an old conversation goes on at any time.
    ${NOW} - 10000000 - c * 7919 % ${CONVERSATIONS} * 10 as activity, 'agent-' || c % ${AGENTS} as agent_id offset 0) two,
  lateral (select case when is_long then ${ENTRIES_OF_LONG} else ${ENTRIES_OF_EACH} end as last_number,
    case when is_long then ${NOTES_OF_LONG} when c % 3 = 0 then 1 else 0 end as last_note offset 0) three`;

const entryId = (number: string): string => idOf('e', `c * 100000 + ${number}`);

const USER_FILLING = {
  // A third are anonymous. Many people write from one office.
  from: `
    generate_series(0::bigint, ${USERS - 1}) u,
    lateral (select case when u % 3 < 2 then 'user-' || u end as user_id offset 0) one,
    lateral (select case when user_id is null then null when u % 10 = 3 then '${SHARED_EMAIL}'
      when u % 2 = 0 then user_id || '@one.example' end as user_email offset 0) two`,
  columns: {
    domain: domainOf('u'),
    id: idOf('u', 'u'),
    platform_id: `'${APP.platformId}'`,
    kind: `case when user_id is null then 'anonymous' else 'logged-in' end`,
    user_id: 'user_id',
    user_id_digest: digestOf('user_id'),
    user_id_proof: `${Proof.proved}`,
    user_email: 'user_email',
    user_email_digest: digestOf('user_email'),
    user_email_proof: `${Proof.proved}`,
    user_name: `'Ann ' || u`,
    created_at: `${NOW} - 1000000000`,
    last_seen_at: `${NOW} - u * 7919 % ${USERS}`,
    ended_at: `case when u % 100 = 2 then ${NOW} - 1000 end`,
  } satisfies Record<keyof Tables['users'], string>,
};

const CONVERSATION_FILLING = {
  from: CONVERSATION_ROWS,
  columns: {
    domain: 'domain',
    id: 'id',
    platform_id: `'${APP.platformId}'`,
    owner_id: 'owner_id',
    ordinal: `case when c < ${CONVERSATIONS_OF_FIRST} then c + 1 else c % 2 + 1 end`,
    status: `case when is_open then 'open' when is_newest and owner % 5 = 1 then 'resolved' else 'ended' end`,
    verified: '1',
    version: 'activity',
    last_number: 'last_number',
    last_id: entryId('last_number'),
    last_note: 'last_note',
    user_read: '1',
    user_unread: '1',
    agent_read: '1',
    activity: 'activity',
    waiting_since: `case when is_open and owner % 25 = 0 then activity end`,
    preview_author: `'agent'`,
    preview_text: `'message number ' || last_number`,
    preview_time: 'activity',
    contact_name: 'null',
    contact_email: 'null',
    full_privacy: '0',
  } satisfies Record<keyof Tables['conversations'], string>,
};

const ENTRY_FILLING = {
  from: `${CONVERSATION_ROWS}, generate_series(1, last_number) n`,
  columns: {
    domain: 'domain',
    conversation_id: 'id',
    number: 'n',
    id: entryId('n'),
    author_kind: `case when n % 2 = 1 then 'user' else 'agent' end`,
    author_id: 'case when n % 2 = 1 then owner_id else agent_id end',
    author_name: `case when n % 2 = 0 then 'Alex' end`,
    kind: `'text'`,
    content: `'{"kind":"text","text":"message number ' || n || ' of this conversation"}'`,
    time: 'activity - 100000 + n',
  } satisfies Record<keyof Tables['entries'], string>,
};

const NOTE_FILLING = {
  from: `${CONVERSATION_ROWS}, generate_series(1, last_note) n`,
  columns: {
    ...ENTRY_FILLING.columns,
    author_kind: `'agent'`,
    author_id: 'agent_id',
    author_name: `'Alex'`,
    kind: `'note'`,
    content: `'{"kind":"note","text":"note number ' || n || ' of this conversation"}'`,
    after: '1',
  } satisfies Record<keyof Tables['notes'], string>,
};

const BEGINNING_FILLING = {
  from: CONVERSATION_ROWS,
  columns: {
    domain: 'domain',
    conversation_id: 'id',
    content: `'{"fields":[],"tags":[],"pageUrl":"https://shop.example/cart"}'`,
  } satisfies Record<keyof Tables['beginnings'], string>,
};

/** A file in each third conversation, and some that wait to be sent. */
const ATTACHMENT_FILLING = {
  from: `${CONVERSATION_ROWS}, lateral (select c % 300 = 0 as is_unsent offset 0) four where c % 3 = 0`,
  columns: {
    domain: 'domain',
    id: idOf('f', 'c'),
    platform_id: `'${APP.platformId}'`,
    uploader_kind: `'user'`,
    uploader_id: 'owner_id',
    state: `case when is_unsent then 'complete' else 'sent' end`,
    name: `'holiday ' || c || '.jpg'`,
    media_type: `'image/jpeg'`,
    bytes: '1000000',
    width: '4000',
    height: '3000',
    conversation_id: 'case when is_unsent then null else id end',
    created_at: 'activity',
  } satisfies Record<keyof Tables['attachments'], string>,
};

const ENDED_SESSION_FILLING = {
  from: `generate_series(0::bigint, ${ENDED_SESSIONS - 1}) n`,
  columns: {
    domain: domainOf(`(n * ${USERS / ENDED_SESSIONS})`),
    id: `'session-' || n`,
    // Nearly all in the last hour.
    ended_at: `${NOW} - n * 7919 % 3700 * 1000`,
  } satisfies Record<keyof Tables['ended_sessions'], string>,
};

const AUDIT_FILLING = {
  from: `generate_series(0::bigint, ${EVENTS - 1}) n`,
  columns: {
    time: `${NOW} - ${EVENTS} + n`,
    id: idOf('a', 'n'),
    // Nearly all are refusals, and what is filtered is rare.
    kind: `case when n % 1000 = 0 then 'app-changed' else 'log-ins-refused' end`,
    actor: `'{"kind":"service"}'`,
    domain: `case when n % 1000 = 0 then '${APP.domain}' end`,
    platform_id: `case when n % 1000 = 0 then '${APP.platformId}' end`,
    details: `'{"reason":"wrong password","network":"203.0.113.0/24","count":3}'`,
  } satisfies Record<keyof Tables['audit'], string>,
};

/**
 * The rows of the large tables. They come in the order of their keys, and those of `entries` nearly in the order of both: to sort
 * millions of rows would take most of the time.
 */
export const FILLINGS: Readonly<Record<LargeTable, Filling>> = {
  users: USER_FILLING,
  conversations: CONVERSATION_FILLING,
  entries: ENTRY_FILLING,
  notes: NOTE_FILLING,
  beginnings: BEGINNING_FILLING,
  attachments: ATTACHMENT_FILLING,
  ended_sessions: ENDED_SESSION_FILLING,
  audit: AUDIT_FILLING,
};

/** An hour before this, and an hour after, in the rows of agents' sessions. */
export const AROUND_NOW = {past: NOW - 3_600_000, future: NOW + 3_600_000};
