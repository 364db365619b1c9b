import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {newDatabase} from '../support/test-database.js';
import {addApp, openTestDatabase, resolveProved} from '../support/test-service.js';
import type {AppKey} from '../../src/apps/apps.js';
import type {DatabaseEngine} from '../../src/database/engine.js';
import type {LoggedInClaim} from 'helpshift-chat/protocol';

interface ModelUser {
  userId: string | undefined;
  userEmail: string | undefined;
  seen: number;
}

/** A model of the specification's lookup rules, as simple as their text. */
function modelLogIn(users: ModelUser[], {userId, userEmail}: LoggedInClaim, now: number): ModelUser {
  const sharers = users.filter((user) => userEmail !== undefined && user.userEmail === userEmail);
  const nameless = sharers.find((user) => user.userId === undefined);
  // An address that somebody else has as well leads to no new `userId`.
  const gaining = sharers.length === 1 ? nameless : undefined;
  const lastSeen = [...sharers].sort((a, b) => b.seen - a.seen)[0];
  const found =
    userId === undefined ? (nameless ?? lastSeen) : (users.find((user) => user.userId === userId) ?? gaining);
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
  it('finds, in sequence, the users of the specification', async (t) => {
    const engine = await openTestDatabase(t);
    await fc.assert(
      fc.asyncProperty(fc.array(claim, {maxLength: 12}), async (claims) => {
        const app = newApp();
        await addApp(engine, app);
        const users: ModelUser[] = [];
        const ids = new Map<ModelUser, string>();
        for (const [now, given] of claims.entries()) {
          const expected = modelLogIn(users, given, now);
          const id = await resolveProved(engine, app, given, now);
          assert.equal(id, ids.get(expected) ?? id, 'a user is found again');
          assert.ok(ids.has(expected) || ![...ids.values()].includes(id), 'a new user is new');
          ids.set(expected, id);
        }
        const rows = await usersOf(engine, app);
        const expected = users.map((user) => [ids.get(user), user.userId ?? null, user.userEmail ?? null]);
        const stored = rows.map((row) => [row.id, row.user_id, row.user_email]);
        assert.deepEqual(new Set(stored.map(String)), new Set(expected.map(String)));
      }),
      {numRuns: 40},
    );
  });

  it('has, when two processes run it at once, the result of one possible order', async (t) => {
    const database = await newDatabase(t);
    const [one, two] = [await database.open(), await database.open()];
    await fc.assert(
      fc.asyncProperty(fc.array(claim, {minLength: 2, maxLength: 5}), async (claims) => {
        const app = newApp();
        await addApp(one, app);
        // All log-ins get the same time. The order of the commits decides who was seen last.
        const logIns = claims.map((given, index) => resolveProved(index % 2 ? one : two, app, given, 0));
        const ids = await Promise.all(logIns);
        const rows = await usersOf(one, app);

        const left = outcomeOf(
          ids,
          rows.map((row) => ({id: row.id, userId: row.user_id, userEmail: row.user_email})),
        );
        const possible = ordersOf(claims.map((_, index) => index)).map((order) => {
          const users: ModelUser[] = [];
          const found = new Map<number, ModelUser>();
          for (const [now, index] of order.entries()) found.set(index, modelLogIn(users, claims[index]!, now));
          const nameOf = (user: ModelUser | undefined) => String(users.indexOf(user!));
          return outcomeOf(
            claims.map((_, index) => nameOf(found.get(index))),
            users.map((user) => ({id: nameOf(user), userId: user.userId ?? null, userEmail: user.userEmail ?? null})),
          );
        });
        assert.ok(possible.includes(left), left);
      }),
      {numRuns: 40},
    );
  });
});

/** An app of its own for each run, because a new database takes many times as long. */
const newApp = (): AppKey => ({domain: randomUUID(), platformId: 'web'});

const usersOf = ({db}: DatabaseEngine, {domain}: AppKey) =>
  db.selectFrom('users').select(['id', 'user_id', 'user_email']).where('domain', '=', domain).execute();

/** The result of all log-ins without the random ids: the user of each log-in, and the list of users. */
function outcomeOf(
  ids: readonly string[],
  users: readonly {id: string; userId: string | null; userEmail: string | null}[],
): string {
  const byFirst = [...new Set(ids)].map((id) => users.find((user) => user.id === id));
  return JSON.stringify([
    ids.map((id) => ids.indexOf(id)),
    byFirst.map((user) => [user?.userId, user?.userEmail]),
    users.length,
  ]);
}

function ordersOf(items: readonly number[]): number[][] {
  if (!items.length) return [[]];
  return items.flatMap((item) => ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
