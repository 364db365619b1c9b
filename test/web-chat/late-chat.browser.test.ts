/** What happens before the element's class has loaded, and when it does not load. */
import {expect} from '@open-wc/testing';
import {createApp} from '../support/apps.js';
import {isPanelShown, shownLauncher, shownPart, until} from '../support/chat.js';
import {openLateWebChat} from '../support/late-web-chat.js';
import {serviceUrl} from '../support/service.js';

describe('before the element’s class has loaded', () => {
  let config: {domain: string; platformId: string; serviceUrl: string};

  before(async () => {
    const {domain, platformId} = await createApp();
    config = {domain, platformId, serviceUrl};
  });

  it('calls wait, in order', async () => {
    const {page, succeed, tries} = await openLateWebChat(config);
    const heard: unknown[] = [];
    page.call('addEventListener', 'widgetToggle', ({visible}: {visible: boolean}) => heard.push(visible));
    for (const call of ['init', 'open', 'hide', 'close', 'show', 'open', 'close']) page.call(call);
    expect(tries()).to.equal(1);
    await succeed();
    await shownLauncher(page.chat);
    expect(isPanelShown(page.chat)).to.be.false;
    page.call('open');
    await shownPart(page.chat, 'panel');
    expect(heard.at(-1)).to.equal(true);
  });

  it('the configuration is that of the call, not of a later time', async () => {
    const {page, succeed} = await openLateWebChat({...config, userName: 'at init'});
    page.call('init');
    Object.assign(page.window.helpshiftConfig as object, {userName: 'later'});
    await succeed();
    expect((await page.loaded()).userName).to.equal('at init');
  });

  it('a log-out ends the user before it, and not the one after it', async () => {
    const {page, succeed} = await openLateWebChat({...config, userId: 'ann'});
    page.call('init');
    page.call('logout');
    page.configure({userId: 'bob'});
    await succeed();
    expect((await page.loaded()).userId).to.equal('bob');
    page.call('logout');
    expect(page.chat.userId).to.equal(undefined);
  });

  it('a page may remove the element, and open brings it back', async () => {
    const {page, succeed} = await openLateWebChat(config);
    page.call('init');
    const {chat} = page;
    chat.remove();
    page.call('hide');
    await succeed();
    expect(page.chats).to.deep.equal([]);
    page.call('show');
    page.call('open');
    expect(page.chat).to.equal(chat);
    await shownPart(chat, 'input');
  });

  it('a listener is removed', async () => {
    const {page, succeed} = await openLateWebChat(config);
    const heard: unknown[] = [];
    const listener = (data: unknown): void => void heard.push(data);
    page.call('addEventListener', 'widgetToggle', listener);
    page.call('removeEventListener', 'widgetToggle', listener);
    page.call('init');
    page.call('open');
    await succeed();
    await shownPart(page.chat, 'panel');
    expect(heard).to.deep.equal([]);
  });
});

describe('when the element’s class does not load', () => {
  it('the developer reads it once, listeners hear it, and the next call tries again with all that waits', async () => {
    const {domain, platformId} = await createApp();
    const {page, tries, fail, succeed} = await openLateWebChat({domain, platformId, serviceUrl});
    const heard: unknown[] = [];
    page.call('addEventListener', 'onWebChatRuntimeError', (data: unknown) => heard.push(data));
    page.call('init');
    page.call('open');
    fail();
    await until(() => heard.length > 0, 'it is heard');
    expect(heard).to.deep.equal([{error: 'PANEL_FAILED', reason: 'UNREACHABLE'}]);
    expect(page.warnings.filter((warning) => warning.includes('PANEL_FAILED UNREACHABLE'))).to.have.length(1);
    expect(page.warnings).to.have.length(1);
    expect(tries()).to.equal(1);
    page.call('setLanguage', 'de');
    expect(tries()).to.equal(2);
    page.call('show');
    expect(tries()).to.equal(2);
    await succeed();
    await shownPart(page.chat, 'input');
    expect(page.chat.language).to.equal('de');
    expect(page.errors).to.deep.equal([]);
  });

  it('a listener that calls open gets another try', async () => {
    const {domain, platformId} = await createApp();
    const {page, tries, fail, succeed} = await openLateWebChat({domain, platformId, serviceUrl});
    page.call('addEventListener', 'onWebChatRuntimeError', () => page.call('open'));
    page.call('init');
    fail();
    await until(() => tries() === 2, 'it is tried again');
    await succeed();
    await shownPart(page.chat, 'input');
  });
});
