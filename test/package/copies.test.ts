/** A page can load the script more than once: by accident, from two places, or in two versions. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {HelpshiftChat} from '../../src/index.js';
import {eventuallyEqual} from '../support/e2e-eventually.js';
import {useSystem} from '../support/e2e-system.js';
import {startCdn} from '../support/odd-servers.js';

describe('a second copy of the script', () => {
  const system = useSystem();

  it('throws nothing, and one element works, in any order of the copies', async (t) => {
    const cdn = await startCdn();
    t.after(() => cdn.stop());
    const [served, packaged] = [system().url, cdn.url].map((url) => `${url}/helpshift-chat.js`);
    const pages: Readonly<Record<string, readonly [first: string, second: string]>> = {
      'the same address twice': [system().url, `${served}`],
      'another version of it': [system().url, `${served}?v=0.0.9`],
      'the package after the service': [system().url, `${packaged}`],
      'the service after the package': [cdn.url, `${served}`],
    };
    for (const [what, [first, second]] of Object.entries(pages)) {
      const content = `<script type="module" src="${second}"></script>`;
      const chat = {'service-url': system().url};
      const visitor = await system().visitor({serviceUrl: first, chat: {...tag(), ...chat}, content, policy: ''});
      await visitor.openChat();
      assert.equal(await visitor.launcherButton.count(), 1, what);
      await visitor.write(what);
      await system().answer(what, 'Once is enough.');
      await eventuallyEqual(() => visitor.messages(), [`user: ${what}`, 'agent: Once is enough.']);
      visitor.assertContent();
      assert.equal(visitor.eventsNamed('messageadd').length, 1);
    }
  });

  it('leaves an element of the page with the same name alone', async () => {
    const content = `<script>customElements.define('helpshift-chat', class extends HTMLElement {})</script>`;
    const visitor = await system().visitor({content, policy: ''});
    await visitor.page.waitForFunction(() => customElements.get('helpshift-chat'));
    assert.equal(await visitor.launcherButton.count(), 0);
    visitor.assertContent();
  });

  it('opens its panel, too, where the page gives its element another name', async (t) => {
    const cdn = await startCdn();
    t.after(() => cdn.stop());
    const content = `<script type="module">
      import {HelpshiftChat} from '${cdn.url}/helpshift-chat.js';
      customElements.define('other-chat', class extends HelpshiftChat {});
      const other = Object.assign(document.createElement('other-chat'), ${JSON.stringify(tag('platformId'))});
      document.body.append(Object.assign(other, {serviceUrl: '${system().url}', hideLauncher: true}));
    </script>`;
    const visitor = await system().visitor({content, policy: ''});
    await visitor.openChat();
    await visitor.closeChat();
    await visitor.page.evaluate(() => document.querySelector<HelpshiftChat>('other-chat')?.open());
    await visitor.input.waitFor();
    visitor.assertContent();
  });

  function tag(idName = 'platform-id'): Record<string, string> {
    const {domain, platformId} = system().app;
    return {domain, [idName]: platformId};
  }
});
