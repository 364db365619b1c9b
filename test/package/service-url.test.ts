/** The service's address: the npm package needs `service-url`, and the script from a service has a default. */
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {verifiedUser, type ChatUser, type TestApp} from '../support/e2e-app.js';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import {Traffic} from '../support/e2e-traffic.js';
import {Visitor} from '../support/e2e-visitor.js';
import {
  type OddServer,
  startAnswering,
  startBelowPath,
  startCdn,
  startHangingUp,
  startRedirecting,
} from '../support/odd-servers.js';

/** User data that must not leave the page. */
const USER = {
  'user-id': 'captain_planet',
  'user-email': 'captain@planet.example',
  'user-name': 'Captain Planet',
  'user-auth-token': 'ab+dKOFgxspi3ARXSa/zSdN4wFrU6CQu3hJzHQtXYRI=',
};
const ANYTHING_OF_USER = /captain|planet|dKOFgxspi/i;

describe('service-url', () => {
  const system = useSystem();
  const servers: OddServer[] = [];
  let cdn: OddServer;

  before(async () => {
    cdn = await keep(startCdn());
  });

  after(() => {
    for (const server of servers) server.stop();
  });

  describe('of the package on a CDN', () => {
    it('is required: without it nothing is shown or requested, and one sentence says what to do', async () => {
      await bothUsers(async (user) => {
        const {visitor, traffic} = await visit(cdn.url, user);
        await expectOneReport(
          visitor,
          'CONFIGURATION_INVALID',
          'SERVICE_URL_MISSING',
          /Set service-url to the address/,
        );
        await visitor.callOpen();
        await assertNothingShown(visitor);
        assert.deepEqual(beyondScripts(traffic), []);
        assert.equal(reasons(visitor).length, 1);
      });
    });

    it('leads to a service below a path, with and without a slash at its end', async () => {
      const below = await keep(startBelowPath(system().url, '/help/support'));
      for (const url of [below.url, `${below.url}/`]) {
        const {visitor, traffic} = await visit(cdn.url, {...(await verifiedUser(system().app)), 'service-url': url});
        await visitor.openChat();
        await sendAndStore(visitor, `Below a path: ${url}`);
        await eventually(() => assert.equal(traffic.open.size, 1, 'the live connection'));
        const others = beyondScripts(traffic).filter((sent) => !sent.includes('/help/support/v1/'));
        assert.deepEqual(
          others.filter((sent) => /^[A-Z]+ http/.test(sent)),
          [],
        );
      }
    });

    it('gets no user data before it has answered as a service', async () => {
      const {visitor, traffic, letGo} = await visitHeld(cdn.url, {'service-url': system().url});
      await visitor.callOpen();
      await eventually(() => assert.match(traffic.sent.join('\n'), /GET \S+\/v1\/apps\//));
      await roundTrip(visitor);
      assert.deepEqual(traffic.sent.filter(isClaim), []);
      letGo();
      await visitor.input.waitFor();
      assert.equal(traffic.sent.filter(isClaim).length, 1);
    });

    const odd: Record<string, () => Promise<{url: string}>> = {
      'answers with a page': () => keep(startAnswering(200, {'content-type': 'text/html'}, '<h1>Welcome</h1>')),
      'answers with other JSON': () => keep(startAnswering(200, {'content-type': 'application/json'}, '{"ok":true}')),
      'answers with nothing': () => keep(startAnswering(200)),
      'answers 404 to everything': () => keep(startAnswering(404, {'content-type': 'text/html'}, 'Not found')),
      'answers 500 to everything': () => keep(startAnswering(500)),
      'asks for a password': () => keep(startAnswering(401, {'www-authenticate': 'Basic'})),
    };
    for (const [what, serve] of Object.entries(odd)) {
      it(`gets no user data when it ${what}`, async () => {
        const {url} = await serve();
        await assertNothingTold(url, 'INVALID_RESPONSE', /No chat service answered at \S+: correct service-url/);
      });
    }

    it('gets no user data when nothing answers there', async () => {
      const {url} = await keep(startHangingUp());
      await assertNothingTold(url, 'UNREACHABLE', /No answer from \S+: check service-url/);
    });

    it('gets no user data, and neither does its redirect target', async () => {
      const page = await keep(startAnswering(200, {'content-type': 'text/html'}, '<h1>Welcome</h1>'));
      // A redirected request has no origin: the service refuses it for the first app, and answers it for the second one.
      const [closed, open] = [system().app, await system().createApp({origins: ['*']})];
      for (const [target, app] of [
        [page.url, closed],
        [system().url, closed],
        [system().url, open],
      ] as const) {
        const from = await keep(startRedirecting(target));
        const sentence = new RegExp(`${from.url}/\\S+ redirects to ${target}/\\S+: correct service-url`);
        await assertNothingTold(from.url, 'INVALID_RESPONSE', sentence, app);
        const methods = [...from.asked, ...page.asked].map((request) => request.split(' ')[0]);
        assert.deepEqual(new Set(methods), new Set(['GET']));
      }
    });

    it('gets no user data at a later redirect', async () => {
      const user = await verifiedUser(system().app, {userName: 'Captain Planet'});
      const page = await keep(startAnswering(200, {'content-type': 'text/html'}, '<h1>Welcome</h1>'));
      const {visitor} = await visit(cdn.url, {...user, 'service-url': system().url});
      await visitor.openChat();
      visitor.expectComplaints(/SERVICE_FAILED UNREACHABLE/, /net::ERR_FAILED/, /Failed to load/, /redirect/i);
      await visitor.page.route('**/v1/messages', (route) =>
        route.fulfill({
          status: 307,
          headers: {location: `${page.url}/v1/messages`, 'access-control-allow-origin': '*'},
        }),
      );
      await visitor.write('Nobody else may read this.');
      await eventuallyEqual(() => reasons(visitor), ['UNREACHABLE']);
      assert.deepEqual(page.asked, []);
      await visitor.page.unrouteAll();
    });
  });

  describe('of the script from a service', () => {
    it('has a default: one tag is enough, and the claim is sent at once', async () => {
      const {visitor, traffic, letGo} = await visitHeld(system().url);
      await eventually(() => assert.equal(traffic.sent.filter(isClaim).length, 1));
      letGo();
      await visitor.openChat();
    });

    it('has a default also below a path', async () => {
      const below = await keep(startBelowPath(system().url, '/support'));
      const {visitor, traffic} = await visit(below.url, await verifiedUser(system().app));
      await visitor.openChat();
      await sendAndStore(visitor, 'Served below a path.');
      await eventually(() => assert.equal(traffic.open.size, 1, 'the live connection'));
      assert.ok(below.asked.includes('POST /support/v1/sessions'));
    });

    it('has no default at another address', async () => {
      const {visitor, traffic, letGo} = await visitHeld(system().url, {
        'service-url': system().url.replace('127.0.0.1', 'localhost'),
      });
      await eventually(() => assert.match(traffic.sent.join('\n'), /GET \S+\/v1\/apps\//));
      await roundTrip(visitor);
      assert.deepEqual(traffic.sent.filter(isClaim), []);
      letGo();
      await eventually(() => assert.equal(traffic.sent.filter(isClaim).length, 1));
    });
  });

  async function keep(starting: Promise<OddServer>): Promise<OddServer> {
    const server = await starting;
    servers.push(server);
    return server;
  }

  /** Opens a page with the script from there. Records all sent data from the start. */
  async function visit(
    script: string,
    chat: Readonly<Record<string, string>>,
    prepare: (visitor: Visitor) => Promise<unknown> = async () => {},
  ): Promise<{visitor: Visitor; traffic: Traffic}> {
    const address = system().publish({serviceUrl: script, policy: '', chat});
    const visitor = system().watch(await Visitor.open(system().browser, 'about:blank'));
    const traffic = new Traffic(visitor.page);
    await prepare(visitor);
    await visitor.page.goto(address);
    return {visitor, traffic};
  }

  /** Visits as a verified user. The app's settings are not answered until `letGo`. */
  async function visitHeld(
    script: string,
    chat: ChatUser & {'service-url'?: string} = {},
  ): Promise<{visitor: Visitor; traffic: Traffic; letGo: () => void}> {
    let letGo = (): void => {};
    const user = await verifiedUser(system().app);
    const page = await visit(script, {...user, ...chat}, async (visitor) => {
      letGo = await visitor.holdRequests('GET', '**/v1/apps/**');
    });
    return {...page, letGo: () => letGo()};
  }

  /**
   * For a logged-in user and an anonymous user with a name: asserts one report with this sentence, and no sent user
   * data.
   */
  async function assertNothingTold(
    url: string,
    reason: string,
    sentence: RegExp,
    {domain, platformId}: TestApp = system().app,
  ): Promise<void> {
    await bothUsers(async (user) => {
      const chat = {...user, domain, 'platform-id': platformId, 'service-url': url};
      const {visitor, traffic} = await visit(cdn.url, chat);
      visitor.expectComplaints(/Failed to load resource/, /net::ERR/);
      await visitor.callOpen();
      await expectOneReport(visitor, 'SERVICE_FAILED', reason, sentence);
      await visitor.panel.waitFor();
      assert.equal(await visitor.input.count(), 0);
      await roundTrip(visitor);
      assert.equal(reasons(visitor).length, 1);
      assert.deepEqual(
        traffic.sent.filter((sent) => ANYTHING_OF_USER.test(sent) || /^(?!GET|OPTIONS)[A-Z]+ http/.test(sent)),
        [],
      );
      if (user === USER) assert.deepEqual(visitor.launcher, []);
    });
  }
});

async function bothUsers(test: (user: Readonly<Record<string, string>>) => Promise<void>): Promise<void> {
  await Promise.all([USER, {'user-name': USER['user-name']}].map(test));
}

const isClaim = (sent: string): boolean => /^POST \S+\/v1\/sessions /.test(sent);

/** The requests other than the page and the scripts. */
function beyondScripts({sent}: Traffic): string[] {
  return sent.filter((one) => !/^GET \S+(?:\.js|\/favicon\.ico|\/round-trip|:\d+\/[\da-f-]{36}) /.test(one));
}

function reasons(visitor: Visitor): string[] {
  return visitor.eventsNamed('webchatruntimeerror').map((detail) => (detail as {reason: string}).reason);
}

async function expectOneReport(visitor: Visitor, error: string, reason: string, sentence: RegExp): Promise<void> {
  const warning = new RegExp(`<helpshift-chat> ${error} ${reason} .*(?:${sentence.source})`);
  visitor.expectComplaints(warning);
  await eventuallyEqual(() => visitor.eventsNamed('webchatruntimeerror'), [{error, reason}]);
  await eventually(() => assert.equal(visitor.complaints.filter((text) => warning.test(text)).length, 1));
}

async function assertNothingShown(visitor: Visitor): Promise<void> {
  assert.equal(await visitor.launcherButton.isVisible(), false);
  assert.equal(await visitor.panel.count(), 0);
}

/** Resolves after all requests that the page had begun. */
async function roundTrip(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(async () => {
    for (let round = 0; round < 2; round++) await (await fetch('/round-trip')).text();
  });
}

async function sendAndStore(visitor: Visitor, text: string): Promise<void> {
  await visitor.write(text);
  await eventuallyEqual(() => visitor.messages(), [`user: ${text}`]);
  await eventuallyEqual(() => visitor.eventsNamed('messageadd').at(-1), {type: 'text', body: text});
}
