import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {describe, it, type TestContext} from 'node:test';
import {runHere} from '../support/command.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {newDatabase} from '../support/test-database.js';
import {DEFAULT_SETTINGS, resolveProved} from '../support/test-service.js';

interface AppJson {
  readonly domain: string;
  readonly platformId: string;
  readonly activeKeys: number;
  readonly greeting: string;
  readonly origins: readonly string[];
  readonly tags: readonly string[];
  readonly askRating: boolean;
  readonly askResolution: boolean;
}

async function commands(t: TestContext) {
  const database = await newDatabase(t);
  const hc = (...args: string[]) => runHere(database.environment, args);
  const list = async (...args: string[]): Promise<AppJson[]> =>
    JSON.parse((await hc('app', 'list', '--json', ...args)).printed) as AppJson[];
  return {database, hc, list};
}

describe('helpshift-chat app create', () => {
  it('makes an app, prints the secret, the tag, and the path of a new database', async (t) => {
    const {database, hc, list} = await commands(t);
    const {code, printed, notes} = await hc('app', 'create', 'acme/web', '--origin', 'https://a.example');
    assert.equal(code, 0);
    const {DATA_DIR: folder} = database.environment;
    assert.deepEqual(notes, [
      ...(folder === undefined ? [] : [`A new database was made at ${JSON.stringify(`${folder}/helpshift-chat.db`)}.`]),
      'PUBLIC_URL is not set: below, put the address of your service in the place of http://localhost:8080.',
    ]);
    assert.match(printed, /^ {2}[\w-]{43}$/m);
    assert.match(printed, /^For pages of https:\/\/a\.example /m);
    assert.match(printed, /^ {2}<script type="module" src="http:\/\/localhost:8080\/helpshift-chat\.js"><\/script>$/m);
    assert.match(printed, /^ {2}<helpshift-chat domain="acme" platform-id="web"><\/helpshift-chat>$/m);
    assert.deepEqual(await list(), [
      {
        domain: 'acme',
        platformId: 'web',
        ...DEFAULT_SETTINGS,
        origins: ['https://a.example'],
        activeKeys: 1,
      },
    ]);
  });

  it('prints the address for the embed code of a site that comes from Helpshift, and no tag', async (t) => {
    const {database} = await commands(t);
    const args = ['app', 'create', 'acme/web', '--from-helpshift'];
    const {printed} = await runHere({...database.environment, PUBLIC_URL: 'https://chat.example'}, args);
    assert.match(printed, /^ {2}script\.src = 'https:\/\/chat\.example\/latest\/webChat\.js';$/m);
    assert.match(printed, /^ {2}window\.helpshiftConfig = \{platformId: 'web', domain: 'acme'\};$/m);
    assert.doesNotMatch(printed, /<helpshift-chat/);
  });

  it('accepts every setting, prints JSON, and uses PUBLIC_URL in the tag', async (t) => {
    const {database, list} = await commands(t);
    const settings = [
      '--verification',
      'off',
      '--enabled',
      'off',
      '--title',
      'Hilfe',
      '--accent',
      '#1a2b3c',
      '--ask-name',
      'on',
      '--ask-email',
      'on',
      '--compatible-tokens',
      'all',
      '--greeting',
      'Grüezi',
    ];
    const secret = ['--secret-stdin', '--origin', '*', '--origin', 'https://a.example'];
    const args = ['app', 'create', 'acme/web', ...settings, ...secret, '--json'];
    const environment = {...database.environment, PUBLIC_URL: 'https://chat.example'};
    const {printed, notes} = await runHere(environment, args, 'a secret of the site\n');
    assert.doesNotMatch(notes.join(), /PUBLIC_URL/);
    const made = JSON.parse(printed) as {key: {id: string}; tag: string};
    // The operator already has this secret.
    assert.deepEqual(Object.keys(made.key), ['id']);
    assert.match(made.tag, /src="https:\/\/chat\.example\/helpshift-chat\.js"/);
    assert.deepEqual(await list(), [
      {
        domain: 'acme',
        platformId: 'web',
        ...DEFAULT_SETTINGS,
        verification: false,
        compatibleTokens: 'all',
        origins: ['*', 'https://a.example'],
        activeKeys: 1,
        enabled: false,
        title: 'Hilfe',
        accent: '#1a2b3c',
        greeting: 'Grüezi',
        askName: true,
        askEmail: true,
      },
    ]);
  });

  it('names the invalid option or argument, and makes neither app nor database', async (t) => {
    const folder = temporaryFolder(t);
    const refused: readonly [string[], RegExp][] = [
      [['acme/web', '--origin', 'a.example'], /^helpshift-chat: app create: --origin: .* write https:\/\/a\.example$/],
      [['acme/a b'], /^helpshift-chat: app create: DOMAIN\/PLATFORM_ID: The platformId cannot be used: /],
      [['acme/web', '--greeting', 'x'.repeat(1001)], /^helpshift-chat: app create: --greeting: expected at most 1000 /],
      [
        ['acme/web', '--title', 'two\nlines'],
        /^helpshift-chat: app create: --title: expected one line of at most 100 /,
      ],
      [['acme/web', '--accent', 'red'], /^helpshift-chat: app create: --accent: expected a colour as #/],
      [['acme/web', '--compatible-tokens', 'some'], /: --compatible-tokens: expected one of none, cautious, all$/],
      [['acme/web', '--enabled', 'yes'], /^helpshift-chat: app create: --enabled: expected on or off$/],
      [['acme/web', '--ask-name'], /^helpshift-chat: app create: --ask-name: a value is needed$/],
    ];
    for (const [args, message] of refused) {
      const {code, notes} = await runHere({DATA_DIR: folder}, ['app', 'create', ...args]);
      assert.deepEqual([code, notes.length], [2, 1]);
      assert.match(notes[0] ?? '', message);
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves an existing app alone', async (t) => {
    const {hc, list} = await commands(t);
    await hc('app', 'create', 'acme/web', '--greeting', 'first');
    const again = await hc('app', 'create', 'acme/web', '--greeting', 'second');
    assert.deepEqual(again, {code: 1, printed: '', notes: ['helpshift-chat: There is an app acme/web already.']});
    assert.deepEqual(
      (await list()).map(({greeting, activeKeys}) => [greeting, activeKeys]),
      [['first', 1]],
    );
  });
});

describe('helpshift-chat app set', () => {
  it('changes the given settings and prints all settings', async (t) => {
    const {hc, list} = await commands(t);
    await hc('app', 'create', 'acme/web', '--origin', 'https://a.example', '--ask-name', 'on', '--greeting', 'Hello');
    const options = ['--origin', 'https://b.example', '--ask-name', 'off', '--ask-email', 'on', '--greeting', ''];
    const {code, printed} = await hc('app', 'set', 'acme/web', ...options);
    assert.equal(code, 0);
    const lines = printed.split('\n').map((line) => line.trim().replace(/ {2,}/, ': '));
    assert.deepEqual(lines.slice(0, 2), ['acme/web', 'active keys: 1']);
    const shown = ['greeting: -', 'ask-name: off', 'ask-email: on', 'verification: on', 'origin: https://b.example'];
    for (const line of shown) assert.ok(lines.includes(line), line);
    const {printed: asJson} = await hc(
      'app',
      'set',
      'acme/web',
      '--no-origin',
      '--compatible-tokens',
      'cautious',
      '--json',
    );
    const [app] = await list();
    assert.deepEqual(JSON.parse(asJson), app);
    assert.deepEqual(app?.origins, []);
  });

  it('adds an origin to the list, once', async (t) => {
    const {hc, list} = await commands(t);
    await hc('app', 'create', 'acme/web', '--origin', 'https://a.example');
    const added = ['--add-origin', 'https://b.example', '--add-origin', 'https://a.example'];
    assert.equal((await hc('app', 'set', 'acme/web', ...added)).code, 0);
    assert.deepEqual((await list())[0]?.origins, ['https://a.example', 'https://b.example']);
    for (const options of [
      ['--add-origin', 'b.example'],
      [...added, '--origin', '*'],
      [...added, '--no-origin'],
    ]) {
      const {code, notes} = await hc('app', 'set', 'acme/web', ...options);
      assert.equal(code, 2);
      assert.match(notes.join(), /--add-origin/);
    }
    assert.deepEqual((await list())[0]?.origins, ['https://a.example', 'https://b.example']);
  });

  it('replaces and removes the tags that pages may use', async (t) => {
    const {hc, list} = await commands(t);
    await hc('app', 'create', 'acme/web', '--tag', 'billing', '--tag', 'order status', '--tag', 'billing');
    assert.deepEqual((await list())[0]?.tags, ['billing', 'order status']);
    assert.match((await hc('app', 'list')).printed, /^ +tag +billing, order status$/m);
    const {code, notes} = await hc('app', 'set', 'acme/web', '--tag', ' billing');
    assert.equal(code, 2);
    assert.match(notes.join(), /--tag: expected at most 300 lines/);
    await hc('app', 'set', 'acme/web', '--tag', 'refund');
    assert.deepEqual((await list())[0]?.tags, ['refund']);
    await hc('app', 'set', 'acme/web', '--no-tag');
    assert.deepEqual((await list())[0]?.tags, []);
  });

  it('asks at the end of a conversation as it is told', async (t) => {
    const {hc, list} = await commands(t);
    await hc('app', 'create', 'acme/web', '--ask-rating', 'on', '--ask-resolution', 'off');
    const asks = async () => (await list()).map(({askRating, askResolution}) => [askRating, askResolution]);
    assert.deepEqual(await asks(), [[true, false]]);
    await hc('app', 'set', 'acme/web', '--ask-rating', 'off', '--ask-resolution', 'on');
    assert.deepEqual(await asks(), [[false, true]]);
  });

  it('changes nothing when one value is invalid', async (t) => {
    const {hc, list} = await commands(t);
    await hc('app', 'create', 'acme/web');
    const {code} = await hc('app', 'set', 'acme/web', '--greeting', 'new', '--origin', 'https://a.example/');
    assert.equal(code, 2);
    assert.equal((await list())[0]?.greeting, '');
  });

  it('warns when verification is on and no user can be verified', async (t) => {
    const {hc} = await commands(t);
    const {printed} = await hc('app', 'create', 'acme/web', '--verification', 'off', '--json');
    const {key} = JSON.parse(printed) as {key: {id: string}};
    assert.deepEqual((await hc('key', 'delete', 'acme/web', key.id)).notes, []);
    const {code, notes} = await hc('app', 'set', 'acme/web', '--verification', 'on');
    assert.equal(code, 0);
    assert.match(notes.join(), /^Nobody can be verified: acme\/web has no active key\. /);
  });

  it('warns when verification is switched off', async (t) => {
    const {hc} = await commands(t);
    await hc('app', 'create', 'acme/web');
    const off = ['app', 'set', 'acme/web', '--verification', 'off'];
    assert.match((await hc(...off)).notes.join(), /^The service believes every page of acme\/web: anyone can read /);
    assert.deepEqual((await hc(...off)).notes, [], 'it was off already');
  });

  it('lists the existing apps when this one does not exist', async (t) => {
    const {hc} = await commands(t);
    await hc('app', 'create', 'acme/web');
    await hc('app', 'create', 'acme/ios');
    await hc('app', 'create', 'other/web');
    const messages = async (name: string) => (await hc('app', 'set', name, '--greeting', 'x')).notes.join();
    assert.equal(
      await messages('acme/wbe'),
      'helpshift-chat: There is no app acme/wbe; this domain has: acme/ios, acme/web',
    );
    assert.match(
      await messages('acne/web'),
      /There is no app acne\/web; .* there are: acme\/ios, acme\/web, other\/web$/,
    );
  });
});

describe('helpshift-chat app move-addresses', () => {
  const LEFT = 'Left as they are, because another user has the address or they have another one:';
  const NEXT = 'Nothing is changed yet. When your pages pass these addresses as user-email, run it again with --apply.';

  /** Users with these identifiers, who have written nothing. */
  async function withUsers(t: TestContext, users: readonly {userId: string; userEmail?: string}[]) {
    const {database, hc} = await commands(t);
    await hc('app', 'create', 'acme/web');
    const engine = await database.open();
    const app = {domain: 'acme', platformId: 'web'};
    for (const user of users) await resolveProved(engine, app, {kind: 'logged-in', ...user}, Date.now());
    const move = async (...args: string[]) => {
      const {code, printed, notes} = await hc('app', 'move-addresses', 'acme/web', ...args);
      assert.deepEqual([code, notes], [0, []]);
      return printed;
    };
    const json = async (...args: string[]) => JSON.parse(await move('--json', ...args)) as object;
    return {move, json};
  }

  it('lists what would move and what would not, then does the same with --apply', async (t) => {
    const users = [
      {userId: 'ann@x.org'},
      {userId: 'ben@x.org', userEmail: 'other@x.org'},
      {userId: 'cid@x.org', userEmail: 'Cid@x.org'},
      {userId: 'dan'},
    ];
    const {move, json} = await withUsers(t, users);
    const lists = ['  ann@x.org', '  cid@x.org', `${LEFT} 1`, '  ben@x.org'];
    const announced = ['Would move from user-id to user-email: 2', ...lists, NEXT];
    assert.equal(await move(), `${announced.join('\n')}\n`);
    const sets = {moved: ['ann@x.org', 'cid@x.org'], left: ['ben@x.org']};
    assert.deepEqual(await json(), {applied: false, ...sets});
    assert.equal(await move('--apply'), `${['Moved from user-id to user-email: 2', ...lists].join('\n')}\n`);
    assert.deepEqual(await json('--apply'), {applied: true, moved: [], left: ['ben@x.org']});
    assert.equal(await move(), `Would move from user-id to user-email: 0\n${LEFT} 1\n  ben@x.org\n`);
  });

  it('says that there is nothing to move, with and without --apply', async (t) => {
    const {move, json} = await withUsers(t, [{userId: 'dan'}]);
    assert.equal(await move(), 'Would move from user-id to user-email: 0\n');
    assert.equal(await move('--apply'), 'Moved from user-id to user-email: 0\n');
    assert.deepEqual(await json(), {applied: false, moved: [], left: []});
  });

  it('lists fifty addresses of each kind and counts the others; JSON has all', async (t) => {
    const numbers = Array.from({length: 52}, (_, index) => String(index).padStart(2, '0'));
    const {move, json} = await withUsers(t, [
      ...numbers.map((number) => ({userId: `m${number}@x.org`})),
      ...numbers.map((number) => ({userId: `s${number}@x.org`, userEmail: `other${number}@x.org`})),
    ]);
    const listed = (letter: string) => [
      ...numbers.slice(0, 50).map((number) => `  ${letter}${number}@x.org`),
      '  … and 2 more',
    ];
    const lines = ['Would move from user-id to user-email: 52', ...listed('m'), `${LEFT} 52`, ...listed('s'), NEXT];
    assert.equal(await move(), `${lines.join('\n')}\n`);
    const all = (letter: string) => numbers.map((number) => `${letter}${number}@x.org`);
    assert.deepEqual(await json('--apply'), {applied: true, moved: all('m'), left: all('s')});
  });

  it('moves no userId that no page can pass as an address, because of an invisible character or an accent', async (t) => {
    const odd = ['ann\u200B@x.org', 'ann\u00AD@x.org', 'ann@x\uFEFF.org', 'e\u0301@x.org', '\u00E9@x.org'];
    const {json} = await withUsers(t, [{userId: 'ann@x.org'}, ...odd.map((userId) => ({userId}))]);
    assert.deepEqual(await json('--apply'), {applied: true, moved: ['ann@x.org'], left: []});
  });

  it('names an app that does not exist', async (t) => {
    const {hc} = await commands(t);
    await hc('app', 'create', 'acme/web');
    const {code, printed, notes} = await hc('app', 'move-addresses', 'acme/ios', '--apply');
    assert.deepEqual([code, printed], [1, '']);
    assert.deepEqual(notes, ['helpshift-chat: There is no app acme/ios; this domain has: acme/web']);
  });
});

describe('helpshift-chat app list', () => {
  it('lists one domain on request, and says when there is no app', async (t) => {
    const {hc, list} = await commands(t);
    await hc('app', 'create', 'acme/web');
    await hc('app', 'create', 'other/web');
    assert.deepEqual(
      (await list('--domain', 'other')).map(({domain}) => domain),
      ['other'],
    );
    assert.match((await hc('app', 'list')).printed, /^acme\/web\n {2}active keys +1\n[^]*\n\nother\/web\n/);
    assert.equal((await hc('app', 'list', '--domain', 'nobody')).printed, 'There is no app.\n');
  });
});
