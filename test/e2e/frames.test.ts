import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {lookOf, type Look} from '../support/e2e-look.js';
import {useSystem} from '../support/e2e-system.js';
import type {Visitor} from '../support/e2e-visitor.js';

describe('in a frame', () => {
  const system = useSystem();

  const visit = (content: string): Promise<Visitor> => system().visitor({policy: '', content});

  it('it sends messages in a sandboxed frame without forms', async () => {
    const address = system().publish({policy: '', chat: {}});
    const visitor = await visit(`<iframe sandbox="allow-scripts allow-same-origin" src="${address}"
      style="width: 500px; height: 600px"></iframe>`);
    visitor.expectComplaints(/can escape its sandboxing/);
    const frame = visitor.page.frameLocator('iframe');
    await frame.getByRole('button', {name: 'Open chat'}).click();
    await frame.getByRole('textbox', {name: 'Your message'}).fill('From a frame.');
    await frame.getByRole('button', {name: 'Send'}).click();
    await frame.locator('[part~="message-user"]').getByText('From a frame.').waitFor();
  });

  it('it works in a sandboxed frame without an origin, if the app allows every origin', async () => {
    const app = await system().createApp({origins: ['*']});
    const address = system().publish({app, policy: '', chat: {}});
    const visitor = await visit(`<iframe sandbox="allow-scripts" src="${address}"
      style="width: 500px; height: 600px"></iframe>`);
    visitor.expectComplaints(/STORAGE_UNAVAILABLE/);
    const frame = visitor.page.frameLocator('iframe');
    await frame.getByRole('button', {name: 'Open chat'}).click();
    await frame.getByRole('textbox', {name: 'Your message'}).fill('From nowhere.');
    await frame.getByRole('button', {name: 'Send'}).click();
    await frame.locator('[part~="message-user"]').getByText('From nowhere.').waitFor();
  });

  it("it keeps its look and works after a move into a frame's document, even in quirks mode", async () => {
    const visitor = await visit('<iframe style="width: 500px; height: 600px"></iframe>');
    await visitor.openChat();
    await visitor.write('Before.');
    await visitor.panel.locator('[part~="message"]').waitFor();
    await visitor.input.fill('x');
    const before = await lookOf(visitor.chat);
    await visitor.closeChat();
    const move = `document.querySelector('iframe').contentDocument.body.append(document.querySelector('helpshift-chat'))`;
    await visitor.page.evaluate(move);
    const frame = visitor.page.frameLocator('iframe');
    await frame.getByRole('button', {name: 'Open chat'}).click();
    const input = frame.getByRole('textbox', {name: 'Your message'});
    await input.fill('After.');
    await input.press('Enter');
    await frame.locator('[part~="message"]').getByText('After.').waitFor();
    await input.fill('x');
    // Without properties that depend on the size of the window.
    const names = ['close-button', 'send-button'];
    const after = await lookOf(frame.locator('helpshift-chat'));
    assert.deepEqual(
      names.map((name) => after[name]),
      names.map((name) => before[name]),
    );
    for (const name of ['launcher', 'panel', 'message', 'composer', 'input']) {
      assert.deepEqual(paintOf(after[name]), paintOf(before[name]), name);
    }
  });
});

function paintOf(look: Look | undefined): (string | undefined)[] {
  return ['color', 'background-color', 'border-radius', 'font-family', 'font-size', 'position', 'margin-bottom'].map(
    (name) => look?.[name],
  );
}
