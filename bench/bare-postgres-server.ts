/**
 * A program: what HTTP and PostgreSQL alone need to store a message. A bare `node:http` server runs the statements of the
 * service for each request, in a transaction of its own, over a pool of `pg`, and answers with the entry. Arguments: the
 * database, the port, the size of the pool.
 */
import {createServer} from 'node:http';
import {json} from 'node:stream/consumers';
import pg from 'pg';

const [url = '', port = '', size = ''] = process.argv.slice(2);
const pool = new pg.Pool({connectionString: url, max: Number(size)});
const AUTHENTICATE = `
  select *, exists (select id from secret_keys where domain = $1 and platform_id = $2 and id = $3 and deleted_at is null),
    (exists (select id from ended_sessions where domain = $1 and (id = $4 or id = $5))
      or exists (select id from users where domain = $1 and id = $5 and ended_at is not null))
  from apps where domain = $1 and platform_id = $2`;
const COUNT = `
  update conversations set last_number = last_number + 1, last_id = $1,
    version = case when version < $2 then $2 else version + 1 end, status = 'open', verified = verified * 1,
    user_read = case when user_read = last_number then last_number + 1 else user_read end,
    user_unread = user_unread + 0, activity = $2, waiting_since = coalesce(waiting_since, $2),
    preview_author = 'user', preview_text = $3, preview_time = $2
  where domain = 'bench' and owner_id = $4 and status = 'open'
  returning id, ordinal, version, status, last_number, last_id, user_read, user_unread`;
const INSERT = `
  insert into entries (domain, conversation_id, number, id, author_kind, author_id, author_name, kind, content, time)
  values ('bench', $1, $2, $3, 'user', $4, null, 'text', $5, $6) on conflict (domain, author_id, id) do nothing returning number`;

async function store(owner: string, id: string, text: string): Promise<object> {
  const client = await pool.connect();
  const now = Date.now();
  const content = {kind: 'text', text};
  await client.query('begin');
  await client.query(AUTHENTICATE, ['bench', 'bench', null, 'session', owner]);
  const {rows} = await client.query<{id: string; last_number: string}>(COUNT, [id, now, text, owner]);
  const [head] = rows;
  await client.query(INSERT, [head?.id, head?.last_number, id, owner, JSON.stringify(content), now]);
  await client.query('commit');
  client.release();
  const entry = {number: Number(head?.last_number), id, author: {kind: 'user'}, content, time: now};
  return {conversations: [{...head, entries: [entry]}]};
}

// A connection stays open while the others have their turns.
createServer({keepAliveTimeout: 0}, (request, response) => {
  void json(request).then(async (body) => {
    const {messages, owner} = body as {messages: [{id: string; text: string}]; owner: string};
    const [{id, text}] = messages;
    const answer = JSON.stringify(await store(owner, id, text));
    response.writeHead(201, {'content-type': 'application/json', 'content-length': Buffer.byteLength(answer)});
    response.end(answer);
  });
}).listen(Number(port), '127.0.0.1', () => process.send?.('listening'));
