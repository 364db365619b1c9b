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

  it('takes the user with the userId before the one with the e-mail address', () => {
    const both = {...claim, userId: 'u1', userEmail: 'a@b.c'};
    assert.equal(chooseUser(both, {byUserId: withId, byEmail: withoutId}), withId);
  });

  it('takes the user with the address who has no userId', () => {
    assert.equal(chooseUser({...claim, userId: 'u1', userEmail: 'a@b.c'}, {byEmail: withoutId}), withoutId);
  });

  it('does not take a user with the address who has another userId', () => {
    assert.equal(chooseUser({...claim, userId: 'u1', userEmail: 'a@b.c'}, {byEmail: withOtherId}), undefined);
  });

  it('takes any user with the address when nothing else is given', () => {
    assert.equal(chooseUser({...claim, userEmail: 'a@b.c'}, {byEmail: withOtherId}), withOtherId);
  });

  it('finds no user without candidates', () => {
    assert.equal(chooseUser({...claim, userId: 'u1'}, {}), undefined);
  });
});

describe('changesOf', () => {
  const known = user('1', {userId: 'u1', userEmail: 'a@b.c', userName: 'Ann'});

  it('is empty when the claim says what is known', () => {
    assert.deepEqual(changesOf(known, {...claim, userId: 'u1', userEmail: 'a@b.c', userName: 'Ann'}), {});
  });

  it('keeps what the claim does not mention', () => {
    assert.deepEqual(changesOf(known, {...claim, userId: 'u1'}), {});
  });

  it('has what is new, with the address as it is written now', () => {
    const changes = changesOf(known, {...claim, userId: 'u2', userEmail: 'A@b.c', userName: 'Anna'});
    assert.deepEqual(changes, {userId: 'u2', userEmail: 'A@b.c', userName: 'Anna'});
  });
});

describe('emailColumns', () => {
  it('keeps the address as it came and as it is compared', () => {
    assert.deepEqual(emailColumns('Ann@Example.COM'), {
      user_email: 'Ann@Example.COM',
      user_email_key: 'ann@example.com',
    });
    assert.deepEqual(emailColumns(null), {user_email: null, user_email_key: null});
  });
});
