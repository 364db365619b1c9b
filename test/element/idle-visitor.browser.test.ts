import {expect} from '@open-wc/testing';
import {deleteAnonymousDatabase, useFirstVisit} from '../support/anonymous-database.js';
import {appAttributes, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  addPlace,
  isLauncherShown,
  isPanelShown,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownLauncher,
  shownPart,
  until,
} from '../support/chat.js';
import {useIdle} from '../support/idle.js';
import {json, type SeenRequest, useNetwork} from '../support/network.js';
import {nextFrames, useWarnings} from '../support/watch.js';

const isSettings = ({path}: SeenRequest): boolean => path.startsWith('/v1/apps/');

describe('a visitor with two tabs', () => {
  const network = useNetwork();
  const idle = useIdle();

  it('sees in one the conversation that begins in the other', async () => {
    // No test before this one has opened a chat on this page.
    await deleteAnonymousDatabase();
    const app = await createApp();
    const [writing, watching] = [addChat(appAttributes(app)), addChat(appAttributes(app))];
    await Promise.all([writing, watching].map(shownLauncher));
    idle.begin();
    await until(() => network.requests.filter(isSettings).length === 2, 'both are asked about');
    await openChat(writing);
    await sendMessage(writing, 'From the first one.');
    await until(() => network.seen('POST', '/v1/sync').length > 1, 'the second one reads it as well');
    expect(isPanelShown(watching)).to.be.false;
  });
});

describe('a visitor who has not opened the chat', () => {
  useFirstVisit();
  const network = useNetwork();
  const warnings = useWarnings();
  const idle = useIdle();
  let app: TestApp;

  beforeEach(async () => {
    app = await createApp();
  });

  const asked = (): readonly string[] => network.requests.map(({method, path}) => `${method} ${path}`);
  const settingsOf = ({domain, platformId}: TestApp): string => `GET /v1/apps/${domain}/${platformId}`;

  it('sees the launcher while the page is busy, without a request to the service', async () => {
    const chat = addChat(appAttributes(app));
    await shownLauncher(chat);
    await nextFrames();
    expect(asked()).to.deep.equal([]);
  });

  it('costs the service one request once the page is idle', async () => {
    const chat = addChat(appAttributes(app));
    await shownLauncher(chat);
    idle.begin();
    await until(() => network.requests.length > 0, 'it is asked');
    await nextFrames();
    expect(asked()).to.deep.equal([settingsOf(app)]);
    expect(isLauncherShown(chat)).to.be.true;
  });

  it('also causes the request on a page that is never idle, or hidden', async () => {
    addChat(appAttributes(app));
    await until(() => idle.isWaiting, 'it waits');
    idle.reachLimit();
    await until(() => network.requests.some(isSettings), 'it is asked');
  });

  it('causes the request in a browser without idle callbacks', async () => {
    idle.remove();
    addChat(appAttributes(app));
    await until(() => network.requests.some(isSettings), 'it is asked');
  });

  it('causes no request when the element is removed before the page is idle', async () => {
    const chat = addChat(appAttributes(app));
    await shownLauncher(chat);
    chat.remove();
    await nextFrames();
    idle.begin();
    await nextFrames();
    expect(asked()).to.deep.equal([]);
  });

  it('causes one request when the element is moved', async () => {
    const chat = addChat(appAttributes(app));
    await shownLauncher(chat);
    addPlace().append(chat);
    idle.begin();
    await until(() => network.requests.some(isSettings), 'it is asked');
    await nextFrames();
    expect(asked()).to.deep.equal([settingsOf(app)]);
  });

  it('causes a request with attributes that a framework sets late', async () => {
    const chat = addChat();
    await nextFrames();
    setAttributes(chat, appAttributes(app));
    await shownLauncher(chat);
    idle.begin();
    await until(() => network.requests.some(isSettings), 'it is asked');
    expect(asked()).to.deep.equal([settingsOf(app)]);
  });

  it('causes a request for each of two elements', async () => {
    const other = await createApp();
    for (const one of [app, other]) await shownLauncher(addChat(appAttributes(one)));
    idle.begin();
    await until(() => network.requests.length === 2, 'both are asked about');
    expect(asked().toSorted()).to.deep.equal([settingsOf(app), settingsOf(other)].toSorted());
  });

  it('causes a new request when the page names another app', async () => {
    const other = await createApp();
    const chat = addChat(appAttributes(app));
    await shownLauncher(chat);
    idle.begin();
    await until(() => network.requests.length === 1, 'it is asked');
    chat.platformId = other.platformId;
    chat.domain = other.domain;
    await until(() => network.requests.length === 2, 'it is asked again');
    expect(asked()).to.deep.equal([settingsOf(app), settingsOf(other)]);
  });

  it('has the launcher in their language once the page is idle', async () => {
    const chat = addChat({...appAttributes(app), language: 'de'});
    expect((await shownLauncher(chat)).ariaLabel).to.equal('Open chat');
    idle.begin();
    await until(() => chat.shadowRoot?.querySelector('button')?.ariaLabel !== 'Open chat', 'it is translated');
  });

  it("sees no reports of the page's mistakes until the page is idle", async () => {
    const chat = addChat({...appAttributes(app), 'user-email': 'nobody'});
    const errors = recordEvents('webchatruntimeerror', chat);
    await shownLauncher(chat);
    await nextFrames();
    expect(errors.details).to.deep.equal([]);
    idle.begin();
    await until(() => errors.details.length > 0, 'it is reported');
    expect(errors.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason: 'USER_EMAIL_INVALID'}]);
    expect(warnings).to.have.length(1);
  });

  const mistakes: readonly (readonly [what: string, properties: Readonly<Record<string, unknown>>, reason: string])[] =
    [
      ...['undefined', 'null', 'NaN', 'None', '[object Object]', '{{ user.id }}', '${user.id}', '<%= id %>'].map(
        (userId) => [`userId ${userId}`, {userId, userEmail: 'ann@x.org'}, 'USER_ID_IS_A_MISSING_VALUE'] as const,
      ),
      ['userId with a line break', {userId: 'a\nb'}, 'USER_ID_HAS_CONTROL_CHARACTER'],
      ['a token without a user', {userAuthToken: 'v1.AA'}, 'USER_AUTH_TOKEN_WITHOUT_USER'],
      [
        'full privacy, and an address alone',
        {userEmail: 'ann@x.org', fullPrivacy: true},
        'USER_EMAIL_ALONE_WITH_FULL_PRIVACY',
      ],
    ];
  for (const [what, properties, reason] of mistakes) {
    it(`is anonymous with ${what}, and the page's developer is told`, async () => {
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      Object.assign(chat, properties);
      await shownLauncher(chat);
      idle.begin();
      await until(() => errors.details.length > 0, 'it is reported');
      await nextFrames();
      expect(errors.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason}]);
      expect(chat.identityState).to.equal('anonymous');
      expect(network.seen('POST', '/v1/sessions')).to.deep.equal([]);
    });
  }

  it('loses the launcher when the service does not know the app', async () => {
    const chat = addChat({...appAttributes(app), 'platform-id': 'no-such-app'});
    const errors = recordEvents('webchatruntimeerror', chat);
    await shownLauncher(chat);
    idle.begin();
    await until(() => errors.details.length > 0 && !isLauncherShown(chat), 'the launcher is gone');
    expect(errors.details).to.deep.equal([{error: 'SERVICE_FAILED', reason: 'UNKNOWN_APP'}]);
  });

  for (const [what, answer] of Object.entries({
    'a page of another server': () => new Response('<!doctype html>', {headers: {'content-type': 'text/html'}}),
    'JSON of another server': () => json({status: 'ok'}),
  })) {
    it(`causes a report when ${what} answers in the service's place`, async () => {
      network.answer((request) => (isSettings(request) ? answer() : undefined));
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      await shownLauncher(chat);
      idle.begin();
      await until(() => errors.details.length > 0, 'it is reported');
      expect(errors.details).to.deep.equal([{error: 'SERVICE_FAILED', reason: 'INVALID_RESPONSE'}]);
    });
  }

  it('loads nothing more on a page that names the default language', async () => {
    const chat = addChat({...appAttributes(app), language: 'en'});
    await shownLauncher(chat);
    idle.begin();
    await until(() => network.requests.length > 0, 'it is asked');
    await nextFrames();
    expect(asked()).to.deep.equal([settingsOf(app)]);
  });

  it('opens the chat at once, before the page is idle', async () => {
    const chat = addChat(appAttributes(app));
    const launcher = await shownLauncher(chat);
    launcher.click();
    await chat.updateComplete;
    expect(launcher.ariaBusy, 'it is busy').to.equal('true');
    await until(() => isPanelShown(chat), 'the panel is shown');
    await shownPart(chat, 'input');
    idle.begin();
    await nextFrames();
    expect(network.requests.filter(isSettings)).to.have.length(1);
  });
});

describe('a logged-in user', () => {
  useNetwork();
  useIdle();

  it('does not wait for the page to be idle', async () => {
    const app = await createApp();
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await shownLauncher(chat);
    expect(chat.identityState).to.equal('verified');
  });
});
