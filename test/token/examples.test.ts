import assert from 'node:assert/strict';
import {execFile, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {createUserAuthToken, type TokenOptions} from '../../src/token/index.js';

const FOLDER = fileURLToPath(new URL('../../docs/tokens/', import.meta.url));
const run = promisify(execFile);

// Some runtimes decode their arguments by the locale.
const env = {...process.env, LC_ALL: 'C.UTF-8'};

type Command = readonly string[];

interface Language {
  readonly file: string;
  /** Commands that work if the language is installed. */
  readonly versions: readonly Command[];
  /** The packages of Debian that install it. */
  readonly packages: string;
  /** Compiles the example into the folder for what this test builds. */
  readonly compile?: (source: string, folder: string) => Command;
  /** Runs the example; the arguments follow. */
  readonly command: (source: string, folder: string) => Command;
}

/** How to run each example in docs/tokens. The compiled languages compile once, so that the test takes seconds. */
const LANGUAGES: readonly Language[] = [
  {
    file: 'user-auth-token.mjs',
    versions: [['node', '--version']],
    packages: 'nodejs',
    command: (source) => ['node', source],
  },
  {
    file: 'user_auth_token.py',
    versions: [['python3', '--version']],
    packages: 'python3',
    command: (source) => ['python3', source],
  },
  {
    file: 'user_auth_token.rb',
    versions: [['ruby', '--version']],
    packages: 'ruby',
    command: (source) => ['ruby', source],
  },
  {
    file: 'user_auth_token.php',
    versions: [['php', '--version']],
    packages: 'php-cli',
    command: (source) => ['php', source],
  },
  {
    file: 'user_auth_token.go',
    versions: [['go', 'version']],
    packages: 'golang-go',
    compile: (source, folder) => ['go', 'build', '-o', join(folder, 'go-example'), source],
    command: (_source, folder) => [join(folder, 'go-example')],
  },
  {
    file: 'UserAuthToken.java',
    versions: [['javac', '-version']],
    packages: 'default-jdk-headless',
    compile: (source, folder) => ['javac', '-d', folder, source],
    command: (_source, folder) => ['java', '-cp', folder, 'UserAuthToken'],
  },
  {
    file: 'UserAuthToken.cs',
    versions: [
      ['mcs', '--version'],
      ['mono', '--version'],
    ],
    packages: 'mono-mcs mono-runtime',
    compile: (source, folder) => ['mcs', `-out:${join(folder, 'example.exe')}`, source],
    command: (_source, folder) => ['mono', join(folder, 'example.exe')],
  },
  {
    file: 'user-auth-token.sh',
    versions: [['openssl', 'version']],
    packages: 'openssl',
    command: (source) => ['sh', source],
  },
];

const SECRET = 'my-secret-key';
const EMAIL = 'captain@example.com';

// A program without its last argument calls its function with the language's own null.
const CASES: readonly {what: string; args: readonly string[]; options: TokenOptions}[] = [
  {
    what: 'userId and userEmail',
    args: [SECRET, 'captain_planet', EMAIL],
    options: {secret: SECRET, userId: 'captain_planet', userEmail: EMAIL},
  },
  {
    what: 'userId alone, without an argument for the address',
    args: [SECRET, 'captain_planet'],
    options: {secret: SECRET, userId: 'captain_planet'},
  },
  {
    what: 'userId alone, with an empty address',
    args: [SECRET, 'captain_planet', ''],
    options: {secret: SECRET, userId: 'captain_planet'},
  },
  {
    what: 'userEmail alone',
    args: [SECRET, '', EMAIL],
    options: {secret: SECRET, userEmail: EMAIL},
  },
  {
    what: 'a secret and a userId beyond ASCII',
    args: ['schlüssel 🔑', 'Zoë 名前 😀', EMAIL],
    options: {secret: 'schlüssel 🔑', userId: 'Zoë 名前 😀', userEmail: EMAIL},
  },
  {
    what: 'quotes, slashes, backslashes and signs that languages and shells replace',
    args: [SECRET, `"O'Neil" </a/b> \\n \\\\ %s $1 #{x} \${y} \`z\``, EMAIL],
    options: {secret: SECRET, userId: `"O'Neil" </a/b> \\n \\\\ %s $1 #{x} \${y} \`z\``, userEmail: EMAIL},
  },
  {
    what: 'the compatible form of both',
    args: [SECRET, 'Zoë "O\'Neil" \\n', EMAIL, 'compatible'],
    options: {secret: SECRET, userId: 'Zoë "O\'Neil" \\n', userEmail: EMAIL, form: 'compatible'},
  },
  {
    what: 'the compatible form of userId alone',
    args: [SECRET, 'captain_planet', '', 'compatible'],
    options: {secret: SECRET, userId: 'captain_planet', form: 'compatible'},
  },
];

function isInstalled({versions}: Language): boolean {
  return versions.every(([program = '', ...args]) => spawnSync(program, args, {stdio: 'ignore'}).status === 0);
}

describe('the examples of making a user auth token on a site’s server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-examples-'));
  after(() => rmSync(folder, {recursive: true}));

  it('are all known here, so that each one is tested where its language is installed', () => {
    const files = readdirSync(FOLDER);
    assert.deepEqual(files.sort(), LANGUAGES.map(({file}) => file).sort());
  });

  const installed = LANGUAGES.filter(isInstalled);

  it('report the examples whose language is not installed', (t) => {
    for (const language of LANGUAGES) {
      if (installed.includes(language)) continue;
      t.diagnostic(`${language.file} did not run; to run it, install ${language.packages} (Debian)`);
    }
    assert.ok(
      installed.some(({file}) => file.endsWith('.mjs')),
      'the one for Node runs everywhere',
    );
  });

  for (const {file, compile, command} of installed) {
    it(`${file} makes the same tokens as this package`, async () => {
      const [compiler, ...compilerArgs] = compile?.(FOLDER + file, folder) ?? [];
      if (compiler) await run(compiler, compilerArgs, {env});
      const [program = '', ...programArgs] = command(FOLDER + file, folder);
      await Promise.all(
        CASES.map(async ({what, args, options}) => {
          const {stdout} = await run(program, [...programArgs, ...args], {env});
          assert.equal(stdout.trim(), await createUserAuthToken(options), what);
        }),
      );
    });
  }
});
