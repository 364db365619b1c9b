import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {LOOK_ALIKES} from '../../../test/support/look-alikes.js';
import {runHere} from '../support/command.js';
import {newDatabase} from '../support/test-database.js';

const SECRET = 'the secret that the site has';
const USER = ['--user-id', 'captain_planet', '--user-email', 'captain@example.com'];
const sign = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest();
/** The token in the strict form. */
const strict = (userId: string, userEmail = '', secret = SECRET) =>
  `v1.${sign(`helpshift-chat.v1\n${userId}\n${userEmail}`, secret).toString('base64')}`;

async function commands(t: TestContext) {
  const database = await newDatabase(t);
  const hc = (...args: string[]) => runHere(database.environment, args);
  await runHere(database.environment, ['app', 'create', 'bar/foo', '--secret-stdin'], SECRET);
  const token = (...args: string[]) => hc('token', 'bar/foo', ...args);
  const verify = (...args: string[]) => hc('verify', 'bar/foo', ...args);
  return {database, hc, token, verify};
}

describe('helpshift-chat token', () => {
  it('prints the token and nothing else', async (t) => {
    const {token} = await commands(t);
    const right = strict('captain_planet', 'captain@example.com');
    assert.deepEqual(await token(...USER), {code: 0, printed: `${right}\n`, notes: []});
    const privately = await token(...USER, '--full-privacy');
    assert.equal(privately.printed, `${strict('captain_planet')}\n`);
  });

  it('uses the newest active key, or the given one', async (t) => {
    const {database, hc, token} = await commands(t);
    const newer = 'another secret of the site';
    const {printed} = await runHere(
      database.environment,
      ['key', 'create', 'bar/foo', '--secret-stdin', '--json'],
      newer,
    );
    const {id} = JSON.parse(printed) as {id: string};
    const [first] = JSON.parse((await hc('key', 'list', 'bar/foo', '--json')).printed) as {id: string}[];
    const made = async (...args: string[]) => (await token('--user-id', 'ann', ...args)).printed;
    assert.equal(await made(), `${strict('ann', '', newer)}\n`);
    assert.equal(await made('--key', first?.id ?? ''), `${strict('ann')}\n`);
    await hc('key', 'delete', 'bar/foo', id);
    assert.equal(await made(), `${strict('ann')}\n`);
    const deleted = await token('--user-id', 'ann', '--key', id);
    assert.deepEqual([deleted.code, deleted.printed], [1, '']);
    await hc('key', 'delete', 'bar/foo', first?.id ?? '');
    assert.match((await token('--user-id', 'ann')).notes.join(), /^helpshift-chat: Nobody can be verified: /);
  });

  it('makes no token that the app would refuse, and warns about doubtful identifiers', async (t) => {
    const {hc, token} = await commands(t);
    assert.match(
      (await token('--user-id', 'ann@example.com')).notes.join(),
      /^The user ID looks like an e-mail address/,
    );
    const refused = await token(...USER, '--compatible');
    assert.deepEqual([refused.code, refused.printed], [1, '']);
    assert.match(refused.notes.join(), /bar\/foo accepts the strict form of the token only; leave --compatible out$/);
    await hc('app', 'set', 'bar/foo', '--compatible-tokens', 'cautious', '--verification', 'off');
    const compatible = await token(...USER, '--compatible');
    assert.equal(compatible.printed, `${sign('captain_planetcaptain@example.com').toString('base64')}\n`);
    assert.deepEqual(compatible.notes, ['bar/foo does not verify its users at present.']);
  });

  it('takes an id of 750 characters of four bytes, and refuses one more', async (t) => {
    const {token} = await commands(t);
    const longest = '\u{1F642}'.repeat(750);
    assert.deepEqual(await token('--user-id', longest), {code: 0, printed: `${strict(longest)}\n`, notes: []});
    const {code, printed, notes} = await token('--user-id', `${longest}x`);
    assert.deepEqual([code, printed], [2, '']);
    assert.deepEqual(notes, [
      'helpshift-chat: token: --user-id: The user ID is longer than 750 characters: pass a shorter one.',
    ]);
  });

  it('names the option with a line break, and makes no token', async (t) => {
    const {token} = await commands(t);
    const refused: readonly [option: string, ...args: string[]][] = [
      ['--user-id', '--user-id', 'ann\nb'],
      ['--user-id', '--user-id', 'ann\rb'],
      ['--user-id', '--user-id', 'ann\u0085b'],
      ['--user-id', '--user-id', 'ann\r\n'],
      ['--user-id', '--user-id', 'ann\nann@x.org', '--full-privacy'],
      ['--user-email', '--user-email', 'ann@x.org\n'],
      ['--user-email', '--user-email', 'ann\n@x.org'],
      ['--user-email', '--user-email', 'ann@x.org\nben@x.org'],
      ['--user-email', '--user-id', 'ann', '--user-email', 'ann@x.org\r\n'],
    ];
    for (const [option, ...args] of refused) {
      const {code, printed, notes} = await token(...args);
      assert.deepEqual([code, printed, notes.length], [2, '', 1]);
      assert.ok(notes[0]?.startsWith(`helpshift-chat: token: ${option}: The `), notes[0]);
      assert.doesNotMatch(notes[0] ?? '', /ann@x|ben|\n/, 'the value is not printed');
    }
  });

  it('makes two tokens for two ids that look the same, and each is for one of them alone', async (t) => {
    const {token, verify} = await commands(t);
    for (const [one, other] of Object.values(LOOK_ALIKES)) {
      const made = (await token('--user-id', one)).printed.trim();
      assert.equal((await verify('--user-id', one, '--token', made)).code, 0);
      assert.equal((await verify('--user-id', other, '--token', made)).code, 1);
    }
  });
});
