import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {resolveUser} from '../../src/identity/users.js';
import {addApp, APP, openTestDatabase} from '../support/test-service.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

interface ModelUser {
  userId: string | undefined;
  userEmail: string | undefined;
  seen: number;
}

/** The specification's rules of look-up, written as plainly as they are there. */
function modelLogIn(users: ModelUser[], {userId, userEmail}: LoggedInClaim, now: number): ModelUser {
  const sharers = users.filter((user) => userEmail !== undefined && user.userEmail === userEmail);
  const nameless = sharers.find((user) => user.userId === undefined);
  const lastSeen = [...sharers].sort((a, b) => b.seen - a.seen)[0];
  const found =
    userId === undefined ? (nameless ?? lastSeen) : (users.find((user) => user.userId === userId) ?? nameless);
  const user = found ?? {userId: undefined, userEmail: undefined, seen: now};
  if (!found) users.push(user);
  user.userId ??= userId;
  user.userEmail = userEmail ?? user.userEmail;
  user.seen = now;
  return user;
}

const userId = fc.constantFrom('1', '2', '3');
const userEmail = fc.constantFrom('a@x.org', 'b@x.org');
const claim: fc.Arbitrary<LoggedInClaim> = fc.oneof(
  fc.record({kind: fc.constant('logged-in' as const), userId}),
  fc.record({kind: fc.constant('logged-in' as const), userEmail}),
  fc.record({kind: fc.constant('logged-in' as const), userId, userEmail}),
);

describe('any list of log-ins', () => {
  it('leads, one after the other, to the users that the specification describes', async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(claim, {maxLength: 12}), async (claims) => {
        const engine = await openTestDatabase(t);
        await addApp(engine);
        const users: ModelUser[] = [];
        const ids = new Map<ModelUser, string>();
        for (const [now, given] of claims.entries()) {
          const expected = modelLogIn(users, given, now);
          const id = await engine.write((trx) => resolveUser(trx, APP, given, now));
          assert.equal(id, ids.get(expected) ?? id, 'a user is found again');
          assert.ok(ids.has(expected) || ![...ids.values()].includes(id), 'a new user is new');
          ids.set(expected, id);
        }
        const rows = await engine.db.selectFrom('users').select(['id', 'user_id', 'user_email']).execute();
        const expected = users.map((user) => [ids.get(user), user.userId ?? null, user.userEmail ?? null]);
        const stored = rows.map((row) => [row.id, row.user_id, row.user_email]);
        assert.deepEqual(new Set(stored.map(String)), new Set(expected.map(String)));
        await engine.close();
      }),
      {numRuns: 40},
    );
  });

  it('leaves, however it is interleaved, what some order of them would leave', async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(claim, {minLength: 2, maxLength: 10}), async (claims) => {
        const engine = await openTestDatabase(t);
        await addApp(engine);
        const logIns = claims.map((given, now) => engine.write((trx) => resolveUser(trx, APP, given, now)));
        const ids = await Promise.all(logIns);
        const rows = await engine.db.selectFrom('users').select(['id', 'user_id', 'user_email']).execute();
        for (const [index, given] of claims.entries()) {
          const row = rows.find((row) => row.id === ids[index]);
          assert.ok(row, 'each log-in leads to a user who is there');
          if (given.userId !== undefined) assert.equal(row.user_id, given.userId, 'with the userId that was given');
        }
        const userIds = rows.map((row) => row.user_id).filter((id) => id !== null);
        assert.equal(new Set(userIds).size, userIds.length, 'a userId belongs to one user');
        const nameless = rows.filter((row) => row.user_id === null).map((row) => row.user_email);
        assert.equal(new Set(nameless).size, nameless.length, 'an address has one user without a userId at the most');
        assert.ok(
          nameless.every((email) => email !== null),
          'nobody is without any identifier',
        );
        await engine.close();
      }),
      {numRuns: 40},
    );
  });
});
