import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {eventually} from '../support/e2e-eventually.js';
import {isFocused} from '../support/e2e-look.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

describe('on a page that limits the user to one part of it, the chat', () => {
  const system = useSystem();

  const visit = (content: string): Promise<Visitor> => system().visitor({policy: '', content});

  it('`open()` shows the panel above a full-screen element', async () => {
    const visitor = await visit('<div id="film"><button onclick="film.requestFullscreen()">Film</button></div>');
    await visitor.page.getByRole('button', {name: 'Film'}).click();
    await visitor.page.waitForFunction('document.fullscreenElement');
    await visitor.callOpen();
    await visitor.input.click();
    await visitor.page.evaluate('document.exitFullscreen()');
    await eventually(async () => assert.equal(await visitor.panel.evaluate((panel) => panel.matches(':modal')), false));
  });

  for (const [what, trap] of Object.entries({
    'in the bubbling phase': `document.addEventListener('focusin', (event) =>
      trap.contains(event.target) || inside.focus())`,
    'in the capture phase': `document.addEventListener('focusin', (event) => {
      if (trap.contains(event.target)) return;
      event.stopImmediatePropagation();
      inside.focus();
    }, true)`,
  })) {
    it(`accepts text despite a focus trap that pulls the focus back ${what}`, async () => {
      const visitor = await visit(
        `<div id="trap" role="dialog"><input id="inside"></div><script>function start() { ${trap}; inside.focus(); }</script>`,
      );
      await visitor.openChat();
      await visitor.page.evaluate('start()');
      await visitor.input.click();
      await eventually(async () => assert.ok(await isFocused(visitor.input)));
      await visitor.page.keyboard.type('hello');
      assert.equal(await visitor.input.inputValue(), 'hello');
      await visitor.page.mouse.click(5, 300);
      await visitor.page.locator('#inside').fill('and back');
    });
  }
});
