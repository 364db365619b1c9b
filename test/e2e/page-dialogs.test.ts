import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {eventually, eventuallyEqual} from '../support/e2e-eventually.js';
import {isFocused} from '../support/e2e-look.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

describe('beside modal dialogs of the page, the chat', () => {
  const system = useSystem();

  const visit = (content: string): Promise<Visitor> => system().visitor({policy: '', content});

  const page = `<button id="opener" onclick="first.showModal()">Pay</button>
    <dialog id="first" onclick="event.target === first && first.close()">
      <input id="name"><button id="more" onclick="second.showModal()">More</button>
      <button id="ask" onclick="document.querySelector('helpshift-chat').open()">Ask us</button>
      <button id="done" onclick="first.close()">Done</button>
    </dialog>
    <dialog id="second"><button id="back" onclick="second.close()">Back</button></dialog>`;

  const isOpen = (visitor: Visitor, id: string) =>
    visitor.page.locator(`#${id}`).evaluate((dialog: HTMLDialogElement) => dialog.open);
  const isModal = (visitor: Visitor) => visitor.panel.evaluate((panel) => panel.matches(':modal'));

  it('`open()` shows the panel above two of them; Escape closes only the panel, and the focus returns', async () => {
    const visitor = await visit(page);
    await visitor.page.click('#opener');
    await visitor.page.click('#more');
    await visitor.page.locator('#back').focus();
    await visitor.callOpen();
    await visitor.input.click();
    await visitor.page.keyboard.type('Can I pay later?');
    assert.equal(await visitor.input.inputValue(), 'Can I pay later?');
    await visitor.page.keyboard.press('Escape');
    await visitor.panel.waitFor({state: 'hidden'});
    await eventuallyEqual(() => visitor.page.evaluate('document.activeElement.id'), 'back');
    assert.deepEqual([await isOpen(visitor, 'first'), await isOpen(visitor, 'second')], [true, true]);
  });

  it('keeps a panel in use above a dialog that opens, and returns to normal after the dialog', async () => {
    const visitor = await visit(page);
    await visitor.openChat();
    for (let count = 0; count < 12; count++) await visitor.write(`Line ${count}`);
    await eventually(async () => assert.equal((await visitor.messages()).length, 12));
    const list = visitor.panel.locator('[part~="messages"]');
    await visitor.input.click();
    await visitor.page.keyboard.type('Half ');
    await list.evaluate((scroller) => (scroller.scrollTop = 30));
    await visitor.page.evaluate('first.showModal()');
    await eventually(async () => assert.ok(await isModal(visitor)));
    await eventually(async () => assert.ok(await isFocused(visitor.input)));
    await visitor.page.keyboard.type('a sentence');
    assert.equal(await visitor.input.inputValue(), 'Half a sentence');
    assert.equal(await list.evaluate(({scrollTop}) => scrollTop), 30);
    assert.deepEqual(await visitor.panel.evaluate((panel) => panel.getAnimations().length), 0, 'it does not flicker');

    await visitor.page.evaluate('first.remove()');
    await eventually(async () => assert.equal(await isModal(visitor), false));
    await visitor.page.keyboard.type(', done');
    assert.equal(await visitor.input.inputValue(), 'Half a sentence, done');
    assert.equal(await list.evaluate(({scrollTop}) => scrollTop), 30);
    await visitor.page.click('#opener', {trial: true});
  });

  it('leaves a dialog usable that opens beside it; clicks on panel and dialog take turns', async () => {
    const visitor = await visit(page);
    await visitor.openChat();
    await visitor.input.fill('Half ');
    await visitor.page.click('#opener');
    await visitor.page.locator('#name').fill('Ann');
    assert.equal(await isModal(visitor), false);

    const box = (await visitor.input.boundingBox()) ?? assert.fail('the panel is there');
    await visitor.page.mouse.click(box.x + 9, box.y + 9);
    await eventually(async () => assert.ok(await isFocused(visitor.input)));
    assert.ok(await isOpen(visitor, 'first'), 'the page did not take it for a click on the backdrop');
    await visitor.page.keyboard.press('End');
    await visitor.page.keyboard.type('a sentence');
    assert.equal(await visitor.input.inputValue(), 'Half a sentence');

    await visitor.page.mouse.click(5, 5);
    await eventually(async () => assert.equal(await isModal(visitor), false));
    assert.ok(await isOpen(visitor, 'first'));
    await visitor.page.locator('#name').fill('Anna');
    await visitor.page.click('#done');
    await visitor.input.click();
    assert.equal(await visitor.input.inputValue(), 'Half a sentence');
  });

  it('opens with the launcher, also behind a dialog, and returns the focus to it', async () => {
    const visitor = await visit(page);
    await visitor.openChat();
    await visitor.page.click('#opener');
    await visitor.page.click('#ask');
    await eventually(async () => assert.ok(await isFocused(visitor.input)));
    await visitor.page.keyboard.press('Escape');
    await visitor.panel.waitFor({state: 'hidden'});
    await eventuallyEqual(() => visitor.page.evaluate('document.activeElement.id'), 'ask');
  });

  it('notices a dialog in a shadow tree, and comes above it also on a phone', async () => {
    const visitor = await visit(`<x-dialog></x-dialog><script>
      const root = document.querySelector('x-dialog').attachShadow({mode: 'open'});
      const dialog = root.appendChild(document.createElement('dialog'));
      dialog.append(document.createElement('input'));
      window.showDialog = () => dialog.showModal();
    </script>`);
    for (const size of [null, {width: 360, height: 640}]) {
      if (size) await visitor.page.reload();
      if (size) await visitor.page.setViewportSize(size);
      await visitor.openChat();
      await visitor.input.click();
      await visitor.page.evaluate('showDialog()');
      await eventually(async () => assert.ok(await isFocused(visitor.input)));
      await visitor.page.keyboard.type('still here');
      assert.equal(await visitor.input.inputValue(), 'still here');
    }
  });

  it('works inside a dialog, and in any small, moved and clipped box', async () => {
    const visitor = await visit(page);
    await visitor.page.evaluate(`first.append(document.querySelector('helpshift-chat')); first.showModal()`);
    await visitor.openChat();
    await visitor.write('From within.');
    await eventuallyEqual(() => visitor.messages(), ['user: From within.']);
    assert.equal(await isModal(visitor), false);
    await visitor.page.keyboard.press('Escape');
    await visitor.panel.waitFor({state: 'hidden'});
    assert.ok(await isOpen(visitor, 'first'));
  });
});
