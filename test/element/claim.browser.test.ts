import {expect} from '@open-wc/testing';
import {appAttributes, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  addChat,
  addPlace,
  isLauncherShown,
  openChat,
  recordEvents,
  setAttributes,
  shownLauncher,
  until,
} from '../support/chat.js';
import {useNetwork} from '../support/network.js';
import {serviceUrl} from '../support/service.js';
import {nextFrames, useWarnings} from '../support/watch.js';

describe('the app in the attributes', () => {
  const network = useNetwork();
  const warnings = useWarnings();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  const incomplete = {
    'platform-id': 'PLATFORM_ID_MISSING',
    domain: 'DOMAIN_MISSING',
  } as const;
  for (const [missing, reason] of Object.entries(incomplete)) {
    for (const [how, spoil] of Object.entries({
      'is missing': (chat: Element) => chat.removeAttribute(missing),
      'is empty': (chat: Element) => chat.setAttribute(missing, ''),
    })) {
      it(`${missing} ${how}: nothing is shown or requested, and the developer gets one report`, async () => {
        const chat = document.createElement('helpshift-chat');
        const errors = recordEvents('webchatruntimeerror', chat);
        setAttributes(chat, appAttributes(app));
        spoil(chat);
        addPlace().append(chat);
        await until(() => errors.details.length > 0, 'the error is reported');
        chat.open();
        chat.setAttribute('user-id', 'somebody');
        await chat.updateComplete;
        await nextFrames();
        expect(errors.details).to.deep.equal([{error: 'CONFIGURATION_INVALID', reason}]);
        expect(warnings.filter((warning) => warning.includes(reason))).to.have.length(1);
        expect(isLauncherShown(chat)).to.be.false;
        expect(network.requests).to.deep.equal([]);
      });
    }
  }

  const noTexts: Record<string, unknown> = {
    'a number': 7,
    'a symbol': Symbol('x'),
    'an object without a prototype': Object.create(null) as unknown,
  };
  for (const [what, value] of Object.entries(noTexts)) {
    it(`ignores ${what}, and throws nothing at the page`, async () => {
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      const failures = recordEvents('userauthfailure', chat);
      await shownLauncher(chat);
      Object.assign(chat, {platformId: value});
      await chat.updateComplete;
      Object.assign(chat, {platformId: app.platformId, domain: value});
      await chat.updateComplete;
      const reasons = ['PLATFORM_ID_MISSING', 'DOMAIN_MISSING'];
      expect(errors.details).to.deep.equal(reasons.map((reason) => ({error: 'CONFIGURATION_INVALID', reason})));
      Object.assign(chat, {domain: app.domain, conversationPrefillText: value});
      await openChat(chat);
      Object.assign(chat, {userId: 'somebody', userAuthToken: value});
      await until(() => failures.details.length > 0, 'the claim is refused');
      expect(failures.details).to.deep.equal([{message: 'missing user auth token'}]);
    });
  }

  it('can be completed later', async () => {
    const chat = addChat({'service-url': serviceUrl, domain: app.domain});
    const errors = recordEvents('webchatruntimeerror', chat);
    await until(() => errors.details.length > 0, 'the error is reported');
    chat.platformId = app.platformId;
    await shownLauncher(chat);
    await openChat(chat);
  });

  it('removes the launcher when it is removed, and is reported again', async () => {
    const chat = addChat(appAttributes(app));
    const errors = recordEvents('webchatruntimeerror', chat);
    await shownLauncher(chat);
    for (const count of [1, 2]) {
      chat.removeAttribute('domain');
      await until(() => errors.details.length === count, 'the error is reported');
      expect(isLauncherShown(chat)).to.be.false;
      chat.setAttribute('domain', app.domain);
      await shownLauncher(chat);
    }
  });

  for (const url of ['javascript:alert(1)', 'ftp://example.com', 'http://', 'data:text/html,x']) {
    it(`refuses the service-url ${url}`, async () => {
      const chat = addChat({...appAttributes(app), 'service-url': url});
      const errors = recordEvents('webchatruntimeerror', chat);
      await until(() => errors.details.length > 0, 'the error is reported');
      expect(errors.details).to.deep.equal([{error: 'CONFIGURATION_INVALID', reason: 'SERVICE_URL_INVALID'}]);
      expect(isLauncherShown(chat)).to.be.false;
      expect(network.requests).to.deep.equal([]);
    });
  }

  it('accepts a service-url with slashes, query and fragment at its end', async () => {
    const chat = addChat({...appAttributes(app), 'service-url': `${serviceUrl}//?a=b#c`});
    await openChat(chat);
  });

  it('can change at any time: the new app is opened, with its own users', async () => {
    const other = await createApp({greeting: 'Welcome to the other app'});
    const chat = addChat({...appAttributes(app), ...(await verifiedUser(app))});
    await openChat(chat);
    const user = await verifiedUser(other);
    setAttributes(chat, {...appAttributes(other), ...user});
    await until(
      () => network.seen('GET', `/v1/apps/${other.domain}`).length === 1,
      'the settings of the other app are read',
    );
    await until(() => chat.identityState === 'verified', "the other app's user is verified");
    await openChat(chat);
  });

  it('may contain any characters', async () => {
    const chat = addChat({...appAttributes(app), domain: 'a/b?c#d', 'platform-id': 'ü %2F'});
    await until(() => network.requests.length > 0, 'the settings are asked for');
    expect(network.requests[0]?.path).to.equal('/v1/apps/a%2Fb%3Fc%23d/%C3%BC%20%252F');
    await until(() => !isLauncherShown(chat), 'there is no such app');
  });
});
