import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const RENDERER = fileURLToPath(new URL('../support/render-in-dom.js', import.meta.url));

const LEFT =
  'service-url=https://chat.example.com domain=acme platform-id=shop clear-anonymous-user-on-login= full-privacy=false ' +
  'language=de position=top-left hide-launcher=false full-screen= conversation-prefill-text=Hello\n';

/** Browser APIs that jsdom or happy-dom lacks, now or in older versions. */
const ABSENT = [
  'AbortSignal.any',
  'AbortSignal.timeout',
  'Intl',
  'CSSStyleSheet.prototype.replace',
  'BroadcastChannel',
  'crypto',
  'navigator',
];

/** A separate process, because a DOM replaces globals. */
describe('in the unit tests of a site, without a browser', () => {
  for (const dom of ['jsdom', 'happy-dom']) {
    for (const absent of ['', ABSENT.join()]) {
      it(`${dom}${absent && ' with little else'} renders, changes, opens, closes and removes the tag`, async () => {
        const {stdout, stderr} = await promisify(execFile)(process.execPath, [RENDERER, dom, absent]);
        assert.equal(stdout, LEFT);
        // The console has a report of the tag without an app; there is no error.
        assert.doesNotMatch(stderr, /error:|at .*\.js:/i);
      });
    }
  }
});
