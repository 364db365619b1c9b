import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {newDatabase} from '../support/test-database.js';
import {addApp, APP, openTestDatabase, resolveProved} from '../support/test-service.js';
import type {DatabaseEngine} from '../../src/database/engine.js';

// Test names in quotation marks are sentences of the specification, "What to provide as user identifiers" and "How to
// provide user's information".

type ClaimedUser = {userId?: string; userEmail?: string; userName?: string};

/** A database with one app, and a log-in function. Each log-in moves the clock by one. */
async function open(t: TestContext) {
  const engine = await openTestDatabase(t);
  await addApp(engine);
  let now = 1000;
  const logIn = (claimed: ClaimedUser, app = APP): Promise<string> => resolve(engine, claimed, now++, app);
  const rows = () => engine.db.selectFrom('users').selectAll().orderBy('created_at').execute();
  const look = async (id: string) => {
    const row = (await rows()).find((row) => row.id === id);
    return row && [row.user_id, row.user_email, row.user_name];
  };
  return {engine, logIn, rows, look};
}

function resolve(engine: DatabaseEngine, claimed: ClaimedUser, now: number, app = APP): Promise<string> {
  return resolveProved(engine, app, {kind: 'logged-in', ...claimed}, now);
}

describe('resolveUser', () => {
  it('makes a user, and finds the user again', async (t) => {
    const {logIn, rows, look} = await open(t);
    const id = await logIn({userId: 'u1', userEmail: 'ann@x.org', userName: 'Ann'});
    assert.equal(await logIn({userId: 'u1'}), id);
    assert.equal(await logIn({userId: 'u1', userEmail: 'ann@x.org'}), id);
    assert.equal(await logIn({userEmail: 'ann@x.org'}), id);
    assert.equal((await rows()).length, 1);
    assert.deepEqual(await look(id), ['u1', 'ann@x.org', 'Ann']);
  });

  it('"the existing user\'s email gets updated, if the email is provided": with the userId, and the name as well', async (t) => {
    const {logIn, look} = await open(t);
    const id = await logIn({userId: 'u1', userEmail: 'ann@x.org', userName: 'Ann'});
    await logIn({userId: 'u1', userEmail: 'ann@new.org', userName: 'Anna'});
    assert.deepEqual(await look(id), ['u1', 'ann@new.org', 'Anna']);
    assert.notEqual(await logIn({userEmail: 'ann@x.org'}), id);
  });

  it('"if the email is provided": the address and the name that a claim does not mention stay', async (t) => {
    const {logIn, look} = await open(t);
    const id = await logIn({userId: 'u1', userEmail: 'ann@x.org', userName: 'Ann'});
    await logIn({userId: 'u1'});
    assert.deepEqual(await look(id), ['u1', 'ann@x.org', 'Ann']);
  });

  it('"The userId value is case-sensitive": it is compared exactly', async (t) => {
    const {logIn, rows} = await open(t);
    const ids = ['1abc', '1ABC', '1äbc', '1a\u0308bc', '1 abc'].map((userId) => logIn({userId}));
    assert.equal(new Set(await Promise.all(ids)).size, 5);
    assert.equal((await rows()).length, 5);
  });

  it('finds users by the longest userIds, which may take 3,000 bytes, and tells them apart', async (t) => {
    const {logIn, rows, look} = await open(t);
    const longest = ['😀', '🙂'].map((last) => '𝒳'.repeat(749) + last);
    const ids = await Promise.all(longest.map((userId) => logIn({userId, userEmail: `${userId.length}@x.org`})));
    assert.equal(new Set(ids).size, 2);
    for (const [index, userId] of longest.entries()) {
      assert.equal(await logIn({userId}), ids[index]);
      assert.equal((await look(ids[index]!))?.[0], userId);
    }
    assert.equal((await rows()).length, 2);
  });

  it('"The email value is case insensitive": compared without case, and kept as it was last written', async (t) => {
    const {logIn, look} = await open(t);
    const id = await logIn({userEmail: 'foobar@example.com'});
    assert.equal(await logIn({userEmail: 'FOObar@Example.Com'}), id);
    assert.deepEqual(await look(id), [null, 'FOObar@Example.Com', null]);
  });

  it('"then the userId would be added to that user": to the one with the address who has none', async (t) => {
    const {logIn, rows, look} = await open(t);
    const id = await logIn({userEmail: 'ann@x.org'});
    assert.equal(await logIn({userId: 'u1', userEmail: 'Ann@X.org'}), id);
    assert.equal((await rows()).length, 1);
    assert.deepEqual(await look(id), ['u1', 'Ann@X.org', null]);
    assert.equal(await logIn({userId: 'u1'}), id);
  });

  it('"then a new user would be created, if a different userId is provided": they share the address', async (t) => {
    const {logIn, rows} = await open(t);
    const first = await logIn({userId: 'u1', userEmail: 'ann@x.org'});
    const second = await logIn({userId: 'u2', userEmail: 'ann@x.org'});
    assert.notEqual(second, first);
    assert.equal((await rows()).length, 2);
  });

  it('"the priority of userId is higher than that of userEmail": also when the address is another user\'s', async (t) => {
    const {logIn, look} = await open(t);
    const ann = await logIn({userId: 'u1', userEmail: 'ann@x.org'});
    const bob = await logIn({userEmail: 'bob@x.org'});
    assert.equal(await logIn({userId: 'u1', userEmail: 'bob@x.org'}), ann);
    assert.deepEqual(await look(ann), ['u1', 'bob@x.org', null]);
    assert.deepEqual(await look(bob), [null, 'bob@x.org', null]);
  });

  describe('"may return another user\'s conversations, if multiple profiles have the same email": the address alone', () => {
    it('chooses the one without a userId', async (t) => {
      const {logIn} = await open(t);
      await logIn({userId: 'u1', userEmail: 'one@x.org'});
      const alone = await logIn({userEmail: 'shared@x.org'});
      await logIn({userId: 'u1', userEmail: 'shared@x.org'});
      assert.equal(await logIn({userEmail: 'shared@x.org'}), alone);
    });

    it('else takes the one seen last', async (t) => {
      const {logIn} = await open(t);
      const one = await logIn({userId: 'u1', userEmail: 'shared@x.org'});
      const two = await logIn({userId: 'u2', userEmail: 'shared@x.org'});
      const three = await logIn({userId: 'u3', userEmail: 'shared@x.org'});
      assert.equal(await logIn({userEmail: 'shared@x.org'}), three);
      await logIn({userId: 'u1'});
      assert.equal(await logIn({userEmail: 'shared@x.org'}), one);
      await logIn({userId: 'u2', userEmail: 'shared@x.org'});
      assert.equal(await logIn({userEmail: 'shared@x.org'}), two);
    });

    it('knows the latest visit also within one millisecond, and of a clock that is set back', async (t) => {
      const {engine} = await open(t);
      const one = await resolve(engine, {userId: 'u1', userEmail: 'shared@x.org'}, 5);
      const two = await resolve(engine, {userId: 'u2', userEmail: 'shared@x.org'}, 4);
      assert.equal(await resolve(engine, {userEmail: 'shared@x.org'}, 5), two);
      await resolve(engine, {userId: 'u1'}, 5);
      assert.equal(await resolve(engine, {userEmail: 'shared@x.org'}, 5), one);
    });
  });

  it('makes two users of the same identifiers in two apps', async (t) => {
    const {engine, logIn} = await open(t);
    const others = [
      {domain: APP.domain, platformId: 'ios'},
      {domain: 'other', platformId: APP.platformId},
    ];
    for (const app of others) await addApp(engine, {...app, secrets: []});
    const given = {userId: 'u1', userEmail: 'ann@x.org'};
    const ids = [await logIn(given), await logIn(given, others[0]), await logIn(given, others[1])];
    assert.equal(new Set(ids).size, 3);
  });

  it('writes nothing when nothing has changed', async (t) => {
    const {engine, logIn, rows} = await open(t);
    await logIn({userId: 'u1', userEmail: 'ann@x.org', userName: 'Ann'});
    const before = await rows();
    const write = t.mock.method(engine, 'write');
    await logIn({userId: 'u1', userEmail: 'ann@x.org', userName: 'Ann'});
    assert.deepEqual(await rows(), before);
    assert.equal(write.mock.callCount(), 0);
  });

  it('makes one user of fifty simultaneous first log-ins', async (t) => {
    const {logIn, rows} = await open(t);
    const given = {userId: 'u1', userEmail: 'ann@x.org'};
    const ids = await Promise.all(Array.from({length: 50}, () => logIn(given)));
    assert.equal(new Set(ids).size, 1);
    assert.equal((await rows()).length, 1);
  });

  it('makes one user of simultaneous first log-ins of two processes', async (t) => {
    const database = await newDatabase(t);
    const [one, two] = [await database.open(), await database.open()];
    await addApp(one);
    const given = {userId: 'u1', userEmail: 'ann@x.org'};
    const logIns = Array.from({length: 50}, (_, index) => resolve(index % 2 ? one : two, given, index));
    assert.equal(new Set(await Promise.all(logIns)).size, 1);
    assert.equal((await one.db.selectFrom('users').select('id').execute()).length, 1);
  });

  it('names what must not run at the same time: log-ins with a common identifier share a key', async (t) => {
    const {engine, logIn} = await open(t);
    const write = t.mock.method(engine, 'write');
    const keysOf = async (claimed: ClaimedUser, app = APP) => {
      await logIn(claimed, app);
      return write.mock.calls.at(-1)?.arguments[0] ?? [];
    };
    const common = (one: readonly string[], two: readonly string[]) => one.filter((key) => two.includes(key)).length;
    const both = await keysOf({userId: 'u1', userEmail: 'ann@x.org'});
    const byId = await keysOf({userId: 'u1', userName: 'Ann'});
    const byEmail = await keysOf({userEmail: 'ANN@x.org', userName: 'Anna'});
    assert.deepEqual([common(both, byId), common(both, byEmail)], [1, 1]);
    assert.equal(common(byId, byEmail), 1, 'both change the row of one user');
    const stranger = await keysOf({userId: 'ann@x.org', userEmail: 'u1@x.org'});
    await addApp(engine, {domain: APP.domain, platformId: 'ios'});
    const elsewhere = await keysOf({userId: 'u1', userEmail: 'ann@x.org'}, {domain: APP.domain, platformId: 'ios'});
    for (const others of [stranger, elsewhere]) assert.equal(common([...both, ...byId, ...byEmail], others), 0);
    assert.doesNotMatch(JSON.stringify([both, byId, byEmail, stranger]), /u1|@/);
  });

  it('leaves at most one user for each userId when conflicting claims come at once', async (t) => {
    const {logIn, rows} = await open(t);
    const claims = Array.from({length: 60}, (_, index): ClaimedUser => {
      const userId = `u${index % 3}`;
      const userEmail = `e${index % 2}@x.org`;
      return [{userId}, {userEmail}, {userId, userEmail}][index % 5 === 0 ? 0 : index % 5 === 1 ? 1 : 2]!;
    });
    await Promise.all(claims.map((given) => logIn(given)));
    const users = await rows();
    const userIds = users.map((row) => row.user_id).filter((userId) => userId !== null);
    assert.deepEqual(userIds.toSorted(), ['u0', 'u1', 'u2']);
    const alone = users.filter((row) => row.user_id === null).map((row) => row.user_email_digest);
    assert.equal(new Set(alone).size, alone.length);
  });
});
