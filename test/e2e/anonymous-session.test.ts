import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ask, claimOf} from '../support/e2e-api.js';
import {verifiedUser, type TestApp} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {becomesSomebodyNew, editKeptUsers, keptUser, keptUsers, type KeptUser} from '../support/e2e-storage.js';
import {useSystem, type System} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const SEVEN_DAYS_MS = 7 * DAY_MS;
const CLEAR = '**/v1/anonymous-users/clear';

/** An anonymous visitor with a message, in a new app. The test can move the clock of the visitor's computer. */
async function visitorWhoWrote(system: System, {clockError = 0}: {clockError?: number} = {}) {
  const app = await system.createApp();
  const visitor = await system.visitor({app});
  // The clock may jump during a request: the chat gives it up and tries again.
  visitor.expectComplaints(/SERVICE_FAILED TIMED_OUT/);
  await visitor.context.clock.install({time: Date.now() + clockError});
  await visitor.page.reload();
  await visitor.openChat();
  await visitor.write('Is anybody there?');
  await eventuallyEqual(() => visitor.messages(), ['user: Is anybody there?']);
  // The page shows the message before the service stores it.
  await eventuallyEqual(() => visitor.eventsNamed('messageadd').length, 1);
  return {app, visitor, user: await keptUser(visitor)};
}

/** The service's answer to a claim with only the credential. */
async function claimAgain(system: System, app: TestApp, {credential}: KeptUser): Promise<string | number> {
  const body = {...claimOf(app, {}), anonymousCredential: credential};
  const {code, status} = await ask(`${system.url}/v1/sessions`, {method: 'POST', body});
  return code ?? status;
}

/** Opens the chat although the page's clock stands still: the panel is drawn in several tasks, which follow that clock. */
async function openAtStandstill({page, context, input}: Visitor): Promise<void> {
  await page.getByRole('button', {name: 'Open chat'}).click();
  await eventuallyEqual(async () => {
    await context.clock.runFor(1);
    return input.isVisible();
  }, true);
}

describe('an anonymous user, after seven days', () => {
  const system = useSystem();

  it('is still there a second before the end, and gone a second later, when the page is loaded again', async () => {
    const {visitor, user} = await visitorWhoWrote(system());
    const age = async () => (await visitor.page.evaluate(() => Date.now())) - user.createdAt;
    await visitor.context.clock.pauseAt(user.createdAt + SEVEN_DAYS_MS - SECOND_MS);
    await visitor.page.reload();
    await openAtStandstill(visitor);
    await eventuallyEqual(async () => {
      await visitor.context.clock.runFor(1);
      return visitor.messages();
    }, ['user: Is anybody there?']);
    assert.ok((await age()) < SEVEN_DAYS_MS);

    // An open chat would make a new anonymous user at once.
    await visitor.closeChat();
    await visitor.context.clock.pauseAt(user.createdAt + SEVEN_DAYS_MS);
    await visitor.page.reload();
    await visitor.page.getByRole('button', {name: 'Open chat'}).waitFor();
    // The page's idle time follows this clock, too.
    await visitor.context.clock.runFor(5 * SECOND_MS);
    await eventuallyEqual(() => keptUsers(visitor.page), []);
    await openAtStandstill(visitor);
    await becomesSomebodyNew(visitor, user);
  });

  it('is gone without a trace from a page that stays open, also after the computer slept', async () => {
    const {visitor, user} = await visitorWhoWrote(system());
    await visitor.context.clock.fastForward(SEVEN_DAYS_MS - 60 * SECOND_MS);
    await eventuallyEqual(() => visitor.messages(), ['user: Is anybody there?']);
    assert.equal((await keptUser(visitor)).credential, user.credential);
    await visitor.context.clock.fastForward(60 * SECOND_MS);
    await becomesSomebodyNew(visitor, user);
    assert.doesNotMatch(await visitor.page.locator('body').innerText(), /anybody/);
  });

  it('lasts seven days, no more and no less, on a clock that is days off', async () => {
    for (const clockError of [-30 * DAY_MS, 30 * DAY_MS]) {
      const {visitor, user} = await visitorWhoWrote(system(), {clockError});
      await visitor.context.clock.fastForward(SEVEN_DAYS_MS - 60 * SECOND_MS);
      await visitor.page.reload();
      await visitor.openChat();
      await eventuallyEqual(() => visitor.messages(), ['user: Is anybody there?']);
      await visitor.context.clock.fastForward(60 * SECOND_MS);
      await becomesSomebodyNew(visitor, user);
    }
  });

  it('is not dropped when a wrong clock is corrected', async () => {
    const {visitor, user} = await visitorWhoWrote(system(), {clockError: 3 * DAY_MS});
    await visitor.context.clock.setSystemTime(Date.now());
    await visitor.page.reload();
    await visitor.openChat();
    await eventuallyEqual(() => visitor.messages(), ['user: Is anybody there?']);
    assert.equal((await keptUser(visitor)).credential, user.credential);
  });

  it("is refused by the service's own clock: the page makes a new user", async () => {
    const {app, visitor, user} = await visitorWhoWrote(system());
    await system().ageAnonymousUsers(app, SEVEN_DAYS_MS);
    assert.equal(await claimAgain(system(), app, user), 'unauthorized');
    visitor.expectComplaints(/401/);
    await visitor.page.reload();
    await visitor.openChat();
    await becomesSomebodyNew(visitor, user);
  });

  it('is ended by the service in an open page', async () => {
    const {app, visitor, user} = await visitorWhoWrote(system());
    await system().ageAnonymousUsers(app, SEVEN_DAYS_MS - 3 * SECOND_MS);
    visitor.expectComplaints(/401/);
    await visitor.page.reload();
    await visitor.openChat();
    await becomesSomebodyNew(visitor, user);
    assert.equal(await claimAgain(system(), app, user), 'unauthorized');
  });

  it('does not last longer with an edited or planted record', async () => {
    const {app, visitor, user} = await visitorWhoWrote(system());
    await editKeptUsers(visitor.page, {createdAt: Date.now() + 6 * DAY_MS, serviceCreatedAt: Date.now() + 6 * DAY_MS});
    await system().ageAnonymousUsers(app, SEVEN_DAYS_MS);
    visitor.expectComplaints(/401/);
    await visitor.page.reload();
    await visitor.openChat();
    await becomesSomebodyNew(visitor, user);

    // Fixation: a credential that a script of the page has planted is an ordinary anonymous user, and is cleared with
    // it.
    const planted = 'A'.repeat(43);
    await editKeptUsers(visitor.page, {credential: planted});
    await visitor.page.reload();
    await visitor.chat.evaluate((chat) => chat.setAttribute('clear-anonymous-user-on-login', ''));
    await visitor.setUser(await verifiedUser(app));
    await eventuallyEqual(() => keptUsers(visitor.page), []);
    await eventuallyEqual(() => claimAgain(system(), app, {...user, credential: planted}), 'unauthorized');
  });
});

describe('clear-anonymous-user-on-login', () => {
  const system = useSystem();
  const CLEARING = {'clear-anonymous-user-on-login': ''};

  /** Sets or removes clear-anonymous-user-on-login. */
  const setClearing = (visitor: Visitor, isOn: boolean) =>
    visitor.chat.evaluate((chat, on) => chat.toggleAttribute('clear-anonymous-user-on-login', on), isOn);

  it('removes the anonymous user for good on both sides; agents keep the conversation', async () => {
    const {app, visitor, user} = await visitorWhoWrote(system());
    const inbox = await system().inbox();
    await setClearing(visitor, true);
    await visitor.setUser(await verifiedUser(app));
    await eventuallyEqual(() => keptUsers(visitor.page), []);
    await eventuallyEqual(() => claimAgain(system(), app, user), 'unauthorized');
    await visitor.setUser({});
    await becomesSomebodyNew(visitor, user);
    await inbox.openConversation('Is anybody there?');
  });

  it('when it is not set, the conversation waits and returns after log-out', async () => {
    const {app, visitor, user} = await visitorWhoWrote(system());
    await visitor.setUser(await verifiedUser(app));
    await eventuallyEqual(() => visitor.messages(), []);
    await visitor.setUser({});
    await eventuallyEqual(() => visitor.messages(), ['user: Is anybody there?']);
    assert.deepEqual(await keptUser(visitor), user);
  });

  it('applies to every log-in while it is set', async () => {
    const {app, visitor, user} = await visitorWhoWrote(system());
    await setClearing(visitor, true);
    await setClearing(visitor, false);
    await visitor.setUser(await verifiedUser(app));
    await eventuallyEqual(() => visitor.identityState(), 'verified');
    assert.equal((await keptUser(visitor)).credential, user.credential);
    await setClearing(visitor, true);
    await eventuallyEqual(() => keptUsers(visitor.page), []);
    await eventuallyEqual(() => claimAgain(system(), app, user), 'unauthorized');

    // A change from one user to the next, while another tab has a new anonymous user.
    const tab = await visitor.openTab(system().publish({app}));
    await tab.openChat();
    const next = await keptUser(tab);
    await visitor.setUser(await verifiedUser(app));
    await eventuallyEqual(() => claimAgain(system(), app, next), 'unauthorized');
  });

  it('still reaches the service when the user leaves the page early', async () => {
    const {app, visitor, user} = await visitorWhoWrote(system());
    await visitor.page.route(CLEAR, (route) => route.abort());
    visitor.expectComplaints(/anonymous-users\/clear/);
    const loggedIn = await verifiedUser(app);
    await visitor.page.goto(system().publish({app, user: loggedIn, chat: CLEARING}));
    await eventuallyEqual(() => visitor.identityState(), 'verified');
    await eventually(() => assert.ok(visitor.complaints.some((complaint) => complaint.includes('clear'))));
    assert.equal(await claimAgain(system(), app, user), 201);

    await visitor.page.unroute(CLEAR);
    await visitor.page.goto(system().publish({app}));
    await eventuallyEqual(() => claimAgain(system(), app, user), 'unauthorized');
    await visitor.openChat();
    await becomesSomebodyNew(visitor, user);
  });

  it('does nothing when the log-in is refused', async () => {
    const {visitor, user} = await visitorWhoWrote(system());
    await setClearing(visitor, true);
    visitor.expectComplaints(/401/);
    await visitor.setUser({'user-id': 'somebody', 'user-auth-token': 'forged'});
    await eventuallyEqual(() => visitor.identityState(), 'unverified');
    assert.equal((await keptUser(visitor)).credential, user.credential);
    await visitor.setUser({});
    await eventuallyEqual(() => visitor.messages(), ['user: Is anybody there?']);
  });
});
