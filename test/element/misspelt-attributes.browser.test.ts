import {expect} from '@open-wc/testing';
import {appAttributes, createApp, type TestApp} from '../support/apps.js';
import {addChat, addPlace, recordEvents, shownLauncher, until} from '../support/chat.js';
import {useIdle} from '../support/idle.js';
import {useNetwork} from '../support/network.js';
import {nextFrames, useWarnings} from '../support/watch.js';

// Which names are misspelt: misspelt-attributes.test.ts.

/** Written by HTML and by frameworks. Most of them look like an attribute of the chat. */
const OTHERS = `
  class id style data-user-id aria-label onclick onuserid ng-reflect-user-id ng-version _ngcontent-ng-c123 v-user-id
  :user-id @user-id #user-id [user-id] (user-id) v-bind:user-id x-bind:user-id x-user-id hx-get hx-user-id user.id
`;

const isPart = ({name}: PerformanceEntry): boolean => name.includes('/src/element/misspelt-attributes');

describe('a misspelt attribute', () => {
  useNetwork();
  const warnings = useWarnings();
  const idle = useIdle();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  const misspelt = (attribute: string, meant: string) => ({
    error: 'CONFIGURATION_INVALID',
    reason: 'ATTRIBUTE_MISSPELT',
    details: {attribute, meant},
  });

  /** Adds a chat by HTML: a name may hold characters that `setAttribute` refuses. */
  function addTag(attributes: string) {
    const place = addPlace();
    const errors = recordEvents('webchatruntimeerror', place);
    const {domain, 'platform-id': id = '', 'service-url': url = ''} = appAttributes(app);
    const tag = `<helpshift-chat domain="${domain}" platform-id="${id}" service-url="${url}" ${attributes}>`;
    place.append(document.createRange().createContextualFragment(tag));
    return {place, errors, chat: place.querySelector('helpshift-chat') as HTMLElementTagNameMap['helpshift-chat']};
  }

  it('is none of HTML and of frameworks, for which nothing more loads', async () => {
    const {chat, errors} = addTag(OTHERS);
    await shownLauncher(chat);
    idle.begin();
    await nextFrames();
    expect(errors.details).to.deep.equal([]);
    expect(performance.getEntriesByType('resource').filter(isPart)).to.deep.equal([]);
  });

  it('is reported when the page is idle, with what is meant', async () => {
    const {chat, errors} = addTag('userid="ann" hidelauncher');
    await shownLauncher(chat);
    await nextFrames();
    expect(errors.details).to.deep.equal([]);
    idle.begin();
    await until(() => errors.details.length === 2, 'both are reported');
    expect(errors.details).to.deep.equal([misspelt('userid', 'user-id'), misspelt('hidelauncher', 'hide-launcher')]);
    expect(warnings.filter((warning) => warning.includes('Write user-id.'))).to.have.length(1);
  });

  it('is reported once, also when the element changes and is moved; a new one is reported then', async () => {
    const {chat, errors} = addTag('userid="ann"');
    await until(() => idle.isWaiting, 'it waits');
    idle.begin();
    await until(() => errors.details.length === 1, 'it is reported');
    chat.setAttribute('userid', 'bob');
    chat.setAttribute('useremail', 'bob@example.com');
    await nextFrames();
    expect(errors.details).to.have.length(1);
    const elsewhere = addPlace();
    const later = recordEvents('webchatruntimeerror', elsewhere);
    elsewhere.append(chat);
    idle.begin();
    await until(() => later.details.length > 0, 'the new one is reported');
    expect(later.details).to.deep.equal([misspelt('useremail', 'user-email')]);
  });

  it('is reported beside a missing attribute, and each of them once', async () => {
    const chat = addChat({...appAttributes(app), domain: '', domains: app.domain});
    const errors = recordEvents('webchatruntimeerror', chat);
    await until(() => errors.details.length > 0, 'the missing one is reported');
    idle.begin();
    await until(() => errors.details.length > 1, 'the misspelt one is reported');
    chat.userName = 'Ann';
    await chat.updateComplete;
    expect(errors.details).to.deep.equal([
      {error: 'CONFIGURATION_INVALID', reason: 'DOMAIN_MISSING'},
      misspelt('domains', 'domain'),
    ]);
  });
});
