import {expect} from '@open-wc/testing';
import {type AnonymousClaim, clearAnonymousUser, requestAnonymousSession} from '../../src/client/anonymous-session.js';
import {anonymousCredential, hasAnonymousUser, takeAnonymousCredential} from '../../src/client/anonymous-user.js';
import type {AppAddress} from '../../src/client/app-address.js';
import {until} from '../support/chat.js';
import {type Answer, useNetwork} from '../support/network.js';

const CLEAR = '/v1/anonymous-users/clear';
const SESSIONS = '/v1/sessions';

/** An app for one test only: all tests share the browser's storage. */
const newApp = (): AppAddress => ({
  serviceUrl: location.origin,
  domain: crypto.randomUUID(),
  platformId: 'foo',
});

const accept: Answer = ({path}) => {
  const user = {kind: 'anonymous', key: 'nobody', verified: false};
  return path === SESSIONS
    ? Response.json(
        {sessionToken: 'token', expiresInMs: 1000, issuedAt: Date.now(), hasConversation: false, user},
        {status: 201},
      )
    : undefined;
};

const refusal = (status: number, code: string) => Response.json({error: {code, message: 'No.'}}, {status});

function claimOf(app: AppAddress, change: Partial<AnonymousClaim> = {}): AnonymousClaim {
  return {
    app,
    userName: undefined,
    fullPrivacy: false,
    onEnd: () => expect.fail('the user has not ended'),
    onNotKept: () => expect.fail('the user is kept'),
    ...change,
  };
}

describe('requestAnonymousSession', () => {
  const network = useNetwork();
  let session: AbortController;

  beforeEach(() => (session = new AbortController()));
  afterEach(() => session.abort());

  const credentialsShown = () => network.seen('POST', SESSIONS).map(({body}) => body['anonymousCredential']);

  it("sends this browser's credential, and only values that the page gave", async () => {
    network.answer(accept);
    const app = newApp();
    const {sessionToken} = await requestAnonymousSession(claimOf(app), session.signal);
    expect(sessionToken).to.equal('token');
    const anonymous = await anonymousCredential(app, () => {});
    const {domain, platformId} = app;
    expect(network.seen('POST', SESSIONS).map(({body}) => body)).to.deep.equal([
      {domain, platformId, anonymousCredential: anonymous},
    ]);
  });

  it('sends the name and the full privacy setting', async () => {
    network.answer(accept);
    await requestAnonymousSession(claimOf(newApp(), {userName: 'Ann', fullPrivacy: true}), session.signal);
    const [request] = network.seen('POST', SESSIONS);
    expect(request?.body).to.include({userName: 'Ann', fullPrivacy: true});
  });

  it('makes a new user when the service has ended this one', async () => {
    const app = newApp();
    const ended = await anonymousCredential(app, () => {});
    network.answer(accept);
    network.answer(({body}) => (body['anonymousCredential'] === ended ? refusal(401, 'unauthorized') : undefined));
    await requestAnonymousSession(claimOf(app), session.signal);
    const [first, second] = credentialsShown();
    expect(first).to.equal(ended);
    expect(second).not.to.equal(ended);
    expect(await anonymousCredential(app, () => {})).to.equal(second);
  });

  it('passes on every other refusal, and keeps the user', async () => {
    const app = newApp();
    const kept = await anonymousCredential(app, () => {});
    for (const [status, code] of [
      [404, 'unknown_app'],
      [503, 'unavailable'],
    ] as const) {
      const end = network.answer(() => refusal(status, code));
      const failure: unknown = await requestAnonymousSession(claimOf(app), session.signal).catch(
        (error: unknown) => error,
      );
      expect(failure).to.include({name: 'ChatError', code});
      end();
    }
    expect(await anonymousCredential(app, () => {})).to.equal(kept);
  });

  it("never continues as another user: a renewal after the user's end also ends the session", async () => {
    network.answer(accept);
    const app = newApp();
    const claim = claimOf(app, {onEnd: () => session.abort(new Error('another user'))});
    await requestAnonymousSession(claim, session.signal);
    await takeAnonymousCredential(app);
    const failure: unknown = await requestAnonymousSession(claim, session.signal).catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message', 'another user');
    expect(credentialsShown().length).to.equal(1);
  });

  it('continues as the same user at a renewal', async () => {
    network.answer(accept);
    const claim = claimOf(newApp());
    await requestAnonymousSession(claim, session.signal);
    await requestAnonymousSession(claim, session.signal);
    expect(new Set(credentialsShown()).size).to.equal(1);
  });

  it("reports the user's end once", async () => {
    network.answer(accept);
    const app = newApp();
    let ends = 0;
    const claim = claimOf(app, {onEnd: () => ends++});
    await requestAnonymousSession(claim, session.signal);
    await requestAnonymousSession(claim, session.signal);
    await takeAnonymousCredential(app);
    await until(() => ends > 0, 'the end is reported');
    expect(ends).to.equal(1);
  });
});

describe('clearAnonymousUser', () => {
  const network = useNetwork();

  it('"Once cleared, such users, and their conversations, are not fetched again.": here and at the service', async () => {
    network.answer(({path}) => (path === CLEAR ? new Response(null, {status: 204}) : undefined));
    const app = newApp();
    const credential = await anonymousCredential(app, () => {});
    await clearAnonymousUser(app);
    expect(await hasAnonymousUser(app)).to.be.false;
    const {domain, platformId} = app;
    expect(network.seen('POST', CLEAR).map(({body}) => body)).to.deep.equal([
      {domain, platformId, anonymousCredential: credential},
    ]);
  });

  it('sends no request without an anonymous user', async () => {
    await clearAnonymousUser(newApp());
    expect(network.requests).to.deep.equal([]);
  });

  it('removes the user at once, and repeats the request until the service confirms it', async () => {
    const app = newApp();
    await anonymousCredential(app, () => {});
    let answers = 0;
    network.answer(({path}) => {
      if (path !== CLEAR) return undefined;
      return ++answers === 1 ? refusal(503, 'unavailable') : new Response(null, {status: 204});
    });
    const cleared = clearAnonymousUser(app);
    await until(() => answers === 1, 'the service was told');
    expect(await hasAnonymousUser(app)).to.be.false;
    window.dispatchEvent(new Event('online'));
    await cleared;
    expect(answers).to.equal(2);
  });

  it('does not fail for an app that the service does not know', async () => {
    const app = newApp();
    await anonymousCredential(app, () => {});
    network.answer(() => refusal(404, 'unknown_app'));
    await clearAnonymousUser(app);
    expect(await hasAnonymousUser(app)).to.be.false;
  });
});
