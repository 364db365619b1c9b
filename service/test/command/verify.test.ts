import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {runHere} from '../support/command.js';
import {newDatabase} from '../support/test-database.js';

const SECRET = 'the secret that the site has';
const USER = ['--user-id', 'captain_planet', '--user-email', 'captain@example.com'];
const STRICT_TEXT = 'helpshift-chat.v1\ncaptain_planet\ncaptain@example.com';
const sign = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest();
const strict = (text: string, secret = SECRET) => `v1.${sign(text, secret).toString('base64')}`;
const RIGHT = strict(STRICT_TEXT);

async function commands(t: TestContext) {
  const database = await newDatabase(t);
  const hc = (...args: string[]) => runHere(database.environment, args);
  await runHere(database.environment, ['app', 'create', 'bar/foo', '--secret-stdin'], SECRET);
  const verify = (...args: string[]) => hc('verify', 'bar/foo', ...args);
  return {database, hc, verify};
}

describe('helpshift-chat verify', () => {
  it('prints valid, and the key', async (t) => {
    const {hc, verify} = await commands(t);
    const {code, printed, notes} = await verify(...USER, '--token', RIGHT);
    const [key] = JSON.parse((await hc('key', 'list', 'bar/foo', '--json')).printed) as {id: string}[];
    assert.deepEqual([code, notes], [0, []]);
    assert.equal(printed, `Valid for bar/foo: strict form, made with the key ${key?.id}.\n`);
    assert.deepEqual(JSON.parse((await verify(...USER, '--token', RIGHT, '--json')).printed), {
      valid: true,
      verification: true,
      form: 'strict',
      keyId: key?.id,
      issues: [],
    });
  });

  it('explains the mistake, and how to correct it', async (t) => {
    const {verify} = await commands(t);
    const hex = `v1.${sign(STRICT_TEXT).toString('hex')}`;
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
    const {database, hc, verify} = await commands(t);
    const [key] = JSON.parse((await hc('key', 'list', 'bar/foo', '--json')).printed) as {id: string}[];
    await hc('key', 'delete', 'bar/foo', key?.id ?? '');
    assert.match((await verify(...USER, '--token', RIGHT)).printed, /^- .* a secret key that has been deleted\.$/m);
    for (const [app, where] of [
      ['bar/ios', 'another app of this domain'],
      ['other/web', 'another domain of this installation'],
    ] as const) {
      const secret = `the secret of ${app}`;
      await runHere(database.environment, ['app', 'create', app, '--secret-stdin'], secret);
      const {printed} = await verify(...USER, '--token', strict(STRICT_TEXT, secret));
      assert.match(printed, new RegExp(`^- The token was made with a secret key of ${where}\\.$`, 'm'));
    }
  });

  it('finds the name in the signed text', async (t) => {
    const {verify} = await commands(t);
    const token = strict(`${STRICT_TEXT}\nLinka`);
    const {printed} = await verify(...USER, '--user-name', 'Linka', '--token', token);
    assert.match(printed, /^- The token was made with the name of the user\.$/m);
  });

  it('shows the text to sign where nothing explains the token', async (t) => {
    const {verify} = await commands(t);
    const token = strict('user=captain_planet');
    const {printed} = await verify(...USER, '--token', token);
    const note = (text: string) => `Note: The text to sign, with "\\n" for a line feed: ${JSON.stringify(text)}\n`;
    assert.ok(printed.endsWith(note(STRICT_TEXT)), printed);
    const {printed: ofId} = await verify(...USER, '--full-privacy', '--token', token);
    assert.ok(ofId.endsWith(note('helpshift-chat.v1\ncaptain_planet\n')), ofId);
    const hex = await verify(...USER, '--token', `v1.${sign(STRICT_TEXT).toString('hex')}`);
    assert.doesNotMatch(hex.printed, /text to sign/);
  });

  it('says loudly that a secret was passed as the token, and does not print it', async (t) => {
    const {verify} = await commands(t);
    const {code, printed, notes} = await verify(...USER, '--token', SECRET);
    assert.equal(code, 1);
    assert.match(printed, /^- THE TOKEN IS A SECRET KEY\. .*\n {2}Delete this key at once and make another\./m);
    assert.ok(!printed.includes(SECRET) && notes.length === 0);
  });

  it('names the setting for the compatible form where a token has this form', async (t) => {
    const {database, verify} = await commands(t);
    const compatible = ['--token', sign('captain_planetcaptain@example.com').toString('base64')];
    const refused = await verify(...USER, ...compatible);
    assert.equal(refused.code, 1);
    assert.match(refused.printed, /^- This app takes the strict form of the token only\.$/m);
    assert.match(refused.printed, /^Note: bar\/foo has compatible-tokens none: it accepts the strict form only\.$/m);
    assert.doesNotMatch((await verify(...USER, '--token', RIGHT)).printed, /compatible/);

    await runHere(database.environment, ['app', 'set', 'bar/foo', '--compatible-tokens', 'cautious']);
    const accepted = await verify(...USER, ...compatible);
    assert.equal(accepted.code, 0);
    assert.match(accepted.printed, /^Valid for bar\/foo: compatible form, /);
    assert.match(accepted.printed, /^Note: bar\/foo has compatible-tokens cautious: /m);
    const email = ['--user-email', 'captain@example.com'];
    const ambiguous = await verify(...email, '--token', sign('captain@example.com').toString('base64'));
    assert.equal(ambiguous.code, 1);
    assert.match(
      ambiguous.printed,
      /^- The token is ambiguous \(ambiguous-token\): .*\n {2}Make tokens of the strict form/m,
    );
  });

  it('reads the token from the standard input, with the line break that a pipe adds', async (t) => {
    const {database} = await commands(t);
    const args = ['verify', 'bar/foo', ...USER, '--token-stdin'];
    assert.equal((await runHere(database.environment, args, `${RIGHT}\n`)).code, 0);
    assert.match((await runHere(database.environment, args, `${RIGHT}\n\n`)).printed, /white space or a line break/);
    assert.match((await runHere(database.environment, args, '')).printed, /^- There is no token\.$/m);
  });

  it('explains invalid or doubtful identifiers', async (t) => {
    const {verify} = await commands(t);
    const broken = await verify('--user-id', ' ann', '--token', RIGHT);
    assert.equal(broken.code, 1);
    assert.match(broken.printed, /^- The identifiers make an anonymous user/m);
    assert.match(broken.printed, /^Note: The user ID begins or ends with white space: trim it /m);
    const doubtful = await verify('--user-id', 'ann@x.org', '--token', strict('helpshift-chat.v1\nann@x.org\n'));
    assert.equal(doubtful.code, 0);
    assert.match(doubtful.printed, /^Note: The user ID looks like an e-mail address/m);
  });

  it('warns when the app does not verify its users', async (t) => {
    const {hc, verify} = await commands(t);
    await hc('app', 'set', 'bar/foo', '--verification', 'off');
    const {code, printed} = await verify(...USER, '--token', RIGHT);
    assert.equal(code, 0);
    assert.match(printed, /^Note: Verification is off for bar\/foo: /m);
    assert.match((await verify(...USER, '--token', RIGHT, '--json')).printed, /"verification": false/);
  });

  it('says no to a token that is no text of a token, stores nothing and does not print it', async (t) => {
    const {database, verify} = await commands(t);
    const tokens = [
      `["${RIGHT}"]`,
      `{"token":"${RIGHT}"}`,
      '7',
      '1e999',
      '\0',
      'secretish'.repeat(11_000),
      '%25'.repeat(33_000),
      RIGHT.repeat(2_000),
    ];
    for (const token of tokens) {
      const args = ['verify', 'bar/foo', ...USER];
      const answers = [
        await runHere(database.environment, [...args, '--token-stdin'], token),
        await verify(...USER, '--token', token, '--json'),
      ];
      for (const {code, printed, notes} of answers) {
        assert.deepEqual([code, notes], [1, []]);
        assert.ok(printed.length < 1000, `${printed.length} characters were printed`);
        assert.doesNotMatch(printed, /secretish|%25|v1\.\w{5}|captain/);
      }
    }
    const engine = await database.open();
    assert.deepEqual(await engine.db.selectFrom('users').selectAll().execute(), []);
  });

  it('names the option of a token that is no text, and does not print it', async (t) => {
    const {database} = await commands(t);
    const bytes = Buffer.concat([Buffer.from(RIGHT), Buffer.from([0xff])]);
    const {code, printed, notes} = await runHere(
      database.environment,
      ['verify', 'bar/foo', ...USER, '--token-stdin'],
      bytes,
    );
    assert.deepEqual([code, printed], [2, '']);
    assert.match(notes.join(), /^helpshift-chat: verify: --token-stdin: it is not UTF-8 text/);
    assert.doesNotMatch(notes.join(), /v1\./);
  });

  it('takes an id of 750 characters of four bytes; a longer one, or one with a line break, makes an anonymous user', async (t) => {
    const {verify} = await commands(t);
    const signed = (userId: string) => strict(`helpshift-chat.v1\n${userId}\n`);
    const longest = '\u{1F642}'.repeat(750);
    assert.equal((await verify('--user-id', longest, '--token', signed(longest))).code, 0);
    for (const [userId, note] of [
      [`${longest}x`, 'The user ID is longer than 750 characters: pass a shorter one.'],
      ['ann\nb', 'The user ID holds a line break, a tab or another control character: pass an id without it.'],
      ['ann\nann@x.org', 'The user ID holds a line break, a tab or another control character: pass an id without it.'],
    ] as const) {
      const {code, printed} = await verify('--user-id', userId, '--token', signed(userId));
      assert.equal(code, 1);
      assert.match(printed, /^- The identifiers make an anonymous user/m);
      assert.ok(printed.endsWith(`Note: ${note}\n`), printed);
    }
    const email = await verify('--user-email', 'ann\n@x.org', '--token', strict('helpshift-chat.v1\n\nann\n@x.org'));
    assert.equal(email.code, 1);
    assert.match(email.printed, /^Note: The e-mail address is not a valid one: /m);
  });

  it('recognises the other one of two ids that look the same, where a program made it', async (t) => {
    const {verify} = await commands(t);
    for (const [passed, signed, mistake] of [
      ['1ABC', '1abc', /^- .*lower/m],
      ['Zoe\u0308', 'Zo\u00EB', /^- .*Unicode/m],
    ] as const) {
      const {code, printed} = await verify('--user-id', passed, '--token', strict(`helpshift-chat.v1\n${signed}\n`));
      assert.equal(code, 1);
      assert.match(printed, mistake);
    }
  });
});
