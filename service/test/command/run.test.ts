import assert from 'node:assert/strict';
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {describe, it} from 'node:test';
import {COMMANDS} from '../../src/command/commands.js';
import {ignoreClosedPipe} from '../../src/command/terminal.js';
import {runHere} from '../support/command.js';
import {temporaryFolder} from '../support/test-service.js';

describe('helpshift-chat', () => {
  it('lists the commands', async () => {
    const {code, printed} = await runHere({DATA_DIR: '/nowhere'}, ['--help']);
    assert.equal(code, 0);
    for (const {name} of COMMANDS) assert.match(printed, new RegExp(`^  ${name} .*\\w$`, 'm'));
    assert.deepEqual(await runHere({DATA_DIR: '/nowhere'}, []), {code: 2, printed: '', notes: [printed.trimEnd()]});
  });

  for (const {name: command} of COMMANDS) {
    it(`explains ${command} without running it`, async () => {
      const {code, printed, notes} = await runHere({DATA_DIR: '/nowhere'}, [
        ...command.split(' '),
        '--nonsense',
        '--help',
      ]);
      assert.deepEqual([code, notes], [0, []]);
      assert.ok(printed.startsWith(`Usage: helpshift-chat ${command}`), printed);
    });
  }

  const refused: readonly [string, string][] = [
    ['deploy', 'command: expected one of: serve, app, key, agent, user, audit, token, verify, backup, restore, move'],
    ['app', 'app: expected one of: app create, app list, app set, app move-addresses'],
    ['key remove a/b', 'key: expected one of: key create, key list, key delete'],
    ['serve now', 'serve: arguments: there are too many; expected none'],
    ['serve --port 1', 'serve: --port: there is no such option; known: --demo'],
    ['app create', 'app create: DOMAIN/PLATFORM_ID: it is missing'],
    [
      'app create acme',
      'app create: DOMAIN/PLATFORM_ID: expected a domain and a platform id with a slash between them, as bar/foo',
    ],
    ['app create acme/web --verification yes', 'app create: --verification: expected on or off'],
    ['app list --\u001b[31mred', 'app list: --\\u{1b}[31mred: there is no such option; known: --domain, --json'],
    ['app list --domain', 'app list: --domain: a value is needed'],
    ['app set acme/web', 'app set: options: there is nothing to change; --help lists what can be set'],
    ['app set acme/web --no-origin --origin https://a.example', 'app set: --no-origin: not with --origin'],
    ['app set acme/web --no-tag --tag billing', 'app set: --no-tag: not with --tag'],
    ['key create', 'key create: DOMAIN/PLATFORM_ID: it is missing'],
    ['key create acme/web --secret-file a --secret-stdin', 'key create: --secret-stdin: not with --secret-file'],
    ['key create acme/web --secret-file /no/such/file', 'key create: --secret-file: there is no such file'],
    ['key create acme/web --secret-file /', 'key create: --secret-file: it cannot be read (EISDIR)'],
    [
      'key create acme/web --secret-stdin',
      'key create: --secret-stdin: The secret has 0 characters; at least 16 are needed.',
    ],
    [
      'key list /web',
      'key list: DOMAIN/PLATFORM_ID: expected a domain and a platform id with a slash between them, as bar/foo',
    ],
    ['key delete acme/web', 'key delete: KEY_ID: it is missing'],
    [
      'agent create a@b.example --administrator',
      'agent create: --name: it is needed: what users see beside the answers',
    ],
    [
      'agent create a@b.example --name A',
      'agent create: --domain: one is needed, either --domain DOMAIN or --administrator',
    ],
    [
      'agent create a@b.example --name A --domain acme --administrator',
      'agent create: --domain: one is needed, either --domain DOMAIN or --administrator',
    ],
    [
      'agent create a@b.example --name A --administrator --password-stdin',
      'agent create: --password-stdin: A password of at least 8 characters is expected.',
    ],
    ['agent list all', 'agent list: arguments: there are too many; expected none'],
    ['agent set-password', 'agent set-password: EMAIL: it is missing'],
    ['agent delete', 'agent delete: EMAIL: it is missing'],
    ['token acme/web', 'token: --user-id: give it, or --user-email, or both'],
    ['token acme/web --user-email a@b.example --full-privacy', 'token: --user-id: it is needed with --full-privacy'],
    [
      'token acme/web --user-email ann',
      'token: --user-email: The e-mail address is not a valid one: pass the address alone, such as ann@example.com, without a name or brackets.',
    ],
    ['verify acme/web --user-id ann', 'verify: --token: one is needed, either --token TOKEN or --token-stdin'],
    [
      'verify acme/web --user-id ann --token x --token-stdin',
      'verify: --token: one is needed, either --token TOKEN or --token-stdin',
    ],
  ];
  for (const [line, message] of refused) {
    it(`refuses ${line}`, async (t) => {
      const dataDir = join(temporaryFolder(t), 'data');
      const outcome = await runHere({DATA_DIR: dataDir}, line.split(' '));
      assert.deepEqual(outcome, {code: 2, printed: '', notes: [`helpshift-chat: ${message}`]});
      assert.equal(existsSync(dataDir), false);
    });
  }

  it('makes no database when it expects one', async (t) => {
    const folder = join(temporaryFolder(t), 'data');
    for (const line of [
      'app list',
      'app set a/b --greeting x',
      'key list a/b',
      'agent list',
      'token a/b --user-id x',
    ]) {
      const {code, printed, notes} = await runHere({DATA_DIR: folder}, line.split(' '));
      assert.deepEqual([code, printed, notes.length], [1, '', 1], line);
      assert.match(
        notes[0] ?? '',
        /^helpshift-chat: DATA_DIR: there is no database at ".*data.helpshift-chat\.db"; set it /,
      );
    }
    assert.equal(existsSync(folder), false);
  });

  it('explains a problem of the environment or the database in one line', async (t) => {
    const folder = temporaryFolder(t);
    const postgres = await runHere({DATABASE_URL: 'postgres://chat:hunter2@127.0.0.1:1/chat'}, ['app', 'list']);
    assert.equal(postgres.code, 1);
    assert.match(postgres.notes.join('\n'), /^helpshift-chat: DATABASE_URL: no server answers at 127\.0\.0\.1:1; .*$/);
    assert.doesNotMatch(postgres.notes.join('\n'), /hunter2/);
    writeFileSync(
      join(folder, 'helpshift-chat.db'),
      'this is a letter to my aunt, and no database at all '.repeat(100),
    );
    const broken = await runHere({DATA_DIR: folder}, ['app', 'list']);
    assert.equal(broken.code, 1);
    assert.match(broken.notes.join('\n'), /^helpshift-chat: DATA_DIR: no database can be kept in .* not a database.*$/);
  });
});

describe('ignoreClosedPipe', () => {
  it('ignores a closed pipe, and no other error', () => {
    const output = new PassThrough();
    ignoreClosedPipe(output);
    output.emit('error', Object.assign(new Error('write EPIPE'), {code: 'EPIPE'}));
    assert.throws(() => output.emit('error', Object.assign(new Error('no space'), {code: 'ENOSPC'})), /no space/);
  });
});
