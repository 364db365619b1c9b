import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {createUserAuthToken} from 'helpshift-chat/token';
import {requireApp} from '../../src/identity/apps.js';
import {checkToken} from '../../src/identity/token-check.js';
import {addApp, addKey, APP, deleteKey, SECRET, startTestService} from '../support/test-service.js';

async function start(t: TestContext) {
  const service = await startTestService(t);
  const {db} = service.engine;
  const check = async (token: string, identifiers: {userId?: string; userEmail?: string} = {userId: 'ann'}) => {
    const request = {...identifiers, token, fullPrivacy: false};
    const diagnosis = await checkToken(db, await requireApp(db, APP), request);
    return diagnosis.valid ? 'valid' : diagnosis.mistakes;
  };
  return {service, check};
}

const sign = (secret: string) => createUserAuthToken({userId: 'ann', secret});

describe('checkToken', () => {
  it('recognises a deleted key', async (t) => {
    const {service, check} = await start(t);
    assert.equal(await check(await sign(SECRET)), 'valid');
    await addKey(service.engine, 'the new secret of acme');
    await deleteKey(service.engine, SECRET);
    assert.deepEqual(await check(await sign(SECRET)), ['key-deleted']);
    assert.equal(await check(await sign('the new secret of acme')), 'valid');
  });

  it("recognises the keys of the domain's other apps, and of no other domain", async (t) => {
    const {service, check} = await start(t);
    await addApp(service.engine, {platformId: 'ios', secrets: ['the secret key of ios']});
    await addApp(service.engine, {domain: 'other', platformId: 'web', secrets: ['the secret key of other']});
    assert.deepEqual(await check(await sign('the secret key of ios')), ['key-of-another-app']);
    assert.deepEqual(await check(await sign('the secret key of other')), ['unknown']);
  });

  it('reports a signed text that belongs to other identifiers, as the service does', async (t) => {
    const {service, check} = await start(t);
    const [owner, other] = [
      {userId: '12', userEmail: '3ann@x.org'},
      {userId: '123', userEmail: 'ann@x.org'},
    ];
    const userAuthToken = await createUserAuthToken({...owner, secret: SECRET});
    assert.equal(await check(userAuthToken, other), 'valid');
    await service.session({...owner, userAuthToken});
    assert.equal(await check(userAuthToken, owner), 'valid');
    assert.deepEqual(await check(userAuthToken, other), ['signed-text-taken']);
    assert.equal((await service.claim({...other, userAuthToken})).statusCode, 401);
    const strict = await createUserAuthToken({...other, secret: SECRET, form: 'strict'});
    assert.equal(await check(strict, other), 'valid');
  });

  it('changes nothing', async (t) => {
    const {service, check} = await start(t);
    await check(await sign(SECRET));
    assert.deepEqual([await service.count('users'), await service.count('signed_texts')], [0, 0]);
  });
});
