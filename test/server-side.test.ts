import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const RENDERER = fileURLToPath(new URL('support/server-render.js', import.meta.url));

/** A process of its own, because this one has a loader and could get a DOM. It must end by itself and say nothing more. */
async function render(...entries: string[]): Promise<string> {
  const {stdout, stderr} = await promisify(execFile)(process.execPath, [RENDERER, ...entries]);
  assert.equal(stderr, '');
  return stdout;
}

describe('on a server without a DOM', () => {
  for (const entry of ['helpshift-chat/protocol', 'helpshift-chat/token']) {
    it(`${entry} is loaded, and does nothing`, async () => {
      assert.equal(await render(entry), '');
    });
  }

  for (const entry of ['helpshift-chat', 'helpshift-chat/element']) {
    it(`the element of ${entry} is made, changed, connected and taken away, and leaves the tag as it is`, async () => {
      assert.equal(await render(entry), '<helpshift-chat platform-id="shop" domain="acme"></helpshift-chat>\n');
    });
  }
});
