import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {createUserAuthToken} from 'helpshift-chat/token';
import {ANONYMOUS_USER_LIFE_MS, identify, SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {
  addApp,
  addKey,
  assertError,
  deleteKey,
  newCredential,
  SECRET,
  setVerification,
  sending,
  startTestService,
  SYNC,
  storedNothing,
} from '../support/test-service.js';
import {RATE_LIMITS} from '../../src/limits.js';
import type {SessionUser} from 'helpshift-chat/protocol';

// Test names in quotation marks are sentences of the specification, "User Identification & Management".

const CAPTAIN = {userId: 'captain_planet', userEmail: 'captain@example.com'};

const token = (identifiers: {userId?: string; userEmail?: string; fullPrivacy?: boolean}, secret = SECRET) =>
  createUserAuthToken({...identifiers, secret});

const standingOf = ({kind, verified}: SessionUser) => ({kind, verified});

describe('POST /v1/sessions for an anonymous user', () => {
  it('"assumes that the end user is an anonymous user": without identifiers, and stores nothing', async (t) => {
    const service = await startTestService(t);
    const {sessionToken, user, ...rest} = await service.session({anonymousCredential: newCredential()});
    assert.match(sessionToken, /^v2\./);
    assert.deepEqual(rest, {
      expiresInMs: SESSION_LIFE_MS,
      issuedAt: service.clock.now(),
      hasConversation: false,
    });
    const {key, ...kind} = user;
    assert.deepEqual(kind, {kind: 'anonymous', verified: false});
    assert.match(key, /^[\w-]{43}$/);
    await storedNothing(service);
  });

  it('is not cached', async (t) => {
    const service = await startTestService(t);
    const response = await service.claim({anonymousCredential: newCredential()});
    assert.equal(response.headers['cache-control'], 'no-store');
  });

  it('finds the same user with the same credential', async (t) => {
    const service = await startTestService(t);
    const credential = newCredential();
    await service.send(await service.visit(credential), 'hello');
    const {hasConversation} = await service.session({anonymousCredential: credential});
    assert.equal(hasConversation, true);
    assert.equal((await service.session({anonymousCredential: newCredential()})).hasConversation, false);
  });

  it('stores no credential: a copy of the database gives access to no user', async (t) => {
    const service = await startTestService(t);
    const credential = newCredential();
    await service.send(await service.visit(credential), 'hello');
    const rows = await service.engine.db.selectFrom('users').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(credential));
  });

  it('makes another user for the same credential in another app', async (t) => {
    const service = await startTestService(t);
    await addApp(service.engine, {platformId: 'ios', secrets: []});
    const credential = newCredential();
    await service.send(await service.visit(credential), 'hello');
    const {hasConversation} = await service.session({platformId: 'ios', anonymousCredential: credential});
    assert.equal(hasConversation, false);
  });

  for (const [name, credential] of [
    ['absent', undefined],
    ['empty', ''],
    ['too short', 'a'.repeat(42)],
    ['too long', 'a'.repeat(44)],
    ['padded', `${'A'.repeat(43)}=`],
    ['not base64url', `${'A'.repeat(42)}+`],
    ['of 257 bits', `${'A'.repeat(42)}B`],
  ] as const) {
    it(`needs a credential: refuses one that is ${name}`, async (t) => {
      const service = await startTestService(t);
      const response = await service.claim({anonymousCredential: credential});
      assertError(response, 400, 'invalid_request', 'anonymousCredential');
    });
  }

  /** Asserts that each claim begins an anonymous session, and stores nothing in the database. */
  async function assertAnonymous(t: TestContext, ...claims: object[]): Promise<void> {
    const service = await startTestService(t);
    for (const claim of claims) {
      const {user} = await service.session({...claim, anonymousCredential: newCredential()});
      assert.deepEqual(standingOf(user), {kind: 'anonymous', verified: false});
    }
    await storedNothing(service);
  }

  it('"the use of either userId or userEmail is required": neither is given', (t) =>
    assertAnonymous(t, {userName: 'Ann'}, {userId: '', userEmail: ''}));

  it('"Values longer than this will result in the creation of an anonymous user.": whatever else is given', async (t) => {
    const userId = 'x'.repeat(751);
    await assertAnonymous(t, {userId, userAuthToken: await token({userId})}, {...CAPTAIN, userId});
  });

  it('"userId values with leading/trailing spaces will result in the creation of an anonymous user"', async (t) => {
    const userAuthToken = await token({userId: ' captain'});
    await assertAnonymous(t, {userId: ' captain', userAuthToken}, {userId: 'captain '}, {...CAPTAIN, userId: ' '});
  });

  it('"Invalid emails will result in the creation of an anonymous user.": whatever else is given', async (t) => {
    const userEmail = 'no address';
    await assertAnonymous(t, {userEmail, userAuthToken: await token({userEmail})}, {...CAPTAIN, userEmail});
  });

  it('"Emails with leading/trailing spaces will result in the creation of an anonymous user."', (t) =>
    assertAnonymous(t, {userEmail: ' captain@example.com'}, {...CAPTAIN, userEmail: 'captain@example.com '}));

  it('accepts an address alone with full privacy', (t) =>
    assertAnonymous(t, {userEmail: CAPTAIN.userEmail, fullPrivacy: true}));

  it('"Anonymous users … are always able to file issues": whether the app verifies, and without any key', async (t) => {
    for (const app of [{}, {verification: false}, {compatibleTokens: 'all'}, {secrets: []}] as const) {
      const service = await startTestService(t, {app});
      const session = await service.visit();
      const {conversation} = await service.send(session, 'hello');
      const {conversations} = await service.sync(session, {page: {}});
      assert.deepEqual(conversations, [conversation]);
    }
  });

  it('"will be cleared from Web Chat after 7 days": to the millisecond, and with the raw credential', async (t) => {
    const service = await startTestService(t);
    const credential = newCredential();
    await service.send(await service.visit(credential), 'hello');
    service.clock.advance(ANONYMOUS_USER_LIFE_MS - 1);
    const last = await service.session({anonymousCredential: credential});
    assert.equal(last.expiresInMs, 1);
    assert.equal((await service.as(last.sessionToken, SYNC)).statusCode, 200);
    service.clock.advance(1);
    assertError(await service.as(last.sessionToken, SYNC), 401, 'unauthorized');
    assertError(await service.claim({anonymousCredential: credential}), 401, 'unauthorized');
  });

  it('stores the name with the first message, and a later name', async (t) => {
    const service = await startTestService(t);
    const anonymousCredential = newCredential();
    const names = async () => {
      const rows = await service.engine.db.selectFrom('users').select('user_name').execute();
      return rows.map((row) => row.user_name);
    };
    const {sessionToken} = await service.session({anonymousCredential, userName: 'Ann'});
    await service.send(sessionToken, 'hello');
    assert.deepEqual(await names(), ['Ann']);
    await service.session({anonymousCredential, userName: 'Anna'});
    await service.session({anonymousCredential});
    assert.deepEqual(await names(), ['Anna']);
  });
});

describe('POST /v1/sessions for a logged-in user', () => {
  it('"If they\'re equal, the user\'s identity is verified, and the user is able to file Issues."', async (t) => {
    const service = await startTestService(t);
    const claim = {...CAPTAIN, userAuthToken: await token(CAPTAIN)};
    const {sessionToken, user, hasConversation} = await service.session(claim);
    assert.deepEqual(standingOf(user), {kind: 'logged-in', verified: true});
    assert.equal(hasConversation, false);
    await service.send(sessionToken, 'hello');
    assert.equal((await service.session(claim)).hasConversation, true);
  });

  it('"able to see their previous conversations and create new Issues": who is verified', async (t) => {
    const service = await startTestService(t);
    const {conversation} = await service.send(await service.logIn('captain'), 'before');
    await service.engine.db.updateTable('conversations').set({status: 'ended'}).execute();
    const session = await service.logIn('captain');
    const next = await service.send(session, 'after');
    const {conversations} = await service.sync(session);
    assert.deepEqual(
      conversations.map(({id}) => id),
      [conversation.id, next.conversation.id],
    );
    assert.deepEqual(await service.texts(session), ['before', 'after']);
  });

  it('"the use of either userId or userEmail is required": each of them alone will do', async (t) => {
    const service = await startTestService(t);
    for (const identifiers of [{userId: CAPTAIN.userId}, {userEmail: CAPTAIN.userEmail}]) {
      const {user} = await service.session({...identifiers, userAuthToken: await token(identifiers)});
      assert.deepEqual(standingOf(user), {kind: 'logged-in', verified: true});
    }
  });

  it('"Spaces within the userId value are allowed, though.", and up to 750 characters', async (t) => {
    const service = await startTestService(t);
    const userIds = ['captain planet', 'x'.repeat(750)];
    for (const userId of userIds) await service.session({userId, userAuthToken: await token({userId})});
    const rows = await service.engine.db.selectFrom('users').select('user_id').execute();
    assert.deepEqual(rows.map((row) => row.user_id).toSorted(), userIds);
  });

  it('"Max length – 255 characters. Values longer than this will be truncated.": what agents see', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent();
    const userAuthToken = await token(CAPTAIN);
    const {sessionToken} = await service.session({...CAPTAIN, userAuthToken, userName: '🙂'.repeat(300)});
    await service.send(sessionToken, 'hello');
    const [conversation] = await service.agentList(headers);
    assert.equal(conversation?.user.userName, '🙂'.repeat(255));
  });

  it('"3rd parties cannot file issues on behalf of your users or update their properties"', async (t) => {
    const service = await startTestService(t);
    const userAuthToken = await token(CAPTAIN);
    await service.session({...CAPTAIN, userAuthToken, userName: 'Captain Planet'});
    const users = () => service.engine.db.selectFrom('users').selectAll().execute();
    const before = await users();
    const changes = {userEmail: 'eve@example.com', userName: 'Eve'};
    for (const claim of [
      {...CAPTAIN, ...changes},
      {...CAPTAIN, ...changes, userAuthToken},
      {...CAPTAIN, userName: 'Eve', userAuthToken: 'A'.repeat(43)},
      {userEmail: CAPTAIN.userEmail, userName: 'Eve', userAuthToken: await token({userId: CAPTAIN.userId})},
    ]) {
      const response = await service.claim({...claim, anonymousCredential: newCredential()});
      assert.equal(response.statusCode, 401);
      assert.deepEqual(Object.keys(response.json()), ['error']);
    }
    assert.deepEqual(await users(), before);
    assert.equal(await service.count('conversations'), 0);
  });

  it('accepts the strict form alone, unless the app says otherwise', async (t) => {
    const service = await startTestService(t);
    assert.equal((await service.session({...CAPTAIN, userAuthToken: await token(CAPTAIN)})).user.verified, true);
    const compatible = await createUserAuthToken({...CAPTAIN, secret: SECRET, form: 'compatible'});
    assertError(await service.claim({...CAPTAIN, userAuthToken: compatible}), 401, 'invalid_user_auth_token');
    assert.match(service.logged.join(), /"reason":"compatible-form-off"/);
    for (const platformId of ['cautious', 'all'] as const) {
      await addApp(service.engine, {platformId, compatibleTokens: platformId});
      const session = await service.session({...CAPTAIN, platformId, userAuthToken: compatible});
      assert.equal(session.user.verified, true);
    }
  });

  it('"If Identity Verification is enabled": where it is not, no token is needed, and no user is called verified', async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    for (const userAuthToken of [undefined, 'nonsense', await token(CAPTAIN)]) {
      const {user} = await service.session({...CAPTAIN, ...(userAuthToken && {userAuthToken})});
      assert.deepEqual(standingOf(user), {kind: 'logged-in', verified: false});
    }
  });

  it('"should be generated only using the userId": full privacy, which keeps neither address nor name', async (t) => {
    const service = await startTestService(t);
    const privately = {...CAPTAIN, userName: 'Captain Planet', fullPrivacy: true};
    const overBoth = {...privately, userAuthToken: await token(CAPTAIN)};
    assertError(await service.claim(overBoth), 401, 'invalid_user_auth_token');
    await service.session({...privately, userAuthToken: await token({userId: CAPTAIN.userId})});
    const rows = await service.engine.db.selectFrom('users').select(['user_email', 'user_name']).execute();
    assert.deepEqual(rows, [{user_email: null, user_name: null}]);
  });

  it('removes the stored address and name at a log-in with full privacy', async (t) => {
    const service = await startTestService(t);
    const userName = 'Captain Planet';
    await service.session({...CAPTAIN, userName, userAuthToken: await token(CAPTAIN)});
    const {userId} = CAPTAIN;
    await service.session({...CAPTAIN, userName, fullPrivacy: true, userAuthToken: await token({userId})});
    const rows = await service.engine.db
      .selectFrom('users')
      .select(['user_id', 'user_email', 'user_email_digest', 'user_name'])
      .execute();
    assert.deepEqual(rows, [{user_id: userId, user_email: null, user_email_digest: null, user_name: null}]);
  });

  describe('"Identity Verification will fail": stores nothing, and logs one line without any secret', () => {
    const cases: readonly [string, string, string, () => object | Promise<object>][] = [
      ['no token', 'missing_user_auth_token', 'missing', () => CAPTAIN],
      ['an empty token', 'missing_user_auth_token', 'missing', () => ({...CAPTAIN, userAuthToken: ''})],
      [
        'a forged token',
        'invalid_user_auth_token',
        'no-match',
        () => ({...CAPTAIN, userAuthToken: `v1.${'A'.repeat(43)}`}),
      ],
      [
        'a token of another user',
        'invalid_user_auth_token',
        'no-match',
        async () => ({...CAPTAIN, userAuthToken: await token({...CAPTAIN, userId: 'piano_man'})}),
      ],
      [
        'a token over the userId alone when both are given',
        'invalid_user_auth_token',
        'no-match',
        async () => ({...CAPTAIN, userAuthToken: await token({userId: CAPTAIN.userId})}),
      ],
      [
        'a token over a lower-cased address',
        'invalid_user_auth_token',
        'no-match',
        async () => ({userEmail: 'Ann@Example.com', userAuthToken: await token({userEmail: 'ann@example.com'})}),
      ],
      [
        "a token of another app's key",
        'invalid_user_auth_token',
        'no-match',
        async () => ({...CAPTAIN, userAuthToken: await token(CAPTAIN, 'the secret key of ios')}),
      ],
      [
        "a token of a key of another domain's app",
        'invalid_user_auth_token',
        'no-match',
        async () => ({...CAPTAIN, userAuthToken: await token(CAPTAIN, 'the secret key of umbrella')}),
      ],
    ];
    for (const [name, code, reason, claim] of cases) {
      it(name, async (t) => {
        const service = await startTestService(t);
        await addApp(service.engine, {platformId: 'ios', secrets: ['the secret key of ios']});
        await addApp(service.engine, {domain: 'umbrella', secrets: ['the secret key of umbrella']});
        const body = await claim();
        const response = await service.claim(body);
        assertError(response, 401, code);
        await storedNothing(service);

        const lines = service.logged.map((line) => JSON.parse(line) as {reason?: string});
        assert.deepEqual(
          lines.map((line) => line.reason),
          [reason],
        );
        const secrets = [...Object.values(body as Record<string, string>), SECRET].filter(Boolean);
        for (const secret of secrets) {
          assert.ok(!service.logged.join().includes(secret), `logged ${secret}`);
          assert.ok(!response.body.includes(secret), `answered ${secret}`);
        }
        assert.ok(reason === 'missing' || !response.body.includes(reason), 'the page does not learn the reason');
      });
    }
  });

  it('"generated using the old secret key become invalid": every active key counts, a deleted one does not', async (t) => {
    const service = await startTestService(t);
    const withOld = await token(CAPTAIN);
    await addKey(service.engine, 'the new secret of acme');
    const withNew = await token(CAPTAIN, 'the new secret of acme');
    for (const userAuthToken of [withOld, withNew]) await service.session({...CAPTAIN, userAuthToken});
    await deleteKey(service.engine, SECRET);
    assertError(await service.claim({...CAPTAIN, userAuthToken: withOld}), 401, 'invalid_user_auth_token');
    await service.session({...CAPTAIN, userAuthToken: withNew});
    await deleteKey(service.engine, 'the new secret of acme');
    assertError(await service.claim({...CAPTAIN, userAuthToken: withNew}), 401, 'invalid_user_auth_token');
    assert.match(service.logged.at(-1) ?? '', /"reason":"no-active-key"/);
  });

  it('does not find a user by an address from the Identity Bot', async (t) => {
    const service = await startTestService(t);
    for (const session of [await service.visit(), await service.logIn('ann')]) {
      const contact = {email: CAPTAIN.userEmail};
      const payload = {messages: [{id: crypto.randomUUID(), text: 'hello', contact}]};
      const response = await service.as(session, {method: 'POST', url: '/v1/messages', payload});
      assert.equal(response.statusCode, 201);
    }
    const {userEmail} = CAPTAIN;
    const {hasConversation} = await service.session({userEmail, userAuthToken: await token({userEmail})});
    assert.equal(hasConversation, false);
    assert.equal(await service.count('users'), 3);
  });

  it('makes one user of fifty simultaneous first log-ins', async (t) => {
    const service = await startTestService(t);
    const claim = {...CAPTAIN, userAuthToken: await token(CAPTAIN)};
    const responses = await Promise.all(Array.from({length: 50}, () => service.claim(claim)));
    assert.deepEqual([...new Set(responses.map((response) => response.statusCode))], [201]);
    assert.equal(await service.count('users'), 1);
  });
});

describe('the user of a claim', () => {
  it('is the same in page and service, for any values', async (t) => {
    const rateLimits = {sessions: {burst: Infinity, perSecond: 1}};
    const service = await startTestService(t, {app: {verification: false}, rateLimits});
    const text = fc.oneof(
      fc.string({unit: 'binary', maxLength: 10}),
      fc.array(fc.nat(0xffff), {maxLength: 4}).map((units) => String.fromCharCode(...units)),
      fc.emailAddress(),
      fc.constantFrom('', ' ', 'u1', 'u1 ', '\0', 'a@b', 'ANN@x.org', 'ann@\u212a.org', '__proto__', 'x'.repeat(751)),
    );
    const fields = fc.record(
      {userId: text, userEmail: text, userName: text, fullPrivacy: fc.boolean()},
      {requiredKeys: []},
    );
    await fc.assert(
      fc.asyncProperty(fields, async (given) => {
        const {claim} = identify(given);
        const {kind, ...identifiers} = claim;
        await service.engine.db.deleteFrom('users').execute();
        // The claim of a page, and the raw values of the page.
        for (const sent of [given, {...identifiers, ...(given.fullPrivacy && {fullPrivacy: true})}]) {
          const {user} = await service.session({...sent, anonymousCredential: newCredential()});
          assert.equal(user.kind, kind);
          const rows = await service.engine.db
            .selectFrom('users')
            .select(['user_id as userId', 'user_email as userEmail', 'user_name as userName'])
            .execute();
          const known = {userId: null, userEmail: null, userName: null, ...identifiers};
          assert.deepEqual(rows, kind === 'anonymous' ? [] : [known]);
        }
      }),
      {numRuns: 200},
    );
  });
});

describe('a session', () => {
  it('ends after an hour, to the millisecond', async (t) => {
    const service = await startTestService(t);
    const session = await service.logIn('captain');
    service.clock.advance(SESSION_LIFE_MS - 1);
    assert.equal((await service.as(session, SYNC)).statusCode, 200);
    service.clock.advance(1);
    assertError(await service.as(session, SYNC), 401, 'unauthorized');
  });

  it('"generated using the old secret key become invalid": ends with the key that verified it, and only with it', async (t) => {
    const service = await startTestService(t);
    await addKey(service.engine, 'the other secret of acme');
    const session = await service.logIn('captain');
    const visitor = await service.visit();
    await deleteKey(service.engine, 'the other secret of acme');
    assert.equal((await service.as(session, SYNC)).statusCode, 200);
    await deleteKey(service.engine, SECRET);
    assertError(await service.as(session, SYNC), 401, 'unauthorized');
    assertError(await service.as(session, sending('x')), 401, 'unauthorized');
    assert.equal((await service.as(visitor, SYNC)).statusCode, 200);
    assert.equal(await service.count('entries'), 0);
  });

  it('"not able to file issues or see conversations if they are unverified": ends when the app begins to verify', async (t) => {
    const service = await startTestService(t, {app: {verification: false}});
    const unverified = (await service.session({userId: 'captain'})).sessionToken;
    const visitor = await service.visit();
    await setVerification(service.engine, true);
    const verified = await service.logIn('captain');
    assertError(await service.as(unverified, SYNC), 401, 'unauthorized');
    assert.equal((await service.as(visitor, SYNC)).statusCode, 200);
    await setVerification(service.engine, false);
    assert.equal((await service.as(verified, SYNC)).statusCode, 200);
  });

  describe('"all requests made from your Web Chat widget to Helpshift are coming from authentic end users"', () => {
    for (const authorization of ['', 'Bearer', 'Bearer x', 'Basic eDp4', 'Bearer v1.W10.x', 'Bearer a b']) {
      it(`are refused for "${authorization}"`, async (t) => {
        const service = await startTestService(t);
        assertError(await service.ask({...SYNC, headers: {authorization}}), 401, 'unauthorized');
      });
    }
  });

  it('of another installation is refused', async (t) => {
    const [one, two] = [await startTestService(t), await startTestService(t)];
    const session = await one.visit();
    assert.equal((await one.as(session, SYNC)).statusCode, 200);
    assertError(await two.as(session, SYNC), 401, 'unauthorized');
  });
});

describe('the rate of new sessions', () => {
  it('limits one address with 10,000 requests, and no other address', async (t) => {
    const service = await startTestService(t, {trustProxy: true});
    const claim = async (address: string) => {
      const answer = await service.claim({anonymousCredential: newCredential()}, {'x-forwarded-for': address});
      return answer.statusCode;
    };
    const statuses: number[] = [];
    for (let batch = 0; batch < 100; batch++) {
      statuses.push(...(await Promise.all(Array.from({length: 100}, () => claim('192.0.2.1')))));
      assert.equal(await claim(`198.51.100.${batch}`), 201);
    }
    assert.equal(statuses.filter((status) => status === 201).length, RATE_LIMITS.sessions.burst);
    assert.equal(statuses.filter((status) => status === 429).length, 10_000 - RATE_LIMITS.sessions.burst);
    await storedNothing(service);
  });

  it('is limited for one address, and others are not affected', async (t) => {
    const rateLimits = {sessions: {burst: 5, perSecond: 1}};
    const service = await startTestService(t, {rateLimits, trustProxy: true});
    const claim = (address: string) =>
      service.claim({anonymousCredential: newCredential()}, {'x-forwarded-for': address});
    for (let index = 0; index < 5; index++) assert.equal((await claim('192.0.2.1')).statusCode, 201);
    const refused = await claim('192.0.2.1');
    assertError(refused, 429, 'too_many_requests');
    assert.equal(refused.headers['retry-after'], '1');
    assert.equal((await claim('192.0.2.2')).statusCode, 201);
    service.clock.advance(1000);
    assert.equal((await claim('192.0.2.1')).statusCode, 201);
  });

  for (const [what, byMs] of [
    ['leaps a day', 24 * 3_600_000],
    ['is set back an hour', -3_600_000],
  ] as const) {
    it(`is as it was when the clock ${what}`, async (t) => {
      const service = await startTestService(t, {rateLimits: {sessions: {burst: 1, perSecond: 1}}});
      const claim = () => service.claim({anonymousCredential: newCredential()});
      assert.equal((await claim()).statusCode, 201);
      service.clock.setWallClock(byMs);
      const refused = await claim();
      assertError(refused, 429, 'too_many_requests');
      assert.equal(refused.headers['retry-after'], '1');
      service.clock.advance(1000);
      assert.equal((await claim()).statusCode, 201);
    });
  }
});
