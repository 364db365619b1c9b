import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import {createUserAuthToken} from 'helpshift-chat/token';
import {LOOK_ALIKES} from '../../../test/support/look-alikes.js';
import {endsOf, lookOf} from '../support/identity-model.js';
import {liveClients} from '../support/live.js';
import {ENGINE} from '../support/test-database.js';
import {
  addApp,
  APP,
  assertError,
  changeSettings,
  SECRET,
  setVerification,
  startTestService,
  SYNC,
  type TestService,
} from '../support/test-service.js';
import type {AgentConversationUser} from '../../contract/conversations.js';
import type {CompatibleTokens} from 'helpshift-chat/protocol';
import type {AppRules} from '../support/identity-model.js';
import type {SessionRequest, SessionResponse} from 'helpshift-chat/protocol';

type Form = 'strict' | 'compatible';
type Identifiers = Pick<SessionRequest, 'userId' | 'userEmail'>;

const compatible = (signed: Identifiers) => createUserAuthToken({...signed, secret: SECRET, form: 'compatible'});

function startMovedSite(t: TestContext, compatibleTokens: CompatibleTokens = 'cautious'): Promise<TestService> {
  return startTestService(t, {app: {compatibleTokens}});
}

/** The session of the person whose identifiers the site signed. */
async function logIn(service: TestService, identifiers: Identifiers, form: Form = 'strict'): Promise<string> {
  service.clock.advance(1);
  const userAuthToken = await createUserAuthToken({...identifiers, secret: SECRET, form});
  return (await service.session({...identifiers, userAuthToken})).sessionToken;
}

async function assertAmbiguous(service: TestService, claim: Identifiers, signed: Identifiers): Promise<void> {
  const linesBefore = service.logged.length;
  const response = await service.claim({...claim, userAuthToken: await compatible(signed)});
  assertError(response, 401, 'invalid_user_auth_token');
  const reasons = service.logged.slice(linesBefore).filter((line) => line.includes('"reason":"ambiguous-token"'));
  assert.equal(reasons.length, 1, 'the log names the reason once');
}

/** The session that an app which accepts every compatible token gives for a token of other identifiers. */
async function logInWithTokenOf(service: TestService, claim: Identifiers, signed: Identifiers) {
  return (await service.session({...claim, userAuthToken: await compatible(signed)})).sessionToken;
}

/** What agents see of the user whose conversation ends with this text. */
async function seenByAgents(service: TestService, text: string): Promise<AgentConversationUser> {
  const conversations = await service.agentList(await service.agent({email: `${randomUUID()}@acme.example`}));
  const found = conversations.filter(({preview}) => preview.text === text);
  assert.equal(found.length, 1, `one conversation ends with "${text}"`);
  return found[0]!.user;
}

describe('An ambiguous token of the compatible form', () => {
  describe('made for user 1 and 2345evil@x.org, shown as user 12345', () => {
    const owner = {userId: '12345', userEmail: 'real@x.org'};
    const claim = {userId: '12345', userEmail: 'evil@x.org'};
    const signed = {userId: '1', userEmail: '2345evil@x.org'};

    it('is refused in a cautious app, where the owner stays in', async (t) => {
      const service = await startMovedSite(t);
      await service.send(await logIn(service, owner), 'private');
      await assertAmbiguous(service, claim, signed);
      await assertAmbiguous(service, {userEmail: 'evil@x.org', userId: '12345'}, {userEmail: '12345evil@x.org'});
      assert.deepEqual(await service.texts(await logIn(service, owner)), ['private']);
      assert.deepEqual(await service.texts(await logIn(service, owner, 'compatible')), ['private']);
      assert.deepEqual(await service.texts(await logIn(service, {userId: '12345'}, 'compatible')), ['private']);
      assert.deepEqual(await service.texts(await logIn(service, signed)), []);
    });

    it('is accepted in an app that accepts all, as Helpshift does', async (t) => {
      const service = await startMovedSite(t, 'all');
      await service.send(await logIn(service, owner), 'private');
      assert.deepEqual(await service.texts(await logInWithTokenOf(service, claim, signed)), ['private']);
    });

    it('is refused as a form in an app that accepts none', async (t) => {
      const service = await startMovedSite(t, 'none');
      assertError(
        await service.claim({...claim, userAuthToken: await compatible(signed)}),
        401,
        'invalid_user_auth_token',
      );
      assert.match(service.logged.join(''), /"reason":"compatible-form-off"/);
    });
  });

  describe('made for user 1 and 23v@x.org, shown as user 123 with the address of a user without an id', () => {
    const owner = {userEmail: 'v@x.org'};
    const claim = {userId: '123', userEmail: 'v@x.org'};
    const signed = {userId: '1', userEmail: '23v@x.org'};

    it('is refused in a cautious app, and the strict form lets the owner take the id', async (t) => {
      const service = await startMovedSite(t);
      await service.send(await logIn(service, owner), 'private');
      await assertAmbiguous(service, claim, signed);
      await assertAmbiguous(service, {...claim, userEmail: 'V@X.org'}, {userId: '1', userEmail: '23V@X.org'});
      assert.deepEqual(await service.texts(await logIn(service, signed)), []);
      assert.deepEqual(await service.texts(await logIn(service, claim)), ['private']);
      assert.deepEqual(await service.texts(await logIn(service, claim, 'compatible')), ['private']);
    });

    it('is accepted in an app that accepts all', async (t) => {
      const service = await startMovedSite(t, 'all');
      await service.send(await logIn(service, owner), 'private');
      assert.deepEqual(await service.texts(await logInWithTokenOf(service, claim, signed)), ['private']);
    });
  });

  describe('made for user a and nn@x.org, shown as ann@x.org', () => {
    const owner = {userEmail: 'ann@x.org'};
    const signed = {userId: 'a', userEmail: 'nn@x.org'};

    it('is refused in a cautious app, before and after the owner comes', async (t) => {
      const service = await startMovedSite(t);
      await assertAmbiguous(service, owner, signed);
      await service.send(await logIn(service, owner), 'private');
      await assertAmbiguous(service, owner, signed);
      assert.deepEqual(await service.texts(await logIn(service, signed)), []);
      assert.deepEqual(await service.texts(await logIn(service, owner)), ['private']);
    });

    it('is refused as a user id that ends in an address', async (t) => {
      const service = await startMovedSite(t);
      const byId = {userId: 'ann@x.org'};
      await service.send(await logIn(service, byId), 'private');
      await assertAmbiguous(service, byId, signed);
      await assertAmbiguous(service, byId, owner);
      assert.deepEqual(await service.texts(await logIn(service, byId)), ['private']);
    });

    it('is accepted in an app that accepts all', async (t) => {
      const service = await startMovedSite(t, 'all');
      await service.send(await logIn(service, owner), 'private');
      assert.deepEqual(await service.texts(await logInWithTokenOf(service, owner, signed)), ['private']);
    });
  });
});

describe('A user id that a stranger took first with an ambiguous token', () => {
  const claim = {userId: '12345', userEmail: 'evil@x.org'};
  const signed = {userId: '1', userEmail: '2345evil@x.org'};
  const proofs: readonly [string, Identifiers, Form][] = [
    ['the strict form with their address', {userId: '12345', userEmail: 'real@x.org'}, 'strict'],
    ['the strict form over the id alone', {userId: '12345'}, 'strict'],
    ['the compatible form over the id alone', {userId: '12345'}, 'compatible'],
  ];
  for (const [name, owner, form] of proofs) {
    it(`goes to its owner, proved by ${name}, in a cautious app`, async (t) => {
      const service = await startMovedSite(t);
      const stranger = await logInWithTokenOf(service, claim, signed);
      await service.send(stranger, 'from the stranger');

      const session = await logIn(service, owner, form);
      assert.deepEqual(await service.texts(session), []);
      await service.send(session, 'private');

      assert.deepEqual(await service.texts(stranger), ['from the stranger']);
      await assertAmbiguous(service, claim, signed);
      const {userId, userIdVerified, userEmailVerified} = await seenByAgents(service, 'from the stranger');
      assert.deepEqual(
        {userId, userIdVerified, userEmailVerified},
        {userId: null, userIdVerified: false, userEmailVerified: false},
      );
      const ownerSeen = await seenByAgents(service, 'private');
      assert.equal(ownerSeen.userId, '12345');
      assert.equal(ownerSeen.userIdVerified, true);
      assert.deepEqual(await service.texts(await logIn(service, {userId: '12345'})), ['private']);

      // The token did not prove the address either: it was made for 2345evil@x.org.
      const ownerOfAddress = await logIn(service, {userEmail: 'evil@x.org'});
      await service.send(ownerOfAddress, 'private, too');
      assert.deepEqual(await service.texts(ownerOfAddress), ['private, too']);
      assert.deepEqual(await service.texts(stranger), ['from the stranger']);
    });
  }
});

describe('A user id that is an address, in an app that accepted every compatible token', () => {
  const byId = {userId: 'ann@x.org'};
  const signed = {userId: 'a', userEmail: 'nn@x.org'};

  for (const value of ['none', 'cautious'] as const) {
    for (const owner of [byId, {...byId, userEmail: 'ann@home.org'}]) {
      it(`stays with its conversation when the app takes ${value}: ${Object.keys(owner).join(' and ')} in the strict form`, async (t) => {
        const service = await startMovedSite(t, 'all');
        await service.send(await logIn(service, byId, 'compatible'), 'before');
        const stranger = await logInWithTokenOf(service, byId, signed);
        await changeSettings(service.engine, {compatibleTokens: value});

        const session = await logIn(service, owner);
        assert.deepEqual(await service.texts(session), ['before']);
        await service.send(session, 'private');
        assert.deepEqual(await service.texts(await logIn(service, byId)), ['before', 'private']);
        assertError(await service.as(stranger, SYNC), 401, 'unauthorized');
        const refused = await service.claim({...byId, userAuthToken: await compatible(signed)});
        assertError(refused, 401, 'invalid_user_auth_token');
        assert.deepEqual(await service.texts(await logIn(service, signed)), []);
      });
    }
  }
});

describe('An address that was only declared while the app did not verify', () => {
  const victim = {userEmail: 'v@x.org'};
  const declared = {userId: 'm', userEmail: 'v@x.org'};
  const writesAs = async (service: TestService, claim: Identifiers, text: string): Promise<void> => {
    service.clock.advance(1);
    await service.send((await service.session(claim)).sessionToken, text);
  };

  for (const order of ['before', 'after'] as const) {
    it(`never leads to what its owner writes later: declared ${order} the owner wrote`, async (t) => {
      const service = await startMovedSite(t, 'none');
      await setVerification(service.engine, false);
      if (order === 'before') await writesAs(service, declared, 'declared');
      await writesAs(service, victim, 'early');
      if (order === 'after') await writesAs(service, declared, 'declared');
      await setVerification(service.engine, true);

      await logIn(service, {userId: 'm'});
      await service.send(await logIn(service, victim), 'private');
      for (const claim of [{userId: 'm'}, {userId: 'm', userEmail: 'm@x.org'}]) {
        assert.ok(!(await service.texts(await logIn(service, claim))).includes('private'));
      }
      assert.deepEqual(await service.texts(await logIn(service, victim)), ['private']);
      const {userId, userEmailVerified} = await seenByAgents(service, 'private');
      assert.deepEqual({userId, userEmailVerified}, {userId: null, userEmailVerified: true});
    });
  }
});

describe('An address that its owner has proved', () => {
  it('gives its user to no id that a page declares later, while the app does not verify', async (t) => {
    const service = await startMovedSite(t, 'none');
    const owner = {userEmail: 'v@x.org'};
    await logIn(service, owner);
    await setVerification(service.engine, false);
    await service.session({userId: 'm', userEmail: 'v@x.org'});
    await setVerification(service.engine, true);
    await service.send(await logIn(service, owner), 'private');
    assert.deepEqual(await service.texts(await logIn(service, {userId: 'm'})), []);
  });

  it('does not prove the id that an ambiguous token gave to its user', async (t) => {
    const service = await startMovedSite(t, 'all');
    const owner = {userEmail: 'ann@x.org'};
    await logIn(service, owner);
    const signed = {userId: '1', userEmail: '23ann@x.org'};
    await logInWithTokenOf(service, {userId: '123', userEmail: 'ann@x.org'}, signed);
    await changeSettings(service.engine, {compatibleTokens: 'none'});
    await service.send(await logIn(service, owner), 'private');
    assert.deepEqual(await service.texts(await logIn(service, {userId: '123'})), []);
    assert.deepEqual(await service.texts(await logIn(service, owner)), []);
  });

  it('gives a user without an id to nobody while another user has proved it, too', async (t) => {
    const service = await startMovedSite(t, 'none');
    await logIn(service, {userId: '12'});
    await service.send(await logIn(service, {userEmail: 'ann@x.org'}), 'by the address alone');
    await logIn(service, {userId: '12', userEmail: 'ann@x.org'});
    assert.deepEqual(await service.texts(await logIn(service, {userId: '13', userEmail: 'ann@x.org'})), []);
  });
});

describe('An ambiguous token with an address that somebody brought in by a weaker rule', () => {
  const owner = {userId: '123', userEmail: 'ann@x.org'};
  const claim = {userId: '123', userEmail: 'evil@x.org'};
  const signed = {userId: '1', userEmail: '23evil@x.org'};

  it('is refused when a page had only declared the address, while the app did not verify', async (t) => {
    const service = await startMovedSite(t);
    await logIn(service, owner);
    await setVerification(service.engine, false);
    await service.session(claim);
    await setVerification(service.engine, true);
    await assertAmbiguous(service, claim, signed);
  });

  it('is refused for a new user id when a page had only declared the address for another one', async (t) => {
    const service = await startMovedSite(t);
    await setVerification(service.engine, false);
    await service.session({userId: '7', userEmail: claim.userEmail});
    await setVerification(service.engine, true);
    await assertAmbiguous(service, claim, signed);
  });

  it('is refused when the app had accepted all tokens, once its setting is cautious', async (t) => {
    const service = await startMovedSite(t);
    await logIn(service, owner);
    await changeSettings(service.engine, {compatibleTokens: 'all'});
    await logInWithTokenOf(service, claim, signed);
    await changeSettings(service.engine, {compatibleTokens: 'cautious'});
    await assertAmbiguous(service, claim, signed);
  });

  it('is refused when the app had joined its id to the owner of the address, while it accepted all', async (t) => {
    const service = await startMovedSite(t, 'all');
    const victim = {userEmail: 'ann@x.org'};
    const joined = {userId: 'a', ...victim};
    await logIn(service, victim);
    await logInWithTokenOf(service, joined, {userEmail: 'aann@x.org'});
    await changeSettings(service.engine, {compatibleTokens: 'cautious'});
    await service.send(await logIn(service, victim), 'private');
    await assertAmbiguous(service, joined, {userEmail: 'aann@x.org'});
  });

  it('does not lead the owner of the address to the user of the id, once compatible tokens are off', async (t) => {
    const service = await startMovedSite(t, 'all');
    await logInWithTokenOf(service, claim, signed);
    await changeSettings(service.engine, {compatibleTokens: 'none'});
    await service.send(await logIn(service, {userEmail: 'evil@x.org'}), 'private');
    assert.deepEqual(await service.texts(await logIn(service, {userId: '123'})), []);
  });
});

describe('Two colleagues who share an address', () => {
  it('are two users, and the first is the one who wrote by the address alone', async (t) => {
    const service = await startMovedSite(t);
    await service.send(await logIn(service, {userEmail: 'ann@x.org'}), 'from Ann');
    const ann = await logIn(service, {userId: '12', userEmail: 'ann@x.org'});
    assert.deepEqual(await service.texts(ann), ['from Ann']);
    const colleague = await logIn(service, {userId: '13', userEmail: 'ann@x.org'});
    assert.deepEqual(await service.texts(colleague), []);
    await service.send(colleague, 'from the colleague');
    assert.deepEqual(await service.texts(ann), ['from Ann']);
    assert.deepEqual(await service.texts(await logIn(service, {userId: '12'})), ['from Ann']);
    assert.deepEqual(await service.texts(await logIn(service, {userId: '13'})), ['from the colleague']);
  });
});

describe('Two ids that look the same are two users, for requests and on live connections:', () => {
  const apps: Record<string, readonly [Omit<AppRules, 'secret'>, Form | 'none']> = {
    strict: [{verification: true, compatibleTokens: 'none'}, 'strict'],
    cautious: [{verification: true, compatibleTokens: 'cautious'}, 'compatible'],
    all: [{verification: true, compatibleTokens: 'all'}, 'compatible'],
    unverified: [{verification: false, compatibleTokens: 'none'}, 'none'],
  };
  for (const [difference, pair] of Object.entries(LOOK_ALIKES)) {
    it(`they differ in ${difference}`, async (t) => {
      const service = await startTestService(t, {liveTickMs: 10});
      const connect = liveClients(t, await service.app.listen({host: '127.0.0.1', port: 0}));
      const post = async (json: string) => {
        const answer = await service.claimText(json);
        return {status: answer.statusCode, session: answer.json<SessionResponse>()};
      };

      for (const [platformId, [rules, form]] of Object.entries(apps)) {
        await addApp(service.engine, {platformId, ...rules});
        const [one, other] = await Promise.all(
          pair.map(async (userId) => {
            const token = form !== 'none' && {userAuthToken: await createUserAuthToken({userId, secret: SECRET, form})};
            return {...APP, platformId, userId, ...token};
          }),
        );
        assert.ok(one && other);
        const first = await post(JSON.stringify(one));
        const second = await post(JSON.stringify(other));
        // The same id, written in JSON with escapes.
        const escaped = JSON.stringify(one).replace(
          /[^\x20-\x7e]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
        const again = await post(escaped);
        assert.deepEqual([first.status, second.status, again.status], [201, 201, 201]);
        assert.notEqual(first.session.user.key, second.session.user.key);
        assert.equal(again.session.user.key, first.session.user.key);
        if (rules.verification) {
          for (const mixed of [
            {...one, userId: other.userId},
            {...other, userId: one.userId},
          ]) {
            assert.equal((await post(JSON.stringify(mixed))).status, 401, 'a token is for one of them alone');
          }
        }

        const client = await connect('/v1/live');
        client.say({type: 'authenticate', sessionToken: second.session.sessionToken});
        await client.ready();
        const {conversation} = await service.send(first.session.sessionToken, 'private');
        await client.assertNothingCame();
        assert.deepEqual(await service.texts(second.session.sessionToken), []);
        const known = [{id: conversation.id, version: 1, number: 1, entryId: conversation.lastId}];
        const page = {before: {id: conversation.id, number: 2}};
        const {sessionToken} = second.session;
        assert.deepEqual(await service.sync(sessionToken, {known}), {
          conversations: [],
          restart: [conversation.id],
          version: 0,
        });
        assert.deepEqual(await service.sync(sessionToken, {page}), {conversations: []});
        const rows = await service.engine.db
          .selectFrom('users')
          .select('user_id')
          .where('platform_id', '=', platformId)
          .execute();
        assert.deepEqual(rows.map((row) => row.user_id).toSorted(), pair.toSorted());
      }
    });
  }
});

describe('Fifty log-ins at once', () => {
  const users: readonly Identifiers[] = [
    {userId: '123', userEmail: 'ann@x.org'},
    {userId: '123'},
    {userEmail: 'ann@x.org'},
  ];
  const settings: Record<string, readonly [Omit<AppRules, 'secret'>, readonly (Form | 'none')[]]> = {
    'strict tokens': [{verification: true, compatibleTokens: 'none'}, ['strict']],
    'both forms in a cautious app': [{verification: true, compatibleTokens: 'cautious'}, ['strict', 'compatible']],
    'both forms in an app that accepts all': [{verification: true, compatibleTokens: 'all'}, ['strict', 'compatible']],
    'no tokens in an app that does not verify': [{verification: false, compatibleTokens: 'none'}, ['none']],
  };

  /** All mixes of these log-ins, each with at least one. */
  function mixesOf<T>(parts: readonly T[]): T[][] {
    return parts.reduce<T[][]>((mixes, part) => [...mixes, ...mixes.map((mix) => [...mix, part])], [[]]).slice(1);
  }

  function withTokens(claims: readonly Identifiers[], forms: readonly (Form | 'none')[]) {
    return Promise.all(
      claims.flatMap((claim) =>
        forms.map(async (form) => {
          if (form === 'none') return {claim, payload: claim};
          const userAuthToken = await createUserAuthToken({...claim, secret: SECRET, form});
          return {claim, token: {form, signed: claim, secret: SECRET}, payload: {...claim, userAuthToken}};
        }),
      ),
    );
  }

  type LogIn = Awaited<ReturnType<typeof withTokens>>[number];

  async function assertAllowed(service: TestService, platformId: string, mix: readonly LogIn[], rules: AppRules) {
    const logIns = Array.from({length: 50}, (_, index) => mix[(index * 7) % mix.length]!);
    const answers = await Promise.all(
      logIns.map(async (logIn) => ({...logIn, answer: await service.claim({platformId, ...logIn.payload})})),
    );
    const rows = await service.engine.db
      .selectFrom('users')
      .select(['user_id as userId', 'user_email as address', 'user_email_digest as digest'])
      .where('platform_id', '=', platformId)
      .execute();
    // An address without a digest leads to nobody.
    const users = rows.map(({userId, address, digest}) => ({userId, address: digest === null ? null : address}));
    const allowed = endsOf(mix, rules);
    assert.ok(
      allowed.has(lookOf(users)),
      `${JSON.stringify(mix)} made ${lookOf(users)}, and not ${[...allowed].join(' or ')}`,
    );
    const keysOfId = new Set<string>();
    for (const {claim, token, answer} of answers) {
      const isDoubtful = token?.form === 'compatible' && rules.compatibleTokens === 'cautious';
      if (isDoubtful && answer.statusCode === 401) continue;
      assert.equal(answer.statusCode, 201, answer.body);
      const isIdProved = claim.userId !== undefined && !(isDoubtful && claim.userEmail !== undefined);
      if (isIdProved) keysOfId.add(answer.json<SessionResponse>().user.key);
    }
    assert.ok(keysOfId.size <= 1, 'every proof of the id leads to its user');
  }

  for (const [name, [rules, forms]] of Object.entries(settings)) {
    it(`make the users that the rules allow, whichever comes first: every mix of ${name}`, async (t) => {
      const service = await startTestService(t, {rateLimits: {sessions: {burst: Infinity, perSecond: 1}}});
      const all = mixesOf(await withTokens(users, forms)).map((mix, number) => ({mix, platformId: `mix${number}`}));
      // The rules are the same on each engine: there it is about log-ins at one moment.
      const mixes = ENGINE === 'postgres' ? all.filter((_, number) => number % 4 === 2) : all;
      await Promise.all(mixes.map(({platformId}) => addApp(service.engine, {platformId, ...rules})));
      for (const {mix, platformId} of mixes) await assertAllowed(service, platformId, mix, {...rules, secret: SECRET});
    });
  }

  it('make the users that the rules allow, whichever comes first: both forms and a stranger in a cautious app', async (t) => {
    const [rules, forms] = settings['both forms in a cautious app']!;
    const service = await startTestService(t, {app: rules});
    const mix = await withTokens([...users, {userId: '123', userEmail: 'other@x.org'}], forms);
    await assertAllowed(service, APP.platformId, mix, {...rules, secret: SECRET});
  });
});
