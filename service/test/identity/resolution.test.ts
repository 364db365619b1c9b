import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {changesOf, chooseUser, emailColumns, type KnownUser} from '../../src/identity/resolution.js';

const user = (id: string, fields: Partial<KnownUser> = {}): KnownUser => ({
  id,
  userId: null,
  userEmail: null,
  userName: null,
  lastSeenAt: 0,
  ...fields,
});
const claim = {kind: 'logged-in'} as const;

describe('chooseUser', () => {
  const withId = user('1', {userId: 'u1'});
  const withOtherId = user('2', {userId: 'u2', userEmail: 'a@b.c'});
  const withoutId = user('3', {userEmail: 'a@b.c'});

  it('prefers the user with the userId to the user with the e-mail address', () => {
    const both = {...claim, userId: 'u1', userEmail: 'a@b.c'};
    assert.equal(chooseUser(both, {byUserId: withId, byEmail: withoutId}), withId);
  });

  it('chooses the user with the address and without a userId', () => {
    assert.equal(chooseUser({...claim, userId: 'u1', userEmail: 'a@b.c'}, {byEmail: withoutId}), withoutId);
  });

  it('does not choose a user with the address and another userId', () => {
    assert.equal(chooseUser({...claim, userId: 'u1', userEmail: 'a@b.c'}, {byEmail: withOtherId}), undefined);
  });

  it('chooses any user with the address when no userId is given', () => {
    assert.equal(chooseUser({...claim, userEmail: 'a@b.c'}, {byEmail: withOtherId}), withOtherId);
  });

  it('chooses no user without candidates', () => {
    assert.equal(chooseUser({...claim, userId: 'u1'}, {}), undefined);
  });
});

describe('changesOf', () => {
  const known = user('1', {userId: 'u1', userEmail: 'a@b.c', userName: 'Ann'});

  it('is empty when the claim contains nothing new', () => {
    assert.deepEqual(changesOf(known, {...claim, userId: 'u1', userEmail: 'a@b.c', userName: 'Ann'}), {});
  });

  it('keeps values that the claim does not mention', () => {
    assert.deepEqual(changesOf(known, {...claim, userId: 'u1'}), {});
  });

  it('contains the new values, with the address as written now', () => {
    const changes = changesOf(known, {...claim, userId: 'u2', userEmail: 'A@b.c', userName: 'Anna'});
    assert.deepEqual(changes, {userId: 'u2', userEmail: 'A@b.c', userName: 'Anna'});
  });
});

describe('emailColumns', () => {
  it('contain the address as given, and as compared', () => {
    assert.deepEqual(emailColumns('Ann@Example.COM'), {
      user_email: 'Ann@Example.COM',
      user_email_key: 'ann@example.com',
    });
    assert.deepEqual(emailColumns(null), {user_email: null, user_email_key: null});
  });
});
