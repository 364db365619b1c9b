import {chromium, type Browser} from 'playwright-core';
import {CHROMIUM_FLAGS, findOrInstallChromium} from '../../scripts/find-browser.mjs';

export interface BrowserOptions {
  /**
   * Turns on the back/forward cache. Then wait for `commit` after going back: a cached page fires no load event.
   * Default: false
   */
  readonly hasPageCache?: boolean;
}

/** How every Chromium of the tests is started. */
export function launchOptions({hasPageCache = false}: BrowserOptions = {}) {
  return {executablePath: findOrInstallChromium({isWhole: hasPageCache}), args: [...CHROMIUM_FLAGS]};
}

/** A real Chromium for end-to-end tests. Close it in `after`. */
export function launchBrowser({hasPageCache = false}: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...launchOptions({hasPageCache}),
    ...(hasPageCache && {ignoreDefaultArgs: ['--disable-back-forward-cache']}),
  });
}
