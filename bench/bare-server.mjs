/** What the embedded service is made of, and no more: opens a libsql database and answers one address. */
import {createServer} from 'node:http';
import Database from 'libsql';

const database = new Database(process.argv[2] ?? ':memory:');
database.exec('PRAGMA journal_mode = WAL');
createServer((_request, response) => response.end('ok')).listen(Number(process.argv[3]), '127.0.0.1');
