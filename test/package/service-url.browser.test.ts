import {expect} from '@open-wc/testing';
import {ownService} from '../../src/element/own-service.js';
import {appAttributes, createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {addChat, addPlace, type HelpshiftChat, openChat, recordEvents, shownLauncher} from '../support/chat.js';
import {isClaim, useNetwork} from '../support/network.js';
import {serviceUrl} from '../support/service.js';
import {nextFrames, useWarnings} from '../support/watch.js';

const MISSING: readonly unknown[] = [undefined, null, ''];

const WRONG_TEXTS = [
  '/support',
  'support',
  './support',
  '?x',
  '#x',
  '//chat.example.com',
  'chat.example.com',
  'chat.example.com:8080',
  'localhost:8080',
  'ftp://chat.example.com',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:https://chat.example.com/1',
  'ws://chat.example.com',
  'https://',
  'https://chat example.com',
  'https://user:secret@chat.example.com',
  'https://user@chat.example.com',
  'https://:secret@chat.example.com',
  'undefined',
  '{{ serviceUrl }}',
  '   ',
];

const NO_TEXTS: readonly unknown[] = [
  0,
  8080,
  NaN,
  10n,
  false,
  true,
  {},
  [],
  Symbol('x'),
  () => 'https://chat.example.com',
  Object.create(null),
  new URL('https://chat.example.com'),
];

describe('service-url', () => {
  const network = useNetwork();
  const warnings = useWarnings();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  for (const [reason, values, sentence] of [
    ['SERVICE_URL_MISSING', MISSING, 'Set service-url to the address of your chat service'],
    ['SERVICE_URL_INVALID', [...WRONG_TEXTS, ...NO_TEXTS], 'Set service-url to a whole address'],
  ] as const) {
    for (const value of values) {
      it(`of ${typeof value} "${describeValue(value)}" is reported once as ${reason}; nothing is requested or shown`, async () => {
        const chat = await addUser(value);
        const errors = recordEvents('webchatruntimeerror', chat);
        addPlace().append(chat);
        await chat.updateComplete;
        chat.open();
        chat.userName = 'Another name';
        await chat.updateComplete;
        await nextFrames();
        expect(errors.details).to.deep.equal([{error: 'CONFIGURATION_INVALID', reason}]);
        expect(warnings.filter((warning) => warning.includes(sentence))).to.have.length(1);
        expect(chat.shadowRoot?.querySelector('button:not([hidden])')).to.equal(null);
        expect(network.requests).to.deep.equal([]);
      });
    }
  }

  for (const ending of ['', '/', '//', '/?tenant=5#top', ' ', '\n']) {
    it(`leads to the service when it ends in ${JSON.stringify(ending)}`, async () => {
      await openChat(addChat({...appAttributes(app), 'service-url': serviceUrl + ending}));
      expect(network.requests.filter(({path}) => !path.startsWith('/v1/'))).to.deep.equal([]);
    });
  }

  it('can be set, removed and set again', async () => {
    const chat = addChat(appAttributes(app));
    const errors = recordEvents('webchatruntimeerror', chat);
    for (const count of [1, 2]) {
      await shownLauncher(chat);
      chat.removeAttribute('service-url');
      await chat.updateComplete;
      expect(errors.details).to.have.length(count);
      chat.setAttribute('service-url', serviceUrl);
    }
    await openChat(chat);
  });

  describe('of a script from a service', () => {
    afterEach(() => {
      delete ownService.url;
    });

    for (const value of MISSING) {
      it(`is the address of that service when it is "${describeValue(value)}"`, async () => {
        ownService.url = serviceUrl;
        const chat = await addUser(value);
        addPlace().append(chat);
        await shownLauncher(chat);
        expect(network.requests.filter(isClaim)).to.have.length(1);
      });
    }

    it('is refused when it is invalid', async () => {
      ownService.url = serviceUrl;
      for (const value of ['chat.example.com', 7]) {
        const chat = await addUser(value);
        const errors = recordEvents('webchatruntimeerror', chat);
        addPlace().append(chat);
        await chat.updateComplete;
        expect(errors.details).to.deep.equal([{error: 'CONFIGURATION_INVALID', reason: 'SERVICE_URL_INVALID'}]);
      }
      expect(network.requests).to.deep.equal([]);
    });
  });

  /** A verified user's chat with this property, not on the page yet. */
  async function addUser(value: unknown): Promise<HelpshiftChat> {
    const chat = document.createElement('helpshift-chat');
    const {domain, platformId} = app;
    for (const [name, text] of Object.entries(await verifiedUser(app))) chat.setAttribute(name, text);
    Object.assign(chat, {domain, platformId, serviceUrl: value});
    return chat;
  }
});

function describeValue(value: unknown): string {
  return typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : String(value);
}
