import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {PRESENCE_GRACE_MS, PRESENCE_LIFE_MS, PRESENCE_TELL_MS} from '../../src/limits.js';
import {Presence} from '../../src/live/presence.js';
import type {LiveClient} from '../support/live.js';
import {liveClients} from '../support/live.js';
import {addApp, startTestService, TestClock} from '../support/test-service.js';
import type {PresenceSign} from '../../src/live/signs.js';

/** A presence whose clock and ticks the test drives. */
function start() {
  const clock = new TestClock();
  const toOthers: string[] = [];
  const toUsers: string[] = [];
  const presence = new Presence({
    monotonic: clock.monotonic,
    tellOthers: ({domain, isThere}) => void toOthers.push(`${domain} ${isThere ? 'here' : 'away'}`),
    tellUsers: (hasChanged) =>
      void toUsers.push(
        ...['acme', 'other'].filter(hasChanged).map((domain) => `${domain} ${presence.isThere(domain)}`),
      ),
  });
  const pass = (ms: number): void => {
    clock.advance(ms);
    presence.tick();
  };
  const take = (list: string[]): string[] => list.splice(0);
  return {presence, clock, pass, toOthers: () => take(toOthers), toUsers: () => take(toUsers)};
}

const sign = (domain: string | null, isThere: boolean): PresenceSign => ({kind: 'presence', domain, isThere});

describe('Presence', () => {
  it('tells the users of a domain, once, when an agent comes who sees it', () => {
    const {presence, pass, toUsers} = start();
    presence.set({}, 'acme', true);
    presence.set({}, 'acme', true);
    assert.deepEqual(toUsers(), []);
    pass(10);
    assert.deepEqual(toUsers(), ['acme true']);
    pass(10);
    presence.set({}, null, true);
    pass(10);
    assert.deepEqual(toUsers(), ['other true']);
  });

  it('says "away" only when nobody has been there for half a minute', () => {
    const {presence, pass, toUsers} = start();
    const page = {};
    presence.set(page, 'acme', true);
    pass(0);
    toUsers();
    presence.set(page, 'acme', false);
    pass(PRESENCE_GRACE_MS - 1);
    assert.deepEqual(toUsers(), []);
    // The page has been loaded again.
    const reloaded = {};
    presence.set(reloaded, 'acme', true);
    pass(1);
    presence.set(reloaded, 'acme', false);
    pass(PRESENCE_GRACE_MS - 1);
    assert.deepEqual(toUsers(), []);
    pass(1);
    assert.deepEqual(toUsers(), ['acme false']);
  });

  it('tells other processes of the first agent and of the last one, and from time to time', () => {
    const {presence, pass, toOthers} = start();
    const [one, two] = [{}, {}];
    pass(0);
    presence.set(one, 'acme', true);
    presence.set(two, 'acme', true);
    assert.deepEqual(toOthers(), ['acme here']);
    pass(PRESENCE_TELL_MS - 1);
    assert.deepEqual(toOthers(), []);
    pass(1);
    assert.deepEqual(toOthers(), ['acme here']);
    presence.set(one, 'acme', false);
    presence.set(one, 'acme', false);
    assert.deepEqual(toOthers(), []);
    presence.set(two, 'acme', false);
    assert.deepEqual(toOthers(), ['acme away']);
  });

  it('hears of agents of other processes, and forgets a process that says nothing any more', () => {
    const {presence, pass, toUsers} = start();
    presence.hear(sign('acme', true), 'one');
    presence.hear(sign(null, true), 'two');
    presence.hear(sign('acme', false), 'two');
    pass(0);
    assert.deepEqual(toUsers(), ['acme true', 'other true']);
    presence.hear(sign(null, false), 'two');
    pass(PRESENCE_GRACE_MS);
    assert.deepEqual(toUsers(), ['other false']);
    pass(PRESENCE_LIFE_MS);
    assert.deepEqual(toUsers(), ['acme false']);
  });

  it('tells users whatever happens, and each only what is new to them', () => {
    const event = fc.oneof(
      fc.record({page: fc.nat(2), isThere: fc.boolean()}),
      fc.record({from: fc.constantFrom('one', 'two'), isThere: fc.boolean()}),
      fc.record({passed: fc.nat(20_000)}),
    );
    fc.assert(
      fc.property(fc.array(event, {maxLength: 40}), (events) => {
        const {presence, pass, toUsers} = start();
        const pages = [{}, {}, {}];
        const told: string[] = [];
        for (const one of events) {
          if ('passed' in one) pass(one.passed);
          else if ('page' in one) presence.set(pages[one.page]!, 'acme', one.isThere);
          else presence.hear(sign('acme', one.isThere), one.from);
          told.push(...toUsers());
        }
        told.forEach((text, index) => assert.equal(text, `acme ${index % 2 === 0}`));
        for (const page of pages) presence.set(page, 'acme', false);
        pass(PRESENCE_LIFE_MS);
        pass(PRESENCE_GRACE_MS);
        assert.equal(presence.isThere('acme'), false);
      }),
    );
  });
});

async function listening(t: TestContext) {
  const service = await startTestService(t, {liveTickMs: 10});
  const base = await service.app.listen({host: '127.0.0.1', port: 0});
  const connect = liveClients(t, base);
  const listen = async (sessionToken: string, wants: unknown = ['presence']): Promise<LiveClient> => {
    const client = await connect('/v1/live');
    client.say({type: 'authenticate', sessionToken, ...(wants !== null && {wants})});
    return client;
  };
  const openInbox = async (domain?: string): Promise<LiveClient> => {
    const {cookie} = await service.agent({email: `${randomUUID()}@acme.example`, ...(domain && {domain})});
    const client = await connect('/v1/agent/live', {headers: {cookie, origin: base}});
    await client.ready();
    return client;
  };
  return {service, listen, openInbox};
}

const isThere = (value: boolean) => ({type: 'presence', isThere: value});

describe('the presence of agents', () => {
  it('is told to the users of the domain, from the first frame on, while an agent looks at the inbox', async (t) => {
    const {service, listen, openInbox} = await listening(t);
    await addApp(service.engine, {domain: 'other', secrets: []});
    const [ann, bob] = [await service.logIn('ann'), await service.visit()];
    const user = await listen(ann);
    const older = await listen(bob, null);
    assert.deepEqual(await user.next(), {type: 'ready', version: 0, isThere: false});
    assert.deepEqual(await older.next(), {type: 'ready', version: 0});
    const foreign = await openInbox('other');
    foreign.say(isThere(true));
    // An inbox that says nothing is an older one, or cannot be seen.
    const inbox = await openInbox('acme');
    await inbox.assertNothingCame();
    inbox.say(isThere(true));
    assert.deepEqual(await user.next(), isThere(true));
    const later = await listen(bob);
    assert.deepEqual(await later.next(), {type: 'ready', version: 0, isThere: true});
    inbox.say(isThere(false));
    await inbox.assertNothingCame();
    service.clock.advance(PRESENCE_GRACE_MS);
    for (const client of [user, later]) assert.deepEqual(await client.next(), isThere(false));
    await older.assertNothingCame();
    assert.equal(user.frames.length, 3, JSON.stringify(user.frames));
  });

  it('ends with the connection', async (t) => {
    const {service, listen, openInbox} = await listening(t);
    const user = await listen(await service.logIn('ann'));
    await user.ready();
    const inbox = await openInbox();
    inbox.say(isThere(true));
    assert.deepEqual(await user.next(), isThere(true));
    inbox.socket.terminate();
    await inbox.closed;
    // The service hears of it a moment later.
    const passing = setInterval(() => service.clock.advance(PRESENCE_GRACE_MS), 20);
    t.after(() => clearInterval(passing));
    assert.deepEqual(await user.next(), isThere(false));
  });
});
