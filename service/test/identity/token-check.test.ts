import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {createUserAuthToken} from 'helpshift-chat/token';
import {requireApp} from '../../src/apps/apps.js';
import {checkToken} from '../../src/identity/token-check.js';
import {addApp, addKey, APP, deleteKey, SECRET, setVerification, startTestService} from '../support/test-service.js';
import type {TestApp} from '../support/test-service.js';
import type {TokenOptions} from 'helpshift-chat/token';

interface TestUser {
  readonly userId?: string;
  readonly userEmail?: string;
  readonly userName?: string;
}

async function start(t: TestContext, app: TestApp = {}) {
  const service = await startTestService(t, {app});
  const {db} = service.engine;
  const check = async (token: string, identifiers: TestUser = {userId: 'ann'}) => {
    const request = {...identifiers, token, fullPrivacy: false};
    const diagnosis = await checkToken(db, await requireApp(db, APP), request);
    return diagnosis.valid ? 'valid' : diagnosis.mistakes;
  };
  /** Stores a user whose identifiers a token has proved. */
  const prove = async (user: TestUser) =>
    service.session({...user, userAuthToken: await createUserAuthToken({...user, secret: SECRET})});
  return {service, check, prove};
}

const sign = (secret: string) => createUserAuthToken({userId: 'ann', secret});
const make = (options: Omit<TokenOptions, 'secret'>) => createUserAuthToken({...options, secret: SECRET});

describe('checkToken', () => {
  it('recognises a deleted key', async (t) => {
    const {service, check} = await start(t);
    assert.equal(await check(await sign(SECRET)), 'valid');
    await addKey(service.engine, 'the new secret of acme');
    await deleteKey(service.engine, SECRET);
    assert.deepEqual(await check(await sign(SECRET)), ['key-deleted']);
    assert.equal(await check(await sign('the new secret of acme')), 'valid');
  });

  it("recognises the active keys of the installation's other apps, and tells domains apart", async (t) => {
    const {service, check} = await start(t);
    await addApp(service.engine, {platformId: 'ios', secrets: ['the secret key of ios', 'the deleted key of ios']});
    await deleteKey(service.engine, 'the deleted key of ios', {...APP, platformId: 'ios'});
    await addApp(service.engine, {domain: 'other', platformId: 'web', secrets: ['the secret key of other']});
    assert.deepEqual(await check(await sign('the secret key of ios')), ['key-of-another-app']);
    assert.deepEqual(await check(await sign('the deleted key of ios')), ['unexplained']);
    assert.deepEqual(await check(await sign('the secret key of other')), ['key-of-another-domain']);
  });

  it('recognises what is stored for the user and what the page does not pass', async (t) => {
    const {check, prove} = await start(t);
    await prove({userId: 'ann', userEmail: 'Ann@example.com', userName: 'Ann Lee'});
    const stored = await make({userId: 'ann', userEmail: 'Ann@example.com'});
    assert.deepEqual(await check(stored, {userId: 'ann'}), ['signed-stored-email']);
    assert.deepEqual(await check(stored, {userId: 'ann', userEmail: 'ann@example.com'}), ['signed-stored-email']);
    assert.deepEqual(await check(stored, {userEmail: 'ann@example.com'}), [
      'signed-stored-email',
      'signed-stored-user-id',
    ]);
    assert.deepEqual(await check(stored, {userEmail: 'Ann@example.com'}), ['signed-stored-user-id']);
  });

  it('recognises the stored name in the signed text', async (t) => {
    const {check, prove} = await start(t, {compatibleTokens: 'all'});
    await prove({userId: 'ann', userName: 'Ann Lee'});
    const token = await make({userId: 'annAnn Lee', form: 'compatible'});
    assert.deepEqual(await check(token), ['signed-with-user-name']);
  });

  it('does not use what is stored in another app', async (t) => {
    const {service, check} = await start(t);
    await addApp(service.engine, {platformId: 'ios'});
    const user = {userId: 'ann', userEmail: 'ann@example.com'};
    const token = await make(user);
    await service.session({platformId: 'ios', ...user, userAuthToken: token});
    assert.deepEqual(await check(token), ['unexplained']);
  });

  it('accepts an ambiguous token exactly while no other user can be meant', async (t) => {
    const {check, prove} = await start(t, {compatibleTokens: 'cautious'});
    const checkBoth = async (user: TestUser) => check(await make({...user, form: 'compatible'}), user);
    const ann = {userId: '123', userEmail: 'ann@x.org'};
    assert.equal(await checkBoth(ann), 'valid', 'the app has no user with either');
    await prove(ann);
    assert.equal(await checkBoth(ann), 'valid', 'a token has proved this pair');
    assert.equal(await checkBoth({...ann, userEmail: 'Ann@X.org'}), 'valid', 'an address compares without case');
    assert.deepEqual(await checkBoth({userId: '1', userEmail: 'ann@x.org'}), ['ambiguous-token']);
    assert.deepEqual(await checkBoth({userId: '123', userEmail: 'bob@x.org'}), ['ambiguous-token']);
    assert.deepEqual(await checkBoth({userEmail: 'new@x.org'}), ['ambiguous-token']);
    assert.equal(await checkBoth({userId: 'new'}), 'valid');
    assert.equal(await check(await make(ann), ann), 'valid', 'the strict form is never ambiguous');
  });

  it('refuses an ambiguous token for an address that a page only declared', async (t) => {
    const {service, check} = await start(t, {compatibleTokens: 'cautious', verification: false});
    const ann = {userId: '123', userEmail: 'ann@x.org'};
    await service.session(ann);
    await setVerification(service.engine, true);
    assert.deepEqual(await check(await make({...ann, form: 'compatible'}), ann), ['ambiguous-token']);
  });

  it('changes nothing', async (t) => {
    const {service, check} = await start(t);
    await check(await sign(SECRET));
    await check('wrong');
    assert.equal(await service.count('users'), 0);
    assert.deepEqual(service.logged, []);
  });
});
