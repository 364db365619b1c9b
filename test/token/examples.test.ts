import assert from 'node:assert/strict';
import {execFile, spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {createUserAuthToken} from '../../src/token/index.js';

const FOLDER = fileURLToPath(new URL('../../docs/tokens/', import.meta.url));
const run = promisify(execFile);

// Some runtimes decode their arguments by the locale.
const env = {...process.env, LC_ALL: 'C.UTF-8'};

/** The command for each example in docs/tokens, and the command to test whether its language is installed. */
const LANGUAGES: readonly {file: string; version: readonly string[]; command: readonly string[]}[] = [
  {file: 'user-auth-token.mjs', version: ['node', '--version'], command: ['node']},
  {file: 'user_auth_token.py', version: ['python3', '--version'], command: ['python3']},
  {file: 'user_auth_token.rb', version: ['ruby', '--version'], command: ['ruby']},
  {file: 'user_auth_token.php', version: ['php', '--version'], command: ['php']},
  {file: 'user_auth_token.go', version: ['go', 'version'], command: ['go', 'run']},
  {file: 'UserAuthToken.java', version: ['java', '-version'], command: ['java']},
  {file: 'UserAuthToken.cs', version: ['dotnet', '--version'], command: ['dotnet', 'run']},
  {file: 'user-auth-token.sh', version: ['openssl', 'version'], command: ['sh']},
];

const SECRETS_AND_USERS: readonly (readonly [secret: string, userId: string, userEmail: string])[] = [
  ['my-secret-key', 'captain_planet', 'captain@example.com'],
  ['my-secret-key', 'captain_planet', ''],
  ['schlüssel 🔑', 'Zoë 名前', 'zoe@example.com'],
];

function isInstalled([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, {stdio: 'ignore'}).status === 0;
}

describe('the examples of making a user auth token on a site’s server', () => {
  it('are all known here, so that each one is tested where its language is installed', () => {
    const files = readdirSync(FOLDER);
    assert.deepEqual(files.sort(), LANGUAGES.map(({file}) => file).sort());
  });

  const installed = LANGUAGES.filter((language) => isInstalled(language.version));

  it('report the examples whose language is not installed', (t) => {
    const left = LANGUAGES.filter((language) => !installed.includes(language));
    for (const {file, version} of left) t.diagnostic(`${file} did not run: there is no ${version[0]} on this machine`);
    assert.ok(
      installed.some(({file}) => file.endsWith('.mjs')),
      'the one for Node runs everywhere',
    );
  });

  for (const {file, command} of installed) {
    it(`${file} makes the same tokens as this package`, async () => {
      const [program = '', ...args] = command;
      for (const [secret, userId, userEmail] of SECRETS_AND_USERS) {
        const {stdout} = await run(program, [...args, FOLDER + file, secret, userId, userEmail], {env});
        assert.equal(stdout.trim(), await createUserAuthToken({secret, userId, userEmail}));
      }
    });
  }
});
