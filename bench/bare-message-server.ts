/**
 * A program: what HTTP and the database alone need to store a message. A bare `node:http` server runs the statements of the
 * service for each request, in one commit, and answers with the entry. Arguments: the database file, the port.
 */
import {createServer} from 'node:http';
import {json} from 'node:stream/consumers';
import LibsqlDatabase from 'libsql';

const [file = '', port = ''] = process.argv.slice(2);
const database = new LibsqlDatabase(file);
for (const setting of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']) database.pragma(setting);
const [begin, commit] = [database.prepare('begin immediate'), database.prepare('commit')];
const authenticate = database.prepare(`
  select *, exists (select id from secret_keys where domain = ? and platform_id = ? and id = ? and deleted_at is null),
    (exists (select id from ended_sessions where domain = ? and (id = ? or id = ?))
      or exists (select id from users where domain = ? and id = ? and ended_at is not null))
  from apps where domain = ? and platform_id = ?`);
const count = database.prepare(`
  update conversations set last_number = last_number + 1, last_id = ?,
    version = case when version < ? then ? else version + 1 end, status = 'open', verified = verified * 1,
    user_read = case when user_read = last_number then last_number + 1 else user_read end,
    user_unread = user_unread + 0, activity = ?, waiting_since = coalesce(waiting_since, ?),
    preview_author = 'user', preview_text = ?, preview_time = ?
  where domain = 'bench' and owner_id = ? and status = 'open'
  returning id, ordinal, version, status, last_number, last_id, user_read, user_unread`);
const insert = database.prepare(`
  insert into entries (domain, conversation_id, number, id, author_kind, author_id, author_name, kind, content, time)
  values ('bench', ?, ?, ?, 'user', ?, null, 'text', ?, ?) on conflict (domain, author_id, id) do nothing returning number`);

// A connection stays open while the others have their turns.
createServer({keepAliveTimeout: 0}, (request, response) => {
  void json(request).then((body) => {
    const {messages, owner} = body as {messages: [{id: string; text: string}]; owner: string};
    const [{id, text}] = messages;
    const now = Date.now();
    begin.run();
    authenticate.all('bench', 'bench', null, 'bench', 'session', owner, 'bench', owner, 'bench', 'bench');
    const [head] = count.all(id, now, now, now, now, text, now, owner) as [{id: string; last_number: number}];
    const content = JSON.stringify({kind: 'text', text});
    insert.all(head.id, head.last_number, id, owner, content, now);
    commit.run();
    const entry = {number: head.last_number, id, author: {kind: 'user'}, content: {kind: 'text', text}, time: now};
    const answer = JSON.stringify({conversations: [{...head, entries: [entry]}]});
    response.writeHead(201, {'content-type': 'application/json', 'content-length': Buffer.byteLength(answer)});
    response.end(answer);
  });
}).listen(Number(port), '127.0.0.1', () => process.send?.('listening'));
