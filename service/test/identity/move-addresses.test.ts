import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {createUserAuthToken} from 'helpshift-chat/token';
import {trailOfCommand} from '../../src/audit/audit.js';
import {moveAddresses} from '../../src/identity/move-addresses.js';
import {Proof} from '../../src/identity/proof.js';
import {APP, assertError, SECRET, setVerification, startTestService, SYNC} from '../support/test-service.js';

async function start(t: TestContext) {
  const service = await startTestService(t);
  const {engine, clock} = service;
  const move = (mustApply: boolean) => moveAddresses(engine, APP, mustApply, trailOfCommand(clock.now));
  const logIn = async (identifiers: {userId?: string; userEmail?: string}) => {
    const userAuthToken = await createUserAuthToken({...identifiers, secret: SECRET});
    return (await service.session({...identifiers, userAuthToken})).sessionToken;
  };
  const conversations = async (sessionToken: string) => (await service.sync(sessionToken)).conversations.length;
  return {service, move, logIn, conversations};
}

describe('moveAddresses', () => {
  it('only says what would change, until it is told to apply', async (t) => {
    const {service, move, logIn} = await start(t);
    await service.send(await logIn({userId: 'ann@x.org'}), 'hello');
    for (let time = 0; time < 2; time++) assert.deepEqual(await move(false), [{userId: 'ann@x.org', move: 'moves'}]);
    assert.deepEqual(await move(true), [{userId: 'ann@x.org', move: 'moves'}]);
    assert.deepEqual(await move(true), []);
  });

  it('keeps the conversations of users whose userId is an address, and leaves other users alone', async (t) => {
    const {service, move, logIn, conversations} = await start(t);
    const session = await logIn({userId: 'Ann@x.org'});
    await service.send(session, 'hello');
    await service.send(await logIn({userId: 'ben@'}), 'hello');
    await move(true);
    assert.equal(await conversations(session), 1, 'an open session goes on');
    assert.equal(await conversations(await logIn({userEmail: 'ann@X.org'})), 1);
    assert.equal(await conversations(await logIn({userId: 'Ann@x.org'})), 0);
    assert.equal(await conversations(await logIn({userId: 'ben@'})), 1);
  });

  it('proves the address as the userId was proved, and not more', async (t) => {
    const {service, move, logIn} = await start(t);
    const {engine} = service;
    await setVerification(engine, false);
    await service.session({userId: 'ann@x.org'});
    await setVerification(engine, true);
    await logIn({userId: 'ben@x.org'});
    await move(true);
    const rows = await engine.db.selectFrom('users').select('user_email_proof').orderBy('user_email').execute();
    assert.deepEqual(
      rows.map((row) => row.user_email_proof),
      [Proof.declared, Proof.proved],
    );
  });

  it('takes the place of a user who has the address and has written nothing', async (t) => {
    const {service, move, logIn, conversations} = await start(t);
    await service.send(await logIn({userId: 'ann@x.org'}), 'hello');
    const early = await logIn({userEmail: 'ann@x.org'});
    await move(true);
    assertError(await service.as(early, SYNC), 401, 'unauthorized');
    assert.equal(await conversations(await logIn({userEmail: 'ann@x.org'})), 1);
  });

  it('leaves alone what two people may be', async (t) => {
    const {service, move, logIn, conversations} = await start(t);
    for (const user of [
      {userId: 'ann@x.org'},
      {userEmail: 'ann@x.org'},
      {userId: 'ben@x.org', userEmail: 'other@x.org'},
      {userId: 'Cid@x.org'},
      {userId: 'cid@x.org'},
    ]) {
      await service.send(await logIn(user), 'hello');
    }
    await service.send(await logIn({userId: 'dan@x.org'}), 'hello');
    await logIn({userId: '8', userEmail: 'Dan@x.org'});
    const ids = ['Cid@x.org', 'cid@x.org', 'ann@x.org', 'ben@x.org', 'dan@x.org'];
    for (const mustApply of [false, true]) {
      const moves = await move(mustApply);
      assert.deepEqual(new Map(moves.map((one) => [one.userId, one.move])), new Map(ids.map((id) => [id, 'stays'])));
    }
    for (const userId of ids) assert.equal(await conversations(await logIn({userId})), 1);
    assert.equal(await conversations(await logIn({userEmail: 'cid@x.org'})), 0);
    assert.equal(await conversations(await logIn({userEmail: 'dan@x.org'})), 0);
  });

  it('moves one of the ids of an address, the one that has written; and says so before', async (t) => {
    const all = ['ANN@x.org', 'Ann@x.org', 'ann@x.org'];
    for (const [writers, mover] of [
      [[], 'ANN@x.org'],
      [['Ann@x.org'], 'Ann@x.org'],
      [['ann@x.org'], 'ann@x.org'],
      [['Ann@x.org', 'ann@x.org'], undefined],
    ] as const) {
      const {service, move, logIn, conversations} = await start(t);
      for (const userId of all) {
        const session = await logIn({userId});
        if (writers.some((writer) => writer === userId)) await service.send(session, 'hello');
      }
      const moves = all.map((userId) => ({userId, move: userId === mover ? 'moves' : 'stays'}));
      const users = () => service.engine.db.selectFrom('users').selectAll().execute();
      const before = await users();
      assert.deepEqual(await move(false), moves);
      assert.deepEqual(await users(), before);
      assert.deepEqual(await move(true), moves);
      const found = await conversations(await logIn({userEmail: 'ann@x.org'}));
      assert.equal(found, mover && writers.length ? 1 : 0);
    }
  });
});
