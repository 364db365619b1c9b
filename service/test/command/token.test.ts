import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {runHere} from '../support/command.js';
import {temporaryFolder} from '../support/test-service.js';

const SECRET = 'the secret that the site has';
const USER = ['--user-id', 'captain_planet', '--user-email', 'captain@example.com'];
const sign = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest();
const RIGHT = sign('captain_planetcaptain@example.com').toString('base64');

async function commands(t: TestContext) {
  const folder = temporaryFolder(t);
  const hc = (...args: string[]) => runHere(folder, args);
  await runHere(folder, ['app', 'create', 'bar/foo', '--secret-stdin'], SECRET);
  const token = (...args: string[]) => hc('token', 'bar/foo', ...args);
  const verify = (...args: string[]) => hc('verify', 'bar/foo', ...args);
  return {folder, hc, token, verify};
}

describe('helpshift-chat token', () => {
  it('prints the token and nothing else', async (t) => {
    const {token} = await commands(t);
    assert.deepEqual(await token(...USER), {code: 0, printed: `${RIGHT}\n`, notes: []});
    const privately = await token(...USER, '--full-privacy');
    assert.equal(privately.printed, `${sign('captain_planet').toString('base64')}\n`);
    const text = 'helpshift-chat.v1\0["captain_planet","captain@example.com"]';
    assert.equal((await token(...USER, '--strict')).printed, `v1.${sign(text).toString('base64url')}\n`);
  });

  it('uses the newest active key, or the given one', async (t) => {
    const {folder, hc, token} = await commands(t);
    const newer = 'another secret of the site';
    const {printed} = await runHere(folder, ['key', 'create', 'bar/foo', '--secret-stdin', '--json'], newer);
    const {id} = JSON.parse(printed) as {id: string};
    const [first] = JSON.parse((await hc('key', 'list', 'bar/foo', '--json')).printed) as {id: string}[];
    const made = async (...args: string[]) => (await token('--user-id', 'ann', ...args)).printed;
    assert.equal(await made(), `${sign('ann', newer).toString('base64')}\n`);
    assert.equal(await made('--key', first?.id ?? ''), `${sign('ann').toString('base64')}\n`);
    await hc('key', 'delete', 'bar/foo', id);
    assert.equal(await made(), `${sign('ann').toString('base64')}\n`);
    const deleted = await token('--user-id', 'ann', '--key', id);
    assert.deepEqual([deleted.code, deleted.printed], [1, '']);
    await hc('key', 'delete', 'bar/foo', first?.id ?? '');
    assert.match((await token('--user-id', 'ann')).notes.join(), /^helpshift-chat: Nobody can be verified: /);
  });

  it('makes no token that the app would refuse, and warns about doubtful identifiers', async (t) => {
    const {hc, token} = await commands(t);
    assert.match(
      (await token('--user-id', 'ann@example.com')).notes.join(),
      /^The user id looks like an e-mail address/,
    );
    await hc('app', 'set', 'bar/foo', '--strict-tokens', '--verification', 'off');
    const refused = await token(...USER);
    assert.deepEqual([refused.code, refused.printed], [1, '']);
    assert.match(refused.notes.join(), /bar\/foo accepts the strict form of the token only; add --strict$/);
    const strict = await token(...USER, '--strict');
    assert.match(strict.printed, /^v1\.[\w-]{43}\n$/);
    assert.deepEqual(strict.notes, ['bar/foo does not verify its users at present.']);
  });
});

describe('helpshift-chat verify', () => {
  it('prints valid, and the key', async (t) => {
    const {hc, verify} = await commands(t);
    const {code, printed, notes} = await verify(...USER, '--token', RIGHT);
    const [key] = JSON.parse((await hc('key', 'list', 'bar/foo', '--json')).printed) as {id: string}[];
    assert.deepEqual([code, notes], [0, []]);
    assert.equal(printed, `Valid for bar/foo: compatible form, made with the key ${key?.id}.\n`);
    assert.deepEqual(JSON.parse((await verify(...USER, '--token', RIGHT, '--json')).printed), {
      valid: true,
      verification: true,
      form: 'compatible',
      keyId: key?.id,
      issues: [],
    });
  });

  it('explains the mistake, and how to correct it', async (t) => {
    const {verify} = await commands(t);
    const hex = sign('captain_planetcaptain@example.com').toString('hex');
    const {code, printed} = await verify(...USER, '--token', hex);
    assert.equal(code, 1);
    assert.match(printed, /^Not valid for bar\/foo\.\n- The token is written in hexadecimal\.\n {2}Write the digest /);
    const asJson = await verify(...USER, '--token', hex, '--json');
    assert.equal(asJson.code, 1);
    const {mistakes, ...rest} = JSON.parse(asJson.printed) as {mistakes: Record<string, string>[]};
    assert.deepEqual(rest, {valid: false, verification: true, issues: []});
    assert.deepEqual(
      mistakes.map((mistake) => [mistake['mistake'], Object.keys(mistake)]),
      [['token-is-hex', ['mistake', 'problem', 'remedy']]],
    );
  });

  it('recognises deleted keys, and keys of other apps of the domain', async (t) => {
    const {folder, hc, verify} = await commands(t);
    const [key] = JSON.parse((await hc('key', 'list', 'bar/foo', '--json')).printed) as {id: string}[];
    await hc('key', 'delete', 'bar/foo', key?.id ?? '');
    assert.match((await verify(...USER, '--token', RIGHT)).printed, /^- .* a secret key that has been deleted\.$/m);
    await runHere(folder, ['app', 'create', 'bar/ios', '--secret-stdin'], 'the secret of the other app');
    const {printed} = await hc('token', 'bar/ios', ...USER);
    const {printed: said} = await verify(...USER, '--token', printed.trim());
    assert.match(said, /^- The token was made with a secret key of another app of this domain\.$/m);
  });

  it('reads the token from the standard input, with the line break that a pipe adds', async (t) => {
    const {folder} = await commands(t);
    const args = ['verify', 'bar/foo', ...USER, '--token-stdin'];
    assert.equal((await runHere(folder, args, `${RIGHT}\n`)).code, 0);
    assert.match((await runHere(folder, args, `${RIGHT}\n\n`)).printed, /white space or a line break/);
    assert.match((await runHere(folder, args, '')).printed, /^- There is no token\.$/m);
  });

  it('explains invalid or doubtful identifiers', async (t) => {
    const {verify} = await commands(t);
    const broken = await verify('--user-id', ' ann', '--token', RIGHT);
    assert.equal(broken.code, 1);
    assert.match(broken.printed, /^- The identifiers make an anonymous user/m);
    assert.match(broken.printed, /^Note: The user id begins or ends with white space\.$/m);
    const doubtful = await verify('--user-id', 'ann@x.org', '--token', sign('ann@x.org').toString('base64'));
    assert.equal(doubtful.code, 0);
    assert.match(doubtful.printed, /^Note: The user id looks like an e-mail address/m);
  });

  it('warns when the app does not verify its users', async (t) => {
    const {hc, verify} = await commands(t);
    await hc('app', 'set', 'bar/foo', '--verification', 'off');
    const {code, printed} = await verify(...USER, '--token', RIGHT);
    assert.equal(code, 0);
    assert.match(printed, /^Note: Verification is off for bar\/foo: /m);
    assert.match((await verify(...USER, '--token', RIGHT, '--json')).printed, /"verification": false/);
  });
});
