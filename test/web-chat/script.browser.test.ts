/** The script that the service serves, on pages with the embed code. */
import {expect} from '@open-wc/testing';
import {createApp, type TestApp, verifiedUser} from '../support/apps.js';
import {
  getPart,
  isLauncherShown,
  isPanelShown,
  openChat,
  sendMessage,
  shownLauncher,
  shownPart,
  until,
} from '../support/chat.js';
import {serviceUrl, uniqueUserId} from '../support/service.js';
import {embedCode, openWebChatPage, SCRIPT_URL, type WebChatPage} from '../support/web-chat-page.js';

/** Runs the script as a module: then no script is the current one. */
async function runAsModule(page: WebChatPage): Promise<void> {
  const module = page.document.createElement('script');
  module.type = 'module';
  module.textContent = await (await fetch(SCRIPT_URL)).text();
  page.document.head.append(module);
}

describe('webChat.js', () => {
  let app: TestApp;
  let config: {domain: string; platformId: string};

  before(async () => {
    app = await createApp();
    config = {domain: app.domain, platformId: app.platformId};
  });

  const addresses = {
    'webChat.js': SCRIPT_URL,
    'latest/webChat.js': `${serviceUrl}/latest/webChat.js`,
    'webChat.js with a query': `${SCRIPT_URL}?v=3&from=/a/latest/b`,
    'latest/webChat.js with a query and a hash': `${serviceUrl}/latest/webChat.js?v=3#x`,
  };
  for (const [what, address] of Object.entries(addresses)) {
    it(`shows a chat of its own service: ${what}`, async () => {
      const page = await openWebChatPage({config, code: embedCode(address)});
      const chat = await page.loaded();
      await shownLauncher(chat);
      expect(chat.parentElement).to.equal(page.document.body);
      page.call('open');
      await shownPart(chat, 'input');
      await sendMessage(chat, 'Is anybody there?');
      expect(page.warnings).to.deep.equal([]);
      expect(page.errors).to.deep.equal([]);
    });
  }

  it('adds two globals to the page: Helpshift and helpshiftConfig', async () => {
    const globals = (page: {window: Window}): string[] =>
      Reflect.ownKeys(page.window)
        .map(String)
        .filter((name) => !/^\d+$/.test(name));
    const plain = await openWebChatPage({code: ''});
    const page = await openWebChatPage({config});
    await shownLauncher(await page.loaded());
    const known = globals(plain);
    expect(
      globals(page)
        .filter((name) => !known.includes(name))
        .sort(),
    ).to.deep.equal(['Helpshift', 'helpshiftConfig']);
  });

  it('loads the element beside it at once, before the page starts the chat, and adds nothing to the page', async () => {
    const page = await openWebChatPage({
      config,
      code: `var s = document.createElement('script'); s.src = '${SCRIPT_URL}'; document.head.append(s);`,
    });
    await until(() => page.window.customElements.get('helpshift-chat'), 'the class has loaded');
    expect(page.chats).to.deep.equal([]);
    page.call('open');
    page.call('updateHelpshiftConfig');
    page.call('show');
    expect(page.chats).to.deep.equal([]);
    page.call('init');
    await shownPart(await page.loaded(), 'panel');
  });

  it('finds its address by its id where another script runs it', async () => {
    const code = `window.helpshiftConfig = ${JSON.stringify(config)};
      const s = document.createElement('script'); s.id = 'hs-chat'; s.type = 'text/plain'; s.src = '${SCRIPT_URL}'; document.head.append(s);`;
    const page = await openWebChatPage({code});
    await runAsModule(page);
    await until(() => page.window.Helpshift, 'it has run');
    page.call('init');
    await shownLauncher(await page.loaded());
  });

  // Where sites show what others write, an image can have any name and id.
  const images = {
    'that has the name of the current script': {name: 'currentScript', type: 'text/javascript'},
    'with its id, where another script runs it': {id: 'hs-chat', type: 'text/plain'},
  };
  for (const [what, {type, ...names}] of Object.entries(images)) {
    it(`takes no address from an image ${what}`, async () => {
      const code = `window.helpshiftConfig = ${JSON.stringify(config)};
        const image = Object.assign(new Image(), ${JSON.stringify(names)}, {src: 'http://127.0.0.1:9/elsewhere/'});
        document.body.prepend(image);
        const s = document.createElement('script'); s.id = 'hs-chat'; s.type = '${type}'; s.src = '${SCRIPT_URL}'; document.body.append(s);`;
      const page = await openWebChatPage({code: `addEventListener('DOMContentLoaded', () => {${code}});`});
      if (type === 'text/plain') await runAsModule(page);
      await until(() => page.window.Helpshift, 'it has run');
      page.call('init');
      await shownLauncher(await page.loaded());
    });
  }

  it('makes one element when the embed code runs twice, and when its script is loaded again', async () => {
    const page = await openWebChatPage({config, code: embedCode() + embedCode()});
    const chat = await page.loaded();
    page.run(embedCode());
    page.document.getElementById('hs-chat')?.remove();
    page.run(embedCode());
    for (const address of [`${SCRIPT_URL}?again`, `${serviceUrl}/latest/webChat.js`]) {
      const script = page.document.createElement('script');
      script.src = address;
      const hasLoaded = new Promise((resolve) => script.addEventListener('load', resolve));
      page.document.head.append(script);
      await hasLoaded;
      page.call('init');
    }
    page.call('open');
    await shownPart(chat, 'panel');
    expect(page.chat).to.equal(chat);
    expect(page.errors).to.deep.equal([]);
  });

  it('gives a page that has forgotten Helpshift the same chat again, with the calls it has collected', async () => {
    const page = await openWebChatPage({config});
    const chat = await page.loaded();
    Reflect.deleteProperty(page.window, 'Helpshift');
    page.document.getElementById('hs-chat')?.remove();
    page.run(`${embedCode()} Helpshift('open');`);
    await shownPart(chat, 'panel');
    expect(page.chat).to.equal(chat);
  });

  it('works when a framework adds the embed code after the page has loaded', async () => {
    const page = await openWebChatPage({code: ''});
    page.window.helpshiftConfig = config;
    page.run(embedCode());
    await shownLauncher(await page.loaded());
  });

  it('waits for the body where it runs before it', async () => {
    // Scripts in the head hold the parser: the body comes after the class of the element.
    const code = `window.helpshiftConfig = ${JSON.stringify(config)};
      ${embedCode()}
      document.write('<script src="${SCRIPT_URL}"></' + 'script>');
      document.write('<script>Helpshift("init"); window.hadBody = !!document.body;</' + 'script>');`;
    const page = await openWebChatPage({code});
    expect(Reflect.get(page.window, 'hadBody')).to.be.false;
    const chat = await page.loaded();
    expect(chat.parentElement).to.equal(page.document.body);
    await shownLauncher(chat);
  });

  it('replays the collected calls in order, after the configuration', async () => {
    const code = `${embedCode()}
      Helpshift('setLanguage', 'de');
      Helpshift('open');
      Helpshift('close');
      Helpshift('open');
      window.helpshiftConfig = ${JSON.stringify({...config, language: 'en'})};`;
    const page = await openWebChatPage({code});
    const chat = await page.loaded();
    await shownPart(chat, 'panel');
    expect(chat.language).to.equal('de');
  });

  it('keeps the function of the embed code working that a page has kept', async () => {
    const page = await openWebChatPage({config, code: `${embedCode()} window.kept = Helpshift;`});
    const chat = await page.loaded();
    const kept = Reflect.get(page.window, 'kept') as (...call: unknown[]) => unknown;
    expect(page.window.Helpshift).not.to.equal(kept);
    expect(kept('open')).to.equal(undefined);
    await shownPart(chat, 'panel');
    kept('close');
    await until(() => !isPanelShown(chat), 'the panel is closed');
  });

  it('brings the element back that the page has removed: init, update and open, and no other call', async () => {
    const page = await openWebChatPage({config});
    const chat = await page.loaded();
    for (const call of ['init', 'update', 'open']) {
      chat.remove();
      for (const other of ['close', 'hide', 'show', 'updateHelpshiftConfig']) page.call(other);
      expect(page.chats).to.deep.equal([]);
      page.call(call);
      expect(page.chat).to.equal(chat);
    }
    await shownPart(chat, 'panel');
  });

  it('keeps its chat when the script is removed', async () => {
    const page = await openWebChatPage({config});
    const chat = await page.loaded();
    page.document.getElementById('hs-chat')?.remove();
    page.call('open');
    await shownPart(chat, 'input');
  });

  it('logs a user in, and out by empty texts', async () => {
    const {'user-id': userId, 'user-auth-token': userAuthToken} = await verifiedUser(app, {userId: uniqueUserId()});
    const page = await openWebChatPage({config: {...config, userId, userAuthToken}});
    const chat = await page.loaded();
    await shownLauncher(chat);
    expect(chat.identityState).to.equal('verified');
    // As documented: the token stays.
    page.configure({userId: '', userEmail: ''});
    await until(() => chat.identityState === 'anonymous', 'the user is anonymous');
    await until(() => isLauncherShown(chat), 'the launcher stays');
    await openChat(chat);
    expect(page.warnings).to.deep.equal([]);
  });

  const policies = {
    'a nonce and strict-dynamic': `script-src 'nonce-abc' 'strict-dynamic'`,
    'a list of hosts': `script-src 'nonce-abc' ${serviceUrl}`,
  };
  for (const [what, policy] of Object.entries(policies)) {
    it(`works under a strict policy with ${what}`, async () => {
      const content = `default-src 'none'; ${policy}; connect-src ${serviceUrl} ${serviceUrl.replace('http', 'ws')}; base-uri 'none'; object-src 'none'`;
      const head = `<meta http-equiv="content-security-policy" content="${content}">
        <script nonce="abc">window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + e.blockedURI));</script>`;
      const page = await openWebChatPage({config: {...config, widgetOptions: {zIndex: 7}}, head, nonce: 'abc'});
      const chat = await page.loaded();
      page.call('open');
      await shownPart(chat, 'input');
      expect(Reflect.get(page.window, 'violations')).to.deep.equal([]);
      expect(page.window.getComputedStyle(getPart(chat, 'launcher')).zIndex).to.equal('7');
    });
  }
});
