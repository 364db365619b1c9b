import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const RENDERER = fileURLToPath(new URL('support/server-render.js', import.meta.url));

/**
 * A separate process, because this one has a loader and may have a DOM. It must end on its own without other output.
 */
async function render(...entries: string[]): Promise<string> {
  const {stdout, stderr} = await promisify(execFile)(process.execPath, [RENDERER, ...entries]);
  assert.equal(stderr, '');
  return stdout;
}

describe('on a server without a DOM', () => {
  for (const part of ['', '/element', '/protocol', '/token', '/web-chat']) {
    const entry = `helpshift-chat${part}`;
    it(`${entry} loads without effects`, async () => {
      assert.equal(await render(entry), '');
    });
  }
});

describe('with the DOM of a server renderer', () => {
  for (const entry of ['helpshift-chat', 'helpshift-chat/element']) {
    it(`the element of ${entry} can be made, changed, connected and removed, and leaves the tag unchanged`, async () => {
      assert.equal(
        await render('--dom', entry),
        '<helpshift-chat platform-id="shop" domain="acme"></helpshift-chat>\n',
      );
    });
  }
});
