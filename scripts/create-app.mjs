/**
 * Puts an app of its own into the database of a running service, for tests that share that service. Everything the
 * options do not say is as in the first app.
 */
import {randomBytes, randomUUID} from 'node:crypto';
import {join} from 'node:path';
import Database from 'libsql';

const BUSY_LIMIT_MS = 5_000;

/**
 * @typedef {object} AppOptions
 * @property {boolean} [verification] whether logged-in users must prove who they are. Default: true
 * @property {string} [greeting] Default: none
 * @property {readonly ('name' | 'email')[]} [asksFor] what the Identity Bot asks for. Default: nothing
 */

/**
 * @typedef {object} CreatedApp
 * @property {string} domain
 * @property {string} platformId
 * @property {string} secret its one secret key
 */

/**
 * @param {string} dataDir
 * @param {AppOptions} options
 * @returns {CreatedApp}
 */
export function createApp(dataDir, {verification = true, greeting = '', asksFor = []}) {
  const database = new Database(join(dataDir, 'helpshift-chat.db'));
  try {
    database.pragma(`busy_timeout = ${BUSY_LIMIT_MS}`);
    const app = {domain: `domain-${randomUUID()}`, platform_id: `platform-${randomUUID()}`};
    const secret = randomBytes(32).toString('base64url');
    const settings = {
      greeting,
      verification: Number(verification),
      identity_bot_name: Number(asksFor.includes('name')),
      identity_bot_email: Number(asksFor.includes('email')),
    };
    insertRow(database, 'apps', {...readRow(database, 'apps'), ...app, ...settings});
    insertRow(database, 'secret_keys', {...readRow(database, 'secret_keys'), ...app, id: randomUUID(), secret});
    return {domain: app.domain, platformId: app.platform_id, secret};
  } finally {
    database.close();
  }
}

/**
 * @param {Database.Database} database
 * @param {string} table
 */
function readRow(database, table) {
  const row = /** @type {Record<string, unknown>} */ (database.prepare(`SELECT * FROM ${table} LIMIT 1`).get());
  // What libsql adds is no column.
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== '_metadata'));
}

/**
 * @param {Database.Database} database
 * @param {string} table
 * @param {Record<string, unknown>} row
 */
function insertRow(database, table, row) {
  const columns = Object.keys(row);
  const places = columns.map(() => '?').join(', ');
  database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`).run(Object.values(row));
}
