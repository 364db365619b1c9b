import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {createUserAuthToken, type TokenIdentifiers} from 'helpshift-chat/token';
import {
  addApp,
  APP,
  assertError,
  newCredential,
  SECRET,
  startTestService,
  storedNothing,
  type TestService,
} from '../support/test-service.js';
import type {SessionResponse} from 'helpshift-chat/protocol';

const token = (identifiers: TokenIdentifiers) => createUserAuthToken({...identifiers, secret: SECRET});

describe('POST /v1/sessions with bad input from a program', () => {
  const PLATFORMS = ['web', 'all', 'unverified'] as const;

  /** A service with an app of each platform. */
  async function start(t: TestContext): Promise<TestService> {
    const service = await startTestService(t);
    await addApp(service.engine, {platformId: 'all', compatibleTokens: 'all'});
    await addApp(service.engine, {platformId: 'unverified', verification: false});
    return service;
  }

  /** Asserts that a claim makes an anonymous user: without a credential, it is refused for the lack of one. */
  async function assertNamesNobody(service: TestService, claim: object): Promise<void> {
    assertError(await service.claim(claim), 400, 'invalid_request', 'anonymousCredential');
    const {user} = await service.session({...claim, anonymousCredential: newCredential()});
    assert.equal(user.kind, 'anonymous');
  }

  const noTexts: Record<string, string> = {
    'an array with the right token': '["RIGHT"]',
    'an object': '{"token":"RIGHT","length":47}',
    'an object with a method of strings': '{"startsWith":"RIGHT","replace":"RIGHT"}',
    'a number': '7',
    'a number beyond all numbers': '1e999',
    true: 'true',
    null: 'null',
  };
  for (const [what, json] of Object.entries(noTexts)) {
    it(`a token that is ${what}: refused with the field's name, whoever is named, and nothing is stored or logged`, async (t) => {
      const service = await start(t);
      const value = json.replaceAll('RIGHT', await token({userId: 'captain'}));
      for (const platformId of PLATFORMS) {
        for (const user of ['"userId":"captain"', '"userEmail":"captain@example.com"', '"userId":""']) {
          const answer = await service.claimText(
            `{"domain":"acme","platformId":"${platformId}",${user},"userAuthToken":${value}}`,
          );
          assertError(answer, 400, 'invalid_request', 'userAuthToken');
          assert.doesNotMatch(answer.body, /v1\.|captain/);
        }
      }
      await storedNothing(service);
      assert.deepEqual(service.logged, []);
    });
  }

  it('a long token: refused, and nothing of it is stored, answered or logged', async (t) => {
    const service = await start(t);
    for (const platformId of ['web', 'all']) {
      for (const piece of ['secretish', 'v1.', 'A', '=']) {
        const claim = (length: number) =>
          service.claim({platformId, userId: 'captain', userAuthToken: piece.repeat(length / piece.length)});
        const [long, tooLong] = [await claim(60_000), await claim(100_000)];
        assertError(long, 401, 'invalid_user_auth_token');
        // The body is not read to its end, so no field can be named.
        assertError(tooLong, 413, 'payload_too_large');
        for (const {body} of [long, tooLong]) assert.ok(body.length < 300 && !body.includes(piece.repeat(5)), body);
      }
    }
    await storedNothing(service);
    for (const line of service.logged)
      assert.ok(line.length < 300 && !/secretish|v1\.|AAAAA|=====|captain/.test(line), line);
  });

  it('an id of 750 characters of four bytes: a user, with escapes in JSON and without', async (t) => {
    const service = await startTestService(t);
    const userId = '\u{1F642}'.repeat(750);
    const claim = {...APP, userId, userAuthToken: await token({userId})};
    const {user} = await service.session(claim);
    assert.equal(user.kind, 'logged-in');
    const escaped = JSON.stringify(claim).replaceAll('\u{1F642}', String.raw`\ud83d\ude42`);
    assert.deepEqual((await service.claimText(escaped)).json<SessionResponse>().user, user);
    const rows = await service.engine.db.selectFrom('users').select('user_id').execute();
    assert.deepEqual(rows, [{user_id: userId}]);
  });

  const noIds: Record<string, string> = {
    'of 751 characters of four bytes': '\u{1F642}'.repeat(751),
    'of 750 such characters and one more': `${'\u{1F642}'.repeat(750)}x`,
    'with a line feed': 'captain\nplanet',
    'with a carriage return': 'captain\rplanet',
    'with the line break of Windows': 'captain\r\nplanet',
    'with a next line': 'captain\u0085planet',
    'with a line break at its end': 'captain\n',
    'that is a whole signed text': 'captain\nann@x.org',
    'with half an emoji': 'captain\uD83D',
  };
  for (const [what, userId] of Object.entries(noIds)) {
    it(`an id ${what}: no user, whatever was signed, and nothing is stored`, async (t) => {
      const service = await start(t);
      const sign = (text: string) => createHmac('sha256', SECRET).update(text).digest('base64');
      for (const platformId of PLATFORMS) {
        for (const userEmail of [undefined, 'ann@x.org']) {
          const email = userEmail ?? '';
          for (const userAuthToken of [`v1.${sign(`helpshift-chat.v1\n${userId}\n${email}`)}`, sign(userId + email)])
            await assertNamesNobody(service, {platformId, userId, userEmail, userAuthToken});
        }
      }
      await storedNothing(service);
      assert.deepEqual(service.logged, []);
    });
  }

  it('an address with a line break: no user, and the token of another address does not help', async (t) => {
    const service = await start(t);
    const userAuthToken = await token({userEmail: 'ann@x.org'});
    for (const userEmail of ['ann@x.org\n', '\nann@x.org', 'ann\n@x.org', 'ann@x.org\nben@x.org', 'ann@x.org\r\n'])
      await assertNamesNobody(service, {platformId: 'all', userEmail, userAuthToken});
    await storedNothing(service);
    assert.deepEqual(service.logged, []);
  });
});
