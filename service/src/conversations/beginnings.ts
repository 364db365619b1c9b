import {PAGE_URL_LIMIT_CHARS, readIssueFields} from 'helpshift-chat/protocol';
import {storableText} from './text.js';
import {prepareQuery} from '../database/prepare-query.js';
import type {ConversationKey} from './entries.js';
import type {ConversationBeginning} from '../../contract/conversations.js';
import type {Param} from '../database/prepare-query.js';
import type {Database, DatabaseTransaction} from '../database/schema.js';
import type {Beginning, IssueField} from 'helpshift-chat/protocol';

/** A `Beginning` as a client sends it. Its fields are not checked. */
export type GivenBeginning = Omit<Beginning, 'fields'> & {readonly fields?: unknown};

/** Takes what can be stored of what a page gives with a message. The tags are those that it gives: the app decides later. */
export function readBeginning({fields, tags = [], pageUrl = ''}: GivenBeginning): ConversationBeginning {
  return {
    fields: Object.entries(readIssueFields(fields).fields).map(([key, field]) => ({key, ...storableField(field)})),
    tags: [...new Set(tags)],
    pageUrl: storableAddress(pageUrl),
  };
}

function storableField(field: IssueField): IssueField {
  return field.type === 'date' || field.type === 'checkbox' ? field : {...field, value: storableText(field.value)};
}

/** The address of a page without what may be secret: query, fragment, user, password. Null for what is no address of a page. */
function storableAddress(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return null;
  url.search = url.hash = url.username = url.password = '';
  return url.href.length <= PAGE_URL_LIMIT_CHARS ? url.href : null;
}

/** Stores what a conversation begins with. Without anything there is no row. */
export async function insertBeginning(
  trx: DatabaseTransaction,
  {domain, id}: ConversationKey,
  beginning: ConversationBeginning,
): Promise<void> {
  const {fields, tags, pageUrl} = beginning;
  if (!fields.length && !tags.length && pageUrl === null) return;
  await trx
    .insertInto('beginnings')
    .values({domain, conversation_id: id, content: JSON.stringify(beginning)})
    .execute();
}

const select = prepareQuery((db, param: Param<ConversationKey>) =>
  db
    .selectFrom('beginnings')
    .select('content')
    .where('domain', '=', param('domain'))
    .where('conversation_id', '=', param('id')),
);

/** Reads what a conversation began with. */
export async function findBeginning(db: Database, {domain, id}: ConversationKey): Promise<ConversationBeginning> {
  const [row] = await select(db, {domain, id});
  return row ? (JSON.parse(row.content) as ConversationBeginning) : {fields: [], tags: [], pageUrl: null};
}
